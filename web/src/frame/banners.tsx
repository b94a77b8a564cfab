// What is unlike other days, said over every page: for whom one stands in, and until when.
import { Link } from 'react-router';
import { useOffice } from '../catalogue/office';
import { useSpeech } from '../texts';
import { format_date } from '../texts/format';
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

export default function Banners() {
  return (
    <div className={css['banners']} data-print="no">
      <StandingIn />
    </div>
  );
}
