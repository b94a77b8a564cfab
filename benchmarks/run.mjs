// ./bench: one run of everything, product and floors side by side. The office is made once and kept; each run works on a
// copy, and the bare loops write into another copy, so that both meet trees of the same size.
import { copyFileSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync, constants } from 'node:fs';
import { loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ids_of_clients, make_csv, parts_of_names, walk } from './material.mjs';
import { Server, build, floor, load, now_ms, repository, run, teczka } from './programs.mjs';
import { count_met, line, missing, record, table } from './report.mjs';
import { measure_import, measure_kill } from './imports.mjs';
import { measure_list_page } from './list_page.mjs';
import { measure_decision, measure_evaluation, measure_unseen } from './rights.mjs';
import { measure_reading } from './sheets.mjs';
import { measure_moving_in } from './wizard.mjs';

const { values: given } = parseArgs({ options: {
  companies: { type: 'string', default: '1000000' },
  keep: { type: 'string', default: join(repository, 'build/bench') },
  seconds: { type: 'string', default: '5' },
  'no-record': { type: 'boolean', default: false },
} });
const companies = Number(given.companies);
const seconds = Number(given.seconds);
const keep = resolve(given.keep);
const load_before = loadavg()[0];
const began = now_ms();

// A smaller office has smaller portfolios: their names are those of the full one, scaled.
const scaled = (size) => (companies >= 200_000 ? size : Math.max(5, Math.round((size * companies) / 200_000)));
const [p500, p5000, p10000, p50000] = [500, 5000, 10_000, 50_000].map(scaled);
const rows_to_import = companies >= 1_000_000 ? 100_000 : Math.max(1000, Math.round(companies / 10));

const office = join(keep, `office-${companies}`);
const work = join(keep, 'work');
const bare = join(keep, 'bare.db');
const data_file = (folder) => join(folder, 'teczka.db');
const copy = (from, to) => copyFileSync(from, to, constants.COPYFILE_FICLONE);
const list_file = (name, rows) => {
  const path = join(keep, name);
  writeFileSync(path, `${rows.join('\n')}\n`);
  return path;
};

// Runs the measurements of one line; a failure is a line that says so.
async function attempt(what, asked, measure) {
  try {
    await measure();
  } catch (error) {
    missing(what, asked, error.message);
  }
}

function make_office() {
  mkdirSync(keep, { recursive: true });
  if (!existsSync(join(office, 'made'))) {
    rmSync(office, { recursive: true, force: true });
    console.log(`Making an office of ${companies} companies in ${office}`);
    const started = now_ms();
    run(teczka, ['demo', '--data', office, '--companies', String(companies), '--seed', '1', '--portfolios', [p500, p5000, p10000, p50000].join(',')],
      { stdio: ['ignore', 'inherit', 'inherit'] });
    writeFileSync(join(office, 'made'), `${Math.round((now_ms() - started) / 1000)} s\n`);
  }
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work);
  for (const end of ['', '-wal']) {
    rmSync(bare + end, { force: true });
    if (!existsSync(data_file(office) + end)) continue;
    copy(data_file(office) + end, data_file(work) + end);
    copy(data_file(office) + end, bare + end);
  }
}

async function measure_sizes() {
  const plain_file = join(keep, 'plain.db');
  await attempt('data file without the journal against plain tables', '≤ 2.2 ×', () => {
    const sizes = floor('plain', data_file(work), plain_file);
    const mb = (bytes) => bytes / 2 ** 20;
    const without_journal = sizes.whole - sizes.journal;
    line({ what: 'data file without the journal against plain tables with the same indexes', measured: mb(without_journal), floor: mb(sizes.plain), unit: 'MB', ratio: 2.2,
      note: `search ${mb(sizes.search).toFixed(0)} MB of it, free pages ${mb(sizes.free).toFixed(0)} MB` });
    line({ what: 'journal against the data', measured: mb(sizes.journal), floor: mb(without_journal), unit: 'MB', ratio: 1.2,
      note: `${(sizes.journal / sizes.plain).toFixed(2)} × the plain tables` });
  });
  rmSync(plain_file, { force: true });
}

async function measure_start() {
  const first = await Server.office(work);
  const cookie = await first.sign_in('dyrekcja');
  await first.stop();
  const took = [];
  const bare_took = [];
  for (let i = 0; i < 3; ++i) {
    const server = await Server.office(work, { path: '/api/v1/company?order=name&limit=50', headers: { cookie } });
    took.push(server.took_ms);
    await server.stop();
    const floor_server = await Server.two_bytes();
    bare_took.push(floor_server.took_ms);
    await floor_server.stop('SIGKILL');
  }
  const middle = (all) => all.toSorted((a, b) => a - b)[1];
  line({ what: 'start to the first answer, a list of 50', measured: middle(took), floor: middle(bare_took), unit: 'ms', limit: 100 });
  return middle(took);
}

// Product and floor by turns, so that a breath of the machine meets both.
function by_turns(measures, rounds = 3) {
  const sums = measures.map(() => 0);
  for (let i = 0; i < rounds; ++i) measures.forEach((measure, at) => { sums[at] += measure(); });
  return sums.map((sum) => sum / rounds);
}

async function measure_card(server, two_bytes, cookie, ids) {
  const asked = '≥ 0.35 of two bytes, ≥ 0.25 of the same SQL';
  await attempt('client card, 32 connections', asked, () => {
    const targets = list_file('card.txt', ids.map((id) => `/api/v1/company/${id}?with=employments:20,activities:20`));
    const id_file = list_file('ids.txt', ids);
    load(server, 'ask.lua', { connections: 32, seconds: 2, parameters: [targets, cookie] });
    const [cards, hellos] = by_turns([
      () => load(server, 'ask.lua', { connections: 32, seconds, parameters: [targets, cookie] }).per_second,
      () => load(two_bytes, 'ask.lua', { connections: 32, seconds, parameters: [targets, cookie] }).per_second,
    ]);
    const alone = floor('card', data_file(work), id_file, `sales-${p5000}`, '--seconds', seconds);
    line({ what: 'client card over HTTP as a salesperson, 32 connections, against two fixed bytes', measured: cards, floor: hellos, unit: '/s', ratio: 0.35, better: 'more' });
    line({ what: 'the same against the same SQL raw in one thread', measured: cards, floor: alone.per_second, unit: '/s', ratio: 0.25, better: 'more',
      note: `${alone.statements} statements, ${alone.rows_a_card} rows a card` });
  });
}

// p99 of one person asking, and how many such answers a second 16 get.
async function measure_latency(server, floor_p99, what, limit, cookie, targets) {
  await attempt(what, `p99 ≤ ${limit} ms`, () => {
    const path = list_file('targets.txt', targets);
    load(server, 'ask.lua', { connections: 1, seconds: 1, parameters: [path, cookie] });
    const one = load(server, 'ask.lua', { connections: 1, seconds, parameters: [path, cookie] });
    const many = load(server, 'ask.lua', { connections: 16, seconds, parameters: [path, cookie] });
    line({ what: `${what}, p99`, measured: one.p99, floor: floor_p99, unit: 'ms', limit, note: `p50 ${one.p50.toFixed(2)} ms; 16 connections ${many.per_second.toFixed(0)}/s, p99 ${many.p99.toFixed(1)} ms` });
  });
}

// As the client's file asks (web/src/areas/company_file.tsx).
function file_question() {
  const url = new URLSearchParams();
  const lists = {
    people: ['employments:100', '-valid_from', 'person,position,department,job_level,decision_role,is_current,valid_to,person.phone,person.mobile,person.email', '', true],
    suppliers: ['purchases:8', '-key_customer,-since', 'supplier,supplier.tier,supplier.address_city,key_customer,share_percent,annual_value,until', '', true],
    customers: ['supplies:8', '-key_customer,-since', 'customer,customer.tier,customer.address_city,key_customer,share_percent,annual_value,until', '', true],
    open_tasks: ['tasks:50', 'due_at', 'title,due_at,assignee,person,priority,state', 'state = "open"'],
    done_tasks: ['tasks:20', '-done_at', 'title,state,done_at,due_at,assignee,person,description', 'state <> "open"'],
    activities: ['activities:20', '-happened_at', 'subject,kind,happened_at,company,person,user,body', ''],
    invoices: ['invoices:6', '-sold_on', 'number,sold_on,payment_state,status,net,currency', '', true],
    overdue: ['invoices:100', 'due_on', 'number,due_on,open_base', 'is_overdue and status = "registered"', true],
  };
  url.set('with', Object.entries(lists).map(([name, [children]]) => `${name}=${children}`).join());
  for (const [name, [, order, columns, where, count]] of Object.entries(lists)) {
    url.set(`${name}.order`, order);
    url.set(`${name}.columns`, columns);
    if (where) url.set(`${name}.where`, where);
    if (count) url.set(`${name}.count`, '1');
  }
  return url;
}

async function measure_file(server, floor_p99, cookies, ids) {
  const targets = ids.map((id) => `/api/v1/company/${id}?${file_question()}`);
  await measure_latency(server, floor_p99, "a client's file with its eight lists as a salesperson", 15, cookies[p5000], targets);
  await measure_latency(server, floor_p99, "a client's file with its eight lists as management", 15, cookies.management, targets);
}

async function measure_lists(server, floor_p99, cookies) {
  const list = '/api/v1/company?order=name&columns=name,status,territory&limit=50';
  await measure_latency(server, floor_p99, 'list of 50 by name as management', 3, cookies.management, [list]);
  await attempt('the page 10,000 rows later as management', 'p99 ≤ 3 ms', async () => {
    const later = [];
    let rows = 0;
    await walk(server, cookies.management, 'company?order=name&columns=name,status,territory', (answer) => {
      rows += answer.rows.length;
      if (rows >= Math.min(10_000, companies / 2) && answer.next) later.push(`${list}&after=${encodeURIComponent(answer.next)}`);
      return later.length < 8;
    });
    await measure_latency(server, floor_p99, 'the page 10,000 rows later as management', 3, cookies.management, later);
  });
  for (const [size, name] of [[p500, '500'], [p10000, '10,000']]) {
    await measure_latency(server, floor_p99, `list of 50 by name, ${name} clients`, 15, cookies[size], [list]);
    await measure_latency(server, floor_p99, `last page, ${name} clients`, 15, cookies[size], [`${list}&end=1`]);
  }
  for (const [size, name] of [[p500, '500'], [p5000, '5,000'], [p50000, '50,000']])
    await measure_latency(server, floor_p99, `last 50 activities, ${name} clients`, 15, cookies[size], ['/api/v1/activity?order=-happened_at&limit=50']);
}

async function measure_search(server, floor_p99, cookies) {
  const { parts, prefixes } = await parts_of_names(server, cookies.management);
  const frequent = floor('words', data_file(work), Math.round(companies / 10));
  const target = (text) => `/api/v1/search?q=${encodeURIComponent(text)}`;
  const asked = { 'search for a name part': parts, 'search for a two-letter prefix': prefixes, [`search for a word in ${frequent.names} names`]: [frequent.word] };
  for (const [what, texts] of Object.entries(asked)) {
    let found = 0;
    const sample = texts.slice(0, 20);
    for (const text of sample) found += (await server.get(cookies.management, `search?q=${encodeURIComponent(text)}`)).hits.length > 0 ? 1 : 0;
    if (found < sample.length / 2) {
      missing(what, 'p99 ≤ 30 ms', `${found} of ${sample.length} found anything`);
      continue;
    }
    await measure_latency(server, floor_p99, `${what} as management`, 30, cookies.management, texts.map(target));
    await measure_latency(server, floor_p99, `${what} as a salesperson`, 30, cookies[p5000], texts.map(target));
  }
}

// → what the bare loop has to write once more.
async function measure_creates(server, cookie) {
  const since = floor('seq', data_file(work)).seq;
  const create = (prefer) => load(server, 'create.lua', { connections: 64, seconds, parameters: [server.origin, cookie, prefer] });
  try {
    const whole = create('');
    return { since, whole, minimal: create('return=minimal') };
  } catch (error) {
    missing('durable creates, 64 connections', '≥ 0.5', error.message);
    return undefined;
  }
}

async function measure_turnover(server, cookie) {
  const asked = '≤ 20 ms, equal to the sum over lines';
  await attempt('turnover by year and territory over all invoices', asked, async () => {
    const body = { entity: 'invoice', where: 'status = "registered"', group: ['year(sold_on)', 'territory'], measures: ['sum(net_base)'] };
    const took = [];
    let answer;
    for (let i = 0; i < 20; ++i) {
      const start = now_ms();
      answer = JSON.parse((await server.ask('POST', '/api/v1/query', { cookie, body })).text);
      took.push(now_ms() - start);
    }
    const start = now_ms();
    const lines = floor('lines', data_file(work));
    const bare_ms = now_ms() - start;
    const by_key = new Map(lines.map(([year, territory, net]) => [`${year} ${territory.toLowerCase()}`, net]));
    const differing = answer.groups.filter(({ keys: [year, territory], values: [net] }) =>
      by_key.get(`${year.slice(0, 4)} ${territory.id.replaceAll('-', '')}`) !== Math.round(Number(net) * 100));
    const is_equal = differing.length === 0 && answer.groups.length === by_key.size;
    if (!is_equal) throw new Error(`${differing.length} of ${answer.groups.length} groups differ from the sum over lines (${by_key.size})`);
    line({ what: 'turnover by year and territory over all invoices, equal to the sum over lines', measured: took.toSorted((a, b) => a - b)[10], floor: bare_ms, unit: 'ms', limit: 20,
      note: `median of 20, the longest ${Math.max(...took).toFixed(1)} ms` });
  });
}

function line_of_creates(creates) {
  const bare_loop = floor('inserts', data_file(work), bare, '--since', creates.since, '--per-commit', 64, '--cache-kib', 4096);
  line({ what: 'durable creates, 64 connections, each answered after its commit', measured: creates.minimal.per_second, floor: bare_loop.per_second, unit: '/s', ratio: 0.5, better: 'more',
    note: `Prefer: return=minimal; with the whole record ${creates.whole.per_second.toFixed(0)}/s; p99 ${creates.minimal.p99.toFixed(1)} ms` });
}

function measure_web() {
  const program = join(repository, 'web/tools/size.mjs');
  if (!existsSync(join(repository, 'web/dist/index.html'))) return missing('first load of the web app', '≤ 200, 250, 45 KB', 'web/dist is missing');
  let printed;
  try {
    printed = run('node', [program]);
  } catch (error) {
    printed = error.stdout;
  }
  const sizes = JSON.parse(printed);
  const names = { sign_in_and_list: 'sign-in and list, brotli', with_form: 'with a form', font: 'the font' };
  for (const [key, name] of Object.entries(names))
    line({ what: `first load of the web app: ${name}`, measured: sizes[key] / 1024, floor: sizes.limits[key] / 1024, unit: 'KB', ratio: 1 });
}

make_office();
await measure_sizes();
const start_ms = await measure_start();

const server = await Server.office(work);
const two_bytes = await Server.two_bytes();
const cookies = { management: await server.sign_in('dyrekcja') };
for (const size of [p500, p5000, p10000, p50000]) cookies[size] = await server.sign_in(`sales-${size}`);
const ids = await ids_of_clients(server, cookies[p5000]);
const nothing = list_file('nothing.txt', ['/']);
const floor_p99 = load(two_bytes, 'ask.lua', { connections: 1, seconds, parameters: [nothing, 'none=1'] }).p99;
await measure_card(server, two_bytes, cookies[p5000], ids);
const cards = list_file('card.txt', ids.map((id) => `/api/v1/company/${id}?with=employments:20,activities:20`));
await attempt('the cost of rights', '≤ 1.2 ×', () => measure_evaluation(server, cookies, p5000, cards, seconds));
await attempt('unseen and missing', '≤ 1.05 ×', () => measure_unseen(server, cookies, p5000));
await measure_file(server, floor_p99, cookies, ids);
await measure_lists(server, floor_p99, cookies);
await attempt('search', 'p99 ≤ 30 ms', () => measure_search(server, floor_p99, cookies));
const creates = await measure_creates(server, cookies.management);
await measure_turnover(server, cookies.management);
await attempt('the list in Chromium', '≤ 300 ms, ≤ 150 MB', () => measure_list_page({ origin: server.origin, line, attempt }));
const idle = await server.connections(100);
const idle_at_floor = await two_bytes.connections(100);
line({ what: 'VmHWM of the serving process after all this with 100 connections', measured: server.memory_mb(), floor: two_bytes.memory_mb(), unit: 'MB', limit: 24 });
await attempt('a right decided anew', '≤ 1000 ms', async () => measure_decision(server, await server.sign_in('administrator'), cookies[p500]));
for (const socket of [...idle, ...idle_at_floor]) socket.destroy();
await two_bytes.stop('SIGKILL');
await server.stop();

if (creates) await attempt('durable creates, 64 connections', '≥ 0.5', () => line_of_creates(creates));
const csv = join(keep, 'csv');
await make_csv(csv, rows_to_import, 1);
await attempt('CSV import', '≤ 2.5 ×, ≥ 12,000 rows/s', () => measure_import({ work, bare, csv, rows: rows_to_import }));
await make_csv(csv, rows_to_import, 2);
await attempt('start after a kill in mid-import', '≤ 2 s', () => measure_kill({ work, csv, start_ms }));
await attempt('moving in', '≤ 1.2 ×, ≤ 3 s, ≤ 24 MB', () => measure_moving_in({ keep, csv, rows: rows_to_import }));
await attempt('reading of XLSX', '≤ 3 s, ≤ 16 MB', () => measure_reading({ keep }));
measure_web();

console.log(`\n${table()}\n\n${count_met()}; data file ${Math.round(statSync(data_file(work)).size / 2 ** 20)} MB, programs in ${build}`);
if (!given['no-record']) record({ command: `./bench${process.argv.slice(2).map((one) => ` ${one}`).join('')}`, companies, load_before, minutes: (now_ms() - began) / 60_000 });
process.exit(0);
