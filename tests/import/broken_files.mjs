// Files and mappings that are broken: a status other than 0, a sentence that names the place, and nothing half-done.
import { mkdirSync, readdirSync, writeFileSync, openSync, writeSync, closeSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fail, equal, new_folder, ok, shared, test } from '../lib.mjs';
import { counts_of, run_import, with_office } from './tables.mjs';

const mapping = (more = '', fields = 'name = "{name}"', head = '') => `
name = "Test"
system = "test"
${head}
[[source]]
file = "companies.csv"
${more}
  [[source.record]]
  entity = "company"
  key = "{id}"
    [source.record.fields]
    ${fields}
`;
const bytes = (...parts) => Buffer.concat(parts.map((part) => Buffer.from(part)));
const good = 'id,name\n1,Pierwsza\n2,Druga\n';

// status 65: nothing can be done with it; 1: some rows were refused. `says`: what the sentence names.
const files = [
  { name: 'a file that is missing', csv: null, status: 65, says: ['companies.csv'] },
  { name: 'an empty file', csv: '', status: 65, says: ['companies.csv', 'empty'] },
  { name: 'a column that is missing', csv: 'id,title\n1,x\n', status: 65, says: ['companies.csv', 'name'] },
  { name: 'a picture', csv: bytes([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d], Buffer.alloc(5000, 0xa7)), status: 65, says: ['companies.csv'] },
  { name: 'zeroes', csv: Buffer.alloc(100_000), status: 65, says: ['companies.csv'] },
  { name: 'zeroes in the second half', csv: bytes(good, Buffer.alloc(70_000, 'x'), Buffer.alloc(100_000)), status: 65, says: ['companies.csv'] },
  { name: 'a quote that never ends', csv: `${good}3,"Trzecia\n4,Czwarta\n`, status: 65, says: ['companies.csv', 'row', '4'] },
  { name: 'a row of 3 MB', csv: `${good}3,${'x'.repeat(3 << 20)}\n`, status: 65, says: ['companies.csv', 'row', '4'] },
  { name: 'half a row', csv: `${good}3\n4,Czwarta\n`, status: 1, says: ['companies.csv:4'], comes_in: 3 },
  { name: 'a field too many', csv: `${good}3,Trzecia,x\n4,Czwarta\n`, status: 1, says: ['companies.csv:4'], comes_in: 3 },
  { name: 'text behind a quote', csv: `${good}3,"Trzecia"x\n4,Czwarta\n`, status: 1, says: ['companies.csv:4'], comes_in: 3 },
  { name: 'bytes that are no UTF-8 in a file that says it is', csv: bytes(good, '3,Trz', [0xff, 0xfe], '\n4,Czwarta\n'), map: mapping('encoding = "utf-8"'), status: 1, says: ['companies.csv:4'], comes_in: 3 },
  { name: 'a name that is missing', csv: `${good}3,\n4,Czwarta\n`, status: 1, says: ['companies.csv:4', 'name'], comes_in: 3 },
  { name: 'a name of 300 letters', csv: `${good}3,${'ą'.repeat(300)}\n4,Czwarta\n`, status: 1, says: ['companies.csv:4', 'name'], comes_in: 3 },
  { name: 'a control character', csv: `${good}3,Trze\u0001cia\n4,Czwarta\n`, status: 1, says: ['companies.csv:4', 'name'], comes_in: 3 },
  { name: 'a wrong tax id', csv: 'id,name,nip\n1,Pierwsza,5265877635\n2,Druga,1234567890\n', map: mapping('', 'name = "{name}"\n    tax_id = "{nip}"'), status: 1, says: ['companies.csv:3', 'tax_id'], comes_in: 1 },
  { name: 'a number that is none', csv: 'id,name,n\n1,Pierwsza,12\n2,Druga,dwa\n', map: mapping('', 'name = "{name}"\n    employees_count = "{n}"'), status: 1, says: ['companies.csv:3', 'employees_count'], comes_in: 1 },
  { name: 'a choice that is none', csv: 'id,name,s\n1,Pierwsza,active\n2,Druga,gone\n', map: mapping('', 'name = "{name}"\n    status = "{s}"'), status: 1, says: ['companies.csv:3', 'status'], comes_in: 1 },
  { name: 'a link to what nobody brought', csv: 'id,name,t\n1,Pierwsza,7\n', map: mapping('', 'name = "{name}"\n    territory = { link = "t:{t}" }'), status: 1, says: ['companies.csv:2', 'territory'], comes_in: 0 },
  { name: 'a duplicate that nobody accepted', csv: 'id,name,nip\n1,Pierwsza,5265877635\n2,Druga,5265877635\n', map: mapping('', 'name = "{name}"\n    tax_id = "{nip}"'), status: 1, says: ['companies.csv:3', 'tax_id'], comes_in: 1 },
  { name: 'every row broken', csv: `id,name\n${'1,\n'.repeat(450)}`, status: 1, says: ['companies.csv:2', 'companies.csv:30'], comes_in: 0 },
];

const mappings = [
  { name: 'no TOML', map: 'name = "x', says: ['line', '1'] },
  { name: 'an error in line 9', map: mapping().replace('  entity', '  entity entity'), says: ['line', '9'] },
  { name: 'an unknown entity', map: mapping().replace('"company"', '"colour"'), says: ['source[0].record[0].entity', 'colour'] },
  { name: 'an unknown field', map: mapping('', 'colour = "{name}"'), says: ['source[0].record[0].fields.colour'] },
  { name: 'a field one may not write', map: mapping('', 'open_amount = "{name}"'), says: ['source[0].record[0].fields.open_amount'] },
  { name: 'a key that is none', map: mapping('colour = "red"'), says: ['colour'] },
  { name: 'a brace that never ends', map: mapping('', 'name = "{name"'), says: ['fields.name'] },
  { name: 'a file outside of the folder', map: mapping().replace('companies.csv', '../companies.csv'), says: ['source[0].file'] },
  { name: 'a path from the root', map: mapping().replace('companies.csv', '/etc/passwd'), says: ['source[0].file'] },
  { name: 'no name', map: mapping().replace('name = "Test"', ''), says: ['name'] },
  { name: 'no system', map: mapping().replace('system = "test"', ''), says: ['system'] },
  { name: 'an unknown encoding', map: mapping('encoding = "ebcdic"'), says: ['ebcdic'] },
  { name: 'a number for a text', map: mapping('', 'name = 3'), says: ['fields.name'] },
  { name: 'a mapping that is missing', map: null, says: ['map.toml'] },
  { name: 'a mapping of zeroes', map: Buffer.alloc(1000), says: ['line'] },
];

function prepare(csv, map = mapping()) {
  const from = new_folder();
  if (csv !== null) writeFileSync(join(from, 'companies.csv'), csv);
  const map_file = join(new_folder(), 'map.toml');
  if (map !== null) writeFileSync(map_file, map);
  return { from, map_file, data: new_folder() };
}
const check_sentences = (ran, says) => {
  for (const one of says) if (!ran.err.includes(one)) fail(`${JSON.stringify(one)} is not named: ${ran.err.slice(0, 800) || '(nothing is said)'}`);
};

export async function broken_files() {
  for (const { name, csv, map, status, says, comes_in } of files) {
    await test(`broken file: ${name}`, async () => {
      const { from, map_file, data } = prepare(csv, map);
      const ran = await run_import(data, map_file, from, [], { seconds: 30 });
      equal(ran.status, status, `exit status (${ran.said.slice(0, 600)})`);
      check_sentences(ran, says);
      if (comes_in !== undefined) equal(counts_of(ran.said).created, comes_in, 'created');
    });
  }

  for (const { name, map, says } of mappings) {
    await test(`broken mapping: ${name}`, async () => {
      const { from, map_file, data } = prepare(good, map);
      const ran = await run_import(data, map_file, from, [], { seconds: 30 });
      equal(ran.status, 65, `exit status (${ran.said.slice(0, 600)})`);
      check_sentences(ran, says);
    });
  }

  await test('broken file: a line as long as a disk is refused in bounded time and memory', async () => {
    const { from, map_file, data } = prepare(good);
    const file = openSync(join(from, 'companies.csv'), 'w');
    writeSync(file, 'id,name\n1,"');
    const piece = Buffer.alloc(8 << 20, 'x');
    for (let i = 0; i < 24; i += 1) writeSync(file, piece);  // 192 MB of one field
    closeSync(file);
    const begun = Date.now();
    const ran = await run_import(data, map_file, from, [], { seconds: 30 });
    rmSync(join(from, 'companies.csv'));
    equal(ran.status, 65, ran.said.slice(0, 400));
    check_sentences(ran, ['companies.csv', 'row', '2']);
    ok(Date.now() - begun < 10_000, `${Date.now() - begun} ms`);
  });

  await test('broken file: what came in before the broken place stays, can be named and undone', async () => {
    const rows = Array.from({ length: 1000 }, (_, i) => `${i},Firma ${i}`).join('\n');
    const { from, map_file, data } = prepare(`id,name\n${rows}\n1001,"nigdy niezamknięty\n`);
    const ran = await run_import(data, map_file, from);
    equal(ran.status, 65, ran.said.slice(0, 400));
    check_sentences(ran, ['batch']);
    await with_office(data, async (client) => equal(await client.count('company'), 1000));
  });

  const encodings = [
    { name: 'windows-1250, semicolons, CRLF', csv: Buffer.from('id;name\r\n1;Za\xbf\xf3\xb3\xe6 g\xea\x9cl\xb9 ja\x9f\xf1\r\n2;\xa3\xf3d\x9f\r\n', 'latin1') },
    { name: 'iso-8859-2, tabs', csv: Buffer.from('id\tname\n1\tZa\xbf\xf3\xb3\xe6 g\xea\xb6l\xb1 ja\xbc\xf1\n2\t\xa3\xf3d\xbc\n', 'latin1') },
    { name: 'UTF-16 with its mark', csv: Buffer.from('\ufeffid,name\n1,Zażółć gęślą jaźń\n2,Łódź\n', 'utf16le') },
    { name: 'UTF-8 with its mark, bars, CR', csv: Buffer.from('\ufeffid|name\r1|Zażółć gęślą jaźń\r2|Łódź\r') },
    { name: 'UTF-8, no line end at the end, quoted line ends', csv: Buffer.from('id,name\n"1","Zażółć gęślą jaźń"\n2,Łódź') },
  ];
  for (const { name, csv } of encodings) {
    await test(`encoding: ${name}`, async () => {
      const { from, map_file, data } = prepare(csv);
      const ran = await run_import(data, map_file, from);
      equal(ran.status, 0, ran.said.slice(0, 600));
      await with_office(data, async (client) => equal((await client.rows('company', { columns: 'name', order: '-name' })).map((row) => row.name), ['Zażółć gęślą jaźń', 'Łódź']));
    });
  }

  await test('other people\'s CSV: none of them crashes the import or hangs it', async () => {
    const folder = shared('3-office/csv');
    const wrong = [];
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.csv'))) {
      const { map_file, data } = prepare(null, mapping('', 'name = "x"').replace('key = "{id}"', '').replace('companies.csv', file));
      const ran = await run_import(data, map_file, folder, ['--dry-run', '--quiet'], { seconds: 20 });
      if (![0, 1, 65].includes(ran.status) || (ran.status !== 0 && !ran.err.trim())) wrong.push(`${file}: ${ran.status ?? ran.signal} ${ran.said.slice(0, 200)}`);
    }
    equal(wrong, []);
  }, 180);

  await test('folder: an import into a folder that cannot be made is refused with a sentence', async () => {
    const { from, map_file } = prepare(good);
    const blocked = join(new_folder(), 'file');
    writeFileSync(blocked, 'x');
    mkdirSync(join(from, 'refused'), { recursive: true });
    const ran = await run_import(join(blocked, 'data'), map_file, from);
    ok(ran.status !== 0 && ran.status !== null && ran.err.length > 10, `${ran.status} ${ran.said}`);
  });
}
