// What is done with the marked rows at once: counted before, done in the background, undone after. `list_acts` are the
// actions; this bar asks what is wanted and tells how many it meets; list_bulk_job.tsx shows how it goes.
import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import {
  count_bulk,
  create_record,
  start_bulk,
  type Bulk,
  type Entity,
  type Field,
  type LinkValue,
  type Value,
} from '../api';
import { keys } from '../api/keys';
import { useSpeech } from '../texts';
import { format_integer } from '../texts/format';
import { Icon } from '../ui/icon';
import { toast } from '../ui/toast';
import css from './list_bulk.module.css';
import { Running } from './list_bulk_job';
import { unreadable, ValueInput } from './input';
import { LinksInput } from './link_input';
import type { ListData } from './list_data';
import type { Selection } from './list_selection';
import type { ListState } from './list_state';
import { find_field, form_fields, is_changeable, is_empty, may, to_wire } from './model';
import { useFrozen, useOffice } from './office';
import { owner_field } from './quick_filters';
import { problem_text } from './saving';
import { shown_text } from './show';

interface Props {
  entity: Entity;
  state: ListState;
  data: ListData;
  selection: Selection;
}

type Act = 'set' | 'owner' | 'tags' | 'delete';
type Wanted = Omit<Bulk, 'ids' | 'where'>;

const most_merged = 10;

function target_of(selection: Selection, where: string): Pick<Bulk, 'ids' | 'where'> {
  return selection.is_all ? { where } : { ids: [...selection.rows.keys()] };
}

// --- what is wanted -----------------------------------------------------------------------------------------------

function ChooseValue({
  entity,
  field,
  want,
}: {
  entity: Entity;
  field: Field;
  want: (wanted: Wanted | null, words: string) => void;
}) {
  const speech = useSpeech();
  const office = useOffice();
  const [value, set_value] = useState<Value>(null);
  const choose = (next: Value) => {
    set_value(next);
    const is_ready = unreadable(field, next) === null && !(field.required && is_empty(next));
    const words = is_empty(next)
      ? speech.t('bulk_empty')
      : shown_text(field, next, { entity }, office, speech);
    want(
      is_ready ? { set: { [field.name]: to_wire(field, next) } } : null,
      `${speech.label(field.label)} → ${words}`,
    );
  };
  return (
    <div className={css['value']}>
      <ValueInput field={field} value={value} onChange={choose} autoFocus />
    </div>
  );
}

function ChooseField({
  entity,
  want,
}: {
  entity: Entity;
  want: (wanted: Wanted | null, words: string) => void;
}) {
  const { t, label } = useSpeech();
  const fields = form_fields(entity).filter((field) => field.type !== 'list' && is_changeable(field));
  const [name, set_name] = useState('');
  const field = find_field(entity, name);
  return (
    <>
      <Select
        className={css['field']}
        label={t('filter_field')}
        data={fields.map((one) => ({ value: one.name, label: label(one.label) }))}
        searchable
        allowDeselect={false}
        value={name || null}
        onChange={(next) => {
          set_name(next ?? '');
          want(null, '');
        }}
      />
      {field && <ChooseValue key={name} entity={entity} field={field} want={want} />}
    </>
  );
}

function NewTag({ created }: { created: (tag: LinkValue) => void }) {
  const { t, error: say } = useSpeech();
  const client = useQueryClient();
  const [name, set_name] = useState('');
  const create = async () => {
    try {
      const { record } = await create_record('tag', { name: name.trim() });
      await client.invalidateQueries({ queryKey: keys.lists('tag') });
      if (record) created({ id: record.id, title: name.trim() });
      set_name('');
    } catch (error) {
      toast({ text: problem_text(error, say), is_error: true });
    }
  };
  return (
    <form
      className={css['newtag']}
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim()) void create();
      }}
    >
      <TextInput
        label={t('tag_new')}
        value={name}
        maxLength={60}
        onChange={(event) => set_name(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" disabled={!name.trim()}>
        {t('create')}
      </Button>
    </form>
  );
}

function ChooseTags({ want }: { want: (wanted: Wanted | null, words: string) => void }) {
  const { t } = useSpeech();
  const { catalogue } = useOffice();
  const [added, set_added] = useState<LinkValue[]>([]);
  const [removed, set_removed] = useState<LinkValue[]>([]);
  const tag = catalogue.find('tag');
  const choose = (add: LinkValue[], remove: LinkValue[]) => {
    set_added(add);
    set_removed(remove);
    const ids = (list: LinkValue[]) => list.flatMap((one) => one.id ?? []);
    const words = [...add.map((one) => `+ ${one.title}`), ...remove.map((one) => `− ${one.title}`)];
    want(
      words.length
        ? {
            ...(add.length && { add: { tags: ids(add) } }),
            ...(remove.length && { remove: { tags: ids(remove) } }),
          }
        : null,
      words.join(', '),
    );
  };
  return (
    <>
      <div className={css['value']}>
        <LinksInput to="tag" label={t('tags_add')} value={added} onChange={(next) => choose(next, removed)} />
      </div>
      <div className={css['value']}>
        <LinksInput
          to="tag"
          label={t('tags_remove')}
          value={removed}
          onChange={(next) => choose(added, next)}
        />
      </div>
      {tag && may(tag, 'create') && <NewTag created={(one) => choose([...added, one], removed)} />}
    </>
  );
}

// --- how many, and go ---------------------------------------------------------------------------------------------

function Confirm({
  entity,
  act,
  bulk,
  words,
  start,
}: {
  entity: Entity;
  act: Act;
  bulk: Bulk;
  words: string;
  start: (count: number) => void;
}) {
  const speech = useSpeech();
  const { t, language } = speech;
  const { data, error, isFetching } = useQuery({
    queryKey: ['bulk', entity.name, bulk],
    gcTime: 0,
    retry: false,
    queryFn: ({ signal }) => count_bulk(entity.name, bulk, signal),
  });
  if (error) {
    return (
      <p role="alert" className={css['refused']}>
        {problem_text(error, speech.error)}
      </p>
    );
  }
  if (!data) return <p role="status">{t('bulk_counting')}</p>;
  const number = (count: number) => ({ count, number: format_integer(count, language) });
  const met = data.count - data.not_allowed;
  return (
    <div className={css['confirm']}>
      <p role="status">
        {t(act === 'delete' ? 'bulk_delete_ask' : 'bulk_change_ask', { ...number(data.count), what: words })}
        {data.not_allowed > 0 && <b> {t('bulk_not_allowed', number(data.not_allowed))}</b>}
      </p>
      <Button
        size="xs"
        color={act === 'delete' ? 'red' : undefined}
        disabled={met === 0 || isFetching}
        onClick={() => start(data.count)}
      >
        {t(act === 'delete' ? 'bulk_delete' : 'bulk_change', number(met))}
      </Button>
    </div>
  );
}

// --- the bar ------------------------------------------------------------------------------------------------------

function Actions({
  entity,
  selection,
  open,
  act,
}: Pick<Props, 'entity' | 'selection'> & { open: (act: Act | null) => void; act: Act | null }) {
  const { t, label } = useSpeech();
  const owner = owner_field(entity);
  const tags = find_field(entity, 'tags');
  const may_change = may(entity, 'change');
  const is_frozen = useFrozen();
  const ids = [...selection.rows.keys()];
  const button = (of: Act, text: string): ReactNode => (
    <Button
      key={of}
      size="xs"
      variant="default"
      disabled={is_frozen}
      aria-expanded={act === of}
      color={of === 'delete' ? 'red' : undefined}
      onClick={() => open(act === of ? null : of)}
    >
      {text}
    </Button>
  );
  return (
    <>
      {may_change && form_fields(entity).length > 0 && button('set', t('bulk_set'))}
      {may_change && owner?.writable && button('owner', label(owner.label))}
      {may_change && tags?.writable && button('tags', label(tags.label))}
      {may(entity, 'delete') && button('delete', t('delete'))}
      {entity.is_mergeable &&
        !selection.is_all &&
        may_change &&
        may(entity, 'delete') &&
        ids.length > 1 &&
        ids.length <= most_merged && (
          <Button
            size="xs"
            variant="default"
            disabled={is_frozen}
            component={Link}
            to={`/${entity.name}/merge?ids=${ids.join(',')}`}
          >
            {t('bulk_merge')}
          </Button>
        )}
    </>
  );
}

export default function BulkBar({ entity, state, data, selection }: Props) {
  const { t, language } = useSpeech();
  const [act, set_act] = useState<Act | null>(null);
  const [wanted, set_wanted] = useState<{ wanted: Wanted; words: string } | null>(null);
  const [job, set_job] = useState<string | null>(null);
  const { error: say } = useSpeech();
  const owner = owner_field(entity);
  const total = data.count ?? 0;
  const shown_total = format_integer(total, language) + (data.count_is_exact ? '' : '+');
  const count = selection.is_all ? total : selection.rows.size;
  const number = selection.is_all ? shown_total : format_integer(count, language);

  const open = (next: Act | null) => {
    set_act(next);
    set_wanted(next === 'delete' ? { wanted: { act: 'delete' }, words: '' } : null);
  };
  const want = (next: Wanted | null, words: string) => set_wanted(next && { wanted: next, words });
  const bulk: Bulk | null = wanted && { ...target_of(selection, state.where), ...wanted.wanted };
  const start = async (expected: number) => {
    if (!bulk) return;
    try {
      set_job((await start_bulk(entity.name, bulk, expected)).job.id);
      open(null);
    } catch (error) {
      toast({ text: problem_text(error, say), is_error: true });
    }
  };

  return (
    <section className={css['bulk']} aria-label={t('bulk')} data-print="no">
      {job ? (
        <Running
          key={job}
          id={job}
          entity={entity}
          rows={selection.rows}
          follow={set_job}
          close={() => {
            set_job(null);
            selection.clear();
          }}
        />
      ) : (
        <>
          {act && (
            <div className={css['panel']}>
              {act === 'set' && <ChooseField entity={entity} want={want} />}
              {act === 'owner' && owner && <ChooseValue entity={entity} field={owner} want={want} />}
              {act === 'tags' && <ChooseTags want={want} />}
              {bulk && wanted && (
                <Confirm
                  entity={entity}
                  act={act}
                  bulk={bulk}
                  words={wanted.words}
                  start={(all) => void start(all)}
                />
              )}
            </div>
          )}
          <div className={css['line']}>
            <span role="status" className={css['count']}>
              {t('bulk_selected', { count, number })}
            </span>
            {!selection.is_all && total > selection.rows.size && (
              <button type="button" className={css['all']} onClick={selection.take_all}>
                {t('bulk_select_all', { number: shown_total })}
              </button>
            )}
            <Actions entity={entity} selection={selection} open={open} act={act} />
            <span className={css['grow']} />
            <ActionIcon variant="subtle" color="gray" aria-label={t('bulk_clear')} onClick={selection.clear}>
              <Icon name="close" size={16} />
            </ActionIcon>
          </div>
        </>
      )}
    </section>
  );
}
