// A condition in words: "Faktury: suma Netto (Data sprzedaży w okresie: ostatnie 12 miesięcy) ≥ 100 000". The server reads
// the text; here its tree is spoken.
import { useQuery } from '@tanstack/react-query';
import { Fragment, type ReactNode } from 'react';
import { read_condition, type Entity, type Field, type Operand } from '../api';
import { keys } from '../api/keys';
import { useSpeech, type Speech, type TextKey } from '../texts';
import { as_group, from_form, type ChildrenNode, type FieldNode, type Group, type Node } from './filter_tree';
import { LinkTitle } from './link_title';
import { find_field, resolve_path } from './model';
import { useOffice, type Office } from './office';
import { shown_text } from './show';

export function useTree(entity: Entity, where: string) {
  const { catalogue } = useOffice();
  return useQuery({
    queryKey: keys.condition(entity.name, where),
    enabled: where.trim() !== '',
    staleTime: Infinity,
    retry: false,
    queryFn: ({ signal }) => read_condition(entity.name, where, signal),
    select: (answer) => as_group(from_form(answer.where, catalogue, entity)),
  });
}

const operator_keys: Record<string, TextKey> = {
  '=': 'op_is',
  '<>': 'op_is_not',
  '>=': 'op_at_least',
  '<=': 'op_at_most',
  '>': 'op_more',
  '<': 'op_less',
  contains: 'op_contains',
  starts: 'op_starts',
  in: 'op_is',
  not_in: 'op_is_not',
  is_null: 'op_empty',
  not_null: 'op_filled',
};
const dated_keys: Record<string, TextKey> = {
  '>=': 'op_from',
  '<=': 'op_to',
  '>': 'op_after',
  '<': 'op_before',
  in: 'op_in_period',
  not_in: 'op_not_in_period',
};
export const is_dated = (field: Field): boolean => field.type === 'date' || field.type === 'instant';

export function operator_key(field: Field, op: string): TextKey {
  if (field.type === 'links' && op === 'in') return 'op_any_of';
  if (field.type === 'links' && op === 'not_in') return 'op_none_of';
  return (is_dated(field) ? dated_keys[op] : undefined) ?? operator_keys[op] ?? 'op_is';
}

// "last_12_months" → "ostatnie 12 miesięcy"
export function period_text(period: string, { t, known }: Speech): string {
  const key = `period_${period}`;
  if (known(key)) return t(key);
  const [, way = '', count = '', unit = ''] = /^(last|next)_(\d+)_(\w+)$/.exec(period) ?? [];
  const sentence = `period_${way}_n_${unit}`;
  return known(sentence) ? t(sentence, { count: Number(count) }) : period.replaceAll('_', ' ');
}

// "today - 90d" → "90 dni temu"
export function moment_text(
  value: { constant: string; plus?: string; minus?: string },
  speech: Speech,
): string {
  const { t, known } = speech;
  const [, count = '', unit = ''] = /^(\d+)([dwmy])$/.exec(value.minus ?? value.plus ?? '') ?? [];
  const key = value.minus ? `ago_${unit}` : `ahead_${unit}`;
  if (count && known(key)) return t(key, { count: Number(count) });
  const name = `constant_${value.constant}`;
  return known(name) ? t(name) : value.constant;
}

function OperandText({ field, entity, value }: { field: Field; entity: Entity; value: Operand }): ReactNode {
  const speech = useSpeech();
  const office = useOffice();
  if (typeof value === 'object' && value !== null) {
    if ('constant' in value) return moment_text(value, speech);
    return 'period' in value ? period_text(value.period, speech) : value.field;
  }
  const is_link = field.type === 'link' || field.type === 'links';
  if (is_link && field.to && typeof value === 'string') return <LinkTitle entity={field.to} id={value} />;
  if (value === null) return speech.t('nothing');
  return shown_value(field, value, entity, office, speech);
}

function shown_value(
  field: Field,
  value: string | number | boolean,
  entity: Entity,
  office: Office,
  speech: Speech,
): string {
  const read = field.type === 'integer' ? Number(value) : typeof value === 'number' ? String(value) : value;
  // A date beside an instant is its midnight: only the day is said.
  const is_day = field.type === 'instant' && /^\d{4}-\d\d-\d\d$/.test(String(value));
  return shown_text(is_day ? { ...field, type: 'date' } : field, read, { entity }, office, speech);
}

function Values({ field, entity, value }: { field: Field; entity: Entity; value: Operand | Operand[] }) {
  const values = Array.isArray(value) ? value : [value];
  return values.map((one, at) => (
    <b key={JSON.stringify(one)}>
      {at > 0 && ', '}
      <OperandText field={field} entity={entity} value={one} />
    </b>
  ));
}

function path_words(entity: Entity, path: string, office: Office, speech: Speech): string {
  const names = path.split('.');
  return names
    .map((_, at) => resolve_path(office.catalogue, entity, names.slice(0, at + 1).join('.')))
    .map((field) => (field ? speech.label(field.label) : path))
    .join(' › ');
}

function FieldWords({ entity, node }: { entity: Entity; node: FieldNode }) {
  const speech = useSpeech();
  const office = useOffice();
  const field = resolve_path(office.catalogue, entity, node.path);
  if (!field) return <code>{node.path}</code>;
  const bare = node.op === 'is_null' || node.op === 'not_null';
  return (
    <>
      {path_words(entity, node.path, office, speech)}{' '}
      <span data-quiet>{speech.t(operator_key(field, node.op))}</span>{' '}
      {!bare && <Values field={field} entity={entity} value={node.value} />}
    </>
  );
}

// The field a fold gives: of what is summed, or a number.
export function fold_field(child: Entity, node: ChildrenNode): Field {
  const of = node.of ? find_field(child, node.of) : undefined;
  return of ?? { name: 'count', label: { pl: '', en: '' }, type: 'integer' };
}

function ChildrenWords({ entity, node }: { entity: Entity; node: ChildrenNode }) {
  const { t, label } = useSpeech();
  const { catalogue } = useOffice();
  const children = entity.children?.find((one) => one.name === node.name);
  const child = children && catalogue.find(children.entity);
  if (!child) return <code>{node.name}</code>;
  const field = fold_field(child, node);
  const is_counted = node.fold !== 'any' && node.fold !== 'none';
  const word = t(`children_${node.fold}` as TextKey, { what: label(field.label) });
  return (
    <>
      {label(children.label)}: <span data-quiet>{word}</span>
      {node.inside.parts.length > 0 && (
        <>
          {' '}
          (<GroupWords entity={child} group={node.inside} />)
        </>
      )}
      {is_counted && (
        <>
          {' '}
          <span data-quiet>{t(operator_key(field, node.op))}</span>{' '}
          <Values field={field} entity={child} value={node.value} />
        </>
      )}
    </>
  );
}

function NodeWords({ entity, node, inside }: { entity: Entity; node: Node; inside: boolean }): ReactNode {
  const { t } = useSpeech();
  if (node.kind === 'text') return <code>{node.text}</code>;
  if (node.kind === 'field') return <FieldWords entity={entity} node={node} />;
  if (node.kind === 'children') return <ChildrenWords entity={entity} node={node} />;
  const words = <GroupWords entity={entity} group={node} />;
  if (node.is_not) {
    return (
      <>
        {t('join_not')} ({words})
      </>
    );
  }
  return inside && node.parts.length > 1 ? <>({words})</> : words;
}

export function GroupWords({ entity, group }: { entity: Entity; group: Group }) {
  const { t } = useSpeech();
  return group.parts.map((part, at) => (
    <Fragment key={part.id}>
      {at > 0 && <> {t(group.join === 'and' ? 'join_and' : 'join_or')} </>}
      <NodeWords entity={entity} node={part} inside={group.parts.length > 1} />
    </Fragment>
  ));
}

// Until the server has read it, and where it refuses it, the text itself.
export default function Words({ entity, where }: { entity: Entity; where: string }) {
  const { data } = useTree(entity, where);
  if (!where.trim()) return null;
  return data ? <NodeWords entity={entity} node={data} inside={false} /> : <code>{where}</code>;
}
