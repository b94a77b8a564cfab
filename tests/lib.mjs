// What the whole-program suites share: a tiny runner, the programs under test, servers, and clients that are signed in.
// TECZKA_BUILD names the folder of the built programs, TECZKA_SHARED the folder of the shared test data.
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = resolve(dirname(fileURLToPath(import.meta.url)), '..');
export const build = resolve(repository, process.env.TECZKA_BUILD ?? 'build/release');
const shared_folder = resolve(repository, process.env.TECZKA_SHARED ?? '../shared/data');

// --- runner -------------------------------------------------------------------------------------------------------

class Skip extends Error {}
export const skip = (why) => { throw new Skip(why); };

const tally = { passed: 0, failed: 0, skipped: 0 };
const only = process.argv[2];  // a part of a case's name, to run a few while working on them

// Runs one case at once. A case fails by throwing, or by taking longer than `seconds`.
export async function test(name, run, seconds = 60) {
  if (only && !name.includes(only)) return;
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`took longer than ${seconds} s`)), seconds * 1000);
  });
  try {
    await Promise.race([run(), late]);
    tally.passed += 1;
  } catch (error) {
    if (error instanceof Skip) {
      tally.skipped += 1;
      console.log(`skipped  ${name}: ${error.message}`);
    } else {
      tally.failed += 1;
      console.log(`FAILED   ${name}\n         ${(error.is_plain ? error.message : error.stack).replaceAll('\n', '\n         ')}`);
    }
  } finally {
    clearTimeout(timer);
  }
}

// A whole suite: always ends with the tally as its last line and leaves neither processes nor folders behind.
export async function suite(run, minutes = 15) {
  const alarm = setTimeout(async () => {
    console.log(`FAILED   the suite took longer than ${minutes} minutes`);
    tally.failed += 1;
    await close();
  }, minutes * 60_000);
  const close = async () => {
    for (const child of running) child.kill('SIGKILL');
    await Promise.all([...running].map((child) => child.exited));
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    const skipped = tally.skipped ? `, ${tally.skipped} skipped` : '';
    console.log(`${tally.passed} passed, ${tally.failed} failed${skipped}`);
    process.exit(tally.failed ? 1 : 0);
  };
  try {
    for (const program of ['teczka', 'teczka-worker']) {
      if (!existsSync(join(build, program))) throw plain(`${join(build, program)} is missing: build it, or set TECZKA_BUILD`);
    }
    await run();
  } catch (error) {
    tally.failed += 1;
    console.log(`FAILED   the suite itself\n         ${error.is_plain ? error.message : error.stack}`);
  }
  clearTimeout(alarm);
  await close();
}

// --- checks -------------------------------------------------------------------------------------------------------

function plain(message) {
  const error = new Error(message);
  error.is_plain = true;
  return error;
}

export const fail = (message) => { throw plain(message); };
export const ok = (condition, message) => { if (!condition) fail(message); };

const shown = (value) => {
  const text = typeof value === 'string' ? JSON.stringify(value) : JSON.stringify(value) ?? String(value);
  return text.length > 600 ? `${text.slice(0, 600)}…` : text;
};
const sorted_keys = (value) => {
  if (Array.isArray(value)) return value.map(sorted_keys);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted_keys(value[key])]));
};
export function equal(actual, expected, what = '') {
  if (JSON.stringify(sorted_keys(actual)) === JSON.stringify(sorted_keys(expected))) return;
  fail(`${what ? `${what}: ` : ''}expected ${shown(expected)}, got ${shown(actual)}`);
}
export function includes(text, part, what = '') {
  if (!text.includes(part)) fail(`${what ? `${what}: ` : ''}expected ${shown(part)} in ${shown(text)}`);
}
export function has_status(answer, ...allowed) {
  if (!allowed.includes(answer.status)) fail(`${answer.asked}: expected ${allowed.join(' or ')}, got ${answer.status} ${answer.text.slice(0, 600)}`);
  if (answer.status >= 400) is_problem(answer);
  return answer;
}
// Every error has the same shape.
export function is_problem(answer) {
  includes(answer.headers['content-type'] ?? '', 'application/problem+json', answer.asked);
  const { type, title, status, errors } = answer.json ?? {};
  const is_whole = type === 'about:blank' && typeof title === 'string' && status === answer.status && Array.isArray(errors) &&
    errors.length > 0 && errors.every((one) => typeof one.field === 'string' && /^[a-z0-9_]+$/.test(one.code) && one.parameters !== null && typeof one.parameters === 'object');
  if (!is_whole) fail(`${answer.asked}: not a whole problem: ${answer.text.slice(0, 600)}`);
}
export function has_complaint(answer, code, field) {
  const found = answer.json?.errors?.some((one) => one.code === code && (field === undefined || one.field === field));
  if (!found) fail(`${answer.asked}: expected ${code}${field === undefined ? '' : ` at "${field}"`}, got ${answer.text.slice(0, 600)}`);
}

// --- folders, data, ids -------------------------------------------------------------------------------------------

const folders = [];
export function new_folder() {
  const folder = mkdtempSync(join(tmpdir(), 'teczka-suite-'));
  folders.push(folder);
  return folder;
}

// A file or folder of the shared data; the case is skipped where there is none.
export function shared(path) {
  const whole = join(shared_folder, path);
  if (!existsSync(whole)) skip(`no ${path} in ${shared_folder}`);
  return whole;
}

// UUIDv7, as clients make them.
export function new_id() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

// --- programs -----------------------------------------------------------------------------------------------------

const running = new Set();

function keep(child) {
  running.add(child);
  child.exited = new Promise((done) => child.once('exit', (status, signal) => {
    running.delete(child);
    done({ status, signal });
  }));
  return child;
}

// Runs `teczka …` to its end: { status, out, err }. status is null when it was killed.
export function teczka(args, { input = '', seconds = 120, cwd, on_start } = {}) {
  return new Promise((done) => {
    const child = execFile(join(build, 'teczka'), args, { cwd, timeout: seconds * 1000, killSignal: 'SIGKILL', maxBuffer: 256 << 20 },
      (error, out, err) => done({ status: child.exitCode, signal: child.signalCode, out, err, said: `${out}${err}`, command: `teczka ${args.join(' ')}` }));
    keep(child);
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    on_start?.(child);
  });
}
export async function teczka_ok(args, options) {
  const ran = await teczka(args, options);
  if (ran.status !== 0) fail(`${ran.command}: ended with ${ran.status ?? ran.signal}: ${ran.said.slice(-1500)}`);
  return ran;
}

export const sleep = (ms) => new Promise((done) => { setTimeout(done, ms); });

// Starts `teczka serve` on a free port and waits until it listens.
export const serve = (data, more = []) => serve_with(['--data', data, '--listen', '127.0.0.1:0', ...more]);
export async function serve_with(args) {
  const log = join(new_folder(), 'server.log');
  const file = openSync(log, 'w');
  const child = keep(spawn(join(build, 'teczka'), ['serve', ...args], { stdio: ['ignore', file, file] }));
  closeSync(file);
  const server = {
    child,
    said: () => readFileSync(log, 'utf8'),
    // SIGTERM; resolves with how it ended.
    stop: async () => { child.kill('SIGTERM'); return child.exited; },
    kill: async () => { child.kill('SIGKILL'); return child.exited; },
  };
  for (let waited = 0; waited < 30_000; waited += 20) {
    const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(server.said())?.[1];
    if (port) return Object.assign(server, { port: Number(port), origin: `http://127.0.0.1:${port}` });
    if (child.exitCode !== null) fail(`the server ended with ${child.exitCode}: ${server.said()}`);
    await sleep(20);
  }
  return fail(`the server does not listen: ${server.said()}`);
}

// A demo office as ./run makes it.
export async function demo(companies, seed = 1) {
  const data = new_folder();
  await teczka_ok(['demo', '--data', data, '--companies', String(companies), '--seed', String(seed)]);
  return data;
}
export const demo_password = 'demo-teczka';
export const demo_logins = { accounting: 'ksiegowosc', management: 'dyrekcja', sales: 'handlowiec', administrator: 'administrator' };

// --- clients ------------------------------------------------------------------------------------------------------

// Told of every request of every client and what came of it.
export const listeners = [];

export class Client {
  // `from`: another address of this machine, whose failures are counted apart.
  constructor(server, { cookie = '', origin = server.origin, from = '127.0.0.1' } = {}) {
    Object.assign(this, { server, cookie, origin, from });
    this.agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
  }

  // `body`: a string or bytes are sent as they are, anything else as JSON. Paths begin behind /api/v1.
  send(method, path, body, headers = {}) {
    const bytes = body === undefined ? undefined : typeof body === 'string' || Buffer.isBuffer(body) ? Buffer.from(body) : Buffer.from(JSON.stringify(body));
    const all = {};
    if (this.cookie) all.Cookie = this.cookie;
    if (this.origin) all.Origin = this.origin;
    if (bytes) Object.assign(all, { 'Content-Type': 'application/json', 'Content-Length': bytes.length });
    Object.assign(all, headers);
    for (const name of Object.keys(all)) if (all[name] === null) delete all[name];
    const asked = `${method} ${path.slice(0, 200)}`;
    return new Promise((done, reject) => {
      const request = http.request({ host: '127.0.0.1', localAddress: this.from, port: this.server.port, method, path: `/api/v1${path}`, headers: all, agent: this.agent, timeout: 30_000 }, (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.on('error', reject);
        response.on('end', () => {
          const whole = Buffer.concat(parts);
          const text = whole.toString('utf8');
          let json;
          try { json = JSON.parse(text); } catch { /* not every answer is JSON */ }
          for (const listener of listeners)
            listener({ method, path, body: bytes?.length < 100_000 ? bytes.toString('utf8') : undefined, status: response.statusCode, json, type: response.headers['content-type'] });
          done({ asked, status: response.statusCode, headers: response.headers, bytes: whole, text, json });
        });
      });
      request.on('timeout', () => request.destroy(new Error(`${asked}: no answer`)));
      request.on('error', reject);
      request.end(bytes);
    });
  }
  get(path, headers) { return this.send('GET', path, undefined, headers); }
  post(path, body, headers) { return this.send('POST', path, body, headers); }
  patch(path, body, headers) { return this.send('PATCH', path, body, headers); }
  remove(path, body, headers) { return this.send('DELETE', path, body ?? {}, headers); }

  // A list with its condition, order and columns: list('company', { where: 'tier = 1', limit: 5 }).
  list(entity, parameters = {}) { return this.get(`/${entity}?${new URLSearchParams(parameters)}`); }
  async rows(entity, parameters) { return has_status(await this.list(entity, parameters), 200).json.rows; }
  async count(entity, where = '') {
    const { json } = has_status(await this.list(entity, { count: '1', limit: '1', ...(where && { where }) }), 200);
    ok(json.count_is_exact, `the count of ${entity} is not exact`);
    return json.count;
  }

  // A write whose warnings are accepted: sample records repeat themselves.
  async write(method, path, body) {
    const first = await this.send(method, path, body);
    const errors = first.status === 422 ? first.json?.errors ?? [] : [];
    if (!errors.length || !errors.every((one) => String(one.parameters.warning) === 'true')) return first;
    return this.send(method, path, { ...body, accept: Object.fromEntries(errors.map((one) => [one.code, 'a test'])) });
  }
  async create(entity, set) {
    const id = new_id();
    const answer = await this.write('POST', `/${entity}`, { op: new_id(), id, set });
    return { ...has_status(answer, 201).json.record, id, op: answer.json.op };
  }
  async record(entity, id) { return has_status(await this.get(`/${entity}/${id}`), 200).json; }
  async change(entity, id, set) {
    const { rev } = await this.record(entity, id);
    return has_status(await this.write('PATCH', `/${entity}/${id}`, { op: new_id(), rev, set }), 200).json;
  }
  async delete(entity, id) {
    const { rev } = await this.record(entity, id);
    return has_status(await this.remove(`/${entity}/${id}`, { op: new_id(), rev }), 200).json;
  }
  async history(entity, id) { return has_status(await this.get(`/${entity}/${id}/history`), 200).json.entries; }
  close() { this.agent.destroy(); }
}

export async function sign_in(server, login, password = demo_password) {
  const client = new Client(server);
  const answer = has_status(await client.post('/session', { login, password }), 200);
  client.cookie = answer.headers['set-cookie'][0].split(';')[0];
  client.session = answer.json;
  return client;
}

let strangers = 0;
export const stranger = () => `127.9.${Math.floor((strangers += 1) / 250)}.${1 + (strangers % 250)}`;

// One client a group of the demo office, each with the `entities` of its catalogue by name.
export async function sign_in_all(server) {
  const clients = {};
  for (const [group, login] of Object.entries(demo_logins)) {
    const client = await sign_in(server, login);
    const { json } = has_status(await client.get('/catalogue'), 200);
    client.entities = Object.fromEntries(json.entities.map((entity) => [entity.name, entity]));
    clients[group] = client;
  }
  return clients;
}
