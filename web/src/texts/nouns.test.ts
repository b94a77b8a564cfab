import { describe, expect, it } from 'vitest';
import { as_object } from './nouns';

describe('as_object', () => {
  const cases: [string, string][] = [
    ['Firma', 'firmę'],
    ['Pozycja faktury', 'pozycję faktury'],
    ['Grupa użytkowników', 'grupę użytkowników'],
    ['Użytkownik', 'użytkownika'],
    ['Kontakt dodatkowy', 'kontakt dodatkowy'],
    ['Zadanie', 'zadanie'],
    ['', ''],
  ];
  for (const [name, changed] of cases) it(name, () => expect(as_object(name, 'pl')).toBe(changed));
  it('leaves English alone', () => expect(as_object('Agenda item', 'en')).toBe('agenda item'));
});
