import { describe, expect, it } from 'vitest';
import { column_grid, is_summed, read_column, read_widths, split_list, write_widths } from './columns';
import { group_where, read_key } from './list_groups';
import { pages_of, with_page } from './list_data';
import { catalogue, company, invoice } from './testing_catalogue';

function must<Found>(found: Found | null): Found {
  if (found === null) throw new Error('not found');
  return found;
}

describe('lists of the address', () => {
  it.each([
    ['name,status', ['name', 'status']],
    [
      'name, invoices sum(net, sold_on in this_year),tier',
      ['name', 'invoices sum(net, sold_on in this_year)', 'tier'],
    ],
    ['a any(b = "x,(y")', ['a any(b = "x,(y")']],
    ['', []],
  ])('takes %j apart', (text, parts) => expect(split_list(text)).toEqual(parts));
});

describe('a column', () => {
  it('may be a field, a field through a link, a fold over children', () => {
    expect(read_column(catalogue, company, 'name')?.field.name).toBe('name');
    expect(read_column(catalogue, invoice, 'company.owner.name')?.links.map((one) => one.name)).toEqual([
      'company',
      'owner',
    ]);
    const sum = read_column(catalogue, company, 'invoices sum(net, sold_on in this_year)');
    expect(sum?.field).toMatchObject({ type: 'money', writable: false });
    expect(sum?.fold).toMatchObject({ name: 'sum', where: 'sold_on in this_year' });
    expect(read_column(catalogue, company, 'activities count()')?.field.type).toBe('integer');
    expect(read_column(catalogue, invoice, 'company.invoices max(sold_on)')?.field.type).toBe('date');
  });
  it.each([
    'colour',
    'owner.colour',
    'name.x',
    'invoices',
    'invoices avg(net)',
    'invoices sum(colour)',
    'bills sum(net)',
    'sum(net)',
  ])('is not %s', (path) => expect(read_column(catalogue, company, path)).toBeNull());
  it('is summed when it is an amount of the record itself', () => {
    const sums = (path: string) => is_summed(must(read_column(catalogue, company, path)));
    expect(sums('credit_limit')).toBe(true);
    expect(sums('tier')).toBe(false);
    expect(sums('invoices sum(net)')).toBe(false);
  });
});

describe('widths', () => {
  it('are read and written, and senseless ones left out', () => {
    expect(read_widths('name:220,invoices sum(net):140,x:3,y:9999,z')).toEqual({
      name: 220,
      'invoices sum(net)': 140,
    });
    expect(write_widths(read_widths('name:220,owner:150'))).toBe('name:220,owner:150');
  });
  it('stand as chosen, the others share what is left', () => {
    const columns = ['name', 'owner'].map((path) => must(read_column(catalogue, company, path)));
    expect(column_grid(columns, 0, { owner: 90 }, ['36px']).template).toBe('36px minmax(220px, 3fr) 90px');
    expect(column_grid(columns, 0, { name: 300, owner: 90 }).template).toBe('300px 90px 1fr');
  });
});

describe('the rows of a group', () => {
  const where = (group: string, value: unknown, before = '') =>
    group_where(before, must(read_key(group.includes('sold') ? invoice : company, group)), value as string);
  it('are found by what they have in common', () => {
    expect(where('status', 'active')).toBe('status = "active"');
    expect(where('status', null, 'a or b')).toBe('(a or b) and status is null');
    expect(where('owner', { id: '7', title: 'X' })).toBe('owner = "7"');
    expect(where('is_key', false)).toBe('is_key = false');
    expect(where('quarter(sold_on)', '2026-10-01')).toBe(
      'sold_on >= "2026-10-01" and sold_on < "2027-01-01"',
    );
    expect(where('month(sold_on)', '2026-02-01')).toBe('sold_on >= "2026-02-01" and sold_on < "2026-03-01"');
  });
  it('are not shown when their group is hidden', () => {
    expect(where('owner', { hidden: true })).toBeNull();
    expect(read_key(company, 'colour')).toBeNull();
    expect(read_key(company, 'week(name')).toBeNull();
  });
});

describe('pages asked again', () => {
  const rows = (...ids: string[]) => ids.map((id) => ({ id, rev: 1 }));
  const data = () => ({
    pages: [
      { rows: rows('a', 'b'), next: '1', count: 5 },
      { rows: rows('c', 'd'), next: '2' },
      { rows: rows('e') },
    ],
    pageParams: ['', '1', '2'],
  });
  it('are those in sight', () => {
    expect(pages_of(data(), 0, 1)).toEqual([0]);
    expect(pages_of(data(), 1, 2)).toEqual([0, 1]);
    expect(pages_of(data(), 4, 9)).toEqual([2]);
  });
  it('stay where they are when nothing moved', () => {
    const next = with_page(data(), 1, { rows: rows('c', 'x'), next: '2' });
    expect(next.follows).toBe(false);
    expect(next.data.pages.flatMap((page) => page.rows.map((row) => row.id))).toEqual([
      'a',
      'b',
      'c',
      'x',
      'e',
    ]);
  });
  it('lead the following one from where they now end, and keep the count', () => {
    const next = with_page(data(), 0, { rows: rows('a', 'n'), next: '1n' });
    expect(next.follows).toBe(true);
    expect(next.data.pageParams).toEqual(['', '1n', '2']);
    expect(next.data.pages[0]?.count).toBe(5);
  });
  it('end the list when nothing follows any more', () => {
    const next = with_page(data(), 1, { rows: rows('c') });
    expect(next.data.pages).toHaveLength(2);
    expect(next.data.pages[1]?.next).toBeUndefined();
  });
});
