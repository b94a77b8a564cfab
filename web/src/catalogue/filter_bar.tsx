// The first filter: the states at hand, one line of conditions, and a small window that adds one.
import { Popover } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import type { Entity, Field } from '../api';
import { useSpeech } from '../texts';
import { Icon } from '../ui/icon';
import { Chip } from '../ui/chip';
import css from './filter_bar.module.css';
import type { ListState } from './list_state';
import { own_fields, resolve_path } from './model';
import { useOffice } from './office';
import { LinkTitle } from './link_title';
import { operator_text } from './operator_text';
import { choice_label, shown_text } from './show';
import { is_raw, read_where, write_where, type Condition, type Part } from './where';

const load_form = () => import('./condition_form');
const ConditionForm = lazy(() => load_form().then((module) => ({ default: module.ConditionForm })));

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
      </Popover.Dropdown>
    </Popover>
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
