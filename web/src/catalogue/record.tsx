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
  type FullRecord,
  type Value,
  type SentValues,
} from '../api';
import { keys } from '../api/keys';
import { useSpeech } from '../texts';
import { format_date } from '../texts/format';
import { useLater } from '../ui/later';
import { useShortcuts } from '../ui/shortcuts';
import { toast } from '../ui/toast';
import { BackLink } from './back_link';
import { ask_lists, read_with_lists, type AskedLists } from './beside';
import { ChildLists } from './children';
import { Fields } from './fields';
import { RecordForm } from './form';
import { find_field, is_empty, sent_values, shown_fields, title_of } from './model';
import { useFrozen, useOffice } from './office';
import type { RecordPart } from './parts';
import css from './record.module.css';
import { Actions, Foot, Outside } from './record_head';
import { problem_text, useSave } from './saving';
import { Shown } from './show';
import { Tabs } from '../ui/tabs';
import { ConflictView, type Conflict } from './dialogs';

const RecordCommands = lazy(() =>
  import('./record_commands').then((module) => ({ default: module.RecordCommands })),
);
const History = lazy(() => import('./history').then((module) => ({ default: module.History })));

const no_lists = {};

type Tab = 'overview' | 'data' | 'history';
const tabs_with_part: readonly Tab[] = ['overview', 'data', 'history'];
const tabs_alone: readonly Tab[] = ['overview', 'history'];

interface Props {
  entity: Entity;
  id: string;
  part?: RecordPart;
}

// The record with the lists beside it. The address of a merged record leads on; a link kept somewhere still works.
function useRecord({ entity, id, part }: Props) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const location = useLocation();
  const { catalogue } = useOffice();
  const wanted = part?.lists ?? no_lists;
  const lists = useMemo(() => ask_lists(catalogue, entity, id, wanted), [catalogue, entity, id, wanted]);
  const query = useQuery({
    queryKey: keys.record(entity.name, id),
    queryFn: ({ signal }) => read_with_lists(client, entity.name, id, lists, signal),
    retry: (count, error) =>
      !(error instanceof Problem && error.status < 500 && error.status > 0) && count < 2,
  });
  const title = query.data ? title_of(entity, query.data) : '';
  useEffect(() => {
    if (title) document.title = `${title} · Teczka`;
  }, [title]);
  const now = query.data && query.data.id !== id ? query.data.id : null;
  useEffect(() => {
    if (now) void navigate(`/${entity.name}/${now}`, { replace: true, state: location.state });
  }, [now, navigate, entity.name, location.state]);
  return { query, lists, title };
}

function usePlace() {
  const [params, set_params] = useSearchParams();
  const location = useLocation();
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
  return { params, go };
}

// Values changed where they stand; when somebody else changed the same, both are shown.
function useValues(entity: Entity, record: FullRecord) {
  const speech = useSpeech();
  const client = useQueryClient();
  const { written, save_value } = useSave(entity.name);
  const [conflict, set_conflict] = useState<(Conflict & { field: Field }) | null>(null);
  const save = async (field: Field, value: Value, accept?: Accepted, along?: SentValues) => {
    await save_value(record, field, value, accept, along);
  };
  const settle = async (names: string[]) => {
    if (!conflict) return;
    set_conflict(null);
    try {
      const fresh = await read_record(entity.name, record.id);
      client.setQueryData(keys.record(entity.name, record.id), fresh);
      if (names.length === 0) return;
      const set = sent_values(entity, conflict.mine, names);
      written(await change_record(entity.name, record.id, fresh.rev, set), speech.t('merged_toast'));
    } catch (error) {
      toast({ text: problem_text(error, speech.error), is_error: true });
    }
  };
  const on_conflict = (problem: Problem, field: Field, value: Value) =>
    set_conflict({ complaints: problem.complaints, mine: { [field.name]: value }, field });
  return { save, settle, on_conflict, conflict, set_conflict };
}

function Chips({ entity, record, part }: { entity: Entity; record: FullRecord; part?: RecordPart }) {
  const { label } = useSpeech();
  const chip_of = (field: Field) => part?.chips.find((one) => one.name === field.name);
  const chips = shown_fields(entity).filter(
    (field) => (field.type === 'state' || chip_of(field)) && !is_empty((record[field.name] ?? null) as Value),
  );
  return chips.map((field) => (
    <span key={field.name} className={css['badge']} title={label(field.label)}>
      {chip_of(field)?.is_labelled && <small>{label(field.label)}</small>}
      <Shown
        field={field}
        value={(record[field.name] ?? null) as Value}
        entity={entity}
        row={record}
        is_chip
      />
    </span>
  ));
}

// On paper: whose this is, and of which day.
function PrintHead() {
  const { language } = useSpeech();
  const { session } = useOffice();
  return (
    <p className={css['printhead']} aria-hidden="true">
      <span>{session.office.name}</span>
      <span>{format_date(session.today, language)}</span>
    </p>
  );
}

interface OpenProps {
  entity: Entity;
  record: FullRecord;
  title: string;
  lists: AskedLists;
  part?: RecordPart;
}

function OpenRecord({ entity, record, title, lists, part }: OpenProps) {
  const { t, label } = useSpeech();
  const { params, go } = usePlace();
  const { save, settle, on_conflict, conflict, set_conflict } = useValues(entity, record);
  const tabs = part ? tabs_with_part : tabs_alone;
  const tab = tabs.find((one) => one === params.get('tab')) ?? 'overview';
  const may_change = !useFrozen() && !!record.may?.['change'];
  const values = { entity, record, may_change, save, on_conflict };
  const own_lists = new Set(Object.values(lists).map((one) => one?.children));
  return (
    <div className={css['page']}>
      <PrintHead />
      <BackLink entity={entity} />
      <header className={css['head']}>
        <div className={css['titles']}>
          <h1>{title || label(entity.one)}</h1>
          <Chips entity={entity} record={record} {...(part && { part })} />
        </div>
        <Actions entity={entity} record={record} edit={() => go('edit', '1')} />
      </header>
      <Suspense>
        <RecordCommands entity={entity} record={record} go={go} />
      </Suspense>
      {part?.Head && <part.Head entity={entity} record={record} lists={lists} />}
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
            <History entity={entity} id={record.id} may_undo={may_change} />
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

export function RecordPage(props: Props) {
  const { entity, id, part } = props;
  const { t, error: say } = useSpeech();
  const { query, lists, title } = useRecord(props);
  const { params, go } = usePlace();
  const late = useLater(query.isPending);
  const record = query.data;
  const may_change = !useFrozen() && !!record?.may?.['change'];
  useShortcuts({ e: () => may_change && go('edit', '1') });
  if (query.isError) {
    return (
      <div className={css['page']}>
        <BackLink entity={entity} />
        <p role="alert" className={css['missing']}>
          {problem_text(query.error, say)}
        </p>
      </div>
    );
  }
  if (!record) return <div className={css['page']}>{late && <p data-quiet>{t('loading')}</p>}</div>;
  if (params.get('edit') === '1' && may_change)
    return <RecordForm key={id} entity={entity} record={record} leave={() => go('edit', null)} />;
  return <OpenRecord entity={entity} record={record} title={title} lists={lists} {...(part && { part })} />;
}
