// Who sees and does what: the same answer by list, record, history, search, question and change.
import { Client, equal, has_complaint, has_status, includes, new_id, ok, sign_in, test } from '../lib.mjs';

const finance_fields = ['credit_limit', 'open_amount', 'bank_account', 'credibility', 'is_over_limit'];

// Each is asked of a record the salesperson may not see, and of one that never was: the answers are the same bytes.
const unseen_requests = [
  { name: 'read', ask: (client, path) => client.get(path) },
  { name: 'history', ask: (client, path) => client.get(`${path}/history`) },
  { name: 'change', ask: (client, path) => client.patch(path, { op: new_id(), rev: 1, set: {} }) },
  { name: 'delete', ask: (client, path) => client.remove(path, { op: new_id(), rev: 1 }) },
  { name: 'restore', ask: (client, path) => client.post(`${path}/restore`, { op: new_id() }) },
];

export async function rights({ management, accounting, sales, administrator }) {
  const me = sales.session.user.id;
  let foreign_client, territory_client, own_client, foreign_invoice;

  await test('rights: the demo office has clients of every kind for a salesperson', async () => {
    const stranger = (await administrator.create('user', { login: `obcy${Date.now()}`, name: 'Obcy Handlowiec' })).id;
    const { territories } = await administrator.record('user', me);
    const [their_territory] = await administrator.rows('territory', { where: territories.map(({ id }) => `id <> "${id}"`).join(' and '), limit: '1' });
    own_client = await management.create('company', { name: 'Własny Klient', owner: me, territory: their_territory.id });
    territory_client = await management.create('company', { name: 'Klient z Regionu', owner: stranger, territory: territories[0].id });
    foreign_client = await management.create('company', { name: 'Klient Zupełnie Obcy', owner: stranger, territory: their_territory.id });
    for (const one of [own_client, territory_client, foreign_client]) await accounting.change('company', one.id, { credit_limit: '50000.00' });
    foreign_invoice = await accounting.create('invoice', { number: `OBCA/${Date.now()}`, company: foreign_client.id, net: '100.00' });
    await accounting.create('invoice', { number: `WLASNA/${Date.now()}`, company: own_client.id, net: '200.00' });
  });
  if (!foreign_invoice) return;

  await test('rights: the rules of the house are told to everybody who is signed in', async () => {
    const { rights: rules } = has_status(await sales.get('/rights'), 200).json;
    ok(rules.some(({ groups, verbs }) => groups.includes('sales') && verbs.includes('view')), 'no rule of sales');
    equal(rules, has_status(await administrator.get('/rights'), 200).json.rights);
    has_status(await new Client(sales.server).get('/rights'), 401);
  });

  for (const entity of ['invoice', 'company']) {
    for (const { name, ask } of unseen_requests) {
      await test(`rights: ${name} of a foreign ${entity} answers a salesperson as if it were not there`, async () => {
        const id = entity === 'invoice' ? foreign_invoice.id : foreign_client.id;
        const unseen = has_status(await ask(sales, `/${entity}/${id}`), 403, 404);
        const missing = has_status(await ask(sales, `/${entity}/${new_id()}`), 403, 404);
        equal([unseen.status, unseen.text], [missing.status, missing.text]);
      });
    }
  }

  const same_for = [
    { entity: 'company', where: (user) => `owner = "${user}"`, visible: (user, territories) => `owner = "${user}" or ${territories.map((id) => `territory = "${id}"`).join(' or ')}` },
    { entity: 'invoice', visible: (user) => `company.owner = "${user}"` },
    { entity: 'invoice_line', visible: (user) => `invoice.company.owner = "${user}"` },
  ];
  for (const { entity, visible } of same_for) {
    await test(`rights: a salesperson lists exactly the ${entity} records of own clients`, async () => {
      const territories = (await administrator.record('user', me)).territories.map(({ id }) => id);
      const client = entity === 'company' ? management : accounting;
      const all = await client.rows(entity, { where: visible(me, territories), limit: '500' });
      const own = await sales.rows(entity, { limit: '500' });
      ok(own.length > 0 && own.length < 500, `${own.length} rows`);
      equal(own.map(({ id }) => id).sort(), all.map(({ id }) => id).sort());
      equal(await sales.count(entity), all.length, 'count');
    });
  }

  await test('rights: a grouped question sums only what the asker may see', async () => {
    const ask = async (client, where) => has_status(await client.post('/query', { entity: 'invoice', where, group: ['year(sold_on)'], measures: ['sum(net)', 'count()'] }), 200).json.groups;
    const own = await ask(sales);
    equal(own, await ask(accounting, `company.owner = "${me}"`));
    ok(JSON.stringify(own) !== JSON.stringify(await ask(accounting)), 'as much as accounting');
  });

  await test('rights: finance fields are masked record by record, and named as masked', async () => {
    const rows = await sales.rows('company', { where: `id in ("${own_client.id}", "${territory_client.id}")`, columns: 'name,credit_limit,open_amount' });
    const [own, other] = [own_client, territory_client].map(({ id }) => rows.find((row) => row.id === id));
    equal([own.credit_limit, own.open_amount, own.masked ?? []], ['50000.00', '200.00', []]);
    equal([other.credit_limit, other.open_amount, [...other.masked].sort()], [null, null, ['credit_limit', 'open_amount']]);
    const record = await sales.record('company', territory_client.id);
    for (const field of finance_fields) ok((record[field] ?? null) === null, `${field} is shown`);
  });

  await test('rights: neither condition nor order nor sum gives a masked amount away', async () => {
    const both = `id in ("${own_client.id}", "${territory_client.id}")`;
    const rich = await sales.list('company', { where: `${both} and credit_limit > 1000`, columns: 'name' });
    if (rich.status === 200) equal(rich.json.rows.map(({ id }) => id), [own_client.id], 'credit_limit > 1000');
    else has_status(rich, 422, 403);
    const poor = await sales.list('company', { where: `${both} and not (credit_limit > 1000)`, columns: 'name' });
    const low = await sales.list('company', { where: `${both} and not (credit_limit > 90000)`, columns: 'name' });
    if (poor.status === 200) ok(poor.json.rows.every(({ id }) => id !== own_client.id) && low.json.rows.some(({ id }) => id === territory_client.id) === poor.json.rows.some(({ id }) => id === territory_client.id), 'the masked amount decides');
    const sum = await sales.post('/query', { entity: 'company', where: both, group: ['tier'], measures: ['sum(credit_limit)'] });
    if (sum.status === 200) equal(sum.json.groups[0].values, ['50000.00'], 'sum of the seen');
    else has_status(sum, 422, 403);
  });

  await test('rights: who never sees a field is told that it does not exist', async () => {
    const { fields } = (await administrator.get('/catalogue')).json.entities.find(({ name }) => name === 'company');
    const record = await administrator.record('company', own_client.id);
    for (const name of finance_fields) {
      ok(!fields.some((field) => field.name === name), `${name} stands in the catalogue`);
      ok(!(name in record), `${name} stands in the record`);
      const unknown = has_status(await administrator.list('company', { where: 'no_such_field = 1' }), 422);
      const hidden = has_status(await administrator.list('company', { where: `${name} = 1` }), 422);
      equal(hidden.text.replaceAll(name, 'no_such_field'), unknown.text, name);
    }
    const history = await administrator.history('company', own_client.id);
    ok(!finance_fields.some((name) => JSON.stringify(history).includes(`"${name}"`)), 'history tells finance fields');
  });

  const refused_changes = [
    { name: 'a client of the own territory, not owned', status: 403, ask: () => sales.patch(`/company/${territory_client.id}`, { op: new_id(), set: { short_name: 'x' } }) },
    { name: 'a finance field of an own client', status: [403, 422], ask: () => sales.patch(`/company/${own_client.id}`, { op: new_id(), set: { credit_limit: '1.00' } }) },
    { name: 'an invoice of an own client', status: 403, ask: async () => sales.patch(`/invoice/${(await sales.rows('invoice', { limit: '1' }))[0].id}`, { op: new_id(), set: { issuer: 'x' } }) },
    { name: 'an own client given away out of sight and back is one change, not two', status: [200, 403], ask: () => sales.patch(`/company/${own_client.id}`, { op: new_id(), set: { short_name: 'mój' } }) },
    { name: 'a user', status: 403, ask: () => sales.patch(`/user/${me}`, { op: new_id(), set: { name: 'x' } }) },
    { name: 'a foreign activity', status: [403, 404, 422], ask: () => sales.post('/activity', { op: new_id(), set: { subject: 'x', company: foreign_client.id } }) },
  ];
  for (const { name, status, ask } of refused_changes) {
    await test(`rights: a salesperson changing ${name} is answered ${status}`, async () => { has_status(await ask(), ...[status].flat()); });
  }

  await test('rights: a link to what one may not see is refused like a link to nothing', async () => {
    const person = (await management.create('person', { last_name: 'Zupełnieobcy' })).id;
    const answers = [];
    for (const company of [foreign_client.id, new_id()]) {
      const answer = has_status(await sales.post('/contact_point', { op: new_id(), id: person, set: { company, kind: 'phone', value: '+48 600 000 000' } }), 403, 404, 422);
      answers.push([answer.status, answer.text]);
    }
    equal(answers[0], answers[1]);
  });

  await test('rights: the other end of a supply that one may not see leaves as hidden', async () => {
    const { id } = await management.create('supply', { supplier: foreign_client.id, customer: own_client.id });
    for (const record of [await sales.record('supply', id), (await sales.rows('supply', { where: `id = "${id}"`, columns: 'supplier,customer' }))[0]]) {
      equal(record.supplier, { hidden: true });
      equal(record.customer.id, own_client.id);
      ok(!JSON.stringify(record).includes('Zupełnie Obcy') && !JSON.stringify(record).includes(foreign_client.id), 'the hidden end shows');
    }
    const history = JSON.stringify(await sales.history('supply', id));
    ok(!history.includes('Zupełnie Obcy') && !history.includes(foreign_client.id), 'history tells the hidden end');
    const through = await sales.list('supply', { where: 'supplier.name contains "zupelnie"' });
    if (through.status === 200) equal(through.json.rows.length, 0, 'rows found by the hidden name');
  });

  await test('rights: search finds what one may see and nothing else', async () => {
    const titles = async (client) => has_status(await client.get('/search?q=klient'), 200).json.hits.map(({ title }) => title);
    const [seen, all] = [await titles(sales), await titles(management)];
    includes(seen.join(), 'Własny Klient');
    includes(all.join(), 'Klient Zupełnie Obcy');
    ok(!seen.includes('Klient Zupełnie Obcy'), 'a foreign client is found');
  });

  // Of a frequent word, whoever sees few records of many has his own asked, not the index walked.
  await test('rights: a frequent word finds all one sees, also when that is little', async () => {
    const { server } = sales;
    const sales_group = (await administrator.rows('user_group', { where: 'code = "sales"' }))[0].id;
    const login = `maly${Date.now()}`;
    const few = await administrator.create('user', { login, name: 'Mały Portfel', groups: [sales_group] });
    const { token } = has_status(await administrator.post(`/accounts/${few.id}/link`, {}), 201).json;
    const password = 'Ćma-na-szybie-27';
    has_status(await new Client(server).post('/invitation', { token, password }), 200);
    const made = async (owner, count) => {
      const records = Array.from({ length: count }, (_, i) => ({ entity: 'company', kind: 'create', set: { name: `Jarzębina ${i}`, owner } }));
      return has_status(await management.post('/changes', { op: new_id(), records }), 200).json.records.map(({ id }) => id);
    };
    await made(null, 60);
    const own = await made(few.id, 2);
    const person = await management.create('person', { last_name: 'Jarzębinowa' });
    await management.create('person', { last_name: 'Jarzębinowska' });
    await management.create('employment', { person: person.id, company: own[0] });
    const seen = await sign_in(server, login, password);
    const finds = async (client, text, more = '') => has_status(await client.get(`/search?q=${encodeURIComponent(text)}${more}`), 200).json;
    const expected = [...own, person.id].sort();
    equal((await finds(management, 'jarzebina')).more, true);
    for (const text of ['ja', 'jarzebin', 'JARZĘBIN']) {
      const { hits, more } = await finds(seen, text);
      equal([hits.map(({ id }) => id).filter((id) => expected.includes(id)).sort(), more], [expected, false], text);
    }
    equal((await finds(seen, 'jarzebin', '&entity=person')).hits.map(({ id }) => id), [person.id]);
    equal((await finds(seen, 'jarzebin', '&limit=1')).more, true);
    const everybodys = await administrator.create('territory', { name: 'Jarzębinowo' });
    ok((await finds(seen, 'jarzebin')).hits.some(({ id }) => id === everybodys.id), 'what all may see');
    seen.close();
  });

  await test('rights: what may be done with a record stands in the record', async () => {
    const may = async (client, id) => (await client.record('company', id)).may;
    equal((await may(sales, own_client.id)).change, true, 'own');
    equal((await may(sales, territory_client.id)).change, false, 'territory');
    equal((await may(management, foreign_client.id)).delete, true, 'management');
  });

  await test('rights: with a move nothing else is written, and whoever may make it may take it back', async () => {
    const { id, name, status } = await management.record('company', own_client.id);
    for (const set of [{ name: 'Przemianowana' }, { status: 'blocked', owner: null }])
      has_complaint(has_status(await accounting.post(`/company/${id}/block`, { op: new_id(), set }), 403), 'not_allowed');
    equal((await management.record('company', id)).status, status, 'not blocked either');
    const { op } = has_status(await accounting.post(`/company/${id}/block`, { op: new_id(), set: { credit_limit: '1.00' } }), 200).json;
    equal((await management.record('company', id)).status, 'blocked');
    has_status(await sales.post('/undo', { op }), 403);
    has_status(await accounting.post('/undo', { op }), 200);
    const after = await management.record('company', id);
    equal([after.status, after.name, after.credit_limit], [status, name, '50000.00']);
  });

  await test('rights: a user who was switched off is out at once', async () => {
    has_complaint(has_status(await administrator.patch(`/user/${administrator.session.user.id}`, { op: new_id(), set: { is_active: false } }), 422), 'last_administrator');
    has_status(await administrator.get('/session'), 200);
  });
}
