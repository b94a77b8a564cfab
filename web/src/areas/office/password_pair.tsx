// A new password, typed twice: the rule is said before, a difference when it can be seen.
import { PasswordInput } from '@mantine/core';
import { useSpeech, type TextKey } from '../../texts';

export interface PasswordPair {
  first: string;
  second: string;
}
export const no_passwords: PasswordPair = { first: '', second: '' };

export function PasswordPairInput({
  value,
  onChange,
  label = 'password',
  error,
  is_asked_for,
}: {
  value: PasswordPair;
  onChange: (value: PasswordPair) => void;
  label?: TextKey;
  error?: string | undefined;
  is_asked_for?: boolean; // the form was sent: then the second one must be the same
}) {
  const { t, error: say } = useSpeech();
  const differs = value.second !== '' || is_asked_for ? value.first !== value.second : false;
  return (
    <>
      <PasswordInput
        label={t(label)}
        name="new-password"
        autoComplete="new-password"
        required
        withAsterisk={false}
        description={t('password_rule')}
        error={error}
        value={value.first}
        onChange={(event) => onChange({ ...value, first: event.currentTarget.value })}
        visibilityToggleButtonProps={{ 'aria-label': t('show_password') }}
      />
      <PasswordInput
        label={t('password_again')}
        name="password-again"
        autoComplete="new-password"
        required
        withAsterisk={false}
        error={differs ? say({ field: '', code: 'passwords_differ', parameters: {} }) : undefined}
        value={value.second}
        onChange={(event) => onChange({ ...value, second: event.currentTarget.value })}
        visibilityToggleButtonProps={{ 'aria-label': t('show_password') }}
      />
    </>
  );
}
