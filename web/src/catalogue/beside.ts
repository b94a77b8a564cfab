// Lists that come with a record in the same answer: each is kept like a list of its own, so that more of it can be
// read, and is refreshed whenever the record is.
import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import {
  read_list,
  read_record,
  type Entity,
  type FullRecord,
  type ListQuestion,
  type Page,
  type Row,
} from '../api';
import { keys } from '../api/keys';
import { children_of, find_field, resolve_path, type Catalogue } from './model';

export interface BesideList {
  children: string; // as the catalogue calls them: "invoices"
  columns: string[];
  where?: string;
  needs?: string[]; // fields the condition asks for; who may not see them has no such list
  order: string;
  limit: number;
  count?: boolean;
}

export interface AskedList {
  children: string;
  child: Entity;
  link: string; // the field that leads to the record
  where: string; // without the link
  question: ListQuestion & { limit: number };
}
export type AskedLists = Partial<Record<string, AskedList>>;

// The lists this person may see of this record, with the columns he may see.
export function ask_lists(
  catalogue: Catalogue,
  entity: Entity,
  id: string,
  wanted: Record<string, BesideList>,
): AskedLists {
  const known = children_of(catalogue, entity);
  const asked: AskedLists = {};
  for (const [name, one] of Object.entries(wanted)) {
    const children = known.find((other) => other.name === one.children);
    const child = children && catalogue.find(children.entity);
    if (!children || !child || one.needs?.some((field) => !find_field(child, field))) continue;
    asked[name] = {
      children: children.name,
      child,
      link: children.field,
      where: one.where ?? '',
      question: {
        // Word for word as the server joins them: its cursor is good for this question.
        where: `${children.field} = "${id}"${one.where ? ` and (${one.where})` : ''}`,
        order: one.order,
        columns: one.columns.filter((path) => resolve_path(catalogue, child, path)).join(','),
        limit: one.limit,
        count: !!one.count,
      },
    };
  }
  return asked;
}

export const rows_key = ({ child, question }: AskedList) => keys.children(child.name, question);
export const all_rows_address = ({ child, question }: AskedList): string =>
  `/${child.name}?where=${encodeURIComponent(question.where ?? '')}`;

// The first page anew in front of what was read behind it before.
export function join_pages(old: Page | undefined, fresh: Page): Page {
  const last = fresh.rows.at(-1)?.id;
  const at = old && fresh.next ? old.rows.findIndex((row) => row.id === last) : -1;
  if (!old || at < 0 || at === old.rows.length - 1) return fresh;
  return following(fresh, [...fresh.rows, ...old.rows.slice(at + 1)], old.next);
}

function following(page: Page, rows: Row[], next: string | undefined): Page {
  const joined = { ...page, rows };
  delete joined.next;
  return next ? { ...joined, next } : joined;
}

export async function read_with_lists(
  client: QueryClient,
  entity: string,
  id: string,
  lists: AskedLists,
  signal: AbortSignal,
): Promise<FullRecord> {
  const asked = Object.entries(lists).flatMap(([name, list]) => (list ? [[name, list] as const] : []));
  const url = new URLSearchParams();
  if (asked.length > 0) {
    url.set(
      'with',
      asked.map(([name, { children, question }]) => `${name}=${children}:${question.limit}`).join(),
    );
    for (const [name, { where, question }] of asked) {
      if (where) url.set(`${name}.where`, where);
      url.set(`${name}.order`, question.order ?? '');
      url.set(`${name}.columns`, question.columns ?? '');
      if (question.count) url.set(`${name}.count`, '1');
    }
  }
  const record = await read_record(entity, id, signal, url);
  for (const [name, list] of asked) {
    const page = record[name] as unknown as Page;
    client.setQueryData<Page>(rows_key(list), (old) => join_pages(old, page));
  }
  return record;
}

// The rows of such a list and how to read more of them. `alone`: it did not come with the record and is asked for here.
export function useRows(list: AskedList | undefined, alone = false) {
  const client = useQueryClient();
  const key = list ? rows_key(list) : ['children', 'none'];
  const { data } = useQuery<Page>({
    queryKey: key,
    enabled: alone && !!list,
    staleTime: alone ? 10_000 : Infinity,
    queryFn: async ({ signal }) =>
      list
        ? join_pages(client.getQueryData(key), await read_list(list.child.name, list.question, signal))
        : { rows: [] },
  });
  const next = data?.next;
  const more = async () => {
    if (!list || !next) return;
    const page = await read_list(list.child.name, { ...list.question, count: false, after: next });
    client.setQueryData<Page>(key, (old) =>
      old?.next === next ? following(old, [...old.rows, ...page.rows], page.next) : old,
    );
  };
  return { page: data, rows: data?.rows ?? [], has_more: !!next, more };
}
