// Secrets stay where they are used: in no answer but the one that gives them, no log, no journal, no audit view, no export, and
// in the file only as a hash.
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, fail, has_status, listeners, new_folder, new_id, ok, sign_in, sleep, stranger, teczka_ok, test } from '../lib.mjs';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
function code_of(secret, away = 0) {
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + away));
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const mac = createHmac('sha1', key).update(counter).digest();
  return String((mac.readUInt32BE(mac.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

export async function secrets({ data, server, administrator, management }) {
  const login = `holder-${Date.now()}`;
  const old_password = 'zielony rower nad rzeka 7';
  const password = 'czerwony tramwaj o swicie 4';
  const typed = 'never-a-login-typed-by-mistake';
  const held = {};  // name → what must be found nowhere
  const heard = [];
  const listen = ({ method, path, status, json }) => heard.push({ asked: `${method} ${path}`, status, text: JSON.stringify(json ?? '') });
  let holder;

  await test('secrets: one user uses all there is', async () => {
    await teczka_ok(['user', 'add', '--data', data, '--login', login, '--group', 'management', '--password-stdin'], { input: `${old_password}\n` });
    const first = await sign_in(server, login, old_password);
    const user = first.session.user.id;
    const { token: link } = has_status(await administrator.post(`/accounts/${user}/link`, {}), 201).json;
    const guest = new Client(server, { from: stranger() });
    const used = has_status(await guest.post('/invitation', { token: link, password }), 200);
    guest.cookie = used.headers['set-cookie'][0].split(';')[0];
    holder = guest;
    const until = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    const { token } = has_status(await holder.post('/account/tokens', { name: 'Klucz', scope: 'write', expires_on: until, password }), 201).json;
    const { secret, address } = has_status(await holder.post('/account/totp', { password }), 201).json;
    const { recovery_codes } = has_status(await holder.post('/account/totp/confirm', { code: code_of(secret, -1) }), 200).json;
    Object.assign(held, { old_password, password, typed, link, token: token.slice(4), secret, address, session: holder.cookie.split('=')[1], earlier_session: first.cookie.split('=')[1],
      recovery: recovery_codes[0], bare_recovery: recovery_codes[1].replace('-', '') });
    first.close();
  });

  await test('secrets: no refusal repeats what was sent', async () => {
    listeners.push(listen);
    const guest = new Client(server, { from: stranger() });
    const robot = new Client(server, { origin: '', from: stranger() });
    const bearer = { Authorization: `Bearer tzk_${held.token}` };
    const wrong = [
      [guest, 'POST', '/session', { login: typed, password }], [guest, 'POST', '/session', { login, password: `${password}x` }], [guest, 'POST', '/session', { login, password }],
      [guest, 'POST', '/session', { login, password, code: '000000' }], [guest, 'POST', '/session', `{"login":"${login}","password":"${password}"`], [guest, 'POST', '/session', { login, password, [password]: 1 }],
      [guest, 'POST', '/invitation', { token: held.link, password }], [guest, 'POST', '/invitation', { token: held.link, password: 'x' }],
      [holder, 'POST', '/account/password', { old: old_password, new: password }], [holder, 'POST', '/account/password', { old: password, new: password.slice(0, 5) }],
      [holder, 'POST', '/account/totp', { password }], [holder, 'POST', '/account/totp/confirm', { code: held.recovery }], [holder, 'DELETE', '/account/totp', { password: old_password, code: held.recovery }],
      [holder, 'POST', '/account/tokens', { name: 'x', scope: 'all', expires_on: 'x', password }], [holder, 'GET', '/account'], [administrator, 'GET', '/accounts'],
      [robot, 'POST', '/tag', { op: new_id(), set: { no_field: 1 } }, bearer], [robot, 'GET', '/account', undefined, bearer], [robot, 'GET', `/company?where=${held.session}`, undefined, bearer],
    ];
    for (const [client, method, path, body, headers] of wrong) await client.send(method, path, body, headers);
    listeners.splice(listeners.indexOf(listen), 1);
    ok(heard.length === wrong.length, `${heard.length} answers`);
    // Who sends a secret as a name or a condition of a question is told where he went wrong.
    const told = heard.filter(({ asked }) => !asked.includes('where='));
    for (const { asked, status, text } of told)
      for (const [name, secret] of Object.entries(held))
        if (text.includes(secret) && !(name === 'password' && status === 422 && text.includes('field_unknown'))) fail(`${asked} (${status}) tells the ${name}: ${text.slice(0, 300)}`);
    robot.close();
    guest.close();
  });

  await test('secrets: none in the log, the audit view, the users\' history or the list of sessions', async () => {
    await sleep(200);
    const user = (await holder.get('/session')).json.user.id;
    const places = { log: server.said() };
    for (const path of ['/audit?limit=200', '/accounts', '/account', `/user/${user}`, `/user/${user}/history`, '/user?limit=200', '/user_group?limit=50', `/search?q=${login}`])
      places[path] = has_status(await administrator.get(path), 200).text;
    places.own = has_status(await holder.get('/account'), 200).text;
    for (const [place, text] of Object.entries(places))
      for (const [name, secret] of Object.entries(held)) if (text.includes(secret)) fail(`${place} tells the ${name}`);
  });

  await test('secrets: none in an export of everything', async () => {
    for (const client of [administrator, management]) {
      const { job } = has_status(await client.post('/exports', { id: new_id(), everything: true }), 202).json;
      let state;
      for (let tries = 0; tries < 600 && !['done', 'failed'].includes(state?.state); tries += 1) {
        state = has_status(await client.get(`/jobs/${job.id}`), 200).json;
        await sleep(50);
      }
      const file = await client.get(`/jobs/${job.id}/files/${state.result.files[0].name}`);
      const path = join(new_folder(), 'all.zip');
      writeFileSync(path, file.bytes);
      const text = execFileSync('python3', ['-c', 'import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1])\nfor n in z.namelist(): sys.stdout.buffer.write(n.encode()+b"\\n"+z.read(n))', path], { maxBuffer: 256 << 20 }).toString();
      ok(text.includes('manifest.json') && text.length > 10_000, `an export of ${text.length} characters`);
      for (const [name, secret] of Object.entries(held)) if (text.includes(secret)) fail(`the export tells the ${name}`);
      if (/argon2|\$7\$/.test(text)) fail('the export tells a hash');
    }
  });

  await test('secrets: in the file they are hashes, and in the journal nothing', async () => {
    const dump = (...tables) => execFileSync('sqlite3', ['-readonly', join(data, 'teczka.db'), `.dump ${tables.join(' ')}`], { maxBuffer: 1 << 30 }).toString('latin1');
    const whole = dump();
    for (const [name, secret] of Object.entries(held)) {
      if (name === 'secret' || name === 'address') continue;  // the app's key must be computed with; it is in the table of passwords alone
      if (whole.includes(secret)) fail(`the file holds the ${name}`);
      if (whole.includes(Buffer.from(secret).toString('hex').toUpperCase())) fail(`the file holds the ${name} as bytes`);
    }
    ok(whole.includes('argon2id'), 'passwords are kept as argon2id');
    const journal = dump('journal', 'journal_operation');
    ok(journal.includes('INSERT'), 'there is a journal');
    if (/argon2/.test(journal)) fail('the journal tells a hash');
    await administrator.delete('user', (await holder.get('/session')).json.user.id);
    holder.close();
  });
}
