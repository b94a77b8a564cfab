// The import wizard over the API: real files by its own guesses, decisions about doubles, a kill in the middle, undo after later edits.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { equal, has_complaint, has_status, new_folder, new_id, ok, serve, shared, sign_in, sleep, teczka_ok, test, demo } from '../lib.mjs';
import { example, grouped, read_csv } from './tables.mjs';

const password = 'test-password-1';
const add_user = (data, login, ...groups) =>
  teczka_ok(['user', 'add', '--data', data, '--login', login, ...groups.flatMap((group) => ['--group', group]), '--password-stdin'], { input: `${password}\n` });

export async function upload(client, name, bytes) {
  const begun = has_status(await client.post('/uploads', { name, bytes: bytes.length }), 201).json;
  for (let offset = 0; offset < bytes.length; offset += 1 << 20)
    has_status(await client.send('PUT', `/uploads/${begun.id}?offset=${offset}`, bytes.subarray(offset, offset + (1 << 20)), { 'Content-Type': 'application/octet-stream' }), 200);
  return begun.id;
}
export async function finished(client, answer) {
  const { id } = has_status(answer, 202).json.job;
  for (;;) {
    const job = has_status(await client.get(`/jobs/${id}`), 200).json;
    if (job.state !== 'queued' && job.state !== 'running') return job;
    await sleep(50);
  }
}
const done = async (client, answer) => {
  const job = await finished(client, answer);
  equal(job.state, 'done', JSON.stringify(job.reasons));
  return job.result;
};
// Looks at a file, rehearses its guess (changed by `adapt`), runs it.
async function rehearse(client, name, bytes, { entity, adapt = (plan) => plan, system = 'test' } = {}) {
  const sent = await upload(client, name, bytes);
  const look = has_status(await client.post('/imports/look', { upload: sent, entity, system }), 200).json;
  const id = new_id();
  const plan = adapt(look.plan);
  const result = await done(client, await client.post('/imports', { id, name, shape: look.shape, files: [{ upload: sent, name }], plan }));
  return { id, look, plan, result };
}
const run = async (client, id) => done(client, await client.post(`/imports/${id}/run`, {}));
const bring = async (client, name, bytes, options) => {
  const made = await rehearse(client, name, bytes, options);
  const result = await run(client, made.id);
  for (const count of ['created', 'changed', 'skipped', 'refused']) equal(result[count], made.result[count], `${name}: ${count}, rehearsed and run`);
  return { ...made, result };
};
const rows_of = async (client, id, outcome, of = 'rehearsal') => has_status(await client.get(`/imports/${id}/rows?of=${of}&outcome=${outcome}`), 200).json;

export async function wizard() {
  const office = async (...groups) => {
    const data = new_folder();
    await add_user(data, 'tester', ...groups);
    const server = await serve(data);
    return { data, server, client: await sign_in(server, 'tester', password) };
  };

  await test('wizard: an administrator founds an office with Northwind by guesses alone, and undoes the first file', async () => {
    const from = shared('1-business/northwind');
    const file = (name) => readFileSync(join(from, name));
    const { client, server } = await office('administrator');
    const customers = await rehearse(client, 'Customers.csv', file('Customers.csv'));
    equal([customers.look.entity, customers.look.is_founding, customers.look.plan.key], ['company', true, 'CustomerID']);
    equal([customers.result.created, customers.result.refused], [91, 0]);
    equal(await client.count('company'), 0, 'nothing is written by a rehearsal');
    const ran = await run(client, customers.id);
    equal([ran.created, ran.refused], [91, 0]);
    equal([await client.count('company'), await client.count('person'), await client.count('employment')], [91, 91, 91]);
    const [alfki] = await client.rows('company', { where: 'name = "Alfreds Futterkiste"', columns: 'address_country,phone,address_city' });
    equal([alfki.address_country, alfki.phone, alfki.address_city], ['DE', '030-0074321', 'Berlin']);
    // The office has companies now: such files are no longer the administrator's, but the undo of his import is.
    has_status(await client.post('/imports/look', { upload: await upload(client, 'x.csv', file('Suppliers.csv')), entity: 'company' }), 422, 403);
    const undone = await done(client, await client.post(`/imports/${customers.id}/undo`, {}));
    equal(undone.refused, 0, JSON.stringify(undone).slice(0, 400));
    equal([await client.count('company'), await client.count('person')], [0, 0]);
    const [batch] = await client.rows('import_batch', { columns: 'state,created_count' });
    equal([batch.state, batch.created_count], ['undone', 91]);
    equal(has_status(await client.get(`/imports/${customers.id}`), 200).json.is_undone, true);
    await server.stop();
  }, 180);

  await test('wizard: Northwind whole, by its mapping and its files at once', async () => {
    const from = shared('1-business/northwind');
    const toml = readFileSync(example('northwind/northwind.toml'), 'utf8');
    const names = ['Region', 'Territories', 'Employees', 'EmployeeTerritories', 'Suppliers', 'Customers', 'Categories', 'Products', 'Orders', 'OrderDetails'].map((name) => `${name}.csv`);
    const { client, server, data } = await office('administrator');
    const files = [];
    for (const name of names) files.push({ upload: await upload(client, name, readFileSync(join(from, name))), name });
    const id = new_id();
    const dry = await done(client, await client.post('/imports', { id, files, toml }));
    equal(dry.refused, 0);
    const ran = await run(client, id);
    equal([ran.created, ran.changed, ran.refused], [dry.created, dry.changed, 0]);
    await server.stop();
    await add_user(data, 'money', 'accounting', 'management');
    const again = await serve(data);
    const money = await sign_in(again, 'money', password);
    equal([await money.count('invoice'), await money.count('invoice_line'), await money.count('company')], [830, 2155, 120]);
    const [all] = await grouped(money, { entity: 'invoice', group: ['currency'], measures: ['sum(net)'] });
    equal(all.values, ['1265793.29']);
    await again.stop();
  }, 300);

  await test('wizard: Atomic CRM by guesses: people, their companies and their addresses; a second time nothing', async () => {
    const bytes = readFileSync(join(shared('1-business/atomic-crm'), 'contacts.csv'));
    const rows = read_csv(shared('1-business/atomic-crm'), 'contacts.csv');
    const { client, server } = await office('management');
    const first = await bring(client, 'contacts.csv', bytes, { entity: 'person' });
    equal(first.look.plan.key, 'id');
    equal(first.result.created + first.result.refused, 500);
    equal([await client.count('person'), await client.count('company')], [500, new Set(rows.map((row) => row.company_name)).size]);
    equal(await client.count('employment'), 500);
    const again = await bring(client, 'contacts.csv', bytes, { entity: 'person' });
    equal(again.look.is_remembered, true);
    equal([again.result.created, again.result.changed, again.result.skipped], [0, 0, 500]);
    await server.stop();
  }, 240);

  await test('wizard: AdventureWorks vendors and stores by guesses', async () => {
    const from = shared('1-business/adventureworks-oltp');
    const { client, server } = await office('management');
    const vendors = await bring(client, 'Vendor.csv', readFileSync(join(from, 'Vendor.csv')), { entity: 'company' });
    equal([vendors.result.created, vendors.result.refused], [104, 0]);
    const stores = await bring(client, 'Store.csv', readFileSync(join(from, 'Store.csv')), { entity: 'company' });
    equal(stores.result.created + stores.result.refused, 701);
    equal(await client.count('company'), 104 + stores.result.created);
    await server.stop();
  }, 240);

  await test('wizard: doubles stand beside what is known; each choice is obeyed', async () => {
    const { client, server } = await office('management');
    const known = await client.create('company', { name: 'Łącza S.A.', tax_id: '5265877635', address_city: 'Łódź' });
    const csv = Buffer.from('Nazwa;NIP;Miasto\nŁącza Nowe;526-587-76-35;Warszawa\nŁĄCZA S.A.;;Kraków\nTrzecia;1234567890;Opole\nCzwarta;;Opole\n');
    const { id, result } = await rehearse(client, 'klienci.csv', csv, { entity: 'company' });
    equal([result.created, result.refused, result.doubtful], [2, 2, 2], JSON.stringify(result));
    equal(result.kinds, { tax_id_twice: 1, name_alike: 1 });
    const doubtful = await rows_of(client, id, 'doubtful');
    equal(doubtful.rows.map((row) => [row.line, row.doubles[0].id, row.doubles[0].record.address_city]), [[2, known.id, 'Łódź'], [3, known.id, 'Łódź']]);
    const refused = await rows_of(client, id, 'refused');
    equal(refused.rows.map((row) => [row.line, row.errors[0].code]), [[2, 'tax_id_twice'], [4, 'nip_checksum']]);
    has_complaint(has_status(await client.send('PUT', `/imports/${id}/choices`, { rows: { '0:2': { do: 'dance' } } }), 422), 'choice_unknown');
    has_status(await client.send('PUT', `/imports/${id}/choices`, { rows: { '0:2': { do: 'change', record: known.id }, '0:3': { do: 'skip' } } }), 204);
    equal((await rows_of(client, id, 'doubtful')).rows[0].choice.do, 'change');
    const ran = await run(client, id);
    equal([ran.created, ran.changed, ran.skipped, ran.refused], [1, 1, 1, 1], JSON.stringify(ran));
    const record = await client.record('company', known.id);
    equal([record.name, record.address_city, await client.count('company')], ['Łącza Nowe', 'Warszawa', 2]);
    // The same once more with everything created, for a reason that is kept.
    const more = await rehearse(client, 'klienci.csv', Buffer.from('Nazwa;NIP\nOddział;5265877635\n'), { entity: 'company' });
    has_status(await client.send('PUT', `/imports/${more.id}/choices`, { kinds: { tax_id_twice: { do: 'create', reason: 'oddział' } } }), 204);
    equal((await run(client, more.id)).created, 1);
    const told = has_status(await client.get(`/imports/${more.id}`), 200).json;
    equal([told.state, told.kinds.tax_id_twice.do, told.run.created], ['done', 'create', 1]);
    const dropped = await rehearse(client, 'klienci.csv', csv, { entity: 'company' });
    has_status(await client.remove(`/imports/${dropped.id}`), 204);
    has_status(await client.get(`/imports/${dropped.id}`), 404);
    const [branch] = await client.rows('company', { where: 'name = "Oddział"' });
    equal((await client.history('company', branch.id))[0].reasons, { tax_id_twice: 'oddział' });
    await server.stop();
  }, 120);

  await test('wizard: undo after later edits keeps them and lists them', async () => {
    const { client, server } = await office('management');
    const { id } = await bring(client, 'a.csv', Buffer.from('Nazwa,Miasto\nPierwsza,Opole\nDruga,Opole\nTrzecia,Opole\n'), { entity: 'company' });
    const [second] = await client.rows('company', { where: 'name = "Druga"' });
    await client.change('company', second.id, { phone: '22 123 45 67' });
    const undone = await done(client, await client.post(`/imports/${id}/undo`, {}));
    equal(undone.kept, 1, JSON.stringify(undone));
    equal(undone.lines.map((line) => [line.entity, line.id]), [['company', second.id]]);
    equal((await client.rows('company', { columns: 'name,phone' })).map((row) => [row.name, row.phone]), [['Druga', '22 123 45 67']]);
    await server.stop();
  }, 120);

  await test('wizard: killed in the middle of a run, it goes on after the start and makes each row once', async () => {
    const data = new_folder();
    await add_user(data, 'tester', 'management');
    let server = await serve(data);
    let client = await sign_in(server, 'tester', password);
    const rows = 6000;
    const csv = `id,Nazwa,Miasto\n${Array.from({ length: rows }, (_, i) => `${i},Firma numer ${i},Opole`).join('\n')}\n`;
    const { id, result } = await rehearse(client, 'duzy.csv', Buffer.from(csv), { entity: 'company' });
    equal(result.created, rows);
    const { job } = has_status(await client.post(`/imports/${id}/run`, {}), 202).json;
    while ((await client.count('company', 'name = "Firma numer 900"')) === 0) await sleep(20);
    await server.kill();
    server = await serve(data);
    client = await sign_in(server, 'tester', password);
    const ended = await finished(client, { status: 202, json: { job } });
    equal([ended.state, ended.result.created, ended.result.refused], ['done', rows, 0], JSON.stringify(ended.reasons));
    let total = 0, after = '';
    do {
      const { json } = await client.list('company', { columns: 'name', limit: '500', ...(after && { after }) });
      total += json.rows.length;
      after = json.next;
    } while (after);
    equal(total, rows, 'companies');
    await server.stop();
  }, 300);

  await test('wizard: rights: sales bring in people, not companies; drafts of others do not exist', async () => {
    const data = await demo(60, 5);
    const server = await serve(data);
    const sales = await sign_in(server, 'handlowiec');
    const csv = Buffer.from('Imię,Nazwisko,E-mail\nJan,Nowy,jan.nowy@przyklad.pl\n');
    const people = await rehearse(sales, 'osoby.csv', csv, { entity: 'person' });
    equal(people.look.entities.map((one) => one.name).includes('company'), false, 'companies are not offered');
    equal(people.result.created, 1, JSON.stringify(people.result));
    const sent = await upload(sales, 'f.csv', Buffer.from('Nazwa\nx\n'));
    has_complaint(has_status(await sales.post('/imports/look', { upload: sent, entity: 'company' }), 422), 'entity_unknown');
    const forged = { entity: 'company', system: 'x', key: '', known: 'change', match: [], fields: [{ role: 'main', field: 'name', value: '{Nazwa}' }] };
    has_complaint(has_status(await sales.post('/imports', { id: new_id(), name: 'f', files: [{ upload: sent, name: 'f.csv' }], plan: forged }), 403), 'import_forbidden');
    const other = await sign_in(server, 'dyrekcja');
    for (const path of ['', '/rows']) has_status(await other.get(`/imports/${people.id}${path}`), 404);
    has_status(await other.post(`/imports/${people.id}/run`, {}), 404);
    has_status(await other.post(`/imports/${people.id}/undo`, {}), 404);
    has_status(await other.post('/imports/look', { upload: sent }), 404);
    await server.stop();
  }, 120);

  const broken = [
    { name: 'an empty file', bytes: '', codes: ['csv_empty', 'required', 'wrong_type', 'number_out_of_range'] },
    { name: 'zeroes', bytes: Buffer.alloc(90_000), codes: ['csv_binary'] },
    { name: 'a row of 3 MB', bytes: `a,b\n1,${'x'.repeat(3 << 20)}\n`, codes: ['csv_line_too_long', 'csv_field_too_long'] },
    { name: 'a quote that never ends', bytes: 'a,b\n1,"x\n', codes: ['csv_unterminated_quote'] },
  ];
  await test('wizard: broken files are refused with their line, hostile requests with a code', async () => {
    const { client, server } = await office('management');
    for (const { name, bytes, codes } of broken) {
      const raw = Buffer.from(bytes);
      const sent = raw.length ? await upload(client, 'x.csv', raw) : has_status(await client.post('/uploads', { name: 'x.csv', bytes: 0 }), 201, 422).json.id;
      if (!sent) continue;
      const answer = has_status(await client.post('/imports/look', { upload: sent }), 422);
      ok(answer.json.errors.some((one) => codes.includes(one.code)), `${name}: ${answer.text.slice(0, 300)}`);
    }
    const sent = await upload(client, 'x.csv', Buffer.from('Nazwa,Nazwa,,\nA,B,C,D\n'));
    const look = has_status(await client.post('/imports/look', { upload: sent, entity: 'company' }), 200).json;
    equal(look.columns.map((one) => one.name), ['Nazwa', 'Nazwa (2)', '#3', '#4'], 'a header twice, and empty ones');
    for (const body of [{}, { upload: 7 }, { upload: new_id() }, { upload: sent, options: { delimiter: 'ab' } }, { upload: sent, options: { encoding: 'ebcdic' } }, { upload: sent, entity: 'colour' }])
      has_status(await client.post('/imports/look', body), 404, 422);
    for (const body of [{}, { id: new_id() }, { id: new_id(), files: [] }, { id: new_id(), files: [{ upload: sent }], plan: {} }, { id: new_id(), files: [{ upload: sent }], toml: 'name = "x' }])
      has_status(await client.post('/imports', body), 422);
    has_status(await client.post(`/imports/${new_id()}/run`, {}), 404);
    has_status(await client.get('/imports/x/rows'), 404);
    await server.stop();
  }, 120);
}
