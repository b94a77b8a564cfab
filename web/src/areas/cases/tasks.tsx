// Open tasks of a client: the next one stands in the head, all of them can be ticked off where they stand.
import { useQueryClient } from '@tanstack/react-query';
import { Link, useLocation } from 'react-router';
import { change_record, type Page, type Row } from '../../api';
import { all_rows_address, rows_key, useRows, type AskedList, type BesideList } from '../../catalogue/beside';
import { plain } from '../../catalogue/model';
import { useOffice } from '../../catalogue/office';
import { forget_sums, problem_text, useUndo } from '../../catalogue/saving';
import type { PartProps } from '../../catalogue/parts';
import { useSpeech } from '../../texts';
import { format_instant } from '../../texts/format';
import { Icon } from '../../ui/icon';
import { toast } from '../../ui/toast';
import css from './cases.module.css';

export const open_tasks_list: BesideList = {
  children: 'tasks',
  columns: ['title', 'due_at', 'assignee', 'person', 'priority', 'state'],
  where: 'state = "open"',
  order: 'due_at',
  limit: 50,
};

// What has a date stands before what has none.
const by_due = (a: Row, b: Row): number =>
  (plain(a['due_at']) || '9').localeCompare(plain(b['due_at']) || '9') || a.id.localeCompare(b.id);

export function useOpenTasks(list: AskedList | undefined): Row[] {
  return [...useRows(list).rows].sort(by_due);
}

export const is_overdue = (row: Row): boolean =>
  !!row['due_at'] && Date.parse(plain(row['due_at'])) < Date.now();

function useTick(list: AskedList) {
  const client = useQueryClient();
  const { t, error: say } = useSpeech();
  const take_back = useUndo();
  return async (row: Row) => {
    const key = rows_key(list);
    const before = client.getQueryData<Page>(key);
    client.setQueryData<Page>(
      key,
      (old) => old && { ...old, rows: old.rows.filter((one) => one.id !== row.id) },
    );
    try {
      const { op } = await change_record('task', row.id, row.rev, { state: 'done' });
      toast({
        text: t('task_done', { what: plain(row['title']) }),
        action: { label: t('undo'), run: () => void take_back(op) },
      });
    } catch (problem) {
      client.setQueryData(key, before);
      toast({ text: problem_text(problem, say), is_error: true });
    }
    forget_sums(client);
  };
}

export function TaskLine({ list, row }: { list: AskedList; row: Row }) {
  const { t, language } = useSpeech();
  const { session } = useOffice();
  const location = useLocation();
  const tick = useTick(list);
  const due = plain(row['due_at']);
  const late = is_overdue(row);
  return (
    <span className={css['task']} data-late={late || undefined}>
      <button
        type="button"
        className={css['tick']}
        aria-label={t('task_tick', { what: plain(row['title']) })}
        title={t('task_tick_short')}
        data-print="no"
        onClick={() => void tick(row)}
      >
        <Icon name="check" size={14} />
      </button>
      <Link to={`/task/${row.id}`} state={{ back: location.pathname + location.search }}>
        {plain(row['title'])}
      </Link>
      <span className={css['meta']}>
        {due && (
          <time dateTime={due}>
            {late && <b>{t('task_late')} </b>}
            {format_instant(due, language, session.office.time_zone)}
          </time>
        )}
        {plain(row['assignee']) && <span>{plain(row['assignee'])}</span>}
      </span>
    </span>
  );
}

// The next step in the head of a file.
export function NextStep({ lists }: PartProps) {
  const { t } = useSpeech();
  const list = lists['open_tasks'];
  const { page } = useRows(list);
  const [next] = useOpenTasks(list);
  if (!list || !page) return null;
  return (
    <p className={css['next']}>
      <span className={css['next_label']}>{t('next_step')}</span>
      {next ? <TaskLine list={list} row={next} /> : <span data-quiet>{t('next_step_none')}</span>}
    </p>
  );
}

// One that is late stands in the head already.
export function OverdueTasks({ lists }: PartProps) {
  const { t } = useSpeech();
  const list = lists['open_tasks'];
  const count = useOpenTasks(list).filter(is_overdue).length;
  if (!list || count < 2) return null;
  return (
    <li className={css['urgent']}>
      <Icon name="warning" size={16} />
      <Link to={all_rows_address(list)}>{t('overdue_tasks', { count })}</Link>
    </li>
  );
}

// All open ones but the next, which stands in the head.
export function OpenTasks({ lists }: PartProps) {
  const { t } = useSpeech();
  const list = lists['open_tasks'];
  const [, ...further] = useOpenTasks(list);
  if (!list || further.length === 0) return null;
  return (
    <details className={css['further']} open={further.length <= 5}>
      <summary>{t('further_tasks', { count: further.length })}</summary>
      <ul>
        {further.map((row) => (
          <li key={row.id}>
            <TaskLine list={list} row={row} />
          </li>
        ))}
      </ul>
    </details>
  );
}
