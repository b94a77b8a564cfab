// The language of the page: texts, labels of the catalogue and formats follow it without remounting anything.
import { createContext, useContext, useMemo, type ReactNode } from 'react';
import type { Complaint, Label, Language } from '../api';
import { en, en_errors, type Texts } from './en';
import { plural } from './format';
import { pl, pl_errors } from './pl';

export type TextKey = keyof typeof pl;
export type Parameters = Record<string, string | number>;

const texts: Record<Language, Texts> = { pl, en };
const errors = { pl: pl_errors, en: en_errors };

function fill(text: string, parameters: Record<string, string | number | boolean | null>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(parameters[name] ?? whole));
}

export function translate(language: Language, key: TextKey, parameters: Parameters = {}): string {
  const text = texts[language][key];
  if (typeof text === 'string') return fill(text, parameters);
  const form = plural(Number(parameters['count'] ?? 0), language);
  return fill((form === 'zero' || form === 'two' ? undefined : text[form]) ?? text.other, parameters);
}

export function translate_error(language: Language, complaint: Complaint): string {
  const known = errors[language][complaint.code];
  return known
    ? fill(known, complaint.parameters)
    : fill(errors[language]['unknown'] ?? '', { code: complaint.code });
}

export interface Speech {
  language: Language;
  t: (key: TextKey, parameters?: Parameters) => string;
  label: (label: Label | undefined) => string;
  error: (complaint: Complaint) => string;
  known: (key: string) => key is TextKey;
}

const SpeechContext = createContext<Speech | null>(null);

export function SpeechProvider({ language, children }: { language: Language; children: ReactNode }) {
  const speech = useMemo<Speech>(
    () => ({
      language,
      t: (key, parameters) => translate(language, key, parameters),
      label: (label) => label?.[language] ?? label?.en ?? '',
      error: (complaint) => translate_error(language, complaint),
      known: (key): key is TextKey => key in pl,
    }),
    [language],
  );
  return <SpeechContext.Provider value={speech}>{children}</SpeechContext.Provider>;
}

export function useSpeech(): Speech {
  const speech = useContext(SpeechContext);
  if (!speech) throw new Error('no SpeechProvider');
  return speech;
}
