// The filter over the whole query language: groups in groups, fields through links, statements about children, relative
// dates; what it finds is counted while one builds. Experts write the text itself.
import { ActionIcon, Button, Modal, SegmentedControl, Select, Textarea } from '@mantine/core';
import '@mantine/core/styles/SegmentedControl.css';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { Problem, read_condition, read_list, type Entity, type Field } from '../api';
import { keys } from '../api/keys';
import { useSpeech, type TextKey } from '../texts';
import { format_integer } from '../texts/format';
import { Icon } from '../ui/icon';
import css from './filter_builder.module.css';
import {
  as_group,
  first_value,
  from_form,
  make_group,
  next_id,
  number_operators,
  only_said,
  operators_of,
  tree_text,
  type ChildrenNode,
  type FieldNode,
  type Group,
  type Node,
  type TextNode,
} from './filter_tree';
import { ConditionValue } from './filter_values';
import { fold_field, GroupWords, operator_key, useTree } from './filter_words';
import { children_of, is_number, own_fields, resolve_path } from './model';
import { useOffice } from './office';
import { problem_text } from './saving';

interface NodeProps<Kind extends Node> {
  entity: Entity;
  node: Kind;
  set: (node: Node) => void;
  remove: () => void;
}

interface Option {
  value: string;
  label: string;
}

// Own fields, fields one link away, and what hangs on the record.
function useSubjects(entity: Entity, current: string): { group: string; items: Option[] }[] {
  const { t, label } = useSpeech();
  const { catalogue } = useOffice();
  return useMemo(() => {
    const asked = (one: Field) => operators_of(one).length > 0;
    const system = entity.fields.filter((field) => field.system && /_(at|by)$/.test(field.name));
    const own = [...own_fields(entity), ...system].filter(asked);
    const through = own.flatMap((link) => {
      const target = link.type === 'link' && link.to ? catalogue.find(link.to) : undefined;
      return (target ? own_fields(target) : []).filter(asked).map((field) => ({
        value: `${link.name}.${field.name}`,
        label: `${label(link.label)} › ${label(field.label)}`,
      }));
    });
    if (current && ![...own.map((one) => one.name), ...through.map((one) => one.value)].includes(current)) {
      through.push({ value: current, label: current });
    }
    const children = children_of(catalogue, entity);
    return [
      { group: label(entity.one), items: own.map((one) => ({ value: one.name, label: label(one.label) })) },
      {
        group: t('filter_children'),
        items: children.map((one) => ({ value: `children:${one.name}`, label: label(one.label) })),
      },
      { group: t('filter_through'), items: through },
    ].filter((one) => one.items.length > 0);
  }, [catalogue, current, entity, label, t]);
}

function start_of(subject: string, resolve: (path: string) => Field | undefined): Node {
  if (subject.startsWith('children:')) {
    const name = subject.slice(9);
    return {
      kind: 'children',
      id: next_id(),
      name,
      fold: 'any',
      of: '',
      inside: make_group(),
      op: '>=',
      value: null,
    };
  }
  const field = resolve(subject);
  const op = field ? (operators_of(field)[0] ?? '=') : '=';
  return { kind: 'field', id: next_id(), path: subject, op, value: field ? first_value(field, op) : '' };
}

function Subject({ entity, value, choose }: { entity: Entity; value: string; choose: (node: Node) => void }) {
  const { t } = useSpeech();
  const { catalogue } = useOffice();
  const subjects = useSubjects(entity, value.startsWith('children:') ? '' : value);
  return (
    <Select
      className={css['subject']}
      aria-label={t('filter_field')}
      placeholder={t('filter_field')}
      searchable
      openOnFocus={false}
      allowDeselect={false}
      maxDropdownHeight={320}
      data={subjects}
      value={value || null}
      onChange={(next) => {
        if (next && next !== value) {
          choose(start_of(next, (path) => resolve_path(catalogue, entity, path)));
        }
      }}
    />
  );
}

function FieldRow({ entity, node, set }: NodeProps<FieldNode>) {
  const { t } = useSpeech();
  const { catalogue } = useOffice();
  const field = resolve_path(catalogue, entity, node.path);
  const operators = field ? operators_of(field) : [];
  return (
    <>
      <Subject entity={entity} value={node.path} choose={set} />
      {field && operators.length > 1 && (
        <Select
          className={css['operator']}
          aria-label={t('filter_operator')}
          allowDeselect={false}
          data={operators.map((op) => ({ value: op, label: t(operator_key(field, op)) }))}
          value={node.op}
          onChange={(op) => {
            if (!op) return;
            const is_alike = op.endsWith('in') === node.op.endsWith('in') && !/null/.test(op + node.op);
            set({ ...node, op, value: is_alike ? node.value : first_value(field, op) });
          }}
        />
      )}
      {field && (
        <ConditionValue
          key={`${node.path} ${/null/.test(node.op)}`}
          entity={entity}
          field={field}
          op={node.op}
          value={node.value}
          set={(value) => set({ ...node, value })}
        />
      )}
    </>
  );
}

// A row nobody has filled yet; it says nothing.
const blank = (): Node => ({ kind: 'field', id: next_id(), path: '', op: '', value: '' });

const folds = ['any', 'none', 'count', 'sum', 'min', 'max'] as const;

function folded_fields(child: Entity, fold: string): Field[] {
  const fits = (field: Field) =>
    is_number(field) || (fold !== 'sum' && (field.type === 'date' || field.type === 'instant'));
  return own_fields(child).filter(fits);
}

function ChildrenRow({ entity, node, set }: NodeProps<ChildrenNode>) {
  const { t, label } = useSpeech();
  const { catalogue } = useOffice();
  const children = entity.children?.find((one) => one.name === node.name);
  const child = children && catalogue.find(children.entity);
  if (!child) return <code>{node.name}</code>;
  const has_of = ['sum', 'min', 'max'].includes(node.fold);
  const field = fold_field(child, node);
  const choose_fold = (fold: string) => {
    const possible = folded_fields(child, fold);
    const keeps = possible.some((one) => one.name === node.of);
    const of = !['sum', 'min', 'max'].includes(fold) ? '' : keeps ? node.of : (possible[0]?.name ?? '');
    set({ ...node, fold, of, op: '>=', value: fold === 'count' ? 1 : null });
  };
  const dated = field.type === 'date' || field.type === 'instant';
  return (
    <div className={css['children']}>
      <div className={css['line']}>
        <Subject entity={entity} value={`children:${node.name}`} choose={set} />
        <Select
          className={css['operator']}
          aria-label={t('filter_fold')}
          allowDeselect={false}
          data={folds
            .filter((fold) => !['sum', 'min', 'max'].includes(fold) || folded_fields(child, fold).length > 0)
            .map((fold) => ({ value: fold, label: t(`choose_${fold}`) }))}
          value={node.fold}
          onChange={(fold) => fold && choose_fold(fold)}
        />
        {has_of && (
          <Select
            className={css['middle']}
            aria-label={t('filter_field')}
            allowDeselect={false}
            data={folded_fields(child, node.fold).map((one) => ({
              value: one.name,
              label: label(one.label),
            }))}
            value={node.of}
            onChange={(of) => of && set({ ...node, of, value: null })}
          />
        )}
        {node.fold !== 'any' && node.fold !== 'none' && (
          <>
            <Select
              className={css['sign']}
              aria-label={t('filter_operator')}
              allowDeselect={false}
              data={number_operators.map((op) => ({ value: op, label: t(operator_key(field, op)) }))}
              value={node.op}
              onChange={(op) => op && set({ ...node, op })}
            />
            <ConditionValue
              key={`${node.of} ${dated}`}
              entity={child}
              field={field}
              op={node.op}
              value={node.value}
              set={(value) => set({ ...node, value })}
            />
          </>
        )}
      </div>
      <div className={css['such']}>
        <GroupBox
          entity={child}
          node={node.inside}
          set={(inside) => set({ ...node, inside: as_group(inside) })}
          add_text={t('filter_such_that', { what: label(child.many).toLowerCase() })}
        />
      </div>
    </div>
  );
}

function TextRow({ node, set }: NodeProps<TextNode>) {
  const { t } = useSpeech();
  return (
    <Textarea
      className={css['grow']}
      classNames={{ input: css['code'] ?? '' }}
      aria-label={t('filter_text')}
      autosize
      minRows={1}
      value={node.text}
      onChange={(event) => set({ ...node, text: event.currentTarget.value })}
    />
  );
}

function Row(props: NodeProps<Node>) {
  const { node, remove, entity, set } = props;
  const { t } = useSpeech();
  if (node.kind === 'group') {
    return <GroupBox entity={entity} node={node} set={set} remove={remove} />;
  }
  return (
    <div className={css['row']}>
      {node.kind === 'field' && <FieldRow {...props} node={node} />}
      {node.kind === 'children' && <ChildrenRow {...props} node={node} />}
      {node.kind === 'text' && <TextRow {...props} node={node} />}
      <ActionIcon variant="subtle" color="gray" aria-label={t('filter_remove_row')} onClick={remove}>
        <Icon name="close" size={16} />
      </ActionIcon>
    </div>
  );
}

interface GroupProps {
  entity: Entity;
  node: Group;
  set: (node: Node) => void;
  remove?: () => void;
  add_text?: string;
}

function GroupBox({ entity, node, set, remove, add_text }: GroupProps) {
  const { t } = useSpeech();
  const is_empty = node.parts.length === 0;
  const put = (index: number, part: Node | null) =>
    set({
      ...node,
      parts: node.parts.flatMap((old, at) => (at !== index ? [old] : part ? [part] : [])),
    });
  const join = `${node.is_not ? 'not_' : ''}${node.join}`;
  return (
    <div
      className={css['group']}
      data-inner={remove ? true : undefined}
      role="group"
      aria-label={t('filter_group')}
    >
      {(node.parts.length > 1 || node.is_not || remove) && (
        <div className={css['line']}>
          <Select
            className={css['join']}
            aria-label={t('filter_join')}
            allowDeselect={false}
            data={['and', 'or', 'not_and', 'not_or'].map((one) => ({
              value: one,
              label: t(`filter_${one}` as TextKey),
            }))}
            value={join}
            onChange={(next) =>
              next &&
              set({ ...node, join: next.endsWith('or') ? 'or' : 'and', is_not: next.startsWith('not') })
            }
          />
          <span className={css['grow']} />
          {remove && (
            <ActionIcon variant="subtle" color="gray" aria-label={t('filter_remove_group')} onClick={remove}>
              <Icon name="close" size={16} />
            </ActionIcon>
          )}
        </div>
      )}
      {node.parts.map((part, index) => (
        <Row
          key={part.id}
          entity={entity}
          node={part}
          set={(next) => put(index, { ...next, id: part.id })}
          remove={() => put(index, null)}
        />
      ))}
      <div className={css['line']}>
        <button
          type="button"
          className={css['add']}
          onClick={() => set({ ...node, parts: [...node.parts, blank()] })}
        >
          <Icon name="plus" size={14} /> {is_empty && add_text ? add_text : t('filter_add')}
        </button>
        {!is_empty && (
          <button
            type="button"
            className={css['add']}
            onClick={() =>
              set({
                ...node,
                parts: [...node.parts, make_group(node.join === 'and' ? 'or' : 'and', [blank()])],
              })
            }
          >
            <Icon name="plus" size={14} /> {t('filter_add_group')}
          </button>
        )}
      </div>
    </div>
  );
}

function Found({ entity, where }: { entity: Entity; where: string }) {
  const speech = useSpeech();
  const { t, language } = speech;
  const [settled] = useDebouncedValue(where, 350);
  const { data, error, isFetching } = useQuery({
    queryKey: [...keys.lists(entity.name), 'count', settled],
    retry: false,
    staleTime: 30_000,
    queryFn: ({ signal }) =>
      read_list(
        entity.name,
        { where: settled, columns: entity.title.join(','), limit: 1, count: true },
        signal,
      ),
  });
  const number = data?.count === undefined ? '' : format_integer(data.count, language);
  return (
    <span role="status" className={css['found']} data-waiting={isFetching || undefined}>
      {error
        ? problem_text(error, speech.error)
        : number && t('filter_finds', { number: data?.count_is_exact === false ? `${number}+` : number })}
    </span>
  );
}

// Where the text was refused, marked in a copy of it.
function Complaint({ problem, text }: { problem: unknown; text: string }) {
  const speech = useSpeech();
  const complaint = problem instanceof Problem ? problem.complaints[0] : undefined;
  const offset = Number(complaint?.parameters['offset'] ?? -1);
  const bytes = new TextEncoder().encode(text);
  const at = offset >= 0 ? new TextDecoder().decode(bytes.slice(0, offset)).length : -1;
  return (
    <div role="alert" className={css['complaint']}>
      {problem_text(problem, speech.error)}
      {at >= 0 && (
        <code>
          {text.slice(0, at)}
          <mark>{text.slice(at) || '␣'}</mark>
        </code>
      )}
    </div>
  );
}

interface Props {
  entity: Entity;
  where: string;
  narrow: boolean;
  apply: (where: string) => void;
  cancel: () => void;
}

function Builder({ entity, where, start, apply, cancel }: Omit<Props, 'narrow'> & { start: Group | null }) {
  const { t } = useSpeech();
  const { catalogue } = useOffice();
  const [tree, set_tree] = useState<Group>(() => start ?? make_group());
  const [text, set_text] = useState(where);
  const [as_text, set_as_text] = useState(!start);
  const [problem, set_problem] = useState<unknown>(null);
  const said = useMemo(() => only_said(tree), [tree]);
  const written = as_text ? text.trim() : tree_text(said);

  const read = async (): Promise<boolean> => {
    try {
      const answer = text.trim() ? await read_condition(entity.name, text) : null;
      set_tree(answer ? as_group(from_form(answer.where, catalogue, entity)) : make_group());
      set_problem(null);
      return true;
    } catch (error) {
      set_problem(error);
      return false;
    }
  };
  const turn = async (to_text: boolean) => {
    if (to_text) set_text(tree_text(said));
    else if (!(await read())) return;
    set_as_text(to_text);
  };
  const finish = async () => {
    if (!as_text || (await read())) apply(written);
  };

  return (
    <form
      className={css['builder']}
      onSubmit={(event) => {
        event.preventDefault();
        void finish();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && event.ctrlKey) void finish();
        if (event.key === 'Escape' && !event.defaultPrevented) cancel();
      }}
    >
      <div className={css['line']}>
        <SegmentedControl
          size="xs"
          aria-label={t('filter_mode')}
          data={[
            { value: 'tree', label: t('filter_as_tree') },
            { value: 'text', label: t('filter_as_text') },
          ]}
          value={as_text ? 'text' : 'tree'}
          onChange={(mode) => void turn(mode === 'text')}
        />
        <span className={css['grow']} />
      </div>
      {as_text ? (
        <Textarea
          classNames={{ input: css['code'] ?? '' }}
          aria-label={t('filter_text')}
          description={t('filter_text_help')}
          autosize
          minRows={3}
          maxRows={12}
          value={text}
          onChange={(event) => set_text(event.currentTarget.value)}
        />
      ) : (
        <>
          <GroupBox entity={entity} node={tree} set={(node) => set_tree(as_group(node))} />
          {said.parts.length > 0 && (
            <p className={css['words']}>
              <GroupWords entity={entity} group={said} />
            </p>
          )}
        </>
      )}
      {problem !== null && <Complaint problem={problem} text={text} />}
      <div className={css['foot']}>
        <Found entity={entity} where={written} />
        <span className={css['grow']} />
        <Button variant="default" size="xs" onClick={cancel}>
          {t('cancel')}
        </Button>
        <Button type="submit" size="xs">
          {t('filter_apply')}
        </Button>
      </div>
    </form>
  );
}

export default function FilterBuilder(props: Props) {
  const { entity, where, narrow, cancel } = props;
  const { t, label } = useSpeech();
  const tree = useTree(entity, where);
  const is_ready = !where.trim() || tree.data || tree.isError;
  const inside = is_ready && (
    <Builder {...props} start={where.trim() ? (tree.data ?? null) : make_group('and', [blank()])} />
  );
  if (narrow) {
    return (
      <Modal
        opened
        fullScreen
        transitionProps={{ duration: 0 }}
        onClose={cancel}
        title={t('filter_title', { what: label(entity.many) })}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        {inside}
      </Modal>
    );
  }
  return (
    <section className={css['panel']} aria-label={t('filter_build')} data-print="no">
      {inside}
    </section>
  );
}
