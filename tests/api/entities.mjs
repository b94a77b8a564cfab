// Every entity by property: what the catalogue says about it decides how it is made, changed, deleted, brought back,
// and to whom it is refused. A new entity or field is covered without a line here.
import { equal, fail, has_status, new_id, ok, test } from '../lib.mjs';

let serial = 0;
const in_days = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const unique = () => `${Date.now().toString(36)}${(serial += 1).toString(36)}`;

// Texts with rules of their own, by name; all other values follow from their types.
const text_values = {
  email: () => `a${unique()}@example.com`, phone: () => '+48 600 100 200', mobile: () => '+48 600 100 201', fax: () => '+48 22 100 20 30',
  website: () => 'https://www.example.com/a', tax_id: () => '5265877635', regon: () => '123456785', krs: () => '0000123456',
  bank_account: () => 'PL61109010140000071219812874', recurrence: () => 'FREQ=MONTHLY;BYMONTHDAY=1', time_zone: () => 'Europe/Berlin',
  postal_codes: () => '00 01 05-8', countries: () => 'PL LT', pattern: () => '{year}/{number:6}', code: unique, login: unique,
};
const makes = {
  text: (field) => (/postal_code$/.test(field.name) ? '02-677' : text_values[field.name]?.() ?? (field.max < 60 ? unique().slice(-field.max) : `Żółta łódź ${unique()}`)),
  note: () => `Pierwszy wiersz\nDrugi “wiersz” ${unique()}`,
  integer: (field) => (field.max > 0 && field.max < 10 ? 2 : 7),
  decimal: (field) => `12.${'5'.padEnd(field.scale, '0')}`,
  money: () => '1234.50',
  date: () => '2025-03-04',
  instant: () => '2025-03-04T05:06:07.089Z',
  boolean: () => true,
  choice: (field) => field.choices.at(-1).code,
  choices: (field) => [field.choices[0].code],
  country: () => 'DE', currency: () => 'EUR', language: () => 'en',
  condition: () => 'status = "active"',
};
// Fields that only certain values fit, given the rest of the record.
const special_values = {
  'employment.valid_to': '2031-01-01', 'employment.reports_to': (context) => context.other_person, 'supply.until': '2031-01-01',
  'invoice.due_on': '2031-01-01', 'task.remind_at': '2020-01-01T00:00:00.000Z', 'company.credibility': 'watch', 'invoice.kind': 'correction',
  'invoice.corrects': null, 'employment.is_primary': true, 'company.address_country': 'PL', 'company.mailing_address_country': 'PL', 'office.address_country': 'PL', 'office.mailing_address_country': 'PL',
  'contact_point.person': null, 'supply.customer': (context) => context.other_company, 'import_batch.started_by': null, 'territory.parent': null, 'company.group_parent': null, 'product_group.parent': null, 'user.manager': null,
  'substitution.absent': (context) => context.me, 'substitution.from': () => in_days(10 + (serial += 1)), 'substitution.to': '2031-01-01',
  'saved_view.entity': 'company', 'saved_view.owner': (context) => context.me,
};
// What an entity's checks ask for besides its required fields.
const besides = {
  contact_point: (context) => ({ company: context.company }),
  activity: (context) => ({ company: context.company }),
  supply: (context) => ({ supplier: context.company, customer: context.other_company }),
  invoice_line: () => ({ net: '10.00' }),
};
const own_link = (field, context) => ({
  company: context.company, person: context.person, user: context.user, territory: context.territory, product: context.product,
  product_group: context.product_group, invoice: context.invoice, user_group: context.user_group, tag: context.tag,
}[field.to]);

function value_of(entity, field, context) {
  const special = special_values[`${entity.name}.${field.name}`];
  if (special !== undefined) return typeof special === 'function' ? special(context) : special;
  if (field.type === 'link') return own_link(field, context);
  if (field.type === 'links') return [own_link(field, context)];
  if (field.type === 'any_link') return { entity: 'company', id: context.company };
  return makes[field.type]?.(field) ?? fail(`no value for ${entity.name}.${field.name} of type ${field.type}`);
}
// An answered value as it would be sent.
const as_sent = (field, value) => {
  if (value === null || value === undefined) return null;
  if (field.type === 'link') return value.id;
  if (field.type === 'links') return value.map((one) => one.id).sort();
  if (field.type === 'any_link') return { entity: value.entity, id: value.id };
  return value;
};
const required_values = (entity, context) => ({
  ...Object.fromEntries(entity.fields.filter((field) => field.required && field.writable).map((field) => [field.name, value_of(entity, field, context)])),
  ...besides[entity.name]?.(context),
});
const is_settable = (field) => field.writable && field.type !== 'state' && field.type !== 'list';

// Records that others point to, made by whoever may.
async function make_context(clients) {
  const { management, accounting, administrator } = clients;
  const company = (await management.create('company', { name: `Zakład ${unique()}` })).id;
  const other_company = (await management.create('company', { name: `Zakład ${unique()}` })).id;
  return {
    company, other_company,
    person: (await management.create('person', { last_name: `Kowalska ${unique()}` })).id,
    other_person: (await management.create('person', { last_name: `Nowak ${unique()}` })).id,
    invoice: (await accounting.create('invoice', { number: unique(), company })).id,
    user: (await administrator.create('user', { login: unique(), name: 'Jan Próbny' })).id,
    territory: (await administrator.create('territory', { name: unique() })).id,
    product: (await management.create('product', { code: unique(), name: 'Próbny' })).id,
    me: management.session.user.id,
    tag: (await management.create('tag', { name: unique() })).id,
    product_group: (await management.create('product_group', { name: unique() })).id,
    user_group: (await administrator.rows('user_group', { where: 'code = "sales"' }))[0].id,
  };
}

async function life_of(name, makers, clients, context) {
  const [maker] = makers;
  const client = clients[maker];
  const entity = client.entities[name];
  const set = required_values(entity, context);
  if (name === 'office') return { client, entity, id: (await client.rows(name))[0].id };
  const id = new_id();
  const created = has_status(await client.write('POST', `/${name}`, { op: new_id(), id, set }), 201).json;
  equal(created.record.id, id, 'id');
  const record = await client.record(name, id);
  for (const [field, value] of Object.entries(set)) equal(as_sent(entity.fields.find((one) => one.name === field), record[field]), Array.isArray(value) ? [...value].sort() : value, field);
  ok(typeof record.display === 'string', 'what it is called');
  const [birth, ...older] = await client.history(name, id);
  equal([birth.kind, birth.seq, birth.op, birth.actor.id, older.length], ['create', record.rev, created.op, client.session.user.id, 0], 'history of the creation');
  return { client, entity, id, record };
}

async function every_field({ client, entity, id }, context) {
  const wrong = [];
  for (const field of entity.fields.filter(is_settable)) {
    const value = value_of(entity, field, context);
    if (value === null) continue;
    const before = await client.record(entity.name, id);
    const answer = await client.write('PATCH', `/${entity.name}/${id}`, { op: new_id(), rev: before.rev, set: { [field.name]: value } });
    if (answer.status !== 200) {
      wrong.push(`${field.name}: ${answer.status} ${answer.text.slice(0, 300)}`);
      continue;
    }
    const after = await client.record(entity.name, id);
    const sent = Array.isArray(value) ? [...value].sort() : value;
    if (JSON.stringify(as_sent(field, after[field.name])) !== JSON.stringify(sent)) wrong.push(`${field.name}: sent ${JSON.stringify(value)}, holds ${JSON.stringify(after[field.name])}`);
    if (JSON.stringify(as_sent(field, before[field.name])) === JSON.stringify(sent)) continue;
    const [last] = await client.history(entity.name, id);
    if (last.kind !== 'change' || last.seq !== after.rev || !last.fields[field.name]) wrong.push(`${field.name}: history says ${JSON.stringify(last).slice(0, 300)}`);
  }
  ok(wrong.length === 0, wrong.join('\n'));
}

async function gone_and_back({ client, entity, id }) {
  const path = `/${entity.name}/${id}`;
  const before = await client.record(entity.name, id);
  const nowhere = await client.get(`/${entity.name}/${new_id()}`);
  const forgotten = ['rev', 'changed_at', 'changed_by', 'may'];
  const core = (record) => Object.fromEntries(Object.entries(record).filter(([name]) => !forgotten.includes(name)));
  for (const bring_back of ['undo', 'restore']) {
    const { op } = await client.delete(entity.name, id);
    const gone = has_status(await client.get(path), 404);
    equal(gone.text, nowhere.text, 'a deleted record and one that never was');
    equal((await client.rows(entity.name, { where: `id = "${id}"` })).length, 0, 'rows in the list');
    has_status(await client.write('PATCH', path, { op: new_id(), set: {} }), 404);
    has_status(await client.remove(path, { op: new_id() }), 404);
    if (bring_back === 'undo') ok(has_status(await client.post('/undo', { op, as: new_id() }), 200).json.undone >= 1, 'nothing undone');  // and what followed from it
    else has_status(await client.write('POST', `${path}/restore`, { op: new_id() }), 200);
    const after = await client.record(entity.name, id);
    equal(core(after), core(before), `after ${bring_back}`);
    ok(after.rev > before.rev, 'a new rev');
    equal((await client.history(entity.name, id))[0].kind, 'restore', 'the last of the history');
  }
}

async function refused_to(group, entity, id, clients, context) {
  const client = clients[group];
  const own = client.entities[entity.name];
  const verbs = own?.verbs ?? [];
  // Seeing is allowed to some, then "no right"; where it is not, the entity does not exist.
  const allowed_statuses = verbs.length ? [403, 404] : [404];
  const set = required_values(entity, context);
  const attempts = [
    ['create', 'POST', `/${entity.name}`, { op: new_id(), id: new_id(), set }],
    ['change', 'PATCH', `/${entity.name}/${id}`, { op: new_id(), set: { [Object.keys(set)[0]]: Object.values(set)[0] } }],
    ['delete', 'DELETE', `/${entity.name}/${id}`, { op: new_id() }],
  ];
  for (const [verb, method, path, body] of attempts) {
    if (verbs.includes(verb)) continue;
    const answer = await client.send(method, path, body);
    if (!allowed_statuses.includes(answer.status) && !(answer.status === 422 && /field_read_only|no_right/.test(answer.text))) fail(`${group} ${verb}: ${answer.status} ${answer.text.slice(0, 300)}`);
  }
  if (!verbs.includes('view')) {
    for (const path of [`/${entity.name}`, `/${entity.name}/${id}`, `/${entity.name}/${id}/history`]) {
      equal(has_status(await client.get(path), 404).text, has_status(await client.get('/no_such_entity'), 404).text, path);
    }
  }
}

export async function entities(clients) {
  const groups = ['management', 'accounting', 'administrator', 'sales'];
  let names = [];
  let context;
  await test('entities: the catalogue names them all, with labels in both languages', async () => {
    for (const group of groups) {
      const { json } = has_status(await clients[group].get('/catalogue'), 200);
      for (const entity of json.entities) {
        for (const one of [entity, ...entity.fields]) {
          const label = one.one ?? one.label;
          if (!one.system) ok(label?.pl && label?.en, `${entity.name}.${one.name} has no labels`);
        }
      }
    }
    // A right is decided and never changed: rights_table.mjs. Definitions of fields: custom_fields.mjs.
    names = [...new Set(groups.flatMap((group) => Object.keys(clients[group].entities)))].filter((name) => name !== 'right' && !name.startsWith('custom_'));
    const expected = ['company', 'person', 'employment', 'contact_point', 'supply', 'product', 'product_group', 'external_id', 'activity', 'task',
      'invoice', 'invoice_line', 'user', 'user_group', 'territory', 'office', 'number_series', 'import_batch', 'setting', 'saved_view', 'tag', 'substitution'];
    for (const name of expected) ok(names.includes(name), `${name} is missing`);
    context = await make_context(clients);
  });

  await test('entities: nobody makes a second office or deletes the one there is', async () => {
    for (const group of groups) {
      const [office] = await clients[group].rows('office');
      has_status(await clients[group].post('/office', { op: new_id(), id: new_id(), set: { name: 'Drugie' } }), 403);
      has_status(await clients[group].remove(`/office/${office.id}`, { op: new_id(), rev: office.rev }), 403);
    }
  });

  for (const name of names) {
    const making = name === 'office' ? 'change' : 'create';  // there is one office, and it is there
    const makers = groups.filter((group) => clients[group].entities[name]?.verbs.includes(making));
    const deleters = groups.filter((group) => ['create', 'change', 'delete'].every((verb) => clients[group].entities[name]?.verbs.includes(verb)));
    const order = deleters.length ? deleters : makers;
    let made;
    await test(`entities: ${name} is made, read and remembered`, async () => {
      ok(order.length > 0, 'nobody may create it');
      made = await life_of(name, order, clients, context);
    });
    if (!made) continue;
    await test(`entities: every field of ${name} holds what is written and has a history`, () => every_field(made, context));
    if (deleters.length) await test(`entities: ${name} is deleted, looks as if it never was, and comes back`, () => gone_and_back(made));
    for (const group of groups) {
      if (['create', 'change', 'delete'].every((verb) => clients[group].entities[name]?.verbs.includes(verb))) continue;
      await test(`entities: ${name} is refused to ${group}`, async () => {
        const before = await made.client.record(name, made.id);
        await refused_to(group, made.entity, made.id, clients, context);
        equal((await made.client.record(name, made.id)).rev, before.rev, 'rev');
      });
    }
  }
}
