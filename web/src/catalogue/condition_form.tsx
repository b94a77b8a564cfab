// The form of one condition: field, operator, value. Fetched when it is first opened.
import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import type { Entity, Field, LinkValue, Value } from '../api';
import { useSpeech } from '../texts';
import css from './filter_bar.module.css';
import { ValueInput } from './input';
import { column_fields, find_field, is_choice, is_link } from './model';
import { operator_text } from './operator_text';
import { operators_for, periods, type Condition, type Operator } from './where';

export function ConditionForm({ entity, add }: { entity: Entity; add: (condition: Condition) => void }) {
  const { t, label } = useSpeech();
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
  };

  return (
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
        autoFocus
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
