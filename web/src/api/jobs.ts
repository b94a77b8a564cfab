// Work in the background and what is told live: /jobs and /events of docs/api.md.
import { request } from './http';
import type { Complaint } from './types';

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

// What the sentence about a job is filled with; of somebody else's job at most the entity.
export interface JobTitle {
  entity?: string;
  count?: number;
  act?: string;
  file?: string;
}
export interface LiveJob {
  id: string;
  kind: string;
  state: JobState;
  title: JobTitle;
  done: number;
  total: number;
}
// Of bulk work: what was not done, record by record; `errors` of a refused one, `field` of one that was kept.
export interface JobLine {
  id: string;
  entity?: string;
  field?: string;
  errors?: Complaint[];
}
export interface JobResult {
  import?: string;
  created?: number;
  changed?: number;
  refused?: number;
  kept?: number;
  batch?: string;
  lines?: JobLine[];
  files?: { name: string; label?: string; bytes?: number }[];
}
export interface Job extends LiveJob {
  is_own: boolean;
  is_cancelled: boolean;
  started_by: { id: string; title?: string } | null;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  tries: number;
  result: JobResult;
  reasons: Complaint[];
}

export const jobs_key = ['jobs'] as const;
export const is_under_way = (job: LiveJob): boolean => job.state === 'queued' || job.state === 'running';

export const read_jobs = (signal?: AbortSignal) =>
  request<{ jobs: Job[] }>('GET', '/jobs', undefined, signal).then((answer) => answer.jobs);
export const read_job = (id: string, signal?: AbortSignal) =>
  request<Job>('GET', `/jobs/${id}`, undefined, signal);
export const cancel_job = (id: string) => request<null>('POST', `/jobs/${id}/cancel`, {});
export const repeat_job = (id: string) => request<null>('POST', `/jobs/${id}/again`, {});
export const remove_job = (id: string) => request<null>('DELETE', `/jobs/${id}`, {});
export const job_file = (id: string, name: string): string =>
  `/api/v1/jobs/${id}/files/${encodeURIComponent(name)}`;

export interface ChangedRecord {
  entity: string;
  id?: string; // absent when many of them changed
  rev?: number;
  removed?: boolean;
}
export interface LiveListener {
  records: (changed: ChangedRecord[]) => void;
  job: (job: LiveJob) => void;
  reset: () => void; // too much was missed: ask everything anew
  end: () => void; // the session is over
}

// Listens until the answer is called. The browser itself comes back after a break and says what it heard last.
export function listen_live(listener: LiveListener): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    source = new EventSource('/api/v1/events');
    const on = (name: string, act: (data: unknown) => void) =>
      source?.addEventListener(name, (event: MessageEvent<string>) => act(JSON.parse(event.data)));
    on('records', (data) => listener.records((data as { records: ChangedRecord[] }).records));
    on('job', (data) => listener.job(data as LiveJob));
    on('reset', listener.reset);
    on('end', () => {
      source?.close();
      listener.end();
    });
    source.onerror = () => {
      // Refused for good (too many tabs, a server that starts): later once more.
      if (source?.readyState === EventSource.CLOSED) timer = setTimeout(open, 15_000);
    };
  };
  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}
