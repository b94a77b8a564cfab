// The door: log-in and password, language and look may be chosen already here.
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { sign_in, type Session } from '../api';
import { problem_text } from '../catalogue/saving';
import { useSpeech } from '../texts';
import css from './sign_in.module.css';

export function SignIn({
  enter,
  switch_language,
}: {
  enter: (session: Session) => void;
  switch_language: () => void;
}) {
  const { t, error: say, language } = useSpeech();
  const [login, set_login] = useState('');
  const [password, set_password] = useState('');
  const [problem, set_problem] = useState<unknown>(null);
  const [waiting, set_waiting] = useState(false);
  const password_input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    document.title = `${t('sign_in')} · Teczka`;
  }, [t]);
  const submit = async () => {
    set_waiting(true);
    set_problem(null);
    try {
      enter(await sign_in(login.trim(), password));
    } catch (error) {
      set_problem(error);
      password_input.current?.focus();
      password_input.current?.select();
    } finally {
      set_waiting(false);
    }
  };
  return (
    <main className={css['page']}>
      <form
        className={css['form']}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div className={css['brand']}>
          <svg viewBox="0 0 32 32" width="36" height="36" aria-hidden="true">
            <path
              d="M11 9V7a2 2 0 0 1 2-2h6a2 2 0 0 1 2 2v2"
              fill="none"
              stroke="currentColor"
              strokeWidth="2.400"
            />
            <rect x="3" y="9" width="26" height="18" rx="3" fill="currentColor" />
            <path d="M3 16.500h26" stroke="var(--paper)" strokeWidth="1.600" />
            <rect x="13.500" y="14.200" width="5" height="4.600" rx="1" fill="var(--paper)" />
          </svg>
          <h1>{t('app')}</h1>
        </div>
        <p className={css['lead']}>{t('sign_in_lead')}</p>
        <TextInput
          label={t('login')}
          name="login"
          autoComplete="username"
          autoCapitalize="none"
          autoFocus
          required
          withAsterisk={false}
          value={login}
          onChange={(event) => set_login(event.currentTarget.value)}
        />
        <PasswordInput
          ref={password_input}
          label={t('password')}
          name="password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={password}
          onChange={(event) => set_password(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('password') }}
        />
        <p role="alert" className={css['problem']}>
          {problem ? problem_text(problem, say) : ''}
        </p>
        <Button type="submit" loading={waiting} fullWidth>
          {t('sign_in')}
        </Button>
        <button type="button" className={css['language']} onClick={switch_language}>
          {language === 'pl' ? 'English' : 'Polski'}
        </button>
      </form>
    </main>
  );
}
