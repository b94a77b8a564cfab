// Session, language and catalogue come together here; then the address decides which of the few pages is shown.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, lazy, Suspense, useContext, useEffect, useMemo } from 'react';
import {
  createBrowserRouter,
  Link,
  Navigate,
  Outlet,
  useLocation,
  useNavigate,
  useParams,
} from 'react-router';
import { RouterProvider } from 'react-router/dom';
import {
  choose_language,
  listen_signed_out,
  Problem,
  read_catalogue,
  read_session,
  type Entity,
  type Session,
} from './api';
import { keys } from './api/keys';
import { companions, list_pages, record_parts } from './areas';
import { load_dialogs } from './catalogue/dialogs';
import { ListPage } from './catalogue/list';
import { make_catalogue, may, place_to_add } from './catalogue/model';
import { OfficeContext, useOffice } from './catalogue/office';
import { Frame } from './frame/frame';
import { SignIn } from './frame/sign_in';
import { SpeechProvider, useSpeech } from './texts';
import { open_book, with_book } from './texts/books';
import { Toasts } from './ui/toast';
import { useChoice } from './ui/store';

const load_record = () => with_book('record', import('./catalogue/record'));
const load_form = () => with_book('record', import('./catalogue/form'));
const FirstStart = lazy(() =>
  with_book('office', import('./areas/office/first_start')).then((module) => ({
    default: module.FirstStart,
  })),
);
const Invitation = lazy(() =>
  with_book('office', import('./areas/office/invitation')).then((module) => ({ default: module.Invitation })),
);
const Welcome = lazy(() =>
  with_book('office', import('./areas/office/welcome')).then((module) => ({ default: module.Welcome })),
);
const AccountPage = lazy(() =>
  with_book('office', with_book('door', import('./areas/office/account'))).then((module) => ({
    default: module.AccountPage,
  })),
);
const TotpNeeded = lazy(() =>
  with_book('office', with_book('door', import('./areas/office/totp_needed'))).then((module) => ({
    default: module.TotpNeeded,
  })),
);
const AuditPage = lazy(() =>
  with_book('office', with_book('door', import('./areas/office/audit'))).then((module) => ({
    default: module.AuditPage,
  })),
);
const MergePage = lazy(() =>
  with_book('record', with_book('merge', import('./catalogue/merge'))).then((module) => ({
    default: module.MergePage,
  })),
);
const JobsPage = lazy(() =>
  with_book('jobs', import('./areas/office/jobs')).then((module) => ({ default: module.JobsPage })),
);
const ImportPage = lazy(() =>
  Promise.all([with_book('import', import('./areas/office/import/page')), open_book('errors')]).then(
    ([module]) => ({ default: module.ImportPage }),
  ),
);
const WhyPage = lazy(() =>
  with_book('office', with_book('presence', import('./areas/office/why'))).then((module) => ({
    default: module.WhyPage,
  })),
);
const RecordPage = lazy(() => load_record().then((module) => ({ default: module.RecordPage })));
// The record page with the part of an area.
const files = Object.fromEntries(
  Object.entries(record_parts).map(([name, load_part]) => [
    name,
    lazy(async () => {
      const [{ RecordPage: Page }, { part }] = await Promise.all([load_record(), load_part()]);
      return { default: (props: { entity: Entity; id: string }) => <Page {...props} part={part} /> };
    }),
  ]),
);
const CreatePage = lazy(() => load_form().then((module) => ({ default: module.CreatePage })));

function Missing() {
  const { t } = useSpeech();
  return (
    <div role="alert" className="nowhere">
      <p>{t('not_found')}</p>
      <Link to="/">{t('go_home')}</Link>
    </div>
  );
}

function Home() {
  const { catalogue } = useOffice();
  const first =
    catalogue.find('company') ??
    catalogue.entities.find((entity) => !entity.is_internal && may(entity, 'view'));
  return first ? <Navigate to={`/${first.name}`} replace /> : <Missing />;
}

function EntityPage() {
  const { entity: name = '', id } = useParams();
  const { catalogue } = useOffice();
  const entity = catalogue.find(name);
  if (!entity) return <Missing />;
  const place = place_to_add(entity);
  const Own = id && id !== 'new' ? undefined : list_pages[id === 'new' ? `${name}/new` : name];
  if (Own && (id !== 'new' || place)) return <Own />;
  if (id === 'new' && place && place !== `/${name}/new`) return <Navigate to={place} replace />;
  if (id === 'new') return place ? <CreatePage key={name} entity={entity} /> : <Missing />;
  if (id === 'merge') return entity.is_mergeable ? <MergePage key={name} entity={entity} /> : <Missing />;
  const File = files[name] ?? RecordPage;
  return id ? (
    <File key={id} entity={entity} id={id} />
  ) : (
    <ListPage key={name} entity={entity} companion={companions[name]} />
  );
}

// A session, nobody, or an office that has nobody yet.
type Present = Session | 'office_empty' | null;

function Account() {
  return <AccountPage switch_language={useContext(SwitchLanguage)} />;
}
const SwitchLanguage = createContext<() => void>(() => undefined);

function useLanguage(session: Session | null | undefined) {
  const client = useQueryClient();
  const [kept, keep] = useChoice('language');
  const initial = session?.language ?? kept ?? (navigator.language.startsWith('en') ? 'en' : 'pl');
  const language = initial === 'en' ? 'en' : 'pl';
  const switch_language = () => {
    const next = language === 'pl' ? 'en' : 'pl';
    keep(next);
    if (!session) return;
    client.setQueryData<Session>(keys.session, { ...session, language: next });
    // Whoever looks as somebody else changes nothing, not even this.
    if (session.viewing_as) return;
    void choose_language(next).catch(() => undefined);
  };
  return { language, switch_language } as const;
}

function Root() {
  const client = useQueryClient();
  const session = useQuery<Present>({
    queryKey: keys.session,
    staleTime: Infinity,
    retry: false,
    queryFn: () =>
      read_session().catch((error: unknown) => {
        if (!(error instanceof Problem) || error.status !== 401) throw error;
        return error.complaints[0]?.code === 'office_empty' ? 'office_empty' : null;
      }),
  });
  const signed_in = typeof session.data === 'object' ? session.data : null;
  const catalogue = useQuery({
    queryKey: keys.catalogue,
    enabled: !!signed_in && !signed_in.needs_totp,
    staleTime: Infinity,
    queryFn: read_catalogue,
  });
  const { language, switch_language } = useLanguage(signed_in);
  const location = useLocation();
  const navigate = useNavigate();
  useEffect(
    () =>
      listen_signed_out((is_known) =>
        is_known
          ? void client.refetchQueries({ queryKey: keys.session })
          : client.setQueryData(keys.session, null),
      ),
    [client],
  );
  useEffect(() => {
    // What comes next, fetched when the first page stands: sentences for what may go wrong, then record and form.
    const first = setTimeout(() => void open_book('errors').catch(() => undefined), 300);
    const timer =
      catalogue.data &&
      setTimeout(
        () => void Promise.all([load_record(), load_form(), load_dialogs()]).catch(() => undefined),
        1500,
      );
    return () => [first, timer].forEach((one) => clearTimeout(one));
  }, [catalogue.data]);
  const office = useMemo(
    () =>
      signed_in && catalogue.data ? { session: signed_in, catalogue: make_catalogue(catalogue.data) } : null,
    [signed_in, catalogue.data],
  );

  // Somebody else may sit down here: nothing the last one saw is kept.
  const enter = (entered: Session | null) => {
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.session[0] });
    client.setQueryData<Present>(keys.session, entered);
  };
  const door = { enter, switch_language };

  return (
    <SpeechProvider language={language}>
      {location.pathname === '/invitation' ? (
        <Suspense>
          <Invitation
            {...door}
            token={location.hash.slice(1)}
            enter={(entered) => {
              if (entered) enter(entered);
              void navigate('/', { replace: true });
            }}
          />
        </Suspense>
      ) : signed_in?.needs_totp ? (
        <Suspense>
          <TotpNeeded
            done={() => void client.refetchQueries({ queryKey: keys.session })}
            switch_language={switch_language}
          />
        </Suspense>
      ) : office ? (
        <OfficeContext value={office}>
          <SwitchLanguage value={switch_language}>
            <Frame switch_language={switch_language}>
              <Suspense>
                <Outlet key={location.pathname.split('/')[1] ?? ''} />
              </Suspense>
            </Frame>
          </SwitchLanguage>
          <Notices />
        </OfficeContext>
      ) : session.data === 'office_empty' ? (
        <Suspense>
          <FirstStart
            {...door}
            enter={(entered) => {
              enter(entered);
              void navigate('/welcome', { replace: true });
            }}
            taken={() => enter(null)}
          />
        </Suspense>
      ) : session.data === null ? (
        <SignIn {...door} />
      ) : session.isError || catalogue.isError ? (
        <Trouble again={() => void client.refetchQueries()} />
      ) : null}
    </SpeechProvider>
  );
}

function Notices() {
  const { t } = useSpeech();
  return <Toasts close={t('close')} />;
}

function Trouble({ again }: { again: () => void }) {
  const { t } = useSpeech();
  return (
    <main style={{ padding: '20vh 24px', textAlign: 'center' }}>
      <h1>{t('error_title')}</h1>
      <p>{t('offline')}</p>
      <button type="button" onClick={again}>
        {t('try_again')}
      </button>
    </main>
  );
}

const router = createBrowserRouter([
  {
    element: <Root />,
    children: [
      { path: '/', element: <Home /> },
      { path: '/account/:part?', element: <Account /> },
      { path: '/welcome', element: <Welcome /> },
      { path: '/jobs', element: <JobsPage /> },
      { path: '/audit', element: <AuditPage /> },
      { path: '/import/:id?', element: <ImportPage /> },
      { path: '/:entity/:id/why', element: <WhyPage /> },
      { path: '/:entity/:id?', element: <EntityPage /> },
      { path: '*', element: <Missing /> },
    ],
  },
]);

export const App = () => <RouterProvider router={router} />;
