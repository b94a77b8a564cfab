import { describe, expect, it } from 'vitest';
import type { Entity, Field, Session } from '../api';
import { initial_values } from './initial';

const session = { user: { id: '7', name: 'Ewa' }, today: '2026-02-03' } as Session;
const begins = (initial: string | undefined, more: Partial<Field> = {}) => {
  const field = { name: 'x', type: 'text', writable: true, initial, ...more } as Field;
  return initial_values({ fields: [field] } as unknown as Entity, session)['x'];
};

describe('a new record', () => {
  it.each([
    ['me', { id: '7', title: 'Ewa' }],
    ['today', '2026-02-03'],
    ['"open"', 'open'],
    ['false', false],
    ['1', 1],
    ['company.owner', undefined],
    ['"a" & "b"', undefined],
    [undefined, undefined],
  ])('begins %s with %j', (initial, value) => expect(begins(initial)).toEqual(value));
  it('begins at this moment', () => expect(String(begins('now'))).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/));
  it('is not told what nobody may write', () => expect(begins('me', { writable: false })).toBeUndefined());
});
