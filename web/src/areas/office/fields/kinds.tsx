// The office's own kinds of records: added, renamed, retired, taken back.
import { Button, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { make_id, Problem, type Row } from '../../../api';
import { change_definitions } from '../../../api/fields';
import { useOffice } from '../../../catalogue/office';
import { field_of as field_named, problem_text } from '../../../catalogue/saving';
import { useSpeech } from '../../../texts';
import { Icon } from '../../../ui/icon';
import { flag } from './definitions';
import css from './fields.module.css';

interface Draft {
  id: string;
  rev: number | null;
  one_pl: string;
  many_pl: string;
  one_en: string;
  many_en: string;
  belongs_to: string;
}
const names = ['one_pl', 'many_pl', 'one_en', 'many_en'] as const;
const text = (row: Row, name: string): string => (typeof row[name] === 'string' ? row[name] : '');
const nothing = (): Draft => ({
  id: make_id(),
  rev: null,
  one_pl: '',
  many_pl: '',
  one_en: '',
  many_en: '',
  belongs_to: 'company',
});
const draft_of = (row: Row): Draft => ({
  id: row.id,
  rev: row.rev,
  one_pl: text(row, 'one_pl'),
  many_pl: text(row, 'many_pl'),
  one_en: text(row, 'one_en'),
  many_en: text(row, 'many_en'),
  belongs_to: text(row, 'belongs_to'),
});

function KindEditor({ begun, done }: { begun: Draft; done: (is_saved: boolean) => void }) {
  const { t, label, language, error: say } = useSpeech();
  const { catalogue } = useOffice();
  const [draft, set_draft] = useState(begun);
  const [problem, set_problem] = useState<unknown>(null);
  const [waiting, set_waiting] = useState(false);
  const [one, many, other_one, other_many] =
    language === 'en'
      ? (['one_en', 'many_en', 'one_pl', 'many_pl'] as const)
      : (['one_pl', 'many_pl', 'one_en', 'many_en'] as const);
  const complaints = problem instanceof Problem ? problem.complaints : [];
  const at = (name: string) => {
    const found = complaints.find((complaint) => field_named(complaint).endsWith(name));
    return found ? say(found) : undefined;
  };
  const holders = catalogue.entities
    .filter((entity) => !entity.is_internal && entity.fields.length > 0)
    .filter((entity) => ['company', 'person'].includes(entity.name) || entity.is_custom)
    .map((entity) => ({ value: entity.name, label: label(entity.one) }));
  const save = async () => {
    set_waiting(true);
    set_problem(null);
    const set = {
      one_pl: draft.one_pl || draft.one_en,
      many_pl: draft.many_pl || draft.many_en,
      one_en: draft.one_en || draft.one_pl,
      many_en: draft.many_en || draft.many_pl,
    };
    try {
      await change_definitions([
        draft.rev === null
          ? {
              entity: 'custom_entity',
              kind: 'create',
              id: draft.id,
              set: { ...set, belongs_to: draft.belongs_to },
            }
          : { entity: 'custom_entity', kind: 'change', id: draft.id, rev: draft.rev, set },
      ]);
      done(true);
    } catch (caught) {
      set_problem(caught);
      set_waiting(false);
    }
  };
  const input = (name: (typeof names)[number]) => ({
    value: draft[name],
    error: at(name),
    maxLength: 60,
    autoComplete: 'off',
    onChange: (event: React.ChangeEvent<HTMLInputElement>) =>
      set_draft({ ...draft, [name]: event.currentTarget.value }),
  });
  return (
    <form
      className={css['editor']}
      data-single
      aria-label={t(draft.rev === null ? 'kind_add' : 'kind_edit')}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <div className={css['inputs']}>
        <TextInput
          {...input(one)}
          label={t('kind_one')}
          placeholder={t('kind_one_hint')}
          required
          autoFocus
        />
        <TextInput {...input(many)} label={t('kind_many')} placeholder={t('kind_many_hint')} required />
        <Select
          label={t('kind_belongs_to')}
          description={draft.rev === null ? t('kind_belongs_to_help') : t('field_fixed')}
          disabled={draft.rev !== null}
          allowDeselect={false}
          data={[...holders, { value: 'office', label: t('kind_of_office') }]}
          value={draft.belongs_to}
          error={at('belongs_to')}
          onChange={(belongs_to) => belongs_to && set_draft({ ...draft, belongs_to })}
        />
        <details className={css['more']}>
          <summary>{t('field_more')}</summary>
          <div className={css['inputs']}>
            <TextInput {...input(other_one)} label={t('kind_one_other')} />
            <TextInput {...input(other_many)} label={t('kind_many_other')} />
          </div>
        </details>
        {problem !== null && ![...names, 'belongs_to'].some((name) => at(name)) && (
          <p role="alert" className={css['problem']}>
            {problem_text(problem, say)}
          </p>
        )}
        <div className={css['buttons']}>
          <Button type="submit" loading={waiting}>
            {t(draft.rev === null ? 'kind_add_now' : 'save')}
          </Button>
          <Button variant="default" onClick={() => done(false)}>
            {t('cancel')}
          </Button>
        </div>
      </div>
    </form>
  );
}

interface Props {
  kinds: Row[];
  refresh: () => Promise<unknown>;
  retire: (entity: string, row: Row, is_retired: boolean) => void;
  show_fields: (entity: string) => void;
}

export function Kinds({ kinds, refresh, retire, show_fields }: Props) {
  const { t, label, language } = useSpeech();
  const { catalogue } = useOffice();
  const [editing, set_editing] = useState<Draft | null>(null);
  const many = (row: Row) => text(row, language === 'en' ? 'many_en' : 'many_pl');
  const holder = (row: Row) => {
    const name = text(row, 'belongs_to');
    return name === 'office' ? t('kind_of_office') : label(catalogue.find(name)?.one) || name;
  };
  return (
    <>
      <p className={css['lead']}>{t('kinds_lead')}</p>
      {kinds.length > 0 && (
        <ul className={css['list']}>
          {kinds.map((row) => {
            const is_retired = flag(row, 'is_retired');
            const name = text(row, 'name');
            return (
              <li key={row.id} data-retired={is_retired || undefined}>
                <div className={css['what']}>
                  <button type="button" className={css['name']} onClick={() => set_editing(draft_of(row))}>
                    {many(row)}
                  </button>
                  <small>
                    {holder(row)} · <code>{name}</code>
                    {is_retired && <> · {t('field_is_retired')}</>}
                  </small>
                </div>
                <div className={css['acts']}>
                  {!is_retired && (
                    <>
                      <Button size="compact-sm" variant="subtle" component={Link} to={`/${name}`}>
                        {t('kind_open')}
                      </Button>
                      <Button size="compact-sm" variant="subtle" onClick={() => show_fields(name)}>
                        {t('kind_fields')}
                      </Button>
                    </>
                  )}
                  <Button
                    size="compact-sm"
                    variant="subtle"
                    onClick={() => retire('custom_entity', row, !is_retired)}
                  >
                    {t(is_retired ? 'field_restore' : 'field_retire')}
                  </Button>
                </div>
              </li>
            );
          })}
        </ul>
      )}
      {kinds.length === 0 && !editing && <p className={css['quiet']}>{t('kinds_empty')}</p>}
      {editing ? (
        <KindEditor
          key={editing.id}
          begun={editing}
          done={(is_saved) => {
            set_editing(null);
            if (is_saved) void refresh();
          }}
        />
      ) : (
        <Button mt="md" leftSection={<Icon name="plus" size={16} />} onClick={() => set_editing(nothing())}>
          {t('kind_add')}
        </Button>
      )}
    </>
  );
}
