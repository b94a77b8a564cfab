// Which column goes where. The server's guess stands there already; every part of it can be changed.
import { Button, Select, Switch, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import type { Field } from '../../../api';
import type { Look, LookColumn, Plan, PlanField } from '../../../api/imports';
import { useOffice } from '../../../catalogue/office';
import { useSpeech, type TextKey } from '../../../texts';
import css from './import.module.css';

const date_formats = [
  '',
  'DD.MM.YYYY',
  'DD-MM-YYYY',
  'DD/MM/YYYY',
  'MM/DD/YYYY',
  'YYYY/MM/DD',
  'YYYY.MM.DD',
  'DD.MM.YY',
  'YYYYMMDD',
];
const telling = ['tax_id', 'login', 'code', 'number', 'email', 'name'];

const uses = (one: PlanField, column: string): boolean =>
  one.value === `{${column}}` || (one.link?.endsWith(`:{${column}}`) ?? false);
const is_fixed = (one: PlanField): boolean => one.value !== undefined && !one.value.includes('{');
const place_of = (one: { role: string; field: string }): string => `${one.role}.${one.field}`;

interface Props {
  look: Look;
  plan: Plan;
  change: (plan: Plan) => void;
}

function useFields(look: Look) {
  const { catalogue } = useOffice();
  const { label, t } = useSpeech();
  return useMemo(() => {
    const find = (role: string, name: string): Field | undefined => {
      const entity = look.roles.find((one) => one.name === role)?.entity;
      return entity ? catalogue.find(entity)?.fields.find((field) => field.name === name) : undefined;
    };
    const name_of = (one: { role: string; field: string }): string =>
      label(find(one.role, one.field)?.label) || one.field;
    const groups = look.roles.map((role) => ({
      group:
        role.name === 'main'
          ? label(catalogue.find(role.entity)?.one) || t('import_entity')
          : label(role.label),
      items: role.fields.map((field) => ({
        value: `${role.name}.${field}`,
        label: label(find(role.name, field)?.label) || field,
      })),
    }));
    return { find, name_of, groups };
  }, [catalogue, label, look.roles, t]);
}

function Options({
  field,
  given,
  column,
  change,
}: {
  field: Field | undefined;
  given: PlanField;
  column: LookColumn;
  change: (next: PlanField) => void;
}) {
  const { t, label } = useSpeech();
  if (!field) return null;
  const is_number = ['integer', 'decimal', 'money'].includes(field.type);
  return (
    <>
      {given.take && <span>{t(`import_take_${given.take}` as TextKey)}</span>}
      {given.link && <span>{t('import_link_key')}</span>}
      {given.link_by && <span>{t('import_link_by', { fields: given.link_by.join(', ') })}</span>}
      {(field.type === 'date' || field.type === 'instant') && (
        <Select
          size="xs"
          aria-label={t('import_date_format')}
          data={date_formats.map((value) => ({ value, label: value || t('import_date_iso') }))}
          value={given.date_format ?? ''}
          allowDeselect={false}
          onChange={(value) => change({ ...given, date_format: value ?? '' })}
        />
      )}
      {is_number && field.type !== 'integer' && (
        <Switch
          size="xs"
          label={t('import_comma')}
          checked={given.decimal_comma ?? false}
          onChange={(event) => change({ ...given, decimal_comma: event.currentTarget.checked })}
        />
      )}
      {field.name.endsWith('_percent') && (
        <Switch
          size="xs"
          label={t('import_times')}
          checked={given.times === 100}
          onChange={(event) => change({ ...given, times: event.currentTarget.checked ? 100 : 1 })}
        />
      )}
      {(column.unknown?.length ?? 0) > 0 || Object.keys(given.translate ?? {}).length > 0 ? (
        <div className={css['group']}>
          <span>{t('import_unknown')}</span>
          {[...Object.keys(given.translate ?? {}), ...(column.unknown ?? [])].map((value) => {
            const set = (code: string | null) => {
              const rest = Object.entries(given.translate ?? {}).filter(([key]) => key !== value);
              change({ ...given, translate: Object.fromEntries(code ? [...rest, [value, code]] : rest) });
            };
            const current = given.translate?.[value] ?? null;
            return field.choices?.length ? (
              <Select
                key={value}
                size="xs"
                label={t('import_unknown_as', { value })}
                data={field.choices.map((choice) => ({ value: choice.code, label: label(choice.label) }))}
                value={current}
                clearable
                onChange={set}
              />
            ) : (
              <TextInput
                key={value}
                size="xs"
                label={t('import_unknown_as', { value })}
                defaultValue={current ?? ''}
                onBlur={(event) => set(event.currentTarget.value.trim() || null)}
              />
            );
          })}
        </div>
      ) : null}
    </>
  );
}

function Column({ column, look, plan, change }: Props & { column: LookColumn }) {
  const { t } = useSpeech();
  const { find, name_of, groups } = useFields(look);
  const used = plan.fields.filter((one) => uses(one, column.name));
  const [first, ...others] = used;
  const replace = (old: PlanField | undefined, next: PlanField[]) =>
    change({ ...plan, fields: [...plan.fields.filter((one) => one !== old), ...next] });
  const send_to = (place: string | null) => {
    const [role = '', field = ''] = (place ?? '').split('.');
    const next = { role, field, value: `{${column.name}}`, fresh: true };
    const kept = plan.fields.filter((one) => !uses(one, column.name) && (!place || place_of(one) !== place));
    change({ ...plan, fields: place ? [...kept, next] : kept });
  };
  return (
    <div className={css['column']} role="group" aria-label={column.name}>
      <span className={css['column_name']}>{column.name}</span>
      <span className={css['samples']} title={column.samples.join(' · ')}>
        {column.samples.join(' · ') || t('import_no_samples')}
      </span>
      <Select
        aria-label={`${t('import_goes_to')}: ${column.name}`}
        data={groups}
        value={first ? place_of(first) : null}
        placeholder={t('import_nowhere')}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('import_nowhere') }}
        onChange={send_to}
      />
      {first && (
        <div className={css['options']}>
          <Options
            field={find(first.role, first.field)}
            given={first}
            column={column}
            change={(next) => replace(first, [next])}
          />
          {others.length > 0 && <span>{t('import_also', { what: others.map(name_of).join(', ') })}</span>}
        </div>
      )}
    </div>
  );
}

function Fixed({ look, plan, change }: Props) {
  const { t, label } = useSpeech();
  const { find, name_of, groups } = useFields(look);
  const fixed = plan.fields.filter(is_fixed);
  const replace = (old: PlanField, next: PlanField | null) =>
    change({
      ...plan,
      fields: plan.fields.flatMap((one) => (one === old ? (next ? [next] : []) : [one])),
    });
  const free = groups.map((group) => ({
    ...group,
    items: group.items.filter(
      (item) =>
        !plan.fields.some((one) => place_of(one) === item.value) &&
        !/link/.test(find(...split(item.value))?.type ?? ''),
    ),
  }));
  return (
    <div className={css['group']}>
      <h3 className={css['heading']}>{t('import_fixed')}</h3>
      {fixed.map((one) => {
        const field = find(one.role, one.field);
        return (
          <div key={place_of(one)} className={css['fields']}>
            {field?.choices?.length ? (
              <Select
                label={name_of(one)}
                data={field.choices.map((choice) => ({ value: choice.code, label: label(choice.label) }))}
                value={one.value || null}
                onChange={(value) => replace(one, { ...one, value: value ?? '' })}
              />
            ) : (
              <TextInput
                label={name_of(one)}
                defaultValue={one.value ?? ''}
                onBlur={(event) =>
                  replace(one, { ...one, value: event.currentTarget.value.replace(/[{}]/g, '') })
                }
              />
            )}
            <Button variant="default" onClick={() => replace(one, null)}>
              {t('import_remove')}
            </Button>
          </div>
        );
      })}
      <div className={css['fields']}>
        <Select
          aria-label={t('import_fixed_add')}
          placeholder={t('import_fixed_add')}
          data={free}
          value={null}
          searchable
          onChange={(place) => {
            if (!place) return;
            const [role, field] = split(place);
            change({ ...plan, fields: [...plan.fields, { role, field, value: '' }] });
          }}
        />
      </div>
    </div>
  );
}

function split(place: string): [string, string] {
  const [role = '', field = ''] = place.split('.');
  return [role, field];
}

function Known({ look, plan, change }: Props) {
  const { t } = useSpeech();
  const { name_of } = useFields(look);
  const matches = plan.fields.filter((one) => one.role === 'main' && telling.includes(one.field));
  return (
    <div className={css['group']}>
      <h3 className={css['heading']}>{t('import_known_title')}</h3>
      <div className={css['fields']}>
        <Select
          label={t('import_key')}
          description={t('import_key_help')}
          style={{ flexBasis: 320 }}
          inputWrapperOrder={['label', 'input', 'description']}
          data={look.columns.map(({ name }) => name)}
          value={plan.key || null}
          placeholder={t('import_nothing')}
          clearable
          clearButtonProps={{ 'aria-label': t('import_nothing') }}
          onChange={(key) => change({ ...plan, key: key ?? '' })}
        />
        <TextInput
          label={t('import_system')}
          description={t('import_system_help')}
          inputWrapperOrder={['label', 'input', 'description']}
          defaultValue={plan.system}
          onBlur={(event) => change({ ...plan, system: event.currentTarget.value.trim() })}
        />
        <Select
          label={t('import_match')}
          data={matches.map((one) => ({ value: one.field, label: name_of(one) }))}
          value={plan.match[0] ?? null}
          placeholder={t('import_nothing')}
          clearable
          clearButtonProps={{ 'aria-label': t('import_nothing') }}
          onChange={(field) => change({ ...plan, match: field ? [field] : [] })}
        />
        <Select
          label={t('import_known')}
          data={[
            { value: 'change', label: t('import_known_change') },
            { value: 'skip', label: t('import_known_skip') },
          ]}
          value={plan.known}
          allowDeselect={false}
          onChange={(known) => change({ ...plan, known: known === 'skip' ? 'skip' : 'change' })}
        />
      </div>
    </div>
  );
}

// Required fields of the row's own record that nothing fills and that have no default of their own.
export function useMissing(look: Look | null, plan: Plan | null): string[] {
  const { catalogue } = useOffice();
  const { label } = useSpeech();
  if (!look || !plan) return [];
  const offered = look.roles.find((role) => role.name === 'main')?.fields ?? [];
  const filled = new Set(plan.fields.filter((one) => one.role === 'main').map((one) => one.field));
  return (catalogue.find(plan.entity)?.fields ?? [])
    .filter((field) => field.required && offered.includes(field.name) && !filled.has(field.name))
    .filter(
      (field) =>
        field.type === 'text' || (field.type === 'link' && !plan.fields.some((one) => one.role === 'buyer')),
    )
    .map((field) => label(field.label));
}

export function ColumnsStep({
  look,
  plan,
  change,
  change_entity,
}: Props & { change_entity: (entity: string) => void }) {
  const { t, label } = useSpeech();
  const { catalogue } = useOffice();
  return (
    <>
      <div className={css['fields']}>
        <Select
          label={t('import_entity')}
          data={look.entities.map(({ name }) => ({
            value: name,
            label: label(catalogue.find(name)?.many) || name,
          }))}
          value={plan.entity}
          allowDeselect={false}
          searchable
          onChange={(entity) => entity && change_entity(entity)}
        />
        {look.is_remembered && <span className={css['quiet']}>{t('import_remembered')}</span>}
      </div>
      {look.is_founding && <p className={css['notice']}>{t('import_founding')}</p>}
      <div className={css['columns']}>
        {look.columns.map((column) => (
          <Column key={column.name} column={column} look={look} plan={plan} change={change} />
        ))}
      </div>
      <Fixed look={look} plan={plan} change={change} />
      <Known look={look} plan={plan} change={change} />
    </>
  );
}
