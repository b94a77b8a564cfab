// The saved views of a list: open one, keep what stands here now as a new one or in the old one, share it, let it go.
import { Button, Menu, Modal, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  change_record,
  create_record,
  delete_record,
  type Entity,
  type LinkValue,
  type Value,
  type SentValues,
} from '../api';
import { keys } from '../api/keys';
import { useSpeech } from '../texts';
import { Icon } from '../ui/icon';
import { TickItem } from '../ui/tick_item';
import { keep_choice } from '../ui/store';
import { toast } from '../ui/toast';
import { write_widths } from './columns';
import { LinksInput } from './link_input';
import css from './list.module.css';
import type { ListState } from './list_state';
import { is_link, may } from './model';
import { useOffice } from './office';
import { problem_text, useUndo } from './saving';
import { useViews, type SavedView } from './views';

interface Props {
  entity: Entity;
  state: ListState;
}

// The layout as the address spells it.
const layout_of = (state: ListState): SentValues => ({
  condition: state.where || null,
  order: state.order,
  columns: state.columns.map((column) => column.path).join(','),
  widths: write_widths(state.widths) || null,
  grouping: state.group || null,
});

function useWriting(entity: Entity, state: ListState) {
  const client = useQueryClient();
  const { t, error: say } = useSpeech();
  const undo = useUndo();
  const done = async (text: string, op: string) => {
    await client.invalidateQueries({ queryKey: keys.lists('saved_view') });
    toast({ text, action: { label: t('undo'), run: () => void undo(op) } });
  };
  const attempt = async (act: () => Promise<void>) => {
    try {
      await act();
      return true;
    } catch (error) {
      toast({ text: problem_text(error, say), is_error: true });
      return false;
    }
  };
  const create = (name: string, groups: LinkValue[]) =>
    attempt(async () => {
      const shared_with = groups.flatMap((one) => one.id ?? []);
      const set = { ...layout_of(state), name, entity: entity.name, shared_with };
      const answer = await create_record('saved_view', set);
      await done(t('view_saved', { what: name }), answer.op);
      if (answer.record) state.open_view(answer.record.id);
    });
  const change = (view: SavedView, set: SentValues) =>
    attempt(async () => {
      const answer = await change_record('saved_view', view.id, view.rev, set);
      keep_choice(`widths.${view.id}`, null);
      await done(t('view_saved', { what: String(set['name'] ?? view.name) }), answer.op);
      state.open_view(view.id);
    });
  const remove = (view: SavedView) =>
    attempt(async () => {
      const { op } = await delete_record('saved_view', view.id, view.rev);
      state.open_view(null);
      await done(t('view_removed', { what: view.name }), op);
    });
  return { create, change, remove };
}

interface NamingProps {
  view: SavedView | null;
  save: (name: string, groups: LinkValue[]) => Promise<boolean>;
  close: () => void;
}

function Naming({ view, save, close }: NamingProps) {
  const { t } = useSpeech();
  const [name, set_name] = useState(view?.name ?? '');
  const shared = (view?.['shared_with'] ?? []) as Value;
  const [groups, set_groups] = useState<LinkValue[]>(
    Array.isArray(shared) ? (shared.filter(is_link) as LinkValue[]) : [],
  );
  return (
    <Modal
      opened
      onClose={close}
      title={t(view ? 'view_change' : 'view_new')}
      closeButtonProps={{ 'aria-label': t('close') }}
      centered
    >
      <form
        className={css['naming']}
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          if (name.trim()) void save(name.trim(), groups).then((ok) => ok && close());
        }}
      >
        <TextInput
          label={t('view_name')}
          value={name}
          data-autofocus
          required
          maxLength={100}
          onChange={(event) => set_name(event.currentTarget.value)}
        />
        <LinksInput
          to="user_group"
          label={t('view_shared')}
          description={t('view_shared_help')}
          value={groups}
          onChange={set_groups}
        />
        <div className={css['buttons']}>
          <Button variant="default" onClick={close}>
            {t('cancel')}
          </Button>
          <Button type="submit" disabled={!name.trim()}>
            {t('view_save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

export function Views({ entity, state, narrow }: Props & { narrow: boolean }) {
  const { t, label } = useSpeech();
  const { session, catalogue } = useOffice();
  const views = useViews(entity);
  const writing = useWriting(entity, state);
  const [naming, set_naming] = useState<'new' | 'change' | null>(null);
  const saved_view = catalogue.find('saved_view');
  if (!saved_view) return null;
  const { view } = state;
  const is_of_me = (one: SavedView) => is_link(one['owner']) && one['owner'].id === session.user.id;
  const all = views.data ?? [];
  const own = all.filter(is_of_me);
  const shared = all.filter((one) => !is_of_me(one));
  const is_mine = !!view && (is_of_me(view) || session.groups.includes('administrator'));
  const item = (one: SavedView) => (
    <TickItem key={one.id} is_on={one.id === view?.id} choose={() => state.open_view(one.id)}>
      {one.name}
    </TickItem>
  );
  return (
    <>
      <Menu alignItemsLabels="all" position="bottom-end" shadow="md" width={280}>
        <Menu.Target>
          <Button
            variant="default"
            size="xs"
            data-on={!!view || undefined}
            aria-label={t('views')}
            leftSection={narrow ? undefined : <Icon name="view" size={16} />}
          >
            {narrow ? <Icon name="view" size={16} /> : t('views')}
            {view && state.is_changed && <span className={css['dot']} title={t('view_changed')} />}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={480} style={{ overflowY: 'auto' }}>
          <TickItem is_on={!view} choose={() => state.open_view(null)}>
            {t('view_plain', { what: label(entity.many).toLowerCase() })}
          </TickItem>
          {own.length > 0 && <Menu.Label>{t('views_own')}</Menu.Label>}
          {own.map(item)}
          {shared.length > 0 && <Menu.Label>{t('views_shared')}</Menu.Label>}
          {shared.map(item)}
          <Menu.Divider />
          {view && is_mine && state.is_changed && (
            <Menu.Item onClick={() => void writing.change(view, layout_of(state))}>
              {t('view_keep', { what: view.name })}
            </Menu.Item>
          )}
          {view && state.is_changed && (
            <Menu.Item
              onClick={() => {
                keep_choice(`widths.${view.id}`, null);
                state.open_view(view.id);
              }}
            >
              {t('view_revert')}
            </Menu.Item>
          )}
          {may(saved_view, 'create') && (
            <Menu.Item onClick={() => set_naming('new')}>{t('view_save_new')}</Menu.Item>
          )}
          {view && is_mine && (
            <>
              <Menu.Item onClick={() => set_naming('change')}>{t('view_change')}</Menu.Item>
              <Menu.Item color="var(--red)" onClick={() => void writing.remove(view)}>
                {t('view_remove', { what: view.name })}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {naming && (
        <Naming
          view={naming === 'change' ? view : null}
          close={() => set_naming(null)}
          save={(name, groups) =>
            naming === 'change' && view
              ? writing.change(view, { name, shared_with: groups.flatMap((one) => one.id ?? []) })
              : writing.create(name, groups)
          }
        />
      )}
    </>
  );
}
