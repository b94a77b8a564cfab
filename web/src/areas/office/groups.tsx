// Who is in which group, and what the group may do, in words. Read only: what groups may do is not changed here.
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { read_rights, type Right } from '../../api/accounts';
import { useOffice } from '../../catalogue/office';
import { useSpeech, type Speech, type TextKey } from '../../texts';
import css from './office.module.css';
import { links_of, text_of, useGroups, useUsers } from './people';
import { scope_of } from './scope';

const plain_verbs = ['view', 'export', 'create', 'change', 'delete', 'import'];

// One sentence of what a line of the table of rights lets do; export goes with seeing and is not said.
function said(right: Right, { t, known }: Speech): string[] {
  const scope = t(scope_of(right.when));
  const has = (verb: string) => right.verbs.includes(verb);
  const parts: string[] = [];
  if (has('view')) parts.push(t('right_view', { scope }));
  if (has('create') && has('change')) parts.push(t('right_change', { scope }));
  else if (has('create')) parts.push(t('right_create'));
  else if (has('change')) parts.push(t('right_edit', { scope }));
  if (has('import')) parts.push(t('right_import'));
  for (const verb of right.verbs) {
    const key = `action_${verb}`;
    if (!plain_verbs.includes(verb))
      parts.push(t('right_action', { action: known(key) ? t(key as TextKey).toLowerCase() : verb }));
  }
  const limit: TextKey | null =
    right.fields === '-$' ? 'without_finance' : right.fields === '$' ? 'only_finance' : null;
  return limit && parts.length > 0 ? [`${parts.join(', ')} (${t(limit)})`] : parts;
}

export function GroupsPage() {
  const speech = useSpeech();
  const { t, label } = speech;
  const { catalogue } = useOffice();
  const groups = useGroups();
  const users = useUsers();
  const rights = useQuery({ queryKey: ['rights'], queryFn: read_rights, staleTime: Infinity });
  const many = label(catalogue.find('user_group')?.many);
  useEffect(() => {
    document.title = `${many} · Teczka`;
  }, [many]);

  // Entities that a group may treat alike stand in one line.
  const lines_of = (code: string): [string, string][] => {
    const by_entity = new Map<string, string[]>();
    for (const right of rights.data?.rights ?? []) {
      if (!right.groups.includes(code)) continue;
      for (const entity of right.entities)
        by_entity.set(entity, [...(by_entity.get(entity) ?? []), ...said(right, speech)]);
    }
    const by_sentence = new Map<string, string[]>();
    for (const [name, sentences] of by_entity) {
      const entity = catalogue.find(name);
      const sentence = [...new Set(sentences)].join('; ');
      if (!entity || entity.is_internal || !sentence) continue;
      by_sentence.set(sentence, [...(by_sentence.get(sentence) ?? []), label(entity.many)]);
    }
    return [...by_sentence].map(([sentence, names]) => [names.join(', '), sentence]);
  };
  return (
    <section className={css['page']}>
      <h1>{many}</h1>
      <p className={css['lead']}>{t('groups_lead')}</p>
      {groups.map((group) => {
        const members = (users.data ?? []).filter(
          (row) => row['is_active'] === true && links_of(row, 'groups').some((one) => one.id === group.id),
        );
        return (
          <section key={group.id} aria-labelledby={`group-${group.code}`}>
            <h2 id={`group-${group.code}`}>
              {group.name} · {t('group_members', { count: members.length })}
            </h2>
            <p className={css['members']}>
              {members.length === 0 && t('group_empty')}
              {members.map((row) => (
                <Link key={row.id} to={`/user/${row.id}`}>
                  {text_of(row, 'name')}
                </Link>
              ))}
            </p>
            <dl className={css['rights']} aria-label={t('group_may')}>
              {lines_of(group.code).flatMap(([names, sentence]) => [
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
