// A small office for developing the page without the server: docs/api.md over made-up data, and dist with the CSP.
// Usage: node mock/server.mjs [port]; log-ins "sales", "management" with the password "demo".
import { randomBytes } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { make_catalogue, make_data } from './data.mjs';

const dist = fileURLToPath(new URL('../dist', import.meta.url));
const types = {
  js: 'text/javascript',
  css: 'text/css',
  woff2: 'font/woff2',
  svg: 'image/svg+xml',
  html: 'text/html; charset=utf-8',
};
const catalogue = make_catalogue();
const tables = make_data();
const entity_of = (name) => catalogue.entities.find((entity) => entity.name === name);
const field_of = (entity, name) => entity.fields.find((field) => field.name === name);
const fold = (text) =>
  String(text ?? '')
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replaceAll('ł', 'l');

let seq = 1000;
const history = [];
const sessions = new Map();

class Refused extends Error {
  constructor(status, errors) {
    super(`status ${status}`);
    Object.assign(this, { status, errors });
  }
}
const refuse = (status, code, field = '', parameters = {}) => {
  throw new Refused(status, [{ field, code, parameters }]);
};

const title_of = (entity, row) =>
  entity.title
    .map((name) => shown(entity, row, name))
    .map((value) => value?.title ?? value ?? '')
    .join(' ')
    .trim();
function shown(entity, row, path) {
  const [first, ...rest] = path.split('.');
  const field = field_of(entity, first);
  const value = row[first] ?? null;
  if (field?.type === 'link' && value) {
    const target = entity_of(field.to);
    const linked = tables[field.to].get(value);
    if (!linked) return null;
    return rest.length
      ? shown(target, linked, rest.join('.'))
      : { id: value, title: title_of(target, linked) };
  }
  if (field?.type === 'links')
    return (value ?? []).map((id) => ({
      id,
      title: title_of(entity_of(field.to), tables[field.to].get(id)),
    }));
  return value;
}

// `path op value` joined by and: enough for what the page itself asks.
function matcher(entity, where) {
  const tests = where
    .split(/\s+and\s+(?=[a-z_.]+\s)/)
    .filter(Boolean)
    .map((text) => {
      const match = /^([a-z_.]+)\s+(=|<>|>=|<=|contains|starts|in|is not null|is null)\s*(.*)$/.exec(
        text.trim(),
      );
      if (!match || !field_of(entity, match[1].split('.')[0])) refuse(422, 'condition_syntax', 'where');
      const [, path, operator, rest] = match;
      const values = [...rest.matchAll(/"((?:[^"]|"")*)"|([\w.-]+)/g)].map((one) => one[1] ?? one[2]);
      return (row) => {
        const raw = shown(entity, row, path);
        const value = raw?.id ?? raw;
        if (operator === 'is null') return value === null;
        if (operator === 'is not null') return value !== null;
        if (operator === 'contains') return fold(value).includes(fold(values[0]));
        if (operator === 'starts') return fold(value).startsWith(fold(values[0]));
        if (operator === 'in' && !rest.startsWith('(')) return String(value ?? '').startsWith('2026');
        if (operator === 'in' || operator === '=') return values.includes(String(value));
        if (operator === '<>') return !values.includes(String(value));
        const order = compare(value, values[0]);
        return value !== null && (operator === '>=' ? order >= 0 : order <= 0);
      };
    });
  return (row) => !row.deleted_at && tests.every((test) => test(row));
}
const compare = (a, b) => {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  const [x, y] = [Number(a), Number(b)];
  return Number.isNaN(x) || Number.isNaN(y)
    ? String(a?.title ?? a).localeCompare(String(b?.title ?? b), 'pl')
    : x - y;
};

function list(entity, question) {
  const order = question.get('order') || entity.order;
  const path = order.replace(/^-/, '');
  const rows = [...tables[entity.name].values()].filter(matcher(entity, question.get('where') ?? ''));
  rows.sort(
    (a, b) =>
      (order.startsWith('-') ? -1 : 1) * compare(shown(entity, a, path), shown(entity, b, path)) ||
      a.id.localeCompare(b.id),
  );
  const limit = Number(question.get('limit') || 50);
  const from = Number(question.get('after') || 0);
  const columns = (question.get('columns') || entity.list_columns.join(',')).split(',');
  const page = rows.slice(from, from + limit).map((row) => ({
    id: row.id,
    rev: row.rev,
    ...Object.fromEntries(columns.map((name) => [name, shown(entity, row, name)])),
  }));
  return {
    rows: page,
    ...(from + limit < rows.length && { next: String(from + limit) }),
    ...(question.get('count') && {
      count: Math.min(rows.length, 10000),
      count_is_exact: rows.length <= 10000,
    }),
  };
}

const full = (entity, row) => ({
  id: row.id,
  rev: row.rev,
  ...Object.fromEntries(
    entity.fields
      .filter((field) => !['id', 'rev', 'list'].includes(field.name))
      .map((field) => [field.name, shown(entity, row, field.name)]),
  ),
  display: title_of(entity, row),
  may: Object.fromEntries(entity.verbs.map((verb) => [verb, true])),
});

function nip_is_right(text) {
  const digits = [...text.replace(/\D/g, '')].map(Number);
  return (
    digits.length === 10 &&
    [6, 5, 7, 2, 3, 4, 5, 6, 7].reduce((sum, weight, at) => sum + weight * digits[at], 0) % 11 === digits[9]
  );
}

function check(entity, id, set, accept = {}) {
  const errors = [];
  const warnings = [];
  for (const [name, value] of Object.entries(set)) {
    const field = field_of(entity, name);
    if (!field) errors.push({ field: name, code: 'field_unknown', parameters: {} });
    else if (!field.writable) errors.push({ field: name, code: 'field_read_only', parameters: {} });
    else if (field.required && (value === null || value === ''))
      errors.push({ field: name, code: 'required', parameters: {} });
    else if (field.max && typeof value === 'string' && value.length > field.max)
      errors.push({ field: name, code: 'text_too_long', parameters: { max: String(field.max) } });
    else if (field.type === 'date' && value && !/^\d{4}-\d\d-\d\d$/.test(value))
      errors.push({ field: name, code: 'date_invalid', parameters: {} });
    if (name === 'tax_id' && value) {
      if (!nip_is_right(value)) errors.push({ field: name, code: 'nip_checksum', parameters: {} });
      else if ([...tables[entity.name].values()].some((row) => row.tax_id === value && row.id !== id))
        warnings.push({ field: name, code: 'tax_id_twice', parameters: { warning: 'true' } });
    }
  }
  const open = warnings.filter((one) => !accept[one.code]);
  if (errors.length || open.length) throw new Refused(422, [...errors, ...open]);
  return warnings;
}

function write(user, entity, row, set, kind, op, via = 'form') {
  const fields = Object.fromEntries(
    Object.entries(set).map(([name, value]) => {
      const old = shown(entity, row, name);
      row[name] = value;
      return [name, { old, new: shown(entity, row, name) }];
    }),
  );
  row.rev = ++seq;
  Object.assign(row, { changed_at: new Date().toISOString(), changed_by: user.id });
  history.push({
    seq,
    at: row.changed_at,
    actor: { id: user.id, title: user.name },
    via,
    kind,
    op,
    batch: null,
    reason: null,
    fields,
    entity: entity.name,
    id: row.id,
  });
  return { record: full(entity, row), seq, op, warnings: [] };
}

function change(user, entity, row, body) {
  if (body.rev !== undefined && body.rev < row.rev) {
    const later = history.filter((one) => one.id === row.id && one.seq > body.rev);
    const disputed = Object.keys(body.set).filter((name) => later.some((one) => name in one.fields));
    if (disputed.length) {
      throw new Refused(
        409,
        disputed.map((name) => ({
          field: name,
          code: 'changed_meanwhile',
          parameters: {
            mine: String(body.set[name] ?? ''),
            theirs: String(row[name] ?? ''),
            before: String(later.find((one) => name in one.fields).fields[name].old ?? ''),
          },
        })),
      );
    }
  }
  const warnings = check(entity, row.id, body.set, body.accept);
  return { ...write(user, entity, row, body.set, 'change', body.op), warnings };
}

function undo(user, op) {
  const entries = history.filter((one) => one.op === op).reverse();
  const kept = [];
  for (const entry of entries) {
    const entity = entity_of(entry.entity);
    const row = tables[entry.entity].get(entry.id);
    if (entry.kind === 'create') row.deleted_at = new Date().toISOString();
    else if (entry.kind === 'delete') row.deleted_at = null;
    const back = {};
    for (const [name, { old, new: now }] of Object.entries(entry.kind === 'change' ? entry.fields : {})) {
      if (JSON.stringify(shown(entity, row, name)) === JSON.stringify(now)) back[name] = old?.id ?? old;
      else kept.push({ entity: entity.name, id: row.id, field: name });
    }
    write(
      user,
      entity,
      row,
      back,
      entry.kind === 'delete' ? 'restore' : 'change',
      randomBytes(16).toString('hex'),
      'undo',
    );
  }
  return { undone: entries.length, seq, kept };
}

function groups(body) {
  const entity = entity_of(body.entity);
  const rows = [...tables[body.entity].values()].filter(matcher(entity, body.where ?? ''));
  const sums = new Map();
  const [measured] = /\((\w*)\)/.exec(body.measures[0]).slice(1);
  for (const row of rows) {
    const key = `${String(row.sold_on).slice(0, 4)}-01-01`;
    const [sum, count] = sums.get(key) ?? [0, 0];
    sums.set(key, [sum + Math.round(Number(row[measured]) * 100), count + 1]);
  }
  return {
    groups: [...sums]
      .sort()
      .map(([key, [sum, count]]) => ({ keys: [key], values: [(sum / 100).toFixed(2), count] })),
    more: false,
  };
}

function search(question) {
  const words = fold(question.get('q')).split(/\s+/).filter(Boolean);
  const limit = Number(question.get('limit') || 20);
  const names = question.get('entity')
    ? [question.get('entity')]
    : catalogue.entities.filter((entity) => entity.is_searched).map((entity) => entity.name);
  const hits = [];
  for (const name of names) {
    const entity = entity_of(name);
    for (const row of tables[name].values()) {
      const title = title_of(entity, row);
      if (
        !row.deleted_at &&
        words.every((word) =>
          fold(title)
            .split(' ')
            .some((part) => part.startsWith(word)),
        )
      ) {
        hits.push({ entity: name, id: row.id, title, subtitle: row.address_city ?? row.phone ?? '' });
        if (hits.length > limit) return { hits: hits.slice(0, limit), more: true };
      }
    }
  }
  return { hits, more: false };
}

const session_of = (user) => ({
  user: { id: user.id, login: user.login, name: user.name },
  groups: [user.login],
  language: user.language ?? 'pl',
  office: { name: 'Biuro', currency: 'PLN', time_zone: 'Europe/Warsaw' },
  today: '2026-01-05',
});

function answer(method, path, question, body, request, response) {
  const token = /teczka=(\w+)/.exec(request.headers.cookie ?? '')?.[1];
  const user = sessions.get(token);
  if (path === '/session') {
    if (method === 'POST') {
      const found = [...tables.user.values()].find((one) => one.login === body.login);
      if (!found || body.password !== 'demo') refuse(401, 'login_failed');
      const made = randomBytes(16).toString('hex');
      sessions.set(made, found);
      response.setHeader('Set-Cookie', `teczka=${made}; HttpOnly; SameSite=Strict; Path=/`);
      return session_of(found);
    }
    if (!user) refuse(401, 'unauthenticated');
    if (method === 'PATCH') user.language = body.language;
    if (method === 'DELETE') sessions.delete(token);
    return method === 'DELETE' ? undefined : session_of(user);
  }
  if (!user) refuse(401, 'unauthenticated');
  if (path === '/catalogue') return catalogue;
  if (path === '/search') return search(question);
  if (path === '/query') return groups(body);
  if (path === '/undo') return undo(user, body.op);
  const [, name, id, verb] = path.split('/');
  const entity = entity_of(name);
  if (!entity) refuse(404, 'not_found');
  if (!id && method === 'GET') return list(entity, question);
  if (!id) {
    const missing = entity.fields
      .filter((field) => field.required && field.writable && !(field.name in body.set))
      .map((field) => ({ field: field.name, code: 'required', parameters: {} }));
    if (missing.length) throw new Refused(422, missing);
    check(entity, body.id, body.set, body.accept);
    const row = {
      id: body.id,
      rev: 0,
      created_at: new Date().toISOString(),
      created_by: user.id,
      ...(field_of(entity, 'status') && { status: field_of(entity, 'status').choices[0].code }),
    };
    tables[name].set(body.id, row);
    response.statusCode = 201;
    return write(user, entity, row, body.set, 'create', body.op);
  }
  const row = tables[name].get(id);
  if (!row || row.deleted_at) refuse(404, 'not_found');
  if (verb === 'history') return { entries: history.filter((one) => one.id === id).reverse() };
  if (method === 'GET') return full(entity, row);
  if (method === 'DELETE') {
    const done = write(user, entity, row, {}, 'delete', body.op);
    row.deleted_at = new Date().toISOString();
    return { seq: done.seq, op: done.op };
  }
  return change(user, entity, row, body);
}

function serve_file(path, response) {
  const file = `${dist}${path}`;
  const is_file = path !== '/' && !path.includes('..') && existsSync(file);
  const kind = types[(is_file ? file : 'x.html').split('.').pop()] ?? 'application/octet-stream';
  response.setHeader('Content-Type', kind);
  if (is_file) return createReadStream(file).pipe(response);
  const nonce = randomBytes(16).toString('base64');
  response.setHeader(
    'Content-Security-Policy',
    `default-src 'self'; style-src 'self' 'nonce-${nonce}'; script-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'`,
  );
  return response.end(readFileSync(`${dist}/index.html`, 'utf8').replace('__CSP_NONCE__', nonce));
}

const port = Number(process.argv[2] ?? 8090);
createServer((request, response) => {
  const url = new URL(request.url, 'http://127.0.0.1');
  if (!url.pathname.startsWith('/api/v1/')) return serve_file(url.pathname, response);
  let text = '';
  request.on('data', (part) => (text += part));
  request.on('end', () => {
    let body;
    try {
      body = answer(
        request.method,
        url.pathname.slice(7),
        url.searchParams,
        text ? JSON.parse(text) : {},
        request,
        response,
      );
      if (body === undefined) response.statusCode = 204;
      response.setHeader('Content-Type', 'application/json');
    } catch (error) {
      if (!(error instanceof Refused)) console.error(error);
      response.statusCode = error.status ?? 500;
      response.setHeader('Content-Type', 'application/problem+json');
      body = {
        type: 'about:blank',
        title: error.message,
        status: response.statusCode,
        errors: error.errors ?? [],
      };
    }
    response.end(body === undefined ? '' : JSON.stringify(body));
  });
}).listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}`));
