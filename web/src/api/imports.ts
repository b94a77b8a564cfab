// The import wizard's routes: /imports and /uploads of docs/api.md.
import { request } from './http';
import { make_id } from './id';
import type { Complaint, Label, Row, Value } from './types';

const piece_bytes = 1 << 20;

export interface Upload {
  id: string;
  name: string;
  bytes: number;
  offset: number;
}
export interface FileOptions {
  sheet?: string;
  encoding?: string;
  delimiter?: string;
  skip_rows?: number;
  head?: boolean;
}
export interface PlanField {
  role: string;
  field: string;
  value?: string;
  link?: string;
  link_by?: string[];
  take?: string;
  date_format?: string;
  decimal_comma?: boolean;
  times?: number;
  translate?: Record<string, string>;
  fresh?: boolean; // the server adds how it is written
}
export interface Plan {
  entity: string;
  system: string;
  key: string;
  known: 'change' | 'skip';
  match: string[];
  fields: PlanField[];
}
export interface LookColumn {
  name: string;
  filled: number;
  samples: string[];
  unknown?: string[];
}
export interface LookRole {
  name: string;
  entity: string;
  label: Label;
  fields: string[];
}
export interface Look {
  file: {
    kind: string;
    encoding: string;
    delimiter: string;
    sheets: { name: string; is_hidden: boolean }[];
    sheet: string;
    rows: number;
    is_whole: boolean;
  };
  rows: string[][];
  shape: string;
  entity: string;
  entities: { name: string; score: number }[];
  plan: Plan;
  columns: LookColumn[];
  roles: LookRole[];
  is_remembered: boolean;
  is_founding: boolean;
}
export interface ImportCounts {
  created: number;
  changed: number;
  skipped: number;
  refused: number;
}
export interface SheetNotes {
  file: string;
  hidden_rows: number;
  hidden_columns: number;
  merged: number;
  errors: number;
  unknown_formulas: number;
}
export interface Choice {
  do: 'create' | 'change' | 'skip';
  record?: string;
  reason?: string;
}
export interface Import {
  id: string;
  name: string;
  state: 'rehearsing' | 'rehearsed' | 'running' | 'done' | 'failed';
  job: string;
  plan?: Plan;
  files: { name: string }[];
  columns?: string[]; // of the first file
  rehearsal?: ImportCounts & { doubtful: number; kinds: Record<string, number> };
  run?: ImportCounts;
  notes?: SheetNotes[];
  kinds: Record<string, Choice>;
}
export interface Double {
  id: string;
  by: string;
  line?: number;
  record: Row | null;
}
export interface ImportRow {
  source: number;
  line: number;
  outcome: 'created' | 'changed' | 'skipped' | 'refused';
  entity?: string;
  cells: string[];
  errors: Complaint[];
  codes: string[];
  doubles?: Double[];
  set?: Record<string, Value>;
  record?: Row | null;
  choice?: Choice;
}
export type ImportIndex = 'all' | 'created' | 'changed' | 'skipped' | 'refused' | 'doubtful';

export async function upload(file: Blob, name: string, told: (share: number) => void): Promise<Upload> {
  let state = await request<Upload>('POST', '/uploads', { name, bytes: file.size });
  while (state.offset < file.size) {
    const piece = file.slice(state.offset, state.offset + piece_bytes);
    state = await request<Upload>('PUT', `/uploads/${state.id}?offset=${state.offset}`, piece);
    told(state.offset / file.size);
  }
  return state;
}

export const look_at = (
  upload: string,
  options: FileOptions,
  more: { entity?: string; system?: string; plan?: Plan },
) => request<Look>('POST', '/imports/look', { upload, options, ...more });

export const create_import = (body: {
  id: string;
  name: string;
  shape?: string;
  files: { upload: string; name: string }[];
  options?: FileOptions;
  plan?: Plan;
  toml?: string;
}) => request<{ job: { id: string } }>('POST', '/imports', body);

export const read_import = (id: string, signal?: AbortSignal) =>
  request<Import>('GET', `/imports/${id}`, undefined, signal);

export const read_import_rows = (
  id: string,
  of: 'rehearsal' | 'run',
  outcome: ImportIndex,
  after: number,
  limit: number,
  signal?: AbortSignal,
) =>
  request<{ rows: ImportRow[]; count: number; next?: number }>(
    'GET',
    `/imports/${id}/rows?${new URLSearchParams({ of, outcome, after: String(after), limit: String(limit) })}`,
    undefined,
    signal,
  );

export const choose = (
  id: string,
  choices: { rows?: Record<string, Choice | null>; kinds?: Record<string, Choice | null> },
) => request<null>('PUT', `/imports/${id}/choices`, choices);

export const run_import = (id: string) => request<{ job: { id: string } }>('POST', `/imports/${id}/run`, {});
export const undo_import = (id: string) =>
  request<{ job: { id: string } }>('POST', `/imports/${id}/undo`, {});
export const new_import_id = make_id;
