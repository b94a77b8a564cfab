// The books of words: a file a language and book (pl.ts and en.ts for the first page, pl_record.ts and en_record.ts …).
// Only the chosen language is fetched; a page fetched later brings its book along: lazy(() => with_book('record', import(…))).
// A new book is two files and one line here. Which keys there are is decided by the Polish file; `Same` makes the
// English one follow, and words.test.ts finds what is missing or no longer used.
import { useSyncExternalStore } from 'react';
import type { Language } from '../api';
import type { texts as base } from './pl';
import type { texts as door } from './pl_door';
import type { texts as errors } from './pl_errors';
import type { texts as own_fields } from './pl_fields';
import type { texts as exported } from './pl_export';
import type { texts as merge } from './pl_merge';
import type { texts as lists } from './pl_lists';
import type { texts as jobs } from './pl_jobs';
import type { texts as office } from './pl_office';
import type { texts as import_words } from './pl_import';
import type { texts as presence } from './pl_presence';
import type { texts as record } from './pl_record';

export type Forms = { one: string; few?: string; many?: string; other: string };
export type Words = Record<string, string | Forms>;
export type Same<Polish> = { [key in keyof Polish]: Polish[key] extends string ? string : Forms };

export type TextKey =
  | keyof typeof base
  | keyof typeof door
  | keyof typeof exported
  | keyof typeof own_fields
  | keyof typeof jobs
  | keyof typeof lists
  | keyof typeof merge
  | keyof typeof office
  | keyof typeof presence
  | keyof typeof record
  | keyof typeof import_words;
export type ErrorCode = keyof typeof errors;

const files = {
  base: { pl: () => import('./pl'), en: () => import('./en') },
  door: { pl: () => import('./pl_door'), en: () => import('./en_door') },
  errors: { pl: () => import('./pl_errors'), en: () => import('./en_errors') },
  fields: { pl: () => import('./pl_fields'), en: () => import('./en_fields') },
  export: { pl: () => import('./pl_export'), en: () => import('./en_export') },
  merge: { pl: () => import('./pl_merge'), en: () => import('./en_merge') },
  lists: { pl: () => import('./pl_lists'), en: () => import('./en_lists') },
  office: { pl: () => import('./pl_office'), en: () => import('./en_office') },
  jobs: { pl: () => import('./pl_jobs'), en: () => import('./en_jobs') },
  import: { pl: () => import('./pl_import'), en: () => import('./en_import') },
  presence: { pl: () => import('./pl_presence'), en: () => import('./en_presence') },
  record: { pl: () => import('./pl_record'), en: () => import('./en_record') },
} as const;
export type Book = keyof typeof files;

// What is spoken now: the sentences of the books opened so far. Sentences for errors have names of their own.
export interface Spoken {
  language: Language;
  words: Words;
  errors: Words;
  books: number;
}

const opened = new Set<Book>(['base']);
const read = new Map<string, Promise<Words>>();
const listeners = new Set<() => void>();
let wanted: Language | null = null;
let spoken: Spoken | null = null;

function read_book(book: Book, language: Language): Promise<Words> {
  const name = `${book}.${language}`;
  let words = read.get(name);
  if (!words) {
    words = files[book][language]().then((module): Words => module.texts);
    words.catch(() => read.delete(name)); // a later try may succeed
    read.set(name, words);
  }
  return words;
}

// Reads every opened book in the wanted language, then shows them all at once.
async function follow(): Promise<void> {
  const language = wanted;
  if (!language || (spoken?.language === language && spoken.books === opened.size)) return;
  const books = [...opened];
  const words = await Promise.all(books.map((book) => read_book(book, language)));
  if (language !== wanted || books.length !== opened.size) return follow();
  const of = (is_wanted: (book: Book) => boolean): Words =>
    Object.assign({}, ...words.filter((_, at) => is_wanted(books[at] as Book))) as Words;
  spoken = {
    language,
    words: of((book) => book !== 'errors'),
    errors: of((book) => book === 'errors'),
    books: books.length,
  };
  listeners.forEach((listener) => listener());
}

// Changes the language; until its words are there the page keeps the old one.
export function speak(language: Language): void {
  if (wanted === language) return;
  wanted = language;
  follow().catch(() => {
    if (wanted === language) wanted = spoken?.language ?? null;
  });
}

export async function open_book(book: Book): Promise<void> {
  opened.add(book);
  try {
    await follow();
  } catch (error) {
    opened.delete(book);
    throw error;
  }
}

// A page together with its words.
export async function with_book<Module>(book: Book, page: Promise<Module>): Promise<Module> {
  const [module] = await Promise.all([page, open_book(book)]);
  return module;
}

export function useSpoken(): Spoken | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => spoken,
  );
}
