// The rows of a list as a grid: only those in sight exist. The cursor stands in a cell and is moved by arrows or j and k;
// x marks, Enter opens or edits, e edits. Two-line rows on a phone.
import { useMediaQuery } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { lazy, Suspense, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { read_record, type Entity, type Row } from '../api';
import { keys } from '../api/keys';
import { useSpeech } from '../texts';
import { with_book } from '../texts/books';
import { useChoice } from '../ui/store';
import { useLater } from '../ui/later';
import { useShortcuts } from '../ui/shortcuts';
import { column_grid, is_summed } from './columns';
import { useWithCompanion, type Companion } from './companion';
import css from './list.module.css';
import type { ListData } from './list_data';
import { ListHead } from './list_head';
import { ListRow, NarrowRow, type RowActions } from './list_row';
import type { Selection } from './list_selection';
import type { Column, ListState } from './list_state';
import { is_changeable, may } from './model';
import { useFrozen } from './office';

const Totals = lazy(() => with_book('lists', import('./list_totals')));

interface Place {
  offset: number;
  id: string;
  at: number;
}
const places = new Map<string, Place>();

export const row_height = (narrow: boolean, compact: string | null) =>
  narrow ? 60 : compact === '1' ? 28 : 36;
export const useNarrow = () =>
  useMediaQuery('(max-width: 640px)', undefined, { getInitialValueInEffect: false }) ?? false;

// May this column's value ever be changed in place? A move of a state with an action of its own is no edit.
export const edits_in_place = (entity: Entity, column: Column): boolean =>
  may(entity, 'change') &&
  is_changeable(column.field) &&
  !column.fold &&
  column.links.length === 0 &&
  column.field.type !== 'state' &&
  column.field.type !== 'note';

interface Props {
  entity: Entity;
  state: ListState;
  data: ListData;
  selection: Selection;
  is_selecting: boolean;
  here: string;
  companion?: Companion | undefined;
}

interface Cursor {
  row: number;
  at: number;
}

// The cursor, its keys, and the cell being edited.
function useCursor({ entity, data, selection, state, here }: Props, title_at: number, editable: boolean[]) {
  const navigate = useNavigate();
  const { rows } = data;
  const place = places.get(here);
  const [cursor, set_cursor] = useState<Cursor>(() => ({
    row: place ? rows.findIndex((row) => row.id === place.id) : -1,
    at: place?.at ?? title_at,
  }));
  const [editing, set_editing] = useState<Cursor | null>(null);
  const at = Math.min(cursor.at, state.columns.length - 1);

  const open = (row: Row | undefined) =>
    row && void navigate(`/${entity.name}/${row.id}`, { state: { back: here } });
  const edit = (row: number, column: number) => {
    if (!editable[column] || rows[row]?.masked?.includes(state.columns[column]?.path ?? '')) return false;
    set_cursor({ row, at: column });
    set_editing({ row, at: column });
    return true;
  };
  const move = (by: number, marks = false) => {
    const row = Math.max(0, Math.min(rows.length - 1, cursor.row + by));
    if (marks && selection.is_empty && cursor.row >= 0) selection.toggle(rows, cursor.row);
    set_cursor({ row, at });
    if (marks) selection.toggle(rows, row, true);
    return row;
  };
  const step = (by: number) =>
    set_cursor({
      row: Math.max(cursor.row, 0),
      at: Math.max(0, Math.min(state.columns.length - 1, at + by)),
    });
  const enter = () => {
    if (at === title_at || !edit(cursor.row, at)) open(rows[cursor.row]);
  };
  const edit_here = () => {
    if (!edit(cursor.row, at)) edit(cursor.row, editable.indexOf(true));
  };
  // Tab goes on to the next value that may be changed, over the end of the row into the next.
  const leave_editor = (row: number, column: number, to?: 'next' | 'previous' | 'stay') => {
    if (to === 'stay') return void edit(row, column);
    set_editing(null);
    if (!to) return;
    const step_by = to === 'next' ? 1 : -1;
    const width = editable.length;
    for (
      let flat = row * width + column + step_by;
      flat >= 0 && flat < rows.length * width;
      flat += step_by
    ) {
      if (edit(Math.floor(flat / width), flat % width)) return;
    }
  };
  return {
    cursor: { row: cursor.row, at },
    editing,
    open,
    edit,
    move,
    step,
    enter,
    edit_here,
    leave_editor,
    set_cursor,
  };
}

type Keyboard = ReturnType<typeof useCursor>;

interface KeysProps extends Props {
  keyboard: Keyboard;
  scroll_to: (index: number) => void;
  page_rows: () => number;
}

// Single letters work wherever one stands on the page, the arrows and their like in the grid alone.
function useGridKeys({ data, state, selection, keyboard, scroll_to, page_rows }: KeysProps) {
  const { rows } = data;
  const { cursor } = keyboard;
  const go = (by: number, marks = false) => scroll_to(keyboard.move(by, marks));
  const mark_here = (range = false) => {
    if (cursor.row >= 0) selection.toggle(rows, cursor.row, range);
  };
  useShortcuts({
    j: () => go(1),
    k: () => go(-1),
    x: () => mark_here(),
    X: () => mark_here(true),
    e: () => keyboard.edit_here(),
    Enter: () => keyboard.enter(),
    Escape: () => !selection.is_empty && selection.clear(),
  });
  return (event: React.KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.altKey) return;
    const keys_of: Record<string, () => void> = {
      ArrowDown: () => go(1, event.shiftKey),
      ArrowUp: () => go(-1, event.shiftKey),
      ArrowRight: () => keyboard.step(1),
      ArrowLeft: () => keyboard.step(-1),
      PageDown: () => go(page_rows()),
      PageUp: () => go(-page_rows()),
      Home: () => (event.ctrlKey ? go(-rows.length) : keyboard.step(-state.columns.length)),
      End: () => (event.ctrlKey ? go(rows.length) : keyboard.step(state.columns.length)),
      ' ': () => mark_here(event.shiftKey),
    };
    const act =
      (event.ctrlKey || event.metaKey) && event.key === 'a'
        ? () => selection.take_all()
        : event.ctrlKey && !['Home', 'End'].includes(event.key)
          ? undefined
          : keys_of[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
}

// What rows call back. The same object for ever, so that they need not be drawn again.
function useRowActions(props: Props, keyboard: Keyboard, title_at: number, focus: () => void): RowActions {
  const { entity, data, selection } = props;
  const { rows } = data;
  const client = useQueryClient();
  const hover = useRef(0);
  const latest = useRef<RowActions | null>(null);
  useEffect(() => {
    latest.current = {
      click: (index, column, event) => {
        if ((event.target as HTMLElement).closest('a, input, button, [data-editing]')) return;
        if (window.getSelection()?.toString()) return;
        if (event.ctrlKey || event.metaKey || event.shiftKey)
          return selection.toggle(rows, index, event.shiftKey);
        if (column !== title_at && keyboard.edit(index, column)) return;
        keyboard.set_cursor({ row: index, at: column });
        keyboard.open(rows[index]);
      },
      toggle: (index, range) => selection.toggle(rows, index, range),
      hover: (row) => {
        clearTimeout(hover.current);
        if (!row) return;
        hover.current = window.setTimeout(() => {
          void client.prefetchQuery({
            queryKey: keys.record(entity.name, row.id),
            queryFn: ({ signal }) => read_record(entity.name, row.id, signal),
            staleTime: 10_000,
          });
        }, 90);
      },
      leave_editor: (row, column, to) => {
        keyboard.leave_editor(row, column, to);
        if (!to) focus();
      },
    };
  });
  return useMemo<RowActions>(
    () => ({
      click: (...args) => latest.current?.click(...args),
      toggle: (...args) => latest.current?.toggle(...args),
      hover: (...args) => latest.current?.hover(...args),
      leave_editor: (...args) => latest.current?.leave_editor(...args),
    }),
    [],
  );
}

// With what stands beside the record in another entity, as if it were a column.
export function ListTable(given: Props) {
  const { companion, entity } = given;
  const { columns, rows } = useWithCompanion(companion, entity.title, given.state.columns, given.data.rows);
  return <Table {...given} state={{ ...given.state, columns }} data={{ ...given.data, rows }} />;
}

function Table(props: Props) {
  const { entity, state, data, selection, is_selecting, here } = props;
  const { t, label } = useSpeech();
  const grid = useId();
  const is_frozen = useFrozen();
  const narrow = useNarrow();
  const [compact] = useChoice('compact');
  const height = row_height(narrow, compact);
  const scroller = useRef<HTMLDivElement>(null);
  const { rows } = data;
  const late = useLater(data.is_pending);
  const head_height = narrow ? 0 : 36;
  const title_at = Math.max(
    state.columns.findIndex((column) => entity.title.includes(column.path)),
    0,
  );
  const editable = useMemo(
    () => state.columns.map((column) => !is_frozen && edits_in_place(entity, column)),
    [entity, state.columns, is_frozen],
  );
  const has_place = useRef(places.has(here));
  const keyboard = useCursor(props, title_at, editable);
  const { cursor, editing } = keyboard;

  const virtual = useVirtualizer({
    count: rows.length + (data.has_more ? 1 : 0),
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 10,
    initialOffset: places.get(here)?.offset ?? 0,
    scrollMargin: head_height,
  });
  useEffect(() => virtual.measure(), [height, virtual]);

  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  const { see, more, has_more } = data;
  useEffect(() => {
    if (rows.length > 0) see(first, last);
    if (has_more && last >= rows.length - 40) more();
  }, [has_more, first, last, rows, more, see]);

  const keep_place = () => {
    const offset = scroller.current?.scrollTop ?? 0;
    places.set(here, { offset, id: rows[cursor.row]?.id ?? '', at: cursor.at });
  };
  useEffect(keep_place);
  useEffect(() => {
    if (has_place.current) scroller.current?.focus({ preventScroll: true });
  }, []);

  // Another filter or order starts at the top.
  const shown_for = useRef(state.question);
  useEffect(() => {
    if (shown_for.current === state.question) return;
    const { where, order } = shown_for.current;
    shown_for.current = state.question;
    if (where === state.question.where && order === state.question.order) return;
    scroller.current?.scrollTo({ top: 0 });
    keyboard.set_cursor({ row: -1, at: cursor.at });
  }, [state.question, keyboard, cursor.at]);

  const on_key = useGridKeys({
    ...props,
    keyboard,
    scroll_to: (index) => virtual.scrollToIndex(index, { align: 'auto' }),
    page_rows: () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / height) - 2),
  });
  const actions = useRowActions(props, keyboard, title_at, () =>
    scroller.current?.focus({ preventScroll: true }),
  );

  const { template, least } = column_grid(state.columns, title_at, state.widths, ['36px']);
  const marked = selection.is_all
    ? 'all'
    : selection.is_empty
      ? 'none'
      : selection.rows.size >= rows.length && !data.has_more
        ? 'all'
        : 'some';
  const has_totals = !narrow && rows.length > 1 && state.columns.some(is_summed);
  return (
    <div
      ref={scroller}
      className={css['scroller']}
      data-compact={compact === '1' || undefined}
      tabIndex={0}
      role="grid"
      aria-label={t('list_label', { what: label(entity.many) })}
      aria-multiselectable="true"
      aria-rowcount={data.count !== undefined && data.count_is_exact ? data.count + 1 : -1}
      aria-activedescendant={
        cursor.row >= first && cursor.row <= last && !narrow
          ? `${grid}-${cursor.row}-${cursor.at}`
          : undefined
      }
      onScroll={keep_place}
      onKeyDown={on_key}
    >
      <div role="presentation" className={css['table']} style={narrow ? undefined : { minWidth: least }}>
        {!narrow && (
          <div role="rowgroup" className={css['headgroup']}>
            <ListHead
              state={state}
              template={template}
              marked={marked}
              mark_all={() => (selection.is_empty ? selection.take(rows) : selection.clear())}
            />
          </div>
        )}
        <div role="rowgroup" className={css['rows']} style={{ height: virtual.getTotalSize() }}>
          {late && rows.length === 0 && <Skeleton height={height} />}
          {items.map((item) => {
            const row = rows[item.index];
            const top = item.start - head_height;
            if (!row) {
              const style = { height, transform: `translateY(${top}px)` };
              return <div key="more" role="presentation" className={css['row']} style={style} data-waiting />;
            }
            const common = { entity, row, index: item.index, columns: state.columns, top, height, here };
            if (narrow) {
              return (
                <NarrowRow
                  key={row.id}
                  {...common}
                  is_selected={selection.has(row.id)}
                  is_selecting={is_selecting}
                  actions={actions}
                />
              );
            }
            return (
              <ListRow
                key={row.id}
                {...common}
                editable={editable}
                template={template}
                title_at={title_at}
                grid={grid}
                is_current={item.index === cursor.row}
                is_selected={selection.has(row.id)}
                at={item.index === cursor.row ? cursor.at : -1}
                editing={editing?.row === item.index ? editing.at : -1}
                actions={actions}
              />
            );
          })}
        </div>
        {has_totals && (
          <Suspense>
            <Totals entity={entity} state={state} data={data} template={template} />
          </Suspense>
        )}
      </div>
    </div>
  );
}

export function Skeleton({ height }: { height: number }) {
  return (
    <div aria-hidden="true">
      {Array.from({ length: 14 }, (_, at) => (
        <div key={at} className={css['ghost']} style={{ height }} />
      ))}
    </div>
  );
}
