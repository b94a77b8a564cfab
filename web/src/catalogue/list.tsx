// The one list: columns from the catalogue, filter and order in the address, endless by keyset, its place kept.
import { Button, Menu, Switch } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { Problem, read_list, type Entity } from '../api';
import { keys } from '../api/keys';
import { useSpeech } from '../texts';
import { format_integer } from '../texts/format';
import { Icon } from '../ui/icon';
import { useChoice } from '../ui/store';
import { useShortcuts } from '../ui/shortcuts';
import { FilterBar } from './filter_bar';
import css from './list.module.css';
import { ListTable } from './list_table';
import { useListState, type ListState } from './list_state';
import { column_fields, may } from './model';
import { useOffice } from './office';
import { problem_text } from './saving';

function ColumnChooser({ entity, state }: { entity: Entity; state: ListState }) {
  const { t, label } = useSpeech();
  const [compact, set_compact] = useChoice('compact');
  const chosen = state.columns.map((column) => column.path);
  const fields = column_fields(entity);
  const toggle = (name: string) => {
    const next = chosen.includes(name) ? chosen.filter((path) => path !== name) : [...chosen, name];
    if (next.length > 0) state.set_columns(next);
  };
  return (
    <Menu closeOnItemClick={false} position="bottom-end" width={260} shadow="md">
      <Menu.Target>
        <Button variant="default" size="xs" leftSection={<Icon name="columns" size={16} />}>
          {t('columns')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflowY: 'auto' }}>
        {fields.map((field) => (
          <Menu.Item
            key={field.name}
            role="menuitemcheckbox"
            aria-checked={chosen.includes(field.name)}
            leftSection={
              <span className={css['tick']}>
                {chosen.includes(field.name) && <Icon name="check" size={16} />}
              </span>
            }
            onClick={() => toggle(field.name)}
          >
            {label(field.label)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => state.set_columns(null)}>{t('columns_reset')}</Menu.Item>
        <Menu.Item component="div" role="presentation">
          <Switch
            size="xs"
            label={t('compact_rows')}
            checked={compact === '1'}
            onChange={(event) => set_compact(event.currentTarget.checked ? '1' : null)}
          />
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

export function ListPage({ entity }: { entity: Entity }) {
  const speech = useSpeech();
  const { t, label, language } = speech;
  const { catalogue } = useOffice();
  const state = useListState(catalogue, entity);
  const client = useQueryClient();
  const navigate = useNavigate();
  const location = useLocation();
  const here = location.pathname + location.search;

  const list = useInfiniteQuery({
    queryKey: keys.list(entity.name, state.question),
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      read_list(entity.name, { ...state.question, after: pageParam, count: pageParam === '' }, signal),
    getNextPageParam: (page) => page.next,
    gcTime: 30 * 60_000,
    // A long scrolled list is not asked again page by page; a short one is cheap and so kept fresh.
    staleTime: (query) =>
      ((query.state.data as { pages: unknown[] } | undefined)?.pages.length ?? 0) > 2 ? Infinity : 30_000,
    retry: (count, error) =>
      !(error instanceof Problem && error.status < 500 && error.status > 0) && count < 2,
  });

  useEffect(() => {
    document.title = `${label(entity.many)} · Teczka`;
  }, [entity, label]);

  const may_create = may(entity, 'create');
  useShortcuts({ n: () => may_create && void navigate(`/${entity.name}/new`, { state: { back: here } }) });

  const first = list.data?.pages[0];
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  const count = first?.count;
  const number = count === undefined ? '' : format_integer(count, language);

  return (
    <div className={css['page']}>
      <header className={css['head']}>
        <h1 className={css['title']}>{label(entity.many)}</h1>
        {count !== undefined && (
          <span className={css['count']}>
            <span aria-hidden="true">
              {t(first?.count_is_exact === false ? 'count_over' : 'count_exact', { number })}
            </span>
            <span className="unseen">{t('count_label', { count, number })}</span>
          </span>
        )}
        <span className={css['grow']} />
        <span data-print="no" className={css['tools']}>
          <ColumnChooser entity={entity} state={state} />
          {may_create && (
            <Button
              size="xs"
              component={Link}
              to={`/${entity.name}/new`}
              state={{ back: here }}
              leftSection={<Icon name="plus" size={16} />}
            >
              {t('create')}
            </Button>
          )}
        </span>
      </header>
      <FilterBar entity={entity} state={state} />
      {list.isError && rows.length === 0 ? (
        <div className={css['empty']} role="alert">
          <p>{state.where ? t('filter_bad') : problem_text(list.error, speech.error)}</p>
          {state.where && <p data-quiet>{problem_text(list.error, speech.error)}</p>}
          <Button
            variant="default"
            onClick={() =>
              state.where
                ? state.set_where('')
                : void client.resetQueries({ queryKey: keys.lists(entity.name) })
            }
          >
            {t(state.where ? 'filter_clear' : 'try_again')}
          </Button>
        </div>
      ) : !list.isPending && rows.length === 0 ? (
        <div className={css['empty']}>
          <p>{state.where ? t('list_none') : t('list_empty', { what: label(entity.many).toLowerCase() })}</p>
          {state.where ? (
            <Button variant="default" onClick={() => state.set_where('')}>
              {t('filter_clear')}
            </Button>
          ) : (
            may_create && (
              <>
                <p data-quiet>{t('list_empty_step')}</p>
                <Button component={Link} to={`/${entity.name}/new`} state={{ back: here }}>
                  {t('new_one', { what: label(entity.one).toLowerCase() })}
                </Button>
              </>
            )
          )}
        </div>
      ) : (
        <ListTable
          key={entity.name}
          entity={entity}
          state={state}
          rows={rows}
          waiting={list.isPending}
          has_more={list.hasNextPage}
          more={() => {
            if (!list.isFetchingNextPage && list.hasNextPage) void list.fetchNextPage();
          }}
          here={here}
        />
      )}
    </div>
  );
}
