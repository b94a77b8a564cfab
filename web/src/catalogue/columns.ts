// The columns of a list as the address spells them: fields, fields through links, and folds over children. What a
// column is called, how wide it stands, and how lists of such texts are taken apart.
import type { Children, Entity, Field } from '../api';
import type { Speech } from '../texts';
import { find_field, type Catalogue } from './model';

export const fold_names = ['count', 'sum', 'min', 'max'] as const;
export type FoldName = (typeof fold_names)[number];

export interface Fold {
  name: FoldName;
  children: Children;
  of: Field | null;
  where: string;
}
export interface Column {
  path: string;
  field: Field;
  links: Field[];
  fold?: Fold;
}

// Splits at the commas outside of parentheses and quotes.
export function split_list(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let open = '';
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? '';
    if (open) {
      if (letter === open) open = '';
    } else if (letter === '"' || letter === "'") open = letter;
    else if (letter === '(') depth++;
    else if (letter === ')') depth--;
    else if (letter === ',' && depth === 0) {
      parts.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  parts.push(text.slice(from).trim());
  return parts.filter(Boolean);
}

function links_of(catalogue: Catalogue, entity: Entity, names: string[]): [Field[], Entity] | null {
  const links: Field[] = [];
  let at: Entity | undefined = entity;
  for (const name of names) {
    const field: Field | undefined = at && find_field(at, name);
    if (field?.type !== 'link' || !field.to) return null;
    links.push(field);
    at = catalogue.find(field.to);
  }
  return at ? [links, at] : null;
}

const fold_form = /^((?:[a-z]\w*\.)*)([a-z]\w*) (count|sum|min|max)\((.*)\)$/s;

function read_fold(catalogue: Catalogue, entity: Entity, path: string): Column | null {
  const [, before = '', name, fold, inside = ''] = fold_form.exec(path) ?? [];
  const found = fold && links_of(catalogue, entity, before.split('.').filter(Boolean));
  if (!found) return null;
  const children = found[1].children?.find((one) => one.name === name);
  const child = children && catalogue.find(children.entity);
  if (!children || !child) return null;
  const args = split_list(inside);
  const of = fold === 'count' ? null : (find_field(child, args.shift() ?? '') ?? null);
  if (fold !== 'count' && !of) return null;
  const kind = of ?? { name: path, label: children.label, type: 'integer' as const };
  return {
    path,
    links: found[0],
    field: { ...kind, name: path, computed: true, writable: false },
    fold: { name: fold as FoldName, children, of, where: args.join(', ') },
  };
}

// Null when no column of that name can be shown.
export function read_column(catalogue: Catalogue, entity: Entity, path: string): Column | null {
  if (path.includes('(')) return read_fold(catalogue, entity, path);
  const names = path.split('.');
  const found = links_of(catalogue, entity, names.slice(0, -1));
  const field = found && find_field(found[1], names.at(-1) ?? '');
  if (!found || !field || field.type === 'list' || field.grouped) return null;
  if (field.type === 'links' && names.length > 1) return null;
  return { path, field, links: found[0] };
}

// "Faktury: Netto (suma)", "Region: Kierownik", "Nazwa".
export function column_label({ field, links, fold }: Column, speech: Speech): string {
  const { t, label } = speech;
  const before = links.map((link) => `${label(link.label)}: `).join('');
  if (!fold) return before + label(field.label);
  const many = label(fold.children.label);
  const rest = fold.where ? ` ${t('fold_with_condition')}` : '';
  if (!fold.of) return `${before}${many} (${t('fold_count')}${rest})`;
  const dated = fold.of.type === 'date' || fold.of.type === 'instant';
  const ends = { min: 'fold_min_date', max: 'fold_max_date' } as const;
  const is_end = dated && (fold.name === 'min' || fold.name === 'max');
  const word = t(is_end ? ends[fold.name as 'min' | 'max'] : `fold_${fold.name}`);
  return `${before}${many}: ${label(fold.of.label)} (${word}${rest})`;
}

// What may be summed in the foot: amounts of money and counts of the records themselves. A sum of percents, of prices or
// of pieces beside metres says nothing.
export function is_summed({ fold, links, field }: Column): boolean {
  const adds_up = field.type === 'money' || (field.type === 'integer' && !!field.computed);
  return adds_up && !fold && links.length === 0 && !field.system;
}

// At least so many px, and a share of what is left over, by what the values look like.
type Width = [least: number, share: number];

const widths: Partial<Record<Field['type'], Width>> = {
  money: [136, 0.8],
  decimal: [124, 0.8],
  integer: [72, 0.6],
  date: [104, 0.6],
  instant: [156, 0.8],
  boolean: [88, 0.5],
  country: [104, 0.6],
  language: [104, 0.6],
  currency: [80, 0.3],
  link: [150, 1.6],
  links: [150, 1.6],
  any_link: [150, 1.6],
};

function widest_choice(field: Field): number {
  const letters = Math.max(
    ...(field.choices ?? []).flatMap((one) => [one.label.pl.length, one.label.en.length]),
    8,
  );
  return Math.min(224, 36 + Math.ceil(letters * 6.8));
}

// So that the name of a column is not cut, unless it is a long one.
const head_width = ({ label }: Field): number =>
  Math.min(152, 36 + Math.ceil(Math.max(label.pl.length, label.en.length) * 6.6));

function column_width({ field }: Column, is_title: boolean): Width {
  const is_short = (field.max ?? 200) <= 60 || /(^|_)(number|code)$/.test(field.name);
  if (is_title) return is_short ? [150, 1.2] : [220, 3];
  const [least, share]: Width =
    field.type === 'choice' || field.type === 'state'
      ? [widest_choice(field), 1]
      : (widths[field.type] ?? [144, 1.2]);
  return [Math.max(least, head_width(field)), share];
}

export const least_width = 56;
export const greatest_width = 800;

// The grid of a list, and the width below which it scrolls sideways. A width somebody chose stands; what is left over
// goes to the others.
export function column_grid(
  columns: Column[],
  title_at: number,
  chosen: Record<string, number>,
  before: string[] = [],
): { template: string; least: number } {
  const all = columns.map((column, at): { least: number; text: string } => {
    const width = chosen[column.path];
    if (width) return { least: width, text: `${width}px` };
    const [least, share] = column_width(column, at === title_at);
    return { least, text: `minmax(${least}px, ${share}fr)` };
  });
  const is_fixed = columns.every((column) => chosen[column.path]);
  return {
    template: [...before, ...all.map((one) => one.text), ...(is_fixed ? ['1fr'] : [])].join(' '),
    least: all.reduce((sum, one) => sum + one.least, 32 + before.length * 36),
  };
}

// "name:220,owner:150" both ways.
export function read_widths(text: string): Record<string, number> {
  const found: Record<string, number> = {};
  for (const part of split_list(text)) {
    const at = part.lastIndexOf(':');
    const width = Number(part.slice(at + 1));
    if (at > 0 && width >= least_width && width <= greatest_width) found[part.slice(0, at)] = width;
  }
  return found;
}
export const write_widths = (widths_of: Record<string, number>): string =>
  Object.entries(widths_of)
    .map(([path, width]) => `${path}:${Math.round(width)}`)
    .join(',');
