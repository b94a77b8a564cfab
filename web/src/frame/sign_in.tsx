// The door: log-in and password, language and look may be chosen already here.
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { Problem, sign_in, type Session } from '../api';
import { problem_text } from '../catalogue/saving';
import { useSpeech } from '../texts';
import { with_book } from '../texts/books';
import { Door, DoorProblem } from '../ui/door';

const CodeInput = lazy(() => with_book('door', import('../ui/code_input')));

export function SignIn({
  enter,
  switch_language,
}: {
  enter: (session: Session) => void;
  switch_language: () => void;
}) {
  const { t, error: say } = useSpeech();
  const [login, set_login] = useState('');
  const [password, set_password] = useState('');
  const [code, set_code] = useState<string | null>(null); // asked for once the password was right
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
      enter(await sign_in(login.trim(), password, code ?? ''));
    } catch (error) {
      if (error instanceof Problem && error.complaints[0]?.field === 'code') {
        set_problem(code === null ? null : error);
        return set_code('');
      }
      set_problem(error);
      password_input.current?.focus();
      password_input.current?.select();
    } finally {
      set_waiting(false);
    }
  };
  return (
    <Door
      title={t('app')}
      lead={t('sign_in_lead')}
      submit={() => void submit()}
      switch_language={switch_language}
    >
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
        visibilityToggleButtonProps={{ 'aria-label': t('show_password') }}
      />
      <Suspense>{code !== null && <CodeInput value={code} set={set_code} />}</Suspense>
      <DoorProblem text={problem ? problem_text(problem, say) : ''} />
      <Button type="submit" loading={waiting} fullWidth>
        {t('sign_in')}
      </Button>
    </Door>
  );
}
