// Is what goes over the wire as OpenAPI says? Listens to every request of a suite's clients, and at its end compares bodies,
// answers and statuses with the description: `teczka model --format openapi`, which needs no server.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { equal, fail, listeners, ok, repository, teczka_ok, test } from './lib.mjs';

const require = createRequire(join(repository, 'web/package.json'));

const samples_each = 25;  // of one route and status
// Nobody describes these: a wrong method, a body over the limit, an office that is busy.
const of_any_route = [400, 405, 413, 414, 431, 503];

// What an office added itself only its own document describes: custom_fields.mjs compares with that one.
const is_of_own = ({ path, body = '', json }) => /[/"]x_/.test(`${path} ${body} ${JSON.stringify(json ?? null)}`);

// What was heard: route → [{ status, sent, json, … }].
const heard = [];
const counts = new Map();
export function listen() {
  listeners.push((sample) => {
    const key = `${sample.method} ${sample.path.replace(/[0-9a-f-]{36}/g, '{id}').replace(/\?.*/, '')} ${sample.status}`;
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    if (count < samples_each && counts.size < 5000 && !is_of_own(sample)) heard.push(sample);
  });
}

export async function read_document(...more) {
  return JSON.parse((await teczka_ok(['model', '--format', 'openapi', ...more])).out);
}

// Members that no shape names shall not pass: objects are closed where they do not say what else they hold.
function closed(schema) {
  if (Array.isArray(schema)) return schema.map(closed);
  if (schema === null || typeof schema !== 'object') return schema;
  const out = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, name === 'properties' ? map_values(value, closed) : closed(value)]));
  if (out.type === 'object' && out.additionalProperties === undefined) out.additionalProperties = false;
  return out;
}
const map_values = (object, change) => Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));

export function validator_of(document) {
  const { default: Ajv } = require('ajv/dist/2020.js');
  const ajv = new Ajv({ strict: false, allErrors: false, formats: {
    uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, date: /^\d{4}-\d\d-\d\d$/,
    'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, int64: true, binary: true,
  } });
  ajv.addSchema({ $id: 'all', components: { schemas: map_values(document.components.schemas, closed) } });
  const known = new Map();
  // What is wrong with the value; nothing when it is as described.
  return (schema, value) => {
    const key = JSON.stringify(schema);
    if (!known.has(key)) known.set(key, ajv.compile(closed(JSON.parse(key.replaceAll('"#/', '"all#/')))));
    const check = known.get(key);
    return check(value) ? null : ajv.errorsText(check.errors);
  };
}

// The operation of a path as it was sent; literal segments go before braces.
export function finder_of(document) {
  const paths = Object.entries(document.paths).map(([path, item]) => ({ path, item, parts: path.slice(1).split('/') }));
  const braces = ({ parts }) => parts.filter((part) => part.startsWith('{')).length;
  paths.sort((a, b) => braces(a) - braces(b));
  return (path) => {
    const asked = path.replace(/\?.*/, '').slice(1).split('/');
    return paths.find(({ parts }) => parts.length === asked.length && parts.every((part, i) => part === asked[i] || part.startsWith('{')));
  };
}

const json_of = (text) => { try { return JSON.parse(text); } catch { return undefined; } };

// Complaints about one request and its answer.
function compare({ method, path, body, status, json, type }, found, check) {
  const at = `${method} ${path.slice(0, 120)} ${status}`;
  const operation = found?.item[method.toLowerCase()];
  if (!operation) return status < 300 ? [`${at}: nobody describes it`] : [];
  const response = operation.responses[status];
  if (!response) return of_any_route.includes(status) ? [] : [`${at}: not among ${Object.keys(operation.responses)}`];
  if (status >= 400) return [];  // its shape is checked where it is met
  const out = [];
  const content = Object.entries(response.content ?? {})[0];
  if (!content && type) out.push(`${at}: has a body`);
  if (content?.[0] === 'application/json') {
    const wrong = check(content[1].schema, json);
    if (wrong) out.push(`${at}: ${wrong} in ${JSON.stringify(json)?.slice(0, 300)}`);
  }
  const sent = operation.requestBody?.content['application/json'];
  const wrong = sent && body !== undefined && check(sent.schema, json_of(body));
  if (wrong) out.push(`${at}: sent ${wrong}: ${String(body).slice(0, 300)}`);
  const names = (operation.parameters ?? []).filter((one) => one.in === 'query').map((one) => one.name);
  for (const name of new URL(path, 'http://x').searchParams.keys())
    if (!names.includes(name) && !names.includes('more')) out.push(`${at}: nobody describes ?${name}`);
  return out;
}

// At a suite's end. `wanted`: which routes ("GET /jobs/{id}") must have been asked and have answered well.
export async function check_heard(wanted) {
  await test('openapi: what was sent and answered is as described', async () => {
    ok(heard.length > 100, `only ${heard.length} requests were heard`);
    const document = await read_document();
    const check = validator_of(document);
    const find = finder_of(document);
    const complaints = heard.flatMap((sample) => compare(sample, find(sample.path), check));
    if (complaints.length) fail(`${complaints.length} of ${heard.length}:\n${[...new Set(complaints)].slice(0, 25).join('\n')}`);
  });
  await test('openapi: each route was asked', async () => {
    const document = await read_document('--any-entity');
    const find = finder_of(document);
    const asked = new Set(heard.filter(({ status }) => status < 300).map(({ method, path }) => `${method} ${find(path)?.path}`));
    const all = Object.entries(document.paths).flatMap(([path, item]) => Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`));
    equal(all.filter((route) => wanted(route) && !asked.has(route)), [], 'never asked');
  });
}
