// Taking the demo data away: what people added or changed stays, who asks stays; back again; twice; without the right; killed.
import { Client, demo, demo_logins, demo_password, equal, has_complaint, has_status, new_id, ok, serve, sign_in, sign_in_all, teczka, teczka_ok, test } from '../lib.mjs';
import { finished } from './jobs.mjs';

const start = (client, body = {}) => client.post('/demo/remove', { op: new_id(), ...body });
const removed = async (client, body) => {
  const job = await finished(client, has_status(await start(client, body), 202).json.job.id);
  equal(job.state, 'done', JSON.stringify(job.reasons));
  return job.result;
};
const shown = async (client) => has_status(await client.get('/demo'), 200).json;
const counted = async (client, entity) => (await shown(client)).counts.find((one) => one.entity === entity);
const names = async (client, entity, columns = 'name') =>
  (await client.rows(entity, { columns, limit: 200 })).map((row) => row[columns]).sort();
const may_enter = async (server, login) => {
  const client = new Client(server);
  const { status } = await client.post('/session', { login, password: demo_password });
  client.close();
  return status === 200;
};
// Somebody of the office's own, who may see everything.
async function colleague(server, folder) {
  await teczka_ok(['user', 'add', '--data', folder, '--login', 'szef', '--group', 'management', '--password-stdin'], { input: 'test-password-1\n' });
  return sign_in(server, 'szef', 'test-password-1');
}
const is_demo = async (client) => has_status(await client.get('/session'), 200).json.office.is_demo ?? false;

const refused = [
  { name: 'no op', body: { op: undefined }, code: 'wrong_type', field: 'op' },
  { name: 'an op that is a number', body: { op: 7 }, code: 'wrong_type', field: 'op' },
  { name: 'an op that is no id', body: { op: 'x' }, code: 'wrong_type', field: 'op' },
  { name: 'an unknown member', body: { all: true }, code: 'field_unknown', field: 'all' },
  { name: 'a choice that is a text', body: { with_changed: 'yes' }, code: 'wrong_type', field: 'with_changed' },
];

async function shown_and_refused() {
  const server = await serve(await demo(12, 5));
  const clients = await sign_in_all(server);
  const { administrator, management, sales, accounting } = clients;

  await test('demo: shown to who may change users, and to nobody else', async () => {
    ok(await is_demo(administrator), 'the session says it');
    equal((await shown(administrator)).is_demo, true);
    equal(await counted(administrator, 'company'), { entity: 'company', label: { pl: 'Firmy', en: 'Companies' }, untouched: 12, changed: 0, added: 0 });
    equal((await counted(administrator, 'invoice')).label.pl, 'Faktury', 'also of what he does not see');
    for (const client of [sales, management, accounting]) {
      has_status(await client.get('/demo'), 404);
      has_status(await start(client), 404);
      ok(!(await is_demo(client)), 'nor does the session say it');
    }
    const nobody = new Client(server);
    has_status(await nobody.get('/demo'), 401);
    has_status(await start(nobody), 401);
    nobody.close();
  });

  await test('demo: refusals name what is wrong, and nothing happens', async () => {
    for (const { name, body, code, field } of refused) {
      has_complaint(has_status(await start(administrator, body), 422), code, field);
      ok(name);
    }
    has_status(await administrator.get('/demo/remove'), 405);
    has_status(await administrator.post('/demo', {}), 405);
    has_status(await administrator.get('/demo/other'), 404);
    equal(await management.count('company'), 12);
  });
  for (const client of Object.values(clients)) client.close();
  await server.stop();
}

async function kept_and_gone() {
  const folder = await demo(40, 5);
  const server = await serve(folder);
  const clients = { ...(await sign_in_all(server)), boss: await colleague(server, folder) };
  const { administrator, management, accounting, boss } = clients;
  const [edited, billed, plain] = await management.rows('company', { limit: 3, order: 'name', columns: 'name' });
  const own = await management.create('company', { name: 'Własna Firma' });
  await management.create('activity', { subject: 'Rozmowa o kablach', company: own.id });
  await management.create('activity', { subject: 'Na próbę', company: plain.id });
  await management.change('company', edited.id, { notes: 'to już prawdziwy klient' });
  await accounting.create('invoice', { number: 'FV/W/1', company: billed.id, issued_on: '2026-11-02', net: '10.00' });
  const before = Object.fromEntries((await shown(administrator)).counts.map((one) => [one.entity, one]));

  await test('demo: the look before says what was changed and what people added', async () => {
    const { untouched, changed, added } = before.company;
    equal([untouched, changed, added], [39, 1, 1]);
    equal([before.activity.untouched, before.activity.added], [120, 2]);
    equal(before.invoice.added, 1);
  });

  let batch;
  await test('demo: what people added or changed stays, with what it needs; nobody of the demo comes in any more', async () => {
    const op = new_id();
    for (let i = 0; i < 2; ++i) equal(has_status(await start(administrator, { op }), 202).json.job.id, op);
    const job = await finished(administrator, op);
    equal(job.state, 'done', JSON.stringify(job.reasons));
    ({ batch } = job.result);
    equal(await names(administrator, 'company'), [edited.name, billed.name, 'Własna Firma'].sort());
    equal(await names(boss, 'activity', 'subject'), ['Rozmowa o kablach']);
    equal(job.result.refused, 0);
    const kept = job.result.lines.map((one) => `${one.entity} ${one.id} ${one.field}`);
    for (const one of [edited, billed]) ok(kept.includes(`company ${one.id} `), kept.join('\n'));
    for (const login of Object.values(demo_logins)) equal(await may_enter(server, login), login === demo_logins.administrator, login);
    has_status(await management.get('/session'), 401);
    equal(await is_demo(administrator), true, 'as long as something of it stays');
    equal((await names(administrator, 'office')).length, 1, 'the office itself');
    equal((await names(boss, 'user', 'login')).includes('szef'), true, 'whom people let in');
    has_status(await start(boss), 404);
  });

  await test('demo: brought back by undo, by the administrator alone, and taken away again', async () => {
    const undone = await finished(administrator, has_status(await administrator.post('/undo', { batch, as: new_id() }), 202).json.job.id);
    equal(undone.state, 'done', JSON.stringify(undone.reasons));
    equal(await administrator.count('company'), 41);
    equal(await boss.count('activity'), 122, 'what hung on them came back too');
    equal(await counted(administrator, 'company'), before.company, 'as if nothing had been');
    ok(await may_enter(server, demo_logins.sales), 'demo users come in again');
    const sales = await sign_in(server, demo_logins.sales);
    has_status(await start(sales), 404);
    sales.close();
    await removed(administrator);
    equal(await administrator.count('company'), 3);
  });

  await test('demo: with_changed takes what was changed too, and what people still need stays without the mark', async () => {
    const result = await removed(administrator, { with_changed: true });
    equal(await names(administrator, 'company'), [billed.name, 'Własna Firma'].sort());
    ok(result.kept >= 1, JSON.stringify(result));
    ok(!(await is_demo(administrator)), 'no demo office any more');
    equal(await shown(administrator), { is_demo: false, counts: [] });
    has_status(await start(administrator), 404);
  });
  for (const client of Object.values(clients)) client.close();
  await server.stop();
}

async function by_the_command_line() {
  await test('demo: teczka demo --remove, beside a running server and without one; its administrator stays', async () => {
    for (const is_served of [true, false]) {
      const folder = await demo(10, 6);
      const running = is_served ? await serve(folder) : null;
      await teczka_ok(['demo', '--remove', '--data', folder]);
      await running?.stop();
      const again = await teczka(['demo', '--remove', '--data', folder]);
      equal(again.status, 65, again.said);
      ok(/no demo data/.test(again.err), again.said);
      const after = await serve(folder);
      for (const login of Object.values(demo_logins)) equal(await may_enter(after, login), login === demo_logins.administrator, login);
      await after.stop();
    }
  });

  await test('demo: --as keeps the one who asks, with the office; undo brings the rest back', async () => {
    const folder = await demo(10, 6);
    const login = demo_logins.administrator;
    const refusal = await teczka(['demo', '--remove', '--as', demo_logins.sales, '--data', folder]);
    equal(refusal.status, 65, refusal.said);
    const done = await teczka_ok(['demo', '--remove', '--as', login, '--data', folder]);
    const batch = /--batch (\S+)/.exec(done.out)[1];
    const server = await serve(folder);
    const client = await sign_in(server, login);
    equal([await client.count('company'), await client.count('user')], [0, 1]);
    equal(await is_demo(client), false);
    await teczka_ok(['undo', '--batch', batch, '--data', folder]);
    equal(await client.count('company'), 10);
    equal(await is_demo(client), true);
    client.close();
    await server.stop();
  });
}

async function killed() {
  await test('demo: a removal that is killed goes on where it was', async () => {
    const folder = await demo(120, 7);
    let server = await serve(folder);
    let client = await sign_in(server, demo_logins.administrator);
    const op = new_id();
    has_status(await start(client, { op }), 202);
    await new Promise((done) => { setTimeout(done, 300); });
    client.close();
    await server.kill();
    server = await serve(folder);
    client = await sign_in(server, demo_logins.administrator);
    const job = await finished(client, op);
    equal(job.state, 'done', JSON.stringify(job.reasons));
    equal([job.result.kept, job.result.refused], [0, 0]);
    const boss = await colleague(server, folder);
    for (const entity of ['company', 'person', 'activity', 'product', 'invoice']) equal(await boss.count(entity), 0, entity);
    equal(await is_demo(client), false);
    client.close();
    boss.close();
    await server.stop();
  }, 180);
}

export async function demo_removal() {
  await shown_and_refused();
  await kept_and_gone();
  await by_the_command_line();
  await killed();
}
