// What hangs on a record: the first rows of each list with its count, and the way to all of them.
import { useQueries } from '@tanstack/react-query';
import { Link, useLocation } from 'react-router';
import {
  read_list,
  type Children as ChildList,
  type Entity,
  type Field,
  type FullRecord,
  type Page,
  type Row,
  type Value,
} from '../api';
import { keys } from '../api/keys';
import { useSpeech } from '../texts';
import { format_integer } from '../texts/format';
import { Icon } from '../ui/icon';
import css from './children.module.css';
import { children_of, find_field, is_quantity, may, resolve_path, title_of } from './model';
import { useOffice } from './office';
import { Shown } from './show';

const rows_shown = 6;

export function all_of(child: Entity, children: ChildList, id: string): string {
  return `/${child.name}?where=${encodeURIComponent(`${children.field} = "${id}"`)}`;
}

interface Asked {
  children: ChildList;
  child: Entity;
  columns: { path: string; field: Field }[];
}

// What hangs on the record, a question each.
function useChildren(entity: Entity, id: string, except: Set<string | undefined> | undefined) {
  const { catalogue } = useOffice();
  const lists: Asked[] = children_of(catalogue, entity).flatMap((children) => {
    const child = catalogue.find(children.entity);
    if (!child || except?.has(children.name)) return [];
    const wanted = child.list_columns.filter((path) => path !== children.field && path !== 'currency');
    const columns = wanted.flatMap((path) => {
      const field = resolve_path(catalogue, child, path);
      return field ? [{ path, field }] : [];
    });
    return [{ children, child, columns: columns.slice(0, 4) }];
  });
  const answers = useQueries({
    queries: lists.map(({ children, child, columns }) => {
      const asked = [
        ...columns.map((column) => column.path),
        ...child.title.filter((name) => find_field(child, name)),
      ];
      if (find_field(child, 'currency')?.required) asked.push('currency');
      const question = {
        where: `${children.field} = "${id}"`,
        order: child.order,
        columns: [...new Set(asked)].join(','),
        limit: rows_shown,
        count: true,
      };
      return {
        queryKey: keys.children(child.name, question),
        queryFn: ({ signal }: { signal: AbortSignal }) => read_list(child.name, question, signal),
      };
    }),
  });
  return {
    filled: lists.flatMap((list, at) => {
      const page = answers[at]?.data;
      return page && page.rows.length > 0 ? [{ ...list, page }] : [];
    }),
    empty: lists.filter(({ child }, at) => answers[at]?.data?.rows.length === 0 && may(child, 'create')),
  };
}

const create_to = (child: Entity, children: ChildList, id: string) =>
  `/${child.name}/new?${children.field}=${id}`;

function ChildRow({
  child,
  columns,
  row,
  here,
}: Pick<Asked, 'child' | 'columns'> & { row: Row; here: string }) {
  const { t, label } = useSpeech();
  const to = { to: `/${child.name}/${row.id}`, state: { back: here } };
  return (
    <div className={css['row']}>
      {columns.map((column, at) => {
        const value = (row[column.path] ?? null) as Value;
        const shown = <Shown field={column.field} value={value} entity={child} row={row} />;
        return (
          <span
            key={column.path}
            className={css['cell']}
            data-number={is_quantity(column.field) || undefined}
            data-first={at === 0 || undefined}
          >
            {at === 0 && column.field.type !== 'link' ? (
              <Link {...to}>{value === null ? title_of(child, row) || t('nothing') : shown}</Link>
            ) : (
              shown
            )}
          </span>
        );
      })}
      <Link {...to} className={css['go']} aria-label={`${label(child.one)}: ${title_of(child, row)}`}>
        <Icon name="right" size={14} />
      </Link>
    </div>
  );
}

function Filled({
  children,
  child,
  columns,
  page,
  id,
  here,
}: Asked & { page: Page; id: string; here: string }) {
  const { t, label, language } = useSpeech();
  const count = page.count ?? page.rows.length;
  const number = format_integer(count, language) + (page.count_is_exact === false ? '+' : '');
  return (
    <section className={css['list']}>
      <div className={css['heading']}>
        <h2>
          <Link to={all_of(child, children, id)}>{label(children.label)}</Link>
          <span className={css['count']}>{number}</span>
        </h2>
        {may(child, 'create') && (
          <Link
            className={css['plus']}
            to={create_to(child, children, id)}
            state={{ back: here }}
            aria-label={t('add_to', { what: label(children.label) })}
            data-print="no"
          >
            <Icon name="plus" size={16} />
          </Link>
        )}
      </div>
      <div className={css['rows']}>
        {page.rows.map((row) => (
          <ChildRow key={row.id} {...{ child, columns, row, here }} />
        ))}
      </div>
      {count > rows_shown && (
        <Link className={css['all']} to={all_of(child, children, id)} data-print="no">
          {t('all_of_them', { number })}
        </Link>
      )}
    </section>
  );
}

export function ChildLists({
  entity,
  record,
  except,
}: {
  entity: Entity;
  record: FullRecord;
  except?: Set<string | undefined>;
}) {
  const { t, label } = useSpeech();
  const location = useLocation();
  const here = location.pathname + location.search;
  const { filled, empty } = useChildren(entity, record.id, except);
  return (
    <div className={css['lists']}>
      {filled.map((list) => (
        <Filled key={list.children.name} {...list} id={record.id} here={here} />
      ))}
      {empty.length > 0 && (
        <ul className={css['empty']} data-print="no">
          {empty.map(({ children, child }) => (
            <li key={children.name}>
              <Link
                to={create_to(child, children, record.id)}
                state={{ back: here }}
                aria-label={t('add_to', { what: label(children.label) })}
              >
                <Icon name="plus" size={14} /> {label(children.label)}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
