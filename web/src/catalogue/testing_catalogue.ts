// A small catalogue for the unit tests of this folder.
import type { Entity, Field } from '../api';
import { make_catalogue } from './model';

const label = (text: string) => ({ pl: text, en: text });
const field = (name: string, type: Field['type'], more: Partial<Field> = {}): Field => ({
  name,
  type,
  label: label(name),
  ...more,
});
const entity = (name: string, fields: Field[], more: Partial<Entity> = {}): Entity => ({
  name,
  one: label(name),
  many: label(name),
  title: ['name'],
  verbs: ['view', 'change'],
  order: 'name',
  list_columns: ['name'],
  fields,
  groups: [],
  children: [],
  retired: [],
  ...more,
});

const company = entity(
  'company',
  [
    field('name', 'text', { searched: true, required: true }),
    field('status', 'state', { choices: [{ code: 'active', label: label('active') }] }),
    field('tier', 'integer', { max: 3 }),
    field('is_key', 'boolean'),
    field('owner', 'link', { to: 'user' }),
    field('tags', 'links', { to: 'tag' }),
    field('credit_limit', 'money'),
    field('last_contact_at', 'instant'),
  ],
  {
    children: [
      { name: 'invoices', entity: 'invoice', field: 'company', label: label('Invoices') },
      { name: 'activities', entity: 'activity', field: 'company', label: label('Activities') },
    ],
  },
);
const invoice = entity('invoice', [
  field('company', 'link', { to: 'company' }),
  field('net', 'money'),
  field('sold_on', 'date'),
]);
const activity = entity('activity', [
  field('company', 'link', { to: 'company' }),
  field('happened_at', 'instant', { required: true }),
]);
const user = entity('user', [
  field('name', 'text', { searched: true }),
  field('manager', 'link', { to: 'user' }),
]);

export const catalogue = make_catalogue({ version: '0.0', entities: [company, invoice, activity, user] });
export { company, invoice };
