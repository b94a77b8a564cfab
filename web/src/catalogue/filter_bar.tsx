// The first filter: the states at hand, one line of conditions, and a small window that adds one.
import { Button, Popover, Select } from '@mantine/core';
import { useState } from 'react';
import { type Entity, type Field, type LinkValue, type Value } from '../api';
import { useSpeech, type TextKey } from '../texts';
import { Icon } from '../ui/icon';
import { Chip } from '../ui/chip';
import { ValueInput } from './input';
import css from './filter_bar.module.css';
import type { ListState } from './list_state';
import { column_fields, find_field, is_choice, is_link, own_fields, resolve_path } from './model';
import { useOffice } from './office';
import { LinkTitle } from './link_title';
import { choice_label, shown_text } from './show';
import {
  is_raw,
  operators_for,
  periods,
  read_where,
  write_where,
  type Condition,
  type Operator,
  type Part,
} from './where';

const operator_texts: Record<Operator, TextKey> = {
  '=': 'op_is',
  '<>': 'op_is_not',
  '>=': 'op_at_least',
  '<=': 'op_at_most',
  contains: 'op_contains',
  starts: 'op_starts',
  in: 'op_is',
  in_period: 'op_in_period',
  'is null': 'op_empty',
  'is not null': 'op_filled',
};

function operator_text(field: Field | undefined, operator: Operator): TextKey {
  const dated = field?.type === 'date' || field?.type === 'instant';
  if (dated && operator === '>=') return 'op_from';
  if (dated && operator === '<=') return 'op_to';
  return operator_texts[operator];
}

function ConditionText({ entity, part }: { entity: Entity; part: Part }) {
  const speech = useSpeech();
  const office = useOffice();
  if (is_raw(part)) return <code>{part.raw}</code>;
  const field = resolve_path(office.catalogue, entity, part.path);
  if (!field) return <code>{write_where([part], () => undefined)}</code>;
  const one = (value: string) => {
    if (part.operator === 'in_period') {
      const key = `period_${value}`;
      return speech.known(key) ? speech.t(key) : value.replaceAll('_', ' ');
    }
    if (value === 'me') return speech.t('me_value');
    if (field.type === 'link' && field.to) return <LinkTitle entity={field.to} id={value} />;
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

function AddCondition({ entity, add }: { entity: Entity; add: (condition: Condition) => void }) {
  const { t, label } = useSpeech();
  const [opened, set_opened] = useState(false);
  const fields = column_fields(entity).filter((field) => operators_for(field).length > 0);
  const [name, set_name] = useState<string>(fields[0]?.name ?? '');
  const [chosen, set_operator] = useState<Operator | null>(null);
  const [value, set_value] = useState<Value>(null);
  const field = find_field(entity, name);
  const operators = field ? operators_for(field) : [];
  const operator = chosen && operators.includes(chosen) ? chosen : operators[0];
  const needs_value = operator !== 'is null' && operator !== 'is not null';

  const submit = () => {
    if (!field || !operator) return;
    const raw = Array.isArray(value) ? value : [value];
    const values = raw
      .map((one) => (is_link(one) ? ((one as LinkValue).id ?? '') : one === null ? '' : String(one)))
      .filter((one) => one !== '');
    if (field.type === 'boolean' && values.length === 0) values.push('false');
    if (needs_value && values.length === 0) return;
    add({ path: name, operator, values: needs_value ? values : [] });
    set_value(null);
    set_opened(false);
  };

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
          onClick={() => set_opened(!opened)}
        >
          <Icon name="filter" size={16} />
          {t('filter')}
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          className={css['form']}
          onSubmit={(event) => {
            event.preventDefault();
            event.stopPropagation();
            submit();
          }}
        >
          <Select
            label={t('filter_field')}
            data={fields.map((one) => ({ value: one.name, label: label(one.label) }))}
            value={name}
            searchable
            openOnFocus={false}
            allowDeselect={false}
            comboboxProps={{ withinPortal: false }}
            onChange={(next) => {
              set_name(next ?? name);
              set_operator(null);
              set_value(null);
            }}
          />
          {operators.length > 1 && (
            <Select
              label={t('filter_operator')}
              data={operators.map((one) => ({ value: one, label: t(operator_text(field, one)) }))}
              value={operator ?? null}
              allowDeselect={false}
              comboboxProps={{ withinPortal: false }}
              onChange={(next) => set_operator(next as Operator)}
            />
          )}
          {field && operator && needs_value && (
            <FilterValue
              key={`${name} ${operator}`}
              field={field}
              operator={operator}
              value={value}
              set_value={set_value}
            />
          )}
          <Button type="submit" size="xs">
            {t('filter_add')}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

interface FilterValueProps {
  field: Field;
  operator: Operator;
  value: Value;
  set_value: (value: Value) => void;
}
function FilterValue({ field, operator, value, set_value }: FilterValueProps) {
  const { t, known } = useSpeech();
  if (operator === 'in_period') {
    return (
      <Select
        label={t('filter_value')}
        data={periods.map((one) => {
          const key = `period_${one}`;
          return { value: one, label: known(key) ? t(key) : one };
        })}
        value={typeof value === 'string' ? value : null}
        comboboxProps={{ withinPortal: false }}
        onChange={set_value}
      />
    );
  }
  const asked: Field = is_choice(field)
    ? { ...field, type: 'choices' }
    : { ...field, type: field.type === 'note' ? 'text' : field.type };
  return (
    <ValueInput
      field={{ ...asked, required: false, label: { pl: t('filter_value'), en: t('filter_value') } }}
      value={value}
      onChange={set_value}
    />
  );
}

// The states of the list's first state field as one row of switches.
function States({ field, parts, put }: { field: Field; parts: Part[]; put: (parts: Part[]) => void }) {
  const speech = useSpeech();
  const at = parts.findIndex(
    (part) => !is_raw(part) && part.path === field.name && ['=', 'in'].includes(part.operator),
  );
  const part = parts[at];
  const chosen = part && !is_raw(part) ? part.values : [];
  const choose = (codes: string[]) => {
    const others = parts.filter((_, index) => index !== at);
    put(codes.length ? [{ path: field.name, operator: 'in', values: codes }, ...others] : others);
  };
  return (
    <div
      className={css['states']}
      role="group"
      aria-label={speech.t('filter_title', { what: speech.label(field.label) })}
    >
      <button type="button" aria-pressed={chosen.length === 0} onClick={() => choose([])}>
        {speech.t('filter_all')}
      </button>
      {(field.choices ?? []).map((choice, place) => (
        <button
          key={choice.code}
          type="button"
          aria-pressed={chosen.includes(choice.code)}
          onClick={(event) => {
            const others = chosen.filter((code) => code !== choice.code);
            const is_chosen = others.length < chosen.length;
            choose(is_chosen ? others : event.shiftKey ? [...chosen, choice.code] : [choice.code]);
          }}
        >
          <Chip code={choice.code} place={place} text={choice_label(field, choice.code, speech)} />
        </button>
      ))}
    </div>
  );
}

export function FilterBar({ entity, state }: { entity: Entity; state: ListState }) {
  const { t } = useSpeech();
  const { catalogue } = useOffice();
  const parts = read_where(state.where);
  const find = (path: string) => resolve_path(catalogue, entity, path);
  const put = (next: Part[]) => state.set_where(write_where(next, find));
  const state_field = own_fields(entity).find(
    (field) => field.type === 'state' && (field.choices?.length ?? 0) <= 7,
  );
  const shown = parts.filter(
    (part) => is_raw(part) || part.path !== state_field?.name || !['=', 'in'].includes(part.operator),
  );
  return (
    <div className={css['bar']} data-print="no">
      {state_field && <States field={state_field} parts={parts} put={put} />}
      <AddCondition entity={entity} add={(condition) => put([...parts, condition])} />
      {shown.map((part) => {
        const text = write_where([part], find);
        return (
          <span key={text} className={css['condition']}>
            <span>
              <ConditionText entity={entity} part={part} />
            </span>
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
    </div>
  );
}
