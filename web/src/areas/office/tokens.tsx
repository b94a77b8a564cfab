// One's own API tokens: made with the password, shown once, ended.
import { Button, PasswordInput, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Problem } from '../../api';
import { end_token, make_token, type ApiToken } from '../../api/accounts';
import { useOffice } from '../../catalogue/office';
import { problem_text } from '../../catalogue/saving';
import { useSpeech } from '../../texts';
import { format_date, format_instant } from '../../texts/format';
import { toast } from '../../ui/toast';
import office_css from './office.module.css';

// A day so many days after this one.
function later(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}
// Valid through this day; the instant is the midnight after it.
const last_day = (token: ApiToken) => later(token.expires_at.slice(0, 10), -1);

function NewToken({ done }: { done: (made: { name: string; token: string } | null) => void }) {
  const { t, error: say } = useSpeech();
  const { session } = useOffice();
  const [name, set_name] = useState('');
  const [scope, set_scope] = useState<'read' | 'write'>('read');
  const [expires_on, set_expires_on] = useState(later(session.today, 90));
  const [password, set_password] = useState('');
  const [problem, set_problem] = useState<unknown>(null);
  const [waiting, set_waiting] = useState(false);
  const complaints = problem instanceof Problem ? problem.complaints : [];
  const at = (field: string) => {
    const found = complaints.find((one) => one.field === field);
    return found && say(found);
  };
  const submit = async () => {
    set_waiting(true);
    set_problem(null);
    try {
      const { token } = await make_token({ name, scope, expires_on, password });
      done({ name, token });
    } catch (error) {
      set_problem(error);
      set_waiting(false);
    }
  };
  return (
    <form
      className={office_css['narrow']}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <TextInput
        label={t('token_name')}
        name="token-name"
        required
        withAsterisk={false}
        maxLength={80}
        autoFocus
        error={at('name')}
        value={name}
        onChange={(event) => set_name(event.currentTarget.value)}
      />
      <Select
        label={t('token_range')}
        allowDeselect={false}
        value={scope}
        onChange={(value) => set_scope(value === 'write' ? 'write' : 'read')}
        data={(['read', 'write'] as const).map((one) => ({ value: one, label: t(`token_${one}`) }))}
      />
      <TextInput
        type="date"
        label={t('token_until')}
        required
        withAsterisk={false}
        min={session.today}
        max={later(session.today, 365)}
        error={at('expires_on')}
        value={expires_on}
        onChange={(event) => set_expires_on(event.currentTarget.value)}
      />
      <PasswordInput
        label={t('own_password')}
        name="token-password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        error={at('password')}
        value={password}
        onChange={(event) => set_password(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': t('show_password') }}
      />
      {!!problem && !complaints.some((one) => one.field) && (
        <p role="alert" className={office_css['problem']}>
          {problem_text(problem, say)}
        </p>
      )}
      <div className={office_css['buttons']}>
        <Button type="submit" loading={waiting}>
          {t('token_make')}
        </Button>
        <Button variant="default" onClick={() => done(null)}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  );
}

export function TokensPart({ tokens, changed }: { tokens: ApiToken[]; changed: () => void }) {
  const { t, language, error: say } = useSpeech();
  const { session } = useOffice();
  const [opened, set_opened] = useState(false);
  const [made, set_made] = useState<{ name: string; token: string } | null>(null);
  const end = async (token: ApiToken) => {
    try {
      await end_token(token.id);
      toast({ text: t('token_ended') });
    } catch (error) {
      toast({ text: problem_text(error, say), is_error: true });
    }
    changed();
  };
  const line = (token: ApiToken) => {
    const until = format_date(last_day(token), language);
    const scope = t(`token_${token.scope}`);
    if (last_day(token) < session.today) return t('token_expired', { scope, until });
    const used = token.last_used_at
      ? format_instant(token.last_used_at, language, session.office.time_zone)
      : t('token_unused');
    return t('token_line', { scope, until, used });
  };
  return (
    <>
      <h2>{t('tokens')}</h2>
      <p className={office_css['lead']}>{t('tokens_lead')}</p>
      {made && (
        <section className={office_css['link']} aria-label={t('token_made', { name: made.name })}>
          <h3>{t('token_made', { name: made.name })}</h3>
          <p>{t('token_once')}</p>
          <div className={office_css['copy']}>
            <TextInput
              label={t('token_value')}
              name="token-value"
              readOnly
              autoFocus
              value={made.token}
              onFocus={(event) => event.currentTarget.select()}
            />
            <Button
              onClick={() =>
                void navigator.clipboard.writeText(made.token).then(() => toast({ text: t('copied') }))
              }
            >
              {t('copy')}
            </Button>
          </div>
          <Button variant="default" size="xs" onClick={() => set_made(null)}>
            {t('done')}
          </Button>
        </section>
      )}
      <ul className={office_css['sessions']}>
        {tokens.map((token) => (
          <li key={token.id}>
            <span>
              {token.name}
              <small>{line(token)}</small>
            </span>
            <Button size="xs" variant="default" onClick={() => void end(token)}>
              {t('token_end')}
            </Button>
          </li>
        ))}
      </ul>
      {opened ? (
        <NewToken
          done={(one) => {
            set_opened(false);
            set_made(one);
            if (one) changed();
          }}
        />
      ) : (
        <Button mt={12} variant="default" onClick={() => set_opened(true)}>
          {t('token_new')}
        </Button>
      )}
    </>
  );
}
