// Fields, choices and kinds of records that an administrator adds while everybody works.
import { Client, demo, equal, has_complaint, has_status, includes, new_id, ok, serve, sign_in_all, teczka_ok, test } from '../lib.mjs';
import { finder_of, validator_of } from '../described.mjs';
import { listen } from './events.mjs';
import { finished as import_over, upload } from '../import/wizard.mjs';
import { finished } from './jobs.mjs';

const field_of = async (client, name, entity = 'company') =>
  (await client.get('/catalogue')).json.entities.find((one) => one.name === entity)?.fields.find((one) => one.name === name);

export const add_field = (client, set) => client.create('custom_field', { entity: 'company', label_pl: `Pole ${set.name}`, ...set });

// A field with its choices in one change.
async function add_choices(client, set, codes) {
  const id = new_id();
  const records = [
    { entity: 'custom_field', kind: 'create', id, set: { entity: 'company', label_pl: `Pole ${set.name}`, ...set } },
    ...codes.map((code, at) => ({ entity: 'custom_choice', kind: 'create', id: new_id(), set: { field: id, code, label_pl: `Wartość ${code}`, colour: 'amber', position: at } })),
  ];
  has_status(await client.post('/changes', { op: new_id(), records }), 200);
  return { id, choices: records.slice(1).map((one) => one.id) };
}

// type, what the definition says besides, a value, another, a condition only the first fulfils, what is refused and why
const types = [
  { type: 'text', value: 'Żółta łódź', other: 'Zielona', where: (name) => `${name} contains "LODZ"`, bad: 5, code: 'wrong_type', more: { is_searched: true } },
  { type: 'note', value: 'Dwa\nwiersze', other: 'Jeden', where: (name) => `${name} contains "wiersze"`, bad: 'a\u0000b', code: 'text_control_characters', more: { is_searched: true } },
  { type: 'integer', value: 7, other: 3, where: (name) => `${name} >= 5`, bad: 101, code: 'number_out_of_range', more: { max: 100, min: '1' } },
  { type: 'decimal', value: '1.250', other: '0.5', where: (name) => `${name} > 1`, bad: '1.2345', code: 'number_out_of_range', more: { scale: 3 } },
  { type: 'money', value: '1234.50', other: '2.00', where: (name) => `${name} > 1000`, bad: 'much', code: 'wrong_type' },
  { type: 'date', value: '2026-05-04', other: '2020-01-01', where: (name) => `${name} > "2025-01-01"`, bad: '2026-02-30', code: 'date_invalid' },
  { type: 'instant', value: '2026-05-04T10:00:00.000Z', other: '2020-01-01T00:00:00.000Z', where: (name) => `${name} > "2025-01-01"`, bad: 'noon', code: 'date_invalid' },
  { type: 'boolean', value: true, other: false, where: (name) => `${name} = true`, bad: 'yes', code: 'wrong_type' },
  { type: 'country', value: 'DE', other: 'PL', where: (name) => `${name} = "DE"`, bad: 'XX', code: 'choice_unknown' },
  { type: 'currency', value: 'EUR', other: 'PLN', where: (name) => `${name} = "EUR"`, bad: 'XXQ', code: 'choice_unknown' },
  { type: 'language', value: 'de', other: 'pl', where: (name) => `${name} = "de"`, bad: 'xq', code: 'choice_unknown' },
];

export async function custom_fields() {
  const data = await demo(40, 11);
  let server = await serve(data);
  let { management, accounting, sales, administrator } = await sign_in_all(server);
  const company = await management.create('company', { name: 'Własne Pola SA', owner: sales.session.user.id });
  const plain = await management.create('company', { name: 'Bez Pól SA', owner: sales.session.user.id });
  const both = `id in ("${company.id}", "${plain.id}")`;

  for (const { type, value, other, where, bad, code, more = {} } of types) {
    await test(`own fields: ${type} is written, read, asked for, ordered, exported and told at once`, async () => {
      const name = `x_of_${type}`;
      await add_field(administrator, { name, type, ...more });
      ok((await field_of(sales, name)).writable, 'the salesperson may write it');
      const refused = has_status(await management.patch(`/company/${company.id}`, { op: new_id(), set: { [name]: bad } }), 422);
      has_complaint(refused, code, name);
      await management.change('company', company.id, { [name]: value });
      await management.change('company', plain.id, { [name]: other });
      const kept = (await management.record('company', company.id))[name];
      equal(kept, type === 'decimal' ? '1.250' : value);
      equal((await management.rows('company', { where: `${both} and ${where(name)}`, columns: `name,${name}` })).map((row) => row[name]), [kept]);
      if (type !== 'note') {
        const ordered = async (order) => (await management.rows('company', { where: both, order, columns: 'name' })).map(({ id }) => id);
        equal(await ordered(name), (await ordered(`-${name}`)).reverse(), 'order');
      }
      const [entry] = await management.history('company', company.id);
      equal(entry.fields[name], { old: null, new: kept });
      has_status(await management.post('/undo', { op: entry.op }), 200);
      equal((await management.record('company', company.id))[name] ?? null, null, 'undone');
      await management.change('company', company.id, { [name]: value });
    });
  }

  await test('own fields: the search box finds what is searched, groups and sums count', async () => {
    const { hits } = has_status(await sales.get('/search?q=zolta'), 200).json;
    ok(hits.some(({ id }) => id === company.id), 'found by its own field');
    const { groups } = has_status(await management.post('/query', { entity: 'company', where: both, group: ['x_of_country'], measures: ['count()', 'sum(x_of_money)'] }), 200).json;
    equal(groups.map(({ keys, values }) => [keys[0], ...values]).sort(), [['DE', 1, '1234.50'], ['PL', 1, '2.00']]);
  });

  await test('own fields: an export, the description of the API and a bulk change know them', async () => {
    const id = new_id();
    has_status(await management.post('/exports', { id, entity: 'company', where: both, columns: ['name', 'x_of_text', 'x_of_date'], format: 'csv', language: 'pl' }), 202);
    const { state, result } = await finished(management, id);
    equal(state, 'done');
    const text = (await management.get(`/jobs/${id}/files/${result.files[0].name}`)).text;
    includes(text, 'Pole x_of_text');
    includes(text, 'Żółta łódź');
    const document = has_status(await management.get('/openapi.json'), 200).json;
    ok(JSON.stringify(document).includes('x_of_instant'), 'OpenAPI');
    const bulk = new_id();
    has_status(await management.post('/company/bulk', { op: bulk, where: both, set: { x_of_integer: 9 } }), 202);
    equal((await finished(management, bulk)).result.changed, 2);
    equal(await management.count('company', `${both} and x_of_integer = 9`), 2);
  });

  await test('own fields: choices are coloured, ordered, retired and no other is taken', async () => {
    const { id, choices } = await add_choices(administrator, { name: 'x_rank', type: 'choice', is_required: true }, ['gold', 'silver', 'tin']);
    const known = (await field_of(sales, 'x_rank')).choices;
    equal(known.map(({ code, colour }) => [code, colour]), [['gold', 'amber'], ['silver', 'amber'], ['tin', 'amber']]);
    has_complaint(has_status(await management.patch(`/company/${company.id}`, { op: new_id(), set: { x_rank: 'lead' } }), 422), 'choice_unknown', 'x_rank');
    await management.change('company', company.id, { x_rank: 'tin' });
    await administrator.change('custom_choice', choices[2], { is_retired: true });
    await management.change('company', company.id, { name: 'Własne Pola Nowe SA', x_rank: 'tin' });
    has_complaint(has_status(await management.patch(`/company/${plain.id}`, { op: new_id(), set: { x_rank: 'tin' } }), 422), 'choice_retired', 'x_rank');
    equal(await management.count('company', `${both} and x_rank = "tin"`), 1);
    has_complaint(has_status(await management.post('/company', { op: new_id(), set: { name: 'Bez stopnia' } }), 422), 'required', 'x_rank');
    has_complaint(has_status(await management.patch(`/company/${company.id}`, { op: new_id(), set: { x_rank: null } }), 422), 'required', 'x_rank');
    await management.change('company', plain.id, { name: 'Bez Pól i stopnia SA' });
    await administrator.change('custom_field', id, { is_required: false });
    has_status(await management.post('/company', { op: new_id(), set: { name: `Już bez stopnia ${new_id()}` } }), 201);
    const several = await add_choices(administrator, { name: 'x_traits', type: 'choices' }, ['fast', 'loud']);
    ok(several.id, 'made');
    await management.change('company', company.id, { x_traits: ['loud', 'fast'] });
    equal((await management.record('company', company.id)).x_traits, ['fast', 'loud']);
  });

  await test('own fields: links lead to a record and back, and to nothing one may not see', async () => {
    const { id: person } = await management.create('person', { last_name: 'Powiązana' });
    await add_field(administrator, { name: 'x_guide', type: 'link', to: 'person' });
    await add_field(administrator, { name: 'x_friends', type: 'links', to: 'company' });
    await add_field(administrator, { name: 'x_about', type: 'any_link' });
    await management.change('company', company.id, { x_guide: person, x_friends: [plain.id], x_about: { entity: 'person', id: person } });
    const record = await management.record('company', company.id);
    equal([record.x_guide.id, record.x_friends[0].id, record.x_about.entity], [person, plain.id, 'person']);
    equal((await management.rows('person', { where: `company_x_guide any(id = "${company.id}")` })).map((row) => row.id), [person]);
    equal((await management.rows('company', { where: 'x_guide.last_name = "Powiązana"' })).map((row) => row.id), [company.id]);
    equal((await sales.record('company', company.id)).x_guide, { hidden: true });
    has_complaint(has_status(await sales.patch(`/company/${company.id}`, { op: new_id(), set: { x_guide: new_id() } }), 422), 'link_invalid', 'x_guide');
  });

  await test('own fields: an import finds them by their labels, goes on while more are added, and knows no retired one', async () => {
    const text = (mark) => Buffer.from(`Nazwa;Pole x_of_date;Pole x_rank;Pole x_of_language\n${[1, 2, 3].map((n) => `Z pliku ${mark} ${n} SA;2026-03-0${n};Wartość gold;de`).join('\n')}\n`);
    const look_at = async (bytes) => {
      const sent = await upload(management, 'firmy.csv', bytes);
      return { sent, look: has_status(await management.post('/imports/look', { upload: sent, entity: 'company', system: 'test' }), 200).json };
    };
    const mark = new_id().slice(-8), id = new_id();
    const { sent, look } = await look_at(text(mark));
    const answer = await management.post('/imports', { id, name: 'firmy.csv', shape: look.shape, files: [{ upload: sent, name: 'firmy.csv' }], plan: look.plan });
    equal((await import_over(management, answer)).state, 'done');
    await add_field(administrator, { name: 'x_meanwhile', type: 'text' });
    const ended = await import_over(management, await management.post(`/imports/${id}/run`, {}));
    equal([ended.state, ended.result.created, ended.result.refused], ['done', 3, 0], ended.reasons);
    const rows = await management.rows('company', { where: `name contains "${mark}"`, columns: 'x_of_date,x_rank,x_of_language', order: 'x_of_date' });
    equal(rows.map((row) => [row.x_of_date, row.x_rank, row.x_of_language]), [1, 2, 3].map((n) => [`2026-03-0${n}`, 'gold', 'de']));
    const [one] = await administrator.rows('custom_field', { where: 'name = "x_of_language"' });
    await administrator.change('custom_field', one.id, { is_retired: true });
    ok(!JSON.stringify((await look_at(text(mark))).look).includes('"x_of_language"'), 'no column of it');
    await administrator.change('custom_field', one.id, { is_retired: false });
  });

  const refusals = [
    { name: 'a name that a field has', set: { name: 'x_of_text', type: 'text' }, code: 'name_taken', field: 'name' },
    { name: 'a name that is a column', set: { name: 'x_of_text_fold', type: 'text' }, code: 'name_taken', field: 'name' },
    { name: 'SQL for a name', set: { name: 'a"; DROP TABLE company; --', type: 'text' }, code: 'name_malformed', field: 'name' },
    { name: 'a long name', set: { name: `a${'b'.repeat(40)}`, type: 'text' }, code: 'text_too_long', field: 'name' },
    { name: 'no such kind of records', set: { entity: 'no_such', name: 'a', type: 'text' }, code: 'entity_unknown', field: 'entity' },
    { name: 'a field of a right', set: { entity: 'right', name: 'a', type: 'text' }, code: 'entity_unknown', field: 'entity' },
    { name: 'no such type', set: { name: 'a', type: 'state' }, code: 'choice_unknown', field: 'type' },
    { name: 'a choice without choices', set: { name: 'a', type: 'choice' }, code: 'choices_missing', field: 'type' },
    { name: 'a link to nowhere', set: { name: 'a', type: 'link', to: 'nowhere' }, code: 'target_unknown', field: 'to' },
    { name: 'a first value of another type', set: { name: 'a', type: 'date', initial: '5' }, code: 'type_mismatch', field: 'initial' },
    { name: 'a label of none', set: { name: 'a', type: 'text', label_pl: '' }, code: 'required', field: 'label_pl' },
  ];
  for (const { name, set, code, field } of refusals) {
    await test(`own fields: ${name} is refused and leaves nothing`, async () => {
      const before = has_status(await administrator.get('/catalogue'), 200).json.version;
      const answer = has_status(await administrator.post('/custom_field', { op: new_id(), set: { entity: 'company', label_pl: 'Pole', ...set } }), 422);
      has_complaint(answer, code, field);
      equal(has_status(await administrator.get('/catalogue'), 200).json.version, before);
    });
  }

  await test('own fields: only an administrator adds, sees and changes definitions', async () => {
    const [one] = await administrator.rows('custom_field', { where: 'name = "x_of_text"' });
    for (const client of [management, accounting, sales]) {
      has_status(await client.post('/custom_field', { op: new_id(), set: { entity: 'company', label_pl: 'A', type: 'text' } }), 404);
      has_status(await client.list('custom_field'), 404);
      const unseen = has_status(await client.patch(`/custom_field/${one.id}`, { op: new_id(), set: { is_retired: true } }), 404);
      equal(unseen.text, has_status(await client.patch(`/custom_field/${new_id()}`, { op: new_id(), set: { is_retired: true } }), 404).text);
      ok(!(await client.get('/catalogue')).text.includes('custom_field'), 'not in the catalogue');
      has_status(await client.post('/changes', { op: new_id(), records: [{ entity: 'custom_field', kind: 'create', set: { entity: 'company', label_pl: 'A', type: 'text' } }] }), 403, 404, 422);
    }
    has_complaint(has_status(await administrator.patch(`/custom_field/${one.id}`, { op: new_id(), set: { type: 'note' } }), 422), 'definition_fixed', 'type');
    equal(await administrator.count('custom_field', 'name = "x_of_text" and type = "text"'), 1);
  });

  await test('own fields: a finance field and one that a decision hides exist for those alone who may see them', async () => {
    await add_field(administrator, { name: 'x_margin', type: 'money', is_finance: true });
    ok(await field_of(accounting, 'x_margin'), 'accounting sees it');
    equal(await field_of(administrator, 'x_margin'), undefined, 'the administrator sees no finance');
    const told = async (client) => has_status(await client.list('company', { where: 'x_margin = 1' }), 422).text;
    equal((await told(administrator)).replaceAll('x_margin', 'x_no_such'), has_status(await administrator.list('company', { where: 'x_no_such = 1' }), 422).text);
    const [group] = await administrator.rows('user_group', { where: 'code = "sales"' });
    await administrator.create('right', { group: group.id, entity: 'company', verb: 'view', field: 'x_of_country', condition: 'false' });
    equal(await field_of(sales, 'x_of_country'), undefined);
    ok(!('x_of_country' in await sales.record('company', company.id)), 'not in the record');
    has_status(await sales.list('company', { order: 'x_of_country' }), 422);
    ok(!(await sales.get(`/company/${company.id}/history`)).text.includes('x_of_country'), 'nor in its history');
    await administrator.create('right', { group: group.id, entity: 'company', verb: 'view', field: 'x_of_country', is_default: true });
    ok(await field_of(sales, 'x_of_country'), 'given back');
  });

  await test('own fields: a retired one is gone for everybody, keeps its data and history, and comes back', async () => {
    const [one] = await administrator.rows('custom_field', { where: 'name = "x_of_currency"' });
    await administrator.change('custom_field', one.id, { is_retired: true });
    for (const client of [management, sales]) {
      equal(await field_of(client, 'x_of_currency'), undefined);
      const unknown = has_status(await client.list('company', { where: 'x_of_curren_y = "EUR"' }), 422).text;
      equal(has_status(await client.list('company', { where: 'x_of_currency = "EUR"' }), 422).text.replaceAll('x_of_currency', 'x_of_curren_y'), unknown);
      ok(!('x_of_currency' in await client.record('company', company.id)), 'not in the record');
      has_complaint(has_status(await client.patch(`/company/${company.id}`, { op: new_id(), set: { x_of_currency: 'PLN' } }), 422), 'field_unknown', 'x_of_currency');
    }
    const entity = (await management.get('/catalogue')).json.entities.find(({ name }) => name === 'company');
    equal(entity.retired.map(({ name }) => name), ['x_of_currency']);
    ok(JSON.stringify(await management.history('company', company.id)).includes('"x_of_currency":{"old":null,"new":"EUR"}'), 'the history tells');
    has_complaint(has_status(await administrator.post('/custom_field', { op: new_id(), set: { entity: 'company', label_pl: 'A', name: 'x_of_currency', type: 'integer' } }), 422), 'name_taken', 'name');
    await administrator.change('custom_field', one.id, { is_retired: false });
    equal((await management.record('company', company.id)).x_of_currency, 'EUR');
    equal(await management.count('company', `${both} and x_of_currency = "EUR"`), 1);
  });

  await test('own fields: a hidden one is asked for and imported, a deleted definition only retires', async () => {
    const { id } = await add_field(administrator, { name: 'x_shy', type: 'text' });
    await management.change('company', company.id, { x_shy: 'cicho' });
    await administrator.change('custom_field', id, { is_hidden: true });
    ok((await field_of(management, 'x_shy')).hidden, 'told as hidden');
    equal(await management.count('company', 'x_shy = "cicho"'), 1);
    const made = await add_field(administrator, { name: 'x_undone', type: 'text' });
    await management.change('company', company.id, { x_undone: 'zostaje' });
    has_status(await administrator.post('/undo', { op: made.op }), 200);
    equal(await field_of(management, 'x_undone'), undefined);
    has_status(await administrator.post(`/custom_field/${made.id}/restore`, { op: new_id() }), 200);
    equal((await management.record('company', company.id)).x_undone, 'zostaje', 'nothing is lost');
  });

  await test('own fields: others write and ask on while fields are added', async () => {
    let written = 0, asked = 0, is_over = false;
    const writer = async () => {
      while (!is_over) {
        has_status(await management.post('/company', { op: new_id(), set: { name: `Równolegle ${new_id()}` } }), 201);
        written += 1;
      }
    };
    const reader = async (client) => {
      while (!is_over) {
        has_status(await client.list('company', { order: 'name', limit: '5' }), 200);
        has_status(await client.get(`/company/${company.id}`), 200);
        asked += 1;
      }
    };
    const work = [writer(), writer(), reader(sales), reader(accounting)];
    for (let at = 0; at < 12; at += 1) {
      const name = `x_beside_${at}`;
      await add_field(administrator, { name, type: ['text', 'integer', 'date'][at % 3] });
      // The answer comes when the field is there for everybody.
      ok(await field_of(sales, name), name);
      await management.change('company', plain.id, { [name]: ['a', 1, '2026-01-02'][at % 3] });
    }
    is_over = true;
    await Promise.all(work);
    ok(written > 0 && asked > 0, `${written} written, ${asked} asked`);
  }, 120);

  await test('own fields: two administrators add the same name at once, and one gets it', async () => {
    const ask = () => administrator.post('/custom_field', { op: new_id(), set: { entity: 'company', name: 'x_race', label_pl: 'Wyścig', type: 'text' } });
    const answers = await Promise.all([ask(), ask(), ask()]);
    equal(answers.map(({ status }) => status).sort(), [201, 422, 422]);
    equal(await administrator.count('custom_field', 'name = "x_race"'), 1);
  });

  await test('own fields: whoever listens hears that there is something new', async () => {
    const heard = listen(sales);
    await heard.until(({ events }) => events.find(({ name }) => name === 'hello'));
    await add_field(administrator, { name: 'x_heard', type: 'text' });
    const { version } = (await sales.get('/catalogue')).json;
    await heard.until(({ events }) => events.find(({ name, data: told }) => name === 'catalogue' && told.version === version));
    ok(!JSON.stringify(heard.events).includes('custom_field'), 'but not of the definition');
    heard.close();
  });

  await test('own kinds: with a company, with another own kind, and a list of the office', async () => {
    await administrator.create('custom_entity', { name: 'vehicle', one_pl: 'Pojazd', many_pl: 'Pojazdy', one_en: 'Vehicle', many_en: 'Vehicles' });
    await administrator.create('custom_entity', { name: 'service', one_pl: 'Przegląd', many_pl: 'Przeglądy', belongs_to: 'x_vehicle' });
    await administrator.create('custom_entity', { name: 'brand', one_pl: 'Marka', many_pl: 'Marki', belongs_to: 'office' });
    await add_field(administrator, { entity: 'x_vehicle', name: 'plate', type: 'text', is_searched: true });
    await add_field(administrator, { entity: 'x_vehicle', name: 'brand_of', type: 'link', to: 'x_brand' });
    const brand = await management.create('x_brand', { name: 'Star' });
    const car = await sales.create('x_vehicle', { name: 'Ciężarówka', company: company.id, x_plate: 'LU 7777', x_brand_of: brand.id });
    const service = await sales.create('x_service', { name: 'Wiosenny', x_vehicle: car.id });
    equal((await sales.record('x_service', service.id)).x_vehicle.id, car.id);
    const beside = has_status(await sales.get(`/company/${company.id}?with=x_vehicle`), 200).json;
    equal(beside.x_vehicle.rows.map(({ id }) => id), [car.id]);
    ok(has_status(await sales.get('/search?q=LU+7777'), 200).json.hits.some(({ id }) => id === car.id), 'searched');
    equal(await management.count('company', 'x_vehicle any(x_brand_of.name = "Star")'), 1);
    has_status(await accounting.post('/x_vehicle', { op: new_id(), set: { name: 'A', company: company.id } }), 403);
    // Not seen by whoever does not see the company.
    const stranger = (await administrator.create('user', { login: `obcy${Date.now()}`, name: 'Obca' })).id;
    const foreign = await management.create('company', { name: 'Obca SA', owner: stranger });
    const hidden = await management.create('x_vehicle', { name: 'Obcy wóz', company: foreign.id });
    equal((await sales.get(`/x_vehicle/${hidden.id}`)).text, (await sales.get(`/x_vehicle/${new_id()}`)).text);
    equal(await sales.count('x_vehicle'), 1);
    has_complaint(has_status(await sales.post('/x_vehicle', { op: new_id(), set: { name: 'A', company: foreign.id } }), 403), 'link_invalid', 'company');
    // It goes and comes back with its company.
    const gone = await management.create('company', { name: 'Zniknie SA' });
    const with_it = await management.create('x_vehicle', { name: 'Z nią', company: gone.id });
    await management.delete('company', gone.id);
    has_status(await management.get(`/x_vehicle/${with_it.id}`), 404);
    has_status(await management.post(`/company/${gone.id}/restore`, { op: new_id() }), 200);
    has_status(await management.get(`/x_vehicle/${with_it.id}`), 200);
  });

  await test('own kinds: what is answered is as the office describes itself to whoever asks', async () => {
    for (const client of [management, sales]) {
      const document = has_status(await client.get('/openapi.json'), 200).json;
      const check = validator_of(document), find = finder_of(document);
      for (const path of [`/company/${company.id}`, '/x_vehicle?count=1', `/company?where=${encodeURIComponent(both)}&columns=name,x_of_date,x_guide,x_traits`]) {
        const { content } = find(path).item.get.responses[200];
        const wrong = check(content['application/json'].schema, has_status(await client.get(path), 200).json);
        ok(wrong === null, `${path}: ${wrong}`);
      }
      ok(document.paths['/x_vehicle'].post.requestBody, 'making one is described');
    }
  });

  await test('own kinds: their rights are decided in the table like any, and a retired kind is as if it were not there', async () => {
    const [group] = await administrator.rows('user_group', { where: 'code = "accounting"' });
    await administrator.create('right', { group: group.id, entity: 'x_brand', verb: 'view', condition: 'false' });
    has_status(await accounting.list('x_brand'), 404);
    const [kind] = await administrator.rows('custom_entity', { where: 'name = "x_brand"' });
    await administrator.change('custom_entity', kind.id, { is_retired: true });
    for (const client of [management, sales, administrator]) equal((await client.list('x_brand')).text, (await client.list('x_brandy')).text);
    await administrator.change('custom_entity', kind.id, { is_retired: false });
    equal(await management.count('x_brand'), 1);
  });

  await test('own fields: killed and started again, all is as it was; the command line knows it too', async () => {
    await add_field(administrator, { name: 'x_last', type: 'link', to: 'person' });
    await server.kill();
    for (const client of [management, accounting, sales, administrator]) client.close();
    const out = await teczka_ok(['export', '--data', data, '--entity', 'company', '--where', 'x_of_text is not null', '--columns', 'name,x_of_text']);
    includes(out.out, 'Żółta łódź');
    server = await serve(data);
    ok(!server.said().includes('upgraded'), 'no upgrade is made of own fields');
    ({ management, accounting, sales, administrator } = await sign_in_all(server));
    ok(await field_of(sales, 'x_last'), 'the last one');
    equal((await management.record('company', company.id)).x_of_date, '2026-05-04');
    equal(await management.count('company', `${both} and x_of_integer = 9`), 2);
    has_status(await new Client(server).get('/catalogue'), 401);
  }, 120);

  await server.stop();
  for (const client of [management, accounting, sales, administrator]) client.close();
}
