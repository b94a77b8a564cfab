// The one form, for a new record and for changing many values at once. What the server refuses is shown at its field,
// which gets the focus; warnings are accepted with a reason; nobody leaves unsaved changes unasked.
import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { Controller, useForm } from 'react-hook-form';
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
  type FullRecord,
  type Row,
  type Value,
  type Values,
} from '../api';
import { keys } from '../api/keys';
import { useSpeech } from '../texts';
import { BackLink } from './back_link';
import css from './form.module.css';
import { unreadable, ValueInput } from './input';
import {
  changed_values,
  currency_of,
  find_field,
  form_fields,
  is_empty,
  sections_of,
  title_of,
} from './model';
import { useOffice } from './office';
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

export function RecordForm({ entity, record, initial = {}, leave }: Props) {
  const speech = useSpeech();
  const { t, label } = speech;
  const client = useQueryClient();
  const navigate = useNavigate();
  const location = useLocation();
  const { session } = useOffice();
  const { written } = useSave(entity.name);
  // What the form began with: a later background refresh must not move the ground under what is being typed.
  const [base, set_base] = useState(record);
  const fields = useMemo(() => form_fields(entity), [entity]);
  const [op, set_op] = useState(make_id);
  const [general, set_general] = useState('');
  const [warnings, set_warnings] = useState<Complaint[]>([]);
  const [conflict, set_conflict] = useState<Conflict | null>(null);
  const form = useForm<Values>({
    defaultValues: start_values(entity, record, initial),
    shouldFocusError: true,
  });
  const { control, handleSubmit, setError, setFocus, formState, clearErrors } = form;
  const dirty = Object.keys(formState.dirtyFields).length > 0;
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

  const refused = (problem: Problem, values: Values) => {
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
    set_op(make_id());
    if (first) setFocus(first);
    if (general_ones.length > 0 || problem.complaints.length === 0) {
      set_general(
        problem_text(general_ones.length ? new Problem(problem.status, general_ones) : problem, speech.error),
      );
    }
  };

  const send = async (values: Values, accept: Accepted = {}, rev = base?.rev ?? 0, only?: Values) => {
    set_general('');
    try {
      if (record && base) {
        const set = only ?? changed_values(fields, base as Values, values);
        if (Object.keys(set).length === 0) return set_saved_to('');
        written(
          await change_record(entity.name, record.id, rev, set, accept),
          t('saved', { what: title_of(entity, record) }),
        );
        set_saved_to('');
      } else {
        const empty: Values = {};
        const answer = await create_record(entity.name, changed_values(fields, empty, values), accept, op);
        forget_lists(client, entity.name);
        written(answer, t('created_toast', { what: title_of(entity, answer.record) || label(entity.one) }));
        set_saved_to(`/${entity.name}/${answer.record.id}`);
      }
    } catch (error) {
      if (error instanceof Problem) refused(error, values);
      else set_general(problem_text(error, speech.error));
    }
  };

  const submit = handleSubmit((values) => {
    let first = '';
    for (const field of fields) {
      const code = unreadable(field, values[field.name] ?? null);
      if (code) {
        setError(field.name, { message: code });
        first ||= field.name;
      }
    }
    if (first) return setFocus(first);
    return send(values);
  });

  const settle = async (names: string[]) => {
    if (!record || !conflict) return;
    const mine = conflict.mine;
    const disputed = conflict.complaints.map(field_of);
    set_conflict(null);
    const fresh = await read_record(entity.name, record.id);
    client.setQueryData(keys.record(entity.name, record.id), fresh);
    const wanted = changed_values(fields, (base ?? {}) as Values, mine);
    const set = Object.fromEntries(
      Object.entries(wanted).filter(([name]) => !disputed.includes(name) || names.includes(name)),
    );
    set_base(fresh);
    if (Object.keys(set).length === 0) return set_saved_to('');
    await send(mine, {}, fresh.rev, set);
  };

  const errors = Object.keys(formState.errors).length;
  const title = record ? title_of(entity, record) : t('new_one', { what: label(entity.one).toLowerCase() });
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
      {sections_of(entity, fields).map((section, at, all) => (
        <fieldset key={section.code} className={css['section']}>
          <legend className={section.label || all.length > 1 ? undefined : 'unseen'}>
            {section.label ? label(section.label) : t(all.length > 1 ? 'other_group' : 'general')}
          </legend>
          <div className={css['grid']}>
            {section.fields.map((field, place) => (
              <div key={field.name} className={css['field']} data-wide={field.type === 'note' || undefined}>
                <Controller
                  name={field.name}
                  control={control}
                  rules={{
                    validate: (value) =>
                      !field.required || field.type === 'boolean' || !is_empty(value) || 'required',
                  }}
                  render={({ field: bound, fieldState }) => (
                    <ValueInput
                      field={field}
                      value={bound.value ?? null}
                      onChange={bound.onChange}
                      onBlur={bound.onBlur}
                      inputRef={bound.ref}
                      autoFocus={!record && at === 0 && place === 0}
                      with_help
                      currency={currency_of(entity, field, record, session.office.currency)}
                      error={
                        fieldState.error
                          ? speech.error(complaint_of(field.name, fieldState.error))
                          : undefined
                      }
                    />
                  )}
                />
              </div>
            ))}
          </div>
        </fieldset>
      ))}
      <div className={css['bar']}>
        <Button type="submit" loading={formState.isSubmitting}>
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
          cancel={() => set_warnings([])}
          accept={(accepted) => {
            set_warnings([]);
            void send(form.getValues(), accepted);
          }}
        />
      )}
      {conflict && (
        <ConflictView
          entity={entity}
          conflict={conflict}
          settle={(names) => void settle(names)}
          cancel={() => set_conflict(null)}
        />
      )}
    </form>
  );
}

function complaint_of(name: string, error: { message?: string; type?: string | number }): Complaint {
  let parameters: Complaint['parameters'] = {};
  if (typeof error.type === 'string' && error.type.startsWith('{'))
    parameters = JSON.parse(error.type) as Complaint['parameters'];
  return { field: name, code: error.message ?? '', parameters };
}

// A new record; the address may name links to begin with (?company=ID), whose titles are asked for first.
export function CreatePage({ entity }: { entity: Entity }) {
  const { t, label } = useSpeech();
  const navigate = useNavigate();
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
    document.title = `${t('new_one', { what: label(entity.one).toLowerCase() })} · Teczka`;
  }, [entity, label, t]);
  if (given.length > 0 && links.isPending) return null;
  return (
    <RecordForm
      key={entity.name}
      entity={entity}
      initial={links.data ?? {}}
      leave={() => void navigate(-1)}
    />
  );
}
