// A new colleague: made as a user, then given a link under which he sets his own password.
import { Button, Checkbox, MultiSelect, Select, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { create_record, Problem, read_list } from '../../api';
import { make_link, type PasswordLink } from '../../api/accounts';
import { keys } from '../../api/keys';
import { field_of, forget_lists, problem_text } from '../../catalogue/saving';
import { useSpeech } from '../../texts';
import { LinkPanel } from './link_panel';
import { login_of } from './login';
import css from './office.module.css';
import { accounts_key, text_of, useGroups, useUsers } from './people';

const nobody = { name: '', email: '', login: '', groups: [] as string[], territories: [] as string[] };

export function InvitePage() {
  const { t, language, error: say } = useSpeech();
  const client = useQueryClient();
  const navigate = useNavigate();
  const groups = useGroups();
  const users = useUsers();
  const territories = useQuery({
    queryKey: [...keys.lists('territory'), 'people'],
    queryFn: () =>
      read_list('territory', { columns: 'name', order: 'name', limit: 500 }).then((page) => page.rows),
  });
  const [wanted, set_wanted] = useState(nobody);
  const [manager, set_manager] = useState<string | null>(null);
  const [speaks, set_speaks] = useState<string>(language);
  const [problem, set_problem] = useState<unknown>(null);
  const [waiting, set_waiting] = useState(false);
  const [made, set_made] = useState<{ name: string; link: PasswordLink } | null>(null);
  useEffect(() => {
    document.title = `${t('invite_title')} · Teczka`;
  }, [t]);
  const login = wanted.login || login_of(wanted.name);
  const at = (field: string) => {
    const found =
      problem instanceof Problem ? problem.complaints.find((one) => field_of(one) === field) : null;
    return found ? say(found) : undefined;
  };
  const placed = ['name', 'email', 'login', 'groups'].some((field) => at(field));
  const submit = async () => {
    set_waiting(true);
    set_problem(null);
    try {
      const { record } = await create_record('user', {
        name: wanted.name,
        email: wanted.email || null,
        login,
        language: speaks,
        groups: wanted.groups,
        territories: wanted.territories,
        manager,
      });
      forget_lists(client, 'user');
      const name = wanted.name;
      set_wanted(nobody);
      if (record) set_made({ name, link: await make_link(record.id) });
      await Promise.all([users.refetch(), client.invalidateQueries({ queryKey: accounts_key })]);
    } catch (error) {
      set_problem(error);
    } finally {
      set_waiting(false);
    }
  };
  const text = (key: 'name' | 'email' | 'login') => ({
    name: `user-${key}`,
    error: at(key),
    withAsterisk: false,
    value: key === 'login' ? login : wanted[key],
    autoComplete: 'off',
    onChange: (event: React.ChangeEvent<HTMLInputElement>) =>
      set_wanted({ ...wanted, [key]: event.currentTarget.value }),
  });
  return (
    <section className={css['page']}>
      <h1>{t('invite_title')}</h1>
      <p className={css['lead']}>{t('invite_lead')}</p>
      {made && <LinkPanel {...made} close={() => void navigate('/user')} />}
      <form
        className={css['form']}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div className={css['fields']}>
          <TextInput {...text('name')} label={t('full_name')} required autoFocus />
          <TextInput {...text('email')} label={t('email')} type="email" />
          <TextInput {...text('login')} label={t('login')} required autoCapitalize="none" />
          <Select
            label={t('office_language')}
            allowDeselect={false}
            value={speaks}
            onChange={(value) => value && set_speaks(value)}
            data={[
              { value: 'pl', label: 'Polski' },
              { value: 'en', label: 'English' },
            ]}
          />
          <Checkbox.Group
            className={css['whole']}
            label={t('groups')}
            description={t('groups_help')}
            error={at('groups')}
            value={wanted.groups}
            onChange={(codes) => set_wanted({ ...wanted, groups: codes })}
          >
            <div className={css['groups']}>
              {groups.map((group) => (
                <Checkbox key={group.id} value={group.id} label={group.name} />
              ))}
            </div>
          </Checkbox.Group>
          <MultiSelect
            label={t('territories')}
            description={t('territories_help')}
            searchable
            nothingFoundMessage={t('link_nothing')}
            value={wanted.territories}
            onChange={(ids) => set_wanted({ ...wanted, territories: ids })}
            data={(territories.data ?? []).map((row) => ({ value: row.id, label: text_of(row, 'name') }))}
          />
          <Select
            label={t('manager')}
            description=" "
            searchable
            clearable
            clearButtonProps={{ 'aria-label': `${t('link_clear')}: ${t('manager')}` }}
            nothingFoundMessage={t('link_nothing')}
            value={manager}
            onChange={set_manager}
            data={(users.data ?? []).map((row) => ({ value: row.id, label: text_of(row, 'name') }))}
          />
        </div>
        {!!problem && !placed && (
          <p role="alert" className={css['problem']}>
            {problem_text(problem, say)}
          </p>
        )}
        <div className={css['buttons']}>
          <Button type="submit" loading={waiting}>
            {t('invite_submit')}
          </Button>
          <Button variant="default" component={Link} to="/user">
            {t('cancel')}
          </Button>
        </div>
      </form>
    </section>
  );
}
