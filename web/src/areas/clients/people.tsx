// Who works in a company, highest rung first, with how to reach each; and where a person works and worked.
import { Link, useLocation } from 'react-router';
import type { Entity, Row, Value } from '../../api';
import { all_rows_address, useRows, type BesideList } from '../../catalogue/beside';
import { find_field, is_link, may, plain } from '../../catalogue/model';
import type { PartProps } from '../../catalogue/parts';
import { Shown } from '../../catalogue/show';
import { useOffice } from '../../catalogue/office';
import { useSpeech } from '../../texts';
import { format_date, format_integer } from '../../texts/format';
import { Icon } from '../../ui/icon';
import { Empty, Section } from '../../ui/section';
import css from './clients.module.css';

export const people_list: BesideList = {
  children: 'employments',
  columns: [
    'person',
    'position',
    'department',
    'job_level',
    'decision_role',
    'is_current',
    'valid_to',
    'person.phone',
    'person.mobile',
    'person.email',
  ],
  order: '-valid_from',
  limit: 100,
  count: true,
};

export const jobs_list: BesideList = {
  children: 'employments',
  columns: [
    'company',
    'position',
    'department',
    'job_level',
    'is_current',
    'is_primary',
    'valid_from',
    'valid_to',
  ],
  order: '-valid_from',
  limit: 50,
};

function Value_of({ child, row, name }: { child: Entity; row: Row; name: string }) {
  const field = find_field(child, name);
  const value = (row[name] ?? null) as Value;
  return field && value !== null ? <Shown field={field} value={value} entity={child} row={row} /> : null;
}

function Reach({ row }: { row: Row }) {
  const { t } = useSpeech();
  const phone = plain(row['person.mobile'] ?? row['person.phone'] ?? null);
  const email = plain(row['person.email'] ?? null);
  return (
    <span className={css['reach']}>
      {phone && (
        <a href={`tel:${phone.replace(/[^\d+]/g, '')}`} aria-label={`${t('call')}: ${phone}`}>
          <Icon name="phone" size={14} /> <span>{phone}</span>
        </a>
      )}
      {email && (
        <a href={`mailto:${email}`} aria-label={`${t('mail')}: ${email}`} title={email}>
          <Icon name="mail" size={16} />
        </a>
      )}
    </span>
  );
}

function PersonRow({ child, row }: { child: Entity; row: Row }) {
  const { t, language } = useSpeech();
  const location = useLocation();
  const person = row['person'] as Value;
  const where = [plain(row['position']), plain(row['department'])].filter(Boolean).join(', ');
  const until = plain(row['valid_to']);
  return (
    <li className={css['row']}>
      <span className={css['name']}>
        {is_link(person) && person.id ? (
          <Link to={`/person/${person.id}`} state={{ back: location.pathname + location.search }}>
            {person.title}
          </Link>
        ) : (
          <span data-quiet>{t('hidden')}</span>
        )}
        <span className={css['tags']}>
          <Value_of child={child} row={row} name="job_level" />
          <Value_of child={child} row={row} name="decision_role" />
        </span>
      </span>
      <span className={css['sub']}>
        <span>
          {where}
          {row['is_current'] === false && until && (
            <span data-quiet> {t('worked_until', { when: format_date(until, language) })}</span>
          )}
        </span>
        <Reach row={row} />
      </span>
    </li>
  );
}

export function People({ record, lists }: PartProps) {
  const { t, label, language } = useSpeech();
  const location = useLocation();
  const list = lists['people'];
  const { page, rows } = useRows(list);
  if (!list || !page) return null;
  const rungs = find_field(list.child, 'job_level')?.choices?.map((choice) => choice.code) ?? [];
  const rung = (row: Row) => rungs.indexOf(plain(row['job_level'])) + 1 || rungs.length + 1;
  const now = rows.filter((row) => row['is_current'] !== false).sort((a, b) => rung(a) - rung(b));
  const before = rows.filter((row) => row['is_current'] === false);
  const back = location.pathname + location.search;
  const add = may(list.child, 'create') ? `/employment/new?company=${record.id}` : undefined;
  return (
    <Section
      title={t('people')}
      to={all_rows_address(list)}
      count={format_integer(page.count ?? rows.length, language)}
      add={add ? { to: add, back, label: t('add_to', { what: label(list.child.many) }) } : undefined}
    >
      {rows.length === 0 && (
        <Empty text={t('people_none')} step={add ? { to: add, back, text: t('people_first') } : undefined} />
      )}
      <ul>
        {now.map((row) => (
          <PersonRow key={row.id} child={list.child} row={row} />
        ))}
      </ul>
      {before.length > 0 && (
        <details className={css['folded']}>
          <summary>{t('worked_before', { count: before.length })}</summary>
          <ul>
            {before.map((row) => (
              <PersonRow key={row.id} child={list.child} row={row} />
            ))}
          </ul>
        </details>
      )}
    </Section>
  );
}

// "Specjalista ds. zakupów, Łoś Teletechnika".
export function JobLine({ row }: { row: Row }) {
  const location = useLocation();
  const company = row['company'] as Value;
  const position = plain(row['position']);
  return (
    <p className={css['job']}>
      {position}
      {is_link(company) && company.id && (
        <>
          {position && ', '}
          <Link to={`/company/${company.id}`} state={{ back: location.pathname + location.search }}>
            {company.title}
          </Link>
        </>
      )}
    </p>
  );
}

export function Jobs({ record, lists }: PartProps) {
  const { t, label, language } = useSpeech();
  const { catalogue } = useOffice();
  const location = useLocation();
  const list = lists['jobs'];
  const { page, rows } = useRows(list);
  if (!list || !page) return null;
  const back = location.pathname + location.search;
  const add = may(list.child, 'create') ? `/employment/new?person=${record.id}` : undefined;
  const day = (value: Value) => (value ? format_date(plain(value), language) : '');
  const sorted = [...rows].sort((a, b) => Number(b['is_current']) - Number(a['is_current']));
  return (
    <Section
      title={t('jobs')}
      to={all_rows_address(list)}
      add={add ? { to: add, back, label: t('add_to', { what: label(list.child.many) }) } : undefined}
    >
      {rows.length === 0 && (
        <Empty text={t('jobs_none')} step={add ? { to: add, back, text: t('jobs_first') } : undefined} />
      )}
      <ul>
        {sorted.map((row) => {
          const company = row['company'] as Value;
          const from = day(row['valid_from'] as Value);
          const to = day(row['valid_to'] as Value);
          return (
            <li key={row.id} className={css['row']} data-past={row['is_current'] === false || undefined}>
              <span className={css['name']}>
                {is_link(company) && company.id && catalogue.find('company') ? (
                  <Link to={`/company/${company.id}`} state={{ back }}>
                    {company.title}
                  </Link>
                ) : (
                  <span data-quiet>{t('hidden')}</span>
                )}
                <span className={css['tags']}>
                  <Value_of child={list.child} row={row} name="job_level" />
                </span>
              </span>
              <span className={css['sub']}>
                <span>{[plain(row['position']), plain(row['department'])].filter(Boolean).join(', ')}</span>
                <Link to={`/employment/${row.id}`} state={{ back }} className={css['period']}>
                  {from || to ? `${from} – ${to}` : t('nothing')}
                </Link>
              </span>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
