// The state of a list lives in the address: where, order, columns. What is asked is derived from it here.
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { Entity, Field, ListQuestion } from '../api';
import { useChoice } from '../ui/store';
import { column_fields, find_field, resolve_path, type Catalogue } from './model';

export interface Column {
  path: string;
  field: Field;
}
export interface ListState {
  where: string;
  order: string;
  columns: Column[];
  question: ListQuestion;
  set_where: (where: string) => void;
  set_order: (order: string) => void;
  set_columns: (paths: string[] | null) => void;
}

export const page_size = 100;

export function useListState(catalogue: Catalogue, entity: Entity): ListState {
  const [params, set_params] = useSearchParams();
  const [kept_columns, keep_columns] = useChoice(`columns.${entity.name}`);
  const where = params.get('where') ?? '';
  const order = params.get('order') ?? entity.order;
  const chosen = params.get('columns') ?? kept_columns;

  return useMemo(() => {
    const paths = chosen ? chosen.split(',') : entity.list_columns;
    const columns = paths.flatMap((path) => {
      const field = resolve_path(catalogue, entity, path);
      return field && field.type !== 'list' ? [{ path, field }] : [];
    });
    if (columns.length === 0) columns.push(...column_fields(entity).slice(0, 5).map(to_column));
    const asked = new Set([
      ...columns.map((column) => column.path),
      ...entity.title.filter((name) => find_field(entity, name)),
    ]);
    if (find_field(entity, 'currency')?.required && columns.some((column) => column.field.type === 'money')) {
      asked.add('currency');
    }
    const put = (name: string, value: string, initial: string) =>
      set_params(
        (old) => {
          const next = new URLSearchParams(old);
          if (value && value !== initial) next.set(name, value);
          else next.delete(name);
          return next;
        },
        { replace: true },
      );
    return {
      where,
      order,
      columns,
      question: { where, order, columns: [...asked].join(','), limit: page_size },
      set_where: (value: string) => put('where', value, ''),
      set_order: (value: string) => put('order', value, entity.order),
      set_columns: (value: string[] | null) => {
        put('columns', '', '');
        keep_columns(value ? value.join(',') : null);
      },
    };
  }, [catalogue, entity, where, order, chosen, set_params, keep_columns]);
}

const to_column = (field: Field): Column => ({ path: field.name, field });

// At least so many px, and a share of what is left over, by what the values look like.
type Width = [least: number, share: number];

const widths: Partial<Record<Field['type'], Width>> = {
  money: [124, 0.8],
  decimal: [124, 0.8],
  integer: [96, 0.6],
  date: [104, 0.6],
  instant: [144, 0.8],
  boolean: [88, 0.5],
  country: [104, 0.6],
  language: [104, 0.6],
  currency: [80, 0.3],
  link: [150, 1.3],
  links: [150, 1.3],
  any_link: [150, 1.3],
};

function column_width({ field }: Column, is_title: boolean): Width {
  if (is_title) return (field.max ?? 200) <= 60 ? [150, 1.2] : [220, 2];
  if (field.type === 'choice' || field.type === 'state') return [widest_choice(field), 1];
  return widths[field.type] ?? [132, 1.2];
}

// The grid of a list, and the width below which it scrolls sideways.
export function column_grid(columns: Column[], title_at: number): { template: string; least: number } {
  const all = columns.map((column, at) => column_width(column, at === title_at));
  return {
    template: all.map(([least, share]) => `minmax(${least}px, ${share}fr)`).join(' '),
    least: all.reduce((sum, [least]) => sum + least, 32),
  };
}

function widest_choice(field: Field): number {
  const letters = Math.max(
    ...(field.choices ?? []).flatMap((one) => [one.label.pl.length, one.label.en.length]),
    8,
  );
  return Math.min(224, 36 + Math.ceil(letters * 6.8));
}
