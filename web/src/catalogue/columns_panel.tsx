// Which columns stand in the list and in what order: own fields, fields one link away, and sums or counts of what hangs on
// the record. Moved by dragging or by the arrows beside the name.
import { ActionIcon, Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Entity, Field } from '../api';
import { useSpeech, type Speech } from '../texts';
import { fold } from '../texts/format';
import { Icon } from '../ui/icon';
import { column_label, fold_names, read_column, type Column } from './columns';
import css from './columns_panel.module.css';
import type { ListState } from './list_state';
import { children_of, column_fields, is_number, own_fields, type Catalogue } from './model';
import { useOffice } from './office';

interface Offer {
  path: string;
  text: string;
}

const is_dated = (field: Field) => field.type === 'date' || field.type === 'instant';

// All that may be shown: "sum(net)" of invoices, the last date of activities, the manager of the territory.
function offers(catalogue: Catalogue, entity: Entity, speech: Speech): Offer[] {
  const system = entity.fields.filter(
    (field) => field.system && /_(at|by)$/.test(field.name) && field.name !== 'deleted_at',
  );
  const own = [...column_fields(entity), ...system].map((field) => field.name);
  const through = column_fields(entity).flatMap((link) => {
    const target = link.type === 'link' && link.to ? catalogue.find(link.to) : undefined;
    return (target ? column_fields(target) : [])
      .filter((field) => field.type !== 'links')
      .map((field) => `${link.name}.${field.name}`);
  });
  const folds = children_of(catalogue, entity).flatMap((children) => {
    const child = catalogue.find(children.entity);
    const fields = child ? own_fields(child).filter((field) => is_number(field) || is_dated(field)) : [];
    return [
      `${children.name} count()`,
      ...fields.flatMap((field) =>
        fold_names
          .filter((name) => (name === 'sum' ? is_number(field) : name !== 'count' && is_dated(field)))
          .map((name) => `${children.name} ${name}(${field.name})`),
      ),
    ];
  });
  return [...own, ...folds, ...through].flatMap((path) => {
    const column = read_column(catalogue, entity, path);
    return column ? [{ path, text: column_label(column, speech) }] : [];
  });
}

function Chosen({
  column,
  at,
  count,
  put,
}: {
  column: Column;
  at: number;
  count: number;
  put: (from: number, to: number | null) => void;
}) {
  const speech = useSpeech();
  const { t } = speech;
  const [is_over, set_over] = useState(false);
  const name = column_label(column, speech);
  return (
    <li
      className={css['chosen']}
      data-over={is_over || undefined}
      draggable
      onDragStart={(event) => event.dataTransfer.setData('text/plain', String(at))}
      onDragOver={(event) => {
        event.preventDefault();
        set_over(true);
      }}
      onDragLeave={() => set_over(false)}
      onDrop={(event) => {
        event.preventDefault();
        set_over(false);
        put(Number(event.dataTransfer.getData('text/plain')), at);
      }}
    >
      <span className={css['name']}>{name}</span>
      {(['up', 'down'] as const).map((way) => (
        <ActionIcon
          key={way}
          variant="subtle"
          color="gray"
          size={26}
          disabled={way === 'up' ? at === 0 : at === count - 1}
          aria-label={t(way === 'up' ? 'column_up' : 'column_down', { what: name })}
          onClick={() => put(at, way === 'up' ? at - 1 : at + 1)}
        >
          <Icon name={way} size={14} />
        </ActionIcon>
      ))}
      <ActionIcon
        variant="subtle"
        color="gray"
        size={26}
        disabled={count === 1}
        aria-label={t('column_remove', { what: name })}
        onClick={() => put(at, null)}
      >
        <Icon name="close" size={14} />
      </ActionIcon>
    </li>
  );
}

export function ColumnsPanel({ entity, state }: { entity: Entity; state: ListState }) {
  const speech = useSpeech();
  const { t } = speech;
  const { catalogue } = useOffice();
  const [sought, set_sought] = useState('');
  const paths = state.columns.map((column) => column.path);
  const put = (from: number, to: number | null) => {
    const next = paths.slice();
    const [moved] = next.splice(from, 1);
    if (to !== null && moved) next.splice(to, 0, moved);
    if (next.length > 0) state.set_columns(next);
  };
  const wanted = fold(sought);
  const offered = offers(catalogue, entity, speech).filter(
    (offer) => !paths.includes(offer.path) && fold(offer.text).includes(wanted),
  );
  return (
    <div className={css['panel']}>
      <ol className={css['list']} aria-label={t('columns_shown')}>
        {state.columns.map((column, at) => (
          <Chosen key={column.path} column={column} at={at} count={paths.length} put={put} />
        ))}
      </ol>
      <TextInput
        aria-label={t('column_search')}
        placeholder={t('column_search')}
        value={sought}
        onChange={(event) => set_sought(event.currentTarget.value)}
        rightSection={<Icon name="search" size={16} />}
      />
      <ul className={css['offers']} aria-label={t('columns_offered')} tabIndex={0}>
        {offered.slice(0, 60).map((offer) => (
          <li key={offer.path}>
            <button type="button" onClick={() => state.set_columns([...paths, offer.path])}>
              <Icon name="plus" size={14} /> {offer.text}
            </button>
          </li>
        ))}
        {offered.length === 0 && <li data-quiet>{t('link_nothing')}</li>}
      </ul>
      <Button variant="default" size="xs" onClick={() => state.set_columns(null)}>
        {t('columns_reset')}
      </Button>
    </div>
  );
}
