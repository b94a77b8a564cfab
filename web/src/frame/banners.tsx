// What is unlike other days, said over every page: as whom one looks, and for whom one stands in, until when.
import { Button } from '@mantine/core';
import { Link } from 'react-router';
import type { Session } from '../api';
import { end_view } from '../api/view';
import { useOffice } from '../catalogue/office';
import { problem_text } from '../catalogue/saving';
import { useSpeech } from '../texts';
import { format_date, format_instant } from '../texts/format';
import { toast } from '../ui/toast';
import css from './banners.module.css';

function StandingIn() {
  const { t, language } = useSpeech();
  const { session, catalogue } = useOffice();
  const owner = catalogue.find('company') ? '/company?where=' : '';
  return (
    <p className={css['banner']} role="status">
      <span>{t('standing_in')}</span>{' '}
      {session.standing_in_for.map((one, at) => (
        <span key={one.id}>
          {at > 0 && ', '}
          {owner ? (
            <Link to={owner + encodeURIComponent(`owner = "${one.id}"`)}>{one.name}</Link>
          ) : (
            <b>{one.name}</b>
          )}{' '}
          <span className={css['until']}>
            {t('standing_in_until', { when: format_date(one.until, language) })}
          </span>
        </span>
      ))}
    </p>
  );
}

// Whoever looks begins and ends at the first page: what is on the screen was the other's.
function Viewing({ viewing }: { viewing: NonNullable<Session['viewing_as']> }) {
  const { t, language, error: say } = useSpeech();
  const { session } = useOffice();
  const leave = () =>
    void end_view().then(
      () => window.location.assign('/'),
      (error: unknown) => toast({ text: problem_text(error, say), is_error: true }),
    );
  return (
    <div className={css['banner']} data-tone="amber" role="status">
      <span>
        {t(viewing.as === 'group' ? 'viewing_as_group' : 'viewing_as_user', { name: session.user.name })}{' '}
        <span className={css['until']}>
          {t('viewing_until', { when: format_instant(viewing.until, language, session.office.time_zone) })}
        </span>
      </span>
      <Button size="compact-sm" variant="default" onClick={leave}>
        {t('viewing_end')}
      </Button>
    </div>
  );
}

export default function Banners() {
  const { session } = useOffice();
  return (
    <div className={css['banners']} data-print="no">
      {session.viewing_as && <Viewing viewing={session.viewing_as} />}
      {session.standing_in_for.length > 0 && <StandingIn />}
    </div>
  );
}
