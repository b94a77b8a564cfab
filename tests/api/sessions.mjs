// Signing in and out, cookies, where requests may come from, and that no answer tells a secret.
import { Client, demo_logins, demo_password, equal, fail, has_complaint, has_status, ok, sign_in, stranger, teczka_ok, test } from '../lib.mjs';

const anonymous_requests = [
  ['GET', '/session'], ['GET', '/catalogue'], ['GET', '/company'], ['GET', '/company/01900000-0000-7000-8000-000000000000'],
  ['GET', '/search?q=ab'], ['GET', '/openapi.json'], ['GET', '/no_such_thing'], ['POST', '/query', { entity: 'company' }],
  ['POST', '/company', { set: { name: 'x' } }], ['POST', '/changes', { records: [] }], ['POST', '/undo', {}],
  ['PATCH', '/session', { language: 'en' }], ['DELETE', '/session'],
];

const refused_credentials = [
  { name: 'no body', body: '', status: [400, 422] },
  { name: 'not JSON', body: 'login=x', status: [400] },
  { name: 'an array', body: [], status: [400] },
  { name: 'no password', body: { login: 'dyrekcja' }, status: [422], code: 'required', field: 'password' },
  { name: 'no login', body: { password: 'x' }, status: [422], code: 'required', field: 'login' },
  { name: 'a number as login', body: { login: 1, password: 'x' }, status: [422], code: 'wrong_type', field: 'login' },
  { name: 'one member more', body: { login: 'a', password: 'b', admin: true }, status: [422], code: 'field_unknown', field: 'admin' },
  { name: 'a password of 2,000 characters', body: { login: 'dyrekcja', password: 'x'.repeat(2000) }, status: [422], code: 'text_too_long', field: 'password' },
];

const foreign_headers = [
  { name: 'no Origin', headers: { Origin: null }, status: 403 },
  { name: 'another host', headers: { Origin: 'http://evil.example' }, status: 403 },
  { name: 'another port', headers: { Origin: 'http://127.0.0.1:1' }, status: 403 },
  { name: 'Origin null', headers: { Origin: 'null' }, status: 403 },
  { name: 'a host that ends alike', headers: { Origin: 'http://evil.example/127.0.0.1' }, status: 403 },
  { name: 'Sec-Fetch-Site cross-site', headers: { 'Sec-Fetch-Site': 'cross-site' }, status: 403 },
  { name: 'Sec-Fetch-Site same-site', headers: { 'Sec-Fetch-Site': 'same-site' }, status: 403 },
  { name: 'Sec-Fetch-Site same-origin', headers: { Origin: null, 'Sec-Fetch-Site': 'same-origin' }, status: 200 },
  { name: 'own Origin', headers: {}, status: 200 },
];

export async function sessions({ data, server, management, administrator }) {
  const newcomer = async (login) => {
    await teczka_ok(['user', 'add', '--data', data, '--login', login, '--group', 'sales', '--password-stdin'], { input: 'long enough to pass\n' });
    return sign_in(server, login, 'long enough to pass');
  };

  for (const [group, login] of Object.entries(demo_logins)) {
    await test(`session: ${login} signs in and is told who he is`, async () => {
      const client = await sign_in(server, login);
      const { json } = has_status(await client.get('/session'), 200);
      equal(json, client.session, 'the session as when signing in');
      equal([json.user.login, json.groups, json.language], [login, [group], 'pl']);
      equal([json.office.currency, json.office.time_zone], ['PLN', 'Europe/Warsaw']);
      ok(json.office.name && json.user.name && /^[0-9a-f-]{36}$/.test(json.user.id), 'names and an id');
      ok(/^\d{4}-\d\d-\d\d$/.test(json.today), 'a date as today');
      client.close();
    });
  }

  await test('session: the cookie is HttpOnly, SameSite and holds 256 random bits', async () => {
    const client = new Client(server);
    const answers = [];
    for (let i = 0; i < 2; i += 1) answers.push(has_status(await client.post('/session', { login: 'dyrekcja', password: demo_password }), 200));
    const cookies = answers.map((answer) => answer.headers['set-cookie']);
    for (const [cookie, ...more] of cookies) {
      equal(more, [], 'further cookies');
      ok(/;\s*HttpOnly/i.test(cookie) && /;\s*SameSite=(Strict|Lax)/i.test(cookie) && /;\s*Path=\//i.test(cookie), cookie);
      ok(/^teczka_session=[0-9a-f]{64};/.test(cookie), cookie);
    }
    ok(cookies[0][0].split(';')[0] !== cookies[1][0].split(';')[0], 'two sessions share a token');
    ok(answers.every((answer) => !answer.text.includes(answer.headers['set-cookie'][0].slice(15, 79))), 'the token stands in the body');
    client.close();
  });

  await test('session: a wrong password and an unknown login answer alike, to the byte', async () => {
    const client = new Client(server);
    const wrong = has_status(await client.post('/session', { login: 'ksiegowosc', password: 'not-this-one' }), 401);
    const unknown = has_status(await client.post('/session', { login: 'nobody-here', password: 'not-this-one' }), 401);
    has_complaint(wrong, 'login_failed');
    equal(unknown.text, wrong.text);
    equal(wrong.headers['set-cookie'], undefined, 'cookie');
    has_status(await client.post('/session', { login: 'ksiegowosc', password: demo_password }), 200);
    client.close();
  });

  // Each waits for a password to be verified, which takes longer than all else together; were it left out for an unknown
  // log-in, that would be answered in a tenth of the time.
  await test('session: an unknown login takes as long as a wrong password', async () => {
    const logins = [];
    for (let i = 0; i < 5; i += 1) {
      const client = await newcomer(`timed-${i}-${Date.now()}`);
      logins.push(client.session.user.login);
      client.close();
    }
    const client = new Client(server, { from: stranger() });
    const took = async (login) => {
      const begun = performance.now();
      has_status(await client.post('/session', { login, password: 'not-this-one' }), 401);
      return performance.now() - begun;
    };
    const known = [], unknown = [];
    for (let i = 0; i < 9; i += 1) {
      known.push(await took(logins[i % 5]));
      unknown.push(await took(`nobody-${i}`));
    }
    const median = (all) => all.sort((a, b) => a - b)[4];
    const ratio = median(unknown) / median(known);
    ok(ratio > 0.6 && ratio < 1.7, `unknown ${median(unknown).toFixed(1)} ms, known ${median(known).toFixed(1)} ms`);
    client.close();
  });

  await test('session: other groups end all sessions of the user, and nobody else\'s', async () => {
    const client = await newcomer(`moved-${Date.now()}`);
    const again = await sign_in(server, client.session.user.login, 'long enough to pass');
    const [group] = await administrator.rows('user_group', { where: 'code = "management"', columns: 'code' });
    await administrator.change('user', client.session.user.id, { name: 'Inne Nazwisko' });
    has_status(await client.get('/session'), 200);
    await administrator.change('user', client.session.user.id, { groups: [group.id] });
    for (const one of [client, again]) has_complaint(has_status(await one.get('/company'), 401), 'not_signed_in');
    has_status(await management.get('/session'), 200);
    equal((await sign_in(server, client.session.user.login, 'long enough to pass')).session.groups, ['management']);
    client.close();
    again.close();
  });

  await test('session: an administrator ends all sessions of a user; nobody else does', async () => {
    const client = await newcomer(`ended-${Date.now()}`);
    const { id } = client.session.user;
    has_complaint(has_status(await management.remove(`/accounts/${id}/sessions`), 404), 'not_found');
    has_status(await client.get('/session'), 200);
    has_status(await administrator.remove(`/accounts/${id}/sessions`), 204);
    has_status(await client.get('/session'), 401);
    has_status(await administrator.remove(`/accounts/${id}/sessions`), 204);
    const { entries } = (await administrator.get(`/audit?user=${id}&kind=session_ended`)).json;
    equal(entries.map((one) => one.actor.id), [administrator.session.user.id], 'told once');
    client.close();
  });

  for (const { name, body, status, code, field } of refused_credentials) {
    await test(`session: credentials with ${name} are refused`, async () => {
      const client = new Client(server);
      const answer = has_status(await client.post('/session', body), ...status);
      if (code) has_complaint(answer, code, field);
      client.close();
    });
  }

  await test('session: guessing is slowed down with 429 and Retry-After, for that login only', async () => {
    const client = new Client(server);
    const statuses = [];
    let last;
    for (let i = 0; i < 9 && statuses.at(-1) !== 429; i += 1) {
      last = await client.post('/session', { login: 'guessed', password: `guess-${i}` });
      statuses.push(last.status);
    }
    has_status(last, 429);
    has_complaint(last, 'throttled');
    ok(Number(last.headers['retry-after']) >= 1, 'Retry-After');
    ok(statuses.filter((one) => one === 401).length >= 3, `mistyping is allowed: ${statuses}`);
    (await sign_in(server, 'dyrekcja')).close();
    client.close();
  });

  await test('session: after signing out the cookie is worth nothing', async () => {
    const client = await sign_in(server, 'administrator');
    const gone = await client.send('DELETE', '/session');
    equal([gone.status, gone.text], [204, ''], 'sign out');
    ok(/Max-Age=0/i.test(gone.headers['set-cookie']?.[0] ?? ''), 'the cookie is taken back');
    has_status(await client.get('/session'), 401);
    has_status(await client.get('/company'), 401);
    client.close();
  });

  await test('session: the language is one\'s own to choose', async () => {
    const client = await sign_in(server, 'ksiegowosc');
    for (const language of ['en', 'pl']) {
      equal((await client.patch('/session', { language })).status, 204, 'status');
      equal((await client.get('/session')).json.language, language);
    }
    has_status(await client.patch('/session', { language: 'xx' }), 422);
    has_status(await client.patch('/session', { language: 1 }), 422);
    client.close();
  });

  for (const [method, path, body] of anonymous_requests) {
    await test(`session: ${method} ${path} without a session, and with an invented one, is 401`, async () => {
      for (const cookie of ['', `teczka_session=${'0'.repeat(64)}`, 'teczka_session=x', 'other=1']) {
        const client = new Client(server, { cookie });
        has_complaint(has_status(await client.send(method, path, body), 401), 'not_signed_in');
        client.close();
      }
    });
  }

  for (const { name, headers, status } of foreign_headers) {
    await test(`origin: a question by POST with ${name} is ${status}`, async () => {
      const answer = has_status(await management.post('/query', { entity: 'company', limit: 1 }, headers), status);
      if (status === 403) has_complaint(answer, 'origin_refused');
      has_status(await management.post('/session', { login: 'dyrekcja', password: demo_password }, headers), status);
    });
  }

  await test('session: no answer holds a password, a hash, a token, a path or SQL', async () => {
    const me = management.session.user.id;
    const paths = ['/session', '/catalogue', '/user', `/user/${me}`, `/user/${me}/history`, '/openapi.json', '/health', '/search?q=dyrekcja', '/user?where=password = "x"', '/company?order=name%27%22--'];
    const secrets = [/argon2/i, new RegExp(demo_password), new RegExp(management.cookie.split('=')[1]), /teczka\.db|\/tmp\//, /SELECT |INSERT |sqlite/i, /password_hash|token_hash/];
    for (const path of paths) {
      const { text } = await management.get(encodeURI(path));
      for (const secret of secrets) if (secret.test(text)) fail(`${path} tells ${secret}`);
    }
  });

  await test('health: is open to everybody and says the version', async () => {
    const client = new Client(server);
    const { json } = has_status(await client.get('/health'), 200);
    equal(json.status, 'ok');
    ok(/^\d+\.\d+\.\d+/.test(json.version), 'version');
    equal(Object.keys(json).sort(), ['status', 'version']);
    client.close();
  });
}
