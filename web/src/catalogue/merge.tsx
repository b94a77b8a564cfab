// Records side by side: which one stays, which values it keeps, and what moves to it.
import { Button } from '@mantine/core';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import {
  merge_records,
  preview_merge,
  read_record,
  type Entity,
  type FullRecord,
  type MergeField,
  type MergePreview,
  type Value,
} from '../api';
import { keys } from '../api/keys';
import { useSpeech } from '../texts';
import { format_integer } from '../texts/format';
import { Icon } from '../ui/icon';
import { toast } from '../ui/toast';
import { BackLink } from './back_link';
import { LinkInput } from './link_input';
import css from './merge.module.css';
import { find_field, is_empty, title_of } from './model';
import { useOffice } from './office';
import { forget_lists, problem_text, useUndo } from './saving';
import { shown_text } from './show';

const most = 10;
type Choose = Record<string, string>;

function useUnitText(entity: Entity) {
  const office = useOffice();
  const speech = useSpeech();
  return (unit: MergeField, record: FullRecord): string =>
    unit.fields
      .map((name) => {
        const field = find_field(entity, name);
        const value = (record[name] ?? null) as Value;
        return field && !is_empty(value)
          ? shown_text(field, value, { entity, row: record }, office, speech)
          : '';
      })
      .filter(Boolean)
      .join(', ');
}

// An address is no field of its own: its parts are called "Address: street".
function unit_label(entity: Entity, unit: MergeField, label: (text: Entity['one']) => string): string {
  const group = entity.groups?.find((one) => one.code === unit.name);
  if (!find_field(entity, unit.name) && group) return label(group.label);
  const field = find_field(entity, unit.name) ?? find_field(entity, unit.fields[0] ?? '');
  return field ? (label(field.label).split(':')[0] ?? '') : unit.name;
}

// One field: a radio a record, and "all together" where that is possible.
function UnitRow({
  entity,
  unit,
  records,
  chosen,
  choose,
}: {
  entity: Entity;
  unit: MergeField;
  records: FullRecord[];
  chosen: string;
  choose: (from: string) => void;
}) {
  const { t, label } = useSpeech();
  const text = useUnitText(entity);
  const name = unit_label(entity, unit, label);
  const option = (from: string, shown: string, of: string) => (
    <label key={from} className={css['cell']} data-chosen={chosen === from || undefined}>
      <input
        type="radio"
        name={unit.name}
        checked={chosen === from}
        disabled={!unit.may_choose}
        onChange={() => choose(from)}
      />
      <span>
        <small className={css['of']}>{of}</small>
        {shown || t('nothing')}
      </span>
    </label>
  );
  return (
    <fieldset className={css['row']}>
      <legend className={css['name']}>
        {name}
        {!unit.may_choose && <small data-quiet>{t('merge_fixed')}</small>}
      </legend>
      {records.map((record) => option(record.id, text(unit, record), title_of(entity, record)))}
      {unit.is_gathered && <div className={css['together']}>{option('all', t('merge_all'), '')}</div>}
    </fieldset>
  );
}

function Same({ entity, units, records }: { entity: Entity; units: MergeField[]; records: FullRecord[] }) {
  const { t, label, language } = useSpeech();
  const text = useUnitText(entity);
  if (units.length === 0) return null;
  return (
    <details className={css['same']}>
      <summary>{t('merge_same', { number: format_integer(units.length, language) })}</summary>
      <dl>
        {units.map((unit) => {
          const from = records.find((record) => record.id === unit.from) ?? records[0];
          return (
            <div key={unit.name}>
              <dt>{unit_label(entity, unit, label)}</dt>
              <dd>{from ? text(unit, from) : ''}</dd>
            </div>
          );
        })}
      </dl>
    </details>
  );
}

function Moves({ preview }: { preview: MergePreview }) {
  const { t, label, language, known } = useSpeech();
  const { catalogue } = useOffice();
  const line = (entity: string, field?: string) => {
    const child = catalogue.find(entity);
    const link = field && child ? find_field(child, field) : undefined;
    const twins = preview.moves.filter((one) => one.entity === entity).length > 1;
    return (
      (child ? label(child.many) : entity) + (link && twins ? ` (${label(link.label).toLowerCase()})` : '')
    );
  };
  return (
    <section aria-labelledby="merge-moves">
      <h2 id="merge-moves">{t('merge_moves')}</h2>
      {preview.moves.length === 0 && <p data-quiet>{t('merge_moves_nothing')}</p>}
      <ul className={css['moves']}>
        {preview.moves.map((one) => (
          <li key={one.entity + one.field}>
            <span>{line(one.entity, one.field)}</span>
            <b>{format_integer(one.count, language)}</b>
          </li>
        ))}
        {preview.met.map((one) => {
          const key = `merge_met_${one.outcome}`;
          return (
            <li key={one.entity + one.outcome} data-quiet>
              <span>
                {line(one.entity)}: {known(key) ? t(key) : one.outcome}
              </span>
              <b>{format_integer(one.count, language)}</b>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Heads({
  entity,
  records,
  survivor,
  stay,
  take_out,
}: {
  entity: Entity;
  records: FullRecord[];
  survivor: string;
  stay: (id: string) => void;
  take_out: (id: string) => void;
}) {
  const { t } = useSpeech();
  return (
    <fieldset className={css['row']}>
      <legend className={css['name']}>{t('merge_survivor')}</legend>
      {records.map((record) => {
        const title = title_of(entity, record);
        return (
          <div key={record.id} className={css['head']} data-chosen={record.id === survivor || undefined}>
            <label>
              <input
                type="radio"
                name="survivor"
                aria-label={t('merge_survivor_of', { what: title })}
                checked={record.id === survivor}
                onChange={() => stay(record.id)}
              />
              <b>{title}</b>
            </label>
            <span>
              <Link to={`/${entity.name}/${record.id}`} target="_blank" aria-label={title}>
                <Icon name="right" size={14} />
              </Link>
              {records.length > 2 && (
                <button
                  type="button"
                  aria-label={t('merge_remove', { what: title })}
                  onClick={() => take_out(record.id)}
                >
                  <Icon name="close" size={14} />
                </button>
              )}
            </span>
          </div>
        );
      })}
    </fieldset>
  );
}

function useMerge(entity: Entity) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const speech = useSpeech();
  const take_back = useUndo();
  return async (ids: string[], survivor: string, choose: Choose, preview: MergePreview) => {
    const seen = Object.fromEntries(preview.records.map((record) => [record.id, record.rev]));
    const answer = await merge_records(entity.name, { ids, survivor, choose, seen });
    const stays = preview.records.find((record) => record.id === survivor);
    forget_lists(client, entity.name);
    ids.forEach((id) => client.removeQueries({ queryKey: keys.record(entity.name, id) }));
    client.removeQueries({ queryKey: ['history'] });
    toast(
      'batch' in answer
        ? {
            text: speech.t('merge_done', { what: stays ? title_of(entity, stays) : '' }),
            action: { label: speech.t('undo'), run: () => void take_back({ batch: answer.batch }) },
          }
        : { text: speech.t('merge_background') },
    );
    void navigate(`/${entity.name}/${survivor}`);
  };
}

export function MergePage({ entity }: { entity: Entity }) {
  const speech = useSpeech();
  const { t, label } = speech;
  const client = useQueryClient();
  const [params, set_params] = useSearchParams();
  const ids = (params.get('ids') ?? '').split(',').filter(Boolean).slice(0, most);
  const survivor = ids.includes(params.get('to') ?? '') ? (params.get('to') ?? '') : (ids[0] ?? '');
  const [choose, set_choose] = useState<Choose>({});
  const [is_busy, set_busy] = useState(false);
  const merge = useMerge(entity);
  const what = label(entity.many).toLowerCase();
  useEffect(() => {
    document.title = `${t('merge_title', { what })} · Teczka`;
  }, [t, what]);
  const first = useQuery({
    queryKey: keys.record(entity.name, ids[0] ?? ''),
    enabled: ids.length === 1,
    queryFn: ({ signal }) => read_record(entity.name, ids[0] ?? '', signal),
  });
  const question = { ids, survivor, choose };
  const preview = useQuery({
    queryKey: ['merge', entity.name, question],
    enabled: ids.length > 1,
    placeholderData: keepPreviousData,
    gcTime: 0,
    queryFn: ({ signal }) => preview_merge(entity.name, question, signal),
  });
  const put = (next: string[], to = survivor) => {
    set_choose({});
    set_params({ ids: next.join(','), to }, { replace: true });
  };
  const records = ids.flatMap((id) => preview.data?.records.find((record) => record.id === id) ?? []);
  const run = async () => {
    if (!preview.data) return;
    set_busy(true);
    try {
      await merge(ids, survivor, choose, preview.data);
    } catch (error) {
      toast({ text: problem_text(error, speech.error), is_error: true });
      await client.invalidateQueries({ queryKey: ['merge'] });
    } finally {
      set_busy(false);
    }
  };
  const units = preview.data?.fields ?? [];
  const differing = units.filter((unit) => unit.differs);
  const problems = preview.data?.problems ?? [];
  return (
    <div className={css['page']}>
      <BackLink entity={entity} />
      <h1>{t('merge_title', { what })}</h1>
      <p data-quiet>{ids.length === 1 && first.data ? title_of(entity, first.data) : t('merge_lead')}</p>
      {preview.isError && <p role="alert">{problem_text(preview.error, speech.error)}</p>}
      {preview.data && records.length > 1 && (
        <div className={css['table']} style={{ ['--records' as string]: records.length }}>
          <Heads
            entity={entity}
            records={records}
            survivor={survivor}
            stay={(id) => put(ids, id)}
            take_out={(id) => put(ids.filter((one) => one !== id))}
          />
          <h2>{t('merge_differs')}</h2>
          {differing.length === 0 && <p data-quiet>{t('merge_differs_nothing')}</p>}
          {differing.map((unit) => (
            <UnitRow
              key={unit.name}
              entity={entity}
              unit={unit}
              records={records}
              chosen={choose[unit.name] ?? unit.from}
              choose={(from) => set_choose((old) => ({ ...old, [unit.name]: from }))}
            />
          ))}
          <Same entity={entity} units={units.filter((unit) => !unit.differs)} records={records} />
        </div>
      )}
      {ids.length < most && (
        <div className={css['add']}>
          <LinkInput
            to={entity.name}
            label={t(ids.length > 1 ? 'merge_add' : 'merge_pick')}
            autoFocus={ids.length < 2}
            value={null}
            onChange={(value) => {
              const id = value && typeof value === 'object' && 'id' in value ? value.id : null;
              if (id && !ids.includes(id)) put([...ids, id], survivor || id);
            }}
          />
        </div>
      )}
      {preview.data && (
        <>
          <Moves preview={preview.data} />
          {problems.length > 0 && (
            <section className={css['problems']} role="alert">
              <h2>{t('merge_problems')}</h2>
              <ul>
                {problems.map((one) => (
                  <li key={one.field + one.code + String(one.parameters['entity'])}>
                    <Trouble entity={entity} field={one.field} text={speech.error(one)} />
                  </li>
                ))}
              </ul>
            </section>
          )}
          <p className={css['note']}>{t('merge_note')}</p>
          <div className={css['bar']}>
            <Button loading={is_busy} disabled={problems.length > 0} onClick={() => void run()}>
              {t('merge_now', { count: ids.length })}
            </Button>
            {preview.data.in_background && <span data-quiet>{t('merge_background')}</span>}
          </div>
        </>
      )}
    </div>
  );
}

function Trouble({ entity, field, text }: { entity: Entity; field: string; text: string }) {
  const { label } = useSpeech();
  const known = find_field(entity, field.replace(/^choose\./, ''));
  return known ? `${label(known.label)}: ${text}` : text;
}
