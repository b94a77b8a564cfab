// The code of the second step; fetched once it is asked for.
import { TextInput } from '@mantine/core';
import { useSpeech } from '../texts';

export default function CodeInput({
  value,
  set,
  error,
  is_first,
}: {
  value: string;
  set: (value: string) => void;
  error?: string | undefined;
  is_first?: boolean; // there are no recovery codes yet
}) {
  const { t } = useSpeech();
  return (
    <TextInput
      label={t('code')}
      description={t(is_first ? 'code_help_first' : 'code_help')}
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
