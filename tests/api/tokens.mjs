// API tokens: made by their owner, worth what he may do less by scope, never a way to accounts, dead with him.
import { Client, demo_password, equal, has_complaint, has_status, new_id, ok, sign_in, sleep, stranger, test, teczka_ok } from '../lib.mjs';

const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const good = { name: 'Arkusz', scope: 'read', expires_on: day(90), password: demo_password };

const refused_tokens = [
  { name: 'no name', change: { name: '' }, code: 'required', field: 'name' },
  { name: 'a name of 81 letters', change: { name: 'ż'.repeat(81) }, code: 'text_too_long', field: 'name' },
  { name: 'a scope that does not exist', change: { scope: 'admin' }, code: 'choice_unknown', field: 'scope' },
  { name: 'yesterday as its end', change: { expires_on: day(-2) }, code: 'token_expiry', field: 'expires_on' },
  { name: 'an end in two years', change: { expires_on: day(730) }, code: 'token_expiry', field: 'expires_on' },
  { name: 'no date as its end', change: { expires_on: 'never' }, code: 'date_invalid', field: 'expires_on' },
  { name: 'a wrong password', change: { password: 'not this one at all' }, code: 'password_wrong', field: 'password' },
  { name: 'a member more', change: { user: new_id() }, code: 'field_unknown', field: 'user' },
];

// What a read token may ask, and what not, and what even a write token may not.
const asked = [
  { method: 'GET', path: '/company?limit=1', read: 200, write: 200 },
  { method: 'POST', path: '/query', body: { entity: 'company', limit: 1 }, read: 200, write: 200 },
  { method: 'GET', path: '/session', read: 200, write: 200 },
  { method: 'GET', path: '/openapi.json', read: 200, write: 200 },
  { method: 'POST', path: '/condition', body: { entity: 'company', where: 'tier = 1' }, read: 403, write: 200 },
  { method: 'POST', path: '/tag', body: { op: new_id(), id: new_id(), set: {} }, read: 403, write: 422 },
  { method: 'POST', path: '/changes', body: { op: new_id(), records: [] }, read: 403, write: 400 },
  { method: 'GET', path: '/account', read: 403, write: 403 },
  { method: 'POST', path: '/view-as', body: { as: 'user', id: new_id() }, read: 403, write: 403 },
  { method: 'DELETE', path: '/view-as', read: 403, write: 403 },
  { method: 'POST', path: '/account/tokens', body: good, read: 403, write: 403 },
  { method: 'POST', path: '/account/password', body: { old: demo_password, new: 'taken over by a token' }, read: 403, write: 403 },
  { method: 'POST', path: '/account/totp', body: { password: demo_password }, read: 403, write: 403 },
  { method: 'GET', path: '/accounts', read: 403, write: 403 },
  { method: 'POST', path: `/accounts/${new_id()}/link`, body: {}, read: 403, write: 403 },
  { method: 'POST', path: '/invitation', body: { token: '0' }, read: 403, write: 403 },
  { method: 'GET', path: '/first-start', read: 403, write: 403 },
  { method: 'POST', path: '/session', body: { login: 'dyrekcja', password: demo_password }, read: 403, write: 403 },
  { method: 'PATCH', path: '/session', body: { language: 'en' }, read: 403, write: 403 },
  { method: 'DELETE', path: '/session', read: 403, write: 403 },
];

const not_tokens = ['tzk_0', `tzk_${'0'.repeat(64)}`, '0'.repeat(64), "' or 1=1 --", 'x'.repeat(4000), '%00', ' '];

export async function tokens({ data, server, administrator, management }) {
  // A program: no cookie, no Origin, a token.
  const program = (token, more = {}, from = stranger()) => {
    const client = new Client(server, { origin: '', from });
    const send = client.send.bind(client);
    client.send = (method, path, body, headers = {}) => send(method, path, body, { Authorization: `Bearer ${token}`, ...more, ...headers });
    return client;
  };
  const make = async (owner, change = {}) => has_status(await owner.post('/account/tokens', { ...good, ...change }), 201).json;
  const newcomer = async (login) => {
    await teczka_ok(['user', 'add', '--data', data, '--login', login, '--group', 'sales', '--password-stdin'], { input: 'long enough to pass\n' });
    return sign_in(server, login, 'long enough to pass');
  };

  for (const { name, change, code, field } of refused_tokens) {
    await test(`tokens: one with ${name} is refused`, async () => {
      has_complaint(has_status(await management.post('/account/tokens', { ...good, ...change }), 422), code, field);
    });
  }

  await test('tokens: one is shown once, listed with its last use, and asks what its owner may ask', async () => {
    const { id, token } = await make(management);
    ok(/^tzk_[0-9a-f]{64}$/.test(token), token);
    const client = program(token);
    equal((await client.rows('company', { where: 'tier = 1', order: 'name', limit: 5 })), await management.rows('company', { where: 'tier = 1', order: 'name', limit: 5 }));
    await sleep(300);
    const account = has_status(await management.get('/account'), 200);
    ok(!account.text.includes(token.slice(4)), 'it is told again');
    const listed = account.json.tokens.find((one) => one.id === id);
    equal([listed.name, listed.scope, listed.expires_at.slice(0, 10)], ['Arkusz', 'read', day(91)]);
    ok(Math.abs(Date.parse(listed.last_used_at) - Date.now()) < 60_000, `last used ${listed.last_used_at}`);
    has_status(await management.remove(`/account/tokens/${id}`), 204);
    has_complaint(has_status(await client.get('/company'), 401), 'token_not_valid');
    has_status(await management.remove(`/account/tokens/${id}`), 404);
    client.close();
  });

  await test('tokens: scope bounds what may be asked, accounts are out of reach', async () => {
    for (const scope of ['read', 'write']) {
      const { id, token } = await make(administrator, { scope });
      const client = program(token);
      for (const one of asked) {
        const answer = has_status(await client.send(one.method, one.path, one.body), one[scope], ...(one[scope] >= 400 && one[scope] !== 403 ? [400, 422] : []));
        if (answer.status === 403) has_complaint(answer, 'token_scope');
      }
      has_status(await administrator.remove(`/account/tokens/${id}`), 204);
      client.close();
    }
  });

  await test('tokens: one that writes is journalled as its owner', async () => {
    const { id, token } = await make(management, { scope: 'write' });
    const client = program(token);
    const made = await client.create('tag', { name: `by token ${Date.now()}` });
    equal((await management.history('tag', made.id))[0].actor.id, management.session.user.id);
    has_status(await management.remove(`/account/tokens/${id}`), 204);
    client.close();
  });

  await test('tokens: whatever is no token is 401, alike, and never falls back to the cookie', async () => {
    const texts = new Set();
    for (const token of not_tokens) {
      const client = program(token, { Cookie: administrator.cookie, Origin: server.origin });
      const answer = has_status(await client.get('/company?limit=1'), 401);
      texts.add(answer.text);
      equal(answer.headers['www-authenticate'], 'Bearer');
      client.close();
    }
    equal(texts.size, 1, 'kinds of answers');
  });

  await test('tokens: a session is no token, a token is no session', async () => {
    const { id, token } = await make(management);
    const as_token = program(management.cookie.split('=')[1]);
    has_status(await as_token.get('/company'), 401);
    const as_cookie = new Client(server, { cookie: `teczka_session=${token}` });
    has_complaint(has_status(await as_cookie.get('/company'), 401), 'not_signed_in');
    has_status(await management.remove(`/account/tokens/${id}`), 204);
    as_token.close();
    as_cookie.close();
  });

  await test('tokens: another scheme is not ours, and the cookie counts with its Origin', async () => {
    const headers = { Authorization: 'Basic eDp5' };
    has_status(await management.get('/company?limit=1', headers), 200);
    has_complaint(has_status(await management.post('/query', { entity: 'company' }, { ...headers, Origin: 'http://evil.example' }), 403), 'origin_refused');
  });

  await test('tokens: wrong ones are slowed down, a right one from the same address is not', async () => {
    const { id, token } = await make(management);
    const from = stranger();
    let last;
    for (let i = 0; i < 40 && last?.status !== 429; i += 1) {
      const client = program(`tzk_${'f'.repeat(60)}${1000 + i}`, {}, from);
      last = await client.get('/session');
      client.close();
    }
    has_status(last, 429);
    ok(Number(last.headers['retry-after']) >= 1, 'Retry-After');
    const client = program(token, {}, from);
    has_status(await client.get('/company?limit=1'), 200);
    has_status(await management.remove(`/account/tokens/${id}`), 204);
    client.close();
  });

  await test('tokens: nobody ends another\'s, an administrator ends all of somebody\'s', async () => {
    const { id, token } = await make(management);
    has_status(await administrator.remove(`/account/tokens/${id}`), 404);
    has_status(await management.remove(`/accounts/${management.session.user.id}/tokens`), 404);
    equal((await administrator.get('/accounts')).json.accounts.find((one) => one.user === management.session.user.id).tokens, 1);
    has_status(await administrator.remove(`/accounts/${management.session.user.id}/tokens`), 204);
    const client = program(token);
    has_status(await client.get('/company'), 401);
    client.close();
  });

  await test('tokens: deactivated or deleted, a user\'s tokens are dead, and do not come back with him', async () => {
    const owner = await newcomer(`robot-${Date.now()}`);
    const { token } = has_status(await owner.post('/account/tokens', { ...good, password: 'long enough to pass' }), 201).json;
    const client = program(token);
    has_status(await client.get('/company?limit=1'), 200);
    await administrator.change('user', owner.session.user.id, { is_active: false });
    has_status(await client.get('/company?limit=1'), 401);
    await administrator.change('user', owner.session.user.id, { is_active: true });
    has_status(await client.get('/company?limit=1'), 401);
    await administrator.delete('user', owner.session.user.id);
    has_status(await client.get('/company?limit=1'), 401);
    client.close();
    owner.close();
  });

  await test('tokens: a right that is taken away is gone from the token too', async () => {
    const owner = await newcomer(`robot-${Date.now()}`);
    const { token } = has_status(await owner.post('/account/tokens', { ...good, password: 'long enough to pass' }), 201).json;
    const client = program(token);
    has_status(await client.get('/company?limit=1'), 200);
    await administrator.change('user', owner.session.user.id, { groups: [] });
    has_status(await client.get('/company?limit=1'), 404);
    await administrator.delete('user', owner.session.user.id);
    client.close();
    owner.close();
  });

  await test('tokens: at most 20 a user, and none of them in the audit view or in the log', async () => {
    const owner = await newcomer(`robot-${Date.now()}`);
    const made = [];
    for (let i = 0; i < 20; i += 1) made.push(has_status(await owner.post('/account/tokens', { ...good, name: `t${i}`, password: 'long enough to pass' }), 201).json.token);
    has_complaint(has_status(await owner.post('/account/tokens', { ...good, password: 'long enough to pass' }), 409), 'too_many_tokens');
    const { text, json } = await administrator.get(`/audit?user=${owner.session.user.id}&kind=token_made&limit=200`);
    equal(json.entries.map((one) => one.detail.name).sort(), made.map((_, i) => `t${i}`).sort());
    ok(!made.some((token) => text.includes(token.slice(4)) || server.said().includes(token.slice(4))), 'a token is told');
    await administrator.delete('user', owner.session.user.id);
    owner.close();
  });
}
