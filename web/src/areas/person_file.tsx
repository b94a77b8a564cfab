// The file of a person: where he works and worked, how to reach him, and what happened with him.
import { useRows } from '../catalogue/beside';
import { is_link } from '../catalogue/model';
import type { PartProps, RecordPart } from '../catalogue/parts';
import type { Row, Value, Values } from '../api';
import { NextStep, open_tasks_list, OverdueTasks } from './cases/tasks';
import { activities_list, done_tasks_list, Timeline } from './cases/timeline';
import { ContactPoints, contact_points_list } from './clients/contact_points';
import { JobLine, Jobs, jobs_list } from './clients/people';
import css from './file.module.css';

function Urgent(props: PartProps) {
  return (
    <>
      <NextStep {...props} />
      <ul className={css['urgent']}>
        <OverdueTasks {...props} />
      </ul>
    </>
  );
}

// Who he is: what he does, and where.
function Head(props: PartProps) {
  const job = useJob(props);
  return job ? <JobLine row={job} /> : null;
}

function useJob({ lists }: PartProps): Row | undefined {
  const jobs = useRows(lists['jobs']).rows.filter((row) => row['is_current'] !== false);
  return jobs.find((row) => row['is_primary'] === true) ?? jobs[0];
}

// A new entry belongs to the company he works in now, too.
function Main(props: PartProps) {
  const company = (useJob(props)?.['company'] ?? null) as Value;
  const along: Values = is_link(company) && company.id ? { company } : {};
  return <Timeline {...props} anchor={{ field: 'person', id: props.record.id, along }} people={[]} />;
}

function Side(props: PartProps) {
  return (
    <>
      <Jobs {...props} />
      <ContactPoints {...props} />
    </>
  );
}

export const part: RecordPart = {
  chips: [],
  facts: ['title', 'born_on'],
  lists: {
    jobs: jobs_list,
    contact_points: contact_points_list,
    open_tasks: open_tasks_list,
    done_tasks: done_tasks_list,
    activities: activities_list,
  },
  Head,
  Urgent,
  Main,
  Side,
};
