// A condition as the builder edits it: a tree of groups, comparisons of fields, and statements about children. Made from
// the JSON form of docs/query.md and written back as text; what the builder has no part for is kept as it was written.
import type { ChildrenForm, Comparison, Entity, Field, FieldForm, Form, Operand } from '../api';
import { find_field, resolve_path, type Catalogue } from './model';

export type Join = 'and' | 'or';
export interface Group {
  kind: 'group';
  id: number;
  join: Join;
  is_not: boolean;
  parts: Node[];
}
export interface FieldNode {
  kind: 'field';
  id: number;
  path: string;
  op: string;
  value: Operand | Operand[];
}
export interface ChildrenNode {
  kind: 'children';
  id: number;
  name: string;
  fold: string;
  of: string;
  inside: Group;
  op: string;
  value: Operand | Operand[];
}
export interface TextNode {
  kind: 'text';
  id: number;
  text: string;
}
export type Node = Group | FieldNode | ChildrenNode | TextNode;

let last_id = 0;
export const next_id = (): number => ++last_id;

export const make_group = (join: Join = 'and', parts: Node[] = [], is_not = false): Group => ({
  kind: 'group',
  id: next_id(),
  join,
  is_not,
  parts,
});

const is_object = (form: Form | Operand | undefined): form is Exclude<Form, string> =>
  typeof form === 'object' && form !== null;

// --- text ---------------------------------------------------------------------------------------------------------

const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;

function write_operand(value: Operand): string {
  if (typeof value !== 'object') return typeof value === 'string' ? quote(value) : String(value);
  if (value === null) return 'null';
  if ('field' in value) return value.field;
  if ('period' in value) return value.period;
  const moved = value.plus ? ` + ${value.plus}` : value.minus ? ` - ${value.minus}` : '';
  return value.constant + moved;
}

function write_set(value: Operand | Operand[]): string {
  return Array.isArray(value) ? `(${value.map(write_operand).join(', ')})` : write_operand(value);
}

function write_compared(subject: string, { op, value }: Comparison): string {
  if (!op) return subject;
  if (op === 'is_null') return `${subject} is null`;
  if (op === 'not_null') return `${subject} is not null`;
  // One of those who ask is one: `owner = me`.
  const is_me = typeof value === 'object' && value !== null && 'constant' in value && value.constant === 'me';
  if (is_me && op.endsWith('in')) return `${subject} ${op === 'in' ? '=' : '<>'} me`;
  if (op === 'in' || op === 'not_in') return `${subject} ${op.replace('_', ' ')} ${write_set(value ?? [])}`;
  return `${subject} ${op} ${write_operand((Array.isArray(value) ? value[0] : value) ?? null)}`;
}

function write_children(name: string, fold: string, of: string, where: string): string {
  return `${name} ${fold}(${[of, where].filter(Boolean).join(', ')})`;
}

export function form_text(form: Form): string {
  if (typeof form === 'string') return form;
  if ('and' in form) return form.and.map(wrapped_form).join(' and ') || 'true';
  if ('or' in form) return form.or.map(wrapped_form).join(' or ') || 'false';
  if ('not' in form) return `not ${wrapped_form(form.not)}`;
  if ('children' in form) {
    const where = form.where === undefined ? '' : form_text(form.where);
    return write_compared(write_children(form.children, form.fold, form.of ?? '', where), form);
  }
  return write_compared(form.field, form);
}
const wrapped_form = (form: Form): string => {
  const text = form_text(form);
  return is_object(form) && !('and' in form) && !('or' in form) ? text : `(${text})`;
};

export function node_text(node: Node): string {
  switch (node.kind) {
    case 'text':
      return node.text.trim() && `(${node.text.trim()})`;
    case 'field':
      return write_compared(node.path, node);
    case 'children': {
      const text = write_children(node.name, node.fold, node.of, group_inside(node.inside));
      return node.fold === 'any' || node.fold === 'none' ? text : write_compared(text, node);
    }
    case 'group': {
      const inside = group_inside(node);
      if (!inside) return '';
      return node.is_not ? `not (${inside})` : node.parts.length > 1 ? `(${inside})` : inside;
    }
  }
}
function group_inside(group: Group): string {
  return group.parts.map(node_text).filter(Boolean).join(` ${group.join} `);
}
// The whole filter: the outer group needs no brackets.
export const tree_text = (group: Group): string =>
  group.is_not ? node_text(group) : unwrapped(group_inside(group), group);

// A single text part stands bare, as it was written.
function unwrapped(text: string, group: Group): string {
  const [only, ...others] = group.parts;
  return only?.kind === 'text' && others.length === 0 ? only.text.trim() : text;
}

// --- from the form ------------------------------------------------------------------------------------------------

const as_text = (form: Form): TextNode => ({ kind: 'text', id: next_id(), text: form_text(form) });

// `owner = "id"` and `status = "active"` are shown as one of several.
function chosen_from(field: Field, op: string, value: Operand | Operand[]): [string, Operand | Operand[]] {
  if (!is_picked(field) || Array.isArray(value) || value === null) return [op, value];
  const several = typeof value === 'object' ? value : [value];
  if (op === '=') return ['in', several];
  return op === '<>' ? ['not_in', several] : [op, value];
}

function from_field(form: FieldForm, catalogue: Catalogue, entity: Entity): Node {
  const field = resolve_path(catalogue, entity, form.field);
  const bare = form.op === undefined;
  if (!field || (bare && field.type !== 'boolean')) return as_text(form);
  if (is_object(form.value as Form) && 'field' in (form.value as object)) return as_text(form);
  const [op, value] = bare ? ['=', true] : chosen_from(field, form.op ?? '=', form.value ?? null);
  if (!operators_of(field).includes(op)) return as_text(form);
  return { kind: 'field', id: next_id(), path: form.field, op, value };
}

function from_children(form: ChildrenForm, catalogue: Catalogue, entity: Entity): Node {
  const children = entity.children?.find((one) => one.name === form.children);
  const child = children && catalogue.find(children.entity);
  const of = form.of === undefined ? undefined : child && find_field(child, form.of);
  if (!child || (form.of !== undefined && !of)) return as_text(form);
  const is_counted = form.fold !== 'any' && form.fold !== 'none';
  if (is_counted && (!form.op || !number_operators.includes(form.op))) return as_text(form);
  return {
    kind: 'children',
    id: next_id(),
    name: form.children,
    fold: form.fold,
    of: form.of ?? '',
    inside: form.where === undefined ? make_group() : as_group(from_form(form.where, catalogue, child)),
    op: form.op ?? '>=',
    value: form.value ?? null,
  };
}

export function from_form(form: Form, catalogue: Catalogue, entity: Entity): Node {
  if (typeof form === 'string') return as_text(form);
  const inner = (part: Form) => from_form(part, catalogue, entity);
  if ('and' in form) return make_group('and', form.and.map(inner));
  if ('or' in form) return form.or.length ? make_group('or', form.or.map(inner)) : as_text(form);
  if ('not' in form) {
    const group = as_group(inner(form.not));
    return { ...group, is_not: !group.is_not };
  }
  return 'children' in form ? from_children(form, catalogue, entity) : from_field(form, catalogue, entity);
}
export const as_group = (node: Node): Group => (node.kind === 'group' ? node : make_group('and', [node]));

// --- what may be said of a field ----------------------------------------------------------------------------------

export const number_operators = ['>=', '<=', '>', '<', '=', '<>'];
const picked = ['choice', 'state', 'link', 'country', 'currency', 'language'];
// Values that are picked from a list, several at once.
export const is_picked = (field: Field): boolean => picked.includes(field.type) || field.type === 'links';

export function operators_of(field: Field): string[] {
  const emptiness = field.required ? [] : ['is_null', 'not_null'];
  const searched = field.searched ? ['contains', 'starts'] : [];
  switch (field.type) {
    case 'text':
      return [...searched, '=', '<>', ...emptiness];
    case 'note':
      return [...(field.searched ? ['contains'] : []), ...emptiness];
    case 'integer':
    case 'decimal':
    case 'money':
      return [...number_operators, ...emptiness];
    case 'date':
    case 'instant':
      return ['in', 'not_in', '>=', '<=', '>', '<', ...emptiness];
    case 'boolean':
      return ['='];
    case 'choices':
      return ['contains', ...emptiness];
    case 'links':
      return ['in', 'not_in', 'is_null', 'not_null'];
    case 'any_link':
    case 'condition':
      return emptiness;
    case 'list':
      return [];
    default:
      return ['in', 'not_in', ...emptiness];
  }
}

// What a fresh condition on this field begins with.
export function first_value(field: Field, op: string): Operand | Operand[] {
  if (op === 'is_null' || op === 'not_null') return null;
  if (field.type === 'boolean') return true;
  const dated = field.type === 'date' || field.type === 'instant';
  if (dated) return op === 'in' || op === 'not_in' ? { period: 'last_12_months' } : { constant: 'today' };
  return op === 'in' || op === 'not_in' ? [] : '';
}

// Is there anything to compare with? Rows still empty are left out of the filter.
export function is_said(node: Node): boolean {
  switch (node.kind) {
    case 'group':
      return node.parts.some(is_said);
    case 'text':
      return node.text.trim() !== '';
    case 'children':
      if (node.fold === 'any' || node.fold === 'none') return true;
      return (node.fold === 'count' || node.of !== '') && node.value !== null && node.value !== '';
    case 'field':
      if (node.op === 'is_null' || node.op === 'not_null') return true;
      return Array.isArray(node.value) ? node.value.length > 0 : node.value !== null && node.value !== '';
  }
}
export function only_said(group: Group): Group {
  const parts = group.parts.filter(is_said).map((part): Node => {
    if (part.kind === 'group') return only_said(part);
    return part.kind === 'children' ? { ...part, inside: only_said(part.inside) } : part;
  });
  return { ...group, parts };
}
