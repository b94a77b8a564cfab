// Work in the background and what is told live.
import type { CatalogueEvent, ChangedRecord, JobEvent, RecordsEvent } from './described';
import { ask } from './http';
import type { Body } from './types';

export type {
  ChangedRecord,
  Job,
  JobEvent as LiveJob,
  JobLine,
  JobResult,
  JobState,
  JobTitle,
} from './described';

export const jobs_key = ['jobs'] as const;
export const is_under_way = (job: JobEvent): boolean => job.state === 'queued' || job.state === 'running';

export const read_jobs = (signal?: AbortSignal) => ask('GET /jobs', { signal }).then((answer) => answer.jobs);
export const read_job = (id: string, signal?: AbortSignal) => ask('GET /jobs/{id}', { at: { id }, signal });
export const cancel_job = (id: string) => ask('POST /jobs/{id}/cancel', { at: { id } });
export const repeat_job = (id: string) => ask('POST /jobs/{id}/again', { at: { id } });
export const remove_job = (id: string) => ask('DELETE /jobs/{id}', { at: { id } });
export const job_file = (id: string, name: string): string =>
  `/api/v1/jobs/${id}/files/${encodeURIComponent(name)}`;

// Lists and everything as files. `id` is the job's: sent twice it is one export.
export const start_export = (body: Body<'POST /exports'>) => ask('POST /exports', { body });

export interface LiveListener {
  records: (changed: ChangedRecord[]) => void;
  job: (job: JobEvent) => void;
  rights: () => void; // what one may see or do has changed: ask everything anew
  catalogue: (version: string) => void; // of what exists and what one may do, as it stands
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
    on('records', (data) => listener.records((data as RecordsEvent).records));
    on('job', (data) => listener.job(data as JobEvent));
    on('rights', listener.rights);
    on('catalogue', (data) => listener.catalogue((data as CatalogueEvent).version));
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
