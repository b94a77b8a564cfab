// The one record page: title, what may be done, values by heading, what hangs on it, and its history.
import { ActionIcon, Button, Menu } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useContext, useEffect, useState } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import {
  act_on_record,
  change_record,
  delete_record,
  Problem,
  read_record,
  type Accepted,
  type Entity,
  type Field,
  type FullRecord,
  type Move,
  type Value,
  type Values,
} from '../api';
import { keys } from '../api/keys';
import { useSpeech } from '../texts';
import { format_instant } from '../texts/format';
import { Icon, type IconName } from '../ui/icon';
import { useLater } from '../ui/later';
import { useShortcuts } from '../ui/shortcuts';
import { toast } from '../ui/toast';
import { BackLink } from './back_link';
import { ChildLists } from './children';
import { Fields } from './fields';
import { RecordForm } from './form';
import { History } from './history';
import { form_fields, is_empty, own_fields, plain, title_of } from './model';
import { useOffice } from './office';
import { PartsContext } from './parts';
import css from './record.module.css';
import { forget_lists, problem_text, useSave, useUndo } from './saving';
import { choice_label, outside_link, Shown } from './show';
import { ConflictView, type Conflict } from './trouble';

// Call, write, look at the map: what one does with a client on the way.
function Outside({ entity, record }: { entity: Entity; record: FullRecord }) {
  const { t } = useSpeech();
  const links: { href: string; icon: IconName; text: string }[] = [];
  for (const field of own_fields(entity)) {
    const text = plain((record[field.name] ?? null) as Value);
    const href = text && field.type === 'text' ? outside_link(field, text) : null;
    if (!href) continue;
    const [icon, key] = href.startsWith('tel:')
      ? (['phone', 'call'] as const)
      : href.startsWith('mailto:')
        ? (['mail', 'mail'] as const)
        : (['globe', 'website'] as const);
    if (!links.some((one) => one.icon === icon)) links.push({ href, icon, text: t(key) });
  }
  const place = ['address_street', 'address_postal_code', 'address_city'].map((name) =>
    plain((record[name] ?? null) as Value),
  );
  if (place[2]) {
    links.push({
      href: `https://www.openstreetmap.org/search?query=${encodeURIComponent(place.filter(Boolean).join(' '))}`,
      icon: 'map',
      text: t('map'),
    });
  }
  if (links.length === 0) return null;
  return (
    <ul className={css['outside']} data-print="no">
      {links.map((one) => (
        <li key={one.href}>
          <a
            href={one.href}
            rel="noopener noreferrer"
            target={one.href.startsWith('http') ? '_blank' : undefined}
          >
            <Icon name={one.icon} size={16} /> {one.text}
          </a>
        </li>
      ))}
    </ul>
  );
}

function Foot({ record }: { record: FullRecord }) {
  const { t, language } = useSpeech();
  const { session } = useOffice();
  const when = (name: string) => format_instant(String(record[name]), language, session.office.time_zone);
  const who = (name: string) => plain((record[name] ?? null) as Value);
  if (is_empty(record['created_at'] as Value)) return null;
  return (
    <p className={css['foot']}>
      {who('created_by')
        ? t('created_by', { when: when('created_at'), who: who('created_by') })
        : t('created', { when: when('created_at') })}
      {!is_empty(record['changed_at'] as Value) && record['changed_at'] !== record['created_at'] && (
        <>
          {' '}
          ·{' '}
          {who('changed_by')
            ? t('changed_by', { when: when('changed_at'), who: who('changed_by') })
            : t('changed', { when: when('changed_at') })}
        </>
      )}
    </p>
  );
}

function useActions(entity: Entity, record: FullRecord) {
  const speech = useSpeech();
  const client = useQueryClient();
  const navigate = useNavigate();
  const location = useLocation();
  const { written } = useSave(entity.name);
  const take_back = useUndo();
  const say = (error: unknown) => toast({ text: problem_text(error, speech.error), is_error: true });

  const move = async (field: Field, to: Move) => {
    try {
      const set = { [field.name]: to.to };
      const answer =
        to.action === 'change'
          ? await change_record(entity.name, record.id, record.rev, set)
          : await act_on_record(entity.name, record.id, to.action, record.rev, set);
      written(
        answer,
        speech.t('saved', { what: `${speech.label(field.label)} → ${choice_label(field, to.to, speech)}` }),
      );
    } catch (error) {
      say(error);
    }
  };
  const remove = async () => {
    try {
      const { op } = await delete_record(entity.name, record.id, record.rev);
      forget_lists(client, entity.name);
      client.removeQueries({ queryKey: keys.record(entity.name, record.id) });
      toast({
        text: speech.t('deleted_toast', { what: title_of(entity, record) }),
        action: { label: speech.t('undo'), run: () => void take_back(op) },
      });
      void navigate((location.state as { back?: string } | null)?.back ?? `/${entity.name}`);
    } catch (error) {
      say(error);
    }
  };
  return { move, remove };
}

function Actions({ entity, record, edit }: { entity: Entity; record: FullRecord; edit: () => void }) {
  const speech = useSpeech();
  const { t } = speech;
  const { move, remove } = useActions(entity, record);
  const may = record.may ?? {};
  const states = own_fields(entity).filter((field) => field.type === 'state');
  const moves = states.flatMap((field) =>
    (field.moves ?? [])
      .filter(
        (one) =>
          one.from === record[field.name] &&
          may[one.action] !== false &&
          (may[one.action] || entity.verbs.includes(one.action)),
      )
      .map((one) => ({ field, one })),
  );
  return (
    <div className={css['actions']} data-print="no">
      {may['change'] && form_fields(entity).length > 0 && (
        <Button size="xs" variant="default" leftSection={<Icon name="edit" size={16} />} onClick={edit}>
          {t('edit')}
        </Button>
      )}
      <Menu position="bottom-end" shadow="md" width={240}>
        <Menu.Target>
          <ActionIcon variant="default" size={30} aria-label={t('more_actions')}>
            <Icon name="more" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {moves.map(({ field, one }) => (
            <Menu.Item key={field.name + one.to} onClick={() => void move(field, one)}>
              {speech.label(field.label)} {t('move_to', { state: choice_label(field, one.to, speech) })}
            </Menu.Item>
          ))}
          {moves.length > 0 && <Menu.Divider />}
          <Menu.Item onClick={() => window.print()}>{t('print')}</Menu.Item>
          {may['delete'] && (
            <Menu.Item color="red" onClick={() => void remove()}>
              {t('delete')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

export function RecordPage({ entity, id }: { entity: Entity; id: string }) {
  const speech = useSpeech();
  const { t } = speech;
  const client = useQueryClient();
  const [params, set_params] = useSearchParams();
  const location = useLocation();
  const parts = useContext(PartsContext)[entity.name] ?? {};
  const { written, save_value } = useSave(entity.name);
  const [conflict, set_conflict] = useState<(Conflict & { field: Field }) | null>(null);
  const query = useQuery({
    queryKey: keys.record(entity.name, id),
    queryFn: ({ signal }) => read_record(entity.name, id, signal),
    retry: (count, error) =>
      !(error instanceof Problem && error.status < 500 && error.status > 0) && count < 2,
  });
  const late = useLater(query.isPending);
  const record = query.data;
  const title = record ? title_of(entity, record) : '';
  const may_change = !!record?.may?.['change'];
  const tab = params.get('tab') === 'history' ? 'history' : 'overview';
  const is_editing = params.get('edit') === '1' && may_change;

  useEffect(() => {
    if (title) document.title = `${title} · Teczka`;
  }, [title]);

  const go = (name: string, value: string | null) =>
    set_params(
      (old) => {
        const next = new URLSearchParams(old);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true, state: location.state },
    );
  useShortcuts({ e: () => may_change && go('edit', '1') });

  if (query.isError) {
    return (
      <div className={css['page']}>
        <BackLink entity={entity} />
        <p role="alert" className={css['missing']}>
          {problem_text(query.error, speech.error)}
        </p>
      </div>
    );
  }
  if (!record) return <div className={css['page']}>{late && <p data-quiet>{t('loading')}</p>}</div>;
  if (is_editing)
    return <RecordForm key={id} entity={entity} record={record} leave={() => go('edit', null)} />;

  const save = async (field: Field, value: Value, accept?: Accepted, along?: Values) => {
    await save_value(record, field, value, accept, along);
  };
  const settle = async (names: string[]) => {
    if (!conflict) return;
    set_conflict(null);
    try {
      const fresh = await read_record(entity.name, id);
      client.setQueryData(keys.record(entity.name, id), fresh);
      if (names.length === 0) return;
      const set = Object.fromEntries(names.map((name) => [name, conflict.mine[name] ?? null]));
      written(await change_record(entity.name, id, fresh.rev, set), t('merged_toast'));
    } catch (error) {
      toast({ text: problem_text(error, speech.error), is_error: true });
    }
  };

  const badges = own_fields(entity).filter(
    (field) => field.type === 'state' && !is_empty((record[field.name] ?? null) as Value),
  );
  const Beside = parts.Beside;
  const Alert = parts.Alert;
  return (
    <div className={css['page']}>
      <BackLink entity={entity} />
      <header className={css['head']}>
        <div className={css['titles']}>
          <h1>{title || speech.label(entity.one)}</h1>
          {badges.map((field) => (
            <span key={field.name} className={css['badge']}>
              <Shown
                field={field}
                value={(record[field.name] ?? null) as Value}
                entity={entity}
                row={record}
              />
            </span>
          ))}
        </div>
        <Actions entity={entity} record={record} edit={() => go('edit', '1')} />
      </header>
      {Alert && <Alert entity={entity} record={record} />}
      <Outside entity={entity} record={record} />
      <div className={css['tabs']} role="tablist" aria-label={title} data-print="no">
        {(['overview', 'history'] as const).map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-selected={tab === name}
            aria-controls="tab-panel"
            tabIndex={tab === name ? 0 : -1}
            onClick={() => go('tab', name === 'overview' ? null : name)}
            onKeyDown={(event) => {
              if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
              const other = name === 'overview' ? 'history' : 'overview';
              go('tab', other === 'overview' ? null : other);
              document.getElementById(`tab-${other}`)?.focus();
            }}
          >
            {t(name)}
          </button>
        ))}
      </div>
      <div id="tab-panel" role="tabpanel" aria-labelledby={`tab-${tab}`}>
        {tab === 'history' ? (
          <History entity={entity} id={id} may_undo={may_change} />
        ) : (
          <div className={css['columns']}>
            <div>
              <Fields
                entity={entity}
                record={record}
                may_change={may_change}
                save={save}
                on_conflict={(problem, field, value) =>
                  set_conflict({ complaints: problem.complaints, mine: { [field.name]: value }, field })
                }
              />
              <Foot record={record} />
            </div>
            <div className={css['beside']}>
              {Beside && <Beside entity={entity} record={record} />}
              <ChildLists entity={entity} record={record} options={parts.children ?? {}} />
            </div>
          </div>
        )}
      </div>
      {conflict && (
        <ConflictView
          entity={entity}
          conflict={conflict}
          settle={(names) => void settle(names)}
          cancel={() => set_conflict(null)}
        />
      )}
    </div>
  );
}
