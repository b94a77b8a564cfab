// A server's life: it stops gracefully, survives being killed, owns its folder, and lets the command line in by its socket.
import { execFileSync } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { demo, equal, fail, has_status, includes, new_folder, new_id, ok, serve, serve_with, sign_in, sleep, teczka, teczka_ok, test } from '../lib.mjs';

// Creates on several connections until the server is gone: what was acknowledged, and what else was answered.
function create_until_gone(client, connections) {
  const acknowledged = [];
  const others = [];
  let asked = 0;
  const one = async () => {
    for (;;) {
      const id = new_id();
      asked += 1;
      try {
        const answer = await client.post('/person', { op: new_id(), id, set: { last_name: `Trwała ${id}` } });
        if (answer.status === 201) acknowledged.push(id);
        else others.push(answer.status);
        if (answer.status === 503) return;
      } catch { return; }
    }
  };
  const done = Promise.all(Array.from({ length: connections }, one));
  return { acknowledged, others, done, asked: () => asked };
}

async function all_there(client, ids) {
  for (let i = 0; i < ids.length; i += 100) {
    const some = ids.slice(i, i + 100);
    const rows = has_status(await client.post('/query', { entity: 'person', where: `id in (${some.map((id) => `"${id}"`).join(', ')})`, columns: ['id'], limit: 500 }), 200).json.rows;
    equal(rows.length, some.length, 'records that were acknowledged');
  }
}

export async function life() {
  const data = await demo(20, 7);

  await test('life: killed in the middle of writing, it keeps every acknowledged record and starts again', async () => {
    let server = await serve(data);
    const kept = [];
    for (let turn = 0; turn < 3; turn += 1) {
      const client = await sign_in(server, 'dyrekcja');
      const load = create_until_gone(client, 16);
      while (load.acknowledged.length < 60) await sleep(10);
      await server.kill();
      await load.done;
      equal(load.others, [], 'other answers');
      kept.push(...load.acknowledged);
      client.close();
      const begun = Date.now();
      server = await serve(data);
      ok(Date.now() - begun < 5000, `started after ${Date.now() - begun} ms`);
      const reader = await sign_in(server, 'dyrekcja');
      await all_there(reader, kept);
      await reader.create('person', { last_name: 'Po awarii' });
      reader.close();
    }
    await server.stop();
  }, 120);

  await test('life: told to stop, it answers what it accepted, ends with 0 and lets the folder go', async () => {
    const server = await serve(data);
    const client = await sign_in(server, 'dyrekcja');
    const load = create_until_gone(client, 16);
    while (load.acknowledged.length < 60) await sleep(10);
    const begun = Date.now();
    const ended = await server.stop();
    equal(ended, { status: 0, signal: null });
    ok(Date.now() - begun < 8000, `stopped after ${Date.now() - begun} ms`);
    await load.done;
    ok(load.others.every((status) => status === 503), `other answers: ${load.others}`);
    client.close();
    const next = await serve(data);
    const reader = await sign_in(next, 'dyrekcja');
    await all_there(reader, load.acknowledged);
    await next.stop();
  });

  await test('life: what was refused because of a kill is answered once when it is sent again', async () => {
    let server = await serve(data);
    let client = await sign_in(server, 'dyrekcja');
    const body = { op: new_id(), id: new_id(), set: { last_name: 'Powtórzona' } };
    const first = has_status(await client.post('/person', body), 201).json;
    await server.kill();
    client.close();
    server = await serve(data);
    client = await sign_in(server, 'dyrekcja');
    equal(has_status(await client.post('/person', body), 200, 201).json.seq, first.seq, 'seq');
    equal((await client.history('person', body.id)).length, 1, 'history');
    await server.stop();
  });

  await test('life: a session outlives a restart', async () => {
    let server = await serve(data);
    const client = await sign_in(server, 'handlowiec');
    await server.stop();
    client.close();
    server = await serve(data);
    const again = await sign_in(server, 'dyrekcja');
    again.cookie = client.cookie;
    equal(has_status(await again.get('/session'), 200).json.user.login, 'handlowiec');
    await server.stop();
  });

  await test('folder: one process owns it; others are told so', async () => {
    const server = await serve(data);
    for (const args of [['serve', '--data', data, '--listen', '127.0.0.1:0'], ['demo', '--data', data], ['import', '--data', data, '--map', '/dev/null', '--from', data]]) {
      const ran = await teczka(args, { seconds: 20 });
      ok(ran.status !== 0 && ran.status !== null && ran.err.length > 0, `${ran.command}: ${ran.status} ${ran.said}`);
    }
    await server.stop();
    ok((await teczka(['demo', '--data', data])).status !== 0, 'a demo into an office with records');
  });

  for (const with_server of [false, true]) {
    await test(`user add: works ${with_server ? 'through the socket of the server' : 'without a server'}`, async () => {
      let server = with_server ? await serve(data) : undefined;
      const login = `nowy${with_server ? 1 : 0}`;
      const add = (more, input) => teczka(['user', 'add', '--data', data, '--login', login, '--password-stdin', ...more], { input, seconds: 30 });
      equal((await add(['--group', 'sales', '--name', 'Nowy Handlowiec'], 'dobre-hasło-123\n')).status, 0, 'exit status');
      server ??= await serve(data);
      const client = await sign_in(server, login, 'dobre-hasło-123');
      equal([client.session.user.name, client.session.groups], ['Nowy Handlowiec', ['sales']]);
      if (with_server) {
        equal((await add(['--group', 'management', '--group', 'accounting'], 'lepsze-hasło-456\n')).status, 0, 'a second time');
        has_status(await client.get('/session'), 401);
        const again = await sign_in(server, login, 'lepsze-hasło-456');
        equal([...again.session.groups].sort(), ['accounting', 'management']);
        has_status(await client.post('/session', { login, password: 'dobre-hasło-123' }), 401);
      }
      await server.stop();
    });
  }

  const refused_users = [
    { name: 'no such group', args: ['--login', 'a', '--group', 'kings'], input: 'dobre-hasło-123\n', says: 'group' },
    { name: 'a group with a quote', args: ['--login', 'a', '--group', 'x" or "1" = "1'], input: 'dobre-hasło-123\n', says: 'group' },
    { name: 'a short password', args: ['--login', 'a', '--group', 'sales'], input: 'krótkie\n', says: 'password' },
    { name: 'no password', args: ['--login', 'a', '--group', 'sales'], input: '', says: 'password' },
    { name: 'a login with a line end', args: ['--login', 'a\nb', '--group', 'sales'], input: 'dobre-hasło-123\n', says: 'login' },
  ];
  for (const { name, args, input, says } of refused_users) {
    await test(`user add: ${name} is refused with a sentence`, async () => {
      const ran = await teczka(['user', 'add', '--data', data, '--password-stdin', ...args], { input, seconds: 30 });
      ok(ran.status !== 0 && ran.status !== null, `ended with ${ran.status}`);
      includes(ran.err.toLowerCase(), says);
    });
  }

  await test('folder: its files are the owner\'s alone', async () => {
    const server = await serve(data);
    const modes = readdirSync(data).map((file) => [file, statSync(join(data, file)).mode]);
    await server.stop();
    for (const [file, mode] of modes) if ((mode & 0o077) !== 0) fail(`${file} has mode ${(mode & 0o777).toString(8)}`);
  });

  const refused_serves = [
    { name: 'no data folder', args: ['serve'] }, { name: 'a bad address', args: ['serve', '--data', data, '--listen', 'here'] }, { name: 'a port that is none', args: ['serve', '--data', data, '--listen', '127.0.0.1:99999'] },
    { name: 'a configuration that is missing', args: ['serve', '--data', data, '--config', '/no/such.toml'] }, { name: 'a verb that is none', args: ['dance'] }, { name: 'no verb', args: [] },
    { name: 'an address beyond this machine without TLS', args: ['serve', '--data', data, '--listen', '0.0.0.0:0'] },
    { name: 'a data file that is none', args: () => { const folder = new_folder(); writeFileSync(join(folder, 'teczka.db'), 'not a database'.repeat(1000)); return ['serve', '--data', folder, '--listen', '127.0.0.1:0']; } },
  ];
  for (const { name, args } of refused_serves) {
    await test(`command line: ${name} ends at once with a sentence`, async () => {
      const ran = await teczka(typeof args === 'function' ? args() : args, { seconds: 10 });
      ok(ran.status !== 0 && ran.status !== null && ran.said.trim().length > 5, `${ran.status ?? ran.signal}: ${ran.said}`);
    });
  }

  await test('command line: a configuration file says what the command line leaves out', async () => {
    const config = join(new_folder(), 'teczka.toml');
    writeFileSync(config, `data = "${data}"\n[listen]\nplain = ["127.0.0.1:0"]\n`);
    const server = await serve_with(['--config', config]);
    await server.stop();
    includes((await teczka_ok(['serve', '--config', config, '--check-config'])).out, 'in order');
    writeFileSync(config, 'colour = "red"\n');
    ok((await teczka(['serve', '--data', data, '--config', config], { seconds: 10 })).status !== 0, 'an unknown key');
  });

  const has_sqlite = (() => { try { execFileSync('sqlite3', ['--version']); return true; } catch { return false; } })();
  const models = [
    { format: 'json', check: (out) => ok(JSON.stringify(JSON.parse(out)).includes('credit_limit'), 'fields') },
    { format: 'mermaid', check: (out) => { includes(out, 'erDiagram'); includes(out.toLowerCase(), 'company'); } },
    { format: 'sql', check: (out) => { includes(out, 'CREATE TABLE'); if (has_sqlite) execFileSync('sqlite3', [':memory:'], { input: out, stdio: ['pipe', 'pipe', 'inherit'] }); } },
    { format: 'sql', more: ['--engine', 'postgres'], check: (out) => includes(out, 'CREATE TABLE') },
  ];
  for (const { format, more = [], check } of models) {
    await test(`model: --format ${format} ${more.join(' ')}`, async () => check((await teczka_ok(['model', '--format', format, ...more])).out));
  }
}
