// What a condition of the builder compares with: values picked from lists, amounts, periods, moments relative to today.
import { MultiSelect, Select, TextInput } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { read_record, type Entity, type Field, type LinkValue, type Operand, type Value } from '../api';
import { keys } from '../api/keys';
import { useSpeech, type TextKey } from '../texts';
import css from './filter_builder.module.css';
import { is_picked } from './filter_tree';
import { is_dated } from './filter_words';
import { ValueInput } from './input';
import { LinksInput } from './link_input';
import { is_link } from './model';

type Any = Operand | Operand[];
interface Props {
  field: Field;
  op: string;
  value: Any;
  set: (value: Any) => void;
}

const is_object = (value: Any): value is Exclude<Operand, string | number | boolean | null> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const constant_of = (value: Any): string => (is_object(value) && 'constant' in value ? value.constant : '');
const texts_of = (value: Any): string[] => (Array.isArray(value) ? value : []).map((one) => String(one));

// Sets that follow whoever asks, by what a link leads to.
const sets: Record<string, string[]> = {
  user: ['me', 'standing_in_for'],
  territory: ['my_territories'],
  user_group: ['my_groups'],
};

function LinksValue({ field, value, set }: Props) {
  const { t } = useSpeech();
  const to = field.to ?? '';
  const ids = texts_of(value);
  const titles = useQueries({
    queries: ids.map((id) => ({
      queryKey: keys.record(to, id),
      queryFn: ({ signal }: { signal: AbortSignal }) => read_record(to, id, signal),
      staleTime: 60_000,
    })),
  });
  const constants = sets[to] ?? [];
  const constant = constant_of(value);
  return (
    <>
      {constants.length > 0 && (
        <Select
          className={css['short']}
          aria-label={t('filter_value')}
          allowDeselect={false}
          data={[
            { value: '', label: t('chosen_ones') },
            ...constants.map((one) => ({ value: one, label: t(`constant_${one}` as TextKey) })),
          ]}
          value={constant}
          onChange={(next) => set(next ? { constant: next } : [])}
        />
      )}
      {!constant && (
        <div className={css['grow']}>
          <LinksInput
            to={to}
            aria_label={t('filter_value')}
            value={ids.map((id, at) => ({ id, title: titles[at]?.data?.display ?? '…' }))}
            onChange={(next: LinkValue[]) => set(next.flatMap((one) => one.id ?? []))}
          />
        </div>
      )}
    </>
  );
}

const units = ['days', 'weeks', 'months', 'years'] as const;
const letters = ['d', 'w', 'm', 'y'] as const;
const named_periods = [
  'today',
  'yesterday',
  'this_week',
  'last_week',
  'this_month',
  'last_month',
  'this_quarter',
  'last_quarter',
  'this_year',
  'last_year',
] as const;

function Count({ count, set }: { count: string; set: (count: string) => void }) {
  const { t } = useSpeech();
  return (
    <TextInput
      className={css['tiny']}
      aria-label={t('how_many')}
      inputMode="numeric"
      value={count}
      onChange={(event) => set(event.currentTarget.value.replace(/\D/g, '').slice(0, 4))}
    />
  );
}

function PeriodValue({ value, set }: Props) {
  const { t } = useSpeech();
  const period = is_object(value) && 'period' in value ? value.period : 'last_12_months';
  const [, way = '', count = '', unit = 'months'] = /^(last|next)_(\d*)_(\w+)$/.exec(period) ?? [];
  const mode = way ? `${way}_n` : period;
  const put = (next: string) => set({ period: next });
  return (
    <>
      <Select
        className={css['middle']}
        aria-label={t('filter_value')}
        allowDeselect={false}
        data={[...named_periods, 'last_n', 'next_n'].map((one) => ({
          value: one,
          label: t(`period_${one}` as TextKey),
        }))}
        value={mode}
        onChange={(next) =>
          put(next?.endsWith('_n') ? `${next.slice(0, -2)}_${count || 12}_${unit}` : (next ?? period))
        }
      />
      {way && (
        <>
          <Count count={count} set={(next) => put(`${way}_${next || 1}_${unit}`)} />
          <Select
            className={css['short']}
            aria-label={t('unit')}
            allowDeselect={false}
            data={units.map((one) => ({ value: one, label: t(`unit_${one}`, { count: Number(count) }) }))}
            value={unit}
            onChange={(next) => put(`${way}_${count}_${next ?? unit}`)}
          />
        </>
      )}
    </>
  );
}

function MomentValue({ field, value, set }: Props) {
  const { t } = useSpeech();
  const moved = is_object(value) && 'constant' in value ? value : null;
  const [, count = '', unit = 'd'] = /^(\d+)([dwmy])$/.exec(moved?.minus ?? moved?.plus ?? '') ?? [];
  const mode = !moved ? 'on_day' : moved.minus ? 'ago' : moved.plus ? 'ahead' : 'today';
  const put = (way: string, number: string, letter: string) => {
    if (way === 'on_day') return set('');
    if (way === 'today') return set({ constant: 'today' });
    set({ constant: 'today', [way === 'ago' ? 'minus' : 'plus']: `${Number(number) || 1}${letter}` });
  };
  return (
    <>
      <Select
        className={css['short']}
        aria-label={t('filter_value')}
        allowDeselect={false}
        data={['on_day', 'today', 'ago', 'ahead'].map((one) => ({
          value: one,
          label: t(`moment_${one}` as TextKey),
        }))}
        value={mode}
        onChange={(next) => put(next ?? mode, count || '90', unit)}
      />
      {mode === 'on_day' && (
        <div className={css['short']}>
          <ValueInput
            field={{ ...field, type: 'date', required: false }}
            with_label={false}
            value={typeof value === 'string' ? value : null}
            onChange={(next) => set(typeof next === 'string' ? next : '')}
          />
        </div>
      )}
      {(mode === 'ago' || mode === 'ahead') && (
        <>
          <Count count={count} set={(next) => put(mode, next, unit)} />
          <Select
            className={css['short']}
            aria-label={t('unit')}
            allowDeselect={false}
            data={units.map((one, at) => ({
              value: letters[at] ?? 'd',
              label: t(`unit_${one}`, { count: Number(count) }),
            }))}
            value={unit}
            onChange={(next) => put(mode, count, next ?? unit)}
          />
        </>
      )}
    </>
  );
}

function YesNo({ value, set }: Props) {
  const { t } = useSpeech();
  return (
    <Select
      className={css['short']}
      aria-label={t('filter_value')}
      allowDeselect={false}
      data={[
        { value: 'true', label: t('yes') },
        { value: 'false', label: t('no') },
      ]}
      value={String(value)}
      onChange={(next) => set(next === 'true')}
    />
  );
}

// Codes with names: the choices of the field, or what Intl calls countries and languages.
function CodesValue({ field, value, set }: Props) {
  const { t } = useSpeech();
  const { label } = useSpeech();
  const options = (field.choices ?? []).map((one) => ({ value: one.code, label: label(one.label) }));
  if (options.length === 0) {
    return (
      <div className={css['grow']}>
        <ValueInput
          field={{ ...field, required: false }}
          with_label={false}
          value={texts_of(value)[0] ?? null}
          onChange={(next) => set(next ? [String(next)] : [])}
        />
      </div>
    );
  }
  return (
    <MultiSelect
      className={css['grow']}
      aria-label={t('filter_value')}
      data={options}
      value={texts_of(value)}
      onChange={set}
    />
  );
}

function OneCode({ field, value, set }: Props) {
  const { t, label } = useSpeech();
  return (
    <Select
      className={css['middle']}
      aria-label={t('filter_value')}
      data={(field.choices ?? []).map((one) => ({ value: one.code, label: label(one.label) }))}
      value={typeof value === 'string' ? value : null}
      onChange={(next) => set(next ?? '')}
    />
  );
}

export function ConditionValue(props: Props & { entity: Entity }) {
  const { field, op, value, set } = props;
  if (op === 'is_null' || op === 'not_null') return null;
  if (field.type === 'boolean') return <YesNo {...props} />;
  if (field.type === 'choices') return <OneCode {...props} />;
  if (is_dated(field)) return op.endsWith('in') ? <PeriodValue {...props} /> : <MomentValue {...props} />;
  if (field.type === 'link' || field.type === 'links') return <LinksValue {...props} />;
  if (is_picked(field)) return <CodesValue {...props} />;
  const shown: Value = typeof value === 'string' || typeof value === 'number' ? value : null;
  return (
    <div className={css['middle']}>
      <ValueInput
        field={{ ...field, type: field.type === 'note' ? 'text' : field.type, required: false }}
        with_label={false}
        value={shown}
        onChange={(next) =>
          set(is_link(next) || Array.isArray(next) || next === null ? '' : (next as Operand))
        }
      />
    </div>
  );
}
