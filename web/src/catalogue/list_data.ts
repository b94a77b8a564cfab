// The rows of a list, page by page. What changes on the server is asked anew in place: only the pages in sight, so that a
// long-scrolled list keeps where it stands. Whoever learns of a change says invalidateQueries(keys.lists(entity)).
import { useInfiniteQuery, useQueryClient, hashKey, type InfiniteData } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { Problem, read_list, type Entity, type ListQuestion, type Page, type Row } from '../api';
import { keys } from '../api/keys';

type Pages = InfiniteData<Page, string>;

const fresh_ms = 30_000;
const is_refusal = (error: unknown) => error instanceof Problem && error.status > 0 && error.status < 500;

// The answer to page `index` asked again; what follows begins where it now ends.
export function with_page(data: Pages, index: number, page: Page): { data: Pages; follows: boolean } {
  const before = data.pages[index];
  const pages = data.pages.slice();
  const pageParams = data.pageParams.slice();
  pages[index] = { ...before, ...page, count: page.count ?? before?.count } as Page;
  if (!page.next) {
    delete (pages[index] as Partial<Page>).next;
    return {
      data: { pages: pages.slice(0, index + 1), pageParams: pageParams.slice(0, index + 1) },
      follows: false,
    };
  }
  const moved = index + 1 < pages.length && pageParams[index + 1] !== page.next;
  if (moved) pageParams[index + 1] = page.next;
  return { data: { pages, pageParams }, follows: moved };
}

// Which pages hold these rows.
export function pages_of(data: Pages, first: number, last: number): number[] {
  const found: number[] = [];
  let from = 0;
  data.pages.forEach((page, index) => {
    const past = from + page.rows.length;
    if ((past > first && from <= last) || (page.rows.length === 0 && index === 0)) found.push(index);
    from = past;
  });
  return found;
}

export function useListData(entity: Entity, question: ListQuestion, enabled: boolean) {
  const client = useQueryClient();
  const key = useMemo(() => keys.list(entity.name, question), [entity.name, question]);
  const stale = useRef(new Set<number>());
  const sight = useRef<[first: number, last: number]>([0, 0]);
  const busy = useRef(false);

  const list = useInfiniteQuery<Page, Error, Pages, readonly unknown[], string>({
    queryKey: key,
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      read_list(entity.name, { ...question, after: pageParam, count: pageParam === '' }, signal),
    getNextPageParam: (page) => page.next,
    // Once there are rows nothing asks for all of them again; refresh() below does it page by page.
    enabled: (query) => enabled && query.state.data === undefined,
    gcTime: 30 * 60_000,
    retry: (count, error) => !is_refusal(error) && count < 2,
  });

  const refresh = useCallback(async () => {
    if (busy.current || client.isFetching({ queryKey: key, exact: true }) > 0) return;
    busy.current = true;
    try {
      for (;;) {
        const data = client.getQueryData<Pages>(key);
        const index = data && pages_of(data, ...sight.current).find((one) => stale.current.has(one));
        if (data === undefined || index === undefined) break;
        stale.current.delete(index);
        const after = data.pageParams[index] ?? '';
        const page = await read_list(entity.name, { ...question, after, count: index === 0 });
        const now = client.getQueryData<Pages>(key);
        if (!now || (now.pageParams[index] ?? '') !== after) continue;
        const next = with_page(now, index, page);
        if (next.follows) stale.current.add(index + 1);
        client.setQueryData<Pages>(key, next.data);
      }
    } catch (error) {
      // Other rights or another day: cursors no longer hold, so the list begins again.
      if (is_refusal(error)) void client.resetQueries({ queryKey: key, exact: true });
    } finally {
      busy.current = false;
    }
  }, [client, entity.name, key, question]);

  const distrust = useCallback(async () => {
    const data = client.getQueryData<Pages>(key);
    if (!data) return;
    data.pages.forEach((_, index) => stale.current.add(index));
    void refresh();
    if (pages_of(data, ...sight.current).includes(0)) return;
    const counted = await read_list(entity.name, { where: question.where ?? '', limit: 1, count: true });
    client.setQueryData<Pages>(key, (old) => {
      const [first, ...others] = old?.pages ?? [];
      if (!old || !first) return old;
      const { count, count_is_exact } = counted;
      return { ...old, pages: [{ ...first, count, count_is_exact } as Page, ...others] };
    });
  }, [client, entity.name, key, question.where, refresh]);

  useEffect(() => {
    stale.current.clear();
    const query = client.getQueryCache().find({ queryKey: key, exact: true });
    const is_old = query?.state.isInvalidated || Date.now() - (query?.state.dataUpdatedAt ?? 0) > fresh_ms;
    if (query?.state.data && is_old) void distrust().catch(() => undefined);
    const hash = hashKey(key);
    return client.getQueryCache().subscribe((event) => {
      if (event.query.queryHash !== hash || event.type !== 'updated') return;
      if (event.action.type === 'invalidate') void distrust().catch(() => undefined);
    });
    // Only another question begins anew; `distrust` follows the fetches of this one.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [client, key]);

  const see = useCallback(
    (first: number, last: number) => {
      sight.current = [first, last];
      if (stale.current.size > 0) void refresh();
    },
    [refresh],
  );

  const rows = useMemo(() => {
    const seen = new Set<string>();
    const all: Row[] = [];
    for (const page of list.data?.pages ?? []) {
      for (const row of page.rows) {
        if (seen.has(row.id)) continue;
        seen.add(row.id);
        all.push(row);
      }
    }
    return all;
  }, [list.data]);

  const { fetchNextPage, hasNextPage, isFetchingNextPage } = list;
  const more = useCallback(() => {
    if (!isFetchingNextPage && hasNextPage && !busy.current) void fetchNextPage();
  }, [fetchNextPage, hasNextPage, isFetchingNextPage]);

  const first = list.data?.pages[0];
  return {
    rows,
    count: first?.count,
    count_is_exact: first?.count_is_exact !== false,
    is_pending: list.isPending,
    error: list.isError && rows.length === 0 ? list.error : null,
    has_more: hasNextPage,
    more,
    see,
    again: () => void client.resetQueries({ queryKey: key, exact: true }),
  };
}
export type ListData = ReturnType<typeof useListData>;
