// Stands before everything else for members of a group that signs in by two steps and who have not set it up yet.
import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { sign_out } from '../../api';
import { useSpeech } from '../../texts';
import office_css from './office.module.css';
import css from './door.module.css';
import { TotpSetup } from './totp';

export function TotpNeeded({ done, switch_language }: { done: () => void; switch_language: () => void }) {
  const { t, language } = useSpeech();
  useEffect(() => {
    document.title = `${t('totp_needed')} · Teczka`;
  }, [t]);
  return (
    <main className={css['needed']}>
      <h1>{t('totp_needed')}</h1>
      <p className={office_css['lead']}>{t('totp_needed_lead')}</p>
      <p className={office_css['lead']}>{t('totp_lead')}</p>
      <TotpSetup done={done} />
      <p className={css['ways']}>
        <Button size="xs" variant="default" onClick={() => void sign_out().finally(done)}>
          {t('sign_out')}
        </Button>
        <Button size="xs" variant="subtle" onClick={switch_language}>
          {language === 'pl' ? 'English' : 'Polski'}
        </Button>
      </p>
    </main>
  );
}
