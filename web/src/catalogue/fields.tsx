// The values of a record under their headings. Click (or Enter) edits in place; Tab saves and goes on; Esc leaves.
import { useEffect, useRef, useState } from 'react';
import {
  Problem,
  type Accepted,
  type Complaint,
  type Entity,
  type Field,
  type FullRecord,
  type Value,
  type SentValues,
} from '../api';
import { useSpeech } from '../texts';
import css from './fields.module.css';
import { unreadable, ValueInput } from './input';
import {
  currency_of,
  find_field,
  is_changeable,
  is_empty,
  is_number,
  shown_fields,
  same_value,
  sections_of,
} from './model';
import { useOffice } from './office';
import { field_of, is_only_warnings, problem_text } from './saving';
import { Shown } from './show';
import { Needed, Warnings } from './dialogs';

export type Save = (field: Field, value: Value, accept?: Accepted, along?: SentValues) => Promise<void>;

interface EditorProps {
  entity: Entity;
  record: FullRecord;
  field: Field;
  save: Save;
  leave: (to?: 'next' | 'previous' | 'stay') => void;
}

// The value is refused only because of other fields, which may be filled in here: a loss of credibility wants its reason.
function asks_for_others(entity: Entity, field: Field, problem: Problem): boolean {
  return (
    problem.status === 422 &&
    problem.complaints.length > 0 &&
    problem.complaints.every((one) => {
      const other = find_field(entity, field_of(one));
      return !!other?.writable && other.name !== field.name;
    })
  );
}

// One value being edited. Enter, Tab and leaving all save; `committed` keeps Enter + blur from saving twice.
export function Editor({ entity, record, field, save, leave }: EditorProps) {
  const speech = useSpeech();
  const { session } = useOffice();
  const before = (record[field.name] ?? null) as Value;
  const [value, set_value] = useState<Value>(before);
  const [error, set_error] = useState('');
  const [warnings, set_warnings] = useState<Complaint[]>([]);
  const [needed, set_needed] = useState<Complaint[]>([]);
  const committed = useRef(false);
  const box = useRef<HTMLDivElement>(null);
  const at_once = ['boolean', 'choice', 'state', 'country', 'language', 'currency', 'link'].includes(
    field.type,
  );

  const commit = async (next: Value, to?: 'next' | 'previous', accept?: Accepted, along?: SentValues) => {
    if (committed.current) return;
    if (same_value(field, before, next)) return leave(to);
    const wrong = unreadable(field, next);
    if (wrong) return set_error(speech.error({ field: field.name, code: wrong, parameters: {} }));
    committed.current = true;
    if (to) leave(to);
    try {
      await save(field, next, accept, along);
      if (!to) leave();
    } catch (problem) {
      committed.current = false;
      if (to) leave('stay');
      if (problem instanceof Problem && is_only_warnings(problem)) return set_warnings(problem.complaints);
      if (problem instanceof Problem && problem.is_conflict) return leave();
      if (problem instanceof Problem && asks_for_others(entity, field, problem))
        return set_needed(problem.complaints);
      set_error(problem_text(problem, speech.error));
      box.current?.querySelector('input, textarea')?.dispatchEvent(new FocusEvent('focus'));
    }
  };

  return (
    <div
      ref={box}
      className={css['editor']}
      onKeyDown={(event) => {
        // A window opened from here has keys of its own, though React hands them on to this place.
        if (!event.currentTarget.contains(event.target as Node)) return;
        if (event.key === 'Escape') {
          event.stopPropagation();
          committed.current = true;
          leave();
        } else if (event.key === 'Tab') {
          event.preventDefault();
          void commit(value, event.shiftKey ? 'previous' : 'next');
        } else if (
          event.key === 'Enter' &&
          !event.defaultPrevented &&
          (field.type !== 'note' || event.ctrlKey)
        ) {
          event.preventDefault();
          void commit(value);
        }
      }}
      onBlur={(event) => {
        const into = event.relatedTarget as Node | null;
        if (event.currentTarget.contains(into) || (into as HTMLElement | null)?.closest('[role="listbox"]'))
          return;
        if (warnings.length === 0 && needed.length === 0 && document.hasFocus()) void commit(value);
      }}
    >
      <ValueInput
        field={field}
        value={value}
        with_label={false}
        autoFocus
        currency={currency_of(entity, field, record, session.office.currency)}
        error={error || undefined}
        onChange={(next) => {
          set_value(next);
          set_error('');
          if (at_once) void commit(next);
        }}
      />
      {warnings.length > 0 && (
        <Warnings
          complaints={warnings}
          cancel={() => {
            committed.current = true;
            leave();
          }}
          accept={(accepted) => {
            set_warnings([]);
            void commit(value, undefined, accepted);
          }}
        />
      )}
      {needed.length > 0 && (
        <Needed
          entity={entity}
          complaints={needed}
          cancel={() => {
            committed.current = true;
            leave();
          }}
          save={(along) => {
            set_needed([]);
            void commit(value, undefined, undefined, along);
          }}
        />
      )}
    </div>
  );
}

interface FieldsProps {
  entity: Entity;
  record: FullRecord;
  may_change: boolean;
  save: Save;
  on_conflict: (problem: Problem, field: Field, value: Value) => void;
  names?: string[]; // only these, in one line without a heading
  without?: string[] | undefined;
}

// Empty, the answer no to what nobody asked, or what the date shows already.
const says_nothing = (field: Field, value: Value): boolean =>
  is_empty(value) || (!!field.computed && (value === false || field.name === 'is_overdue'));

export function Fields({ entity, record, may_change, save, on_conflict, names, without }: FieldsProps) {
  const { t, label } = useSpeech();
  const { session } = useOffice();
  const [editing, set_editing] = useState<string | null>(null);
  const [all_shown, set_all_shown] = useState<Set<string>>(new Set());
  const root = useRef<HTMLDivElement>(null);
  const return_to = useRef<string | null>(null);

  useEffect(() => {
    if (editing === null && return_to.current) {
      root.current?.querySelector<HTMLElement>(`[data-field="${return_to.current}"]`)?.focus();
      return_to.current = null;
    }
  }, [editing]);

  const masked = new Set(record.masked ?? []);
  const fields = shown_fields(entity).filter(
    (field) =>
      !masked.has(field.name) &&
      field.type !== 'state' &&
      !without?.includes(field.name) &&
      !(field.name.endsWith('_base') && record['currency'] === session.office.currency),
  );
  const sections = names
    ? [
        {
          code: '',
          label: null,
          fields: names.flatMap((name) => fields.find((one) => one.name === name) ?? []),
        },
      ]
    : sections_of(entity, fields);
  const editable = (field: Field) =>
    may_change && is_changeable(field) && !(field.type === 'state' && field.moves?.length);
  const is_shown = (section: string, field: Field) =>
    all_shown.has(section) ||
    !says_nothing(field, (record[field.name] ?? null) as Value) ||
    field.required ||
    editing === field.name;
  const order = sections.flatMap((section) =>
    section.fields.filter((field) => is_shown(section.code, field) && editable(field)),
  );

  const leave_from = (field: Field) => (to?: 'next' | 'previous' | 'stay') => {
    if (to === 'stay') return set_editing(field.name);
    const at = order.findIndex((other) => other.name === field.name);
    const next = to === 'next' ? order[at + 1] : to === 'previous' ? order[at - 1] : undefined;
    if (!next) return_to.current = field.name;
    set_editing(next?.name ?? null);
  };
  const guarded: Save = async (field, value, accept, along) => {
    try {
      await save(field, value, accept, along);
    } catch (problem) {
      if (problem instanceof Problem && problem.is_conflict) on_conflict(problem, field, value);
      else if (problem instanceof Problem) {
        const elsewhere = problem.complaints.every((one) => field_of(one) !== field.name && one.field !== '');
        if (elsewhere && !is_only_warnings(problem)) throw problem;
      }
      throw problem;
    }
  };

  return (
    <div ref={root} className={names ? css['line'] : css['sections']}>
      {sections.map((section) => {
        const shown = section.fields.filter((field) => is_shown(section.code, field));
        const empty = section.fields.length - shown.length;
        const opened = all_shown.has(section.code);
        return (
          <section key={section.code} className={css['section']}>
            {!names && (
              <div className={css['heading']}>
                <h2>
                  {section.label ? label(section.label) : t(sections.length > 1 ? 'other_group' : 'general')}
                </h2>
                {(empty > 0 || opened) && may_change && (
                  <button
                    type="button"
                    data-print="no"
                    aria-expanded={opened}
                    onClick={() =>
                      set_all_shown((old) => {
                        const next = new Set(old);
                        if (!next.delete(section.code)) next.add(section.code);
                        return next;
                      })
                    }
                  >
                    {opened ? t('hide_empty') : `+ ${t('empty_fields', { count: empty })}`}
                  </button>
                )}
              </div>
            )}
            <dl className={css['values']}>
              {shown.map((field) => {
                const value = (record[field.name] ?? null) as Value;
                const name = label(field.label);
                const can_edit = editable(field);
                return (
                  <div
                    key={field.name}
                    className={css['value']}
                    data-note={field.type === 'note' || undefined}
                  >
                    <dt title={field.help ? label(field.help) : undefined}>{name}</dt>
                    <dd>
                      {editing === field.name ? (
                        <Editor
                          entity={entity}
                          record={record}
                          field={field}
                          save={guarded}
                          leave={leave_from(field)}
                        />
                      ) : (
                        <div
                          className={css['shown']}
                          data-number={is_number(field) || undefined}
                          data-editable={can_edit || undefined}
                          onClick={(event) => {
                            if (
                              can_edit &&
                              !(event.target as HTMLElement).closest('a') &&
                              !window.getSelection()?.toString()
                            ) {
                              set_editing(field.name);
                            }
                          }}
                        >
                          <span>
                            {is_empty(value) ? (
                              <span data-quiet>{t('nothing')}</span>
                            ) : (
                              <Shown field={field} value={value} entity={entity} row={record} />
                            )}
                          </span>
                          {can_edit && (
                            <button
                              type="button"
                              className={css['pen']}
                              data-field={field.name}
                              data-print="no"
                              aria-label={t('edit_value', { what: name })}
                              onClick={(event) => {
                                event.stopPropagation();
                                set_editing(field.name);
                              }}
                            >
                              <svg
                                viewBox="0 0 20 20"
                                width="14"
                                height="14"
                                fill="none"
                                stroke="currentColor"
                                strokeWidth="1.500"
                                aria-hidden="true"
                              >
                                <path d="M4 16l.8-3.400L13 4.400l2.600 2.600-8.200 8.200z" />
                              </svg>
                            </button>
                          )}
                        </div>
                      )}
                    </dd>
                  </div>
                );
              })}
            </dl>
            {shown.length === 0 && !names && <p className={css['none']}>{t('nothing_yet')}</p>}
          </section>
        );
      })}
    </div>
  );
}
