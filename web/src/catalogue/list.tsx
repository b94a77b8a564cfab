// The one list: what it shows stands in the address, its place is kept. The plain list comes at once; what one does with
// it (columns, views, marked rows, groups, print) is fetched beside it.
import { Button } from '@mantine/core';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import type { Entity } from '../api';
import { useSpeech } from '../texts';
import { as_object } from '../texts/nouns';
import { with_book } from '../texts/books';
import { format_integer } from '../texts/format';
import { Icon } from '../ui/icon';
import { useShortcuts } from '../ui/shortcuts';
import type { Companion } from './companion';
import { FilterBar } from './filter_bar';
import css from './list.module.css';
import { useListData, type ListData } from './list_data';
import { useSelection } from './list_selection';
import { useListState, type ListState } from './list_state';
import { ListTable, useNarrow } from './list_table';
import { may, place_to_add } from './model';
import { useOffice } from './office';
import { problem_text } from './saving';

const ListTools = lazy(() => with_book('lists', import('./list_tools')));
const BulkBar = lazy(() => with_book('lists', import('./list_bulk')));
const ListGroups = lazy(() => with_book('lists', import('./list_groups')));

function Count({ data }: { data: ListData }) {
  const { t, language } = useSpeech();
  if (data.count === undefined) return null;
  const number = format_integer(data.count, language);
  return (
    <span className={css['count']}>
      <span aria-hidden="true">{t(data.count_is_exact ? 'count_exact' : 'count_over', { number })}</span>
      <span className="unseen">{t('count_label', { count: data.count, number })}</span>
    </span>
  );
}

function Trouble({ state, data }: { state: ListState; data: ListData }) {
  const speech = useSpeech();
  const { t } = speech;
  return (
    <div className={css['empty']} role="alert">
      <p>{state.where ? t('filter_bad') : problem_text(data.error, speech.error)}</p>
      {state.where && <p data-quiet>{problem_text(data.error, speech.error)}</p>}
      <Button variant="default" onClick={() => (state.where ? state.set_where('') : data.again())}>
        {t(state.where ? 'filter_clear' : 'try_again')}
      </Button>
    </div>
  );
}

function Nothing({ entity, state, here }: { entity: Entity; state: ListState; here: string }) {
  const { t, label, language } = useSpeech();
  const place = place_to_add(entity);
  return (
    <div className={css['empty']}>
      <p>{state.where ? t('list_none') : t('list_empty', { what: label(entity.many).toLowerCase() })}</p>
      {state.where ? (
        <Button variant="default" onClick={() => state.set_where('')}>
          {t('filter_clear')}
        </Button>
      ) : (
        place && (
          <>
            <p data-quiet>{t(may(entity, 'import') ? 'list_empty_step' : 'list_empty_add')}</p>
            <Button component={Link} to={place} state={{ back: here }}>
              {t('new_one', { what: as_object(label(entity.one), language) })}
            </Button>
          </>
        )
      )}
    </div>
  );
}

export function ListPage({ entity, companion }: { entity: Entity; companion?: Companion | undefined }) {
  const { t, label } = useSpeech();
  const { catalogue } = useOffice();
  const state = useListState(catalogue, entity);
  const navigate = useNavigate();
  const location = useLocation();
  const here = location.pathname + location.search;
  const data = useListData(entity, state.question, !state.is_waiting);
  const selection = useSelection(`${entity.name} ${state.where}`);
  const narrow = useNarrow();
  const [is_selecting, set_selecting] = useState(false);

  const title = state.view?.name ?? label(entity.many);
  useEffect(() => {
    document.title = `${title} · Teczka`;
  }, [title]);

  const place = place_to_add(entity);
  useShortcuts({ n: () => place && void navigate(place, { state: { back: here } }) });

  return (
    <div className={css['page']}>
      <header className={css['head']}>
        <h1 className={css['title']}>{title}</h1>
        <Count data={data} />
        <span className={css['grow']} />
        <span data-print="no" className={css['tools']}>
          <Suspense>
            <ListTools
              entity={entity}
              state={state}
              data={data}
              narrow={narrow}
              is_selecting={is_selecting}
              set_selecting={(on) => {
                set_selecting(on);
                if (!on) selection.clear();
              }}
            />
          </Suspense>
          {place && (
            <Button
              size="xs"
              component={Link}
              to={place}
              state={{ back: here }}
              leftSection={narrow ? undefined : <Icon name="plus" size={16} />}
              aria-label={t('create')}
            >
              {narrow ? <Icon name="plus" size={16} /> : t('create')}
            </Button>
          )}
        </span>
      </header>
      <FilterBar entity={entity} state={state} data={data} narrow={narrow} />
      {state.is_missing && (
        <p className={css['notice']} role="status">
          {t('view_missing')}{' '}
          <button type="button" className={css['link']} onClick={() => state.open_view(null)}>
            {t('view_leave')}
          </button>
        </p>
      )}
      {data.error ? (
        <Trouble state={state} data={data} />
      ) : !data.is_pending && data.rows.length === 0 ? (
        <Nothing entity={entity} state={state} here={here} />
      ) : state.group ? (
        <Suspense>
          <ListGroups key={`${entity.name} ${state.group}`} entity={entity} state={state} here={here} />
        </Suspense>
      ) : (
        <ListTable
          key={entity.name}
          entity={entity}
          state={state}
          data={data}
          selection={selection}
          is_selecting={is_selecting}
          here={here}
          companion={companion}
        />
      )}
      {!selection.is_empty && (
        <Suspense>
          <BulkBar entity={entity} state={state} data={data} selection={selection} />
        </Suspense>
      )}
    </div>
  );
}
