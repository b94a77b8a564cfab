// An office that has nobody yet: its name and its first administrator, on one sheet.
import { Button, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Problem, type Session } from '../../api';
import { make_office, read_first_start } from '../../api/accounts';
import { countries, currencies } from '../../catalogue/codes';
import { problem_text } from '../../catalogue/saving';
import { code_name } from '../../catalogue/show';
import { useSpeech } from '../../texts';
import { Door, DoorProblem } from '../../ui/door';
import css from './office.module.css';
import { no_passwords, PasswordPairInput } from './password_pair';
import { login_of } from './login';

const zones = Intl.supportedValuesOf('timeZone');
const own_zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function FirstStart({
  enter,
  taken,
  switch_language,
}: {
  enter: (session: Session) => void;
  taken: () => void;
  switch_language: () => void;
}) {
  const { t, language, error: say } = useSpeech();
  const [office, set_office] = useState({
    name: '',
    tax_id: '',
    country: 'PL',
    currency: 'PLN',
    language: language as string,
    time_zone: zones.includes(own_zone) ? own_zone : 'Europe/Warsaw',
  });
  const [admin, set_admin] = useState({ name: '', email: '', login: '' });
  const [passwords, set_passwords] = useState(no_passwords);
  const [code, set_code] = useState('');
  const [problem, set_problem] = useState<unknown>(null);
  const [waiting, set_waiting] = useState(false);
  const asked = useQuery({ queryKey: ['first-start'], queryFn: read_first_start, retry: false });
  const login = admin.login || login_of(admin.name);
  useEffect(() => {
    document.title = `${t('first_title')} · Teczka`;
  }, [t]);

  const complaints = problem instanceof Problem ? problem.complaints : [];
  const at = (field: string) => {
    const found = complaints.find((one) => one.field === field);
    return found && say(found);
  };
  const placed = [...Object.keys(office).map((key) => `office.${key}`), 'code'].concat(
    ['login', 'name', 'email', 'password'].map((key) => `administrator.${key}`),
  );
  const rest = !problem || complaints.some((one) => placed.includes(one.field)) ? null : problem;
  const submit = async () => {
    if (passwords.first !== passwords.second) return;
    set_waiting(true);
    set_problem(null);
    try {
      enter(
        await make_office({ office, administrator: { ...admin, login, password: passwords.first } }, code),
      );
    } catch (error) {
      if (error instanceof Problem && error.status === 409) taken();
      set_problem(error);
    } finally {
      set_waiting(false);
    }
  };
  useEffect(() => {
    if (problem) document.querySelector<HTMLElement>('form [aria-invalid="true"]')?.focus();
  }, [problem]);
  const text = (key: 'name' | 'tax_id') => ({
    name: `office-${key}`,
    withAsterisk: false,
    error: at(`office.${key}`),
    value: office[key],
    onChange: (event: React.ChangeEvent<HTMLInputElement>) =>
      set_office({ ...office, [key]: event.currentTarget.value }),
  });
  const choice = (key: 'country' | 'currency' | 'language' | 'time_zone') => ({
    name: `office-${key}`,
    allowDeselect: false,
    error: at(`office.${key}`),
    value: office[key],
    onChange: (value: string | null) => value && set_office({ ...office, [key]: value }),
    checkIconPosition: 'right' as const,
    nothingFoundMessage: t('link_nothing'),
  });
  const own = (key: 'name' | 'email' | 'login') => ({
    name: key === 'login' ? 'login' : `admin-${key}`,
    withAsterisk: false,
    error: at(`administrator.${key}`),
    value: key === 'login' ? login : admin[key],
    onChange: (event: React.ChangeEvent<HTMLInputElement>) =>
      set_admin({ ...admin, [key]: event.currentTarget.value }),
  });
  return (
    <Door
      wide
      title={t('first_title')}
      lead={t('first_lead')}
      submit={() => void submit()}
      switch_language={switch_language}
    >
      {asked.data?.needs_code && (
        <TextInput
          name="code"
          label={t('first_code')}
          description={t('first_code_help')}
          placeholder="XXXX-XXXX-XXXX"
          autoComplete="off"
          required
          withAsterisk={false}
          error={at('code')}
          value={code}
          onChange={(event) => set_code(event.currentTarget.value)}
        />
      )}
      <fieldset className={css['fields']}>
        <legend>{t('first_office')}</legend>
        <TextInput {...text('name')} label={t('office_name')} required autoFocus className={css['whole']} />
        <TextInput {...text('tax_id')} label={t('tax_id')} inputMode="numeric" autoComplete="off" />
        <Select
          {...choice('country')}
          label={t('country')}
          searchable
          data={countries
            .map((value) => ({ value, label: code_name('region', value, language) }))
            .sort((a, b) => a.label.localeCompare(b.label, language))}
        />
        <Select {...choice('currency')} label={t('currency')} searchable data={currencies} />
        <Select
          {...choice('language')}
          label={t('office_language')}
          data={[
            { value: 'pl', label: 'Polski' },
            { value: 'en', label: 'English' },
          ]}
        />
        <Select
          {...choice('time_zone')}
          label={t('time_zone')}
          className={css['whole']}
          searchable
          data={zones}
          limit={100}
        />
      </fieldset>
      <fieldset className={css['fields']}>
        <legend>{t('first_admin')}</legend>
        <TextInput {...own('name')} label={t('full_name')} autoComplete="name" required />
        <TextInput {...own('email')} label={t('email')} type="email" autoComplete="email" />
        <TextInput
          {...own('login')}
          label={t('login')}
          autoComplete="username"
          autoCapitalize="none"
          required
          className={css['whole']}
        />
        <PasswordPairInput value={passwords} onChange={set_passwords} error={at('administrator.password')} />
      </fieldset>
      <DoorProblem text={rest ? problem_text(rest, say) : ''} />
      <Button type="submit" loading={waiting} fullWidth>
        {t('first_submit')}
      </Button>
    </Door>
  );
}
