// Who may sign in: the first start, links to set a password, one's own sessions; and what groups may do.
import type { Invitation, Session } from './described';
import { ask } from './http';
import type { Body } from './types';

export type {
  Account,
  ApiToken,
  Invitation,
  OwnAccount,
  OwnSession,
  PasswordLink,
  Right,
  RightEffect,
  RightKind,
} from './described';
// A form's: every member is there.
export type RightDecision = Required<Body<'POST /rights/preview'>>;

export type NewOffice = Body<'POST /first-start'>;
export const read_first_start = () => ask('GET /first-start');
export const make_office = (wanted: NewOffice, code: string) =>
  ask('POST /first-start', { body: wanted, headers: code ? { 'X-Teczka-Code': code } : {} });

// A link is no session: a refusal here signs nobody out.
export const read_invitation = (token: string) =>
  ask('POST /invitation', { body: { token } }) as Promise<Invitation>;
export const use_invitation = (token: string, password: string) =>
  ask('POST /invitation', { body: { token, password } }) as Promise<Session>;

export const read_accounts = () => ask('GET /accounts');
export const make_link = (id: string) => ask('POST /accounts/{id}/link', { at: { id } });
export const end_sessions_of = (id: string) => ask('DELETE /accounts/{id}/sessions', { at: { id } });
export const revoke_link = (id: string) => ask('DELETE /accounts/{id}/link', { at: { id } });

export const read_own_account = () => ask('GET /account');
export const end_own_session = (session: string) =>
  ask('DELETE /account/sessions/{session}', { at: { session } });
export const change_password = (old: string, fresh: string) =>
  ask('POST /account/password', { body: { old, new: fresh } });

export const make_token = (body: Body<'POST /account/tokens'>) => ask('POST /account/tokens', { body });
export const end_token = (id: string) => ask('DELETE /account/tokens/{id}', { at: { id } });
export const end_tokens_of = (id: string) => ask('DELETE /accounts/{id}/tokens', { at: { id } });

// The second step of signing in: a secret for the app, then a code of it as proof.
export const begin_totp = (password: string) => ask('POST /account/totp', { body: { password } });
export const confirm_totp = (code: string) => ask('POST /account/totp/confirm', { body: { code } });
export const end_totp = (password: string, code: string) =>
  ask('DELETE /account/totp', { body: { password, code } });
export const reset_totp = (id: string) => ask('DELETE /accounts/{id}/totp', { at: { id } });

export const read_rights = () => ask('GET /rights');

// What would be decided of a cell, and for whom it would change how many records.
export const preview_right = (body: Body<'POST /rights/preview'>) => ask('POST /rights/preview', { body });
