// The head of a list: sort by a click, set the width by dragging the edge or with Alt and the arrows.
import { useRef } from 'react';
import { useSpeech } from '../texts';
import { column_label, greatest_width, least_width } from './columns';
import css from './list.module.css';
import type { Column, ListState } from './list_state';
import { is_quantity, sortable } from './model';

const clamp = (px: number) => Math.max(least_width, Math.min(greatest_width, Math.round(px)));
const step_px = 16;

function Edge({ name, set, width }: { name: string; set: (px: number | null) => void; width: () => number }) {
  const { t } = useSpeech();
  const start = useRef<{ x: number; width: number } | null>(null);
  return (
    <span
      className={css['edge']}
      title={t('column_width', { what: name })}
      onPointerDown={(event) => {
        event.preventDefault();
        event.stopPropagation();
        start.current = { x: event.clientX, width: width() };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (start.current) set(clamp(start.current.width + event.clientX - start.current.x));
      }}
      onPointerUp={() => (start.current = null)}
      onPointerCancel={() => (start.current = null)}
      onDoubleClick={() => set(null)}
    />
  );
}

function HeadCell({ column, state }: { column: Column; state: ListState }) {
  const speech = useSpeech();
  const { t } = speech;
  const cell = useRef<HTMLDivElement>(null);
  const { path, field } = column;
  const descending = state.order.startsWith('-');
  const is_sorted = state.order.replace(/^-/, '') === path || state.order.startsWith(`${path},`);
  const is_sorted_down = descending && state.order.slice(1).split(',')[0] === path;
  const sorted = is_sorted || is_sorted_down;
  const name = column_label(column, speech);
  const width = () => cell.current?.offsetWidth ?? least_width;
  const set = (px: number | null) => state.set_width(path, px);
  return (
    <div
      ref={cell}
      role="columnheader"
      aria-sort={sorted ? (is_sorted_down ? 'descending' : 'ascending') : undefined}
      className={css['headcell']}
      data-number={is_quantity(field) || undefined}
    >
      {sortable(field) ? (
        <button
          type="button"
          className={css['sort']}
          data-sorted={sorted || undefined}
          title={t('sort_by', { what: name })}
          onClick={() => state.set_order(sorted && !is_sorted_down ? `-${path}` : path)}
          onKeyDown={(event) => {
            const way = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
            if (!event.altKey || way === 0) return;
            event.preventDefault();
            set(clamp(width() + way * step_px));
          }}
        >
          <span>{name}</span>
          {sorted && <span aria-hidden="true">{is_sorted_down ? '↓' : '↑'}</span>}
        </button>
      ) : (
        <span className={css['unsorted']}>{name}</span>
      )}
      <Edge name={name} set={set} width={width} />
    </div>
  );
}

interface HeadProps {
  state: ListState;
  template: string;
  marked: 'none' | 'some' | 'all';
  mark_all: () => void;
}

export function ListHead({ state, template, marked, mark_all }: HeadProps) {
  const { t } = useSpeech();
  return (
    <div role="row" className={css['heads']} style={{ gridTemplateColumns: template }} aria-rowindex={1}>
      <div role="columnheader" className={css['mark']}>
        <input
          type="checkbox"
          aria-label={t('select_loaded')}
          checked={marked === 'all'}
          ref={(box) => {
            if (box) box.indeterminate = marked === 'some';
          }}
          onChange={mark_all}
        />
      </div>
      {state.columns.map((column) => (
        <HeadCell key={column.path} column={column} state={state} />
      ))}
    </div>
  );
}
