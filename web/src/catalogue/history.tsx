// Who changed what and when, old value and new, each with its undo.
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from '@mantine/core';
import { read_history, type Entity, type HistoryEntry, type Value } from '../api';
import { keys } from '../api/keys';
import { useSpeech } from '../texts';
import { format_instant } from '../texts/format';
import { Icon } from '../ui/icon';
import { useLater } from '../ui/later';
import css from './history.module.css';
import { find_field_ever, is_empty, plain } from './model';
import { useOffice } from './office';
import { problem_text, useUndo } from './saving';
import { shown_text } from './show';

// What a person did in one go is undone here; a whole import or a batch of the system is not undone from one record.
const undone_here = ['form', 'undo', 'merge'];

function Entry({ entity, entry, may_undo }: { entity: Entity; entry: HistoryEntry; may_undo: boolean }) {
  const speech = useSpeech();
  const { t, label, known } = speech;
  const office = useOffice();
  const take_back = useUndo();
  const who = entry.actor ? plain(entry.actor as Value) || t('hidden') : t('history_system');
  const kind = known(`kind_${entry.kind}`)
    ? t(`kind_${entry.kind}` as 'kind_change')
    : known(`action_${entry.kind}`)
      ? t(`action_${entry.kind}` as 'action_block')
      : entry.kind;
  const via =
    entry.via === 'system' && !entry.actor
      ? ''
      : known(`via_${entry.via}`)
        ? t(`via_${entry.via}` as 'via_form')
        : entry.via;
  const fields = Object.entries(entry.fields ?? {}).flatMap(([name, change]) => {
    const field = find_field_ever(entity, name);
    if (!field || field.system) return [];
    const text = (value: Value) =>
      is_empty(value) ? t('nothing') : shown_text(field, value, { entity }, office, speech);
    return [
      {
        name,
        title: label(field.label),
        before: text(change.old),
        after: text(change.new),
        had: !is_empty(change.old),
      },
    ];
  });
  const why = Object.values(entry.reasons ?? {}).join('; ');
  return (
    <li className={css['entry']}>
      <div className={css['line']}>
        <time dateTime={entry.at}>
          {format_instant(entry.at, speech.language, office.session.office.time_zone)}
        </time>
        <b>{who}</b>
        {entry.on_behalf_of && (
          <span>{t('history_on_behalf', { who: plain(entry.on_behalf_of as Value) })}</span>
        )}
        <span className={css['kind']}>{[kind, via].filter(Boolean).join(' · ')}</span>
        {entry.of && <span data-quiet>{t('history_of', { what: plain(entry.of as Value) })}</span>}
        {why && <span>{t('history_reason', { why })}</span>}
        <span className={css['grow']} />
        {may_undo && undone_here.includes(entry.via) && (
          <button
            type="button"
            className={css['undo']}
            data-print="no"
            onClick={() =>
              void take_back(entry.via === 'merge' && entry.batch ? { batch: entry.batch } : entry.op)
            }
          >
            <Icon name="undo" size={14} /> {t('undo')}
          </button>
        )}
      </div>
      <dl className={css['changes']}>
        {fields.map((one) => (
          <div key={one.name}>
            <dt>{one.title}</dt>
            <dd>
              {one.had && (
                <>
                  <del>{one.before}</del> <span aria-hidden="true">→</span>{' '}
                </>
              )}
              <ins>{one.after}</ins>
            </dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

export function History({ entity, id, may_undo }: { entity: Entity; id: string; may_undo: boolean }) {
  const speech = useSpeech();
  const history = useInfiniteQuery({
    queryKey: keys.history(entity.name, id),
    initialPageParam: 0,
    queryFn: ({ pageParam }) => read_history(entity.name, id, pageParam || undefined),
    getNextPageParam: (page) => page.next || undefined,
  });
  const entries = history.data?.pages.flatMap((page) => page.entries) ?? [];
  const late = useLater(history.isPending);
  if (late && history.isPending) return <p className={css['none']}>{speech.t('loading')}</p>;
  if (history.isError) return <p role="alert">{problem_text(history.error, speech.error)}</p>;
  if (!history.isPending && entries.length === 0)
    return <p className={css['none']}>{speech.t('history_empty')}</p>;
  return (
    <>
      <ol className={css['entries']}>
        {entries.map((entry) => (
          <Entry key={entry.seq} entity={entity} entry={entry} may_undo={may_undo} />
        ))}
      </ol>
      {history.hasNextPage && (
        <Button variant="default" onClick={() => void history.fetchNextPage()}>
          {speech.t('history_more')}
        </Button>
      )}
    </>
  );
}
