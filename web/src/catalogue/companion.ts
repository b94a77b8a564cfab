// What tells two Kowalskis apart and stands in another entity: the company a person works in. Read beside the rows of a
// list or the hits of a search, a question for every hundred.
import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { read_list, type Row, type Value } from '../api';
import { keys } from '../api/keys';
import type { Column } from './columns';
import { find_field, is_link, may } from './model';
import { useOffice } from './office';

export interface Companion {
  child: string; // the entity in between: employment
  link: string; // its field that leads to the record: person
  where: string; // which of several counts
  value: string; // its field that is shown: company
}

export const companion_path = '@companion';
const at_once = 100;

// By the record's id. Empty while it is on the way, and for whoever may not see it.
export function useCompanions(companion: Companion | undefined, ids: string[]): Map<string, Value> {
  const { catalogue } = useOffice();
  const child = companion && catalogue.find(companion.child);
  const is_seen = !!child && may(child, 'view');
  const chunks: string[][] = [];
  for (let from = 0; is_seen && from < ids.length; from += at_once)
    chunks.push(ids.slice(from, from + at_once));
  const answers = useQueries({
    queries: chunks.map((chunk) => {
      const { link = '', where = '', value = '' } = companion ?? {};
      const question = {
        where: `${where} and ${link} in (${chunk.map((id) => `"${id}"`).join(', ')})`,
        columns: `${link},${value}`,
        limit: 2 * at_once,
      };
      return {
        queryKey: keys.children(companion?.child ?? '', question),
        staleTime: 30_000,
        queryFn: ({ signal }: { signal: AbortSignal }) =>
          read_list(companion?.child ?? '', question, signal).then((page) => page.rows),
      };
    }),
    combine: (all) => all.flatMap((one) => one.data ?? []),
  });
  return useMemo(() => {
    const found = new Map<string, Value>();
    for (const row of answers) {
      const to = row[companion?.link ?? ''] as Value;
      if (is_link(to) && to.id) found.set(to.id, (row[companion?.value ?? ''] ?? null) as Value);
    }
    return found;
  }, [answers, companion]);
}

// The columns and rows of a list with it, behind the name. Nothing is sorted, changed or kept by it.
export function useWithCompanion(
  companion: Companion | undefined,
  title: string[],
  columns: Column[],
  rows: Row[],
): { columns: Column[]; rows: Row[] } {
  const { catalogue } = useOffice();
  const ids = useMemo(() => (companion ? rows.map((row) => row.id) : []), [companion, rows]);
  const found = useCompanions(companion, ids);
  return useMemo(() => {
    const child = companion && catalogue.find(companion.child);
    const field = child && find_field(child, companion.value);
    if (!field || !may(child, 'view')) return { columns, rows };
    const at = columns.findLastIndex((column) => title.includes(column.path)) + 1;
    const own: Column = {
      path: companion_path,
      links: [],
      field: { ...field, name: companion_path, grouped: true, writable: false, required: false },
    };
    return {
      columns: [...columns.slice(0, at), own, ...columns.slice(at)],
      rows: rows.map((row) => ({ ...row, [companion_path]: found.get(row.id) ?? null })),
    };
  }, [companion, catalogue, title, columns, rows, found]);
}
