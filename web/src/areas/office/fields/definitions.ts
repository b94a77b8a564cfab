// A field being made or changed, and what of it is sent.
import type { Change } from '../../../api/fields';
import { make_id, type Field, type FieldType, type Row } from '../../../api';
import { is_link } from '../../../catalogue/model';

export const colours = ['green', 'blue', 'amber', 'red', 'violet', 'grey'] as const;
export type Colour = (typeof colours)[number];

export interface ChoiceDraft {
  id: string;
  rev: number | null; // null: new
  code: string;
  label_pl: string;
  label_en: string;
  colour: Colour;
  is_retired: boolean;
}
export interface FieldDraft {
  id: string;
  rev: number | null;
  entity: string;
  name: string;
  type: string;
  label_pl: string;
  label_en: string;
  help_pl: string;
  help_en: string;
  to: string;
  is_required: boolean;
  is_searched: boolean;
  is_finance: boolean;
  is_hidden: boolean;
  is_retired: boolean;
  scale: string;
  min: string;
  max: string;
  checker: string;
  initial: string;
  position: number;
  choices: ChoiceDraft[];
}

const text = (row: Row, name: string): string => {
  const value = row[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};
const number = (row: Row, name: string): number => Number(row[name] ?? 0);
export const flag = (row: Row, name: string): boolean => row[name] === true;

export const new_field = (entity: string, position: number): FieldDraft => ({
  id: make_id(),
  rev: null,
  entity,
  name: '',
  type: 'text',
  label_pl: '',
  label_en: '',
  help_pl: '',
  help_en: '',
  to: '',
  is_required: false,
  is_searched: false,
  is_finance: false,
  is_hidden: false,
  is_retired: false,
  scale: '2',
  min: '',
  max: '',
  checker: '',
  initial: '',
  position,
  choices: [],
});

export const new_choice = (colour: Colour = 'grey'): ChoiceDraft => ({
  id: make_id(),
  rev: null,
  code: '',
  label_pl: '',
  label_en: '',
  colour,
  is_retired: false,
});

const choice_of = (row: Row): ChoiceDraft => ({
  id: row.id,
  rev: row.rev,
  code: text(row, 'code'),
  label_pl: text(row, 'label_pl'),
  label_en: text(row, 'label_en'),
  colour: colours.find((one) => one === row['colour']) ?? 'grey',
  is_retired: flag(row, 'is_retired'),
});

export const field_of = (row: Row, choices: Row[]): FieldDraft => ({
  id: row.id,
  rev: row.rev,
  entity: text(row, 'entity'),
  name: text(row, 'name'),
  type: text(row, 'type'),
  label_pl: text(row, 'label_pl'),
  label_en: text(row, 'label_en'),
  help_pl: text(row, 'help_pl'),
  help_en: text(row, 'help_en'),
  to: text(row, 'to'),
  is_required: flag(row, 'is_required'),
  is_searched: flag(row, 'is_searched'),
  is_finance: flag(row, 'is_finance'),
  is_hidden: flag(row, 'is_hidden'),
  is_retired: flag(row, 'is_retired'),
  scale: text(row, 'scale'),
  min: text(row, 'min'),
  max: text(row, 'max'),
  checker: text(row, 'checker'),
  initial: text(row, 'initial'),
  position: number(row, 'position'),
  choices: choices
    .filter((one) => is_link(one['field'] ?? null) && (one['field'] as { id?: string }).id === row.id)
    .map(choice_of),
});

export const has_choices = (type: string): boolean => type === 'choice' || type === 'choices';
export const has_target = (type: string): boolean => type === 'link' || type === 'links';
export const is_searchable = (type: string): boolean => type === 'text' || type === 'note';
export const is_countable = (type: string): boolean => ['integer', 'decimal', 'money'].includes(type);
export const has_least = (type: string): boolean =>
  is_countable(type) || type === 'date' || type === 'instant';
export const has_greatest = (type: string): boolean => is_countable(type) || is_searchable(type);

const or_null = (value: string): string | null => value.trim() || null;
const number_or_null = (value: string): number | null =>
  value.trim() === '' || !Number.isFinite(Number(value)) ? null : Math.trunc(Number(value));

// What means nothing for the type is not sent.
function values_of(draft: FieldDraft, other_language: 'label_en' | 'label_pl'): NonNullable<Change['set']> {
  const { type } = draft;
  const own = draft[other_language] || (other_language === 'label_en' ? draft.label_pl : draft.label_en);
  const set: NonNullable<Change['set']> = {
    label_pl: other_language === 'label_pl' ? own : draft.label_pl,
    label_en: other_language === 'label_en' ? own : draft.label_en,
    help_pl: or_null(draft.help_pl),
    help_en: or_null(draft.help_en),
    is_required: draft.is_required,
    is_finance: draft.is_finance,
    is_hidden: draft.is_hidden,
    min: has_least(type) ? or_null(draft.min) : null,
    max: has_greatest(type) ? number_or_null(draft.max) : null,
    checker: type === 'text' ? or_null(draft.checker) : null,
    initial: or_null(draft.initial),
  };
  if (draft.rev !== null) return set;
  return {
    ...set,
    entity: draft.entity,
    name: or_null(draft.name),
    type,
    to: has_target(type) ? draft.to : null,
    is_searched: is_searchable(type) && draft.is_searched,
    scale: type === 'decimal' ? number_or_null(draft.scale) : null,
    position: draft.position,
  };
}

function choice_change(draft: FieldDraft, choice: ChoiceDraft, position: number): Change {
  const set = {
    label_pl: choice.label_pl || choice.label_en,
    label_en: choice.label_en || choice.label_pl,
    colour: choice.colour,
    position,
    is_retired: choice.is_retired,
  };
  return choice.rev === null
    ? { entity: 'custom_choice', kind: 'create', id: choice.id, set: { ...set, field: draft.id } }
    : { entity: 'custom_choice', kind: 'change', id: choice.id, rev: choice.rev, set };
}

export function changes_of(draft: FieldDraft, language: string): Change[] {
  const set = values_of(draft, language === 'en' ? 'label_pl' : 'label_en');
  const field: Change =
    draft.rev === null
      ? { entity: 'custom_field', kind: 'create', id: draft.id, set }
      : { entity: 'custom_field', kind: 'change', id: draft.id, rev: draft.rev, set };
  const choices = has_choices(draft.type)
    ? draft.choices
        .filter((one) => one.rev !== null || one.label_pl || one.label_en)
        .map((one, at) => choice_change(draft, one, at))
    : [];
  return [field, ...choices];
}

// How the field will look in a form.
export function preview_of(draft: FieldDraft): Field {
  const label = {
    pl: draft.label_pl || draft.label_en || '…',
    en: draft.label_en || draft.label_pl || '…',
  };
  const help = { pl: draft.help_pl || draft.help_en, en: draft.help_en || draft.help_pl };
  return {
    name: draft.name || 'x_preview',
    label,
    type: draft.type as FieldType,
    writable: true,
    custom: true,
    required: draft.is_required,
    ...(help.pl && { help }),
    ...(has_target(draft.type) && { to: draft.to }),
    ...(draft.type === 'decimal' && { scale: Number(draft.scale) || 0 }),
    ...(has_choices(draft.type) && {
      choices: draft.choices
        .filter((one) => !one.is_retired && (one.label_pl || one.label_en))
        .map((one) => ({
          code: one.id,
          colour: one.colour,
          label: { pl: one.label_pl || one.label_en, en: one.label_en || one.label_pl },
        })),
    }),
  };
}
