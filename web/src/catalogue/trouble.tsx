// What the server would not save as it came: warnings to accept with a reason, fields it needs besides, conflicts to settle.
import { Button, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Accepted, Complaint, Entity, SentValues, Value, Values } from '../api';
import { useSpeech } from '../texts';
import { LinkTitle } from './link_title';
import { unreadable, ValueInput } from './input';
import { currency_of, find_field, is_empty, to_wire } from './model';
import { useOffice } from './office';
import { field_of } from './saving';
import { shown_text } from './show';
import css from './trouble.module.css';

export function Warnings({
  complaints,
  accept,
  cancel,
}: {
  complaints: Complaint[];
  accept: (accepted: Accepted) => void;
  cancel: () => void;
}) {
  const { t, error } = useSpeech();
  const [reason, set_reason] = useState('');
  return (
    <Modal
      opened
      onClose={cancel}
      title={t('warning_title')}
      closeButtonProps={{ 'aria-label': t('close') }}
      centered
    >
      <form
        className={css['warnings']}
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          accept(Object.fromEntries(complaints.map((one) => [one.code, reason.trim()])));
        }}
      >
        <ul>
          {complaints.map((one) => (
            <li key={one.field + one.code}>{error(one)}</li>
          ))}
        </ul>
        <TextInput
          label={t('warning_reason')}
          value={reason}
          onChange={(event) => set_reason(event.currentTarget.value)}
          data-autofocus
          required
        />
        <div className={css['buttons']}>
          <Button variant="default" onClick={cancel}>
            {t('cancel')}
          </Button>
          <Button type="submit" disabled={!reason.trim()}>
            {t('warning_accept')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

// What a refused value needs in other fields, asked for on the spot and saved together with it.
export function Needed({
  entity,
  complaints,
  save,
  cancel,
}: {
  entity: Entity;
  complaints: Complaint[];
  save: (along: SentValues) => void;
  cancel: () => void;
}) {
  const { t, error } = useSpeech();
  const { session } = useOffice();
  const [values, set_values] = useState<Values>({});
  const fields = complaints.flatMap((one) => find_field(entity, field_of(one)) ?? []);
  const is_whole = fields.every(
    (field) => !is_empty(values[field.name]) && !unreadable(field, values[field.name] ?? null),
  );
  return (
    <Modal
      opened
      onClose={cancel}
      title={t('warning_title')}
      closeButtonProps={{ 'aria-label': t('close') }}
      centered
    >
      <form
        className={css['warnings']}
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          if (!is_whole) return;
          save(
            Object.fromEntries(
              fields.map((field) => [field.name, to_wire(field, values[field.name] ?? null)]),
            ),
          );
        }}
      >
        <ul>
          {complaints.map((one) => (
            <li key={one.field + one.code}>{error(one)}</li>
          ))}
        </ul>
        {fields.map((field, at) => (
          <ValueInput
            key={field.name}
            field={field}
            value={values[field.name] ?? null}
            onChange={(value) => set_values((old) => ({ ...old, [field.name]: value }))}
            currency={currency_of(entity, field, undefined, session.office.currency)}
            autoFocus={at === 0}
          />
        ))}
        <div className={css['buttons']}>
          <Button variant="default" onClick={cancel}>
            {t('cancel')}
          </Button>
          <Button type="submit" disabled={!is_whole}>
            {t('save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

export function Unsaved({ leave, stay }: { leave: () => void; stay: () => void }) {
  const { t } = useSpeech();
  return (
    <Modal
      opened
      onClose={stay}
      title={t('unsaved_title')}
      closeButtonProps={{ 'aria-label': t('close') }}
      centered
    >
      <p>{t('unsaved_text')}</p>
      <div className={css['buttons']}>
        <Button variant="default" onClick={leave}>
          {t('unsaved_leave')}
        </Button>
        <Button data-autofocus onClick={stay}>
          {t('unsaved_stay')}
        </Button>
      </div>
    </Modal>
  );
}

export interface Conflict {
  complaints: Complaint[];
  mine: Values;
}

// The three values of each field side by side; "mine" is chosen at first, since it is what was just typed.
export function ConflictView({
  entity,
  conflict,
  settle,
  cancel,
}: {
  entity: Entity;
  conflict: Conflict;
  settle: (mine: string[]) => void;
  cancel: () => void;
}) {
  const speech = useSpeech();
  const office = useOffice();
  const { t, label } = speech;
  const disputed = conflict.complaints.filter((one) => one.code === 'changed_meanwhile');
  const [mine, set_mine] = useState(() => new Set(disputed.map(field_of)));
  return (
    <Modal
      opened
      onClose={cancel}
      title={t('conflict_title')}
      size="lg"
      closeButtonProps={{ 'aria-label': t('close') }}
      centered
    >
      <p className={css['lead']}>{t('conflict_text')}</p>
      <div className={css['conflicts']}>
        {disputed.map((one) => {
          const name = field_of(one);
          const field = find_field(entity, name);
          const text = (value: unknown) => {
            if (!field) return String(value ?? '');
            if (field.type === 'link' && field.to && typeof value === 'string' && value) {
              return <LinkTitle entity={field.to} id={value} />;
            }
            const read =
              field.type === 'boolean' && typeof value === 'string' ? value === 'true' : (value as Value);
            return (
              (is_empty(read) ? '' : shown_text(field, read, { entity }, office, speech)) || t('nothing')
            );
          };
          const choose = (is_mine: boolean) =>
            set_mine((old) => {
              const next = new Set(old);
              if (is_mine) next.add(name);
              else next.delete(name);
              return next;
            });
          return (
            <fieldset key={name} className={css['conflict']}>
              <legend>{field ? label(field.label) : name}</legend>
              <div className={css['before']}>
                <span>{t('conflict_before')}</span>
                {text(one.parameters['before'])}
              </div>
              {[false, true].map((is_mine) => (
                <label key={String(is_mine)} className={css['option']}>
                  <input
                    type="radio"
                    name={name}
                    checked={mine.has(name) === is_mine}
                    onChange={() => choose(is_mine)}
                  />
                  <span>{t(is_mine ? 'conflict_mine' : 'conflict_theirs')}</span>
                  <b>
                    {text(
                      is_mine ? (one.parameters['mine'] ?? conflict.mine[name]) : one.parameters['theirs'],
                    )}
                  </b>
                </label>
              ))}
            </fieldset>
          );
        })}
      </div>
      <div className={css['buttons']}>
        <Button variant="default" onClick={cancel}>
          {t('cancel')}
        </Button>
        <Button onClick={() => settle([...mine])}>{t('conflict_save')}</Button>
      </div>
    </Modal>
  );
}
