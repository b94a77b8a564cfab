// The first filter: conditions joined by `and`, kept as the text of the query language in the address.
// What somebody wrote by hand and is more than a simple comparison stays as it is, as one raw condition.
import type { Field } from '../api';

export type Operator =
  '=' | '<>' | '>=' | '<=' | 'contains' | 'starts' | 'in' | 'in_period' | 'is null' | 'is not null';

export interface Condition {
  path: string;
  operator: Operator;
  values: string[];
}
export type Part = Condition | { raw: string };

export const is_raw = (part: Part): part is { raw: string } => 'raw' in part;

const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const is_bare = (text: string): boolean => /^(true|false|me|my_territories|today)$/.test(text);

const numeric = new Set(['integer', 'decimal', 'money']);

export function write_condition(condition: Condition, field?: Field): string {
  const { path, operator, values } = condition;
  const written = values.map((value) =>
    is_bare(value) || (field && numeric.has(field.type)) ? value : quote(value),
  );
  if (operator === 'is null' || operator === 'is not null') return `${path} ${operator}`;
  if (operator === 'in_period') return `${path} in ${values[0] ?? 'today'}`;
  if (operator === 'in' && (written.length !== 1 || field?.type === 'links'))
    return `${path} in (${written.join(', ')})`;
  return `${path} ${operator === 'in' ? '=' : operator} ${written[0] ?? '""'}`;
}

// Splits at every `and` that stands outside quotes and brackets; null when an `or` or a quote is left open.
export function split_and(text: string): string[] | null {
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
    else if (depth === 0 && /\s/.test(letter)) {
      const word = /^\s+(and|or)\s/i.exec(text.slice(at))?.[1]?.toLowerCase();
      if (word === 'or') return null;
      if (word === 'and') {
        parts.push(text.slice(from, at).trim());
        at = text.toLowerCase().indexOf('and', at) + 3;
        from = at;
      }
    }
  }
  if (open || depth !== 0) return null;
  parts.push(text.slice(from).trim());
  return parts.filter(Boolean);
}

function read_values(text: string): string[] | null {
  const values: string[] = [];
  let rest = text.trim();
  while (rest) {
    const match = /^(?:"((?:[^"]|"")*)"|'((?:[^']|'')*)'|([\w.:+-]+))\s*(?:,\s*|$)/.exec(rest);
    if (!match) return null;
    values.push((match[1]?.replaceAll('""', '"') ?? match[2]?.replaceAll("''", "'") ?? match[3]) || '');
    rest = rest.slice(match[0].length);
  }
  return values;
}

function read_part(text: string): Part {
  const raw = { raw: text };
  const head = /^([a-z][a-z0-9_.]*)\s*(.*)$/s.exec(text);
  const [path = '', rest = ''] = head?.slice(1) ?? [];
  if (!path || /^not\b/.test(path)) return raw;
  if (/^is null$/i.test(rest)) return { path, operator: 'is null', values: [] };
  if (/^is not null$/i.test(rest)) return { path, operator: 'is not null', values: [] };
  const list = /^in\s*\((.*)\)$/is.exec(rest);
  if (list) {
    const values = read_values(list[1] ?? '');
    return values ? { path, operator: 'in', values } : raw;
  }
  const period = /^in\s+([a-z]\w*)$/i.exec(rest);
  if (period?.[1]) return { path, operator: 'in_period', values: [period[1]] };
  const simple = /^(=|<>|>=|<=|contains\b|starts\b)\s*(.+)$/is.exec(rest);
  const values = simple && read_values(simple[2] ?? '');
  if (!simple || values?.length !== 1) return raw;
  return { path, operator: (simple[1] ?? '=').toLowerCase() as Operator, values };
}

export function read_where(text: string): Part[] {
  if (!text.trim()) return [];
  const parts = split_and(text);
  return parts ? parts.map(read_part) : [{ raw: text }];
}

export function write_where(parts: Part[], find: (path: string) => Field | undefined): string {
  return parts
    .map((part) => {
      if (!is_raw(part)) return write_condition(part, find(part.path));
      return parts.length > 1 && /\sor\s/i.test(part.raw) ? `(${part.raw})` : part.raw;
    })
    .join(' and ');
}

export function operators_for(field: Field): Operator[] {
  const emptiness: Operator[] = field.required ? [] : ['is null', 'is not null'];
  switch (field.type) {
    case 'text':
    case 'note':
      return ['contains', 'starts', '=', ...emptiness];
    case 'integer':
    case 'decimal':
    case 'money':
      return ['>=', '<=', '=', ...emptiness];
    case 'date':
    case 'instant':
      return ['in_period', '>=', '<=', ...emptiness];
    case 'boolean':
      return ['='];
    case 'choice':
    case 'state':
      return ['in', ...emptiness];
    case 'link':
    case 'country':
    case 'currency':
    case 'language':
      return ['=', '<>', ...emptiness];
    default:
      return [];
  }
}

export const periods = [
  'today',
  'this_week',
  'this_month',
  'last_month',
  'this_quarter',
  'this_year',
  'last_year',
  'last_12_months',
] as const;
