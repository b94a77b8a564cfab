// The code of the second step; fetched once it is asked for.
import { TextInput } from '@mantine/core';
import { useSpeech } from '../texts';

export default function CodeInput({
  value,
  set,
  error,
}: {
  value: string;
  set: (value: string) => void;
  error?: string | undefined;
}) {
  const { t } = useSpeech();
  return (
    <TextInput
      label={t('code')}
      description={t('code_help')}
      name="code"
      autoComplete="one-time-code"
      autoFocus
      required
      withAsterisk={false}
      error={error}
      value={value}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}
