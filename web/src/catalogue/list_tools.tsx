// What stands beside the title of a list: its saved views, grouping, columns, and the rest. Fetched after the rows.
import { ActionIcon, Button, Menu, Popover } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import type { Entity, Field } from '../api';
import { useSpeech, type TextKey } from '../texts';
import { with_book } from '../texts/books';
import { useCommands } from '../ui/commands';
import { Icon } from '../ui/icon';
import { TickItem } from '../ui/tick_item';
import { useChoice } from '../ui/store';
import { ColumnsPanel } from './columns_panel';
import type { ListData } from './list_data';
import type { ListState } from './list_state';
import { is_choice, may, own_fields } from './model';
import { useViews } from './views';
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
        <TickItem
          key={option.key}
          is_on={state.group === option.key}
          choose={() => state.set_group(option.key)}
        >
          {option.text}
        </TickItem>
      ))}
    </>
  );
}

function GroupMenu({ entity, state }: { entity: Entity; state: ListState }) {
  const { t } = useSpeech();
  return (
    <Menu alignItemsLabels="all" position="bottom-end" shadow="md" width={260}>
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
  const views = useViews(entity);
  useCommands([
    { text: t('list_print'), run: () => set_printing(true) },
    ...(may(entity, 'export') ? [{ text: t('list_export'), run: () => set_exporting(true) }] : []),
    ...(views.data ?? []).map((view) => ({
      text: t('view_named', { what: view.name }),
      run: () => state.open_view(view.id),
    })),
  ]);
  return (
    <>
      <Views entity={entity} state={state} narrow={narrow} />
      {!narrow && <GroupMenu entity={entity} state={state} />}
      {!narrow && <Columns entity={entity} state={state} />}
      <Menu alignItemsLabels="all" position="bottom-end" shadow="md" width={240}>
        <Menu.Target>
          <ActionIcon variant="default" size={30} aria-label={t('list_more')} title={t('list_more')}>
            <Icon name="more" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown mah="70vh" style={{ overflowY: 'auto' }}>
          {narrow && (
            <TickItem is_on={props.is_selecting} choose={() => props.set_selecting(!props.is_selecting)}>
              {t('select_rows')}
            </TickItem>
          )}
          {!narrow && (
            <TickItem is_on={compact === '1'} choose={() => set_compact(compact === '1' ? null : '1')}>
              {t('compact_rows')}
            </TickItem>
          )}
          <Menu.Item onClick={() => set_printing(true)}>{t('list_print')}</Menu.Item>
          {may(entity, 'export') && (
            <Menu.Item onClick={() => set_exporting(true)}>{t('list_export')}</Menu.Item>
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
