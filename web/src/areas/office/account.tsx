// One's own account: language, password, the second step, where one is signed in, API tokens.
import { Button, PasswordInput, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link, useParams } from 'react-router';
import { Problem } from '../../api';
import { change_password, end_own_session, read_own_account, type OwnSession } from '../../api/accounts';
import { useOffice } from '../../catalogue/office';
import { problem_text } from '../../catalogue/saving';
import { useSpeech } from '../../texts';
import { format_instant } from '../../texts/format';
import { toast } from '../../ui/toast';
import { DemoPage } from './demo';
import css from './office.module.css';
import { no_passwords, PasswordPairInput } from './password_pair';
import { useGroups } from './people';
import { TokensPart } from './tokens';
import { TotpPart } from './totp';

// "Firefox, Linux" out of what browsers say of themselves; the first that fits.
const browsers = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
] as const;
const systems = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS/, 'macOS'],
  [/Linux/, 'Linux'],
] as const;
const first_of = (list: readonly (readonly [RegExp, string])[], text: string) =>
  list.find(([pattern]) => pattern.test(text))?.[1];

function PasswordForm({ changed }: { changed: () => void }) {
  const { t, error: say } = useSpeech();
  const [old, set_old] = useState('');
  const [passwords, set_passwords] = useState(no_passwords);
  const [problem, set_problem] = useState<unknown>(null);
  const [waiting, set_waiting] = useState(false);
  const at = (field: string) => {
    const found = problem instanceof Problem ? problem.complaints.find((one) => one.field === field) : null;
    return found ? say(found) : undefined;
  };
  const submit = async () => {
    if (passwords.first !== passwords.second) return;
    set_waiting(true);
    set_problem(null);
    try {
      await change_password(old, passwords.first);
      set_old('');
      set_passwords(no_passwords);
      toast({ text: t('password_changed') });
      changed();
    } catch (error) {
      set_problem(error);
    } finally {
      set_waiting(false);
    }
  };
  return (
    <form
      className={css['narrow']}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <PasswordInput
        label={t('old_password')}
        name="old-password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        error={at('old')}
        value={old}
        onChange={(event) => set_old(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': t('show_password') }}
      />
      <PasswordPairInput label="new_password" value={passwords} onChange={set_passwords} error={at('new')} />
      {!!problem && !at('old') && !at('new') && (
        <p role="alert" className={css['problem']}>
          {problem_text(problem, say)}
        </p>
      )}
      <Button type="submit" loading={waiting}>
        {t('change_password')}
      </Button>
    </form>
  );
}

export function AccountPage(props: { switch_language: () => void }) {
  return useParams()['part'] === 'demo' ? <DemoPage /> : <OwnPage {...props} />;
}

function OwnPage({ switch_language }: { switch_language: () => void }) {
  const { t, language, error: say } = useSpeech();
  const { session } = useOffice();
  const groups = useGroups();
  const account = useQuery({ queryKey: ['own-account'], queryFn: read_own_account });
  useEffect(() => {
    document.title = `${t('account_title')} · Teczka`;
  }, [t]);
  const zone = session.office.time_zone;
  const end = async (one: OwnSession) => {
    try {
      await end_own_session(one.id);
      toast({ text: t('session_ended') });
    } catch (error) {
      toast({ text: problem_text(error, say), is_error: true });
    }
    await account.refetch();
  };
  const names = session.groups.map((code) => groups.find((group) => group.code === code)?.name ?? code);
  return (
    <section className={css['page']}>
      <h1>{session.user.name}</h1>
      <p className={css['lead']}>
        {session.user.login} · {t('account_groups', { groups: names.join(', ') || t('group_none') })} ·{' '}
        <Link to={`/user/${session.user.id}`}>{t('account_record')}</Link>
      </p>
      <div className={css['narrow']}>
        <Select
          label={t('account_language')}
          allowDeselect={false}
          value={language}
          onChange={(value) => value && value !== language && switch_language()}
          data={[
            { value: 'pl', label: 'Polski' },
            { value: 'en', label: 'English' },
          ]}
        />
      </div>
      <h2>{t('account_password')}</h2>
      <p className={css['lead']}>{t('account_password_lead')}</p>
      <PasswordForm changed={() => void account.refetch()} />
      {session.office.is_demo && (
        <>
          <h2>{t('demo_account')}</h2>
          <p className={css['lead']}>
            {t('demo_account_lead')} <Link to="/account/demo">{t('demo_open')}</Link>
          </p>
        </>
      )}
      {account.data && <TotpPart totp={account.data.totp} changed={() => void account.refetch()} />}
      <h2>{t('account_sessions')}</h2>
      <ul className={css['sessions']}>
        {(account.data?.sessions ?? []).map((one) => (
          <li key={one.id}>
            <span>
              {[first_of(browsers, one.agent) ?? t('browser_unknown'), first_of(systems, one.agent)]
                .filter(Boolean)
                .join(', ')}
              {one.is_present && ` – ${t('session_present')}`}
              <small>
                {t('session_line', {
                  since: format_instant(one.created_at, language, zone),
                  seen: format_instant(one.last_seen_at, language, zone),
                  address: one.address,
                })}
              </small>
            </span>
            {!one.is_present && (
              <Button size="xs" variant="default" onClick={() => void end(one)}>
                {t('session_end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {account.data && <TokensPart tokens={account.data.tokens} changed={() => void account.refetch()} />}
    </section>
  );
}
