// What is called what inside a sentence: "Dodaj firmę", "Add company". Polish changes the first word of the name.
import type { Language } from '../api';

const by_heart: Record<string, string> = { użytkownik: 'użytkownika' };

// The name as the object of a verb, in small letters.
export function as_object(name: string, language: Language): string {
  const small = name.toLowerCase();
  if (language !== 'pl') return small;
  const [first = '', ...rest] = small.split(' ');
  const changed = by_heart[first] ?? (first.endsWith('a') ? `${first.slice(0, -1)}ę` : first);
  return [changed, ...rest].join(' ');
}
