// Jobs and the life of the server: killed in the middle, stopped in the middle, cancelled; and TLS.
import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import net from 'node:net';
import { join } from 'node:path';
import tls from 'node:tls';
import { build, demo, equal, has_complaint, has_status, includes, new_folder, new_id, ok, serve, sign_in, sleep, teczka, test } from '../lib.mjs';
import { finished, start_bulk } from './jobs.mjs';

// Long enough to be met in the middle.
const many = 9_000;

async function crowd(client) {
  const records = Array.from({ length: 500 }, (_, i) => ({ entity: 'person', kind: 'create', set: { last_name: `Liczna ${i}` } }));
  for (let i = 0; i < many / 500; i += 1) has_status(await client.post('/changes', { op: new_id(), records }), 200);
}

// As soon as it is no longer waiting.
async function begun(client, job) {
  for (;;) {
    const { json } = has_status(await client.get(`/jobs/${job}`), 200);
    if (json.state !== 'queued') return json;
    await sleep(10);
  }
}

export async function jobs_life() {
  const data = await demo(20, 9);
  let server = await serve(data);
  let boss = await sign_in(server, 'dyrekcja');
  await crowd(boss);
  const where = 'last_name starts "Liczna"';

  await test('jobs: killed in the middle, a bulk change goes on where it was', async () => {
    const job = await start_bulk(boss, 'person', { where, set: { title: 'dr' }, count: many });
    ok((await begun(boss, job)).state === 'running', 'it runs');
    await server.kill();
    boss.close();
    server = await serve(data);
    boss = await sign_in(server, 'dyrekcja');
    const ended = await finished(boss, job, 120);
    equal([ended.state, ended.tries, ended.result.changed], ['done', 2, many]);
    equal(await boss.count('person', `${where} and title = "dr"`), many);
  }, 180);

  await test('jobs: stopped in the middle, an undo goes on at the next start', async () => {
    const [{ id: batch }] = (await boss.get('/jobs')).json.jobs;
    const as = new_id();
    has_status(await boss.post('/undo', { batch, as }), 202);
    await begun(boss, as);
    equal((await server.stop()).status, 0, 'a clean end');
    boss.close();
    server = await serve(data);
    boss = await sign_in(server, 'dyrekcja');
    const ended = await finished(boss, as, 120);
    equal([ended.state, ended.result.changed, ended.result.kept], ['done', many, 0]);
    equal(await boss.count('person', `${where} and title = "dr"`), 0);
  }, 180);

  await test('jobs: cancelled, it stops soon; again, it ends', async () => {
    const job = await start_bulk(boss, 'person', { where, set: { title: 'inż.' } });
    has_status(await boss.post(`/jobs/${job}/cancel`, {}), 204);
    const stopped = await finished(boss, job);
    equal(stopped.state, 'cancelled');
    ok(stopped.done < many, `${stopped.done} of ${many}`);
    has_status(await boss.post(`/jobs/${job}/again`, {}), 204);
    const ended = await finished(boss, job, 120);
    equal([ended.state, ended.result.changed], ['done', many]);
  }, 180);

  await test('jobs: cancelled while others run, one that waits ends at once', async () => {
    const titles = ['mgr', 'inż.', 'dr', 'mgr'];
    const line = [];
    for (const title of titles) line.push(await start_bulk(boss, 'person', { where, set: { title } }));
    const waiting = line.pop();
    has_status(await boss.post(`/jobs/${waiting}/cancel`, {}), 204);
    const { state, done } = (await boss.get(`/jobs/${waiting}`)).json;
    equal([state, done], ['cancelled', 0]);
    for (const job of line) await boss.post(`/jobs/${job}/cancel`, {});
    for (const job of line) await finished(boss, job, 120);
  }, 120);

  await test('jobs: a save by a person does not wait for a bulk change', async () => {
    const job = await start_bulk(boss, 'person', { where, set: { title: 'prof.' } });
    const person = await boss.create('person', { last_name: 'Pilna' });
    const waits = [];
    while ((await boss.get(`/jobs/${job}`)).json.state !== 'done') {
      const began = performance.now();
      await boss.change('person', person.id, { first_name: `A${waits.length}` });
      waits.push(performance.now() - began);
    }
    ok(waits.length > 1, 'it was saved in between');
  }, 120);

  await test('jobs: a user has a few waiting and no more', async () => {
    const made = [];
    for (;;) {
      const answer = await boss.post('/person/bulk', { op: new_id(), where, set: { title: `${made.length}` } });
      if (answer.status !== 202) { has_complaint(has_status(answer, 429), 'too_many_jobs'); break; }
      made.push(answer.json.job.id);
      ok(made.length < 60, 'a limit');
    }
    for (const id of made) await boss.post(`/jobs/${id}/cancel`, {});
    for (const id of made) await finished(boss, id);
  }, 120);

  await test('jobs: the command line waits for a big undo', async () => {
    const [{ id: batch }] = (await boss.get('/jobs')).json.jobs.filter((one) => one.state === 'done' && one.result.changed >= 500);
    const ran = await teczka(['undo', '--data', data, '--batch', batch]);
    includes(ran.out, 'undone: ');
    equal(ran.status, 0, ran.said);
  }, 120);
  await server.stop();

  const pem = new_folder();
  const certificate = (name) => execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', `/CN=${name}`,
    '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', join(pem, `${name}.key`), '-out', join(pem, `${name}.pem`)], { stdio: 'ignore' });
  const use = (name) => { for (const kind of ['key', 'pem']) copyFileSync(join(pem, `${name}.${kind}`), join(pem, `server.${kind}`)); };
  const configure = () => {
    writeFileSync(join(pem, 'teczka.toml'), `data = "${data}"\n[listen]\nplain = ["127.0.0.1:8118"]\ntls = ["127.0.0.1:8119"]\n[tls]\ncertificate = "${join(pem, 'server.pem')}"\nkey = "${join(pem, 'server.key')}"\n`);
    return join(pem, 'teczka.toml');
  };
  const start = async () => {
    const child = spawn(join(build, 'teczka'), ['serve', '--config', configure()], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (text) => { said += text; });
    child.exited = new Promise((done) => child.once('exit', done));
    while (!said.includes('listens')) await sleep(20);
    return { child, said: () => said };
  };
  const ask = (path, { method = 'GET', body, headers = {}, ...more } = {}) => new Promise((done, reject) => {
    const request = https.request({ host: '127.0.0.1', port: 8119, path, method, headers, rejectUnauthorized: false, agent: false, ...more }, (response) => {
      const peer = response.socket.getPeerCertificate().subject?.CN;
      let text = '';
      response.on('data', (part) => { text += part; });
      response.on('end', () => done({ status: response.statusCode, headers: response.headers, text, peer }));
    });
    request.on('error', reject);
    request.end(body);
  });
  const connects = (options) => new Promise((done) => {
    const socket = tls.connect({ host: '127.0.0.1', port: 8119, rejectUnauthorized: false, ...options }, () => { done(socket.getProtocol()); socket.destroy(); });
    socket.on('error', () => done(null));
  });

  await test('tls: served from PEM files, renewed without a stop, and only in modern ways', async () => {
    for (const name of ['first', 'second']) certificate(name);
    use('first');
    const { child, said } = await start();
    try {
      const health = await ask('/api/v1/health');
      equal([health.status, health.peer], [200, 'first']);
      includes(health.headers['strict-transport-security'] ?? '', 'max-age=');
      const big = await ask('/');
      equal(big.status, 200);
      const signed_in = await ask('/api/v1/session', { method: 'POST', body: JSON.stringify({ login: 'dyrekcja', password: 'demo-teczka' }),
        headers: { 'Content-Type': 'application/json', Origin: 'https://127.0.0.1:8119' } });
      equal(signed_in.status, 200, signed_in.text);
      includes(signed_in.headers['set-cookie'][0], '; Secure');
      const [cookie] = signed_in.headers['set-cookie'][0].split(';');
      includes(cookie, '__Host-teczka_session=');
      equal((await ask('/api/v1/session', { headers: { Cookie: cookie } })).status, 200);
      equal((await ask('/api/v1/session', { headers: { Cookie: cookie.replace('__Host-', '') } })).status, 401, 'without the prefix it is no session');
      includes(signed_in.headers['strict-transport-security'] ?? '', 'max-age=31536000');
      equal(await connects({ minVersion: 'TLSv1.3' }), 'TLSv1.3');
      equal(await connects({ maxVersion: 'TLSv1.2' }), 'TLSv1.2');
      equal(await connects({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }), null, 'nothing older');
      equal(await connects({ maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA' }), null, 'no cipher without forward secrecy');
      // Plain HTTP is not answered there.
      equal(await new Promise((done) => {
        let got = '';
        const socket = net.connect(8119, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'));
        socket.on('data', (text) => { got += text; });
        socket.on('error', () => {});
        socket.on('close', () => done(got.includes('HTTP')));
      }), false);

      // A broken file leaves the old certificate in use; a good one is taken up by SIGHUP, and by itself.
      writeFileSync(join(pem, 'server.pem'), 'nonsense');
      child.kill('SIGHUP');
      await sleep(300);
      equal((await ask('/api/v1/health')).peer, 'first');
      use('second');
      child.kill('SIGHUP');
      await sleep(300);
      equal((await ask('/api/v1/health')).peer, 'second');
      use('first');
      for (let i = 0; i < 80 && (await ask('/api/v1/health')).peer !== 'first'; i += 1) await sleep(100);
      equal((await ask('/api/v1/health')).peer, 'first', said());
    } finally {
      child.kill('SIGTERM');
      await child.exited;
    }
  }, 60);

  for (const [name, spoil, code] of [
    ['no certificate', () => writeFileSync(join(pem, 'server.pem'), ''), 'certificate'],
    ['the key of another', () => writeFileSync(join(pem, 'server.key'), readFileSync(join(pem, 'second.key'))), 'key'],
    ['a key with a passphrase', () => execFileSync('openssl', ['ec', '-in', join(pem, 'first.key'), '-aes128', '-passout', 'pass:secret', '-out', join(pem, 'server.key')], { stdio: 'ignore' }), 'key'],
  ]) {
    await test(`tls: with ${name} the server says so and does not start`, async () => {
      use('first');
      spoil();
      const ran = await teczka(['serve', '--config', configure()], { seconds: 20 });
      equal(ran.status, 65, ran.said);
      includes(ran.err, code);
    });
  }
}
