// The list on paper: all that the filter finds (up to a limit that is told), as one table whose head comes on every page.
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { createPortal } from 'react-dom';
import { read_list, type Entity, type Field, type ListQuestion, type Row, type Value } from '../api';
import { useSpeech } from '../texts';
import { format_date, format_integer } from '../texts/format';
import { toast } from '../ui/toast';
import { column_label } from './columns';
import Words from './filter_words';
import css from './list_print.module.css';
import type { ListState } from './list_state';
import { is_quantity } from './model';
import { useOffice } from './office';
import { problem_text } from './saving';
import { outside_link, shown_text } from './show';

const most_rows = 2000;
const page_rows = 500;
const wide_from = 6; // so many columns stand on a page upright

// A date or a number of a telephone is not broken in two.
const is_short = (field: Field): boolean =>
  ['date', 'instant', 'choice', 'state'].includes(field.type) ||
  !!outside_link(field, '1')?.startsWith('tel:');

async function all_rows(entity: string, question: ListQuestion, signal: AbortSignal) {
  const rows: Row[] = [];
  let after = '';
  for (;;) {
    const page = await read_list(entity, { ...question, limit: page_rows, after }, signal);
    rows.push(...page.rows);
    if (!page.next || rows.length >= most_rows) return { rows, is_whole: !page.next };
    after = page.next;
  }
}

interface Props {
  entity: Entity;
  state: ListState;
  done: () => void;
}

export default function ListPrint({ entity, state, done }: Props) {
  const speech = useSpeech();
  const office = useOffice();
  const { t, label, language, error: say } = speech;
  const { session } = office;
  const { data, error } = useQuery({
    queryKey: ['print', entity.name, state.question],
    gcTime: 0,
    queryFn: ({ signal }) => all_rows(entity.name, state.question, signal),
  });
  useEffect(() => {
    if (error) {
      toast({ text: problem_text(error, say), is_error: true });
      done();
    }
    if (!data) return;
    // The words of the filter arrive a moment later than the rows.
    const timer = setTimeout(() => {
      window.print();
      done();
    }, 300);
    return () => clearTimeout(timer);
  }, [data, error, say, done]);

  if (!data) return null;
  return createPortal(
    <div className={css['paper']} data-paper data-wide={state.columns.length > wide_from || undefined}>
      <header>
        <div>
          <b>{session.office.name}</b>
          <span>{format_date(session.today, language)}</span>
        </div>
        <h1>{state.view?.name ?? label(entity.many)}</h1>
        <p>
          {state.where && (
            <>
              {t('filter')}: <Words entity={entity} where={state.where} /> ·{' '}
            </>
          )}
          {t(data.is_whole ? 'print_whole' : 'print_part', {
            count: data.rows.length,
            number: format_integer(data.rows.length, language),
          })}
        </p>
      </header>
      <table>
        <thead>
          <tr>
            {state.columns.map((column) => (
              <th key={column.path} data-number={is_quantity(column.field) || undefined}>
                {column_label(column, speech)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.rows.map((row) => (
            <tr key={row.id}>
              {state.columns.map((column) => (
                <td
                  key={column.path}
                  data-number={is_quantity(column.field) || undefined}
                  data-short={is_short(column.field) || undefined}
                >
                  {shown_text(
                    column.field,
                    (row[column.path] ?? null) as Value,
                    { entity, row: column.fold ? undefined : row },
                    office,
                    speech,
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>,
    document.body,
  );
}
