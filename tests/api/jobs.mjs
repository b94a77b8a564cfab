// Work in the background: bulk changes with their count before and undo after, who sees whose jobs, files in pieces.
import { equal, has_complaint, has_status, new_id, ok, sleep, test } from '../lib.mjs';

export async function finished(client, id, seconds = 60) {
  for (let waited = 0; waited < seconds * 1000; waited += 50) {
    const { json } = has_status(await client.get(`/jobs/${id}`), 200);
    if (!['queued', 'running'].includes(json.state)) return json;
    await sleep(50);
  }
  throw new Error(`job ${id} does not end`);
}
export const start_bulk = async (client, entity, body) => {
  const op = new_id();
  const answer = has_status(await client.post(`/${entity}/bulk`, { op, ...body }), 202);
  equal(answer.json.job.id, op, 'the job is called like the operation');
  return op;
};

const refused_bulk = [
  { name: 'nothing chosen', body: { set: { status: 'active' } }, status: 422, code: 'required' },
  { name: 'both ids and where', body: { ids: [new_id()], where: 'tier = 1', set: { status: 'active' } }, status: 422, code: 'required' },
  { name: 'nothing to set', body: { where: 'tier = 1' }, status: 422, code: 'required' },
  { name: 'an unknown field', body: { where: 'tier = 1', set: { colour: 'red' } }, status: 422, code: 'field_unknown' },
  { name: 'a wrong value', body: { where: 'tier = 1', set: { tier: 'x' } }, status: 422 },
  { name: 'a broken condition', body: { where: 'tier = = 1', set: { status: 'active' } }, status: [400, 422] },
  { name: 'an unknown act', body: { where: 'tier = 1', act: 'paint' }, status: 422, code: 'choice_unknown' },
  { name: 'an unknown member', body: { where: 'tier = 1', set: { status: 'active' }, now: true }, status: 422, code: 'field_unknown' },
  { name: 'ids that are none', body: { ids: ['x'], set: { status: 'active' } }, status: 422, code: 'wrong_type' },
  { name: 'a set that holds one value', body: { where: 'tier = 1', add: { status: ['active'] } }, status: 422, code: 'field_holds_one' },
  { name: 'a delete that sets', body: { where: 'tier = 1', act: 'delete', set: { status: 'active' } }, status: 422, code: 'field_unknown' },
  { name: 'another count than was shown', body: { where: 'tier = 1', set: { status: 'active' }, count: 100000 }, status: 409, code: 'count_changed' },
  { name: 'an operation id that is none', body: { where: 'tier = 1', set: { status: 'active' }, op: 'x' }, status: 422, code: 'id_invalid' },
];

export async function jobs({ management, sales, administrator, accounting }) {
  for (const { name, body, status, code } of refused_bulk) {
    await test(`jobs: a bulk change with ${name} is refused`, async () => {
      const answer = has_status(await management.post('/company/bulk', body), ...[status].flat());
      if (code) has_complaint(answer, code);
    });
  }

  await test('jobs: a bulk change is counted first, done once, listed, and undone as one', async () => {
    const companies = [];
    for (let i = 0; i < 5; i += 1) companies.push(await management.create('company', { name: `Zbiorowa ${new_id()}`, status: 'prospect' }));
    const where = `id in (${companies.map(({ id }) => `"${id}"`).join(', ')})`;
    const body = { where, set: { industry: 'Zbiorowa' } };
    const preview = has_status(await management.post('/company/bulk', { ...body, preview: true }), 200).json;
    equal(preview, { count: 5, not_allowed: 0 });
    const job = await start_bulk(management, 'company', { ...body, count: preview.count });
    const ended = await finished(management, job);
    equal([ended.state, ended.done, ended.total, ended.result.changed, ended.result.lines], ['done', 5, 5, 5, []]);
    for (const { id } of companies) equal((await management.record('company', id)).industry, 'Zbiorowa');
    const [entry] = await management.history('company', companies[0].id);
    equal([entry.via, entry.batch], ['bulk', job]);
    ok(has_status(await management.get('/jobs'), 200).json.jobs.some(({ id }) => id === job), 'the list has it');
    // The same operation again is the same job.
    has_status(await management.post('/company/bulk', { ...body, op: job }), 202);
    equal((await finished(management, job)).tries, 1);
    // What somebody changed since is kept.
    await management.change('company', companies[0].id, { industry: 'Inna' });
    const undone = has_status(await management.post('/undo', { batch: job }), 200).json;
    equal([undone.undone, undone.kept.map(({ id }) => id)], [4, [companies[0].id]]);
    equal((await management.record('company', companies[1].id)).industry, null);
    has_status(await management.remove(`/jobs/${job}`), 204);
    has_status(await management.get(`/jobs/${job}`), 404);
  });

  await test('jobs: what the asker may not change is counted before and listed after', async () => {
    const all = await sales.count('company');
    const body = { where: 'id <> "00000000-0000-7000-8000-000000000001"', set: { industry: 'HVAC' } };
    const preview = has_status(await sales.post('/company/bulk', { ...body, preview: true }), 200).json;
    equal(preview.count, all, 'he counts what he sees');
    ok(preview.not_allowed > 0 && preview.not_allowed < all, `some are others': ${preview.not_allowed} of ${all}`);
    const ended = await finished(sales, await start_bulk(sales, 'company', body));
    equal([ended.state, ended.result.refused], ['done', preview.not_allowed]);
    ok(ended.result.changed <= all - preview.not_allowed && ended.result.changed > 0, `${ended.result.changed} changed`);
    ok(ended.result.lines.every(({ errors }) => errors.length > 0), 'each says why');
    has_status(await sales.post('/undo', { batch: ended.id }), 200, 202);
    has_complaint(has_status(await accounting.post('/company/bulk', { where: 'tier = 1', set: { name: 'x' }, preview: true }), 403, 422), 'field_read_only');
  });

  await test('jobs: one record that is refused does not stop the others', async () => {
    const company = await management.create('company', { name: `Okres ${new_id()}` });
    const dates = ['2020-01-01', '2030-01-01', '2021-01-01'];
    const employments = [];
    for (const valid_from of dates) {
      const person = await management.create('person', { last_name: 'Okresowa' });
      employments.push(await management.create('employment', { company: company.id, person: person.id, valid_from }));
    }
    const ended = await finished(management, await start_bulk(management, 'employment', { ids: employments.map(({ id }) => id), set: { valid_to: '2025-01-01' } }));
    equal([ended.state, ended.result.changed, ended.result.refused], ['done', 2, 1]);
    equal(ended.result.lines.map((line) => [line.id, line.errors[0].code, line.errors[0].field]), [[employments[1].id, 'period_backwards', 'valid_to']]);
    equal((await management.record('employment', employments[1].id)).valid_to, null);
    equal((await management.record('employment', employments[2].id)).valid_to, '2025-01-01');
  });

  await test('jobs: links join and leave while the others stay', async () => {
    const territories = (await administrator.rows('territory', { limit: 3 })).map(({ id }) => id);
    const user = (await administrator.rows('user', { where: 'login = "handlowiec"' }))[0];
    const before = (await administrator.record('user', user.id)).territories.map(({ id }) => id).sort();
    const extra = territories.find((id) => !before.includes(id));
    if (!extra) return;
    const added = await finished(administrator, await start_bulk(administrator, 'user', { ids: [user.id], add: { territories: [extra] } }));
    equal([added.state, added.result.changed], ['done', 1]);
    equal((await administrator.record('user', user.id)).territories.map(({ id }) => id).sort(), [...before, extra].sort());
    await finished(administrator, await start_bulk(administrator, 'user', { ids: [user.id], remove: { territories: [extra] } }));
    equal((await administrator.record('user', user.id)).territories.map(({ id }) => id).sort(), before);
  });

  await test('jobs: more than a chunk is deleted, and undone in the background', async () => {
    const records = Array.from({ length: 450 }, (_, i) => ({ entity: 'person', kind: 'create', set: { last_name: `Masowa ${i}` } }));
    for (let i = 0; i < 2; i += 1) has_status(await management.post('/changes', { op: new_id(), records }), 200);
    const where = 'last_name starts "Masowa"';
    const count = has_status(await management.post('/person/bulk', { where, act: 'delete', preview: true }), 200).json.count;
    ok(count >= 900, `${count} found`);
    const job = await start_bulk(management, 'person', { where, act: 'delete', count });
    const ended = await finished(management, job);
    equal([ended.state, ended.result.changed], ['done', count]);
    equal(await management.count('person', where), 0);
    const as = new_id();
    equal(has_status(await management.post('/undo', { batch: job, as }), 202).json.job.id, as);
    const undone = await finished(management, as);
    equal([undone.state, undone.result.changed, undone.result.kept], ['done', count, 0]);
    equal(await management.count('person', where), count);
    // The undo is a batch itself.
    has_status(await management.post('/undo', { batch: as, as: new_id() }), 202);
  }, 120);

  await test('jobs: whose they are not learns nothing, who oversees learns little', async () => {
    const company = await management.create('company', { name: `Cudza ${new_id()}` });
    const job = await start_bulk(management, 'company', { ids: [company.id], set: { status: 'active' } });
    await finished(management, job);
    for (const [method, path] of [['GET', ''], ['DELETE', ''], ['POST', '/cancel'], ['POST', '/again'], ['GET', '/files/x.csv']]) {
      has_status(await sales.send(method, `/jobs/${job}${path}`, method === 'GET' ? undefined : {}), 404);
      has_status(await sales.send(method, `/jobs/${new_id()}${path}`, method === 'GET' ? undefined : {}), 404);
    }
    equal((await sales.get('/jobs')).json.jobs.filter(({ id }) => id === job), []);
    const seen = has_status(await administrator.get(`/jobs/${job}`), 200).json;
    equal([seen.is_own, seen.state, seen.title, seen.result, seen.reasons], [false, 'done', { entity: 'company' }, {}, []]);
    has_status(await administrator.post(`/jobs/${job}/again`, {}), 403);
    has_status(await administrator.remove(`/jobs/${job}`), 403);
    has_complaint(has_status(await management.post(`/jobs/${job}/again`, {}), 409), 'job_not_over');
    has_status(await management.get(`/jobs/${job}/files/..%2f..%2fteczka.db`), 404);
    has_status(await management.get(`/jobs/${job}/files/result.csv`), 404);
    has_status(await management.send('PATCH', `/jobs/${job}`, {}), 405);
    has_status(await management.post('/jobs', {}), 405);
  });
}

const refused_uploads = [
  { name: 'no name', body: { bytes: 5 }, code: 'required' },
  { name: 'no size', body: { name: 'a.csv' }, code: 'upload_empty' },
  { name: 'a size below one', body: { name: 'a.csv', bytes: 0 }, code: 'upload_empty' },
  { name: 'a size that is text', body: { name: 'a.csv', bytes: '5' }, code: 'wrong_type' },
  { name: 'a path for a name', body: { name: '../a.csv', bytes: 5 }, code: 'text_control_characters' },
  { name: 'a line in its name', body: { name: 'a\nb', bytes: 5 }, code: 'text_control_characters' },
  { name: 'a giant', body: { name: 'a.csv', bytes: 1e12 }, status: 413, code: 'upload_too_large' },
  { name: 'another member', body: { name: 'a.csv', bytes: 5, path: '/etc' }, code: 'field_unknown' },
];

export async function uploads({ management, sales }) {
  const put = (client, id, offset, bytes) => client.send('PUT', `/uploads/${id}?offset=${offset}`, bytes, { 'Content-Type': 'application/octet-stream' });

  for (const { name, body, status = 422, code } of refused_uploads) {
    await test(`uploads: a file with ${name} is refused`, async () => {
      has_complaint(has_status(await management.post('/uploads', body), status), code);
    });
  }

  await test('uploads: pieces arrive in order, once, and are their owner\'s', async () => {
    const bytes = 2_500_000;
    const { id, offset } = has_status(await management.post('/uploads', { name: 'Zażółć gęślą.csv', bytes }), 201).json;
    equal(offset, 0);
    const piece = Buffer.alloc(1 << 20, 'x');
    equal(has_status(await put(management, id, 0, piece), 200).json.offset, 1 << 20);
    equal(has_complaint(has_status(await put(management, id, 0, piece), 409), 'upload_offset'), undefined);
    equal(has_status(await management.get(`/uploads/${id}`), 200).json, { id, name: 'Zażółć gęślą.csv', bytes, offset: 1 << 20 });
    has_complaint(has_status(await put(management, id, 1 << 21, piece), 409), 'upload_offset');
    equal(has_status(await put(management, id, 1 << 20, piece), 200).json.offset, 1 << 21);
    has_complaint(has_status(await put(management, id, 1 << 21, piece), 422), 'upload_too_long');
    equal(has_status(await put(management, id, 1 << 21, Buffer.alloc(bytes - (1 << 21), 'y')), 200).json.offset, bytes);
    for (const [method, body] of [['GET', undefined], ['PUT', 'x'], ['DELETE', {}]]) has_status(await sales.send(method, `/uploads/${id}?offset=0`, body), 404);
    has_status(await management.send('PUT', `/uploads/${id}`, 'x'), 400);
    has_status(await put(management, id, -1, 'x'), 400);
    has_status(await management.remove(`/uploads/${id}`), 204);
    has_status(await management.get(`/uploads/${id}`), 404);
  });

  await test('uploads: the same piece from many connections at once is written once', async () => {
    const { id } = has_status(await sales.post('/uploads', { name: 'a.csv', bytes: 4 }), 201).json;
    const answers = await Promise.all(Array.from({ length: 8 }, () => put(sales, id, 0, 'abcd')));
    equal(answers.filter(({ status }) => status === 200).length, 1);
    ok(answers.every(({ status }) => [200, 409].includes(status)), 'the others are told');
    has_status(await sales.remove(`/uploads/${id}`), 204);
  });

  await test('uploads: a user has a few at a time', async () => {
    const made = [];
    for (;;) {
      const answer = await sales.post('/uploads', { name: 'a.csv', bytes: 4 });
      if (answer.status !== 201) { has_complaint(has_status(answer, 429), 'too_many_uploads'); break; }
      made.push(answer.json.id);
      ok(made.length <= 40, 'a limit');
    }
    for (const id of made) has_status(await sales.remove(`/uploads/${id}`), 204);
  });
}
