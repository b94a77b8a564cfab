// One row of a list, and the same on a phone in two lines. Drawn again only when something of its own changed.
import { lazy, memo, Suspense } from 'react';
import { Link } from 'react-router';
import type { Entity, Row, Value } from '../api';
import { useSpeech } from '../texts';
import { with_book } from '../texts/books';
import type { Column } from './columns';
import css from './list.module.css';
import { is_choice, is_empty, is_quantity, title_of } from './model';
import { useOffice } from './office';
import { Shown, shown_text } from './show';

const CellEditor = lazy(() => with_book('lists', with_book('record', import('./list_edit'))));

export interface RowActions {
  click: (index: number, column: number, event: React.MouseEvent) => void;
  toggle: (index: number, range: boolean) => void;
  hover: (row: Row | null) => void;
  leave_editor: (index: number, column: number, to?: 'next' | 'previous' | 'stay') => void;
}

interface CellProps {
  entity: Entity;
  row: Row;
  column: Column;
  id: string;
  index: number;
  at: number;
  to: string | null;
  here: string;
  is_at: boolean;
  is_editing: boolean;
  can_edit: boolean;
  actions: RowActions;
}

function Cell(props: CellProps) {
  const { entity, row, column, to, here } = props;
  const { t } = useSpeech();
  const value = (row[column.path] ?? null) as Value;
  const masked = row.masked?.includes(column.path);
  const shown = masked ? (
    <span data-quiet>{t('masked')}</span>
  ) : (
    <Shown field={column.field} value={value} entity={entity} row={column.fold ? undefined : row} />
  );
  return (
    <div
      role="gridcell"
      id={props.id}
      className={css['cell']}
      data-number={is_quantity(column.field) || undefined}
      data-at={props.is_at || undefined}
      data-editable={(props.can_edit && !masked) || undefined}
      data-editing={props.is_editing || undefined}
      onClick={(event) => props.actions.click(props.index, props.at, event)}
    >
      {props.is_editing ? (
        <Suspense fallback={shown}>
          <CellEditor
            entity={entity}
            row={row}
            field={column.field}
            leave={(way) => props.actions.leave_editor(props.index, props.at, way)}
          />
        </Suspense>
      ) : to && typeof value !== 'object' ? (
        <Link to={to} state={{ back: here }} className={css['open']} tabIndex={-1}>
          {is_empty(value) ? title_of(entity, row) || t('nothing') : shown}
        </Link>
      ) : (
        shown
      )}
    </div>
  );
}

export interface ListRowProps {
  entity: Entity;
  row: Row;
  index: number;
  columns: Column[];
  editable: boolean[];
  template: string;
  title_at: number;
  top: number;
  height: number;
  here: string;
  grid: string;
  is_current: boolean;
  is_selected: boolean;
  // The column the cursor stands in, when it stands in this row.
  at: number;
  editing: number;
  actions: RowActions;
}

export const ListRow = memo(function ListRow(props: ListRowProps) {
  const { entity, row, index, actions } = props;
  const { t } = useSpeech();
  const to = `/${entity.name}/${row.id}`;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={props.is_selected}
      className={css['row']}
      data-current={props.is_current || undefined}
      data-selected={props.is_selected || undefined}
      style={{
        height: props.height,
        transform: `translateY(${props.top}px)`,
        gridTemplateColumns: props.template,
      }}
      onMouseEnter={() => actions.hover(row)}
      onMouseLeave={() => actions.hover(null)}
    >
      <div
        role="gridcell"
        className={css['mark']}
        onClick={(event) => {
          event.preventDefault();
          actions.toggle(index, event.shiftKey);
        }}
      >
        <input
          type="checkbox"
          tabIndex={-1}
          readOnly
          checked={props.is_selected}
          aria-label={t('select_row', { what: title_of(entity, row) || t('nothing') })}
        />
      </div>
      {props.columns.map((column, at) => (
        <Cell
          key={column.path}
          entity={entity}
          row={row}
          column={column}
          id={`${props.grid}-${index}-${at}`}
          index={index}
          at={at}
          here={props.here}
          to={at === props.title_at ? to : null}
          is_at={props.at === at}
          is_editing={props.editing === at}
          can_edit={!!props.editable[at]}
          actions={actions}
        />
      ))}
    </div>
  );
});

// Title and an amount or a state on the first line, what else is known on the second.
function NarrowText({ entity, row, columns }: { entity: Entity; row: Row; columns: Column[] }) {
  const speech = useSpeech();
  const office = useOffice();
  const title = title_of(entity, row);
  const others = columns.filter((column) => !entity.title.includes(column.path));
  const beside =
    others.find((column) => column.field.type === 'money') ??
    others.find((column) => column.field.type === 'state') ??
    others.find((column) => is_choice(column.field));
  // A bare number or yes tells nothing without its name; a no is left out.
  const said = (column: Column) => {
    const value = (row[column.path] ?? null) as Value;
    const name = speech.label(column.field.label);
    if (column.field.type === 'boolean') return value ? name : '';
    const text = shown_text(column.field, value, { entity, row }, office, speech);
    const is_bare = column.field.type === 'integer' || column.field.type === 'decimal';
    return text && is_bare ? `${name} ${text}` : text;
  };
  // Whose it is comes last: mostly one's own.
  const is_of_user = (column: Column) => Number(column.field.to === 'user');
  const below = others
    .filter((column) => column !== beside && column.field.type !== 'currency')
    .sort((a, b) => is_of_user(a) - is_of_user(b))
    .map(said)
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

export interface NarrowRowProps {
  entity: Entity;
  row: Row;
  index: number;
  columns: Column[];
  top: number;
  height: number;
  here: string;
  is_selected: boolean;
  is_selecting: boolean;
  actions: RowActions;
}

export const NarrowRow = memo(function NarrowRow(props: NarrowRowProps) {
  const { entity, row, index, actions, is_selecting } = props;
  const { t } = useSpeech();
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={props.is_selected}
      className={css['row']}
      data-selected={props.is_selected || undefined}
      data-selecting={is_selecting || undefined}
      style={{ height: props.height, transform: `translateY(${props.top}px)` }}
    >
      {is_selecting && (
        <div role="gridcell" className={css['mark']}>
          <input
            type="checkbox"
            checked={props.is_selected}
            aria-label={t('select_row', { what: title_of(entity, row) || t('nothing') })}
            onChange={() => actions.toggle(index, false)}
          />
        </div>
      )}
      <div role="gridcell" className={css['narrowcell']}>
        <Link
          to={`/${entity.name}/${row.id}`}
          state={{ back: props.here }}
          className={css['narrow']}
          onClick={(event) => {
            if (!is_selecting) return;
            event.preventDefault();
            actions.toggle(index, false);
          }}
        >
          <NarrowText entity={entity} row={row} columns={props.columns} />
        </Link>
      </div>
    </div>
  );
});
