// Look-ups in the catalogue. Nothing here names a field: what to show, ask and send is read from the entity.
import type {
  AnyLinked,
  CatalogueAnswer,
  Children,
  Entity,
  Field,
  LinkValue,
  Row,
  Sent,
  SentValues,
  Value,
  Values,
} from '../api';

export interface Catalogue {
  entities: Entity[];
  find: (entity: string) => Entity | undefined;
}

export function make_catalogue(answer: CatalogueAnswer): Catalogue {
  const by_name = new Map(answer.entities.map((entity) => [entity.name, entity]));
  return { entities: answer.entities, find: (name) => by_name.get(name) };
}

export const may = (entity: Entity, verb: string): boolean => entity.verbs.includes(verb);

// Where one is added. Some come about elsewhere: an import by its wizard, a view in the list it is of.
const places_to_add: Record<string, string | null> = { import_batch: '/import', saved_view: null };
export function place_to_add(entity: Entity): string | null {
  if (!may(entity, 'create')) return null;
  const place = places_to_add[entity.name];
  return place === undefined ? `/${entity.name}/new` : place;
}
export const is_added_by_form = (entity: Entity): boolean => place_to_add(entity) === `/${entity.name}/new`;

export function find_field(entity: Entity, name: string): Field | undefined {
  return entity.fields.find((field) => field.name === name);
}

// Of fields that are no longer in use the past still tells.
export const find_field_ever = (entity: Entity, name: string): Field | undefined =>
  find_field(entity, name) ?? entity.retired.find((field) => field.name === name);

// "company.territory.name" → the field at its end; undefined when a step is unknown.
export function resolve_path(catalogue: Catalogue, entity: Entity, path: string): Field | undefined {
  const [first = '', ...rest] = path.split('.');
  const field = find_field(entity, first);
  if (!field || rest.length === 0) return field;
  const target = field.to ? catalogue.find(field.to) : undefined;
  return target && resolve_path(catalogue, target, rest.join('.'));
}

const shown_inside = (field: Field): boolean => field.type !== 'list' && !field.grouped && !field.system;

export const own_fields = (entity: Entity): Field[] => entity.fields.filter(shown_inside);
export const is_changeable = (field: Field): boolean => !!field.writable && !field.only_new;
// On a record's page and in its form; what is hidden may still be a column or asked for.
export const shown_fields = (entity: Entity): Field[] => own_fields(entity).filter((field) => !field.hidden);
export const form_fields = (entity: Entity): Field[] =>
  shown_fields(entity).filter((field) => field.writable);
export const column_fields = (entity: Entity): Field[] =>
  own_fields(entity).filter((field) => field.type !== 'note' && field.type !== 'condition');

export const is_number = (field: Field): boolean => ['integer', 'decimal', 'money'].includes(field.type);
// What is read digit under digit; a level of 1 to 9 is read like a word.
export const is_quantity = (field: Field): boolean =>
  is_number(field) && !(field.type === 'integer' && (field.max ?? 10) < 10);
export const is_choice = (field: Field): boolean => field.type === 'choice' || field.type === 'state';
export const sortable = (field: Field): boolean =>
  !['note', 'links', 'choices', 'any_link', 'condition'].includes(field.type) && !field.grouped;

export interface Section {
  code: string;
  label: { pl: string; en: string } | null;
  fields: Field[];
}
// The headings of a form in their order; what belongs to none stands first when the entity has no headings, else last.
export function sections_of(entity: Entity, fields: Field[]): Section[] {
  const groups = entity.groups ?? [];
  const sections: Section[] = groups.map((group) => ({
    code: group.code,
    label: group.label,
    fields: fields.filter((field) => field.group === group.code),
  }));
  const codes = new Set(groups.map((group) => group.code));
  const rest = fields.filter((field) => !codes.has(field.group ?? ''));
  sections.push({ code: '', label: null, fields: rest });
  return sections.filter((section) => section.fields.length > 0);
}

export function is_link(value: unknown): value is LinkValue {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function is_empty(value: Value | string[] | undefined): boolean {
  return (
    value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

export function plain(value: Value | string[] | undefined): string {
  if (is_empty(value) || typeof value === 'boolean') return '';
  if (Array.isArray(value)) return value.map((one) => plain(one)).join(', ');
  if (is_link(value)) return value.title ?? '';
  return String(value);
}

export function title_of(entity: Entity, row: Row): string {
  const is_between = entity.title.length > 1 && entity.title.every((name) => is_link(row[name]));
  if (is_between) return entity.title.map((name) => plain(row[name])).join(' → ');
  if (typeof row['display'] === 'string') return row['display'];
  const joined = entity.title.map((name) => plain(row[name])).filter(Boolean);
  return joined.join(' ');
}

// What goes over the wire: links as their id, everything else as it is.
export function to_wire(field: Field, value: Value): Sent {
  if (is_empty(value)) return null;
  if (field.type === 'any_link' && is_link(value)) {
    const { entity, id } = value as unknown as AnyLinked;
    return { entity, id };
  }
  if (Array.isArray(value)) return value.map((one) => (is_link(one) ? (one.id ?? '') : one));
  return is_link(value) ? (value.id ?? null) : value;
}

// Of values by their fields' names; what is no field of the entity is left out.
export function sent_values(entity: Entity, values: Values, names = Object.keys(values)): SentValues {
  const fields = names.flatMap((name) => find_field(entity, name) ?? []);
  return Object.fromEntries(fields.map((field) => [field.name, to_wire(field, values[field.name] ?? null)]));
}

export function same_value(field: Field, a: Value | undefined, b: Value | undefined): boolean {
  return JSON.stringify(to_wire(field, a ?? null)) === JSON.stringify(to_wire(field, b ?? null));
}

export function changed_values(fields: Field[], before: Values, after: Values): SentValues {
  const set: SentValues = {};
  for (const field of fields) {
    if (!same_value(field, before[field.name], after[field.name])) {
      set[field.name] = to_wire(field, after[field.name] ?? null);
    }
  }
  return set;
}

// An amount is in the record's own currency; what is computed over others, or named so, in the office's.
export function currency_of(entity: Entity, field: Field, row: Row | undefined, office: string): string {
  if (field.type !== 'money' || field.name.endsWith('_base')) return office;
  const own = find_field(entity, 'currency');
  if (!own || (field.computed && !own.required)) return office;
  const value = row?.['currency'];
  return typeof value === 'string' && value ? value : own.required ? '' : office;
}

export function children_of(catalogue: Catalogue, entity: Entity): Children[] {
  return (entity.children ?? []).filter((children) => {
    const child = catalogue.find(children.entity);
    return child && may(child, 'view') && find_field(child, children.field)?.type === 'link';
  });
}
