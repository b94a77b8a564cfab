// The list gathered by a field or a period: a line a group with its number and sums, folded; a click shows its rows.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { ask_groups, type Entity, type Field, type Row, type Value } from '../api';
import { keys } from '../api/keys';
import { useSpeech, type Speech } from '../texts';
import { format_integer } from '../texts/format';
import { Icon } from '../ui/icon';
import { useChoice } from '../ui/store';
import { column_grid, column_label, is_summed, type Column } from './columns';
import css from './list.module.css';
import { useListData } from './list_data';
import type { ListState } from './list_state';
import { row_height, useNarrow } from './list_table';
import { currency_of, find_field, is_empty, is_link, is_quantity, title_of } from './model';
import { useOffice, type Office } from './office';
import { problem_text } from './saving';
import { Shown, shown_text } from './show';

const groups_shown = 200;

interface Key {
  field: Field;
  period: '' | 'year' | 'quarter' | 'month';
}

export function read_key(entity: Entity, group: string): Key | null {
  const [, period = '', name = group] = /^(year|quarter|month)\((\w+)\)$/.exec(group) ?? [];
  const field = find_field(entity, name);
  return field ? { field, period: period as Key['period'] } : null;
}

const months_of = { year: 12, quarter: 3, month: 1 };

// "2026-04-01" of a quarter → "2026-07-01"
function end_of(start: string, period: 'year' | 'quarter' | 'month'): string {
  const date = new Date(`${start}T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + months_of[period]);
  return date.toISOString().slice(0, 10);
}

// The filter together with what the rows of one group have in common; null for what may not be asked.
export function group_where(where: string, { field, period }: Key, value: Value): string | null {
  const name = field.name;
  const joined = (condition: string) => (where.trim() ? `(${where}) and ${condition}` : condition);
  if (is_empty(value)) return joined(`${name} is null`);
  if (is_link(value)) return value.id ? joined(`${name} = "${value.id}"`) : null;
  if (period) {
    const start = String(value);
    return joined(`${name} >= "${start}" and ${name} < "${end_of(start, period)}"`);
  }
  const bare = typeof value === 'boolean' || typeof value === 'number';
  return joined(`${name} = ${bare ? value : `"${String(value).replaceAll('"', '""')}"`}`);
}

function key_text(
  { field, period }: Key,
  value: Value,
  entity: Entity,
  office: Office,
  speech: Speech,
): string {
  if (is_link(value) && !value.id) return speech.t('hidden');
  if (is_empty(value)) return speech.t('group_blank');
  if (!period) return shown_text(field, value, { entity }, office, speech);
  const [year = '', month = '01'] = String(value).split('-');
  if (period === 'year') return year;
  if (period === 'quarter') return speech.t('quarter_of', { quarter: Math.ceil(Number(month) / 3), year });
  const date = new Date(`${year}-${month}-01T00:00:00Z`);
  return new Intl.DateTimeFormat(speech.language, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    date,
  );
}

interface Group {
  key: Value;
  count: number;
  // A column's sum, by currency where each record has its own.
  sums: Map<string, [currency: string, sum: string][]>;
}

const is_of_own_currency = (entity: Entity, column: Column) =>
  column.field.type === 'money' && currency_of(entity, column.field, undefined, '-') === '';

function useGroups(entity: Entity, state: ListState) {
  const summed = state.columns.filter(is_summed);
  const with_currency =
    !!find_field(entity, 'currency') && summed.some((column) => is_of_own_currency(entity, column));
  const question = {
    where: state.where,
    group: with_currency && state.group !== 'currency' ? [state.group, 'currency'] : [state.group],
    measures: ['count()', ...summed.map((column) => `sum(${column.path})`)],
  };
  return useQuery({
    queryKey: keys.groups(entity.name, question),
    staleTime: 30_000,
    queryFn: ({ signal }) => ask_groups(entity.name, question, signal),
    select: (answer) => {
      const found = new Map<string, Group>();
      for (const { keys: of, values } of answer.groups) {
        const name = JSON.stringify(of[0] ?? null);
        const group = found.get(name) ?? { key: of[0] ?? null, count: 0, sums: new Map() };
        group.count += Number(values[0]);
        const currency = String((state.group === 'currency' ? of[0] : of[1]) ?? '');
        summed.forEach((column, at) => {
          const sum = values[at + 1];
          if (is_empty(sum ?? null)) return;
          group.sums.set(column.path, [...(group.sums.get(column.path) ?? []), [currency, String(sum)]]);
        });
        found.set(name, group);
      }
      return { groups: [...found.values()], more: answer.more };
    },
  });
}

// Sums that are not bound to a currency are one number, though they came a currency each.
function add_up(parts: [string, string][], scale: number): string {
  const units = parts.reduce((sum, [, text]) => sum + BigInt(text.replace('.', '')), 0n);
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  const whole = scale ? `${digits.slice(0, -scale)}.${digits.slice(-scale)}` : digits;
  return (units < 0n ? '-' : '') + whole;
}

function Sum({ entity, column, parts }: { entity: Entity; column: Column; parts: [string, string][] }) {
  const speech = useSpeech();
  const office = useOffice();
  const { field } = column;
  const text = (value: string, currency: string) =>
    shown_text(
      field,
      field.type === 'integer' ? Number(value) : value,
      { entity, row: { id: '', rev: 0, currency } },
      office,
      speech,
    );
  if (!is_of_own_currency(entity, column))
    return text(add_up(parts, field.type === 'money' ? 2 : (field.scale ?? 0)), '');
  return parts.map(([currency, value]) => text(value, currency)).join(' · ');
}

function Rows({
  entity,
  state,
  where,
  columns,
  template,
  here,
}: {
  entity: Entity;
  state: ListState;
  where: string;
  columns: Column[];
  template: string;
  here: string;
}) {
  const { t } = useSpeech();
  const [question] = useState(() => ({ ...state.question, where, limit: 50 }));
  const data = useListData(entity, question, true);
  return (
    <>
      {data.rows.map((row: Row) => (
        <div key={row.id} role="row" className={css['grouprow']} style={{ gridTemplateColumns: template }}>
          <div role="cell" />
          {columns.map((column) => (
            <div
              key={column.path}
              role="cell"
              className={css['cell']}
              data-number={is_quantity(column.field) || undefined}
            >
              {entity.title.includes(column.path) ? (
                <Link to={`/${entity.name}/${row.id}`} state={{ back: here }} className={css['open']}>
                  {title_of(entity, row) || t('nothing')}
                </Link>
              ) : (
                <Shown
                  field={column.field}
                  value={(row[column.path] ?? null) as Value}
                  entity={entity}
                  row={row}
                />
              )}
            </div>
          ))}
        </div>
      ))}
      <div role="row" className={css['groupfoot']}>
        <div role="cell">
          {data.has_more && (
            <button type="button" className={css['link']} onClick={data.more}>
              {t('group_more')}
            </button>
          )}
          <button type="button" className={css['link']} onClick={() => state.open_group(where)}>
            {t('group_open')}
          </button>
        </div>
      </div>
    </>
  );
}

interface Props {
  entity: Entity;
  state: ListState;
  here: string;
}

// On a phone the name and one amount, else as in the list.
function useShape(entity: Entity, state: ListState) {
  const narrow = useNarrow();
  const title = (column: Column) => entity.title.includes(column.path);
  const first = state.columns.find(title) ?? state.columns[0];
  const other = state.columns.find(is_summed) ?? state.columns.find((column) => column !== first);
  const columns = narrow ? [first, other].flatMap((one) => one ?? []) : state.columns;
  const title_at = Math.max(columns.findIndex(title), 0);
  const grid = column_grid(columns, title_at, narrow ? {} : state.widths, ['28px']);
  const template = narrow ? '28px minmax(0, 1fr) minmax(96px, max-content)' : grid.template;
  return { columns, template, least: narrow ? undefined : grid.least };
}

interface LineProps extends Props {
  of: Key;
  group: Group;
  columns: Column[];
  template: string;
}

function GroupLine({ entity, state, here, of, group, columns, template }: LineProps) {
  const speech = useSpeech();
  const office = useOffice();
  const [is_open, set_open] = useState(false);
  const where = group_where(state.where, of, group.key);
  return (
    <div role="presentation">
      <div role="row" className={css['group']} style={{ gridTemplateColumns: template }}>
        <div
          role="cell"
          className={css['groupname']}
          style={{ gridColumn: `1 / span ${first_sum(columns)}` }}
        >
          <button
            type="button"
            aria-expanded={is_open}
            disabled={where === null}
            onClick={() => set_open(!is_open)}
          >
            <Icon name={is_open ? 'down' : 'right'} size={16} />
            <span>{key_text(of, group.key, entity, office, speech)}</span>
            <span className={css['number']}>{format_integer(group.count, speech.language)}</span>
          </button>
        </div>
        {columns.slice(first_sum(columns) - 1).map((column) => (
          <div
            key={column.path}
            role="cell"
            className={css['cell']}
            data-number={is_quantity(column.field) || undefined}
          >
            {group.sums.has(column.path) && (
              <Sum entity={entity} column={column} parts={group.sums.get(column.path) ?? []} />
            )}
          </div>
        ))}
      </div>
      {is_open && where !== null && <Rows {...{ entity, state, where, columns, template, here }} />}
    </div>
  );
}

function Heads({ columns, template }: { columns: Column[]; template: string }) {
  const speech = useSpeech();
  return (
    <div role="rowgroup" className={css['headgroup']}>
      <div role="row" className={css['heads']} style={{ gridTemplateColumns: template }}>
        <div role="columnheader">
          <span className="unseen">{speech.t('group_by')}</span>
        </div>
        {columns.map((column) => (
          <div
            key={column.path}
            role="columnheader"
            className={css['headcell']}
            data-number={is_quantity(column.field) || undefined}
          >
            <span className={css['unsorted']}>{column_label(column, speech)}</span>
          </div>
        ))}
      </div>
    </div>
  );
}

export default function ListGroups({ entity, state, here }: Props) {
  const speech = useSpeech();
  const { t, language } = speech;
  const [compact] = useChoice('compact');
  const key = read_key(entity, state.group);
  const { data, error } = useGroups(entity, state);
  const [shown, set_shown] = useState(groups_shown);
  const { columns, template, least } = useShape(entity, state);
  if (error || !key) {
    return (
      <div className={css['empty']} role="alert">
        <p>{error ? problem_text(error, speech.error) : t('group_unknown')}</p>
      </div>
    );
  }
  // Of periods the last one is looked at first.
  const groups = key.period ? data?.groups.toReversed() : data?.groups;
  const height = row_height(false, compact);
  return (
    <div
      className={css['scroller']}
      role="region"
      aria-label={t('group_label', { what: key_label(key, speech) })}
      tabIndex={0}
    >
      <div role="table" style={{ minWidth: least, ['--row' as string]: `${height}px` }}>
        <Heads columns={columns} template={template} />
        <div role="rowgroup">
          {groups?.slice(0, shown).map((group) => (
            <GroupLine
              key={JSON.stringify(group.key)}
              {...{ entity, state, here, group, columns, template }}
              of={key}
            />
          ))}
        </div>
      </div>
      {groups && groups.length > shown && (
        <button type="button" className={css['link']} onClick={() => set_shown(shown + groups_shown)}>
          {t('groups_more', { number: format_integer(groups.length - shown, language) })}
        </button>
      )}
      {data?.more && <p className={css['notice']}>{t('groups_too_many')}</p>}
    </div>
  );
}

const key_label = ({ field }: Key, { label }: Speech): string => label(field.label);

// The name of a group stands over the columns before the first sum; counted with the fold's own column.
function first_sum(columns: Column[]): number {
  const at = columns.findIndex(is_summed);
  return (at < 0 ? columns.length : Math.max(at, 1)) + 1;
}
