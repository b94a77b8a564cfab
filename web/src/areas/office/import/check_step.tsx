// What the rehearsal found: counts as filters, decisions for whole kinds of doubles, every row with its own.
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { choose, type Choice, type Import, type ImportIndex } from '../../../api/imports';
import { useSpeech, type TextKey } from '../../../texts';
import { format_integer } from '../../../texts/format';
import css from './import.module.css';
import { Choices, ImportRows } from './rows';

export function Tabs({
  counts,
  index,
  change,
}: {
  counts: [ImportIndex, number][];
  index: ImportIndex;
  change: (index: ImportIndex) => void;
}) {
  const { t, language } = useSpeech();
  return (
    <div className={css['tabs']} role="group">
      {counts.map(([name, count]) => (
        <button
          key={name}
          type="button"
          className={css['tab']}
          aria-pressed={index === name}
          onClick={() => change(name)}
        >
          {t(`import_${name}` as TextKey)} {format_integer(count, language)}
        </button>
      ))}
    </div>
  );
}

function Notes({ run }: { run: Import }) {
  const { t, language } = useSpeech();
  const kinds = ['hidden_rows', 'hidden_columns', 'merged', 'errors', 'unknown_formulas'] as const;
  const said = (run.notes ?? []).flatMap((note) =>
    kinds
      .filter((kind) => note[kind] > 0)
      .map((kind) => t(`import_note_${kind}`, { number: format_integer(note[kind], language) })),
  );
  if (said.length === 0) return null;
  return (
    <p className={css['notice']}>
      {t('import_notes')}: {said.join(', ')}
    </p>
  );
}

export function CheckStep({
  id,
  run,
  start,
  waiting,
}: {
  id: string;
  run: Import;
  start: () => void;
  waiting: boolean;
}) {
  const { t, error, language } = useSpeech();
  const client = useQueryClient();
  const found = run.rehearsal;
  const [index, set_index] = useState<ImportIndex>(
    found?.doubtful ? 'doubtful' : found?.refused ? 'refused' : 'all',
  );
  if (!found) return null;
  const all = found.created + found.changed + found.skipped + found.refused;
  const counts: [ImportIndex, number][] = [
    ['all', all],
    ['created', found.created],
    ['changed', found.changed],
    ['skipped', found.skipped],
    ['refused', found.refused],
    ['doubtful', found.doubtful],
  ];
  const good = found.created + found.changed;
  const is_open = run.state === 'rehearsed';
  const set_kind = async (code: string, choice: Choice | null) => {
    await choose(id, { kinds: { [code]: choice } });
    await client.invalidateQueries({ queryKey: ['import', id] });
  };
  return (
    <>
      <Notes run={run} />
      <Tabs counts={counts} index={index} change={set_index} />
      {is_open && index === 'doubtful' && (
        <div className={css['group']}>
          <h3 className={css['heading']}>{t('import_for_all')}</h3>
          {Object.entries(found.kinds).map(([code, count]) => (
            <div key={code} className={css['actions']}>
              <span>
                {code === 'name_alike'
                  ? t('import_kind_name_alike')
                  : error({ field: '', code, parameters: {} })}{' '}
                ({format_integer(count, language)})
              </span>
              <Choices
                given={run.kinds[code]}
                has_record
                needs_reason={code !== 'name_alike'}
                set={(choice) => void set_kind(code, choice)}
              />
            </div>
          ))}
        </div>
      )}
      <ImportRows
        key={index}
        id={id}
        of="rehearsal"
        index={index}
        count={counts.find(([name]) => name === index)?.[1] ?? 0}
        can_choose={is_open}
      />
      {is_open && (
        <div className={css['actions']}>
          <Button loading={waiting} disabled={good === 0 && found.doubtful === 0} onClick={start}>
            {t('import_go', { count: good, number: format_integer(good, language) })}
          </Button>
          <span className={css['quiet']}>{found.refused > 0 && t('import_refused_help')}</span>
        </div>
      )}
    </>
  );
}
