// The rows of a list: only those in sight exist. Two-line rows on a phone; j, k and Enter move and open.
import { useMediaQuery } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { read_record, type Entity, type Row, type Value } from '../api';
import { keys } from '../api/keys';
import { useSpeech } from '../texts';
import { useChoice } from '../ui/store';
import { useLater } from '../ui/later';
import { useShortcuts } from '../ui/shortcuts';
import css from './list.module.css';
import { column_grid, type Column, type ListState } from './list_state';
import { is_choice, is_empty, is_quantity, sortable, title_of } from './model';
import { useOffice } from './office';
import { Shown, shown_text } from './show';

interface Place {
  offset: number;
  cursor: number;
}
const places = new Map<string, Place>();

interface Props {
  entity: Entity;
  state: ListState;
  rows: Row[];
  waiting: boolean;
  has_more: boolean;
  more: () => void;
  here: string;
}

function Head({ state, template }: { state: ListState; template: string }) {
  const { t, label } = useSpeech();
  const descending = state.order.startsWith('-');
  const sorted_by = state.order.replace(/^-/, '').split(',')[0];
  return (
    <div role="row" className={css['heads']} style={{ gridTemplateColumns: template }} aria-rowindex={1}>
      {state.columns.map(({ path, field }) => {
        const is_sorted = sorted_by === path;
        const name = label(field.label);
        return (
          <div
            key={path}
            role="columnheader"
            aria-sort={is_sorted ? (descending ? 'descending' : 'ascending') : undefined}
            className={css['headcell']}
            data-number={is_quantity(field) || undefined}
          >
            {sortable(field) ? (
              <button
                type="button"
                className={css['sort']}
                data-sorted={is_sorted || undefined}
                title={t('sort_by', { what: name })}
                onClick={() => state.set_order(is_sorted && !descending ? `-${path}` : path)}
              >
                <span>{name}</span>
                {is_sorted && <span aria-hidden="true">{descending ? '↓' : '↑'}</span>}
              </button>
            ) : (
              <span>{name}</span>
            )}
          </div>
        );
      })}
    </div>
  );
}

function Cell({
  entity,
  row,
  column,
  to,
  here,
}: {
  entity: Entity;
  row: Row;
  column: Column;
  to: string | null;
  here: string;
}) {
  const { t } = useSpeech();
  const value = (row[column.path] ?? null) as Value;
  const masked = row.masked?.includes(column.path);
  const shown = masked ? (
    <span data-quiet>{t('masked')}</span>
  ) : (
    <Shown field={column.field} value={value} entity={entity} row={row} />
  );
  return (
    <div role="cell" className={css['cell']} data-number={is_quantity(column.field) || undefined}>
      {to && typeof value !== 'object' ? (
        <Link to={to} state={{ back: here }} className={css['open']} tabIndex={-1}>
          {is_empty(value) ? title_of(entity, row) || t('nothing') : shown}
        </Link>
      ) : (
        shown
      )}
    </div>
  );
}

// Title and an amount or a state on the first line, what else is known on the second.
function NarrowRow({ entity, row, columns }: { entity: Entity; row: Row; columns: Column[] }) {
  const speech = useSpeech();
  const office = useOffice();
  const title = title_of(entity, row);
  const others = columns.filter((column) => !entity.title.includes(column.path));
  const beside =
    others.find((column) => column.field.type === 'money') ??
    others.find((column) => column.field.type === 'state') ??
    others.find((column) => is_choice(column.field));
  const below = others
    .filter((column) => column !== beside && column.field.type !== 'currency')
    .map((column) =>
      shown_text(column.field, (row[column.path] ?? null) as Value, { entity, row }, office, speech),
    )
    .filter((text) => text !== '' && text !== title);
  return (
    <>
      <div className={css['line']}>
        <span className={css['name']}>{title || below.shift() || speech.t('nothing')}</span>
        {beside && (
          <Shown field={beside.field} value={(row[beside.path] ?? null) as Value} entity={entity} row={row} />
        )}
      </div>
      <div className={css['below']}>{below.slice(0, 4).join(' · ') || speech.t('nothing')}</div>
    </>
  );
}

export function ListTable({ entity, state, rows, waiting, has_more, more, here }: Props) {
  const { t, label } = useSpeech();
  const navigate = useNavigate();
  const client = useQueryClient();
  const narrow = useMediaQuery('(max-width: 640px)', undefined, { getInitialValueInEffect: false }) ?? false;
  const [compact] = useChoice('compact');
  const height = narrow ? 60 : compact === '1' ? 28 : 36;
  const scroller = useRef<HTMLDivElement>(null);
  const place = places.get(here);
  const [cursor, set_cursor] = useState(place?.cursor ?? -1);
  const late = useLater(waiting);
  const head_height = narrow ? 0 : 36;

  const virtual = useVirtualizer({
    count: rows.length + (has_more ? 1 : 0),
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
    initialOffset: place?.offset ?? 0,
    scrollMargin: head_height,
  });
  useEffect(() => virtual.measure(), [height, virtual]);

  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (has_more && last >= rows.length - 40) more();
  }, [has_more, last, rows.length, more]);

  useEffect(() => {
    places.set(here, { offset: scroller.current?.scrollTop ?? 0, cursor });
  }, [here, cursor]);
  const keep_place = () => places.set(here, { offset: scroller.current?.scrollTop ?? 0, cursor });

  // Another filter or order starts at the top.
  const shown_for = useRef(state.question);
  useEffect(() => {
    if (shown_for.current === state.question) return;
    shown_for.current = state.question;
    if (!places.has(here)) scroller.current?.scrollTo({ top: 0 });
  }, [state.question, here]);

  const open = (row: Row | undefined) =>
    row && void navigate(`/${entity.name}/${row.id}`, { state: { back: here } });
  const move = (by: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, cursor + by));
    set_cursor(next);
    virtual.scrollToIndex(next, { align: 'auto' });
  };
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    Enter: () => open(rows[cursor]),
  });

  const hover = useRef(0);
  const prefetch = (row: Row) => {
    clearTimeout(hover.current);
    hover.current = window.setTimeout(() => {
      void client.prefetchQuery({
        queryKey: keys.record(entity.name, row.id),
        queryFn: ({ signal }) => read_record(entity.name, row.id, signal),
        staleTime: 10_000,
      });
    }, 90);
  };

  const title_at = Math.max(
    state.columns.findIndex((column) => entity.title.includes(column.path)),
    0,
  );
  const { template, least } = column_grid(state.columns, title_at);
  return (
    <div
      ref={scroller}
      className={css['scroller']}
      data-compact={compact === '1' || undefined}
      tabIndex={0}
      role="region"
      aria-label={t('list_label', { what: label(entity.many) })}
      onScroll={keep_place}
    >
      <div
        role="table"
        aria-label={label(entity.many)}
        aria-rowcount={-1}
        className={css['table']}
        style={narrow ? undefined : { minWidth: least }}
      >
        {!narrow && (
          <div role="rowgroup" className={css['headgroup']}>
            <Head state={state} template={template} />
          </div>
        )}
        <div role="rowgroup" className={css['rows']} style={{ height: virtual.getTotalSize() }}>
          {late && rows.length === 0 && <Skeleton height={height} />}
          {items.map((item) => {
            const row = rows[item.index];
            const style = { height, transform: `translateY(${item.start - head_height}px)` };
            if (!row) return <div key="more" className={css['row']} style={style} data-waiting />;
            const to = `/${entity.name}/${row.id}`;
            const common = {
              className: css['row'],
              'data-current': item.index === cursor || undefined,
              onMouseEnter: () => prefetch(row),
              onMouseLeave: () => clearTimeout(hover.current),
            };
            if (narrow) {
              return (
                <div key={row.id} role="row" aria-rowindex={item.index + 2} {...common} style={style}>
                  <div role="cell" className={css['narrowcell']}>
                    <Link to={to} state={{ back: here }} className={css['narrow']}>
                      <NarrowRow entity={entity} row={row} columns={state.columns} />
                    </Link>
                  </div>
                </div>
              );
            }
            return (
              <div
                key={row.id}
                role="row"
                aria-rowindex={item.index + 2}
                aria-selected={item.index === cursor || undefined}
                {...common}
                style={{ ...style, gridTemplateColumns: template }}
                onClick={(event) => {
                  if ((event.target as HTMLElement).closest('a') || window.getSelection()?.toString()) return;
                  set_cursor(item.index);
                  open(row);
                }}
              >
                {state.columns.map((column, at) => (
                  <Cell
                    key={column.path}
                    entity={entity}
                    row={row}
                    column={column}
                    here={here}
                    to={at === title_at ? to : null}
                  />
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function Skeleton({ height }: { height: number }) {
  return (
    <div aria-hidden="true">
      {Array.from({ length: 14 }, (_, at) => (
        <div key={at} className={css['ghost']} style={{ height }} />
      ))}
    </div>
  );
}
