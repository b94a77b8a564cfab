// How often a task comes back: the rules an office needs, in words; another rule of iCalendar stays as it is written.
import type { Field } from '../api';
import type { Speech, TextKey } from '../texts';

const rules: Record<string, TextKey> = {
  'FREQ=DAILY': 'recurs_daily',
  'FREQ=WEEKLY': 'recurs_weekly',
  'FREQ=WEEKLY;INTERVAL=2': 'recurs_fortnightly',
  'FREQ=MONTHLY': 'recurs_monthly',
  'FREQ=MONTHLY;INTERVAL=3': 'recurs_quarterly',
  'FREQ=YEARLY': 'recurs_yearly',
};

export const is_recurrence = (field: Field): boolean => field.name === 'recurrence' && field.type === 'text';

export function recurrence_text(rule: string, { t }: Speech): string {
  const key = rules[rule];
  return key ? t(key) : rule;
}

// The rules to choose from, with the one that stands there.
export function recurrence_options(rule: string, speech: Speech): { value: string; label: string }[] {
  const all = Object.keys(rules);
  if (rule && !all.includes(rule)) all.push(rule);
  return all.map((value) => ({ value, label: recurrence_text(value, speech) }));
}
