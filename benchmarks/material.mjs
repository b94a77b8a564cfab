// What the load is made of: ids, names and words taken from the office itself, and files to import.
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';

// A small generator with a seed, so that two runs ask for the same.
export function chance(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * below);
  };
}

export const fold = (text) => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/[łŁ]/g, 'l').toLowerCase();

// Walks a list and hands over each page; ends when `page` says false.
export async function walk(server, cookie, path, page) {
  for (let after = ''; ;) {
    const answer = await server.get(cookie, `${path}&limit=500${after && `&after=${after}`}`);
    if (page(answer) === false || !answer.next) return;
    after = encodeURIComponent(answer.next);
  }
}

export async function ids_of_clients(server, cookie, at_most = 10_000) {
  const ids = [];
  await walk(server, cookie, 'company?columns=name&order=name&where=owner = me', ({ rows }) => {
    ids.push(...rows.map((row) => row.id));
    return ids.length < at_most;
  });
  return ids;
}

// Beginnings of words of names as people type them: without diacritics.
export async function parts_of_names(server, cookie) {
  const words = new Set();
  let pages = 0;
  await walk(server, cookie, 'company?columns=name&order=-id', ({ rows }) => {
    for (const { name } of rows) for (const word of fold(name).match(/[a-z]{5,}/g) ?? []) words.add(word);
    return ++pages < 8;
  });
  const random = chance(11);
  const parts = new Set([...words].map((word) => word.slice(0, 4 + random(3))));
  return { parts: [...parts], prefixes: [...new Set([...words].map((word) => word.slice(0, 2)))] };
}

const stems = ['Kabel', 'Sieć', 'Światłowód', 'Łącze', 'Teleinfo', 'Struktura', 'Miedź', 'Panel', 'Gniazdo', 'Szafa'];
const trades = ['Instalacje', 'Systemy', 'Okablowanie', 'Elektro', 'Teletechnika', 'Telekom', 'Serwis'];
const towns = ['Łódź', 'Warszawa', 'Gdańsk', 'Kraków', 'Poznań', 'Wrocław', 'Białystok', 'Rzeszów', 'Tarnów', 'Zielona Góra'];

function tax_id(random) {
  const weights = [6, 5, 7, 2, 3, 4, 5, 6, 7];
  for (;;) {
    const digits = weights.map((_, i) => (i < 3 ? 1 + random(9) : random(10)));
    const check = digits.reduce((sum, digit, i) => sum + digit * weights[i], 0) % 11;
    if (check < 10) return digits.join('') + check;
  }
}

export async function make_csv(folder, rows, seed) {
  mkdirSync(folder, { recursive: true });
  const random = chance(seed);
  const of = (list) => list[random(list.length)];
  const file = createWriteStream(join(folder, 'companies.csv'));
  file.write('Nr;Nazwa;NIP;Ulica;Kod;Miasto;Telefon;E-mail;Status\n');
  for (let i = 0; i < rows; ++i) {
    const town = of(towns);
    const phone = `+48 ${500 + random(400)} ${100 + random(900)} ${100 + random(900)}`;
    const line = [`${seed}-${i}`, `${of(stems)} ${of(trades)} ${town} ${seed}-${i}`, tax_id(random), `ul. Długa ${1 + random(150)}`,
      `${String(1 + random(99)).padStart(2, '0')}-${String(1 + random(999)).padStart(3, '0')}`, town, phone, `biuro@i${seed}-${i}.example`,
      of(['aktywny', 'potencjalny'])].join(';');
    if (!file.write(`${line}\n`)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
  writeFileSync(join(folder, 'companies.toml'), `name = "Companies ${seed}"
system = "benchmark"

[accept]
name_twice = "benchmark"
phone_twice = "benchmark"
email_twice = "benchmark"
tax_id_twice = "benchmark"

[[source]]
file = "companies.csv"
  [[source.record]]
  entity = "company"
  key = "{Nr}"
    [source.record.fields]
    name = "{Nazwa}"
    kind = "installer"
    tax_id = "{NIP}"
    address_street = "{Ulica}"
    address_postal_code = "{Kod}"
    address_city = "{Miasto}"
    address_country = "PL"
    phone = "{Telefon}"
    email = "{E-mail}"
    status = { value = "{Status}", translate = { aktywny = "active", potencjalny = "prospect" } }
`);
}
