// The grid of a rehearsal or of what was refused: only the rows in sight exist, fetched by pages as one scrolls.
import { Button, TextInput } from '@mantine/core';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState } from 'react';
import type { Entity, Row, Value } from '../../../api';
import {
  choose,
  read_import_rows,
  type Choice,
  type Double,
  type ImportIndex,
  type ImportRow,
} from '../../../api/imports';
import { is_choice, plain } from '../../../catalogue/model';
import { useOffice } from '../../../catalogue/office';
import { useSpeech, type TextKey } from '../../../texts';
import { format_integer } from '../../../texts/format';
import css from './import.module.css';

const page = 100;

function useText() {
  const { label, t } = useSpeech();
  return (entity: Entity | undefined, name: string, value: Value | string[] | undefined): string => {
    if (value === null || value === undefined || value === '') return t('import_empty');
    const field = entity?.fields.find((one) => one.name === name);
    if (field && is_choice(field) && typeof value === 'string')
      return label(field.choices?.find((one) => one.code === value)?.label) || value;
    return plain(value as Value) || String(value);
  };
}

function Errors({ row, entity }: { row: ImportRow; entity: Entity | undefined }) {
  const { error, label } = useSpeech();
  return (
    <>
      {row.errors.map((one, at) => {
        const field = entity?.fields.find((known) => known.name === one.field);
        return (
          <span key={at}>
            {field ? `${label(field.label)}: ` : ''}
            {error(one)}{' '}
          </span>
        );
      })}
    </>
  );
}

function Changes({ row, entity }: { row: ImportRow; entity: Entity | undefined }) {
  const { t, label } = useSpeech();
  const text = useText();
  if (row.outcome !== 'changed' || !row.record) return null;
  const told = Object.entries(row.set ?? {})
    .map(
      ([name, value]) => [name, text(entity, name, row.record?.[name]), text(entity, name, value)] as const,
    )
    .filter(([, old, next]) => old !== next && !/^[0-9a-f-]{36}$/.test(next));
  return (
    <>
      {told.map(([name, old, next]) => (
        <span key={name}>
          {t('import_old_new', {
            field: label(entity?.fields.find((one) => one.name === name)?.label) || name,
            old,
            new: next,
          })}
          {'. '}
        </span>
      ))}
    </>
  );
}

function Compare({ one, row, entity }: { one: Double; row: ImportRow; entity: Entity | undefined }) {
  const { t, label } = useSpeech();
  const text = useText();
  const record: Row | null = one.record;
  const names = Object.keys(row.set ?? {}).filter((name) => record && name in record);
  return (
    <div className={css['compare']}>
      <span data-head />
      <span data-head>{one.line ? t('import_double_row', { line: one.line }) : t('import_double_here')}</span>
      <span data-head>{t('import_double_file')}</span>
      {names.map((name) => {
        const theirs = text(entity, name, record?.[name]);
        const mine = text(entity, name, row.set?.[name]);
        if (/^[0-9a-f-]{36}$/.test(mine)) return null;
        return [
          <span key={`${name}-name`} data-head>
            {label(entity?.fields.find((field) => field.name === name)?.label) || name}
          </span>,
          <span key={`${name}-theirs`} data-differs={theirs !== mine || undefined}>
            {theirs}
          </span>,
          <span key={`${name}-mine`} data-differs={theirs !== mine || undefined}>
            {mine}
          </span>,
        ];
      })}
      {names.length === 0 && <span style={{ gridColumn: '2 / -1' }}>{t('import_double_hidden')}</span>}
    </div>
  );
}

export function Choices({
  given,
  has_record,
  set,
  needs_reason,
}: {
  given: Choice | undefined;
  has_record: boolean;
  set: (choice: Choice | null) => void;
  needs_reason: boolean;
}) {
  const { t } = useSpeech();
  const [reason, set_reason] = useState(given?.reason ?? '');
  const button = (what: Choice['do'], text: TextKey, disabled = false) => (
    <Button
      size="xs"
      variant={given?.do === what ? 'filled' : 'default'}
      aria-pressed={given?.do === what}
      disabled={disabled}
      onClick={() => set(given?.do === what ? null : { do: what, ...(what === 'create' && { reason }) })}
    >
      {t(text)}
    </Button>
  );
  return (
    <div className={css['actions']}>
      {button('skip', 'import_do_skip')}
      {button('change', 'import_do_change', !has_record)}
      {button('create', 'import_do_create', needs_reason && !reason.trim())}
      {needs_reason && (
        <TextInput
          size="xs"
          aria-label={t('import_reason')}
          placeholder={t('import_reason')}
          value={reason}
          onChange={(event) => set_reason(event.currentTarget.value)}
        />
      )}
    </div>
  );
}

function Line({
  row,
  can_choose,
  chosen,
}: {
  row: ImportRow;
  can_choose: boolean;
  chosen: (row: ImportRow, choice: Choice | null) => void;
}) {
  const { t, language } = useSpeech();
  const { catalogue } = useOffice();
  const entity = row.entity ? catalogue.find(row.entity) : undefined;
  const doubles = row.doubles ?? [];
  return (
    <>
      <div className={css['row_line']}>
        <span data-number>{format_integer(row.line, language)}</span>
        <span className={css['outcome']} data-outcome={row.outcome}>
          {row.choice
            ? t(`import_chosen_${row.choice.do}` as TextKey)
            : row.codes.length > 0 && row.outcome === 'refused'
              ? t('import_undecided')
              : t(`import_outcome_${row.outcome}` as TextKey)}
        </span>
        <span className={css['cells']} title={row.cells.filter(Boolean).join(' · ')}>
          {row.cells.filter(Boolean).join(' · ')}
        </span>
        <span>
          <Errors row={row} entity={entity} />
          <Changes row={row} entity={entity} />
        </span>
      </div>
      {can_choose && row.codes.length > 0 && (
        <div className={css['double']} role="group" aria-label={`${t('import_line')} ${row.line}`}>
          {doubles.length > 0 && <strong>{t('import_doubles_title')}</strong>}
          {doubles.map((one) => (
            <Compare key={one.id} one={one} row={row} entity={entity} />
          ))}
          <Choices
            given={row.choice}
            has_record={doubles.length > 0}
            needs_reason={row.codes.some((code) => code !== 'name_alike')}
            set={(choice) => chosen(row, choice)}
          />
        </div>
      )}
    </>
  );
}

export function ImportRows({
  id,
  of,
  index,
  count,
  can_choose = false,
}: {
  id: string;
  of: 'rehearsal' | 'run';
  index: ImportIndex;
  count: number;
  can_choose?: boolean;
}) {
  const { t } = useSpeech();
  const client = useQueryClient();
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => 40,
    overscan: 12,
  });
  const shown = virtual.getVirtualItems();
  const first = Math.floor((shown[0]?.index ?? 0) / page);
  const last = Math.floor((shown.at(-1)?.index ?? 0) / page);
  const key = (number: number) => ['import_rows', id, of, index, number];
  const pages = useQueries({
    queries: Array.from({ length: last - first + 1 }, (_, at) => ({
      queryKey: key(first + at),
      enabled: count > 0,
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        read_import_rows(id, of, index, (first + at) * page, page, signal),
    })),
  });
  const row_at = (at: number): ImportRow | undefined =>
    pages[Math.floor(at / page) - first]?.data?.rows[at % page];
  const chosen = async (row: ImportRow, choice: Choice | null) => {
    const place = `${row.source}:${row.line}`;
    await choose(id, { rows: { [place]: choice } });
    await client.invalidateQueries({ queryKey: ['import_rows', id] });
  };
  if (count === 0) return <p className={css['quiet']}>{t('import_none_here')}</p>;
  return (
    <div
      ref={box}
      className={css['rows']}
      tabIndex={0}
      role="region"
      aria-label={t('import_rows_label', { what: t(`import_${index}` as TextKey) })}
    >
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {shown.map((item) => {
          const row = row_at(item.index);
          return (
            <div
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              className={css['row']}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              {row ? (
                <Line row={row} can_choose={can_choose} chosen={(one, choice) => void chosen(one, choice)} />
              ) : (
                <span className={css['quiet']}>…</span>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
