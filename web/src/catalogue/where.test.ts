// The filter's text is read back as it was written; what is more than a simple condition is left alone.
import { describe, expect, it } from 'vitest';
import type { Field } from '../api';
import { read_where, split_and, write_where } from './where';

const find = (path: string): Field | undefined =>
  path === 'net' ? { name: 'net', type: 'money', label: { pl: '', en: '' } } : undefined;

describe('read_where and write_where', () => {
  const round_trips = [
    'name contains "Łódź i ""spółka"""',
    'status = "active" and net >= 1200.50',
    'status in ("active", "former") and name contains "a and b"',
    'sold_on in this_year',
    'owner = me',
    'owner is null and phone is not null',
    'territory.name starts "maz"',
    'is_active = true',
  ];
  for (const text of round_trips) {
    it(`keeps ${text}`, () => {
      const parts = read_where(text);
      expect(parts.every((part) => !('raw' in part))).toBe(true);
      expect(write_where(parts, find)).toBe(text);
    });
  }

  const left_alone = [
    'status = "active" or net > 1',
    'invoices count() > 3',
    'not (name = "x")',
    'name = "open',
    'open_amount > credit_limit',
    'name contains "a" "b"',
  ];
  for (const text of left_alone) {
    it(`leaves ${text} as written`, () => {
      const parts = read_where(text);
      expect(parts).toEqual([{ raw: text }]);
      expect(write_where(parts, find)).toBe(text);
    });
  }

  it('puts brackets around an or when it is joined by and', () => {
    const parts = [{ raw: 'a = 1 or b = 2' }, ...read_where('net >= 5')];
    expect(write_where(parts, find)).toBe('(a = 1 or b = 2) and net >= 5');
  });

  it('does not split inside quotes or brackets', () => {
    expect(split_and('a = "x and y" and (b = 1 and c = 2)')).toEqual(['a = "x and y"', '(b = 1 and c = 2)']);
  });
});
