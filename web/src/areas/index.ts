// Which area an entity stands in, and what areas add to record pages. What no area claims stands in the office.
import { lazy, type ComponentType } from 'react';
import type { Companion } from '../catalogue/companion';
import type { RecordPart } from '../catalogue/parts';
import type { TextKey } from '../texts';
import { with_book } from '../texts/books';
import type { IconName } from '../ui/icon';

export interface Area {
  code: string;
  text: TextKey;
  icon: IconName;
  entities: string[]; // the daily ones, at hand
  further: string[]; // those one opens now and then
}

export const areas: Area[] = [
  {
    code: 'clients',
    text: 'area_clients',
    icon: 'clients',
    entities: ['company', 'person', 'product'],
    further: ['employment', 'contact_point', 'supply', 'external_id', 'product_group'],
  },
  { code: 'cases', text: 'area_cases', icon: 'cases', entities: ['task', 'activity'], further: [] },
  {
    code: 'finance',
    text: 'area_finance',
    icon: 'finance',
    entities: ['invoice'],
    further: ['invoice_line'],
  },
  {
    code: 'office',
    text: 'area_office',
    icon: 'office',
    entities: ['user', 'user_group', 'territory', 'tag', 'office'],
    further: [],
  },
];

// The letter after `g`.
export const go_keys: Record<string, string> = {
  k: 'company',
  o: 'person',
  s: 'task',
  a: 'activity',
  f: 'invoice',
  p: 'product',
  r: 'territory',
};

// Pages that stand in the place of an entity's list, or of its form for a new record.
export const list_pages: Record<string, ComponentType> = {
  user: lazy(() =>
    with_book('office', import('./office/users')).then((module) => ({ default: module.UsersPage })),
  ),
  'user/new': lazy(() =>
    with_book('office', import('./office/invite')).then((module) => ({ default: module.InvitePage })),
  ),
  office: lazy(() => import('./office/only_office').then((module) => ({ default: module.OnlyOffice }))),
  'import_batch/new': lazy(() =>
    import('./office/only_office').then((module) => ({ default: module.ToImport })),
  ),
  custom_field: lazy(() =>
    with_book('record', with_book('fields', import('./office/fields/page'))).then((module) => ({
      default: module.FieldsPage,
    })),
  ),
  right: lazy(() =>
    with_book('record', with_book('office', import('./office/rights'))).then((module) => ({
      default: module.RightsPage,
    })),
  ),
  user_group: lazy(() =>
    with_book('office', import('./office/groups')).then((module) => ({ default: module.GroupsPage })),
  ),
};

// What a list and a search tell beside the name.
export const companions: Record<string, Companion> = {
  person: { child: 'employment', link: 'person', where: 'is_primary', value: 'company' },
};

// Files an area has made its own; fetched with the record page.
export const record_parts: Record<string, () => Promise<{ part: RecordPart }>> = {
  company: () => with_book('record', import('./company_file')),
  person: () => with_book('record', import('./person_file')),
};
