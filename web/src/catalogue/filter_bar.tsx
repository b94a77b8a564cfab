// What the list is narrowed to: quick filters, the states at hand, one chip a condition, a small window that adds one,
// and the builder for everything else. On a phone all of it stands in a sheet behind one button.
import { Popover } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { ask_groups, type Entity, type Field } from '../api';
import { keys } from '../api/keys';
import { useSpeech } from '../texts';
import { with_book } from '../texts/books';
import { format_integer } from '../texts/format';
import { Icon } from '../ui/icon';
import { Chip } from '../ui/chip';
import css from './filter_bar.module.css';
import type { ListData } from './list_data';
import type { ListState } from './list_state';
import { own_fields, resolve_path } from './model';
import { useOffice } from './office';
import { LinkTitle } from './link_title';
import { operator_text } from './operator_text';
import { choice_label, shown_text } from './show';
import { is_raw, read_where, write_where, type Condition, type Part } from './where';

const load_form = () => import('./condition_form');
const ConditionForm = lazy(() => load_form().then((module) => ({ default: module.ConditionForm })));
const FilterBuilder = lazy(() => with_book('lists', import('./filter_builder')));
const QuickFilters = lazy(() => with_book('lists', import('./quick_filters')));
const FilterSheet = lazy(() => import('./filter_sheet'));
const Words = lazy(() => with_book('lists', import('./filter_words')));

function ConditionText({ entity, part }: { entity: Entity; part: Part }) {
  const speech = useSpeech();
  const office = useOffice();
  const text = write_where([part], (path) => resolve_path(office.catalogue, entity, path));
  const field = is_raw(part) ? undefined : resolve_path(office.catalogue, entity, part.path);
  if (is_raw(part) || !field) {
    return (
      <Suspense fallback={<code>{text}</code>}>
        <Words entity={entity} where={text} />
      </Suspense>
    );
  }
  const one = (value: string) => {
    if (part.operator === 'in_period') {
      const key = `period_${value}`;
      return speech.known(key) ? speech.t(key) : value.replaceAll('_', ' ');
    }
    if (value === 'me') return speech.t('me_value');
    const is_link = field.type === 'link' || field.type === 'links';
    if (is_link && field.to) return <LinkTitle entity={field.to} id={value} />;
    if (field.type === 'boolean') return speech.t(value === 'true' ? 'yes' : 'no');
    return shown_text(field, field.type === 'integer' ? Number(value) : value, { entity }, office, speech);
  };
  return (
    <>
      {speech.label(field.label)} <span data-quiet>{speech.t(operator_text(field, part.operator))}</span>{' '}
      {part.values.map((value, at) => (
        <b key={value}>
          {at > 0 && ', '}
          {one(value)}
        </b>
      ))}
    </>
  );
}

function AddCondition({
  entity,
  add,
  build,
}: {
  entity: Entity;
  add: (condition: Condition) => void;
  build: () => void;
}) {
  const { t } = useSpeech();
  const [opened, set_opened] = useState(false);
  return (
    <Popover
      opened={opened}
      onChange={set_opened}
      position="bottom-start"
      width={320}
      shadow="md"
      trapFocus
      withinPortal
      returnFocus
    >
      <Popover.Target>
        <button
          type="button"
          className={css['add']}
          aria-expanded={opened}
          onPointerEnter={() => void load_form()}
          onClick={() => set_opened(!opened)}
        >
          <Icon name="filter" size={16} />
          {t('filter')}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <Suspense>
          <ConditionForm
            entity={entity}
            add={(condition) => {
              add(condition);
              set_opened(false);
            }}
          />
        </Suspense>
        <button
          type="button"
          className={css['more']}
          onClick={() => {
            set_opened(false);
            build();
          }}
        >
          {t('filter_build')}
        </button>
      </Popover.Dropdown>
    </Popover>
  );
}

// How many there are in each state under the other conditions; only where counting is cheap.
function useStateCounts(entity: Entity, field: Field, where: string, enabled: boolean) {
  const question = { where, group: [field.name], measures: ['count()'] };
  const { data } = useQuery({
    queryKey: keys.groups(entity.name, question),
    queryFn: ({ signal }) => ask_groups(entity.name, question, signal),
    enabled,
    staleTime: 30_000,
  });
  return new Map(data?.groups.map((group) => [String(group.keys[0]), Number(group.values[0])]));
}

interface StatesProps {
  entity: Entity;
  field: Field;
  parts: Part[];
  put: (parts: Part[]) => void;
  write: (parts: Part[]) => string;
  is_cheap: boolean;
}

// The states of the list's first state field as one row of switches.
function States({ entity, field, parts, put, write, is_cheap }: StatesProps) {
  const speech = useSpeech();
  const at = parts.findIndex(
    (part) => !is_raw(part) && part.path === field.name && ['=', 'in'].includes(part.operator),
  );
  const part = parts[at];
  const chosen = part && !is_raw(part) ? part.values : [];
  const others = parts.filter((_, index) => index !== at);
  const counts = useStateCounts(entity, field, write(others), is_cheap);
  const choose = (codes: string[]) =>
    put(codes.length ? [{ path: field.name, operator: 'in', values: codes }, ...others] : others);
  return (
    <div
      className={css['states']}
      role="group"
      aria-label={speech.t('filter_title', { what: speech.label(field.label) })}
    >
      <button type="button" aria-pressed={chosen.length === 0} onClick={() => choose([])}>
        {speech.t('filter_all')}
      </button>
      {(field.choices ?? []).map((choice, place) => {
        const count = counts.get(choice.code);
        return (
          <button
            key={choice.code}
            type="button"
            aria-pressed={chosen.includes(choice.code)}
            onClick={(event) => {
              const rest = chosen.filter((code) => code !== choice.code);
              const is_chosen = rest.length < chosen.length;
              choose(is_chosen ? rest : event.shiftKey ? [...chosen, choice.code] : [choice.code]);
            }}
          >
            <Chip code={choice.code} place={place} text={choice_label(field, choice.code, speech)} />
            {count !== undefined && (
              <span className={css['number']}>{format_integer(count, speech.language)}</span>
            )}
          </button>
        );
      })}
    </div>
  );
}

interface Props {
  entity: Entity;
  state: ListState;
  data: ListData;
  narrow: boolean;
}

export function FilterBar({ entity, state, data, narrow }: Props) {
  const { t } = useSpeech();
  const { catalogue } = useOffice();
  const [is_building, set_building] = useState(false);
  const [is_sheet_open, set_sheet] = useState(false);
  const parts = read_where(state.where);
  const find = (path: string) => resolve_path(catalogue, entity, path);
  const write = (next: Part[]) => write_where(next, find);
  const put = (next: Part[]) => state.set_where(write(next));
  const state_field = own_fields(entity).find(
    (field) => field.type === 'state' && (field.choices?.length ?? 0) <= 7,
  );
  const shown = parts.filter(
    (part) => is_raw(part) || part.path !== state_field?.name || !['=', 'in'].includes(part.operator),
  );
  const is_cheap = data.count !== undefined && data.count_is_exact;

  const inside = (
    <>
      {state_field && (
        <States
          entity={entity}
          field={state_field}
          parts={parts}
          put={put}
          write={write}
          is_cheap={is_cheap}
        />
      )}
      <Suspense>
        <QuickFilters entity={entity} state={state} parts={parts} put={put} />
      </Suspense>
      <AddCondition
        entity={entity}
        add={(condition) => put([...parts, condition])}
        build={() => {
          set_sheet(false);
          set_building(true);
        }}
      />
      {shown.map((part) => {
        const text = write([part]);
        return (
          <span key={text} className={css['condition']}>
            <button
              type="button"
              className={css['words']}
              title={t('filter_change')}
              onClick={() => {
                set_sheet(false);
                set_building(true);
              }}
            >
              <ConditionText entity={entity} part={part} />
            </button>
            <button
              type="button"
              aria-label={t('filter_remove', { what: text })}
              onClick={() => put(parts.filter((other) => other !== part))}
            >
              <Icon name="close" size={14} />
            </button>
          </span>
        );
      })}
      {shown.length > 1 && (
        <button type="button" className={css['clear']} onClick={() => state.set_where('')}>
          {t('filter_clear')}
        </button>
      )}
    </>
  );

  return (
    <>
      <div className={css['bar']} data-print="no">
        {narrow ? (
          <button type="button" className={css['add']} onClick={() => set_sheet(true)}>
            <Icon name="filter" size={16} />
            {t('filter')}
            {parts.length > 0 && <span className={css['number']}>{parts.length}</span>}
          </button>
        ) : (
          inside
        )}
      </div>
      {narrow && is_sheet_open && (
        <Suspense>
          <FilterSheet close={() => set_sheet(false)}>{inside}</FilterSheet>
        </Suspense>
      )}
      {is_building && (
        <Suspense>
          <FilterBuilder
            entity={entity}
            where={state.where}
            narrow={narrow}
            apply={(where) => {
              state.set_where(where);
              set_building(false);
            }}
            cancel={() => set_building(false)}
          />
        </Suspense>
      )}
    </>
  );
}
