// The import wizard's routes, and files sent in pieces.
import type { ImportIndex, Plan, Upload } from './described';
import { ask } from './http';
import { make_id } from './id';
import type { Body } from './types';

export type {
  Double,
  FileOptions,
  Import,
  ImportChoice as Choice,
  ImportIndex,
  ImportRow,
  Look,
  LookColumn,
  LookRole,
  Plan,
  PlanField,
  SheetNotes,
  Upload,
} from './described';

const piece_bytes = 1 << 20;

export async function upload(file: Blob, name: string, told: (share: number) => void): Promise<Upload> {
  let state = await ask('POST /uploads', { body: { name, bytes: file.size } });
  while (state.offset < file.size) {
    state = await ask('PUT /uploads/{id}', {
      at: { id: state.id },
      query: new URLSearchParams({ offset: String(state.offset) }),
      body: file.slice(state.offset, state.offset + piece_bytes),
    });
    told(state.offset / file.size);
  }
  return state;
}

export const look_at = (
  upload: string,
  options: NonNullable<Body<'POST /imports/look'>['options']>,
  more: { entity?: string; system?: string; plan?: Plan },
) => ask('POST /imports/look', { body: { upload, options, ...more } });

export const create_import = (body: Body<'POST /imports'>) => ask('POST /imports', { body });

export const read_import = (id: string, signal?: AbortSignal) =>
  ask('GET /imports/{id}', { at: { id }, signal });

export const read_import_rows = (
  id: string,
  of: 'rehearsal' | 'run',
  outcome: ImportIndex,
  after: number,
  limit: number,
  signal?: AbortSignal,
) =>
  ask('GET /imports/{id}/rows', {
    at: { id },
    query: new URLSearchParams({ of, outcome, after: String(after), limit: String(limit) }),
    signal,
  });

export const choose = (id: string, body: Body<'PUT /imports/{id}/choices'>) =>
  ask('PUT /imports/{id}/choices', { at: { id }, body });

export const run_import = (id: string) => ask('POST /imports/{id}/run', { at: { id } });
export const undo_import = (id: string) => ask('POST /imports/{id}/undo', { at: { id } });
export const new_import_id = make_id;
