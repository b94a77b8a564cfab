// The way back to where one came from, with that list's filter and place.
import { Link, useLocation } from 'react-router';
import type { Entity } from '../api';
import { useSpeech } from '../texts';
import { Icon } from '../ui/icon';
import { useOffice } from './office';
import css from './record.module.css';

export function BackLink({ entity }: { entity: Entity }) {
  const { t, label } = useSpeech();
  const { catalogue } = useOffice();
  const location = useLocation();
  const back = (location.state as { back?: string } | null)?.back ?? `/${entity.name}`;
  const from = catalogue.find(back.split(/[/?]/)[1] ?? '') ?? entity;
  const is_record = /^\/\w+\/\w/.test(back);
  const name = label(is_record ? from.one : from.many);
  return (
    <Link to={back} className={css['back']} aria-label={t('back_to', { what: name })} data-print="no">
      <Icon name="left" size={14} /> {name}
    </Link>
  );
}
