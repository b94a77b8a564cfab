// What a company has bought and owes: turnover by year with the invoices behind each number, and the latest invoices.
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { Link, useLocation } from 'react-router';
import { ask_groups, type Value } from '../../api';
import { keys } from '../../api/keys';
import { all_rows_address, useRows, type BesideList } from '../../catalogue/beside';
import { currency_of, find_field, may, plain, title_of } from '../../catalogue/model';
import { useOffice } from '../../catalogue/office';
import type { PartProps } from '../../catalogue/parts';
import { Shown } from '../../catalogue/show';
import { useSpeech } from '../../texts';
import { format_date, format_integer, format_money } from '../../texts/format';
import { Icon } from '../../ui/icon';
import { Empty, Section } from '../../ui/section';
import css from './finance.module.css';

const TurnoverChart = lazy(() => import('./turnover_chart'));

export const invoices_list: BesideList = {
  children: 'invoices',
  columns: ['number', 'sold_on', 'payment_state', 'status', 'net', 'currency'],
  order: '-sold_on',
  limit: 6,
  count: true,
};
export const overdue_list: BesideList = {
  children: 'invoices',
  columns: ['number', 'due_on', 'open_base'],
  where: 'is_overdue and status = "registered"',
  needs: ['is_overdue', 'open_base', 'status'],
  order: 'due_on',
  limit: 100,
  count: true,
};

interface Year {
  year: string;
  net: string;
  count: number;
}

function useTurnover(company: string): Year[] | undefined {
  const { catalogue } = useOffice();
  const invoice = catalogue.find('invoice');
  const can_see = !!invoice && ['net_base', 'status', 'sold_on'].every((name) => find_field(invoice, name));
  const question = {
    where: `company = "${company}" and status = "registered"`,
    group: ['year(sold_on)'],
    measures: ['sum(net_base)', 'count()'],
  };
  const { data } = useQuery({
    queryKey: keys.groups('invoice', question),
    enabled: can_see,
    queryFn: ({ signal }) => ask_groups('invoice', question, signal),
  });
  return data?.groups
    .filter((group) => typeof group.keys[0] === 'string')
    .map((group) => ({
      year: String(group.keys[0]).slice(0, 4),
      net: String(group.values[0] ?? '0'),
      count: Number(group.values[1] ?? 0),
    }))
    .sort((a, b) => a.year.localeCompare(b.year));
}

// The invoices behind the number of a year.
const rows_of_year = (company: string, year: string): string =>
  `/invoice?where=${encodeURIComponent(
    `company = "${company}" and status = "registered" and sold_on >= "${year}-01-01" and sold_on <= "${year}-12-31"`,
  )}`;

function Turnover({ entity, record, lists }: PartProps) {
  const { t, language } = useSpeech();
  const { session } = useOffice();
  const years = useTurnover(record.id);
  if (!lists['invoices'] || !years || years.length === 0) return null;
  const { currency } = session.office;
  const short = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 });
  return (
    <Section title={t('turnover')}>
      <div className={css['turnover']}>
        {years.length > 1 && (
          <Suspense fallback={<div className={css['chart']} />}>
            <TurnoverChart
              years={years.map((one) => one.year)}
              values={years.map((one) => Number(one.net))}
              format={(value) => format_money(value.toFixed(2), currency, language)}
              short={(value) => short.format(value)}
            />
          </Suspense>
        )}
        <table>
          <caption className="unseen">{t('turnover_of', { name: title_of(entity, record) })}</caption>
          <thead>
            <tr>
              <th>{t('year')}</th>
              <th>{t('net')}</th>
              <th>{t('invoices_count')}</th>
            </tr>
          </thead>
          <tbody>
            {[...years].reverse().map((one) => (
              <tr key={one.year}>
                <th scope="row">{one.year}</th>
                <td>
                  <Link to={rows_of_year(record.id, one.year)}>
                    {format_money(one.net, currency, language)}
                  </Link>
                </td>
                <td>{format_integer(one.count, language)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

function Invoices({ record, lists }: PartProps) {
  const { t, label, language } = useSpeech();
  const { session } = useOffice();
  const location = useLocation();
  const list = lists['invoices'];
  const { page, rows } = useRows(list);
  if (!list || !page) return null;
  const back = location.pathname + location.search;
  const add = may(list.child, 'create') ? `/invoice/new?company=${record.id}` : undefined;
  const number =
    format_integer(page.count ?? rows.length, language) + (page.count_is_exact === false ? '+' : '');
  const state = find_field(list.child, 'payment_state');
  const status = find_field(list.child, 'status');
  const net = find_field(list.child, 'net');
  return (
    <Section
      title={label(list.child.many)}
      to={all_rows_address(list)}
      count={number}
      add={add ? { to: add, back, label: t('add_to', { what: label(list.child.many) }) } : undefined}
    >
      {rows.length === 0 && (
        <Empty
          text={t('turnover_none')}
          step={add ? { to: add, back, text: t('invoice_first') } : undefined}
        />
      )}
      {rows.map((row) => {
        const sold = plain(row['sold_on']);
        const shown = row['status'] === 'cancelled' ? status : state;
        const amount = plain(row['net']);
        return (
          <div key={row.id} className={css['invoice']}>
            <Link to={`/invoice/${row.id}`} state={{ back }}>
              {plain(row['number'])}
            </Link>
            <span className={css['quiet']}>{sold && format_date(sold, language)}</span>
            <span>
              {shown && (
                <Shown
                  field={shown}
                  value={(row[shown.name] ?? null) as Value}
                  entity={list.child}
                  row={row}
                />
              )}
            </span>
            <span>
              {amount &&
                net &&
                format_money(amount, currency_of(list.child, net, row, session.office.currency), language)}
            </span>
          </div>
        );
      })}
      {(page.count ?? 0) > rows.length && (
        <Link className={css['all']} to={all_rows_address(list)} data-print="no">
          {t('all_of_them', { number })}
        </Link>
      )}
    </Section>
  );
}

export function Money(props: PartProps) {
  return (
    <>
      <Invoices {...props} />
      <Turnover {...props} />
    </>
  );
}

// Grosze are summed as whole numbers: a double would lose them.
function sum(amounts: string[]): string {
  const total = amounts.reduce((whole, amount) => whole + BigInt(amount.replace('.', '')), 0n);
  const digits = `${total < 0n ? -total : total}`.padStart(3, '0');
  return `${total < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

// What is owed too long, and what is bought beyond the limit.
export function OverdueMoney({ record, lists }: PartProps) {
  const { t, language } = useSpeech();
  const { session } = useOffice();
  const list = lists['overdue'];
  const { page, rows } = useRows(list);
  const { currency } = session.office;
  const count = page?.count ?? rows.length;
  const oldest = plain(rows[0]?.['due_on'] ?? null);
  const is_whole = rows.length === count;
  return (
    <>
      {list && count > 0 && (
        <li className={css['urgent']}>
          <Icon name="warning" size={16} />
          <Link to={all_rows_address(list)}>
            {t('overdue_invoices', {
              count,
              amount: is_whole
                ? format_money(sum(rows.map((row) => plain(row['open_base']) || '0.00')), currency, language)
                : `${rows.length}+`,
            })}
          </Link>
          <span>{oldest && t('overdue_since', { when: format_date(oldest, language) })}</span>
        </li>
      )}
      {record['is_over_limit'] === true && (
        <li className={css['urgent']}>
          <Icon name="warning" size={16} />
          {t('over_limit', {
            amount: format_money(plain(record['open_amount']) || '0', currency, language),
            limit: format_money(plain(record['credit_limit']) || '0', currency, language),
          })}
        </li>
      )}
    </>
  );
}
