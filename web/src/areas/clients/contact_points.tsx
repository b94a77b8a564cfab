// Further e-mails and numbers, each a link that calls or writes.
import { Link, useLocation } from 'react-router';
import type { Value } from '../../api';
import { all_rows_address, useRows, type BesideList } from '../../catalogue/beside';
import { find_field, may, plain } from '../../catalogue/model';
import type { PartProps } from '../../catalogue/parts';
import { choice_label, Shown } from '../../catalogue/show';
import { useSpeech } from '../../texts';
import { Empty, Section } from '../../ui/section';
import { Icon } from '../../ui/icon';
import css from './clients.module.css';

export const contact_points_list: BesideList = {
  children: 'contact_points',
  columns: ['value', 'kind', 'label', 'state'],
  order: 'kind',
  limit: 50,
};

const schemes: Record<string, string> = { email: 'mailto:', phone: 'tel:', mobile: 'tel:' };

export function ContactPoints({ entity, record, lists }: PartProps) {
  const speech = useSpeech();
  const { t, label } = speech;
  const location = useLocation();
  const list = lists['contact_points'];
  const { page, rows } = useRows(list);
  if (!list || !page) return null;
  const back = location.pathname + location.search;
  const add = may(list.child, 'create') ? `/contact_point/new?${entity.name}=${record.id}` : undefined;
  const kind = find_field(list.child, 'kind');
  const state = find_field(list.child, 'state');
  return (
    <Section
      title={label(list.child.many)}
      to={all_rows_address(list)}
      add={add ? { to: add, back, label: t('add_to', { what: label(list.child.many) }) } : undefined}
    >
      {rows.length === 0 && (
        <Empty
          text={t('contact_points_none')}
          step={add ? { to: add, back, text: t('contact_point_first') } : undefined}
        />
      )}
      <ul>
        {rows.map((row) => {
          const value = plain(row['value']);
          const scheme = schemes[plain(row['kind'])];
          const named = plain(row['label']) || (kind ? choice_label(kind, plain(row['kind']), speech) : '');
          return (
            <li key={row.id} className={css['row']}>
              <span className={css['name']}>
                {scheme ? (
                  <a href={scheme + value.replace(scheme === 'tel:' ? /[^\d+]/g : /\s/g, '')}>{value}</a>
                ) : (
                  value
                )}
                <span className={css['tags']}>
                  {state && plain(row['state']) && (
                    <Shown field={state} value={row['state'] as Value} entity={list.child} row={row} />
                  )}
                </span>
              </span>
              <span className={css['sub']}>
                <span>{named}</span>
                <Link
                  to={`/contact_point/${row.id}`}
                  state={{ back }}
                  className={css['period']}
                  aria-label={`${label(list.child.one)}: ${value}`}
                >
                  <Icon name="right" size={14} />
                </Link>
              </span>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
