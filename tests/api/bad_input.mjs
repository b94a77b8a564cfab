// What a broken or hostile client sends: a 4xx problem that names the place, nothing changed, nothing secret said.
import net from 'node:net';
import { equal, fail, has_complaint, has_status, includes, new_id, ok, test } from '../lib.mjs';

const deep = (depth, open, close, inside = '') => open.repeat(depth) + inside + close.repeat(depth);

// Wrong values by field type. `codes`: any of these is a fitting reason.
const wrong_type = [
  { value: { a: 1 }, codes: ['wrong_type'] }, { value: [[]], codes: ['wrong_type'] },
];
const control = String.fromCharCode(1);
const wrong_values = {
  text: [{ value: 1, codes: ['wrong_type'] }, { value: true, codes: ['wrong_type'] }, { value: ['a'], codes: ['wrong_type'] },
    { value: 'x'.repeat(100_001), codes: ['text_too_long'] }, { value: `a${control}b`, codes: ['text_control_characters'] }, { value: 'a\0b', codes: ['text_control_characters'] },
    { value: 'a\nb', codes: ['text_control_characters'] }, { value: `a${String.fromCharCode(0x7f)}`, codes: ['text_control_characters'] }],
  note: [{ value: 1, codes: ['wrong_type'] }, { value: 'x'.repeat(100_001), codes: ['text_too_long'] }, { value: `a${control}b`, codes: ['text_control_characters'] }, { value: 'a\0', codes: ['text_control_characters'] }],
  integer: [{ value: '1', codes: ['wrong_type'] }, { value: 1.5, codes: ['wrong_type'] }, { raw: '1e400', codes: ['json_number'] }, { raw: '99999999999999999999', codes: ['json_number'] }, { value: true, codes: ['wrong_type'] }],
  decimal: [{ value: 1, codes: ['wrong_type'] }, { value: 1.5, codes: ['wrong_type'] }, { value: 'abc', codes: ['wrong_type'] }, { value: '1,5', codes: ['wrong_type'] }, { value: '1e5', codes: ['wrong_type'] }, { value: '1.2345678901', codes: ['number_out_of_range'] }, { value: '9'.repeat(30), codes: ['number_out_of_range'] }, { value: 'NaN', codes: ['wrong_type'] }, { value: ' 1', codes: ['wrong_type'] }, { value: '', codes: ['wrong_type'] }],
  date: [{ value: 20260105, codes: ['wrong_type'] }, { value: '2026-02-30', codes: ['date_invalid'] }, { value: '05.01.2026', codes: ['date_invalid'] }, { value: '2026-1-5', codes: ['date_invalid'] }, { value: '0000-00-00', codes: ['date_invalid'] }, { value: '2026-01-05T00:00:00Z', codes: ['date_invalid'] }],
  instant: [{ value: 0, codes: ['wrong_type'] }, { value: '05.01.2026 10:00', codes: ['date_invalid'] }, { value: '2026-01-05T25:00:00Z', codes: ['date_invalid'] }, { value: 'now', codes: ['date_invalid'] }],
  boolean: [{ value: 'true', codes: ['wrong_type'] }, { value: 1, codes: ['wrong_type'] }],
  choice: [{ value: 'no_such_code', codes: ['choice_unknown'] }, { value: 1, codes: ['wrong_type'] }, { value: 'A', codes: ['choice_unknown'] }],
  state: [{ value: 'no_such_code', codes: ['choice_unknown'] }, { value: 1, codes: ['wrong_type'] }],
  choices: [{ value: 'a', codes: ['wrong_type'] }, { value: ['no_such_code'], codes: ['choice_unknown'] }, { value: [1], codes: ['wrong_type'] }],
  country: [{ value: 'XX', codes: ['choice_unknown'] }, { value: 'Poland', codes: ['choice_unknown'] }], currency: [{ value: 'ABC', codes: ['choice_unknown'] }], language: [{ value: 'xx', codes: ['choice_unknown'] }],
  link: [{ value: 'x', codes: ['link_invalid'] }, { value: 1, codes: ['wrong_type'] }, { value: '../../etc/passwd', codes: ['link_invalid'] }, { value: new_id(), codes: ['link_unknown', 'link_invalid', 'link_missing', 'not_found'] }, { value: '00000000-0000-0000-0000-000000000000', codes: ['link_invalid', 'link_unknown', 'link_missing', 'not_found'] }],
  links: [{ value: 'x', codes: ['wrong_type'] }, { value: ['x'], codes: ['link_invalid'] }, { value: [1], codes: ['wrong_type'] }, { value: [new_id()], codes: ['link_unknown', 'link_invalid', 'link_missing', 'not_found'] }],
  any_link: [{ value: 'x', codes: ['wrong_type', 'link_invalid'] }, { value: { entity: 'colour', id: new_id() }, codes: ['link_invalid', 'link_unknown', 'entity_unknown'] }, { value: { entity: 'company', id: 'x' }, codes: ['link_invalid'] }, { value: { entity: 'company' }, codes: ['wrong_type'] }],
};
wrong_values.money = wrong_values.decimal;
wrong_values.condition = wrong_values.note;

// Whole bodies of POST /company.
const wrong_bodies = [
  { name: 'half an object', body: '{"set":{"name":"x"', status: 400, code: 'json_malformed' },
  { name: 'a comma too many', body: '{"set":{"name":"x",}}', status: 400, code: 'json_malformed' },
  { name: 'single quotes', body: "{'set':{}}", status: 400, code: 'json_malformed' },
  { name: 'a comment', body: '{"set":{}}//x', status: 400, code: 'json_malformed' },
  { name: 'two values', body: '{}{}', status: 400, code: 'json_malformed' },
  { name: 'NaN', body: '{"set":{"tier":NaN}}', status: 400, code: 'json_malformed' },
  { name: 'bytes that are no UTF-8 in a value', body: Buffer.concat([Buffer.from('{"set":{"name":"'), Buffer.from([0xff, 0xfe, 0xc0, 0xaf]), Buffer.from('"}}')]), status: 400, code: 'json_malformed' },
  { name: 'bytes that are no UTF-8 in a key', body: Buffer.concat([Buffer.from('{"set":{"na'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('me":"x"}}')]), status: 400, code: 'json_malformed' },
  { name: 'a lone surrogate', body: '{"set":{"name":"\\ud800"}}', status: 400, code: 'json_malformed' },
  { name: 'a raw control character', body: '{"set":{"name":"a\u0001b"}}', status: 400, code: 'json_malformed' },
  { name: 'a key twice', body: '{"set":{"name":"a","name":"b"}}', status: 400, code: 'json_duplicate_key' },
  { name: 'a key twice, once escaped', body: '{"set":{"name":"a","n\\u0061me":"b"}}', status: 400, code: 'json_duplicate_key' },
  { name: 'arrays 10,000 deep', body: deep(10_000, '[', ']'), status: 400, code: 'json_depth' },
  { name: 'objects 10,000 deep', body: deep(10_000, '{"a":', '}', '1'), status: 400, code: 'json_depth' },
  { name: 'objects 10,000 deep and never closed', body: '{"a":'.repeat(10_000), status: 400 },
  { name: 'an array', body: '[]', status: 400, code: 'json_not_an_object' },
  { name: 'null', body: 'null', status: 400, code: 'json_not_an_object' },
  { name: 'a text', body: '"company"', status: 400, code: 'json_not_an_object' },
  { name: 'another content type', body: '{"set":{"name":"x"}}', headers: { 'Content-Type': 'text/plain' }, status: [400, 415] },
  { name: 'a form', body: 'name=x', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, status: [400, 415] },
  { name: 'a member more', body: { op: new_id(), set: { name: 'x' }, admin: true }, status: 422, code: 'field_unknown', field: 'admin' },
  { name: 'an unknown field', body: { op: new_id(), set: { name: 'x', colour: 'red' } }, status: 422, code: 'field_unknown', field: 'colour' },
  { name: 'a prototype', body: '{"set":{"name":"x","__proto__":{"a":1}}}', status: 422, code: 'field_unknown' },
  { name: 'a list as set', body: { set: [] }, status: 422, code: 'wrong_type', field: 'set' },
  { name: 'a number as op', body: { op: 1, set: { name: 'x' } }, status: 422, code: 'id_invalid', field: 'op' },
  { name: 'a word as op', body: { op: 'x', set: { name: 'x' } }, status: 422, code: 'id_invalid', field: 'op' },
  { name: 'a word as id', body: { id: 'x', set: { name: 'x' } }, status: 422, code: 'id_invalid', field: 'id' },
  { name: 'the nil id', body: { id: '00000000-0000-0000-0000-000000000000', set: { name: 'x' } }, status: 422, code: 'id_invalid', field: 'id' },
  { name: 'a reason that is a number', body: { set: { name: 'x' }, accept: { name_twice: 1 } }, status: 422, code: 'wrong_type', field: 'accept.name_twice' },
  { name: 'nothing', body: {}, status: 422, code: 'required', field: 'name' },
  { name: 'more than a MiB', body: JSON.stringify({ set: { name: 'x', notes: 'x'.repeat(1 << 20) } }), status: 413 },
];

const wrong_paths = [
  ['GET', '/no_such_thing', 404], ['GET', '/company/x', 404], ['GET', '/company/%00', [400, 404]], ['GET', '/company/../user', 404], ['GET', '/company/%2e%2e/user', 404],
  ['GET', '//company', 404], ['GET', `/company/${new_id()}/history/x`, 404], ['GET', `/company/${new_id().toUpperCase()}x`, 404], ['PUT', `/company/${new_id()}`, 405], ['DELETE', '/company', 405],
  ['PATCH', '/company', 405], ['POST', '/catalogue', 405], ['GET', '/query', 405], ['GET', '/changes', 405], ['GET', `/company/${'a'.repeat(8000)}`, 404], ['GET', `/company?where=${'a'.repeat(20_000)}`, [400, 414, 431]],
  ['GET', '/session/x', [401, 404]], ['PUT', '/session', 405], ['GET', '/sqlite_master', 404], ['GET', '/journal', 404], ['GET', '/session_token', 404],
];

const filter_of = (depth) => { let tree = { field: 'tier', op: '=', value: 1 }; for (let i = 0; i < depth; i += 1) tree = { and: [tree] }; return tree; };
const wrong_questions = [
  { name: 'a condition 1,000 deep in parentheses', body: { entity: 'company', where: deep(1000, '(', ')', 'tier = 1') }, status: [400, 422], code: 'condition_depth' },
  { name: 'a condition of 1,000 nots', body: { entity: 'company', where: `${'not '.repeat(1000)}tier = 1` }, status: [400, 422], code: 'condition_depth' },
  { name: 'a JSON condition 1,000 deep', body: { entity: 'company', where: filter_of(1000) }, status: [400, 422] },
  { name: 'a JSON condition 30 deep', body: { entity: 'company', where: filter_of(29) }, status: [400, 422], code: 'condition_depth' },
  { name: 'a condition of 10,000 parts', body: { entity: 'company', where: Array(10_000).fill('tier = 1').join(' or ') }, status: [400, 422], code: 'condition_nodes' },
  { name: '501 values in a list', body: { entity: 'company', where: `tier in (${Array(501).fill('1').join(', ')})` }, status: [400, 422] },
  { name: 'a path of 60 links', body: { entity: 'company', where: `${'group_parent.'.repeat(60)}name = "x"` }, status: [400, 422] },
  { name: '81 columns', body: { entity: 'company', columns: Array(81).fill('name') }, status: [400, 422] },
  { name: 'no entity', body: {}, status: [400, 422] }, { name: 'an unknown entity', body: { entity: 'colour' }, status: [404, 422] }, { name: 'an entity out of sight', body: { entity: 'setting' }, status: [403, 404, 422] },
  { name: 'an unknown member', body: { entity: 'company', colour: 1 }, status: [400, 422] }, { name: 'an unknown operator', body: { entity: 'company', where: { field: 'tier', op: '===', value: 1 } }, status: [400, 422] },
  { name: 'five group keys', body: { entity: 'invoice', group: ['tier', 'territory', 'salesperson', 'company', 'currency'], measures: ['count()'] }, status: [400, 422] },
  { name: 'a measure of a text', body: { entity: 'invoice', group: ['tier'], measures: ['sum(number)'] }, status: [400, 422] },
  { name: 'a measure that is no measure', body: { entity: 'invoice', group: ['tier'], measures: ['drop(net)'] }, status: [400, 422] },
  { name: 'a number as columns', body: { entity: 'company', columns: 3 }, status: [400, 422] }, { name: 'a text as limit', body: { entity: 'company', limit: '5' }, status: [400, 422] }, { name: 'limit 501', body: { entity: 'company', limit: 501 }, status: [400, 422] },
  { name: 'a text that never ends', body: { entity: 'company', where: 'name = "x' }, status: [400, 422], code: 'condition_syntax' },
];

// Bytes on a bare socket that no HTTP library would send.
const raw_requests = [
  { name: 'no HTTP at all', bytes: '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03' }, { name: 'a header of 20 KB', bytes: `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n` },
  { name: 'two lengths', bytes: 'POST /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}' }, { name: 'a negative length', bytes: 'POST /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n' },
  { name: 'a length of 10 GB', bytes: 'POST /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000000\r\n\r\n' }, { name: 'a broken chunk', bytes: 'POST /api/v1/session HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n' },
  { name: 'a header without a name', bytes: 'GET / HTTP/1.1\r\n: x\r\n\r\n' }, { name: 'HTTP 9', bytes: 'GET / HTTP/9.9\r\nHost: a\r\n\r\n' },
];

function on_socket(port, bytes) {
  return new Promise((done) => {
    let said = '';
    const socket = net.connect(port, '127.0.0.1', () => socket.write(Buffer.from(bytes, 'latin1')));
    socket.setTimeout(4000, () => socket.destroy());
    socket.on('data', (data) => { said += data.toString('latin1'); });
    socket.on('error', () => {});
    socket.on('close', () => done(said));
  });
}

export async function bad_input({ server, management, accounting, administrator, sales }) {
  const clients = { management, accounting, administrator, sales };
  // What must not move: how many records there are, and the number of the last change.
  const state = async () => {
    const made = await management.create('person', { last_name: 'Licznik' });
    return { seq: made.rev, companies: await management.count('company') };
  };

  for (const group of ['management', 'accounting', 'administrator']) {
    const client = clients[group];
    for (const entity of Object.values(client.entities)) {
      if (!entity.verbs.includes('change')) continue;
      await test(`bad input: every field of ${entity.name} refuses what does not fit it (${group})`, async () => {
        const [row] = await client.rows(entity.name, { limit: '1' });
        if (!row) return;
        const before = await client.record(entity.name, row.id);
        const wrong = [];
        let asked = 0;
        for (const field of entity.fields) {
          if (field.type === 'list') continue;
          const cases = field.writable ? [...(wrong_values[field.type] ?? fail(`no wrong values for ${field.type}`)), ...(['links', 'choices'].includes(field.type) ? [] : wrong_type)]
            : [{ value: 'x' }];
          if (field.writable && field.max && ['text', 'note'].includes(field.type)) cases.push({ value: 'ą'.repeat(field.max), codes: ['text_too_long'] });
          for (const { value, raw, codes } of cases) {
            const written = raw ?? JSON.stringify(value);
            if (value === null && field.writable) continue;
            const answer = await client.patch(`/${entity.name}/${row.id}`, `{"op":"${new_id()}","set":{"${field.name}":${written}}}`);
            asked += 1;
            const error = answer.json?.errors?.[0];
            const is_field = error?.field === field.name || answer.status === 400;
            if (![400, 403, 422].includes(answer.status) || (codes && answer.status !== 403 && (!codes.includes(error?.code) || !is_field))) {
              wrong.push(`${field.name} (${field.type}) = ${written.slice(0, 60)}: ${answer.status} ${answer.text.slice(0, 220)}`);
            }
          }
        }
        if (wrong.length) fail(`${wrong.length} of ${asked}:\n${wrong.slice(0, 15).join('\n')}`);
        equal(await client.record(entity.name, row.id), before, 'the record');
      }, 120);
    }
  }

  for (const { name, body, headers, status, code, field } of wrong_bodies) {
    await test(`bad input: a body that is ${name} is refused with ${status}`, async () => {
      const before = await state();
      const answer = has_status(await management.post('/company', body, headers), ...[status].flat());
      if (code) has_complaint(answer, code, field);
      const after = await state();
      equal([after.seq - before.seq <= 2, after.companies], [true, before.companies], 'nothing changed');
      includes((await management.get('/health')).text, '"ok"');
    });
  }

  for (const [method, path, status] of wrong_paths) {
    await test(`bad input: ${method} ${path.slice(0, 60)} is ${status}`, async () => {
      has_status(await management.send(method, path, method === 'GET' ? undefined : {}), ...[status].flat());
    });
  }

  for (const { name, body, status, code } of wrong_questions) {
    await test(`bad input: a question with ${name} is refused`, async () => {
      const answer = has_status(await management.post('/query', body), ...status);
      if (code) has_complaint(answer, code);
      if (typeof body.where === 'string' && body.where.length < 10_000) has_status(await management.list('company', { where: body.where }), 400, 422, 431, 414);
    });
  }

  for (const { name, bytes } of raw_requests) {
    await test(`bad input: a socket that sends ${name} gets a 4xx or is closed`, async () => {
      const said = await on_socket(server.port, bytes);
      ok(said === '' || /^HTTP\/1\.1 (4\d\d|505)/.test(said), said.slice(0, 200));
      has_status(await management.get('/health'), 200);
    });
  }

  await test('bad input: a hundred clients that say nothing do not keep others waiting', async () => {
    const sockets = Array.from({ length: 100 }, () => net.connect(server.port, '127.0.0.1'));
    for (const socket of sockets) { socket.on('error', () => {}); socket.write('POST /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{'); }
    const begun = Date.now();
    has_status(await management.list('company', { limit: '10' }), 200);
    ok(Date.now() - begun < 2000, `${Date.now() - begun} ms`);
    for (const socket of sockets) socket.destroy();
  });

  await test('bad input: the server wrote no secret, no body and no crash into its log', async () => {
    const log = server.said();
    for (const secret of ['demo-teczka', 'argon2', management.cookie.split('=')[1], 'SELECT', 'invariant', 'Klient Zupełnie Obcy']) {
      ok(!log.includes(secret), `the log tells ${secret}`);
    }
    equal(server.child.exitCode, null, 'exit status');
  });
}
