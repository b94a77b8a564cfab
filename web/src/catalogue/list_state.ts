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

// Width in px and share of what is left over, by what the values look like.
export function column_width(column: Column, is_title: boolean): string {
  const { field } = column;
  if (is_title) return 'minmax(220px, 2fr)';
  switch (field.type) {
    case 'money':
    case 'decimal':
      return 'minmax(124px, 0.800fr)';
    case 'integer':
      return 'minmax(96px, 0.600fr)';
    case 'date':
      return 'minmax(104px, 0.600fr)';
    case 'instant':
      return 'minmax(144px, 0.800fr)';
    case 'boolean':
      return 'minmax(88px, 0.500fr)';
    case 'choice':
    case 'state':
      return `minmax(${widest_choice(field)}px, 1fr)`;
    case 'link':
    case 'links':
    case 'any_link':
      return 'minmax(150px, 1.300fr)';
    default:
      return 'minmax(132px, 1.200fr)';
  }
}

function widest_choice(field: Field): number {
  const letters = Math.max(
    ...(field.choices ?? []).flatMap((one) => [one.label.pl.length, one.label.en.length]),
    8,
  );
  return Math.min(224, 36 + Math.ceil(letters * 6.8));
}
