// Spreadsheets and zips out of an office: read by unzipping them here, and by LibreOffice where it is.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { demo, equal, fail, includes, new_folder, ok, teczka, teczka_ok, test } from '../lib.mjs';
import { parse_csv, read_sheet } from './tables.mjs';

const part_of = (file, part) => execFileSync('python3', ['-c', 'import sys,zipfile;sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))', file, part], { encoding: 'utf8', maxBuffer: 64 << 20 });
const names_in = (file) => JSON.parse(execFileSync('python3', ['-c', 'import sys,zipfile,json;print(json.dumps(zipfile.ZipFile(sys.argv[1]).namelist()))', file], { encoding: 'utf8' }));
const columns = 'name,tier,status,owner.name,credit_limit,employees_count,credibility_since,created_at';

export async function sheets() {
  const office = await demo(60, 5);
  const out = (name) => join(new_folder(), name);
  const args = (file, more = []) => ['export', '--data', office, '--entity', 'company', '--columns', columns, '--order', 'name', '--format', 'xlsx', '--out', file, ...more];

  await test('sheet: typed cells, Polish heads, a frozen and filtered head, sums', async () => {
    const file = out('firmy.xlsx');
    const ran = await teczka_ok(args(file, ['--language', 'pl']));
    includes(ran.err, '60 rows as of seq');
    equal(readdirSync(join(file, '..')), ['firmy.xlsx'], 'nothing else is left');
    const sheet = part_of(file, 'xl/worksheets/sheet1.xml');
    for (const wanted of ['<autoFilter ref="A1:H61"/>', 'state="frozen"', 'SUBTOTAL(9,E2:E61)', 'Nazwa', 'Opiekun']) includes(sheet, wanted);
    ok(!sheet.includes('SUBTOTAL(9,B') && !sheet.includes('SUBTOTAL(9,F'), 'tiers have no sum');
    includes(part_of(file, 'docProps/core.xml'), 'seq ');
    includes(part_of(file, 'xl/workbook.xml'), 'name="Firmy"');
  });

  await test('sheet: LibreOffice reads the same values', async () => {
    const file = out('company.xlsx');
    await teczka_ok(args(file, ['--language', 'en']));
    const theirs = read_sheet(file);
    const ours = parse_csv((await teczka_ok(['export', '--data', office, '--entity', 'company', '--columns', columns, '--order', 'name'])).out);
    equal(theirs.length, ours.length + 1, 'rows, with the sums');
    const number = (text) => (text === '' || text === undefined ? '' : String(Number(text.replaceAll(/[^0-9.-]/g, ''))));
    for (const [i, row] of ours.entries()) {
      const [their_name, tier, , , limit, people, since] = Object.values(theirs[i]);
      equal([their_name, tier, number(limit), number(people), since], [row.name, row.tier, number(row.credit_limit), number(row.employees_count), row.credibility_since], `row ${i}`);
    }
    const cents = ours.reduce((sum, row) => sum + BigInt((row.credit_limit || '0.00').replace('.', '')), 0n);
    equal(number(Object.values(theirs.at(-1))[4]), String(Number(cents) / 100), 'the sum');
  });

  await test('csv for people: semicolons, decimal commas and labels in Polish', async () => {
    const ran = await teczka_ok(['export', '--data', office, '--entity', 'company', '--columns', 'name,status,credit_limit', '--order', 'name', '--language', 'pl']);
    ok(ran.out.startsWith('\uFEFFNazwa;'), ran.out.slice(0, 60));
    ok(/;\d+,\d\d\r?\n/.test(ran.out) && !ran.out.includes(';active;'), ran.out.slice(0, 400));
  });

  await test('everything: one file an entity, a manifest, and only what one may see', async () => {
    const rows = {};
    for (const login of ['', 'handlowiec']) {
      const file = out('all.zip');
      await teczka_ok(['export', '--data', office, '--format', 'zip', '--out', file, ...(login ? ['--as', login] : [])]);
      const manifest = JSON.parse(part_of(file, 'manifest.json'));
      equal(names_in(file).sort(), ['manifest.json', ...manifest.entities.map((one) => one.file)].sort());
      for (const { name, file: part, rows: count } of manifest.entities) equal(parse_csv(part_of(file, part)).length, count, name);
      rows[login] = Object.fromEntries(manifest.entities.map(({ name, rows: count }) => [name, count]));
    }
    equal(rows[''].company, 60);
    ok(rows.handlowiec.company > 0 && rows.handlowiec.company < 60, `${rows.handlowiec.company}`);
    ok(rows[''].setting !== undefined && rows.handlowiec.setting === undefined, 'settings are not for everybody');
  });

  const unwritten = out('never.xlsx');
  const refused = [
    { name: 'a sheet without a file', args: ['--entity', 'company', '--format', 'xlsx'] }, { name: 'a zip without a file', args: ['--format', 'zip'] },
    { name: 'no entity', args: ['--format', 'xlsx', '--out', unwritten] }, { name: 'a folder that is not there', args: ['--entity', 'company', '--format', 'xlsx', '--out', '/nowhere/x.xlsx'] },
    { name: 'a folder as file', args: ['--entity', 'company', '--format', 'xlsx', '--out', '/'] }, { name: 'an unknown language', args: ['--entity', 'company', '--language', 'de'] },
    { name: 'what one may not see', args: ['--entity', 'setting', '--as', 'handlowiec', '--format', 'xlsx', '--out', unwritten] },
  ];
  for (const { name, args: more } of refused) {
    await test(`sheet: ${name} is refused with a sentence`, async () => {
      const ran = await teczka(['export', '--data', office, ...more], { seconds: 30 });
      if (ran.status === 0 || ran.status === null || ran.said.length < 10) fail(`${ran.status} ${ran.said.slice(0, 300)}`);
      ok(!existsSync(unwritten), 'nothing is written');
    });
  }
}
