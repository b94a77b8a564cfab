// The one record page: title, what may be done, values by heading, what hangs on it, and its history. An area's part
// puts its own overview in front of the values.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import {
  change_record,
  Problem,
  read_record,
  type Accepted,
  type Entity,
  type Field,
  type Value,
  type Values,
} from '../api';
import { keys } from '../api/keys';
import { useSpeech } from '../texts';
import { useLater } from '../ui/later';
import { useShortcuts } from '../ui/shortcuts';
import { toast } from '../ui/toast';
import { BackLink } from './back_link';
import { ask_lists, read_with_lists } from './beside';
import { ChildLists } from './children';
import { Fields } from './fields';
import { RecordForm } from './form';
import { find_field, is_empty, own_fields, title_of } from './model';
import { useOffice } from './office';
import type { RecordPart } from './parts';
import css from './record.module.css';
import { Actions, Foot, Outside } from './record_head';
import { problem_text, useSave } from './saving';
import { Shown } from './show';
import { Tabs } from '../ui/tabs';
import { ConflictView, type Conflict } from './dialogs';

const History = lazy(() => import('./history').then((module) => ({ default: module.History })));

const no_lists = {};

export function RecordPage({ entity, id, part }: { entity: Entity; id: string; part?: RecordPart }) {
  const speech = useSpeech();
  const { t } = speech;
  const client = useQueryClient();
  const [params, set_params] = useSearchParams();
  const location = useLocation();
  const { catalogue } = useOffice();
  const wanted = part?.lists ?? no_lists;
  const lists = useMemo(() => ask_lists(catalogue, entity, id, wanted), [catalogue, entity, id, wanted]);
  const { written, save_value } = useSave(entity.name);
  const [conflict, set_conflict] = useState<(Conflict & { field: Field }) | null>(null);
  const query = useQuery({
    queryKey: keys.record(entity.name, id),
    queryFn: ({ signal }) => read_with_lists(client, entity.name, id, lists, signal),
    retry: (count, error) =>
      !(error instanceof Problem && error.status < 500 && error.status > 0) && count < 2,
  });
  const late = useLater(query.isPending);
  const record = query.data;
  const title = record ? title_of(entity, record) : '';
  const may_change = !!record?.may?.['change'];
  const tabs = part ? (['overview', 'data', 'history'] as const) : (['overview', 'history'] as const);
  const tab = tabs.find((one) => one === params.get('tab')) ?? 'overview';
  const is_editing = params.get('edit') === '1' && may_change;

  useEffect(() => {
    if (title) document.title = `${title} · Teczka`;
  }, [title]);

  // The address of a merged record leads on; a link kept somewhere still works.
  const now = record && record.id !== id ? record.id : null;
  const navigate = useNavigate();
  useEffect(() => {
    if (now) void navigate(`/${entity.name}/${now}`, { replace: true, state: location.state });
  }, [now, navigate, entity.name, location.state]);

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

  const chip_of = (field: Field) => part?.chips.find((one) => one.name === field.name);
  const chips = own_fields(entity).filter(
    (field) => (field.type === 'state' || chip_of(field)) && !is_empty((record[field.name] ?? null) as Value),
  );
  const values = {
    entity,
    record,
    may_change,
    save,
    on_conflict: (problem: Problem, field: Field, value: Value) =>
      set_conflict({ complaints: problem.complaints, mine: { [field.name]: value }, field }),
  };
  const own_lists = new Set(Object.values(lists).map((one) => one?.children));
  return (
    <div className={css['page']}>
      <BackLink entity={entity} />
      <header className={css['head']}>
        <div className={css['titles']}>
          <h1>{title || speech.label(entity.one)}</h1>
          {chips.map((field) => (
            <span key={field.name} className={css['badge']} title={speech.label(field.label)}>
              {chip_of(field)?.is_labelled && <small>{speech.label(field.label)}</small>}
              <Shown
                field={field}
                value={(record[field.name] ?? null) as Value}
                entity={entity}
                row={record}
                is_chip
              />
            </span>
          ))}
        </div>
        <Actions entity={entity} record={record} edit={() => go('edit', '1')} />
      </header>
      {part && <Fields {...values} names={part.facts.filter((name) => find_field(entity, name))} />}
      <Outside entity={entity} record={record} />
      {part?.Urgent && <part.Urgent entity={entity} record={record} lists={lists} />}
      <Tabs
        label={title}
        tabs={tabs.map((code) => ({ code, text: t(`tab_${code}`) }))}
        chosen={tab}
        choose={(code) => go('tab', code === 'overview' ? null : code)}
      >
        {tab === 'history' ? (
          <Suspense>
            <History entity={entity} id={id} may_undo={may_change} />
          </Suspense>
        ) : part && tab === 'overview' ? (
          <div className={css['file']}>
            <part.Main entity={entity} record={record} lists={lists} />
            <div className={css['beside']}>
              <part.Side entity={entity} record={record} lists={lists} />
            </div>
          </div>
        ) : (
          <div className={css['columns']}>
            <div>
              <Fields {...values} without={part?.facts} />
              <Foot record={record} />
            </div>
            <div className={css['beside']}>
              <ChildLists entity={entity} record={record} except={own_lists} />
            </div>
          </div>
        )}
      </Tabs>
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
