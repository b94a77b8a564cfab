// The dialogs of trouble.tsx, fetched behind record and form: few need one, and they are heavy.
import { lazy, Suspense, type ComponentProps } from 'react';
import { with_book } from '../texts/books';
import type * as trouble from './trouble';

export type { Conflict } from './trouble';
export const load_dialogs = () => with_book('record', import('./trouble'));

const LazyWarnings = lazy(() => load_dialogs().then((module) => ({ default: module.Warnings })));
const LazyNeeded = lazy(() => load_dialogs().then((module) => ({ default: module.Needed })));
const LazyUnsaved = lazy(() => load_dialogs().then((module) => ({ default: module.Unsaved })));
const LazyConflict = lazy(() => load_dialogs().then((module) => ({ default: module.ConflictView })));

// A wait of their own: the page behind stays as it is.
export const Warnings = (props: ComponentProps<typeof trouble.Warnings>) => (
  <Suspense>
    <LazyWarnings {...props} />
  </Suspense>
);
export const Needed = (props: ComponentProps<typeof trouble.Needed>) => (
  <Suspense>
    <LazyNeeded {...props} />
  </Suspense>
);
export const Unsaved = (props: ComponentProps<typeof trouble.Unsaved>) => (
  <Suspense>
    <LazyUnsaved {...props} />
  </Suspense>
);
export const ConflictView = (props: ComponentProps<typeof trouble.ConflictView>) => (
  <Suspense>
    <LazyConflict {...props} />
  </Suspense>
);
