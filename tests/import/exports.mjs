// Out and in again: an export holds what a list shows, and comes back the same; what mappings can say, by example.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { demo, equal, has_complaint, has_status, includes, new_folder, new_id, ok, sign_in, teczka, teczka_ok, test } from '../lib.mjs';
import { counts_of, parse_csv, run_import, with_office } from './tables.mjs';
import { finished } from './wizard.mjs';

const columns = ['name', 'short_name', 'kind', 'tier', 'status', 'tax_id', 'address_city', 'phone', 'email', 'credit_limit', 'employees_count', 'notes'];

const map_text = (lines, more = '') => `name = "Test"\nsystem = "test"\n[[source]]\nfile = "in.csv"\n${more}\n[[source.record]]\n${lines}\n`;
async function bring(csv, map, data = new_folder()) {
  const from = new_folder();
  writeFileSync(join(from, 'in.csv'), csv);
  writeFileSync(join(from, 'map.toml'), map);
  return { data, ran: await run_import(data, join(from, 'map.toml'), from) };
}

export async function exports_and_mappings() {
  let office;
  await test('export: all rows, all columns, equal to the list; to a file and to the standard output', async () => {
    office = await demo(120, 3);
    const args = ['export', '--data', office, '--entity', 'company', '--columns', columns.join(','), '--format', 'csv'];
    const printed = await teczka_ok(args);
    const file = join(new_folder(), 'out.csv');
    await teczka_ok([...args, '--out', file]);
    equal(readFileSync(file, 'utf8'), printed.out);
    includes(printed.err, '120 rows as of seq');
    const rows = parse_csv(printed.out);
    await with_office(office, async (client) => {
      const listed = await client.rows('company', { columns: columns.join(','), limit: '500' });
      equal(rows.length, listed.length);
      equal(rows, listed.map((row) => Object.fromEntries(columns.map((name) => [name, row[name] === null ? '' : String(row[name])]))));
    });
  });

  await test('export: a condition and an order are those of lists; rights are those of --as', async () => {
    const base = ['export', '--data', office, '--entity', 'company', '--columns', 'name,tier,credit_limit'];
    const some = parse_csv((await teczka_ok([...base, '--where', 'tier = 2 and status = "active"', '--order', '-name'])).out);
    ok(some.length > 5 && some.every(({ tier }) => tier === '2'), `${some.length} rows`);
    const all = parse_csv((await teczka_ok(base)).out);
    const own = parse_csv((await teczka_ok([...base, '--as', 'handlowiec'])).out);
    ok(own.length > 0 && own.length < all.length, `${own.length} of ${all.length}`);
  });

  await test('export: over the API it is a job whose file only its owner reads', async () => {
    await with_office(office, async (client, server) => {
      const start = (body) => client.post('/exports', { id: new_id(), entity: 'company', ...body });
      const job = await finished(client, await start({ where: 'tier = 2', order: 'name', columns: ['name', 'tier'], format: 'csv', language: '' }));
      equal(job.state, 'done', JSON.stringify(job.reasons));
      const [{ name }] = job.result.files;
      const file = has_status(await client.get(`/jobs/${job.id}/files/${name}`), 200);
      includes(file.headers['content-disposition'], `filename="${name}"`);
      equal(parse_csv(file.text).map((row) => row.name), (await client.rows('company', { where: 'tier = 2', order: 'name', limit: '500' })).map((row) => row.name));
      const sheet = await finished(client, await start({ format: 'xlsx' }));
      equal([sheet.state, sheet.result.rows], ['done', await client.count('company')]);
      const all = await finished(client, await client.post('/exports', { id: new_id(), everything: true }));
      ok(all.result.files[0].name.endsWith('.zip'), 'a zip');
      const other = await sign_in(server, 'handlowiec');
      for (const path of ['', `/files/${name}`]) has_status(await other.get(`/jobs/${job.id}${path}`), 404);
      has_complaint(has_status(await start({ format: 'doc' }), 422), 'export_format', 'format');
      has_complaint(has_status(await start({ format: 'csv', language: 'de' }), 422), 'language_unknown', 'language');
      has_complaint(has_status(await start({ format: 'csv', colour: 'red' }), 422), 'member_unknown', 'colour');
      has_complaint(has_status(await other.post('/exports', { entity: 'setting', format: 'csv' }), 422), 'entity_unknown', 'entity');
    });
  });

  const refused = [
    { name: 'an unknown entity', args: ['--entity', 'colour'] }, { name: 'an unknown column', args: ['--entity', 'company', '--columns', 'colour'] }, { name: 'half a condition', args: ['--entity', 'company', '--where', 'tier ='] },
    { name: 'an unknown format', args: ['--entity', 'company', '--format', 'doc'] }, { name: 'an unknown login', args: ['--entity', 'company', '--as', 'nobody'] }, { name: 'a folder as file', args: ['--entity', 'company', '--out', '/'] },
    { name: 'what one may not see', args: ['--entity', 'setting', '--as', 'handlowiec'] }, { name: 'a column one may not see', args: ['--entity', 'company', '--columns', 'credit_limit', '--as', 'administrator'] },
  ];
  for (const { name, args } of refused) {
    await test(`export: ${name} is refused with a sentence`, async () => {
      const ran = await teczka(['export', '--data', office, ...args], { seconds: 30 });
      ok(ran.status !== 0 && ran.status !== null && ran.said.length > 10 && !ran.out.includes(','), `${ran.status} ${ran.said.slice(0, 300)}`);
    });
  }

  await test('round trip: what is exported, imported elsewhere and exported again is the same file', async () => {
    const order = ['--order', 'name'];
    const args = (data) => ['export', '--data', data, '--entity', 'company', '--columns', columns.join(','), ...order];
    const first = (await teczka_ok(args(office))).out;
    const fields = columns.map((name) => `${name} = "{${name}}"`).join('\n');
    const map = `name = "Rundreise"\nsystem = "self"\n[accept]\ntax_id_twice = "demo"\nname_twice = "demo"\nemail_twice = "demo"\n[[source]]\nfile = "in.csv"\n[[source.record]]\nentity = "company"\n[source.record.fields]\n${fields}\n`;
    const { data, ran } = await bring(first, map);
    equal(ran.status, 0, ran.said.slice(0, 800));
    const sorted = (text) => text.split('\n').sort().join('\n');
    equal(sorted((await teczka_ok(args(data))).out), sorted(first));
  });

  await test('mapping: fixed values, translations, dates, decimal commas, parts of names, additions', async () => {
    const csv = 'nr;klient;kwota;data;rodzaj;osoba;branza\n1;Zakład Łódzki;"1 234,50";05.01.2026;H;Jan Maria Kowalski;kable\n2;Drugi;0,005;31.12.2025;?;Madonna;\n';
    const map = `name = "Test"\nsystem = "test"
[[source]]
file = "in.csv"
delimiter = ";"
  [[source.record]]
  entity = "company"
  key = "f{nr}"
    [source.record.fields]
    name = "{klient}"
    status = "active"
    kind = { value = "{rodzaj}", translate = { H = "reseller" }, otherwise = "other" }
    notes = "branża: {branza}"
    credit_limit = { value = "{kwota}", decimal_comma = true }
    credibility_since = { value = "{data}", date_format = "DD.MM.YYYY" }
  [[source.record]]
  entity = "person"
  key = "o{nr}"
    [source.record.fields]
    first_name = { value = "{osoba}", take = "first_words" }
    last_name = { value = "{osoba}", take = "last_word" }
`;
    const { data, ran } = await bring(csv, map);
    equal(ran.status, 0, ran.said.slice(0, 800));
    await with_office(data, async (client) => {
      const rows = await client.rows('company', { columns: 'name,status,kind,notes,credit_limit,credibility_since', order: '-name' });
      equal(rows.map(({ name, status, kind, notes, credit_limit, credibility_since }) => [name, status, kind, notes, credit_limit, credibility_since]), [
        ['Zakład Łódzki', 'active', 'reseller', 'branża: kable', '1234.50', '2026-01-05'], ['Drugi', 'active', 'other', null, '0.01', '2025-12-31']]);
      equal((await client.rows('person', { columns: 'first_name,last_name', order: 'last_name' })).map(({ first_name, last_name }) => [first_name, last_name]), [['Jan Maria', 'Kowalski'], [null, 'Madonna']]);
    });
  });

  await test('mapping: a natural key finds records that no import made, and changes them only where the file says something', async () => {
    const map = map_text('entity = "company"\nkey = "{id}"\nmatch = ["tax_id"]\n[source.record.fields]\nname = "{name}"\ntax_id = "{nip}"\nindustry = "{industry}"');
    const { data, ran } = await bring('id,name,nip,industry\n1,Stara,5265877635,kable\n', map);
    equal([ran.status, counts_of(ran.said).created], [0, 1], ran.said.slice(0, 500));
    // The same company under another system, found by its tax id; then by that system's key.
    const other = map.replace('"test"', '"other"');
    const csv = 'id,name,nip,industry\n77,Nowa nazwa,526-587-76-35,\n';
    const second = await bring(csv, other, data);
    equal([second.ran.status, counts_of(second.ran.said)], [0, { created: 0, changed: 1, skipped: 0, refused: 0 }], second.ran.said.slice(0, 500));
    const third = await bring(csv.replace('526-587-76-35', '5265877635'), other, data);
    equal(counts_of(third.ran.said), { created: 0, changed: 0, skipped: 1, refused: 0 });
    await with_office(data, async (client) => {
      equal(await client.count('company'), 1);
      equal((await client.rows('company', { columns: 'name' }))[0].name, 'Nowa nazwa');
      equal(await client.count('external_id'), 2, 'external ids');
    });
  });
}
