// How a bulk change goes and what came of it: how many were done, which were refused and why, and its undo.
import { Button, Progress } from '@mantine/core';
import '@mantine/core/styles/Progress.css';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link } from 'react-router';
import type { Complaint, Entity, Row } from '../api';
import { cancel_job, read_job, type Job } from '../api/jobs';
import { keys } from '../api/keys';
import { useSpeech } from '../texts';
import { format_integer } from '../texts/format';
import { Icon } from '../ui/icon';
import css from './list_bulk.module.css';
import { title_of } from './model';
import { useUndo } from './saving';

const is_over = (job: Job | undefined) => !!job && ['done', 'failed', 'cancelled'].includes(job.state);

function useJob(id: string | null) {
  return useQuery<Job>({
    queryKey: keys.job(id ?? ''),
    enabled: id !== null,
    gcTime: 0,
    refetchInterval: (query) => (is_over(query.state.data) ? false : 400),
    queryFn: ({ signal }) => read_job(id ?? '', signal),
  }).data;
}

// The reasons of the refused, each once with the records it was said of.
function reasons_of(job: Job, say: (complaint: Complaint) => string): [string, string[]][] {
  const refused = new Map<string, string[]>();
  for (const line of job.result.lines ?? []) {
    for (const reason of new Set((line.errors ?? []).map(say)))
      refused.set(reason, [...(refused.get(reason) ?? []), line.id]);
  }
  return [...refused];
}

const most_named = 5;

// Which were refused, by name where the list has them; the page of jobs tells of all.
function Refused({ entity, job, rows }: { entity: Entity; job: Job; rows: ReadonlyMap<string, Row> }) {
  const { t, error, language } = useSpeech();
  return (
    <ul className={css['reasons']}>
      {job.state === 'failed' && job.reasons.map((one) => <li key={one.code}>{error(one)}</li>)}
      {reasons_of(job, error).map(([reason, ids]) => {
        const named = ids.flatMap((id) => rows.get(id) ?? []).slice(0, most_named);
        return (
          <li key={reason}>
            {reason}{' '}
            {named.map((row, at) => (
              <span key={row.id}>
                {at > 0 && ', '}
                <Link to={`/${entity.name}/${row.id}`}>{title_of(entity, row) || t('nothing')}</Link>
              </span>
            ))}{' '}
            {ids.length > named.length && (
              <Link to="/jobs">
                {t('bulk_refused_all', { number: format_integer(ids.length, language) })}
              </Link>
            )}
          </li>
        );
      })}
    </ul>
  );
}

interface RunningProps {
  id: string;
  entity: Entity;
  rows: ReadonlyMap<string, Row>;
  follow: (job: string) => void;
  close: () => void;
}

export function Running({ id, entity, rows, follow, close }: RunningProps) {
  const speech = useSpeech();
  const { t, language } = speech;
  const client = useQueryClient();
  const job = useJob(id);
  const over = is_over(job);
  const undo = useUndo();
  useEffect(() => {
    if (!over) return;
    void client.invalidateQueries({
      predicate: ({ queryKey }) =>
        ['list', 'record', 'history', 'children', 'groups'].includes(String(queryKey[0])),
    });
  }, [over, client]);
  const take_back = async (whole: string) => {
    const undone_by = await undo({ batch: whole });
    if (undone_by) follow(undone_by);
    else close();
  };
  const number = (count = 0) => ({ count, number: format_integer(count, language) });
  if (!job || !over) {
    return (
      <div className={css['confirm']}>
        <p role="status">
          {t('bulk_running', {
            done: format_integer(job?.done ?? 0, language),
            total: format_integer(job?.total ?? 0, language),
          })}
        </p>
        <Progress
          className={css['progress']}
          aria-label={t('bulk_progress')}
          value={job?.total ? (100 * job.done) / job.total : 0}
          animated
        />
        <Button size="xs" variant="default" onClick={() => void cancel_job(id)}>
          {t('bulk_stop')}
        </Button>
      </div>
    );
  }
  const { changed = 0, refused = 0, batch, kept = 0 } = job.result;
  const is_undo = job.kind === 'undo_batch';
  const done = is_undo ? 'bulk_undone' : job.title.act === 'delete' ? 'bulk_deleted' : 'bulk_done';
  return (
    <div className={css['confirm']}>
      <p role="status">
        {job.state === 'failed' ? t('bulk_failed') : t(done, number(changed))}
        {refused > 0 && <b> {t('bulk_refused', number(refused))}</b>}
        {kept > 0 && ` ${t('undone_some', { count: kept })}`}
      </p>
      {(job.state === 'failed' || refused > 0) && <Refused entity={entity} job={job} rows={rows} />}
      {!is_undo && (batch ?? id) && changed > 0 && (
        <Button
          size="xs"
          variant="default"
          leftSection={<Icon name="undo" size={16} />}
          onClick={() => void take_back(batch ?? id)}
        >
          {t('undo')}
        </Button>
      )}
      <Button size="xs" variant="default" onClick={close}>
        {t('close')}
      </Button>
    </div>
  );
}
