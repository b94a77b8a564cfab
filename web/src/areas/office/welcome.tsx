// The day an office is made: what to do first, each one click away.
import { Link } from 'react-router';
import { may } from '../../catalogue/model';
import { useOffice } from '../../catalogue/office';
import { useSpeech, type TextKey } from '../../texts';
import { Icon, type IconName } from '../../ui/icon';
import css from './office.module.css';

export interface Step {
  to: string;
  entity?: string;
  icon: IconName;
  title: TextKey;
  why: TextKey;
}
const steps: Step[] = [
  { to: '/user/new', entity: 'user', icon: 'user', title: 'welcome_invite', why: 'welcome_invite_why' },
  {
    to: '/import',
    entity: 'import_batch',
    icon: 'clients',
    title: 'welcome_import',
    why: 'welcome_import_why',
  },
  { to: '/office', entity: 'office', icon: 'office', title: 'welcome_office', why: 'welcome_office_why' },
  {
    to: '/company/new',
    entity: 'company',
    icon: 'plus',
    title: 'welcome_company',
    why: 'welcome_company_why',
  },
];

export function NextSteps({ first }: { first?: Step }) {
  const { t } = useSpeech();
  const { catalogue } = useOffice();
  const shown = (first ? [first, ...steps] : steps).filter(({ entity }) => {
    if (!entity) return true;
    const found = catalogue.find(entity);
    return found && may(found, entity === 'office' ? 'change' : 'create');
  });
  return (
    <ul className={css['steps']}>
      {shown.map((step) => (
        <li key={step.to}>
          <Link to={step.to}>
            <Icon name={step.icon} />
            <span>
              <strong>{t(step.title)}</strong>
              <small>{t(step.why)}</small>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

export function Welcome() {
  const { t } = useSpeech();
  const { session } = useOffice();
  return (
    <section className={css['page']}>
      <h1>{t('welcome_title', { name: session.office.name })}</h1>
      <p className={css['lead']}>{t('welcome_lead')}</p>
      <NextSteps />
    </section>
  );
}
