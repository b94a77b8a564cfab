// CSV and exact sums, written here once more so that the product is not measured by itself.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { new_folder, repository, serve, sign_in, skip, teczka, teczka_ok } from '../lib.mjs';

export function parse_csv(text) {
  const rows = [[]];
  let field = '';
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i];
    if (quoted) {
      if (c !== '"') field += c;
      else if (text[i + 1] === '"') { field += '"'; i += 1; } else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === ',') { rows.at(-1).push(field); field = ''; } else if (c === '\n') { rows.at(-1).push(field.replace(/\r$/, '')); field = ''; rows.push([]); } else field += c;
  }
  if (field || rows.at(-1).length) rows.at(-1).push(field); else rows.pop();
  const [head, ...records] = rows;
  return records.map((record) => Object.fromEntries(head.map((name, i) => [name, record[i]])));
}
export const read_csv = (folder, file) => parse_csv(readFileSync(join(folder, file), 'utf8').replace(/^\uFEFF/, ''));

// The first sheet as LibreOffice reads it: values as they are shown there. The case is skipped where there is none.
const soffice = ['/usr/bin/soffice', '/usr/bin/libreoffice'].find(existsSync);
export function read_sheet(file) {
  if (!soffice) skip('no LibreOffice here');
  const folder = new_folder();
  const filter = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,false,true,false,false,false,-1';
  const args = [`-env:UserInstallation=file://${new_folder()}`, '--headless', '--convert-to', filter, '--outdir', folder, file];
  execFileSync(soffice, args, { stdio: 'pipe', timeout: 120_000 });
  return read_csv(folder, readdirSync(folder)[0]);
}
const cell = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
export const csv_of = (records) => [Object.keys(records[0]), ...records.map((record) => Object.values(record))].map((row) => row.map(cell).join(',')).join('\n') + '\n';
export const write_csv = (folder, file, records) => writeFileSync(join(folder, file), csv_of(records));

// "12.5" with 4 places → 125000n
export function scaled(text, places) {
  const [, sign, whole, part = ''] = /^(-?)(\d*)(?:\.(\d+))?$/.exec(text);
  if (part.length > places && /[1-9]/.test(part.slice(places))) throw new Error(`${text} has more than ${places} places`);
  const amount = BigInt(whole + part.slice(0, places).padEnd(places, '0'));
  return sign ? -amount : amount;
}
export const unscaled = (amount, places) => {
  const digits = amount.toString().padStart(places + 1, '0');
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
};
export const money = (cents) => unscaled(cents, 2);

// Net of an order's line in cents, half up: 4 places of price and 4 of discount share leave 8 to round to 2.
export const net_of = ({ UnitPrice, Quantity, Discount }) => {
  const exact = scaled(UnitPrice, 4) * BigInt(Quantity) * (10_000n - scaled(Discount, 4));
  return (exact + 500_000n) / 1_000_000n;
};

export const example = (path) => join(repository, 'examples', path);

export const run_import = (data, map, from, more = [], options = {}) =>
  teczka(['import', '--data', data, '--map', map, '--from', from, '--refused', join(data, 'refused'), ...more], { seconds: 180, ...options });
export const counts_of = (said) => {
  const found = /rows: (\d+) created, (\d+) changed, (\d+) skipped, (\d+) refused/.exec(said);
  return found && { created: +found[1], changed: +found[2], skipped: +found[3], refused: +found[4] };
};
export const batch_of = (said) => /batch ([0-9a-f-]{36})/.exec(said)?.[1];

// The office behind a folder as accounting and management together see it.
export async function with_office(data, look) {
  await teczka_ok(['user', 'add', '--data', data, '--login', 'tester', '--group', 'accounting', '--group', 'management', '--group', 'administrator', '--password-stdin'], { input: 'test-password-1\n' });
  const server = await serve(data);
  try {
    const client = await sign_in(server, 'tester', 'test-password-1');
    const result = await look(client, server);
    client.close();
    return result;
  } finally {
    await server.stop();
  }
}
export const grouped = async (client, question) => {
  const answer = await client.post('/query', question);
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
  return answer.json.groups;
};
