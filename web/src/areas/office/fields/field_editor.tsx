// A field being added or changed, with how it will look in a form beside it.
import { Button, Checkbox, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Problem, type Entity, type Value } from '../../../api';
import { change_definitions } from '../../../api/fields';
import { ValueInput } from '../../../catalogue/input';
import { find_field } from '../../../catalogue/model';
import { useOffice } from '../../../catalogue/office';
import { field_of as field_named, problem_text } from '../../../catalogue/saving';
import { Shown } from '../../../catalogue/show';
import { useSpeech } from '../../../texts';
import { ChoicesEditor } from './choices_editor';
import {
  changes_of,
  has_choices,
  has_greatest,
  has_least,
  has_target,
  is_searchable,
  new_choice,
  preview_of,
  type FieldDraft,
} from './definitions';
import css from './fields.module.css';

interface Props {
  begun: FieldDraft;
  entity: Entity;
  close: () => void;
  saved: (draft: FieldDraft) => Promise<unknown>;
}

function Preview({ draft, entity }: { draft: FieldDraft; entity: Entity }) {
  const { t, label } = useSpeech();
  const { session } = useOffice();
  const [value, set_value] = useState<Value>(null);
  const field = preview_of(draft);
  const is_ready =
    (!has_target(draft.type) || draft.to) && (!has_choices(draft.type) || (field.choices?.length ?? 0) > 0);
  return (
    <aside className={css['preview']} aria-label={t('field_preview')}>
      <h3>{t('field_preview')}</h3>
      {is_ready ? (
        draft.type === 'address' ? (
          <p>{t('field_preview_address', { what: label(field.label) })}</p>
        ) : (
          <ValueInput
            key={draft.type + draft.to}
            field={field}
            value={value}
            onChange={set_value}
            with_help
            currency={session.office.currency}
          />
        )
      ) : (
        <p>{t(has_target(draft.type) ? 'field_preview_target' : 'field_preview_choices')}</p>
      )}
      {has_choices(draft.type) && (
        <p className={css['chips']}>
          {field.choices?.map((choice) => (
            <Shown
              key={choice.code}
              field={{ ...field, type: 'choice' }}
              value={choice.code}
              entity={entity}
              is_chip
            />
          ))}
        </p>
      )}
      <p className={css['quiet']}>{t('field_preview_where', { what: label(entity.many) })}</p>
    </aside>
  );
}

export function FieldEditor({ begun, entity, close, saved }: Props) {
  const { t, label, language, error: say } = useSpeech();
  const { catalogue } = useOffice();
  const [draft, set_draft] = useState(begun);
  const [problem, set_problem] = useState<unknown>(null);
  const [waiting, set_waiting] = useState(false);
  const is_new = begun.rev === null;
  const put = (some: Partial<FieldDraft>) => set_draft((now) => ({ ...now, ...some }));
  const own = language === 'en' ? 'label_en' : 'label_pl';
  const other = language === 'en' ? 'label_pl' : 'label_en';
  const own_help = language === 'en' ? 'help_en' : 'help_pl';
  const other_help = language === 'en' ? 'help_pl' : 'help_en';
  const definition = catalogue.find('custom_field');
  const options = (name: string) =>
    (definition &&
      find_field(definition, name)?.choices?.map((one) => ({
        value: one.code,
        label: label(one.label),
      }))) ??
    [];
  const targets = catalogue.entities
    .filter((one) => !one.is_internal && !one.name.startsWith('custom_'))
    .map((one) => ({ value: one.name, label: label(one.many) }));

  const complaints = problem instanceof Problem ? problem.complaints : [];
  const at = (name: string) => {
    const found = complaints.find((one) => field_named(one).replace(/^records\[\d+\]\./, '') === name);
    return found ? say(found) : undefined;
  };
  const placed = ['label_pl', 'label_en', 'name', 'type', 'to', 'scale', 'min', 'max', 'checker', 'initial'];
  const is_placed = complaints.length > 0 && placed.some((name) => at(name));
  const choose_type = (type: string) =>
    put({
      type,
      choices: has_choices(type) && draft.choices.length === 0 ? [new_choice('green')] : draft.choices,
    });
  const save = async () => {
    set_waiting(true);
    set_problem(null);
    try {
      await change_definitions(changes_of(draft, language));
      await saved(draft);
    } catch (caught) {
      set_problem(caught);
      set_waiting(false);
    }
  };
  const text = (name: 'label_pl' | 'label_en' | 'help_pl' | 'help_en' | 'name' | 'min' | 'initial') => ({
    value: draft[name],
    error: at(name),
    autoComplete: 'off',
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => put({ [name]: event.currentTarget.value }),
  });
  const tick = (name: 'is_required' | 'is_searched' | 'is_finance' | 'is_hidden') => ({
    checked: draft[name],
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => put({ [name]: event.currentTarget.checked }),
  });
  return (
    <form
      className={css['editor']}
      aria-label={is_new ? t('field_add') : t('field_change', { what: draft[own] || draft.label_pl })}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) close();
      }}
    >
      <div className={css['inputs']}>
        <TextInput {...text(own)} label={t('field_label')} required autoFocus maxLength={80} />
        {is_new ? (
          <Select
            label={t('field_type')}
            data={options('type')}
            value={draft.type}
            error={has_choices(draft.type) ? undefined : at('type')}
            allowDeselect={false}
            onChange={(type) => type && choose_type(type)}
          />
        ) : (
          <TextInput
            label={t('field_type')}
            readOnly
            value={options('type').find((one) => one.value === draft.type)?.label ?? draft.type}
            description={t('field_fixed')}
          />
        )}
        {has_target(draft.type) &&
          (is_new ? (
            <Select
              label={t('field_to')}
              data={targets}
              value={draft.to || null}
              error={at('to')}
              searchable
              required
              nothingFoundMessage={t('link_nothing')}
              onChange={(to) => put({ to: to ?? '' })}
            />
          ) : (
            <TextInput
              label={t('field_to')}
              readOnly
              value={targets.find((one) => one.value === draft.to)?.label ?? draft.to}
            />
          ))}
        {draft.type === 'decimal' && (
          <TextInput
            label={t('field_scale')}
            inputMode="numeric"
            value={draft.scale}
            error={at('scale')}
            readOnly={!is_new}
            onChange={(event) => put({ scale: event.currentTarget.value })}
          />
        )}
        {has_choices(draft.type) && (
          <ChoicesEditor
            choices={draft.choices}
            error={at('type') ?? at('code')}
            change={(choices) => put({ choices })}
          />
        )}
        <div className={css['ticks']}>
          <Checkbox label={t('field_required')} {...tick('is_required')} />
          {is_searchable(draft.type) && (
            <Checkbox label={t('field_searched')} disabled={!is_new} {...tick('is_searched')} />
          )}
        </div>
        <details className={css['more']}>
          <summary>{t('field_more')}</summary>
          <div className={css['inputs']}>
            <TextInput {...text(other)} label={t('field_label_other')} maxLength={80} />
            <TextInput {...text(own_help)} label={t('field_help')} maxLength={400} />
            <TextInput {...text(other_help)} label={t('field_help_other')} maxLength={400} />
            {is_new ? (
              <TextInput
                {...text('name')}
                label={t('field_name')}
                description={t('field_name_help')}
                maxLength={30}
              />
            ) : (
              <TextInput value={draft.name} readOnly label={t('field_name')} description={t('field_fixed')} />
            )}
            {has_least(draft.type) && <TextInput {...text('min')} label={t('field_min')} />}
            {has_greatest(draft.type) && (
              <TextInput
                label={is_searchable(draft.type) ? t('field_max_length') : t('field_max')}
                inputMode="numeric"
                value={draft.max}
                error={at('max')}
                onChange={(event) => put({ max: event.currentTarget.value })}
              />
            )}
            {draft.type === 'text' && (
              <Select
                label={t('field_checker')}
                data={options('checker')}
                value={draft.checker || null}
                error={at('checker')}
                clearable
                clearButtonProps={{ 'aria-label': `${t('link_clear')}: ${t('field_checker')}` }}
                onChange={(checker) => put({ checker: checker ?? '' })}
              />
            )}
            <TextInput
              {...text('initial')}
              label={t('field_initial')}
              description={t('field_initial_help')}
            />
            <Checkbox
              label={t('field_finance')}
              description={t('field_finance_help')}
              {...tick('is_finance')}
            />
            <Checkbox label={t('field_hidden')} description={t('field_hidden_help')} {...tick('is_hidden')} />
          </div>
        </details>
        {problem !== null && !is_placed && (
          <p role="alert" className={css['problem']}>
            {problem_text(problem, say)}
          </p>
        )}
        <div className={css['buttons']}>
          <Button type="submit" loading={waiting}>
            {t(is_new ? 'field_add_now' : 'save')}
          </Button>
          <Button variant="default" onClick={close}>
            {t('cancel')}
          </Button>
        </div>
      </div>
      <Preview draft={draft} entity={entity} />
    </form>
  );
}
