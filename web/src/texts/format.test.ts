// How amounts, dates and plurals are written and read.
import { describe, expect, it } from 'vitest';
import {
  format_decimal,
  format_instant,
  format_money,
  parse_date,
  parse_decimal,
  parse_instant,
} from './format';
import { translate } from './index';
import { texts } from './pl_record';

describe('format', () => {
  it('writes Polish money with non-breaking spaces', () => {
    expect(format_money('12345.50', 'PLN', 'pl')).toBe('12\u00a0345,50\u00a0zł');
    expect(format_money('-1265793.29', 'EUR', 'en')).toBe('−1,265,793.29\u00a0€');
    expect(format_money('1234.5', 'PLN', 'pl')).toBe('1\u00a0234,50\u00a0zł');
  });
  it('keeps every digit of what a double could not hold', () => {
    expect(format_decimal('9007199254740993.01', 2, 'en')).toBe('9,007,199,254,740,993.01');
  });
  it('leaves what is no number as it is', () => expect(format_decimal('abc', 2, 'pl')).toBe('abc'));
  it('writes instants in the zone of the office', () => {
    expect(format_instant('2026-01-05T10:20:30.123Z', 'pl', 'Europe/Warsaw')).toBe('05.01.2026 11:20');
    expect(format_instant('2026-07-05T23:20:30Z', 'en', 'Europe/Warsaw')).toBe('06/07/2026 01:20');
    expect(format_instant('2026-07-05T12:20:30Z', 'pl', '</title>')).toMatch(/^0[56]\.07\.2026 \d\d:20$/);
  });
});

describe('parse', () => {
  const dates: [string, string | null][] = [
    ['05.01.2026', '2026-01-05'],
    ['5/1/2026', '2026-01-05'],
    ['2026-1-5', '2026-01-05'],
    ['31.02.2026', null],
    ['5.13.2026', null],
    ['jutro', null],
    ['', null],
  ];
  for (const [text, expected] of dates) it(`reads “${text}”`, () => expect(parse_date(text)).toBe(expected));

  const numbers: [string, string | null][] = [
    ['12 345,50 zł', '12345.50'],
    ['12\u00a0345,5', '12345.5'],
    ['12,345.50', '12345.50'],
    ['−7', '-7'],
    ['12.345,50', '12345.50'],
    ['1,2,3', null],
    ['dużo', null],
    ['', null],
  ];
  for (const [text, expected] of numbers)
    it(`reads “${text}”`, () => expect(parse_decimal(text)).toBe(expected));

  it('reads instants over a change of clocks', () => {
    expect(parse_instant('05.01.2026 11:20', 'Europe/Warsaw')).toBe('2026-01-05T10:20:00.000Z');
    expect(parse_instant('29.03.2026 03:30', 'Europe/Warsaw')).toBe('2026-03-29T01:30:00.000Z');
    expect(parse_instant('29.03.2026 25:30', 'Europe/Warsaw')).toBeNull();
  });
});

describe('translate', () => {
  const polish = { language: 'pl', words: texts, errors: {}, books: 1 } as const;
  const forms: [number, string][] = [
    [1, '1 puste pole'],
    [3, '3 puste pola'],
    [5, '5 pustych pól'],
    [22, '22 puste pola'],
  ];
  for (const [count, text] of forms) {
    it(`counts ${count}`, () => expect(translate(polish, 'empty_fields', { count })).toBe(text));
  }
});
