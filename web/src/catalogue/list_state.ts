// The state of a list lives in the address: where, order, columns, group, and the saved view they start from. What is
// asked is derived from it here. Empty in the address means emptied by hand, absent means as the view or the entity has it.
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { Entity, Field, ListQuestion } from '../api';
import { useChoice } from '../ui/store';
import { read_column, read_widths, split_list, write_widths, type Column } from './columns';
import { column_fields, find_field, type Catalogue } from './model';
import { useViews, type SavedView } from './views';

export type { Column } from './columns';

type Part = 'where' | 'order' | 'columns' | 'group';

export interface ListState {
  where: string;
  order: string;
  group: string;
  columns: Column[];
  widths: Record<string, number>;
  view: SavedView | null;
  // Is anything other than the view says?
  is_changed: boolean;
  // The view of the address is still being read, or there is none of that name.
  is_waiting: boolean;
  is_missing: boolean;
  question: ListQuestion;
  set_where: (where: string) => void;
  set_order: (order: string) => void;
  set_columns: (paths: string[] | null) => void;
  set_group: (key: string) => void;
  // One group's rows as a list of their own.
  open_group: (where: string) => void;
  set_width: (path: string, px: number | null) => void;
  open_view: (id: string | null) => void;
}

export const page_size = 100;

// What a change under this view is measured against.
function base_of(entity: Entity, view: SavedView | null, kept_columns: string | null): Record<Part, string> {
  return {
    where: view?.condition ?? '',
    order: view?.order ?? entity.order,
    columns: view?.columns ?? kept_columns ?? entity.list_columns.join(','),
    group: view?.grouping ?? '',
  };
}

function asked_columns(entity: Entity, columns: Column[]): string {
  const asked = new Set([
    ...columns.map((column) => column.path),
    ...entity.title.filter((name) => find_field(entity, name)),
  ]);
  const has_money = columns.some((column) => column.field.type === 'money' && !column.fold);
  if (has_money && find_field(entity, 'currency')?.required) asked.add('currency');
  const is_due = columns.some(({ field }) => field.type === 'state' || field.name.startsWith('due_'));
  if (is_due && find_field(entity, 'is_overdue')) asked.add('is_overdue');
  return [...asked].join(',');
}

const to_column = (field: Field): Column => ({ path: field.name, field, links: [] });

export function useListState(catalogue: Catalogue, entity: Entity): ListState {
  const [params, set_params] = useSearchParams();
  const [kept_columns, keep_columns] = useChoice(`columns.${entity.name}`);
  const view_id = params.get('view');
  const [kept_widths, keep_widths] = useChoice(`widths.${view_id ?? entity.name}`);
  const views = useViews(entity);
  const view = (view_id && views.data?.find((one) => one.id === view_id)) || null;
  const text = params.toString();
  const is_waiting = !!view_id && views.isPending && views.fetchStatus !== 'idle';
  const is_missing = !!view_id && !view && !is_waiting;

  return useMemo(() => {
    const base = base_of(entity, view, kept_columns);
    const given = new URLSearchParams(text);
    const part = (name: Part) => given.get(name) ?? base[name];
    const put = (changes: Partial<Record<Part, string>>) =>
      set_params(
        (old) => {
          const next = new URLSearchParams(old);
          for (const [name, value] of Object.entries(changes)) {
            if (value === base[name as Part]) next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { replace: true },
      );
    const columns = split_list(part('columns')).flatMap((path) => read_column(catalogue, entity, path) ?? []);
    if (columns.length === 0) columns.push(...column_fields(entity).slice(0, 5).map(to_column));
    const [where, order] = [part('where'), part('order') || entity.order];
    const widths = read_widths(kept_widths ?? view?.widths ?? '');
    return {
      where,
      order,
      columns,
      widths,
      group: part('group'),
      view,
      is_changed:
        (['where', 'order', 'columns', 'group'] as const).some((name) => given.has(name)) ||
        (!!view && kept_widths !== null && kept_widths !== (view.widths ?? '')),
      is_waiting,
      is_missing,
      question: { where, order, columns: asked_columns(entity, columns), limit: page_size },
      set_where: (value: string) => put({ where: value }),
      set_order: (value: string) => put({ order: value }),
      set_group: (value: string) => put({ group: value }),
      open_group: (value: string) => put({ where: value, group: '' }),
      set_columns: (value: string[] | null) => {
        if (view) return put({ columns: value ? value.join(',') : base.columns });
        put({ columns: base.columns });
        keep_columns(value ? value.join(',') : null);
      },
      set_width: (path: string, px: number | null) => {
        const others = Object.entries(widths).filter(([name]) => name !== path);
        keep_widths(write_widths(Object.fromEntries(px === null ? others : [...others, [path, px]])));
      },
      open_view: (id: string | null) => set_params(id ? { view: id } : {}),
    };
  }, [
    catalogue,
    entity,
    view,
    text,
    is_waiting,
    is_missing,
    set_params,
    kept_columns,
    keep_columns,
    kept_widths,
    keep_widths,
  ]);
}
