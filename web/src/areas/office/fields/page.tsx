// Fields and kinds of records that the office adds itself, for the administrator: in force for everybody at once.
import { Button, Loader, Select } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { Row } from '../../../api';
import { change_definitions, definitions_key, read_definitions } from '../../../api/fields';
import { keys } from '../../../api/keys';
import { useOffice } from '../../../catalogue/office';
import { problem_text } from '../../../catalogue/saving';
import { useSpeech } from '../../../texts';
import { Icon } from '../../../ui/icon';
import { Tabs } from '../../../ui/tabs';
import { toast } from '../../../ui/toast';
import { field_of, flag, new_field, type FieldDraft } from './definitions';
import { FieldEditor } from './field_editor';
import css from './fields.module.css';
import { Kinds } from './kinds';

const text = (row: Row, name: string): string => (typeof row[name] === 'string' ? row[name] : '');

export function FieldsPage() {
  const speech = useSpeech();
  const { t, label, language, error: say } = speech;
  const { catalogue } = useOffice();
  const client = useQueryClient();
  const [search, set_search] = useSearchParams();
  const asked = useQuery({ queryKey: definitions_key, queryFn: read_definitions });
  const [editing, set_editing] = useState<FieldDraft | null>(null);
  useEffect(() => {
    document.title = `${t('fields_title')} · Teczka`;
  }, [t]);

  const tab = search.get('tab') === 'kinds' ? 'kinds' : 'fields';
  const show = (params: Record<string, string>) => {
    set_editing(null);
    set_search(params, { replace: true });
  };
  const extensible = catalogue.entities.filter(
    (entity) => !entity.is_internal && entity.name !== 'external_id' && !entity.name.startsWith('custom_'),
  );
  const entity = extensible.find((one) => one.name === search.get('of')) ?? extensible[0];
  const { fields = [], choices = [], kinds = [] } = asked.data ?? {};
  const own = fields.filter((row) => row['entity'] === entity?.name);
  const in_use = own.filter((row) => !flag(row, 'is_retired'));
  const retired = own.filter((row) => flag(row, 'is_retired'));
  const count = (name: string) =>
    fields.filter((row) => row['entity'] === name && !flag(row, 'is_retired')).length;

  // The page's own lists, and what exists for everybody.
  const refresh = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: definitions_key }),
      client.invalidateQueries({ queryKey: keys.catalogue }),
    ]);
  const change = async (rows: { entity: string; row: Row; set: Record<string, boolean | number> }[]) => {
    try {
      await change_definitions(
        rows.map(({ entity: of, row, set }) => ({
          entity: of,
          kind: 'change',
          id: row.id,
          rev: row.rev,
          set,
        })),
      );
      await refresh();
    } catch (problem) {
      toast({ text: problem_text(problem, say), is_error: true });
    }
  };
  const name_of = (row: Row) => text(row, language === 'en' ? 'label_en' : 'label_pl');
  const retire = (of: string, row: Row, is_retired: boolean) =>
    void change([{ entity: of, row, set: { is_retired } }]);
  const move = (at: number, by: number) => {
    const order = [...in_use];
    const [one] = order.splice(at, 1);
    if (one) order.splice(at + by, 0, one);
    void change(
      order.flatMap((row, position) =>
        row['position'] === position ? [] : [{ entity: 'custom_field', row, set: { position } }],
      ),
    );
  };
  const type_text = (row: Row) => {
    const types = catalogue.find('custom_field')?.fields.find((one) => one.name === 'type')?.choices ?? [];
    const found = types.find((one) => one.code === row['type']);
    const to = catalogue.find(text(row, 'to'));
    return [found && label(found.label), to && label(to.many)].filter(Boolean).join(': ');
  };
  const flags = (row: Row) =>
    (['is_required', 'is_searched', 'is_finance', 'is_hidden'] as const)
      .filter((one) => flag(row, one))
      .map((one) => t(`field_${one}`));

  const editor = editing && entity && (
    <FieldEditor
      key={editing.id}
      begun={editing}
      entity={entity}
      close={() => set_editing(null)}
      saved={async (draft) => {
        await refresh();
        set_editing(null);
        const what = draft.label_pl || draft.label_en;
        toast({ text: t(draft.rev === null ? 'field_added' : 'saved', { what }) });
      }}
    />
  );
  const line = (row: Row, at: number, all: Row[]) => {
    const is_retired = flag(row, 'is_retired');
    if (editing?.id === row.id) return <li key={row.id}>{editor}</li>;
    return (
      <li key={row.id} data-retired={is_retired || undefined}>
        <div className={css['what']}>
          <button
            type="button"
            className={css['name']}
            disabled={is_retired}
            onClick={() => set_editing(field_of(row, choices))}
          >
            {name_of(row)}
          </button>
          <small>
            {[type_text(row), ...flags(row)].join(' · ')} · <code>{text(row, 'name')}</code>
          </small>
        </div>
        <div className={css['acts']}>
          {!is_retired && (
            <>
              {([-1, 1] as const).map((by) => (
                <Button
                  key={by}
                  size="compact-sm"
                  variant="subtle"
                  color="gray"
                  disabled={by < 0 ? at === 0 : at === all.length - 1}
                  aria-label={t(by < 0 ? 'field_move_up' : 'field_move_down', { what: name_of(row) })}
                  onClick={() => move(at, by)}
                >
                  <Icon name={by < 0 ? 'up' : 'down'} size={16} />
                </Button>
              ))}
              <Button
                size="compact-sm"
                variant="subtle"
                onClick={() =>
                  void change([{ entity: 'custom_field', row, set: { is_hidden: !flag(row, 'is_hidden') } }])
                }
              >
                {t(flag(row, 'is_hidden') ? 'field_show' : 'field_hide')}
              </Button>
            </>
          )}
          <Button size="compact-sm" variant="subtle" onClick={() => retire('custom_field', row, !is_retired)}>
            {t(is_retired ? 'field_restore' : 'field_retire')}
          </Button>
        </div>
      </li>
    );
  };

  return (
    <section className={css['page']}>
      <h1>{t('fields_title')}</h1>
      <Tabs
        label={t('fields_title')}
        tabs={[
          { code: 'fields', text: t('fields_tab') },
          { code: 'kinds', text: t('kinds_tab') },
        ]}
        chosen={tab}
        choose={(code) => show(code === 'kinds' ? { tab: 'kinds' } : {})}
      >
        {asked.error && <p role="alert">{problem_text(asked.error, say)}</p>}
        {asked.isPending && <Loader size="sm" mt="md" />}
        {asked.data && tab === 'kinds' && (
          <Kinds kinds={kinds} refresh={refresh} retire={retire} show_fields={(name) => show({ of: name })} />
        )}
        {asked.data && tab === 'fields' && entity && (
          <>
            <p className={css['lead']}>{t('fields_lead')}</p>
            <Select
              className={css['of']}
              label={t('fields_of')}
              allowDeselect={false}
              searchable
              nothingFoundMessage={t('link_nothing')}
              value={entity.name}
              data={extensible.map((one) => {
                const number = count(one.name);
                return {
                  value: one.name,
                  label: number > 0 ? `${label(one.many)} (${number})` : label(one.many),
                };
              })}
              onChange={(name) => name && show({ of: name })}
            />
            {in_use.length > 0 && <ul className={css['list']}>{in_use.map(line)}</ul>}
            {in_use.length === 0 && !editing && (
              <p className={css['quiet']}>{t('fields_empty', { what: label(entity.many) })}</p>
            )}
            {editing?.rev === null ? (
              editor
            ) : (
              <Button
                mt="md"
                leftSection={<Icon name="plus" size={16} />}
                onClick={() => set_editing(new_field(entity.name, in_use.length))}
              >
                {t('field_add')}
              </Button>
            )}
            {retired.length > 0 && (
              <details className={css['retired']}>
                <summary>{t('fields_retired', { count: retired.length })}</summary>
                <p className={css['quiet']}>{t('fields_retired_help')}</p>
                <ul className={css['list']}>{retired.map(line)}</ul>
              </details>
            )}
          </>
        )}
      </Tabs>
    </section>
  );
}
