// Former imports with their result; each can be opened and undone.
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { read_list } from '../../../api';
import { keys } from '../../../api/keys';
import { useOffice } from '../../../catalogue/office';
import { useSpeech, type TextKey } from '../../../texts';
import { format_instant, format_integer } from '../../../texts/format';
import { plain } from '../../../catalogue/model';
import css from './import.module.css';
import { UndoImport } from './result_step';

const columns = 'name,state,started_at,started_by,created_count,changed_count,skipped_count,refused_count';
const counted = ['created', 'changed', 'skipped', 'refused'] as const;

export function FormerImports({ except }: { except: string | undefined }) {
  const { t, language } = useSpeech();
  const { session } = useOffice();
  const [undoing, set_undoing] = useState('');
  const question = { columns, order: '-started_at', limit: 50 };
  const { data } = useQuery({
    queryKey: keys.list('import_batch', question),
    queryFn: ({ signal }) => read_list('import_batch', question, signal),
  });
  const rows = (data?.rows ?? []).filter((row) => row.id !== except);
  return (
    <section className={css['group']} aria-label={t('import_former')}>
      <h2 className={css['heading']}>{t('import_former')}</h2>
      {data && rows.length === 0 && <p className={css['quiet']}>{t('import_former_none')}</p>}
      <ul className={css['former']}>
        {rows.map((row) => {
          const is_own = (row['started_by'] as { id?: string } | null)?.id === session.user.id;
          const told = counted
            .map((name) => [name, Number(row[`${name}_count`] ?? 0)] as const)
            .filter(([, count]) => count > 0)
            .map(
              ([name, count]) => `${t(`import_${name}`).toLowerCase()} ${format_integer(count, language)}`,
            );
          return (
            <li key={row.id}>
              <div className={css['former_line']}>
                <span>
                  {is_own ? <Link to={`/import/${row.id}`}>{plain(row['name'])}</Link> : plain(row['name'])}
                </span>
                <span>{format_instant(String(row['started_at']), language, session.office.time_zone)}</span>
                <span>{t(`import_state_${String(row['state'])}` as TextKey)}</span>
                <span>{told.join(', ')}</span>
                {row['state'] !== 'undone' && undoing !== row.id ? (
                  <Button variant="default" size="compact-sm" onClick={() => set_undoing(row.id)}>
                    {t('import_undo')}
                  </Button>
                ) : (
                  <span />
                )}
              </div>
              {undoing === row.id && <UndoImport id={row.id} undone={() => undefined} />}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
