// What the steps share: one that folds, a job that is watched, a refusal as sentences.
import { Button, Progress } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, type ReactNode } from 'react';
import { Problem, type Complaint } from '../../../api';
import { cancel_job, is_under_way, read_job, type Job } from '../../../api/jobs';
import { useSpeech, type TextKey } from '../../../texts';
import css from './import.module.css';

export function Step(props: {
  number: number;
  title: TextKey;
  summary?: string | undefined;
  state: 'later' | 'open' | 'folded';
  open?: (() => void) | undefined;
  children?: ReactNode;
}) {
  const { t } = useSpeech();
  const is_open = props.state === 'open';
  const head = (
    <>
      <span className={css['number']}>{props.number}</span>
      <span>{t(props.title)}</span>
      <span data-summary>{is_open ? '' : props.summary}</span>
    </>
  );
  return (
    <section className={css['step']} data-later={props.state === 'later' || undefined}>
      <h2 style={{ margin: 0, fontSize: 'inherit' }}>
        {props.state === 'folded' && props.open ? (
          <button type="button" className={css['step_head']} aria-expanded={false} onClick={props.open}>
            {head}
          </button>
        ) : (
          <span className={css['step_head']}>{head}</span>
        )}
      </h2>
      {is_open && <div className={css['body']}>{props.children}</div>}
    </section>
  );
}

export function Wrong({ problem }: { problem: unknown }) {
  const { error } = useSpeech();
  if (!problem) return null;
  const complaints: Complaint[] = problem instanceof Problem ? problem.complaints : [];
  const said = complaints.length ? complaints : [{ field: '', code: 'unknown', parameters: {} }];
  return (
    <div className={css['wrong']} role="alert">
      {said.slice(0, 8).map((one, at) => (
        <p key={at}>
          {one.field ? `${one.field}: ` : ''}
          {error(one)}
        </p>
      ))}
    </div>
  );
}

export function useJob(id: string | undefined): Job | undefined {
  const { data } = useQuery({
    queryKey: ['import_job', id],
    enabled: !!id,
    queryFn: ({ signal }) => read_job(id ?? '', signal),
    refetchInterval: ({ state }) => (state.data && !is_under_way(state.data) ? false : 400),
  });
  return data;
}

// The line of progress; calls `ended` once when the job is over.
export function JobLine({ id, text, ended }: { id: string; text: TextKey; ended: (job: Job) => void }) {
  const { t } = useSpeech();
  const job = useJob(id);
  const is_over = job !== undefined && !is_under_way(job);
  useEffect(() => {
    if (is_over) ended(job);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once a job
  }, [is_over, id]);
  const share = job?.total ? (100 * job.done) / job.total : 0;
  return (
    <div className={css['group']} role="status">
      <p>{t(text)}</p>
      <Progress value={share} aria-label={t(text)} animated={!is_over} />
      <div>
        <Button variant="default" size="xs" onClick={() => void cancel_job(id)}>
          {t('import_cancel')}
        </Button>
      </div>
    </div>
  );
}
