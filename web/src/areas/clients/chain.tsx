// From whom a company buys and who buys from it. The other end may be out of sight: that it is there is told, no more.
import { Link, useLocation } from 'react-router';
import type { Row, Value } from '../../api';
import { all_rows_address, useRows, type BesideList } from '../../catalogue/beside';
import { find_field, is_link, may, plain } from '../../catalogue/model';
import type { PartProps } from '../../catalogue/parts';
import { useOffice } from '../../catalogue/office';
import { useSpeech } from '../../texts';
import { format_decimal, format_integer, format_money } from '../../texts/format';
import { Icon } from '../../ui/icon';
import { Chip } from '../../ui/chip';
import { Empty, Section } from '../../ui/section';
import css from './clients.module.css';

const list_of = (children: string, end: string): BesideList => ({
  children,
  columns: [
    end,
    `${end}.tier`,
    `${end}.address_city`,
    'key_customer',
    'share_percent',
    'annual_value',
    'until',
  ],
  order: '-key_customer,-since',
  limit: 8,
  count: true,
});
export const suppliers_list = list_of('purchases', 'supplier');
export const customers_list = list_of('supplies', 'customer');

function Relation({ row, end }: { row: Row; end: string }) {
  const { t, label, language } = useSpeech();
  const { session, catalogue } = useOffice();
  const location = useLocation();
  const back = location.pathname + location.search;
  const company = row[end] as Value;
  const tier = row[`${end}.tier`];
  const company_entity = catalogue.find('company');
  const tier_field = company_entity && find_field(company_entity, 'tier');
  const share = plain(row['share_percent']);
  const value = plain(row['annual_value']);
  const amounts = [
    share && `${format_decimal(share.replace(/\.00$/, ''), 0, language)} %`,
    value && format_money(value, session.office.currency, language),
  ].filter(Boolean);
  return (
    <li className={css['row']}>
      <span className={css['name']}>
        {is_link(company) && company.id ? (
          <Link to={`/company/${company.id}`} state={{ back }}>
            {company.title}
          </Link>
        ) : (
          <span data-quiet>{t('company_hidden')}</span>
        )}
        <span className={css['tags']}>
          {row['key_customer'] === true && <Chip code="high" place={0} text={t('key_customer')} />}
          {typeof tier === 'number' && tier_field && (
            <Chip code="" place={tier - 1} text={`${label(tier_field.label)} ${tier}`} />
          )}
        </span>
      </span>
      <span className={css['sub']}>
        <span>{plain(row[`${end}.address_city`])}</span>
        <Link
          to={`/supply/${row.id}`}
          state={{ back }}
          className={css['period']}
          aria-label={t('open_relation', { what: plain(company) || t('company_hidden') })}
        >
          {amounts.length > 0 ? amounts.join(' · ') : <Icon name="right" size={14} />}
        </Link>
      </span>
    </li>
  );
}

function Side({ name, end, own, record, lists }: PartProps & { name: string; end: string; own: string }) {
  const { t, language } = useSpeech();
  const location = useLocation();
  const list = lists[name];
  const { page, rows } = useRows(list);
  if (!list || !page) return null;
  const back = location.pathname + location.search;
  const add = may(list.child, 'create') ? `/supply/new?${own}=${record.id}` : undefined;
  const title = t(end === 'supplier' ? 'suppliers' : 'customers');
  const count = page.count ?? rows.length;
  return (
    <Section
      title={title}
      to={all_rows_address(list)}
      count={format_integer(count, language) + (page.count_is_exact === false ? '+' : '')}
      add={add ? { to: add, back, label: t('add_to', { what: title }) } : undefined}
    >
      {rows.length === 0 && (
        <Empty
          text={t(end === 'supplier' ? 'suppliers_none' : 'customers_none')}
          step={
            add
              ? { to: add, back, text: t(end === 'supplier' ? 'suppliers_first' : 'customers_first') }
              : undefined
          }
        />
      )}
      <ul>
        {rows.map((row) => (
          <Relation key={row.id} row={row} end={end} />
        ))}
      </ul>
      {count > rows.length && (
        <Link className={css['all']} to={all_rows_address(list)} data-print="no">
          {t('all_of_them', { number: format_integer(count, language) })}
        </Link>
      )}
    </Section>
  );
}

export function Chain(props: PartProps) {
  return (
    <>
      <Side {...props} name="suppliers" end="supplier" own="customer" />
      <Side {...props} name="customers" end="customer" own="supplier" />
    </>
  );
}
