// Two steps of signing in: set up with a picture, codes that work once, recovery codes, groups that require it.
import { createHmac } from 'node:crypto';
import { Client, equal, fail, has_complaint, has_status, ok, stranger, test, teczka_ok } from '../lib.mjs';

const password = 'long enough to pass';
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

// RFC 6238, written a second time.
function code_of(secret, away = 0) {
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + away));
  const mac = createHmac('sha1', key).update(counter).digest();
  return String((mac.readUInt32BE(mac.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

export async function totp({ data, server, administrator, management }) {
  let count = 0;
  const add = async (...more) => {
    const login = `two-steps-${Date.now()}-${count += 1}`;
    await teczka_ok(['user', 'add', '--data', data, '--login', login, '--group', 'sales', '--password-stdin', ...more], { input: `${password}\n` });
    return login;
  };
  const knock = async (login, code, word = password) => {
    const client = new Client(server, { from: stranger() });
    const answer = await client.post('/session', { login, password: word, ...(code !== undefined && { code }) });
    if (answer.status === 200) {
      client.cookie = answer.headers['set-cookie'][0].split(';')[0];
      client.session = answer.json;
    } else equal(answer.headers['set-cookie'], undefined, 'a cookie with a refusal');
    return { answer, client };
  };
  const enter = async (login, code) => {
    const { answer, client } = await knock(login, code);
    has_status(answer, 200);
    return client;
  };
  // The codes of one step before, now and one after are three log-ins; a later one uses the earlier up.
  const set_up = async (client) => {
    const { secret, address } = has_status(await client.post('/account/totp', { password }), 201).json;
    const { recovery_codes } = has_status(await client.post('/account/totp/confirm', { code: code_of(secret, -1) }), 200).json;
    return { secret, address, recovery_codes };
  };
  const done = (client) => administrator.delete('user', client.session.user.id);

  await test('totp: set up by the password and a first code, with ten recovery codes', async () => {
    const login = await add();
    const client = await enter(login);
    has_complaint(has_status(await client.post('/account/totp', { password: 'not this one' }), 422), 'password_wrong', 'password');
    has_complaint(has_status(await client.post('/account/totp/confirm', { code: '123456' }), 409), 'totp_not_begun');
    const begun = has_status(await client.post('/account/totp', { password }), 201).json;
    ok(/^[A-Z2-7]{32}$/.test(begun.secret), begun.secret);
    ok(begun.address.startsWith(`otpauth://totp/Teczka:${login.replaceAll('-', '%2D')}`) && begun.address.includes(`secret=${begun.secret}`), begun.address);
    has_complaint(has_status(await client.post('/account/totp/confirm', { code: '000000' }), 422), 'totp_wrong', 'code');
    (await enter(login)).close(); // not yet in force
    const { recovery_codes } = await set_up(client);
    equal([recovery_codes.length, new Set(recovery_codes).size], [10, 10]);
    ok(recovery_codes.every((one) => /^[2-9a-z]{5}-[2-9a-z]{5}$/.test(one)), recovery_codes[0]);
    equal((await client.get('/account')).json.totp, { is_on: true, is_required: false, recovery_codes: 10 });
    has_complaint(has_status(await client.post('/account/totp', { password }), 409), 'totp_is_on');
    await done(client);
  });

  await test('totp: a right password asks for the code, a wrong one tells nothing of it', async () => {
    const login = await add();
    const client = await enter(login);
    const { secret } = await set_up(client);
    has_complaint(has_status((await knock(login)).answer, 401), 'totp_required', 'code');
    has_complaint(has_status((await knock(login, '')).answer, 401), 'totp_required', 'code');
    const wrong = has_status((await knock(login, code_of(secret), 'not the password')).answer, 401);
    equal(wrong.text, has_status((await knock('nobody-at-all', '123456')).answer, 401).text);
    has_complaint(has_status((await knock(login, '000000')).answer, 401), 'totp_wrong', 'code');
    (await enter(login, code_of(secret))).close();
    await done(client);
  });

  await test('totp: a code works once, also for two who come at once', async () => {
    const login = await add();
    const client = await enter(login);
    const { secret } = await set_up(client);
    const code = code_of(secret);
    const tried = await Promise.all(Array.from({ length: 4 }, () => knock(login, code)));
    equal(tried.map((one) => one.answer.status).filter((status) => status === 200).length, 1, 'how many came in');
    ok(tried.every((one) => [200, 401, 429].includes(one.answer.status)), 'status');
    await done(client);
  });

  await test('totp: a recovery code takes the place of a code, once, and not for another', async () => {
    const [login, other] = [await add(), await add()];
    const [client, stranger] = [await enter(login), await enter(other)];
    const { recovery_codes: [first, second] } = await set_up(client);
    await set_up(stranger);
    has_complaint(has_status((await knock(other, first)).answer, 401), 'totp_wrong');
    (await enter(login, first)).close();
    has_complaint(has_status((await knock(login, first)).answer, 401), 'totp_wrong');
    (await enter(login, second.toUpperCase().replace('-', ' '))).close();
    equal((await client.get('/account')).json.totp.recovery_codes, 8);
    await done(client);
    await done(stranger);
  });

  await test('totp: guessing codes is slowed down, and the right password in between buys nothing', async () => {
    const login = await add();
    const client = await enter(login);
    await set_up(client);
    const statuses = [];
    for (let i = 0; i < 9 && statuses.at(-1) !== 429; i += 1) {
      statuses.push((await knock(login, `00000${i}`)).answer.status);
      if (statuses.at(-1) !== 429) await knock(login);
    }
    equal(statuses.at(-1), 429, `statuses ${statuses}`);
    await done(client);
  });

  await test('totp: setting it up ends the other sessions; turned off with password and code only', async () => {
    const login = await add();
    const [client, elsewhere] = [await enter(login), await enter(login)];
    const { secret, recovery_codes } = await set_up(client);
    has_status(await elsewhere.get('/session'), 401);
    has_complaint(has_status(await client.remove('/account/totp', { password: 'wrong all along', code: code_of(secret) }), 422), 'password_wrong');
    has_complaint(has_status(await client.remove('/account/totp', { password, code: '000000' }), 422), 'totp_wrong');
    has_status(await client.remove('/account/totp', { password, code: recovery_codes[0] }), 204);
    has_complaint(has_status(await client.remove('/account/totp', { password, code: '000000' }), 409), 'totp_is_off');
    (await enter(login)).close();
    await done(client);
  });

  await test('totp: a link for a new password does not go round the second step', async () => {
    const login = await add();
    const client = await enter(login);
    const { secret } = await set_up(client);
    const { token } = has_status(await administrator.post(`/accounts/${client.session.user.id}/link`, {}), 201).json;
    const guest = new Client(server, { from: stranger() });
    const answer = has_status(await guest.post('/invitation', { token, password: 'another long password' }), 401);
    has_complaint(answer, 'totp_required');
    equal(answer.headers['set-cookie'], undefined, 'a cookie');
    has_status((await knock(login, code_of(secret), 'another long password')).answer, 200);
    await done(client);
  });

  await test('totp: an administrator resets it, all sessions end; nobody else does', async () => {
    const login = await add();
    const client = await enter(login);
    await set_up(client);
    const path = `/accounts/${client.session.user.id}/totp`;
    has_status(await management.remove(path), 404);
    equal((await administrator.get('/accounts')).json.accounts.find((one) => one.user === client.session.user.id).has_totp, true);
    has_status(await administrator.remove(path), 204);
    has_status(await client.get('/session'), 401);
    const again = await enter(login);
    const { entries } = (await administrator.get(`/audit?user=${client.session.user.id}`)).json;
    ok(['totp_set', 'totp_reset'].every((kind) => entries.some((one) => one.kind === kind)), JSON.stringify(entries.map((one) => one.kind)));
    await set_up(again);
    await teczka_ok(['user', 'add', '--data', data, '--login', login, '--group', 'sales', '--without-totp', '--password-stdin'], { input: `${password}\n` });
    (await enter(login)).close();
    await done(again);
  });

  await test('totp: where a group requires it, nothing else may be done before', async () => {
    const [group] = await administrator.rows('user_group', { where: 'code = "sales"', columns: 'code' });
    const login = await add();
    const early = await enter(login);
    const { token } = has_status(await early.post('/account/tokens', { name: 't', scope: 'read', expires_on: new Date(Date.now() + 86_400_000).toISOString().slice(0, 10), password }), 201).json;
    await administrator.change('user_group', group.id, { requires_totp: true });
    try {
      for (const client of [early, await enter(login)]) {
        equal((await client.get('/session')).json.needs_totp, true);
        for (const [method, path, body] of [['GET', '/company'], ['GET', '/catalogue'], ['GET', '/account'], ['POST', '/query', { entity: 'company' }], ['GET', '/events'], ['GET', '/openapi.json'], ['POST', '/account/password', { old: password, new: 'another long one' }]])
          has_complaint(has_status(await client.send(method, path, body), 403), 'totp_setup_required');
      }
      const robot = new Client(server, { origin: '' });
      has_complaint(has_status(await robot.get('/company', { Authorization: `Bearer ${token}` }), 403), 'totp_setup_required');
      const { secret, recovery_codes } = await set_up(early);
      has_status(await early.get('/company?limit=1'), 200);
      equal((await early.get('/session')).json.needs_totp, undefined);
      has_complaint(has_status(await early.remove('/account/totp', { password, code: recovery_codes[0] }), 409), 'totp_is_required');
      has_status(await robot.get('/company?limit=1', { Authorization: `Bearer ${token}` }), 200);
      (await enter(login, code_of(secret))).close();
      robot.close();
    } finally {
      await administrator.change('user_group', group.id, { requires_totp: false });
    }
    await done(early);
  });

  await test('totp: no secret is told a second time, nor in the log or the audit view', async () => {
    const login = await add();
    const client = await enter(login);
    const { secret, recovery_codes } = await set_up(client);
    const id = client.session.user.id;
    for (const [who, path] of [[client, '/account'], [administrator, '/accounts'], [administrator, '/audit?limit=200'], [administrator, `/user/${id}`], [administrator, `/user/${id}/history`]]) {
      const { text } = has_status(await who.get(path), 200);
      for (const hidden of [secret, recovery_codes[0]]) if (text.includes(hidden)) fail(`${path} tells a secret`);
    }
    for (const hidden of [secret, recovery_codes[0]]) if (server.said().includes(hidden)) fail('the log tells a secret');
    await done(client);
  });
}
