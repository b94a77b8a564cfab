// The language of the page: texts, labels of the catalogue and formats follow it without remounting anything.
import { createContext, useContext, useEffect, useMemo, type ReactNode } from 'react';
import type { Complaint, Label, Language } from '../api';
import { speak, useSpoken, type Spoken, type TextKey } from './books';
import { plural } from './format';

export type { TextKey } from './books';
export type Parameters = Record<string, string | number>;

function fill(text: string, parameters: Record<string, string | number | boolean | null>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(parameters[name] ?? whole));
}

export function translate({ language, words }: Spoken, key: TextKey, parameters: Parameters = {}): string {
  const text = words[key];
  if (text === undefined) return key; // its book is still on the way
  if (typeof text === 'string') return fill(text, parameters);
  const form = plural(Number(parameters['count'] ?? 0), language);
  return fill((form === 'zero' || form === 'two' ? undefined : text[form]) ?? text.other, parameters);
}

export function translate_error({ words, errors }: Spoken, complaint: Complaint): string {
  const known = errors[complaint.code] ?? words[complaint.code] ?? errors['unknown'] ?? words['error_title'];
  return typeof known === 'string' ? fill(known, { code: complaint.code, ...complaint.parameters }) : '';
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
  useEffect(() => speak(language), [language]);
  const spoken = useSpoken();
  useEffect(() => {
    if (spoken) document.documentElement.lang = spoken.language;
  }, [spoken]);
  const speech = useMemo<Speech | null>(
    () =>
      spoken && {
        language: spoken.language,
        t: (key, parameters) => translate(spoken, key, parameters),
        label: (label) => label?.[spoken.language] ?? label?.en ?? '',
        error: (complaint) => translate_error(spoken, complaint),
        known: (key): key is TextKey => key in spoken.words,
      },
    [spoken],
  );
  return speech && <SpeechContext.Provider value={speech}>{children}</SpeechContext.Provider>;
}

export function useSpeech(): Speech {
  const speech = useContext(SpeechContext);
  if (!speech) throw new Error('no SpeechProvider');
  return speech;
}
