// What stands beside the title of a list: its saved views, grouping, columns, and the rest. Fetched after the rows.
import { ActionIcon, Button, Menu, Popover } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import type { Entity, Field } from '../api';
import { useSpeech, type TextKey } from '../texts';
import { with_book } from '../texts/books';
import { Icon } from '../ui/icon';
import { useChoice } from '../ui/store';
import { ColumnsPanel } from './columns_panel';
import css from './list.module.css';
import type { ListData } from './list_data';
import type { ListState } from './list_state';
import { is_choice, may, own_fields } from './model';
import { Views } from './views_menu';

const ListPrint = lazy(() => import('./list_print'));
const ListExport = lazy(() => with_book('export', import('./list_export')));

interface Props {
  entity: Entity;
  state: ListState;
  data: ListData;
  narrow: boolean;
  is_selecting: boolean;
  set_selecting: (on: boolean) => void;
}

const periods = ['year', 'quarter', 'month'] as const;

// What rows may be gathered by: codes, links, yes and no, and periods of dates.
export function group_keys(
  entity: Entity,
  name: (field: Field) => string,
  period: (key: string, of: string) => string,
) {
  return own_fields(entity).flatMap((field) => {
    if (field.type === 'date' || field.type === 'instant') {
      return periods.map((one) => ({ key: `${one}(${field.name})`, text: period(one, name(field)) }));
    }
    const fits =
      is_choice(field) ||
      ['link', 'boolean', 'country', 'currency', 'language'].includes(field.type) ||
      (field.type === 'integer' && (field.max ?? 99) < 10);
    return fits ? [{ key: field.name, text: name(field) }] : [];
  });
}

function GroupItems({ entity, state }: { entity: Entity; state: ListState }) {
  const { t, label } = useSpeech();
  const options = group_keys(
    entity,
    (field) => label(field.label),
    (period, of) => `${of}: ${t(`by_${period}` as TextKey)}`,
  );
  return (
    <>
      <Menu.Label>{t('group_by')}</Menu.Label>
      {[{ key: '', text: t('group_off') }, ...options].map((option) => (
        <Menu.Item
          key={option.key}
          role="menuitemradio"
          aria-checked={state.group === option.key}
          leftSection={
            <span className={css['tick']}>
              {state.group === option.key && <Icon name="check" size={16} />}
            </span>
          }
          onClick={() => state.set_group(option.key)}
        >
          {option.text}
        </Menu.Item>
      ))}
    </>
  );
}

function GroupMenu({ entity, state }: { entity: Entity; state: ListState }) {
  const { t } = useSpeech();
  return (
    <Menu position="bottom-end" shadow="md" width={260}>
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          data-on={!!state.group || undefined}
          leftSection={<Icon name="group" size={16} />}
        >
          {t('group')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflowY: 'auto' }}>
        <GroupItems entity={entity} state={state} />
      </Menu.Dropdown>
    </Menu>
  );
}

function Columns({ entity, state }: { entity: Entity; state: ListState }) {
  const { t } = useSpeech();
  const [opened, set_opened] = useState(false);
  return (
    <Popover
      opened={opened}
      onChange={set_opened}
      position="bottom-end"
      width={340}
      shadow="md"
      trapFocus
      returnFocus
      withinPortal
    >
      <Popover.Target>
        <Button
          variant="default"
          size="xs"
          aria-expanded={opened}
          leftSection={<Icon name="columns" size={16} />}
          onClick={() => set_opened(!opened)}
        >
          {t('columns')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <ColumnsPanel entity={entity} state={state} />
      </Popover.Dropdown>
    </Popover>
  );
}

export default function ListTools(props: Props) {
  const { entity, state, narrow } = props;
  const { t } = useSpeech();
  const [compact, set_compact] = useChoice('compact');
  const [is_printing, set_printing] = useState(false);
  const [is_exporting, set_exporting] = useState(false);
  const tick = (on: boolean) => <span className={css['tick']}>{on && <Icon name="check" size={16} />}</span>;
  return (
    <>
      <Views entity={entity} state={state} narrow={narrow} />
      {!narrow && <GroupMenu entity={entity} state={state} />}
      {!narrow && <Columns entity={entity} state={state} />}
      <Menu position="bottom-end" shadow="md" width={240}>
        <Menu.Target>
          <ActionIcon variant="default" size={30} aria-label={t('list_more')} title={t('list_more')}>
            <Icon name="more" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown mah="70vh" style={{ overflowY: 'auto' }}>
          {narrow && (
            <Menu.Item
              leftSection={tick(props.is_selecting)}
              onClick={() => props.set_selecting(!props.is_selecting)}
            >
              {t('select_rows')}
            </Menu.Item>
          )}
          {!narrow && (
            <Menu.Item
              role="menuitemcheckbox"
              aria-checked={compact === '1'}
              leftSection={tick(compact === '1')}
              onClick={() => set_compact(compact === '1' ? null : '1')}
            >
              {t('compact_rows')}
            </Menu.Item>
          )}
          <Menu.Item leftSection={tick(false)} onClick={() => set_printing(true)}>
            {t('list_print')}
          </Menu.Item>
          {may(entity, 'export') && (
            <Menu.Item leftSection={tick(false)} onClick={() => set_exporting(true)}>
              {t('list_export')}
            </Menu.Item>
          )}
          {narrow && <GroupItems entity={entity} state={state} />}
        </Menu.Dropdown>
      </Menu>
      {is_printing && (
        <Suspense>
          <ListPrint entity={entity} state={state} done={() => set_printing(false)} />
        </Suspense>
      )}
      {is_exporting && (
        <Suspense>
          <ListExport
            entity={entity}
            where={state.where}
            order={state.order}
            columns={state.columns.map((column) => column.path)}
            close={() => set_exporting(false)}
          />
        </Suspense>
      )}
    </>
  );
}
