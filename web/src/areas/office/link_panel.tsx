// A one-time link, shown the only time it can be: to copy and send.
import { Button, TextInput } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { PasswordLink } from '../../api/accounts';
import { useOffice } from '../../catalogue/office';
import { useSpeech } from '../../texts';
import { format_instant } from '../../texts/format';
import { toast } from '../../ui/toast';
import css from './office.module.css';

const is_loopback = /^(localhost|127\..*|\[::1\])$/.test(window.location.hostname);

export function LinkPanel({ name, link, close }: { name: string; link: PasswordLink; close: () => void }) {
  const { t, language } = useSpeech();
  const { session } = useOffice();
  const input = useRef<HTMLInputElement>(null);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    panel.current?.scrollIntoView({ block: 'nearest' });
    input.current?.select();
  }, [link]);
  const address = `${window.location.origin}/invitation#${link.token}`;
  const copy = async () => {
    input.current?.select();
    try {
      await navigator.clipboard.writeText(address);
    } catch {
      document.execCommand('copy'); // without TLS browsers keep the clipboard to themselves
    }
    toast({ text: t('copied') });
  };
  return (
    <section ref={panel} className={css['link']} aria-labelledby="link-title">
      <h2 id="link-title">
        {t(link.kind === 'invite' ? 'link_title_invite' : 'link_title_reset', { name })}
      </h2>
      <p>{t('link_lead', { when: format_instant(link.expires_at, language, session.office.time_zone) })}</p>
      {is_loopback && <p className={css['warning']}>{t('link_only_here')}</p>}
      <div className={css['copy']}>
        <TextInput
          ref={input}
          label={t('link_address')}
          readOnly
          value={address}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button onClick={() => void copy()}>{t('copy')}</Button>
      </div>
      <Button variant="default" size="xs" onClick={close}>
        {t('done')}
      </Button>
    </section>
  );
}
