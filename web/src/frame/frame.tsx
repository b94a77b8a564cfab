// What stands around every page: the rail by area (a bottom bar on a phone), the top bar, windows of help and palette.
import { ActionIcon, Menu, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { Link, NavLink, useLocation, useNavigate } from 'react-router';
import { sign_out, type Entity } from '../api';
import { go_keys } from '../areas';
import { is_added_by_form } from '../catalogue/model';
import { useFrozen, useOffice } from '../catalogue/office';
import { useSpeech } from '../texts';
import { with_book } from '../texts/books';
import { Icon } from '../ui/icon';
import { useShortcuts } from '../ui/shortcuts';
import { useChoice } from '../ui/store';
import css from './frame.module.css';
import { has, may_import, useAreas, type AreaEntities } from './navigation';
import { SearchBox } from './search_box';

const Palette = lazy(() => import('./palette'));
const Help = lazy(() => import('./help'));
const DemoLine = lazy(() =>
  with_book('office', import('../areas/office/demo')).then((module) => ({ default: module.DemoLine })),
);
const Banners = lazy(() => with_book('presence', import('./banners')));
const Live = lazy(() => with_book('jobs', import('./live')));

export interface FrameProps {
  switch_language: () => void;
  children: ReactNode;
}

function Rail({ areas, active }: { areas: AreaEntities[]; active: Entity | undefined }) {
  const { t, label } = useSpeech();
  const [wide, set_wide] = useChoice('rail');
  const [is_settled, settle] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => settle(true), 1000);
    return () => clearTimeout(timer);
  }, []);
  return (
    <nav className={css['rail']} data-wide={wide ?? undefined} aria-label={t('rail')} data-print="no">
      <ul>
        {areas.map(({ area, entities, further }) => {
          const is_active = has({ area, entities, further }, active);
          return (
            <li key={area.code}>
              <Link
                to={`/${(entities[0] ?? further[0])?.name}`}
                className={css['area']}
                data-active={is_active || undefined}
                aria-current={is_active ? 'true' : undefined}
                title={t(area.text)}
              >
                <Icon name={area.icon} />
                <span>{t(area.text)}</span>
              </Link>
              {wide && (
                <ul className={css['inside']}>
                  {[...entities, ...further].map((entity) => (
                    <li key={entity.name}>
                      <NavLink to={`/${entity.name}`}>{label(entity.many)}</NavLink>
                    </li>
                  ))}
                </ul>
              )}
            </li>
          );
        })}
      </ul>
      <span className={css['grow']} />
      <Suspense>{is_settled && <Live />}</Suspense>
      <button
        type="button"
        className={css['fold']}
        aria-expanded={!!wide}
        aria-label={t(wide ? 'rail_collapse' : 'rail_expand')}
        onClick={() => set_wide(wide ? null : '1')}
      >
        <Icon name="panel" />
      </button>
    </nav>
  );
}

// The lists of the area one is in, the daily ones at hand, the others one click away; in the wide rail they stand there
// instead.
function Siblings({ areas, active }: { areas: AreaEntities[]; active: Entity | undefined }) {
  const { t, label } = useSpeech();
  const [wide] = useChoice('rail');
  const { pathname } = useLocation();
  const here = areas.find((one) => has(one, active));
  if (!here || pathname.split('/').length > 2) return null;
  const further = here.further.filter((entity) => entity !== active);
  const tabs = here.entities.concat(here.further.filter((entity) => entity === active));
  if (tabs.length + further.length < 2) return null;
  const show_active = (nav: HTMLElement | null) =>
    nav?.querySelector('[aria-current="page"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  return (
    <nav
      ref={show_active}
      key={active?.name}
      className={css['siblings']}
      data-wide={wide ?? undefined}
      aria-label={t('area_entities')}
      data-print="no"
    >
      {tabs.map((entity) => (
        <NavLink key={entity.name} to={`/${entity.name}`} end>
          {label(entity.many)}
        </NavLink>
      ))}
      {further.length > 0 && (
        <Menu position="bottom-start" shadow="md" width={220}>
          <Menu.Target>
            <button type="button">
              {t('area_further')} <Icon name="down" size={14} />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            {further.map((entity) => (
              <Menu.Item key={entity.name} component={Link} to={`/${entity.name}`}>
                {label(entity.many)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </nav>
  );
}

function Create({ areas }: { areas: AreaEntities[] }) {
  const { t, label } = useSpeech();
  const location = useLocation();
  const entities = areas.flatMap((one) => one.entities).filter(is_added_by_form);
  const is_frozen = useFrozen();
  const { catalogue } = useOffice();
  const is_import_offered = may_import(catalogue);
  if (entities.length === 0 && !is_import_offered) return null;
  return (
    <Menu position="bottom-end" shadow="md" width={220}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={32} aria-label={t('create')} title={t('create')}>
          <Icon name="plus" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown mah="70vh" style={{ overflowY: 'auto' }}>
        {entities.map((entity) => (
          <Menu.Item
            key={entity.name}
            disabled={is_frozen}
            component={Link}
            to={`/${entity.name}/new`}
            state={{ back: location.pathname + location.search }}
          >
            {label(entity.one)}
          </Menu.Item>
        ))}
        {is_import_offered && (
          <>
            {entities.length > 0 && <Menu.Divider />}
            <Menu.Item component={Link} to="/import" disabled={is_frozen}>
              {t('import_data')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

interface TopProps {
  areas: AreaEntities[];
  switch_language: () => void;
  switch_theme: () => void;
  help: () => void;
  leave: () => void;
}

function Top({ areas, switch_language, switch_theme, help, leave }: TopProps) {
  const { t, language } = useSpeech();
  const { session } = useOffice();
  return (
    <header className={css['top']} data-print="no">
      <SearchBox />
      <span className={css['grow']} />
      <Create areas={areas} />
      <ActionIcon
        variant="subtle"
        color="gray"
        size={32}
        aria-label={t('language')}
        title={t('language')}
        onClick={switch_language}
        className={css['language']}
      >
        {language}
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={32}
        aria-label={t('theme')}
        title={t('theme')}
        onClick={switch_theme}
      >
        <Icon name="theme" />
      </ActionIcon>
      <Menu position="bottom-end" shadow="md" width={220}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size={32} aria-label={t('me')} title={session.user.name}>
            <Icon name="user" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            {session.user.name} · {session.office.name}
          </Menu.Label>
          <Menu.Item component={Link} to="/account">
            {t('me')}
          </Menu.Item>
          <Menu.Item component={Link} to="/jobs">
            {t('jobs_page')}
          </Menu.Item>
          <Menu.Item onClick={() => help()}>{t('help')}</Menu.Item>
          <Menu.Item onClick={() => leave()}>{t('sign_out')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </header>
  );
}

export function Frame({ switch_language, children }: FrameProps) {
  const { t } = useSpeech();
  const { session, catalogue } = useOffice();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const areas = useAreas(catalogue);
  const active = catalogue.find(pathname.split('/')[1] ?? '');
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const { setColorScheme } = useMantineColorScheme();
  const [opened, set_opened] = useState<'palette' | 'help' | null>(null);
  const switch_theme = () => setColorScheme(scheme === 'dark' ? 'light' : 'dark');
  const leave = () =>
    void sign_out()
      .catch(() => null)
      .then(() => {
        client.clear();
        window.location.assign('/');
      });

  useShortcuts({
    '?': () => set_opened('help'),
    ...Object.fromEntries(
      Object.entries(go_keys).map(([key, entity]) => [
        `g ${key}`,
        () => catalogue.find(entity) && void navigate(`/${entity}`),
      ]),
    ),
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        set_opened('palette');
      }
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);

  return (
    <div className={css['frame']}>
      <a className={css['skip']} href="#content" data-print="no">
        {t('skip_to_content')}
      </a>
      <Rail areas={areas} active={active} />
      <div className={css['main']}>
        <Top {...{ areas, switch_language, switch_theme, leave }} help={() => set_opened('help')} />
        {(session.standing_in_for.length > 0 || session.viewing_as) && (
          <Suspense>
            <Banners />
          </Suspense>
        )}
        <Siblings areas={areas} active={active} />
        <Suspense>{session.office.is_demo && <DemoLine />}</Suspense>
        <main id="content" className={css['content']} tabIndex={0}>
          {children}
        </main>
      </div>
      <Suspense>
        {opened === 'palette' && (
          <Palette
            close={() => set_opened(null)}
            areas={areas}
            rest={[
              { text: t('language'), run: switch_language },
              { text: t('theme'), run: switch_theme },
              { text: t('me'), run: () => void navigate('/account') },
              { text: t('jobs_page'), run: () => void navigate('/jobs') },
              ...(may_import(catalogue)
                ? [{ text: t('import_data'), run: () => void navigate('/import') }]
                : []),
              ...(catalogue.find('right') && !session.viewing_as
                ? [{ text: t('view_as'), run: () => void navigate('/user') }]
                : []),
              { text: t('help'), run: () => set_opened('help'), keys: '?' },
              { text: t('sign_out'), run: leave },
            ]}
          />
        )}
        {opened === 'help' && <Help close={() => set_opened(null)} />}
      </Suspense>
    </div>
  );
}
