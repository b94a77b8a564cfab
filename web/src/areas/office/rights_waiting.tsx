// Decisions about one's own group, which wait for a second person.
import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { act_on_record, read_list, type Row } from '../../api';
import { read_rights } from '../../api/accounts';
import { keys } from '../../api/keys';
import { is_link } from '../../catalogue/model';
import { useOffice } from '../../catalogue/office';
import { forget_lists, problem_text } from '../../catalogue/saving';
import { useSpeech } from '../../texts';
import css from './office.module.css';
import { text_of } from './people';
import { condition_text, verb_text } from './right_words';

const columns = 'group,entity,verb,field,condition,is_default,created_by';
const title_of = (row: Row, field: string) => {
  const value = row[field];
  return typeof value === 'object' && value && 'title' in value ? String(value.title) : '';
};

export function WaitingRights() {
  const speech = useSpeech();
  const { t, label, error: say } = speech;
  const { catalogue, session } = useOffice();
  const client = useQueryClient();
  const [problem, set_problem] = useState<unknown>(null);
  const waiting = useQuery({
    queryKey: [...keys.lists('right'), 'waiting'],
    queryFn: () =>
      read_list('right', { where: 'state = "waiting"', columns, order: 'created_at', limit: 100 }),
  });
  const rights = useQuery({ queryKey: ['rights'], queryFn: read_rights });
  const kind_of = (row: Row) => rights.data?.kinds?.find((one) => one.name === text_of(row, 'entity'));
  const may_decide = catalogue.find('right')?.verbs.includes('confirm') ?? false;
  const rows = waiting.data?.rows ?? [];
  if (rows.length === 0) return null;
  // Nobody confirms what he asked for himself.
  const is_own = (row: Row) => is_link(row['created_by']) && row['created_by'].id === session.user.id;
  const decide = async (row: Row, action: 'confirm' | 'reject') => {
    set_problem(null);
    try {
      await act_on_record('right', row.id, action, row.rev, {});
    } catch (error) {
      set_problem(error);
    }
    forget_lists(client, 'right');
    await client.invalidateQueries({ queryKey: ['rights'] });
  };
  return (
    <section className={css['link']} aria-labelledby="rights-waiting">
      <h2 id="rights-waiting">{t('rights_waiting')}</h2>
      <p className={css['lead']}>{t('rights_waiting_lead')}</p>
      <ul className={css['sessions']}>
        {rows.map((row) => (
          <li key={row.id}>
            <span>
              {title_of(row, 'group')}: {verb_text(text_of(row, 'verb'), speech).toLowerCase()} –{' '}
              {label(kind_of(row)?.many)}
              {text_of(row, 'field') && ` (${text_of(row, 'field')})`}:{' '}
              {row['is_default'] ? t('right_reset') : condition_text(text_of(row, 'condition'), speech)}
              <small>{t('right_asked_by', { name: title_of(row, 'created_by') })}</small>
            </span>
            {may_decide && (
              <span className={css['buttons']}>
                {is_own(row) ? (
                  <small>{t('right_of_another')}</small>
                ) : (
                  <Button size="xs" onClick={() => void decide(row, 'confirm')}>
                    {t('right_confirm')}
                  </Button>
                )}
                <Button size="xs" variant="default" onClick={() => void decide(row, 'reject')}>
                  {t('right_reject')}
                </Button>
              </span>
            )}
          </li>
        ))}
      </ul>
      {problem !== null && <p className={css['problem']}>{problem_text(problem, say)}</p>}
    </section>
  );
}
