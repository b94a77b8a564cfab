// Cells of the table of rights in words.
import type { Right, RightKind } from '../../api/accounts';
import type { Speech, TextKey } from '../../texts';
import type { Group } from './people';
import { scope_of } from './scope';

export const plain_verbs = ['view', 'create', 'change', 'delete', 'export', 'import'];

export interface Cell {
  group: Group;
  entity: RightKind;
  verb: string;
  lines: Right[];
  // In whose place they were decided; none when they are the default.
  defaults: Right[];
}

export function verb_text(verb: string, { t, known }: Speech): string {
  for (const key of [`verb_${verb}`, `action_${verb}`]) if (known(key)) return t(key as TextKey);
  return verb;
}

// `true`, `false` or a condition.
export const condition_text = (when: string, { t }: Speech): string =>
  when === 'false' ? t('scope_none') : t(scope_of(when));

const is_whole = ({ fields }: Right) => ['*', '-$', '$'].includes(fields);

export function said_of(lines: Right[], speech: Speech): string {
  const { t } = speech;
  const said = lines
    .filter((one) => one.when !== 'false' && is_whole(one))
    .map((one) => {
      const scope = condition_text(one.when, speech);
      if (one.fields === '*') return scope;
      return `${scope} (${t(one.fields === '$' ? 'only_finance' : 'without_finance')})`;
    });
  const fields = lines.filter((one) => !is_whole(one)).map((one) => one.fields);
  if (fields.length > 0) said.push(t('right_fields_apart', { count: fields.length }));
  return said.length > 0 ? [...new Set(said)].join('; ') : t('scope_none');
}

// The conditions that some group has for these records: what one mostly wants is among them.
export function conditions_of(rights: Right[], entity: string): string[] {
  const all = rights.filter((one) => one.entities.includes(entity)).map((one) => one.when);
  return ['false', ...new Set(all.filter((when) => when !== 'false')), 'true'].filter(
    (when, at, list) => list.indexOf(when) === at,
  );
}

// What differs from the default; nothing when all is as it was.
export function said_of_change(lines: Right[], defaults: Right[], speech: Speech): string | null {
  const decided = lines.filter((one) => !one.is_default);
  if (decided.length === 0) return null;
  const { t } = speech;
  return decided.some(is_whole)
    ? t('right_instead', { what: said_of(defaults, speech) })
    : t('right_changed');
}
