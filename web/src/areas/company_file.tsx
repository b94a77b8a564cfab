// The file of a company, put together of what the areas show of it.
import { is_link } from '../catalogue/model';
import type { PartProps, RecordPart } from '../catalogue/parts';
import { useRows } from '../catalogue/beside';
import type { Value } from '../api';
import { NextStep, open_tasks_list, OverdueTasks } from './cases/tasks';
import { activities_list, done_tasks_list, Timeline } from './cases/timeline';
import { Chain, customers_list, suppliers_list } from './clients/chain';
import { People, people_list } from './clients/people';
import { invoices_list, Money, overdue_list, OverdueMoney } from './finance/money';
import css from './file.module.css';

function Urgent(props: PartProps) {
  return (
    <>
      <NextStep {...props} />
      <ul className={css['urgent']}>
        <OverdueMoney {...props} />
        <OverdueTasks {...props} />
      </ul>
    </>
  );
}

function Main(props: PartProps) {
  const people = useRows(props.lists['people']).rows.flatMap((row) => {
    const person = row['person'] as Value;
    return row['is_current'] !== false && is_link(person) && person.id
      ? [{ id: person.id, title: person.title }]
      : [];
  });
  return (
    <Timeline {...props} anchor={{ field: 'company', id: props.record.id, along: {} }} people={people} />
  );
}

function Side(props: PartProps) {
  return (
    <>
      <People {...props} />
      <Chain {...props} />
      <Money {...props} />
    </>
  );
}

export const part: RecordPart = {
  chips: [{ name: 'kind' }, { name: 'tier' }, { name: 'credibility', is_labelled: true }],
  facts: ['owner', 'territory', 'group_parent', 'tax_id'],
  lists: {
    people: people_list,
    suppliers: suppliers_list,
    customers: customers_list,
    open_tasks: open_tasks_list,
    done_tasks: done_tasks_list,
    activities: activities_list,
    invoices: invoices_list,
    overdue: overdue_list,
  },
  Urgent,
  Main,
  Side,
};
