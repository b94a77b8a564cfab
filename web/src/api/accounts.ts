// Who may sign in: the first start, links to set a password, one's own sessions; and what groups may do.
import { request } from './http';
import type { Session } from './types';

export interface NewOffice {
  office: Record<'name' | 'tax_id' | 'country' | 'currency' | 'language' | 'time_zone', string>;
  administrator: Record<'login' | 'name' | 'email' | 'password', string>;
}
export const read_first_start = () => request<{ needs_code: boolean }>('GET', '/first-start');
export const make_office = (wanted: NewOffice, code: string) =>
  request<Session>('POST', '/first-start', wanted, undefined, code ? { 'X-Teczka-Code': code } : {});

export interface Invitation {
  login: string;
  name: string;
  office: string;
  kind: 'invite' | 'reset';
}
// A link is no session: a refusal here signs nobody out.
export const read_invitation = (token: string) => request<Invitation>('POST', '/invitation', { token });
export const use_invitation = (token: string, password: string) =>
  request<Session>('POST', '/invitation', { token, password });

export interface Account {
  user: string;
  has_password: boolean;
  sessions: number;
  last_seen_at: string | null;
  invited_until: string | null;
}
export const read_accounts = () => request<{ accounts: Account[] }>('GET', '/accounts');

export interface PasswordLink {
  token: string;
  kind: 'invite' | 'reset';
  expires_at: string;
}
export const make_link = (user: string) => request<PasswordLink>('POST', `/accounts/${user}/link`, {});
export const revoke_link = (user: string) => request<null>('DELETE', `/accounts/${user}/link`);

export interface OwnSession {
  id: string;
  is_present: boolean;
  created_at: string;
  last_seen_at: string;
  address: string;
  agent: string;
}
export const read_own_sessions = () => request<{ sessions: OwnSession[] }>('GET', '/account');
export const end_own_session = (id: string) => request<null>('DELETE', `/account/sessions/${id}`);
export const change_password = (old: string, fresh: string) =>
  request<null>('POST', '/account/password', { old, new: fresh });

export interface Right {
  groups: string[];
  entities: string[];
  verbs: string[];
  when: string;
  fields: string;
  is_default: boolean;
  is_broken?: boolean;
}
export const read_rights = () => request<{ rights: Right[] }>('GET', '/rights');

// What would be decided of a cell, and for whom it would change how many records.
export interface RightDecision {
  group: string;
  entity: string;
  verb: string;
  field: string;
  condition: string;
  finance: string;
}
export interface RightEffect {
  users: { id: string; title: string; before: number; after: number; gains: number; loses: number }[];
  more: number;
  limit: number;
}
export const preview_right = (decision: RightDecision) =>
  request<RightEffect>('POST', '/rights/preview', decision);
