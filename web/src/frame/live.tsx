// What the server tells while one works: lists and records that changed are asked again where they stand, and a slim
// line in the rail shows how far one's jobs are. Fetched after the first page.
import { useQuery, useQueryClient, type InfiniteData, type QueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Link, useNavigate } from 'react-router';
import type { CatalogueAnswer, FullRecord, Page } from '../api';
import {
  is_under_way,
  jobs_key,
  listen_live,
  read_jobs,
  type ChangedRecord,
  type Job,
  type LiveJob,
} from '../api/jobs';
import { keys } from '../api/keys';
import { job_percent, job_text } from '../catalogue/job_text';
import { useOffice } from '../catalogue/office';
import { useSpeech } from '../texts';
import { toast } from '../ui/toast';
import css from './live.module.css';

// What happens within this time is answered by one look.
const gather_ms = 1500;
// A list scrolled further than this is not asked anew page by page under somebody's eyes: its next visit does.
const pages_refetched = 2;

function refresh_records(client: QueryClient, entity: string, changed: ChangedRecord[]): void {
  const is_newer = (one: ChangedRecord): boolean => {
    if (!one.id) return true;
    const known = client.getQueryData<FullRecord>(keys.record(entity, one.id));
    return !known || one.removed === true || known.rev < (one.rev ?? 0);
  };
  const news = changed.filter(is_newer);
  if (news.some((one) => !one.id)) void client.invalidateQueries({ queryKey: ['record', entity] });
  for (const { id } of news) {
    if (!id) continue;
    void client.invalidateQueries({ queryKey: keys.record(entity, id) });
    void client.invalidateQueries({ queryKey: keys.history(entity, id) });
  }
}

function refresh(client: QueryClient, changed: ChangedRecord[]): void {
  for (const entity of new Set(changed.map((one) => one.entity))) {
    refresh_records(
      client,
      entity,
      changed.filter((one) => one.entity === entity),
    );
    void client.invalidateQueries({
      queryKey: keys.lists(entity),
      refetchType: 'none',
    });
    void client.refetchQueries({
      queryKey: keys.lists(entity),
      type: 'active',
      predicate: (query) =>
        ((query.state.data as InfiniteData<Page> | undefined)?.pages.length ?? 0) <= pages_refetched,
    });
    void client.invalidateQueries({ queryKey: ['children', entity] });
    void client.invalidateQueries({ queryKey: ['groups', entity] });
  }
}

function useGathered(act: (all: ChangedRecord[]) => void): (some: ChangedRecord[]) => void {
  const waiting = useRef<ChangedRecord[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (some) => {
    waiting.current.push(...some);
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      act(waiting.current.splice(0));
    }, gather_ms);
  };
}

export default function Live() {
  const speech = useSpeech();
  const { t, language } = speech;
  const { catalogue } = useOffice();
  const client = useQueryClient();
  const navigate = useNavigate();
  const jobs = useQuery({
    queryKey: jobs_key,
    queryFn: ({ signal }) => read_jobs(signal),
    staleTime: Infinity,
  });
  const gather = useGathered((all) => refresh(client, all));

  const heard = useRef<(job: LiveJob) => void>(undefined);
  useEffect(() => {
    heard.current = (job) => {
      client.setQueryData<Job[]>(jobs_key, (known) =>
        known?.map((one) => (one.id === job.id ? { ...one, ...job } : one)),
      );
      const is_known = client.getQueryData<Job[]>(jobs_key)?.some((one) => one.id === job.id);
      if (!is_known || !is_under_way(job)) void client.invalidateQueries({ queryKey: jobs_key });
      if (job.state !== 'done' && job.state !== 'failed') return;
      const what = job_text(job, catalogue, speech);
      toast({
        text: t(job.state === 'done' ? 'job_toast_done' : 'job_toast_failed', { what }),
        is_error: job.state === 'failed',
        action: { label: t('job_toast_show'), run: () => void navigate('/jobs') },
      });
    };
  });
  const gathered = useRef(gather);
  useEffect(() => {
    gathered.current = gather;
  });
  useEffect(
    () =>
      listen_live({
        records: (changed) => gathered.current(changed),
        job: (job) => heard.current?.(job),
        rights: () => void client.invalidateQueries(),
        catalogue: (version) => {
          if (client.getQueryData<CatalogueAnswer>(keys.catalogue)?.version === version) return;
          void client.invalidateQueries({ queryKey: keys.catalogue });
          void client.invalidateQueries({ queryKey: ['rights'] });
        },
        reset: () =>
          void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' }),
        end: () => client.setQueryData(keys.session, null),
      }),
    [client],
  );

  const under_way = (jobs.data ?? []).filter((job) => job.is_own && is_under_way(job));
  const first = under_way.find((job) => job.state === 'running') ?? under_way[0];
  if (!first) return null;
  const percent = job_percent(first);
  const text = job_text(first, catalogue, speech);
  const number = percent === null ? '' : t('jobs_percent', { number: percent });
  return (
    <Link to="/jobs" className={css['line']} title={`${text} ${number}`.trim()}>
      <span className={css['text']}>
        <span className={css['word']}>{t('jobs_running', { count: under_way.length })}</span>
        <span className={css['number']} lang={language}>
          {number}
        </span>
      </span>
      <progress
        className={css['bar']}
        aria-label={text}
        {...(percent === null ? {} : { value: percent, max: 100 })}
      />
    </Link>
  );
}
