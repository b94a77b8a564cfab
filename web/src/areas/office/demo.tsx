// A demo office becomes a real one: what goes and what stays, a word typed, a job watched, and what comes next.
import { Button, Checkbox, CloseButton, Progress, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link, useLocation } from 'react-router';
import { read_demo, remove_demo, type DemoCount } from '../../api/demo';
import { cancel_job, is_under_way, read_job, repeat_job, type Job } from '../../api/jobs';
import { keys } from '../../api/keys';
import { LinkTitle } from '../../catalogue/link_title';
import { useOffice } from '../../catalogue/office';
import { problem_text, useUndo } from '../../catalogue/saving';
import { useSpeech } from '../../texts';
import { format_integer } from '../../texts/format';
import { useChoice } from '../../ui/store';
import css from './office.module.css';
import { NextSteps } from './welcome';

// Records named on the page; the rest stands in the list of jobs.
const listed = 20;

const sum = (counts: DemoCount[], of: 'changed' | 'untouched') =>
  counts.reduce((all, one) => all + one[of], 0);

function Counts({ counts }: { counts: DemoCount[] }) {
  const { t, label, language } = useSpeech();
  const number = (value: number) => (value ? format_integer(value, language) : '–');
  return (
    <table className={css['counts']}>
      <thead>
        <tr>
          <th scope="col">{t('demo_what')}</th>
          <th scope="col">{t('demo_untouched')}</th>
          <th scope="col">{t('demo_changed')}</th>
          <th scope="col">{t('demo_added')}</th>
        </tr>
      </thead>
      <tbody>
        {counts.map((one) => (
          <tr key={one.entity}>
            <td>{label(one.label)}</td>
            <td>{number(one.untouched)}</td>
            <td>{number(one.changed)}</td>
            <td>{number(one.added)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Asking({ counts, began }: { counts: DemoCount[]; began: (job: string) => void }) {
  const { t, language, error: say } = useSpeech();
  const [with_changed, set_with_changed] = useState(false);
  const [word, set_word] = useState('');
  const [problem, set_problem] = useState<unknown>(null);
  const [waiting, set_waiting] = useState(false);
  const changed = sum(counts, 'changed');
  const is_sure = word.trim().toLowerCase() === t('demo_word');
  const submit = async () => {
    if (!is_sure) return;
    set_waiting(true);
    set_problem(null);
    try {
      began(await remove_demo(with_changed));
    } catch (error) {
      set_problem(error);
      set_waiting(false);
    }
  };
  return (
    <>
      <Counts counts={counts.filter((one) => one.untouched + one.changed + one.added > 0)} />
      <h2>{t('demo_stays')}</h2>
      <ul className={css['stays']}>
        <li>{t('demo_stays_you')}</li>
        <li>{t('demo_stays_added')}</li>
        {changed > 0 && <li>{t('demo_stays_changed')}</li>}
        <li>{t('demo_stays_users')}</li>
      </ul>
      <form
        className={css['confirm']}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {changed > 0 && (
          <Checkbox
            checked={with_changed}
            onChange={(event) => set_with_changed(event.currentTarget.checked)}
            label={t('demo_with_changed', { count: changed, number: format_integer(changed, language) })}
          />
        )}
        <TextInput
          label={t('demo_type')}
          name="word"
          autoComplete="off"
          autoCapitalize="none"
          value={word}
          onChange={(event) => set_word(event.currentTarget.value)}
        />
        {!!problem && (
          <p role="alert" className={css['problem']}>
            {problem_text(problem, say)}
          </p>
        )}
        <div>
          <Button type="submit" color="red" disabled={!is_sure} loading={waiting}>
            {t('demo_remove')}
          </Button>
        </div>
      </form>
    </>
  );
}

function Kept({ job }: { job: Job }) {
  const { t, label, language, error } = useSpeech();
  const { catalogue } = useOffice();
  const { kept = 0, refused = 0, lines = [] } = job.result;
  const count = kept + refused;
  if (count === 0) return null;
  return (
    <>
      <p>{t('demo_kept', { count, number: format_integer(count, language) })}</p>
      <ul className={css['kept']}>
        {lines.slice(0, listed).map((line) => {
          const entity = line.entity ? catalogue.find(line.entity) : undefined;
          const why = line.errors?.map(error).join(' ');
          return (
            <li key={line.id}>
              {label(entity?.one)}{' '}
              {entity && (
                <Link to={`/${entity.name}/${line.id}`}>
                  <LinkTitle entity={entity.name} id={line.id} />
                </Link>
              )}{' '}
              {why}
            </li>
          );
        })}
      </ul>
      {lines.length > listed && <Link to="/jobs">{t('jobs_page')}</Link>}
    </>
  );
}

function Ended({ job, again }: { job: Job; again: () => void }) {
  const { t, language, error } = useSpeech();
  const { session } = useOffice();
  const take_back = useUndo();
  if (job.state !== 'done')
    return (
      <div className={css['progress']} role="alert">
        <p>
          {t('demo_failed')} {job.reasons.map(error).join(' ')}
        </p>
        <div>
          <Button onClick={() => void repeat_job(job.id).then(again)}>{t('demo_again')}</Button>
        </div>
      </div>
    );
  const { changed = 0, batch } = job.result;
  return (
    <>
      <p role="status">
        <strong>{t('demo_removed', { count: changed, number: format_integer(changed, language) })}</strong>
      </p>
      <Kept job={job} />
      <h2>{t('demo_next')}</h2>
      <NextSteps
        first={{
          to: '/account',
          icon: 'user',
          title: 'demo_next_password',
          why: 'demo_next_password_why',
        }}
      />
      <div className={css['acts']}>
        {session.office.is_demo && (
          <Button variant="default" component={Link} to="/account/demo" reloadDocument>
            {t('demo_open')}
          </Button>
        )}
        {batch && (
          <Button variant="default" onClick={() => void take_back({ batch })}>
            {t('demo_undo')}
          </Button>
        )}
      </div>
    </>
  );
}

function Removing({ id }: { id: string }) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const { data: job, refetch } = useQuery({
    queryKey: keys.job(id),
    queryFn: ({ signal }) => read_job(id, signal),
    refetchInterval: ({ state }) => (state.data && !is_under_way(state.data) ? false : 400),
  });
  const is_over = job !== undefined && !is_under_way(job);
  useEffect(() => {
    if (is_over)
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.job(id)[0] });
  }, [is_over, id, client]);
  if (is_over) return <Ended job={job} again={() => void refetch()} />;
  const share = job?.total ? (100 * job.done) / job.total : 0;
  return (
    <div className={css['progress']} role="status">
      <p>{t('demo_removing')}</p>
      <Progress value={share} aria-label={t('demo_removing')} animated />
      <div>
        <Button variant="default" size="xs" onClick={() => void cancel_job(id)}>
          {t('demo_stop')}
        </Button>
      </div>
    </div>
  );
}

// On top of the first page of a demo office, for whoever can make it a real one.
export function DemoLine() {
  const { t } = useSpeech();
  const { pathname } = useLocation();
  const [hidden, hide] = useChoice('demo_line');
  if (hidden || pathname !== '/company') return null;
  return (
    <aside className={css['demo_line']} data-print="no">
      <span>
        {t('demo_line')} <Link to="/account/demo">{t('demo_open')}</Link>
      </span>
      <CloseButton size="sm" aria-label={t('demo_line_hide')} onClick={() => hide('1')} />
    </aside>
  );
}

export function DemoPage() {
  const { t, error: say } = useSpeech();
  const [job, set_job] = useState('');
  const demo = useQuery({
    queryKey: ['demo'],
    queryFn: ({ signal }) => read_demo(signal),
    retry: false,
    staleTime: 0,
  });
  useEffect(() => {
    document.title = `${t('demo_title')} · Teczka`;
  }, [t]);
  return (
    <section className={css['page']}>
      <h1>{t('demo_title')}</h1>
      {!job && demo.data && <p className={css['lead']}>{t(demo.data.is_demo ? 'demo_lead' : 'demo_none')}</p>}
      {demo.isError && <p role="alert">{problem_text(demo.error, say)}</p>}
      {job ? (
        <Removing id={job} />
      ) : (
        demo.data?.is_demo && <Asking counts={demo.data.counts} began={set_job} />
      )}
    </section>
  );
}
