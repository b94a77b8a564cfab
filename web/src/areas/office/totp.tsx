// The second step of signing in: the app is set up by a picture and a first code, then the recovery codes are shown, once.
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { encode } from 'uqr';
import { begin_totp, confirm_totp, end_totp, type OwnAccount } from '../../api/accounts';
import { Problem } from '../../api';
import { problem_text } from '../../catalogue/saving';
import { useSpeech } from '../../texts';
import CodeInput from '../../ui/code_input';
import { toast } from '../../ui/toast';
import css from './door.module.css';
import office_css from './office.module.css';

// One path, so that nothing but numbers gets into the page.
function Picture({ text }: { text: string }) {
  const { t } = useSpeech();
  const { data, size } = encode(text, { ecc: 'M', border: 3 });
  const squares = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')));
  return (
    <svg className={css['picture']} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t('totp_picture')}>
      <path d={squares.join('')} fill="#000" />
    </svg>
  );
}

export function RecoveryCodes({ codes, done }: { codes: string[]; done: () => void }) {
  const { t } = useSpeech();
  return (
    <div className={office_css['link']}>
      <h3>{t('recovery_codes')}</h3>
      <p>{t('recovery_codes_lead')}</p>
      <ul className={css['codes']}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Button onClick={done}>{t('recovery_codes_kept')}</Button>
    </div>
  );
}

// A form that says what is wrong where it is wrong.
function Step({
  act,
  submit,
  children,
}: {
  act: () => Promise<void>;
  submit: string;
  children: (at: (field: string) => string | undefined) => ReactNode;
}) {
  const { error: say } = useSpeech();
  const [problem, set_problem] = useState<unknown>(null);
  const [waiting, set_waiting] = useState(false);
  const complaints = problem instanceof Problem ? problem.complaints : [];
  const at = (field: string) => {
    const found = complaints.find((one) => one.field === field);
    return found && say(found);
  };
  const has_place = complaints.some((one) => one.field === 'password' || one.field === 'code');
  return (
    <form
      className={office_css['narrow']}
      onSubmit={(event) => {
        event.preventDefault();
        set_waiting(true);
        set_problem(null);
        act()
          .catch(set_problem)
          .finally(() => set_waiting(false));
      }}
    >
      {children(at)}
      {!!problem && !has_place && (
        <p role="alert" className={office_css['problem']}>
          {problem_text(problem, say)}
        </p>
      )}
      <Button type="submit" loading={waiting}>
        {submit}
      </Button>
    </form>
  );
}

function Password({
  value,
  set,
  error,
}: {
  value: string;
  set: (value: string) => void;
  error: string | undefined;
}) {
  const { t } = useSpeech();
  return (
    <PasswordInput
      label={t('own_password')}
      name="totp-password"
      autoComplete="current-password"
      required
      withAsterisk={false}
      error={error}
      value={value}
      onChange={(event) => set(event.currentTarget.value)}
      visibilityToggleButtonProps={{ 'aria-label': t('show_password') }}
    />
  );
}

// Password, picture and first code, recovery codes; `done` once these are kept.
export function TotpSetup({ done }: { done: () => void }) {
  const { t } = useSpeech();
  const [password, set_password] = useState('');
  const [code, set_code] = useState('');
  const [begun, set_begun] = useState<{ secret: string; address: string } | null>(null);
  const [codes, set_codes] = useState<string[] | null>(null);
  if (codes) return <RecoveryCodes codes={codes} done={done} />;
  if (!begun)
    return (
      <Step key="password" submit={t('totp_begin')} act={async () => set_begun(await begin_totp(password))}>
        {(at) => <Password value={password} set={set_password} error={at('password')} />}
      </Step>
    );
  return (
    <Step
      key="code"
      submit={t('totp_confirm')}
      act={async () => set_codes((await confirm_totp(code)).recovery_codes)}
    >
      {(at) => (
        <>
          <p>{t('totp_scan')}</p>
          <Picture text={begun.address} />
          <TextInput
            label={t('totp_secret')}
            classNames={{ input: css['secret'] ?? '' }}
            readOnly
            value={begun.secret.replace(/(.{4})(?=.)/g, '$1 ')}
            onFocus={(event) => event.currentTarget.select()}
          />
          <CodeInput value={code} set={set_code} error={at('code')} is_first />
        </>
      )}
    </Step>
  );
}

function TotpEnd({ done }: { done: () => void }) {
  const { t } = useSpeech();
  const [password, set_password] = useState('');
  const [code, set_code] = useState('');
  const act = async () => {
    await end_totp(password, code);
    toast({ text: t('totp_ended') });
    done();
  };
  return (
    <Step submit={t('totp_end')} act={act}>
      {(at) => (
        <>
          <Password value={password} set={set_password} error={at('password')} />
          <CodeInput value={code} set={set_code} error={at('code')} />
        </>
      )}
    </Step>
  );
}

export function TotpPart({ totp, changed }: { totp: OwnAccount['totp']; changed: () => void }) {
  const { t } = useSpeech();
  const [opened, set_opened] = useState(false);
  const done = () => {
    set_opened(false);
    changed();
  };
  return (
    <>
      <h2>{t('totp')}</h2>
      <p className={office_css['lead']}>
        {totp.is_on ? t('totp_on', { count: totp.recovery_codes }) : t('totp_lead')}
      </p>
      {totp.is_on && totp.is_required && <p className={office_css['lead']}>{t('totp_by_group')}</p>}
      {opened ? (
        totp.is_on ? (
          <TotpEnd done={done} />
        ) : (
          <TotpSetup done={done} />
        )
      ) : (
        !(totp.is_on && totp.is_required) && (
          <Button mt={12} variant="default" onClick={() => set_opened(true)}>
            {t(totp.is_on ? 'totp_end' : 'totp_begin')}
          </Button>
        )
      )}
    </>
  );
}
