// The one form, for a new record and for changing many values at once. What the server refuses is shown at its field,
// which gets the focus; warnings are accepted with a reason; nobody leaves unsaved changes unasked.
import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useForm, type UseFormReturn } from 'react-hook-form';
import { useBlocker, useLocation, useNavigate, useSearchParams } from 'react-router';
import {
  change_record,
  create_record,
  make_id,
  Problem,
  read_record,
  type Accepted,
  type Complaint,
  type Entity,
  type Field,
  type FullRecord,
  type Row,
  type Value,
  type SentValues,
  type Values,
} from '../api';
import { keys } from '../api/keys';
import { useSpeech } from '../texts';
import { as_object } from '../texts/nouns';
import { BackLink } from './back_link';
import css from './form.module.css';
import { FormSections } from './form_sections';
import { initial_values } from './initial';
import { unreadable } from './input';
import { changed_values, find_field, form_fields, is_changeable, title_of } from './model';
import { useFrozen, useOffice } from './office';
import { field_of, forget_lists, is_only_warnings, problem_text, useSave } from './saving';
import { ConflictView, Unsaved, Warnings, type Conflict } from './dialogs';

interface Props {
  entity: Entity;
  record?: FullRecord;
  initial?: Values;
  leave: () => void;
}

function start_values(entity: Entity, record: Row | undefined, initial: Values): Values {
  const values: Values = {};
  for (const field of form_fields(entity)) {
    values[field.name] = (record ? (record[field.name] as Value) : initial[field.name]) ?? null;
  }
  return values;
}

// Nobody leaves unsaved changes unasked; what is saved leads away by itself.
function useLeaving(dirty: boolean, record: FullRecord | undefined, leave: () => void) {
  const navigate = useNavigate();
  const location = useLocation();
  const [saved_to, set_saved_to] = useState<string | null>(null);
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      dirty &&
      saved_to === null &&
      (currentLocation.pathname !== nextLocation.pathname ||
        (!!record && !nextLocation.search.includes('edit=1'))),
  );
  useEffect(() => {
    if (!dirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [dirty]);
  useEffect(() => {
    if (saved_to === null) return;
    if (saved_to === '') leave();
    else void navigate(saved_to, { replace: true, state: location.state });
  }, [saved_to, leave, navigate, location.state]);
  return { blocker, set_saved_to };
}

type Form = UseFormReturn<Values>;

// What the server refused: at its field, as a window of warnings or of a conflict, or as one sentence.
function useRefusals(fields: Field[], { setError, setFocus }: Form, retry: () => void) {
  const speech = useSpeech();
  const [general, set_general] = useState('');
  const [warnings, set_warnings] = useState<Complaint[]>([]);
  const [conflict, set_conflict] = useState<Conflict | null>(null);
  const show = (problem: Problem, values: Values) => {
    if (problem.is_conflict) return set_conflict({ complaints: problem.complaints, mine: values });
    if (is_only_warnings(problem)) return set_warnings(problem.complaints);
    const general_ones: Complaint[] = [];
    let first = '';
    for (const one of problem.complaints) {
      const name = field_of(one);
      if (String(one.parameters['warning']) === 'true') continue;
      if (!fields.some((field) => field.name === name)) general_ones.push(one);
      else {
        setError(name, { message: one.code, type: JSON.stringify(one.parameters) });
        first ||= name;
      }
    }
    retry();
    if (first) setFocus(first);
    if (general_ones.length > 0 || problem.complaints.length === 0) {
      const said = general_ones.length ? new Problem(problem.status, general_ones) : problem;
      set_general(problem_text(said, speech.error));
    }
  };
  const refused = (error: unknown, values: Values) =>
    error instanceof Problem ? show(error, values) : set_general(problem_text(error, speech.error));
  return { refused, general, set_general, warnings, set_warnings, conflict, set_conflict };
}
type Refusals = ReturnType<typeof useRefusals>;

// Sends what was changed, or the new record; a conflict is settled with what somebody else wrote meanwhile.
function useSending({ entity, record }: Props, fields: Field[], refusals: Refusals, op: string) {
  const { t, label } = useSpeech();
  const client = useQueryClient();
  const { written } = useSave(entity.name);
  // What the form began with: a later background refresh must not move the ground under what is being typed.
  const [base, set_base] = useState(record);

  // Where to go on: '' back to the record, null nowhere.
  const send = async (values: Values, accept: Accepted = {}, rev = base?.rev ?? 0, only?: SentValues) => {
    refusals.set_general('');
    try {
      if (record && base) {
        const set = only ?? changed_values(fields, base as Values, values);
        if (Object.keys(set).length === 0) return '';
        const answer = await change_record(entity.name, record.id, rev, set, accept);
        written(answer, t('saved', { what: title_of(entity, record) }));
        return '';
      }
      const answer = await create_record(entity.name, changed_values(fields, {}, values), accept, op);
      forget_lists(client, entity.name);
      const what = answer.record && title_of(entity, answer.record);
      written(answer, t('created_toast', { what: what || label(entity.one) }));
      return answer.record ? `/${entity.name}/${answer.record.id}` : `/${entity.name}`;
    } catch (error) {
      refusals.refused(error, values);
      return null;
    }
  };
  const settle = async (names: string[]) => {
    const { conflict } = refusals;
    if (!record || !conflict) return null;
    const disputed = conflict.complaints.map(field_of);
    refusals.set_conflict(null);
    const fresh = await read_record(entity.name, record.id);
    client.setQueryData(keys.record(entity.name, record.id), fresh);
    const wanted = changed_values(fields, (base ?? {}) as Values, conflict.mine);
    const set = Object.fromEntries(
      Object.entries(wanted).filter(([name]) => !disputed.includes(name) || names.includes(name)),
    );
    set_base(fresh);
    return Object.keys(set).length === 0 ? '' : send(conflict.mine, {}, fresh.rev, set);
  };
  return { send, settle };
}

// What cannot be read is told without asking the server.
function find_unreadable(fields: Field[], values: Values, { setError, setFocus }: Form): boolean {
  const wrong = fields.flatMap((field) => {
    const code = unreadable(field, values[field.name] ?? null);
    return code ? [{ name: field.name, code }] : [];
  });
  for (const { name, code } of wrong) setError(name, { message: code });
  if (wrong[0]) setFocus(wrong[0].name);
  return wrong.length > 0;
}

export function RecordForm(props: Props) {
  const { entity, record, initial = {}, leave } = props;
  const { t, label, language } = useSpeech();
  const navigate = useNavigate();
  const is_new = !record;
  const is_frozen = useFrozen();
  const fields = useMemo(
    () => form_fields(entity).filter((field) => is_new || is_changeable(field)),
    [entity, is_new],
  );
  const [begun] = useState(() => start_values(entity, record, initial));
  const [op, set_op] = useState(make_id);
  const form = useForm<Values>({ defaultValues: begun, shouldFocusError: true });
  const { control, handleSubmit, formState, clearErrors } = form;
  const dirty = Object.keys(formState.dirtyFields).length > 0;
  const { blocker, set_saved_to } = useLeaving(dirty, record, leave);
  const refusals = useRefusals(fields, form, () => set_op(make_id()));
  const { send, settle } = useSending(props, fields, refusals, op);
  const { general, warnings, conflict } = refusals;

  const submit = handleSubmit(async (values) => {
    if (!find_unreadable(fields, values, form)) set_saved_to(await send(values));
  });
  const errors = Object.keys(formState.errors).length;
  const title = record
    ? title_of(entity, record)
    : t('new_one', { what: as_object(label(entity.one), language) });
  return (
    <form
      className={css['form']}
      noValidate
      onSubmit={(event) => {
        clearErrors();
        void submit(event);
      }}
      onKeyDown={(event) => {
        if (event.key === 's' && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          event.currentTarget.requestSubmit();
        }
      }}
    >
      <BackLink entity={entity} />
      <h1 className={css['title']}>{title}</h1>
      <FormSections entity={entity} record={record} fields={fields} begun={begun} control={control} />
      <div className={css['bar']}>
        <Button type="submit" loading={formState.isSubmitting} disabled={is_frozen}>
          {t('save')}
        </Button>
        <Button variant="default" onClick={() => (record ? leave() : void navigate(-1))}>
          {t('cancel')}
        </Button>
        <span role="alert" className={css['problem']}>
          {general || (errors > 0 ? t('form_has_errors', { count: errors }) : '')}
        </span>
      </div>
      {blocker.state === 'blocked' && (
        <Unsaved leave={() => blocker.proceed()} stay={() => blocker.reset()} />
      )}
      {warnings.length > 0 && (
        <Warnings
          complaints={warnings}
          cancel={() => refusals.set_warnings([])}
          accept={(accepted) => {
            refusals.set_warnings([]);
            void send(form.getValues(), accepted).then(set_saved_to);
          }}
        />
      )}
      {conflict && (
        <ConflictView
          entity={entity}
          conflict={conflict}
          settle={(names) => void settle(names).then(set_saved_to)}
          cancel={() => refusals.set_conflict(null)}
        />
      )}
    </form>
  );
}

// A new record; the address may name links to begin with (?company=ID), whose titles are asked for first.
export function CreatePage({ entity }: { entity: Entity }) {
  const { t, label, language } = useSpeech();
  const { session } = useOffice();
  const navigate = useNavigate();
  const [begun] = useState(() => initial_values(entity, session));
  const [params] = useSearchParams();
  const given = [...params.entries()].filter(([name]) => find_field(entity, name)?.type === 'link');
  const links = useQuery({
    queryKey: ['prefill', entity.name, params.toString()],
    enabled: given.length > 0,
    staleTime: Infinity,
    queryFn: async () => {
      const values: Values = {};
      for (const [name, id] of given) {
        const to = find_field(entity, name)?.to;
        if (to)
          values[name] = await read_record(to, id).then(
            (one) => ({ id, title: one.display }),
            () => null,
          );
      }
      return values;
    },
  });
  useEffect(() => {
    document.title = `${t('new_one', { what: as_object(label(entity.one), language) })} · Teczka`;
  }, [entity, label, language, t]);
  if (given.length > 0 && links.isPending) return null;
  return (
    <RecordForm
      key={entity.name}
      entity={entity}
      initial={{ ...begun, ...links.data }}
      leave={() => void navigate(-1)}
    />
  );
}
