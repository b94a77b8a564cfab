// Sums under the amounts of a list, of all that the filter finds; each currency by itself.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask_groups, type Entity, type Groups, type Value } from '../api';
import { keys } from '../api/keys';
import { useSpeech } from '../texts';
import { is_summed, type Column } from './columns';
import css from './list.module.css';
import type { ListData } from './list_data';
import type { ListState } from './list_state';
import { currency_of, find_field, is_empty } from './model';
import { useOffice } from './office';
import { shown_text } from './show';

interface Props {
  entity: Entity;
  state: ListState;
  data: ListData;
  template: string;
}

// Amounts in the records' own currencies are never added up across them.
const by_currency = (entity: Entity, columns: Column[]): boolean =>
  !!find_field(entity, 'currency')?.required &&
  columns.some((column) => currency_of(entity, column.field, undefined, '-') === '');

function useSums(entity: Entity, state: ListState, enabled: boolean) {
  const columns = state.columns.filter(is_summed);
  const question = {
    where: state.where,
    group: by_currency(entity, columns) ? ['currency'] : [],
    measures: columns.map((column) => `sum(${column.path})`),
  };
  const sums = useQuery({
    queryKey: keys.groups(entity.name, question),
    enabled,
    staleTime: 30_000,
    queryFn: ({ signal }) => ask_groups(entity.name, question, signal),
  });
  return { columns, sums };
}

// "1 250,00 zł · 90,00 €"; the same sum of all groups where the currency plays no part.
function SumText({
  entity,
  column,
  at,
  groups,
}: {
  entity: Entity;
  column: Column;
  at: number;
  groups: Groups;
}) {
  const speech = useSpeech();
  const office = useOffice();
  const of_own = currency_of(entity, column.field, undefined, '-') === '';
  if (!of_own && groups.groups.length > 1) {
    const cents = groups.groups.reduce(
      (sum, group) => sum + BigInt(String(group.values[at] ?? 0).replace('.', '')),
      0n,
    );
    const scale = column.field.type === 'money' ? 2 : (column.field.scale ?? 0);
    const digits = String(cents < 0n ? -cents : cents).padStart(scale + 1, '0');
    const text = scale ? `${digits.slice(0, -scale)}.${digits.slice(-scale)}` : digits;
    return shown_text(column.field, (cents < 0n ? '-' : '') + text, { entity }, office, speech);
  }
  return groups.groups
    .filter((group) => !is_empty(group.values[at] ?? null) && Number(group.values[at]) !== 0)
    .map((group) => {
      const row = { id: '', rev: 0, currency: (group.keys[0] ?? null) as Value };
      return shown_text(column.field, group.values[at] ?? null, { entity, row }, office, speech);
    })
    .join(' · ');
}

export default function ListTotals({ entity, state, data, template }: Props) {
  const { t } = useSpeech();
  const [wanted, set_wanted] = useState('');
  const enabled = data.count !== undefined && (data.count_is_exact || wanted === state.where + '.');
  const { columns, sums } = useSums(entity, state, enabled);
  const first_sum = state.columns.findIndex(is_summed);
  return (
    <div role="rowgroup" className={css['foot']}>
      <div role="row" className={css['heads']} style={{ gridTemplateColumns: template }}>
        <div role="gridcell" />
        {state.columns.map((column, at) => {
          const place = columns.indexOf(column);
          if (place < 0) {
            return (
              <div key={column.path} role="gridcell" className={css['cell']}>
                {at === 0 && first_sum > 0 && <span data-quiet>{t('totals')}</span>}
              </div>
            );
          }
          return (
            <div key={column.path} role="gridcell" className={css['cell']} data-number>
              {sums.data ? (
                <SumText entity={entity} column={column} at={place} groups={sums.data} />
              ) : (
                !enabled &&
                at === first_sum && (
                  <button type="button" className={css['link']} onClick={() => set_wanted(state.where + '.')}>
                    {t('totals_ask')}
                  </button>
                )
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
