// The demo data of an office.
import { ask } from './http';
import { make_id } from './id';
import type { Answer } from './types';

export type DemoCount = Answer<'GET /demo'>['counts'][number];

export const read_demo = (signal?: AbortSignal) => ask('GET /demo', { signal });
// Answers the job's id.
export const remove_demo = (with_changed: boolean) =>
  ask('POST /demo/remove', { body: { op: make_id(), with_changed } }).then((answer) => answer.job.id);
