// The sentence about a job: what it does, to what, to how many.
import type { LiveJob } from '../api/jobs';
import type { Speech, TextKey } from '../texts';
import { format_integer } from '../texts/format';
import type { Catalogue } from './model';

export function job_text(job: Pick<LiveJob, 'kind' | 'title'>, catalogue: Catalogue, speech: Speech): string {
  const { entity: name, act, count, file } = job.title;
  const by_act = `job_${job.kind}_${act ?? ''}`;
  const by_kind = `job_${job.kind}`;
  const key: TextKey = speech.known(by_act) ? by_act : speech.known(by_kind) ? by_kind : 'job_other';
  const entity = name ? catalogue.find(name) : undefined;
  const details = [
    entity ? speech.label(entity.many) : '',
    count === undefined ? '' : format_integer(count, speech.language),
    file ?? '',
  ];
  return [speech.t(key), ...details].filter(Boolean).join(' · ');
}

export const job_percent = (job: Pick<LiveJob, 'done' | 'total'>): number | null =>
  job.total > 0 ? Math.min(100, Math.floor((100 * job.done) / job.total)) : null;
