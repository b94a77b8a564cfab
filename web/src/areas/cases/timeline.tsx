// What happened with a client and what was done for him, newest first: contacts and finished tasks in one, with the
// place where the next is put down. Two lists are read by their own cursors and shown only as far as both are known.
import { useState } from 'react';
import { Link, useLocation, useSearchParams } from 'react-router';
import type { Row, Value } from '../../api';
import { useRows, type AskedList, type BesideList } from '../../catalogue/beside';
import { find_field, is_link, may, plain } from '../../catalogue/model';
import { useFrozen, useOffice } from '../../catalogue/office';
import type { PartProps } from '../../catalogue/parts';
import { choice_label } from '../../catalogue/show';
import { useSpeech } from '../../texts';
import { format_instant } from '../../texts/format';
import { Icon, type IconName } from '../../ui/icon';
import { Section } from '../../ui/section';
import { useCommands } from '../../ui/commands';
import { useShortcuts } from '../../ui/shortcuts';
import css from './cases.module.css';
import {
  Entry,
  entry_kinds,
  task_kind,
  useDraft,
  useEntry,
  type Anchor,
  type Choice,
  type Draft,
} from './entry';
import { OpenTasks } from './tasks';

export const activities_list: BesideList = {
  children: 'activities',
  columns: ['subject', 'kind', 'happened_at', 'company', 'person', 'user', 'body'],
  order: '-happened_at',
  limit: 20,
};
export const done_tasks_list: BesideList = {
  children: 'tasks',
  columns: ['title', 'state', 'done_at', 'due_at', 'assignee', 'person', 'description'],
  where: 'state <> "open"',
  order: '-done_at',
  limit: 20,
};

interface Event {
  row: Row;
  kind: string;
  at: string;
}

const icons: Record<string, IconName> = {
  call: 'phone',
  meeting: 'people',
  email: 'mail',
  letter: 'letter',
  note: 'note',
  visit: 'map',
  task: 'check',
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const of_activity = (row: Row): Event => ({
  row,
  kind: plain(row['kind']) || 'note',
  at: plain(row['happened_at']),
});
const of_task = (row: Row): Event => ({
  row,
  kind: task_kind,
  at: plain(row['done_at']) || plain(row['due_at']),
});

// The newest of both, as far back as every list that has more is known.
export function merge(lists: { events: Event[]; has_more: boolean }[]): Event[] {
  const known_to = lists.map(({ events, has_more }) => (has_more ? (events.at(-1)?.at ?? '') : ''));
  const horizon = known_to.reduce((a, b) => (a > b ? a : b), '');
  return lists
    .flatMap((list) => list.events)
    .filter((event) => event.at >= horizon)
    .sort((a, b) => b.at.localeCompare(a.at));
}

function with_kind(list: AskedList | undefined, kind: string): AskedList | undefined {
  return (
    list && {
      ...list,
      question: { ...list.question, where: `${list.question.where ?? ''} and kind = "${kind}"` },
    }
  );
}

function EventLine({ event, list, anchor }: { event: Event; list: AskedList; anchor: Anchor }) {
  const speech = useSpeech();
  const { session, catalogue } = useOffice();
  const location = useLocation();
  const { row, kind, at } = event;
  const is_task = kind === task_kind;
  const back = location.pathname + location.search;
  const field = find_field(list.child, is_task ? 'state' : 'kind');
  const what = field ? choice_label(field, plain(row[field.name]), speech) : '';
  const text = plain(row[is_task ? 'description' : 'body']);
  const other = row[anchor.field === 'company' ? 'person' : 'company'] as Value;
  const other_entity = anchor.field === 'company' ? 'person' : 'company';
  return (
    <li className={css['event']} data-pending={row.rev === 0 || undefined}>
      <span className={css['icon']} title={what}>
        <Icon name={icons[kind] ?? 'note'} size={16} />
      </span>
      <div>
        <p className={css['subject']}>
          <Link to={`/${list.child.name}/${row.id}`} state={{ back }}>
            {plain(row[is_task ? 'title' : 'subject'])}
          </Link>
          <time dateTime={at}>{at && format_instant(at, speech.language, session.office.time_zone)}</time>
        </p>
        {text && <p className={css['body']}>{text}</p>}
        <p className={css['meta']}>
          <span>{is_task ? `${speech.label(list.child.one)}: ${what}` : what}</span>
          {is_link(other) && other.id && catalogue.find(other_entity) && (
            <Link to={`/${other_entity}/${other.id}`} state={{ back }}>
              {other.title}
            </Link>
          )}
          {plain(row[is_task ? 'assignee' : 'user']) && (
            <span>{plain(row[is_task ? 'assignee' : 'user'])}</span>
          )}
        </p>
      </div>
    </li>
  );
}

type List = PartProps['lists'][string];

// What happened, of the kinds asked for, newest first; `more` reads on the list that hides the others' older events.
function useEvents({ activities, done_tasks }: Record<string, List>, asked_kind: string) {
  const is_filtered = asked_kind !== '' && asked_kind !== task_kind;
  const shown_activities = is_filtered ? with_kind(activities, asked_kind) : activities;
  const contacts = useRows(shown_activities, is_filtered);
  const tasks = useRows(done_tasks);
  const source = (list: List, rows: typeof contacts, of: (row: Row) => Event) =>
    list ? [{ list, rows, events: rows.rows.map(of), has_more: rows.has_more }] : [];
  const sources = [
    ...(asked_kind === task_kind ? [] : source(activities, contacts, of_activity)),
    ...(is_filtered ? [] : source(done_tasks, tasks, of_task)),
  ];
  const more = () => {
    const behind = sources
      .filter((one) => one.has_more)
      .sort((a, b) => (b.events.at(-1)?.at ?? '').localeCompare(a.events.at(-1)?.at ?? ''))[0];
    void behind?.rows.more();
  };
  return {
    events: merge(sources),
    more: sources.some((one) => one.has_more) ? more : null,
    has_answer: !!(contacts.page ?? tasks.page),
  };
}

// A new entry: opened by its letter, saved without leaving the page, back in the form when it is refused.
function useNewEntry({ activities, open_tasks }: Record<string, List>, anchor: Anchor, people: Choice[]) {
  const speech = useSpeech();
  const [draft, set_draft, begin] = useDraft();
  const [why, set_why] = useState('');
  const save = useEntry(anchor, (kind) => (kind === task_kind ? open_tasks : activities));
  const kinds = entry_kinds(
    activities && may(activities.child, 'create') ? activities.child : undefined,
    open_tasks && may(open_tasks.child, 'create') ? open_tasks.child : undefined,
    speech,
  );
  const is_frozen = useFrozen();
  const open = (kind: string) => {
    if (is_frozen) return;
    set_why('');
    begin(kind);
  };
  useShortcuts(
    Object.fromEntries(kinds.flatMap((one) => (one.key ? [[one.key, () => open(one.code)]] : []))),
  );
  useCommands(
    kinds.flatMap((one) =>
      one.key ? [{ text: capital(one.text), keys: one.key, run: () => open(one.code) }] : [],
    ),
  );
  const submit = () => {
    if (!draft) return;
    set_draft(null);
    set_why('');
    void save(draft, people, (again: Draft, reason: string) => {
      set_draft(again);
      set_why(reason);
    });
  };
  return { draft, set_draft, why, kinds, open, submit };
}

function QuickButtons({
  kinds,
  open,
}: {
  kinds: ReturnType<typeof entry_kinds>;
  open: (kind: string) => void;
}) {
  const keyed = kinds.filter((one) => one.key);
  const is_frozen = useFrozen();
  if (keyed.length === 0) return null;
  return (
    <div className={css['quick']} data-print="no">
      {keyed.map((one) => (
        <button
          key={one.code}
          type="button"
          disabled={is_frozen}
          onClick={() => open(one.code)}
          aria-keyshortcuts={one.key}
        >
          <Icon name={icons[one.code] ?? 'plus'} size={16} /> {one.text} <kbd>{one.key}</kbd>
        </button>
      ))}
    </div>
  );
}

// One kind alone, kept in the address.
function Kinds({ lists, asked }: { lists: Record<string, List>; asked: string }) {
  const speech = useSpeech();
  const { t, label } = speech;
  const location = useLocation();
  const [, set_params] = useSearchParams();
  const { activities, done_tasks } = lists;
  const choose = (kind: string) =>
    set_params(
      (old) => {
        const next = new URLSearchParams(old);
        if (kind && kind !== asked) next.set('kind', kind);
        else next.delete('kind');
        return next;
      },
      { replace: true, state: location.state },
    );
  return (
    <div className={css['filters']} role="group" aria-label={t('timeline_filter')} data-print="no">
      <button type="button" aria-pressed={!asked} onClick={() => choose('')}>
        {t('filter_all')}
      </button>
      {entry_kinds(activities?.child, done_tasks?.child, speech).map((one) => (
        <button
          key={one.code}
          type="button"
          aria-pressed={asked === one.code}
          onClick={() => choose(one.code)}
        >
          {one.code === task_kind && done_tasks ? label(done_tasks.child.many).toLowerCase() : one.text}
        </button>
      ))}
    </div>
  );
}

export function Timeline({
  lists,
  anchor,
  people,
  ...part
}: PartProps & { anchor: Anchor; people: Choice[] }) {
  const { t } = useSpeech();
  const [params] = useSearchParams();
  const asked_kind = params.get('kind') ?? '';
  const { activities, done_tasks, open_tasks } = lists;
  const { events, more, has_answer } = useEvents(lists, asked_kind);
  const { draft, set_draft, why, kinds, open, submit } = useNewEntry(lists, anchor, people);
  if (!activities && !open_tasks) return null;
  const draft_child = draft?.kind === task_kind ? open_tasks?.child : activities?.child;
  return (
    <Section title={t('timeline')}>
      {draft && draft_child ? (
        <Entry
          draft={draft}
          change={set_draft}
          kinds={kinds}
          people={people}
          child={draft_child}
          why={why}
          save={submit}
          leave={() => set_draft(null)}
        />
      ) : (
        <QuickButtons kinds={kinds} open={open} />
      )}
      <OpenTasks lists={lists} {...part} />
      <Kinds lists={lists} asked={asked_kind} />
      {events.length === 0 && has_answer && (
        <p className={css['none']}>
          {t(asked_kind ? 'timeline_none_of_kind' : activities ? 'timeline_none' : 'timeline_none_tasks')}
        </p>
      )}
      <ol className={css['events']}>
        {events.map((event) => {
          const list = event.kind === task_kind ? done_tasks : activities;
          return list && <EventLine key={event.row.id} event={event} list={list} anchor={anchor} />;
        })}
      </ol>
      {more && (
        <button type="button" className={css['more']} data-print="no" onClick={more}>
          {t('timeline_more')}
        </button>
      )}
    </Section>
  );
}
