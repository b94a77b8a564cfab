// The only door to the server: one function a route of docs/api.md.
import { request } from './http';
import { make_id } from './id';
import type {
  Bulk,
  CatalogueAnswer,
  ConditionForms,
  FullRecord,
  Groups,
  Hit,
  HistoryPage,
  Language,
  ListQuestion,
  Merged,
  MergePreview,
  MergeQuestion,
  Page,
  Session,
  Undone,
  Values,
  Written,
} from './types';

export { Problem, listen_signed_out } from './http';
export { make_id } from './id';
export * from './exports';
export type * from './types';

export type Accepted = Record<string, string>;

export const read_session = () => request<Session>('GET', '/session');
export const sign_in = (login: string, password: string) =>
  request<Session>('POST', '/session', { login, password });
export const sign_out = () => request<null>('DELETE', '/session');
export const choose_language = (language: Language) =>
  request<Session | null>('PATCH', '/session', { language });

export const read_catalogue = () => request<CatalogueAnswer>('GET', '/catalogue');

export function read_list(entity: string, question: ListQuestion, signal?: AbortSignal): Promise<Page> {
  const url = new URLSearchParams();
  if (question.where) url.set('where', question.where);
  if (question.order) url.set('order', question.order);
  if (question.columns) url.set('columns', question.columns);
  if (question.after) url.set('after', question.after);
  if (question.limit) url.set('limit', String(question.limit));
  if (question.count) url.set('count', '1');
  return request('GET', `/${entity}?${url}`, undefined, signal);
}

// `beside`: lists that come in the same answer, `with=open=tasks:20` and `open.where=…`.
export function read_record(entity: string, id: string, signal?: AbortSignal, beside?: URLSearchParams) {
  const asked = beside?.size ? `?${beside}` : '';
  return request<FullRecord>('GET', `/${entity}/${id}${asked}`, undefined, signal);
}

export const create_record = (entity: string, set: Values, accept: Accepted = {}, op = make_id()) =>
  request<Written>('POST', `/${entity}`, { op, id: make_id(), set, accept });

export const change_record = (entity: string, id: string, rev: number, set: Values, accept: Accepted = {}) =>
  request<Written>('PATCH', `/${entity}/${id}`, { op: make_id(), rev, set, accept });

export const delete_record = (entity: string, id: string, rev: number) =>
  request<{ seq: number; op: string }>('DELETE', `/${entity}/${id}`, { op: make_id(), rev });

export const act_on_record = (entity: string, id: string, action: string, rev: number, set: Values) =>
  request<Written>('POST', `/${entity}/${id}/${action}`, { op: make_id(), rev, set });

export const read_history = (entity: string, id: string, before?: number) =>
  request<HistoryPage>('GET', `/${entity}/${id}/history${before ? `?before=${before}` : ''}`);

// Short work is taken back at once, long work by a job.
export const undo = (what: { op: string } | { batch: string }) =>
  request<Undone | { job: { id: string } }>('POST', '/undo', { ...what, as: make_id() });

export const preview_merge = (entity: string, question: MergeQuestion, signal?: AbortSignal) =>
  request<MergePreview>('POST', `/${entity}/merge`, { ...question, preview: true }, signal);

export const merge_records = (entity: string, question: MergeQuestion) =>
  request<Merged>('POST', `/${entity}/merge`, { ...question, op: make_id() });

export const ask_groups = (
  entity: string,
  question: { where?: string; group: string[]; measures: string[] },
  signal?: AbortSignal,
) => request<Groups>('POST', '/query', { entity, ...question, where: question.where || undefined }, signal);

// What a bulk change would touch, then the change itself as a job in the background.
export const count_bulk = (entity: string, bulk: Bulk, signal?: AbortSignal) =>
  request<{ count: number; not_allowed: number }>(
    'POST',
    `/${entity}/bulk`,
    { ...bulk, preview: true },
    signal,
  );
export const start_bulk = (entity: string, bulk: Bulk, count: number) =>
  request<{ job: { id: string } }>('POST', `/${entity}/bulk`, { ...bulk, count, op: make_id() });

// A condition in both forms: the text and the tree a builder shows.
export const read_condition = (entity: string, where: string, signal?: AbortSignal) =>
  request<ConditionForms>('POST', '/condition', { entity, where }, signal);

export function search(text: string, entity?: string, limit = 12, signal?: AbortSignal) {
  const url = new URLSearchParams({ q: text, limit: String(limit) });
  if (entity) url.set('entity', entity);
  return request<{ hits: Hit[]; more: boolean }>('GET', `/search?${url}`, undefined, signal);
}
