// Live: each hears of what he may see, soon, and nothing else; a break is made up for.
import http from 'node:http';
import { equal, has_status, new_id, ok, sign_in, sleep, test } from '../lib.mjs';
import { finished, start_bulk } from './jobs.mjs';

export function listen(client, last) {
  const heard = { events: [], is_over: false };
  const headers = { Cookie: client.cookie, ...(last !== undefined && { 'Last-Event-ID': String(last) }) };
  heard.request = http.get({ host: '127.0.0.1', port: client.server.port, path: '/api/v1/events', headers, agent: false }, (response) => {
    heard.status = response.statusCode;
    heard.headers = response.headers;
    let rest = '';
    response.setEncoding('utf8');
    response.on('data', (text) => {
      rest += text;
      for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
        const lines = Object.fromEntries(rest.slice(0, end).split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]));
        if (lines.event) heard.events.push({ name: lines.event, id: Number(lines.id), data: JSON.parse(lines.data) });
        rest = rest.slice(end + 2);
      }
    });
    response.on('close', () => { heard.is_over = true; });
  });
  heard.request.on('error', () => { heard.is_over = true; });
  heard.close = () => heard.request.destroy();
  heard.until = async (condition, seconds = 10) => {
    for (let waited = 0; waited < seconds * 1000; waited += 25) {
      const found = condition(heard);
      if (found) return found;
      await sleep(25);
    }
    throw new Error(`not heard of: ${JSON.stringify(heard.events).slice(0, 500)}`);
  };
  heard.record = (id) => heard.events.filter(({ name }) => name === 'records').flatMap(({ data }) => data.records).find((one) => one.id === id);
  return heard;
}
const hello = (heard) => heard.until(({ events }) => events.find(({ name }) => name === 'hello'));

export async function events({ server, management, sales, administrator }) {
  await test('events: a change is told to whoever may see it, and to nobody else', async () => {
    const boss = listen(management);
    const seller = listen(sales);
    const technician = listen(administrator);
    for (const one of [boss, seller, technician]) await hello(one);
    equal(boss.headers['content-type'], 'text/event-stream');
    const own = await sales.create('company', { name: `Własna ${new_id()}`, owner: sales.session.user.id });
    const user = (await administrator.rows('user', { where: 'login = "dyrekcja"' }))[0].id;
    const others = await management.create('company', { name: `Obca ${new_id()}`, owner: user, territory: null });
    await boss.until(({ record }) => record(others.id));
    ok(await boss.until(({ record }) => record(own.id)), 'management sees all');
    await seller.until(({ record }) => record(own.id));
    equal(seller.record(others.id), undefined, 'not his to see');
    await management.delete('company', others.id);
    equal((await boss.until(({ events: all }) => all.flatMap(({ data }) => data.records ?? []).find((one) => one.id === others.id && one.removed))).removed, true);
    await sleep(600);
    equal(seller.record(others.id), undefined, 'not even its end');
    for (const one of [boss, seller, technician]) one.close();
  });

  await test('events: who comes back hears what he missed', async () => {
    const first = listen(management);
    const { id } = await hello(first);
    first.close();
    const company = await management.create('company', { name: `Przerwa ${new_id()}` });
    const second = listen(management, id);
    await second.until(({ record }) => record(company.id));
    second.close();
    const wrong = listen(management, 'x');
    await hello(wrong);
    wrong.close();
  });

  await test('events: after a long break all is asked anew', async () => {
    const long_ago = listen(management, 1);
    await long_ago.until(({ events: all }) => all.find(({ name }) => name === 'reset'));
    long_ago.close();
  });

  await test('events: one\'s own jobs are heard of as they go', async () => {
    const boss = listen(management);
    const seller = listen(sales);
    await hello(boss);
    await hello(seller);
    const company = await management.create('company', { name: `Praca ${new_id()}` });
    const job = await start_bulk(management, 'company', { ids: [company.id], set: { status: 'active' } });
    await finished(management, job);
    await boss.until(({ events: all }) => all.find(({ name, data }) => name === 'job' && data.id === job && data.state === 'done'));
    await sleep(400);
    ok(!seller.events.some(({ name }) => name === 'job'), 'others\' are not');
    boss.close();
    seller.close();
  });

  await test('events: many changes of one kind are told as many', async () => {
    const boss = listen(management);
    await hello(boss);
    const records = Array.from({ length: 300 }, (_, i) => ({ entity: 'person', kind: 'create', set: { last_name: `Tłum ${i}` } }));
    has_status(await management.post('/changes', { op: new_id(), records }), 200);
    await boss.until(({ events: all }) => all.flatMap(({ data }) => data.records ?? []).find((one) => one.entity === 'person' && one.many));
    boss.close();
  });

  await test('events: signing out ends the stream, and nobody listens without a session', async () => {
    const client = await sign_in(server, 'dyrekcja');
    const heard = listen(client);
    await hello(heard);
    has_status(await client.remove('/session'), 204);
    await heard.until(({ is_over, events: all }) => is_over && all.some(({ name }) => name === 'end'), 5);
    has_status(await client.get('/events'), 401);
    has_status(await management.post('/events', {}), 405);
    client.close();
  });

  await test('events: a user who is switched off is cut off', async () => {
    const [{ id, login }] = await administrator.rows('user', { where: 'login = "ksiegowosc"', columns: 'login' });
    const client = await sign_in(server, login);
    const heard = listen(client);
    await hello(heard);
    await administrator.change('user', id, { is_active: false });
    await heard.until(({ is_over }) => is_over, 5);
    await administrator.change('user', id, { is_active: true });
    client.close();
  });

  await test('events: a user listens in so many tabs and no more', async () => {
    const all = Array.from({ length: 21 }, () => listen(administrator));
    await all[0].until(() => all.filter(({ status }) => status === 200).length >= 19 && all.every(({ status }) => status), 10);
    await sleep(500);
    const more = listen(administrator);
    await more.until(({ status }) => status);
    equal(more.status, 429);
    for (const one of [...all, more]) one.close();
    await sleep(2500);
    const again = listen(administrator);
    await hello(again);
    again.close();
  });
}
