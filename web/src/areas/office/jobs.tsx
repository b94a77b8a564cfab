// What runs and ran in the background: how far it is, what came of it, why something failed; cancel, again, undo.
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import {
  cancel_job,
  is_under_way,
  job_file,
  jobs_key,
  read_jobs,
  remove_job,
  repeat_job,
  type Job,
  type JobLine,
} from '../../api/jobs';
import { job_percent, job_text } from '../../catalogue/job_text';
import { find_field } from '../../catalogue/model';
import { useOffice } from '../../catalogue/office';
import { problem_text, useUndo } from '../../catalogue/saving';
import { useSpeech } from '../../texts';
import { format_instant, format_integer } from '../../texts/format';
import { Chip } from '../../ui/chip';
import { useLater } from '../../ui/later';
import { toast } from '../../ui/toast';
import css from './jobs.module.css';

function Line({ job, line }: { job: Job; line: JobLine }) {
  const { t, label, error } = useSpeech();
  const { catalogue } = useOffice();
  const name = line.entity ?? job.title.entity ?? '';
  const entity = catalogue.find(name);
  const field = entity && line.field ? find_field(entity, line.field) : undefined;
  const why = line.errors
    ? [...new Set(line.errors.map(error))].join(' ')
    : t('job_line_kept', { what: label(field?.label ?? entity?.one) });
  return (
    <li>
      {entity ? <Link to={`/${name}/${line.id}`}>{label(entity.one)}</Link> : line.id}
      <span className={css['why']}>{why}</span>
    </li>
  );
}

function Lines({ job }: { job: Job }) {
  const { t, language } = useSpeech();
  const [opened, set_opened] = useState(false);
  const { refused = 0, kept = 0, lines = [] } = job.result;
  if (lines.length === 0) return null;
  return (
    <details onToggle={(event) => set_opened(event.currentTarget.open)}>
      <summary>{t('job_details')}</summary>
      {opened && (
        <ul className={css['lines']}>
          {lines.map((line, at) => (
            <Line key={`${line.id}${at}`} job={job} line={line} />
          ))}
          {lines.length < refused + kept && (
            <li>{t('job_more_lines', { number: format_integer(lines.length, language) })}</li>
          )}
        </ul>
      )}
    </details>
  );
}

function Outcome({ job }: { job: Job }) {
  const { t, error, language } = useSpeech();
  const { created = 0, changed, refused = 0, kept = 0, files = [] } = job.result;
  const draft = job.is_own ? job.result.import : undefined;
  const said = (key: 'job_created' | 'job_changed' | 'job_refused' | 'job_kept', count: number) =>
    t(key, { count, number: format_integer(count, language) });
  const facts = [
    created ? said('job_created', created) : '',
    changed === undefined || (created && !changed) ? '' : said('job_changed', changed),
    refused ? said('job_refused', refused) : '',
    kept ? said('job_kept', kept) : '',
  ].filter(Boolean);
  return (
    <>
      {job.reasons.length > 0 && <p className={css['reason']}>{job.reasons.map(error).join(' ')}</p>}
      {facts.length > 0 && job.kind !== 'import_rehearsal' && <p>{facts.join(', ')}</p>}
      {draft && (
        <Link className={css['file']} to={`/import/${draft}`}>
          {t('job_open_import')}
        </Link>
      )}
      {files.map((file) => (
        <a key={file.name} className={css['file']} href={job_file(job.id, file.name)} download>
          {t('job_download', { name: file.label ?? file.name })}
        </a>
      ))}
      <Lines job={job} />
    </>
  );
}

function Acts({ job }: { job: Job }) {
  const speech = useSpeech();
  const { t } = speech;
  const client = useQueryClient();
  const act = useMutation({
    mutationFn: (run: () => Promise<unknown>) => run(),
    onSettled: () => client.invalidateQueries({ queryKey: jobs_key }),
    onError: (error) => toast({ text: problem_text(error, speech.error), is_error: true }),
  });
  const take_back = useUndo();
  const button = (text: string, run: () => Promise<unknown>) => (
    <Button variant="default" size="xs" disabled={act.isPending} onClick={() => act.mutate(run)}>
      {text}
    </Button>
  );
  const { batch, changed = 0 } = job.result;
  if (job.is_cancelled && is_under_way(job)) return <p className={css['quiet']}>{t('job_stopping')}</p>;
  return (
    <div className={css['acts']}>
      {is_under_way(job) && button(t('job_cancel'), () => cancel_job(job.id))}
      {job.is_own && batch && changed > 0 && button(t('job_undo'), () => take_back({ batch }))}
      {job.is_own &&
        (job.state === 'failed' || job.state === 'cancelled') &&
        button(t('job_again'), () => repeat_job(job.id))}
      {job.is_own && !is_under_way(job) && button(t('job_remove'), () => remove_job(job.id))}
    </div>
  );
}

function About({ job }: { job: Job }) {
  const { t, language } = useSpeech();
  const { session } = useOffice();
  const shown = (instant: string) => format_instant(instant, language, session.office.time_zone);
  const when = job.finished_at
    ? t('job_finished', { when: shown(job.finished_at) })
    : t('job_started', { when: shown(job.started_at ?? job.created_at) });
  const who = job.started_by ? t('job_by', { who: job.started_by.title ?? '' }) : t('job_by_system');
  return <p className={css['quiet']}>{job.is_own ? when : `${when} · ${who}`}</p>;
}

function OneJob({ job }: { job: Job }) {
  const speech = useSpeech();
  const { t, language } = speech;
  const { catalogue } = useOffice();
  const text = job_text(job, catalogue, speech);
  const percent = job_percent(job);
  const number = (value: number) => format_integer(value, language);
  return (
    <li className={css['job']}>
      <div className={css['head']}>
        <h2 className={css['title']}>{text}</h2>
        <Chip code={job.state} place={0} text={t(`job_${job.state}`)} />
      </div>
      <About job={job} />
      {job.state === 'running' && (
        <div className={css['progress']}>
          <progress aria-label={text} {...(percent === null ? {} : { value: percent, max: 100 })} />
          {job.total > 0 && (
            <span>{t('job_progress', { done: number(job.done), total: number(job.total) })}</span>
          )}
        </div>
      )}
      <Outcome job={job} />
      <Acts job={job} />
    </li>
  );
}

export function JobsPage() {
  const speech = useSpeech();
  const { t } = speech;
  const jobs = useQuery({
    queryKey: jobs_key,
    queryFn: ({ signal }) => read_jobs(signal),
    // Live events tell of one's own; whoever oversees sees others' too.
    refetchInterval: (query) => (query.state.data?.some(is_under_way) ? 2000 : 30_000),
  });
  const late = useLater(jobs.isPending);
  useEffect(() => {
    document.title = `${t('jobs_page')} · Teczka`;
  }, [t]);
  return (
    <div className={css['page']}>
      <h1>{t('jobs_page')}</h1>
      <p className={css['quiet']}>{t('jobs_lead')}</p>
      {late && <p role="status">{t('loading')}</p>}
      {jobs.isError && <p role="alert">{problem_text(jobs.error, speech.error)}</p>}
      {jobs.data?.length === 0 && <p className={css['empty']}>{t('jobs_empty')}</p>}
      <ul className={css['jobs']}>
        {jobs.data?.map((job) => (
          <OneJob key={job.id} job={job} />
        ))}
      </ul>
    </div>
  );
}
