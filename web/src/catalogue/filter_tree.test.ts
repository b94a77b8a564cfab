import { describe, expect, it } from 'vitest';
import type { Field, Form } from '../api';
import {
  as_group,
  first_value,
  from_form,
  is_said,
  make_group,
  only_said,
  tree_text,
  type Node,
} from './filter_tree';
import { catalogue, company } from './testing_catalogue';

const tree = (form: Form) => as_group(from_form(form, catalogue, company));

// What the server says of a text, and the text the builder writes back.
const cases: [Form, string][] = [
  [{ field: 'status', op: '=', value: 'active' }, 'status in ("active")'],
  [{ field: 'is_key' }, 'is_key = true'],
  [{ field: 'is_key', op: '=', value: false }, 'is_key = false'],
  [{ field: 'owner', op: '=', value: { constant: 'me' } }, 'owner = me'],
  [{ field: 'owner', op: '<>', value: { constant: 'me' } }, 'owner <> me'],
  [{ field: 'owner.name', op: 'starts', value: 'O"Hara' }, 'owner.name starts "O""Hara"'],
  [{ field: 'tags', op: 'not_in', value: ['a', 'b'] }, 'tags not in ("a", "b")'],
  [{ field: 'tier', op: 'not_null' }, 'tier is not null'],
  [
    { field: 'last_contact_at', op: '<', value: { constant: 'today', minus: '90d' } },
    'last_contact_at < today - 90d',
  ],
  [
    {
      and: [
        { field: 'tier', op: '>=', value: 2 },
        { or: [{ field: 'is_key' }, { not: { field: 'owner', op: 'is_null' } }] },
      ],
    },
    'tier >= 2 and (is_key = true or not (owner is null))',
  ],
  [
    {
      and: [
        {
          children: 'invoices',
          fold: 'sum',
          of: 'net',
          where: { field: 'sold_on', op: 'in', value: { period: 'last_12_months' } },
          op: '>=',
          value: 100000,
        },
        {
          children: 'activities',
          fold: 'none',
          where: { field: 'happened_at', op: '>=', value: { constant: 'today', minus: '90d' } },
        },
      ],
    },
    'invoices sum(net, sold_on in last_12_months) >= 100000 and activities none(happened_at >= today - 90d)',
  ],
];

// What the builder has no part for is kept as text.
const kept: [Form, string][] = [
  ['credit_limit + 1 > 5', 'credit_limit + 1 > 5'],
  [{ field: 'month(sold_on)', op: '=', value: '2026-01-01' }, 'month(sold_on) = "2026-01-01"'],
  [{ field: 'credit_limit', op: '>', value: { field: 'tier' } }, 'credit_limit > tier'],
  [{ children: 'unknown', fold: 'any' }, 'unknown any()'],
  [{ children: 'invoices', fold: 'sum', of: 'a + b', op: '>', value: 1 }, 'invoices sum(a + b) > 1'],
];

describe('a tree of conditions', () => {
  it.each(cases)('writes %j back', (form, text) => expect(tree_text(tree(form))).toBe(text));
  it.each(kept)('keeps %j as text', (form, text) => {
    const [only] = tree(form).parts;
    expect(only?.kind).toBe('text');
    expect(tree_text(tree(form))).toBe(text);
  });
  it('brackets what was kept beside others', () => {
    expect(tree_text(tree({ and: ['a or b', { field: 'is_key' }] }))).toBe('(a or b) and is_key = true');
  });
  it('leaves out rows that say nothing yet', () => {
    const blank: Node = { kind: 'field', id: 1, path: '', op: '', value: '' };
    const none: Node = { kind: 'field', id: 2, path: 'owner', op: 'in', value: [] };
    const said: Node = { kind: 'field', id: 3, path: 'tier', op: 'is_null', value: null };
    const group = make_group('and', [blank, none, make_group('or', [blank]), said]);
    expect(tree_text(only_said(group))).toBe('tier is null');
    expect(is_said(make_group('or', [blank]))).toBe(false);
  });
  it('begins with a value of the field’s kind', () => {
    const of = (name: string, op: string) =>
      first_value(
        company.fields.find((one) => one.name === name) ?? ({ ...company.fields[0], type: 'text' } as Field),
        op,
      );
    expect(of('is_key', '=')).toBe(true);
    expect(of('owner', 'in')).toEqual([]);
    expect(of('last_contact_at', 'in')).toEqual({ period: 'last_12_months' });
    expect(of('tier', 'is_null')).toBeNull();
  });
});
