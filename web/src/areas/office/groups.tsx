// Who is in which group, and what the group may do, in words. Read only: what groups may do is not changed here.
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { read_rights, type Right, type RightKind } from '../../api/accounts';
import { useOffice } from '../../catalogue/office';
import { useSpeech, type Speech, type TextKey } from '../../texts';
import css from './office.module.css';
import { links_of, text_of, useGroups, useUsers } from './people';
import { scope_of } from './scope';
import { useViewAs } from './view_as';

const plain_verbs = ['view', 'export', 'create', 'change', 'delete', 'import'];

// What is written: of the verbs, those that go together in one sentence.
const writing: [verbs: string[], text: TextKey][] = [
  [['create', 'change', 'delete'], 'right_change'],
  [['create', 'change'], 'right_add_edit'],
  [['change', 'delete'], 'right_edit_delete'],
  [['create'], 'right_create'],
  [['change'], 'right_edit'],
];

// One sentence of what a line of the table of rights lets do; export goes with seeing and is not said.
function said(right: Right, { t, known }: Speech): string[] {
  const scope = t(scope_of(right.when));
  const has = (verb: string) => right.verbs.includes(verb);
  const written = writing.find(([verbs]) => verbs.every(has));
  const parts: string[] = [];
  if (has('view')) parts.push(t('right_view', { scope }));
  if (written) parts.push(t(written[1], { scope }));
  if (has('import')) parts.push(t('right_import'));
  for (const verb of right.verbs) {
    const key = `does_${verb}`;
    if (!plain_verbs.includes(verb)) parts.push(known(key) ? t(key) : t('right_action', { action: verb }));
  }
  const limit: TextKey | null =
    right.fields === '-$' ? 'without_finance' : right.fields === '$' ? 'only_finance' : null;
  return limit && parts.length > 0 ? [`${parts.join(', ')} (${t(limit)})`] : parts;
}

// Without what another line gives to all records and fields anyway.
function without_given(right: Right, all: Right[]): Right {
  const given = (verb: string) =>
    all.some((one) => one !== right && one.when === 'true' && one.fields === '*' && one.verbs.includes(verb));
  return { ...right, verbs: right.verbs.filter((verb) => !given(verb)) };
}

type Kind = Pick<RightKind, 'name' | 'many' | 'is_internal'>;

// Entities that a group may treat alike stand in one line.
function lines_of(code: string, rights: Right[], kinds: Kind[], speech: Speech): [string, string][] {
  const by_entity = new Map<string, Right[]>();
  for (const right of rights.filter((one) => one.groups.includes(code)))
    for (const entity of right.entities) by_entity.set(entity, [...(by_entity.get(entity) ?? []), right]);
  const by_sentence = new Map<string, string[]>();
  for (const [name, own] of by_entity) {
    const entity = kinds.find((one) => one.name === name);
    const sentences = own.flatMap((right) => said(without_given(right, own), speech));
    const sentence = [...new Set(sentences)].join('; ');
    if (!entity || entity.is_internal || !sentence) continue;
    by_sentence.set(sentence, [...(by_sentence.get(sentence) ?? []), speech.label(entity.many)]);
  }
  return [...by_sentence].map(([sentence, [first = '', ...others]]) => [
    [first, ...others.map((one) => one.toLowerCase())].join(', '),
    sentence,
  ]);
}

export function GroupsPage() {
  const speech = useSpeech();
  const { t, label } = speech;
  const { catalogue } = useOffice();
  const groups = useGroups();
  const users = useUsers();
  const view_as = useViewAs();
  const rights = useQuery({ queryKey: ['rights'], queryFn: read_rights, staleTime: Infinity });
  const many = label(catalogue.find('user_group')?.many);
  useEffect(() => {
    document.title = `${many} · Teczka`;
  }, [many]);

  return (
    <section className={css['page']}>
      <header className={css['head']}>
        <div>
          <h1>{many}</h1>
          <p className={css['lead']}>{t('groups_lead')}</p>
        </div>
        {catalogue.find('right') && (
          <Button component={Link} to="/right" variant="default">
            {t('rights_open')}
          </Button>
        )}
      </header>
      {groups.map((group) => {
        const members = (users.data ?? []).filter(
          (row) => row['is_active'] === true && links_of(row, 'groups').some((one) => one.id === group.id),
        );
        return (
          <section key={group.id} aria-labelledby={`group-${group.code}`}>
            <div className={css['group_head']}>
              <h2 id={`group-${group.code}`}>
                {group.name} · {t('group_members', { count: members.length })}
              </h2>
              {view_as && (
                <Button size="compact-sm" variant="default" onClick={() => view_as('group', group.id)}>
                  {t('view_as_group')}
                </Button>
              )}
            </div>
            <p className={css['members']}>
              {members.length === 0 && t('group_empty')}
              {members.map((row) => (
                <Link key={row.id} to={`/user/${row.id}`}>
                  {text_of(row, 'name')}
                </Link>
              ))}
            </p>
            <dl className={css['rights']} aria-label={t('group_may')}>
              {lines_of(
                group.code,
                rights.data?.rights ?? [],
                rights.data?.kinds ?? catalogue.entities,
                speech,
              ).flatMap(([names, sentence]) => [
                <dt key={`${names}?`}>{names}</dt>,
                <dd key={names}>{sentence}</dd>,
              ])}
            </dl>
          </section>
        );
      })}
    </section>
  );
}
