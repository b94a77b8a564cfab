// What happened at the door, for administrators.
import type { AuditKind } from './described';
import { ask } from './http';

export type { AuditDetail, AuditEntry, AuditPerson } from './described';

export const audit_kinds = [
  'signed_in',
  'sign_in_failed',
  'throttled',
  'signed_out',
  'session_ended',
  'shut_out',
  'password_set',
  'password_changed',
  'password_refused',
  'link_made',
  'link_ended',
  'link_used',
  'link_refused',
  'groups_changed',
  'exported',
  'token_made',
  'token_used',
  'token_ended',
  'token_refused',
  'totp_set',
  'totp_ended',
  'totp_reset',
  'recovery_code_used',
  'right_decided',
  'substitution',
  'view_began',
  'view_ended',
] as const satisfies AuditKind[];
export interface AuditQuestion {
  kind: string;
  user: string;
  since: string; // instants
  until: string;
}
export function read_audit(question: AuditQuestion, before?: number, signal?: AbortSignal) {
  const given = Object.entries({ ...question, before: before ? String(before) : '' });
  const query = new URLSearchParams(given.filter(([, text]) => text));
  return ask('GET /audit', { query, signal });
}
