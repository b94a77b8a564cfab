// A call, a meeting, a note or a task put down in a few keys: the letter opens it, Enter in the subject saves it, the
// page stays. What is typed is shown at once; when the server refuses it comes back into the form.
import { Button, Select, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  create_record,
  make_id,
  type Entity,
  type Field,
  type Page,
  type Row,
  type Session,
  type Value,
  type Values,
} from '../../api';
import { rows_key, type AskedList } from '../../catalogue/beside';
import { ValueInput } from '../../catalogue/input';
import { find_field, sent_values } from '../../catalogue/model';
import { useOffice } from '../../catalogue/office';
import { forget_lists, problem_text, useUndo } from '../../catalogue/saving';
import { choice_label } from '../../catalogue/show';
import { useSpeech } from '../../texts';
import { parse_instant } from '../../texts/format';
import { TextArea } from '../../ui/text_area';
import { toast } from '../../ui/toast';
import css from './cases.module.css';

export interface Draft {
  kind: string; // a kind of activity, or "task"
  subject: string;
  body: string;
  person: string | null;
  when: Value;
  assignee: Value;
}
export interface Anchor {
  field: 'company' | 'person';
  id: string;
  along: Values; // what else a new entry is told: the company a person works in
}
export interface Choice {
  id: string;
  title: string;
}

export const task_kind = 'task';

export function useDraft(): [Draft | null, (draft: Draft | null) => void, (kind: string) => void] {
  const { session } = useOffice();
  const [draft, set_draft] = useState<Draft | null>(null);
  const begin = (kind: string) => {
    const now = new Date().toISOString();
    set_draft({
      subject: '',
      body: '',
      person: null,
      ...draft,
      kind,
      when: kind === task_kind ? in_days(1, session) : now,
      assignee: { id: session.user.id, title: session.user.name },
    });
  };
  return [draft, set_draft, begin];
}

// Nine in the morning at the office, so many days from today.
function in_days(days: number, { today, office }: Session): string {
  const day = new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
  return parse_instant(`${day} 09:00`, office.time_zone) ?? day;
}

function values_of(draft: Draft, anchor: Anchor): Values {
  const shared: Values = { ...anchor.along, [anchor.field]: anchor.id };
  if (draft.person) shared['person'] = draft.person;
  return draft.kind === task_kind
    ? {
        ...shared,
        title: draft.subject,
        due_at: draft.when,
        assignee: draft.assignee,
        description: draft.body || null,
      }
    : {
        ...shared,
        kind: draft.kind,
        subject: draft.subject,
        happened_at: draft.when,
        body: draft.body || null,
      };
}

// Puts the entry on top of its list before the server has answered.
export function useEntry(anchor: Anchor, list_of: (kind: string) => AskedList | undefined) {
  const client = useQueryClient();
  const { t, error: say } = useSpeech();
  const { session } = useOffice();
  const take_back = useUndo();
  return async (draft: Draft, people: Choice[], reopen: (draft: Draft, why: string) => void) => {
    const list = list_of(draft.kind);
    if (!list) return;
    const { child } = list;
    const set = values_of(draft, anchor);
    const person = people.find((one) => one.id === draft.person) ?? null;
    const me = { id: session.user.id, title: session.user.name };
    const shown = { id: make_id(), rev: 0, state: 'open', ...set, person, user: me } as Row;
    const key = rows_key(list);
    client.setQueryData<Page>(key, (old) => ({ ...old, rows: [shown, ...(old?.rows ?? [])] }));
    try {
      const { op } = await create_record(child.name, sent_values(child, set));
      toast({
        text: t('created_toast', { what: draft.subject }),
        action: { label: t('undo'), run: () => void take_back(op) },
      });
      forget_lists(client, child.name);
    } catch (problem) {
      client.setQueryData<Page>(
        key,
        (old) => old && { ...old, rows: old.rows.filter((row) => row !== shown) },
      );
      reopen(draft, problem_text(problem, say));
    }
  };
}

interface EntryProps {
  draft: Draft;
  change: (draft: Draft) => void;
  kinds: { code: string; text: string }[];
  people: Choice[];
  child: Entity;
  why: string;
  save: () => void;
  leave: () => void;
}

export function Entry({ draft, change, kinds, people, child, why, save, leave }: EntryProps) {
  const speech = useSpeech();
  const { t, label } = speech;
  const { session } = useOffice();
  const is_task = draft.kind === task_kind;
  const subject = find_field(child, is_task ? 'title' : 'subject');
  const when = find_field(child, is_task ? 'due_at' : 'happened_at');
  const assignee = find_field(child, 'assignee');
  const person = find_field(child, 'person');
  const body = find_field(child, is_task ? 'description' : 'body');
  const put = (part: Partial<Draft>) => change({ ...draft, ...part });
  const one_line = (field: Field): Field => ({ ...field, required: false });
  return (
    <form
      className={css['entry']}
      aria-label={kinds.find((one) => one.code === draft.kind)?.text}
      onSubmit={(event) => {
        event.preventDefault();
        if (draft.subject.trim()) save();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) leave();
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
      }}
    >
      <div className={css['kinds']} role="group" aria-label={t('entry_kind')}>
        {kinds.map((one) => (
          <button
            key={one.code}
            type="button"
            aria-pressed={one.code === draft.kind}
            onClick={() =>
              put({
                kind: one.code,
                ...(is_task !== (one.code === task_kind) && {
                  when: one.code === task_kind ? in_days(1, session) : new Date().toISOString(),
                }),
              })
            }
          >
            {one.text}
          </button>
        ))}
      </div>
      <TextInput
        key={draft.kind}
        autoFocus
        aria-label={subject ? label(subject.label) : ''}
        placeholder={t(is_task ? 'entry_task_hint' : 'entry_hint')}
        maxLength={subject?.max ?? 300}
        autoComplete="off"
        value={draft.subject}
        error={why || undefined}
        onChange={(event) => put({ subject: event.currentTarget.value })}
      />
      <div className={css['details']}>
        {person && people.length > 0 && (
          <Select
            label={label(person.label)}
            data={people.map((one) => ({ value: one.id, label: one.title }))}
            value={draft.person}
            clearable
            searchable
            openOnFocus={false}
            clearButtonProps={{ 'aria-label': `${t('link_clear')}: ${label(person.label)}` }}
            nothingFoundMessage={t('link_nothing')}
            onChange={(id) => put({ person: id })}
          />
        )}
        {when && (
          <ValueInput field={one_line(when)} value={draft.when} onChange={(value) => put({ when: value })} />
        )}
        {is_task && assignee && (
          <ValueInput
            field={one_line(assignee)}
            value={draft.assignee}
            onChange={(value) => put({ assignee: value })}
          />
        )}
      </div>
      {is_task && (
        <div className={css['soon']}>
          {([0, 1, 7] as const).map((days) => (
            <button key={days} type="button" onClick={() => put({ when: in_days(days, session) })}>
              {t(`entry_in_${days}`)}
            </button>
          ))}
        </div>
      )}
      {body && (
        <TextArea
          label={label(body.label)}
          value={draft.body}
          onChange={(event) => put({ body: event.currentTarget.value })}
        />
      )}
      <div className={css['buttons']}>
        <Button type="submit" size="xs" disabled={!draft.subject.trim()}>
          {t('save')}
        </Button>
        <Button type="button" size="xs" variant="default" onClick={leave}>
          {t('cancel')}
        </Button>
        <span data-quiet className={css['keys']}>
          <kbd>Enter</kbd> {t('key_save')} · <kbd>Esc</kbd> {t('key_leave')}
        </span>
      </div>
    </form>
  );
}

// The kinds that may be put down here, the four with a letter first.
export function entry_kinds(
  activity: Entity | undefined,
  task: Entity | undefined,
  speech: ReturnType<typeof useSpeech>,
): { code: string; text: string; key?: string }[] {
  const letters: Record<string, string> = { call: 'c', meeting: 'm', note: 'n' };
  const kind = activity && find_field(activity, 'kind');
  const kinds = (kind?.choices ?? []).map((choice) => ({
    code: choice.code,
    text: kind ? choice_label(kind, choice.code, speech) : choice.code,
    ...(letters[choice.code] && { key: letters[choice.code] as string }),
  }));
  const all = task
    ? [...kinds, { code: task_kind, text: speech.label(task.one).toLowerCase(), key: 't' }]
    : kinds;
  return all.sort((a, b) => Number(!('key' in a)) - Number(!('key' in b)));
}
