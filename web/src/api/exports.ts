// Lists and everything as files: a job, waited for, then a file.
import { request } from './http';
import type { Complaint, Language } from './types';

export interface ListExportWish {
  entity: string;
  where?: string;
  order?: string;
  columns: string[];
  format: 'xlsx' | 'csv';
  language: Language;
}
export interface ExportJob {
  id: string;
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  done: number;
  result: { files?: { name: string }[]; rows?: number; cut?: number; seq_begin?: number; seq_end?: number };
  reasons: Complaint[];
}

// `id` is the job's: sent twice it is one export.
export const start_export = (id: string, wish: ListExportWish | { everything: true }) =>
  request<{ job: { id: string } }>('POST', '/exports', { id, ...wish });
export const read_export = (id: string, signal?: AbortSignal) =>
  request<ExportJob>('GET', `/jobs/${id}`, undefined, signal);
export const cancel_export = (id: string) => request<null>('POST', `/jobs/${id}/cancel`, {});
export const export_address = (id: string, file: string) =>
  `/api/v1/jobs/${id}/files/${encodeURIComponent(file)}`;
