// Who works here: groups, when last seen, whether active; links, deactivating. Everybody sees colleagues, only who may
// change users sees accounts and does something about them.
import { ActionIcon, Button, Checkbox, Menu } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { change_record, type Row } from '../../api';
import {
  end_sessions_of,
  end_tokens_of,
  make_link,
  reset_totp,
  revoke_link,
  type Account,
  type PasswordLink,
} from '../../api/accounts';
import { keys } from '../../api/keys';
import { useOffice } from '../../catalogue/office';
import { forget_lists, problem_text } from '../../catalogue/saving';
import { useSpeech } from '../../texts';
import { format_instant } from '../../texts/format';
import { Icon } from '../../ui/icon';
import { toast } from '../../ui/toast';
import { LinkPanel } from './link_panel';
import css from './office.module.css';
import { useViewAs } from './view_as';
import { accounts_key, links_of, text_of, useAccounts, useGroups, useMayManage, useUsers } from './people';

function State({ row, account }: { row: Row; account: Account | undefined }) {
  const { t, language } = useSpeech();
  const { session } = useOffice();
  if (row['is_active'] !== true) return <span className={css['state']}>{t('state_inactive')}</span>;
  if (account?.has_password) return <span className={css['state']}>{t('state_active')}</span>;
  const when = account?.invited_until;
  return (
    <span className={css['state']} data-tone="amber">
      {when
        ? t('state_invited', { when: format_instant(when, language, session.office.time_zone) })
        : t('state_no_password')}
    </span>
  );
}

export function UsersPage() {
  const { t, label, error: say, language } = useSpeech();
  const { session, catalogue } = useOffice();
  const client = useQueryClient();
  const manages = useMayManage();
  const users = useUsers();
  const groups = useGroups();
  const accounts = useAccounts();
  const view_as = useViewAs();
  const [shows_inactive, set_shows_inactive] = useState(false);
  const [link, set_link] = useState<{ name: string; link: PasswordLink } | null>(null);
  const many = label(catalogue.find('user')?.many);
  useEffect(() => {
    document.title = `${many} · Teczka`;
  }, [many]);

  const act = async (done: () => Promise<unknown>) => {
    try {
      await done();
    } catch (error) {
      toast({ text: problem_text(error, say), is_error: true });
    }
    await client.invalidateQueries({ queryKey: accounts_key });
  };
  const show_link = (row: Row) =>
    act(async () => set_link({ name: text_of(row, 'name'), link: await make_link(row.id) }));
  const act_and_say = (done: () => Promise<unknown>, text: string) =>
    act(async () => {
      await done();
      toast({ text });
    });
  const set_active = (row: Row, is_active: boolean) =>
    act(async () => {
      await change_record('user', row.id, row.rev, { is_active });
      forget_lists(client, 'user');
      await client.invalidateQueries({ queryKey: keys.record('user', row.id) });
      await users.refetch();
      toast({ text: t(is_active ? 'activated' : 'deactivated', { name: text_of(row, 'name') }) });
    });

  const rows = users.data ?? [];
  const has_inactive = rows.some((row) => row['is_active'] !== true);
  const shown = rows.filter((row) => shows_inactive || row['is_active'] === true);
  return (
    <section className={css['page']}>
      <header className={css['head']}>
        <div>
          <h1>{many}</h1>
          <p className={css['lead']}>{t('users_lead')}</p>
        </div>
        {manages && (
          <div className={css['buttons']}>
            {session.groups.includes('administrator') && (
              <Button component={Link} to="/audit" variant="default">
                {t('audit_open')}
              </Button>
            )}
            <Button component={Link} to="/user/new">
              {t('invite')}
            </Button>
          </div>
        )}
      </header>
      {link && <LinkPanel {...link} close={() => set_link(null)} />}
      {has_inactive && (
        <Checkbox
          mt={12}
          size="xs"
          label={t('show_inactive')}
          checked={shows_inactive}
          onChange={(event) => set_shows_inactive(event.currentTarget.checked)}
        />
      )}
      <table className={css['table']}>
        <thead>
          <tr>
            <th>{t('user_column')}</th>
            <th>{t('groups')}</th>
            {manages && <th>{t('last_seen')}</th>}
            {manages && <th>{t('state_column')}</th>}
            <th>
              {(manages || view_as) && <span className="unseen">{t('user_actions', { name: '' })}</span>}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => {
            const account = accounts.get(row.id);
            const name = text_of(row, 'name');
            const names = links_of(row, 'groups').map(
              (one) => groups.find((group) => group.id === one.id)?.name ?? '',
            );
            const active = row['is_active'] === true;
            return (
              <tr key={row.id} className={active ? undefined : css['inactive']}>
                <td>
                  <Link to={`/user/${row.id}`}>{name}</Link>
                  <small>{[text_of(row, 'login'), text_of(row, 'email')].filter(Boolean).join(' · ')}</small>
                </td>
                <td>
                  {names.join(', ') || t('group_none')}
                  <small>
                    {links_of(row, 'territories')
                      .map((one) => one.title)
                      .join(', ')}
                  </small>
                </td>
                {manages && (
                  <td data-name={t('last_seen')}>
                    {account?.last_seen_at
                      ? format_instant(account.last_seen_at, language, session.office.time_zone)
                      : t('last_seen_never')}
                  </td>
                )}
                {manages && (
                  <td>
                    <State row={row} account={account} />
                  </td>
                )}
                <td>
                  {(manages || view_as) && (
                    <Menu position="bottom-end" shadow="md" width={240} withInitialFocusPlaceholder={false}>
                      <Menu.Target>
                        <ActionIcon
                          variant="subtle"
                          color="gray"
                          size={28}
                          aria-label={t('user_actions', { name })}
                        >
                          <Icon name="more" />
                        </ActionIcon>
                      </Menu.Target>
                      <Menu.Dropdown>
                        <Menu.Item component={Link} to={`/user/${row.id}`}>
                          {t('open_user')}
                        </Menu.Item>
                        {view_as && active && row.id !== session.user.id && (
                          <Menu.Item onClick={() => view_as('user', row.id)}>{t('view_as_user')}</Menu.Item>
                        )}
                        {manages && active && (
                          <Menu.Item onClick={() => void show_link(row)}>
                            {t(account?.has_password ? 'make_link_reset' : 'make_link_invite')}
                          </Menu.Item>
                        )}
                        {account?.invited_until && (
                          <Menu.Item
                            onClick={() => void act_and_say(() => revoke_link(row.id), t('link_revoked'))}
                          >
                            {t('revoke_link')}
                          </Menu.Item>
                        )}
                        {!!account?.sessions && (
                          <Menu.Item
                            onClick={() =>
                              void act_and_say(() => end_sessions_of(row.id), t('sessions_ended'))
                            }
                          >
                            {t('sessions_end', { count: account.sessions })}
                          </Menu.Item>
                        )}
                        {account?.has_totp && (
                          <Menu.Item
                            onClick={() => void act_and_say(() => reset_totp(row.id), t('totp_reset_done'))}
                          >
                            {t('totp_reset')}
                          </Menu.Item>
                        )}
                        {!!account?.tokens && (
                          <Menu.Item
                            onClick={() => void act_and_say(() => end_tokens_of(row.id), t('tokens_ended'))}
                          >
                            {t('tokens_end', { count: account.tokens })}
                          </Menu.Item>
                        )}
                        {manages && (
                          <Menu.Item onClick={() => void set_active(row, !active)}>
                            {t(active ? 'deactivate' : 'activate')}
                          </Menu.Item>
                        )}
                      </Menu.Dropdown>
                    </Menu>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
