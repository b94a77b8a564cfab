// A company's own page part: what needs action, turnover by year, then people and last contacts.
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { ask_groups, type Entity, type FullRecord } from '../../api';
import { keys } from '../../api/keys';
import { find_field, title_of } from '../../catalogue/model';
import { useOffice } from '../../catalogue/office';
import type { RecordPart } from '../../catalogue/parts';
import { useSpeech } from '../../texts';
import { format_integer, format_money } from '../../texts/format';
import { Icon } from '../../ui/icon';
import css from './company.module.css';

const TurnoverChart = lazy(() => import('./turnover_chart'));

interface Year {
  year: string;
  net: string;
  count: number;
}

function useTurnover(company: string): Year[] | undefined {
  const { catalogue } = useOffice();
  const invoice = catalogue.find('invoice');
  const measure = invoice && find_field(invoice, 'net_base') ? 'net_base' : 'net';
  const status = invoice && find_field(invoice, 'status') ? ' and status = "registered"' : '';
  const question = {
    where: `company = "${company}"${status}`,
    group: ['year(sold_on)'],
    measures: [`sum(${measure})`, 'count()'],
  };
  const { data } = useQuery({
    queryKey: keys.groups('invoice', question),
    enabled: !!invoice && !!find_field(invoice, measure),
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

function Turnover({ entity, record }: { entity: Entity; record: FullRecord }) {
  const { t, language } = useSpeech();
  const { catalogue, session } = useOffice();
  const years = useTurnover(record.id);
  if (!catalogue.find('invoice')) return null;
  const currency = session.office.currency;
  return (
    <section>
      <h2 className={css['heading']}>{t('turnover')}</h2>
      {years?.length === 0 && <p className={css['none']}>{t('turnover_none')}</p>}
      {years && years.length > 0 && (
        <>
          <Suspense fallback={<div className={css['chart']} />}>
            <TurnoverChart
              years={years.map((one) => one.year)}
              values={years.map((one) => Number(one.net))}
              format={(value) => format_money(value.toFixed(2), currency, language)}
              short={(value) => short_amount(value, language)}
            />
          </Suspense>
          <div className="unseen">
            <table>
              <caption>{t('turnover_of', { name: title_of(entity, record) })}</caption>
              <thead>
                <tr>
                  <th>{t('year')}</th>
                  <th>{t('net')}</th>
                  <th>{t('invoices_count')}</th>
                </tr>
              </thead>
              <tbody>
                {years.map((one) => (
                  <tr key={one.year}>
                    <th>{one.year}</th>
                    <td>{format_money(one.net, currency, language)}</td>
                    <td>{format_integer(one.count, language)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  );
}

function short_amount(value: number, language: string): string {
  return new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 }).format(value);
}

function Alert({ record }: { record: FullRecord }) {
  const { t, language } = useSpeech();
  const { session } = useOffice();
  if (record['is_over_limit'] !== true) return null;
  const amount = format_money(String(record['open_amount'] ?? '0'), session.office.currency, language);
  return (
    <p className={css['alert']}>
      <Icon name="warning" size={16} /> {t('over_limit')}, {t('open_now', { amount })}
    </p>
  );
}

export const company_part: RecordPart = {
  Beside: Turnover,
  Alert,
  children: {
    employments: { columns: ['person', 'position', 'job_level', 'person.phone'] },
    activities: { columns: ['subject', 'kind', 'happened_at', 'person'], order: '-happened_at' },
    invoices: { columns: ['number', 'sold_on', 'payment_state', 'net'], order: '-sold_on' },
    tasks: {},
  },
};
