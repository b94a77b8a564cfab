// Which rows of a list are marked: by the space bar, x, the boxes, ranges with Shift, or all that the filter finds.
import { useCallback, useMemo, useRef, useState } from 'react';
import type { Row } from '../api';

export interface Selection {
  rows: ReadonlyMap<string, Row>;
  // All of the filter, also what was never loaded; then `rows` is empty.
  is_all: boolean;
  is_empty: boolean;
  has: (id: string) => boolean;
  // With `range` everything between the row last toggled and this one.
  toggle: (rows: Row[], index: number, range?: boolean) => void;
  take: (rows: Row[]) => void;
  take_all: () => void;
  clear: () => void;
}

// Begins anew with another `scope`: the entity and the filter.
export function useSelection(scope: string): Selection {
  const [marked, set_marked] = useState<{ scope: string; rows: ReadonlyMap<string, Row>; is_all: boolean }>({
    scope,
    rows: new Map(),
    is_all: false,
  });
  const anchor = useRef<string | null>(null);
  const current = marked.scope === scope ? marked : { scope, rows: new Map<string, Row>(), is_all: false };
  const { rows, is_all } = current;

  const toggle = useCallback(
    (all: Row[], index: number, range = false) =>
      set_marked((old) => {
        const next = new Map(old.scope === scope && !old.is_all ? old.rows : []);
        const row = all[index];
        if (!row) return old;
        const from = range ? all.findIndex((one) => one.id === anchor.current) : -1;
        const adds = from >= 0 || !next.has(row.id);
        const [first, last] = from < 0 ? [index, index] : [Math.min(from, index), Math.max(from, index)];
        for (const one of all.slice(first, last + 1)) {
          if (adds) next.set(one.id, one);
          else next.delete(one.id);
        }
        anchor.current = row.id;
        return { scope, rows: next, is_all: false };
      }),
    [scope],
  );
  const take = useCallback(
    (all: Row[]) => set_marked({ scope, rows: new Map(all.map((row) => [row.id, row])), is_all: false }),
    [scope],
  );
  const take_all = useCallback(() => set_marked({ scope, rows: new Map(), is_all: true }), [scope]);
  const clear = useCallback(() => set_marked({ scope, rows: new Map(), is_all: false }), [scope]);

  return useMemo(
    () => ({
      rows,
      is_all,
      is_empty: !is_all && rows.size === 0,
      has: (id: string) => is_all || rows.has(id),
      toggle,
      take,
      take_all,
      clear,
    }),
    [rows, is_all, toggle, take, take_all, clear],
  );
}
