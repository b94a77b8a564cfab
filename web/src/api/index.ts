// The only door to the server: one function a route, each as the server describes it.
import { ask } from './http';
import { make_id } from './id';
import type {
  Bulk,
  FullRecord,
  Groups,
  Language,
  ListQuestion,
  Merged,
  MergePreview,
  MergeQuestion,
  Started,
  SentValues,
  Written,
} from './types';

export { Problem, listen_signed_out } from './http';
export { make_id } from './id';
export type * from './types';

export type Accepted = Record<string, string>;

export const read_session = () => ask('GET /session');
export const sign_in = (login: string, password: string, code: string) =>
  ask('POST /session', { body: { login, password, ...(code && { code }) } });
export const sign_out = () => ask('DELETE /session');
export const choose_language = (language: Language) => ask('PATCH /session', { body: { language } });

export const read_catalogue = () => ask('GET /catalogue');

export function read_list(entity: string, question: ListQuestion, signal?: AbortSignal) {
  const query = new URLSearchParams();
  if (question.where) query.set('where', question.where);
  if (question.order) query.set('order', question.order);
  if (question.columns) query.set('columns', question.columns);
  if (question.after) query.set('after', question.after);
  if (question.limit) query.set('limit', String(question.limit));
  if (question.count) query.set('count', '1');
  return ask('GET /{entity}', { at: { entity }, query, signal });
}

// `beside`: lists that come in the same answer, `with=open=tasks:20` and `open.where=…`.
export const read_record = (entity: string, id: string, signal?: AbortSignal, beside?: URLSearchParams) =>
  ask('GET /{entity}/{id}', {
    at: { entity, id },
    signal,
    ...(beside && { query: beside }),
  }) as Promise<FullRecord>;

export const create_record = (entity: string, set: SentValues, accept: Accepted = {}, op = make_id()) =>
  ask('POST /{entity}', { at: { entity }, body: { op, id: make_id(), set, accept } }) as Promise<Written>;

export const change_record = (
  entity: string,
  id: string,
  rev: number,
  set: SentValues,
  accept: Accepted = {},
) =>
  ask('PATCH /{entity}/{id}', {
    at: { entity, id },
    body: { op: make_id(), rev, set, accept },
  }) as Promise<Written>;

export const delete_record = (entity: string, id: string, rev: number) =>
  ask('DELETE /{entity}/{id}', { at: { entity, id }, body: { op: make_id(), rev } });

export const act_on_record = (entity: string, id: string, action: string, rev: number, set: SentValues) =>
  ask('POST /{entity}/{id}/{action}', {
    at: { entity, id, action },
    body: { op: make_id(), rev, set },
  }) as Promise<Written>;

export const read_history = (entity: string, id: string, before?: number) =>
  ask('GET /{entity}/{id}/history', {
    at: { entity, id },
    query: new URLSearchParams(before ? { before: String(before) } : {}),
  });

// Short work is taken back at once, long work by a job.
export const undo = (what: { op: string } | { batch: string }) =>
  ask('POST /undo', { body: { ...what, as: make_id() } });

export const preview_merge = (entity: string, question: MergeQuestion, signal?: AbortSignal) =>
  ask('POST /{entity}/merge', {
    at: { entity },
    body: { ...question, preview: true },
    signal,
  }) as Promise<unknown> as Promise<MergePreview>;

// Done at once, or a job that does it.
export const merge_records = (entity: string, question: MergeQuestion) =>
  ask('POST /{entity}/merge', { at: { entity }, body: { ...question, op: make_id() } }) as Promise<
    Merged | Started
  >;

export const ask_groups = (
  entity: string,
  question: { where?: string; group: string[]; measures: string[] },
  signal?: AbortSignal,
) =>
  ask('POST /query', {
    body: { entity, ...question, where: question.where || null },
    signal,
  }) as Promise<Groups>;

// What a bulk change would touch, then the change itself as a job in the background.
export const count_bulk = (entity: string, bulk: Bulk, signal?: AbortSignal) =>
  ask('POST /{entity}/bulk', { at: { entity }, body: { ...bulk, preview: true }, signal }) as Promise<{
    count: number;
    not_allowed: number;
  }>;
export const start_bulk = (entity: string, bulk: Bulk, count: number) =>
  ask('POST /{entity}/bulk', {
    at: { entity },
    body: { ...bulk, count, op: make_id() },
  }) as Promise<Started>;

// A condition in both forms: the text and the tree a builder shows.
export const read_condition = (entity: string, where: string, signal?: AbortSignal) =>
  ask('POST /condition', { body: { entity, where }, signal });

export function search(text: string, entity?: string, limit = 12, signal?: AbortSignal) {
  const query = new URLSearchParams({ q: text, limit: String(limit) });
  if (entity) query.set('entity', entity);
  return ask('GET /search', { query, signal });
}
