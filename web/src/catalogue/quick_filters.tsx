// Filters one click away, found in the catalogue: mine, my territories, tags, choices of the columns shown, dates.
import { Menu } from '@mantine/core';
import { Fragment } from 'react';
import type { Entity, Field } from '../api';
import { useSpeech } from '../texts';
import { Icon } from '../ui/icon';
import { TickItem } from '../ui/tick_item';
import css from './filter_bar.module.css';
import type { ListState } from './list_state';
import { find_field, is_choice, own_fields } from './model';
import { useOffice } from './office';
import { choice_label } from './show';
import { useTags } from './tags';
import { is_raw, periods, type Condition, type Part } from './where';

interface Props {
  entity: Entity;
  state: ListState;
  parts: Part[];
  put: (parts: Part[]) => void;
}

// Whose it is: the first of these links to a user that the entity has.
const owners = ['owner', 'assignee', 'user', 'salesperson', 'started_by'];

export function owner_field(entity: Entity): Field | undefined {
  return owners
    .map((name) => find_field(entity, name))
    .find((field) => field?.type === 'link' && field.to === 'user');
}

const at_of = (parts: Part[], path: string): number =>
  parts.findIndex(
    (part) => !is_raw(part) && part.path === path && ['=', 'in', 'in_period'].includes(part.operator),
  );

function values_of(parts: Part[], path: string): string[] {
  const part = parts[at_of(parts, path)];
  return part && !is_raw(part) ? part.values : [];
}

// The parts with this field's condition replaced; without values it goes.
function replaced(parts: Part[], condition: Condition): Part[] {
  const at = at_of(parts, condition.path);
  const others = parts.filter((_, index) => index !== at);
  return condition.values.length ? [...others, condition] : others;
}

function Switch({
  text,
  path,
  value,
  parts,
  put,
}: { text: string; path: string; value: string } & Pick<Props, 'parts' | 'put'>) {
  const is_on = values_of(parts, path).join() === value;
  const operator = value === 'my_territories' ? 'in_period' : '=';
  return (
    <button
      type="button"
      className={css['quick']}
      aria-pressed={is_on}
      onClick={() => put(replaced(parts, { path, operator, values: is_on ? [] : [value] }))}
    >
      {text}
    </button>
  );
}

interface Option {
  value: string;
  text: string;
}

// A pull-down of values: several may be ticked, of a date one period.
function Pick({
  name,
  options,
  chosen,
  choose,
}: {
  name: string;
  options: Option[];
  chosen: string[];
  choose: (value: string) => void;
}) {
  if (options.length === 0) return null;
  return (
    <Menu closeOnItemClick={false} position="bottom-start" shadow="md" width={240}>
      <Menu.Target>
        <button type="button" className={css['quick']} data-on={chosen.length > 0 || undefined}>
          {name}
          <Icon name="down" size={14} />
        </button>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
        {options.map((option) => (
          <TickItem
            key={option.value}
            is_on={chosen.includes(option.value)}
            choose={() => choose(option.value)}
            stays_open
          >
            {option.text}
          </TickItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

export default function QuickFilters({ entity, state, parts, put }: Props) {
  const speech = useSpeech();
  const { t, label } = speech;
  const { session } = useOffice();
  const tags = find_field(entity, 'tags');
  const tag_options = (useTags().data ?? []).map((row) => ({ value: row.id, text: String(row['name']) }));
  const owner = owner_field(entity);
  const territory = own_fields(entity).find((field) => field.type === 'link' && field.to === 'territory');
  const shown = state.columns
    .filter((column) => column.links.length === 0 && !column.fold)
    .map((one) => one.field);
  const choices = shown
    .filter(is_choice)
    .filter((field) => field.type === 'choice')
    .slice(0, 2);
  const dated = shown.find((field) => field.type === 'date' || field.type === 'instant');

  const toggle = (path: string, value: string) => {
    const old = values_of(parts, path);
    const values = old.includes(value) ? old.filter((one) => one !== value) : [...old, value];
    put(replaced(parts, { path, operator: 'in', values }));
  };
  const common = { parts, put };
  return (
    <Fragment>
      {owner && <Switch {...common} text={t('quick_mine')} path={owner.name} value="me" />}
      {owner && session.standing_in_for.length > 0 && (
        <Switch {...common} text={t('quick_standing_in')} path={owner.name} value="standing_in_for" />
      )}
      {territory && (
        <Switch {...common} text={t('quick_territories')} path={territory.name} value="my_territories" />
      )}
      {find_field(entity, 'is_overdue') && (
        <Switch {...common} text={t('quick_overdue')} path="is_overdue" value="true" />
      )}
      {tags && (
        <Pick
          name={label(tags.label)}
          options={tag_options}
          chosen={values_of(parts, 'tags')}
          choose={(value) => toggle('tags', value)}
        />
      )}
      {choices.map((field) => (
        <Pick
          key={field.name}
          name={label(field.label)}
          options={(field.choices ?? []).map((one) => ({
            value: one.code,
            text: choice_label(field, one.code, speech),
          }))}
          chosen={values_of(parts, field.name)}
          choose={(value) => toggle(field.name, value)}
        />
      ))}
      {dated && (
        <Pick
          name={label(dated.label)}
          options={periods.map((value) => ({ value, text: t(`period_${value}`) }))}
          chosen={values_of(parts, dated.name)}
          choose={(value) => {
            const is_on = values_of(parts, dated.name).includes(value);
            put(replaced(parts, { path: dated.name, operator: 'in_period', values: is_on ? [] : [value] }));
          }}
        />
      )}
    </Fragment>
  );
}
