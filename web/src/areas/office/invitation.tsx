// The page behind a one-time link: who was invited sets his password and is in. The token stands behind "#", so that it
// is in no log and in no Referer.
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Problem, type Session } from '../../api';
import { read_invitation, use_invitation } from '../../api/accounts';
import { problem_text } from '../../catalogue/saving';
import { useSpeech } from '../../texts';
import { Door, DoorProblem } from '../../ui/door';
import { no_passwords, PasswordPairInput } from './password_pair';

export function Invitation({
  token,
  enter,
  switch_language,
}: {
  token: string;
  enter: (session: Session | null) => void;
  switch_language: () => void;
}) {
  const { t, error: say } = useSpeech();
  const [passwords, set_passwords] = useState(no_passwords);
  const [problem, set_problem] = useState<unknown>(null);
  const [waiting, set_waiting] = useState(false);
  const invitation = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => read_invitation(token),
    retry: false,
    staleTime: Infinity,
  });
  useEffect(() => {
    document.title = 'Teczka';
  }, []);
  const is_gone = (error: unknown) => error instanceof Problem && error.status === 404;
  if (is_gone(invitation.error) || is_gone(problem)) {
    return (
      <Door
        title={t('invitation_bad')}
        lead={t('invitation_bad_lead')}
        submit={() => enter(null)}
        switch_language={switch_language}
      >
        <Button type="submit" fullWidth>
          {t('invitation_sign_in')}
        </Button>
      </Door>
    );
  }
  if (invitation.error) {
    return (
      <Door
        title={t('error_title')}
        lead={problem_text(invitation.error, say)}
        submit={() => void invitation.refetch()}
        switch_language={switch_language}
      >
        <Button type="submit" fullWidth>
          {t('try_again')}
        </Button>
      </Door>
    );
  }
  if (!invitation.data) return null;
  const { name, login, office, kind } = invitation.data;
  const at_password =
    problem instanceof Problem ? problem.complaints.find((one) => one.field === 'password') : undefined;
  const submit = async () => {
    if (passwords.first !== passwords.second) return;
    set_waiting(true);
    set_problem(null);
    try {
      enter(await use_invitation(token, passwords.first));
    } catch (error) {
      // The password is set; whoever signs in by two steps does so now.
      if (error instanceof Problem && error.complaints[0]?.code === 'totp_required') return enter(null);
      set_problem(error);
    } finally {
      set_waiting(false);
    }
  };
  return (
    <Door
      title={t('invitation_title', { name })}
      lead={t(kind === 'invite' ? 'invitation_lead' : 'invitation_lead_reset', { office, login })}
      submit={() => void submit()}
      switch_language={switch_language}
    >
      <input type="hidden" name="login" autoComplete="username" value={login} />
      <PasswordPairInput
        label="new_password"
        value={passwords}
        onChange={set_passwords}
        error={at_password && say(at_password)}
      />
      <DoorProblem text={problem && !at_password ? problem_text(problem, say) : ''} />
      <Button type="submit" loading={waiting} fullWidth>
        {t('invitation_submit')}
      </Button>
    </Door>
  );
}
