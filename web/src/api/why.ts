// By which lines of the table of rights one sees a record and may do something with it.
import { ask } from './http';

export type { Why, WhyLine } from './described';

export const read_why = (entity: string, id: string, signal?: AbortSignal) =>
  ask('GET /{entity}/{id}/why', { at: { entity, id }, signal });
