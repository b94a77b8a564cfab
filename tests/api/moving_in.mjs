// An office from nothing: the first start, links to set a password, one's own account. Most cases are refusals.
import { Client, equal, fail, has_complaint, has_status, includes, new_folder, new_id, ok, serve, sign_in, sleep, teczka, teczka_ok, test } from '../lib.mjs';

const password = 'zielony rower 7';
const other_password = 'czerwony tramwaj 9';
const office = { name: 'Biuro Żółw', tax_id: '526-587-76-35', country: 'PL', currency: 'PLN', language: 'pl', time_zone: 'Europe/Warsaw' };
const administrator = { login: 'anna', name: 'Anna Żak', email: 'anna@zolw.example', password };
const whole = { office, administrator };
const proxied = { 'X-Forwarded-For': '203.0.113.9' };
const code_of = (server) => /code {2}(\S+)/.exec(server.said())?.[1] ?? fail(`no code: ${server.said()}`);

const refused_offices = [
  { name: 'nothing', body: {}, code: 'required', field: 'office' },
  { name: 'no administrator', body: { office }, code: 'required', field: 'administrator' },
  { name: 'no name', body: { ...whole, office: { ...office, name: '' } }, code: 'required', field: 'office.name' },
  { name: 'a tax id with a wrong digit', body: { ...whole, office: { ...office, tax_id: '5265877636' } }, code: 'nip_checksum', field: 'office.tax_id' },
  { name: 'a zone that is none', body: { ...whole, office: { ...office, time_zone: 'Europe/Atlantis' } }, code: 'time_zone_unknown', field: 'office.time_zone' },
  { name: 'a zone outside of the zones', body: { ...whole, office: { ...office, time_zone: '../../etc/passwd' } }, code: 'time_zone_unknown', field: 'office.time_zone' },
  { name: 'a currency that is none', body: { ...whole, office: { ...office, currency: 'zł' } }, field: 'office.currency' },
  { name: 'a number for a name', body: { ...whole, office: { ...office, name: 7 } }, code: 'wrong_type', field: 'office.name' },
  { name: 'a field nobody knows', body: { ...whole, office: { ...office, colour: 'red' } }, code: 'field_unknown', field: 'office.colour' },
  { name: 'a part nobody knows', body: { ...whole, demo: true }, code: 'field_unknown', field: 'demo' },
  { name: 'a short password', body: { ...whole, administrator: { ...administrator, password: 'krótkie' } }, code: 'password_too_short', field: 'administrator.password' },
  { name: 'a password everybody knows', body: { ...whole, administrator: { ...administrator, password: 'haslo12345' } }, code: 'password_common', field: 'administrator.password' },
  { name: 'the log-in as password', body: { ...whole, administrator: { ...administrator, login: 'anna.kowalska', password: 'Anna.Kowalska' } }, code: 'password_is_login', field: 'administrator.password' },
  { name: 'an e-mail that is none', body: { ...whole, administrator: { ...administrator, email: 'anna' } }, code: 'email_form', field: 'administrator.email' },
  { name: 'a log-in with a line feed', body: { ...whole, administrator: { ...administrator, login: 'an\nna' } }, code: 'text_control_characters', field: 'administrator.login' },
  { name: 'a text that is too long', body: { ...whole, administrator: { ...administrator, name: 'x'.repeat(1001) } }, code: 'text_too_long', field: 'administrator.name' },
  { name: 'a list', body: [], code: 'json_not_an_object', status: 400 },
  { name: 'no JSON', body: '{', code: 'json_malformed', status: 400 },
];

async function first_start() {
  const data = new_folder();
  let server = await serve(data);
  const here = new Client(server);
  const code = code_of(server);

  await test('first start: an empty folder is served, and says so', async () => {
    has_complaint(has_status(await here.get('/session'), 401), 'office_empty');
    equal(has_status(await here.get('/first-start'), 200).json, { needs_code: false });
    has_complaint(has_status(await here.get('/company'), 401), 'not_signed_in');
    has_complaint(has_status(await here.post('/session', { login: 'administrator', password: 'demo-teczka' }), 401), 'login_failed');
  });
  for (const { name, body, code: wanted, field, status = 422 } of refused_offices) {
    await test(`first start: ${name} is refused`, async () => {
      const answer = has_status(await here.post('/first-start', body), status);
      if (wanted) has_complaint(answer, wanted, field);
      else ok(answer.json.errors.some((one) => one.field === field), answer.text);
    });
  }
  await test('first start: a foreign page cannot make it', async () => {
    has_complaint(has_status(await here.post('/first-start', whole, { Origin: 'http://evil.example' }), 403), 'origin_refused');
  });
  await test('first start: under a foreign name or through a proxy it needs the code', async () => {
    for (const headers of [proxied, { Forwarded: 'for=203.0.113.9' }, { Host: 'evil.example', Origin: 'http://evil.example' }]) {
      equal(has_status(await here.get('/first-start', headers), 200).json, { needs_code: true });
      has_complaint(has_status(await here.post('/first-start', whole, headers), 403), 'code_wrong', 'code');
    }
    has_complaint(has_status(await here.post('/first-start', whole, { ...proxied, 'X-Teczka-Code': '0000-0000-0000' }), 403), 'code_wrong');
  });
  await test('first start: guessing the code is slowed down', async () => {
    let answer;
    for (let i = 0; i < 6 && answer?.status !== 429; i += 1) answer = await here.post('/first-start', whole, { ...proxied, 'X-Teczka-Code': `GUES-0000-000${i}` });
    has_complaint(has_status(answer, 429), 'throttled');
    ok(Number(answer.headers['retry-after']) >= 1, 'Retry-After');
  });
  await test('first start: the code of another start is worth nothing', async () => {
    await server.stop();
    server = await serve(data);
    here.server = server;
    here.origin = server.origin;
    ok(code_of(server) !== code, 'the code stayed');
    has_complaint(has_status(await here.post('/first-start', whole, { ...proxied, 'X-Teczka-Code': code }), 403), 'code_wrong');
  });
  await test('first start: killed in the middle there is either nothing or a whole office', async () => {
    for (let delay = 0; delay < 60; delay += 12) {
      const folder = new_folder();
      const dying = await serve(folder);
      const asked = new Client(dying).post('/first-start', whole).catch(() => null);
      await sleep(delay);
      await dying.kill();
      await asked;
      const again = await serve(folder);
      const client = new Client(again);
      const entered = await client.post('/session', { login: 'anna', password });
      if (entered.status !== 200) {
        has_complaint(has_status(await client.get('/session'), 401), 'office_empty');
        has_status(await client.post('/first-start', whole), 201);
      }
      await again.stop();
    }
  }, 120);
  await test('first start: twice at the same time one makes it, the other is told', async () => {
    const answers = await Promise.all(['anna', 'ewa', 'ola'].map((login) =>
      here.post('/first-start', { ...whole, administrator: { ...administrator, login } }, { ...proxied, 'X-Teczka-Code': code_of(server).toLowerCase().replaceAll('-', ' ') })));
    equal(answers.map((one) => one.status).sort(), [201, 409, 409]);
    const made = answers.find((one) => one.status === 201);
    for (const answer of answers) if (answer !== made) has_complaint(has_status(answer, 409), 'office_not_empty');
    equal(made.json.office, { name: office.name, currency: 'PLN', time_zone: 'Europe/Warsaw' });
    equal(made.json.groups, ['administrator']);
    here.cookie = made.headers['set-cookie'][0].split(';')[0];
    equal(await here.count('user'), 1);
    equal(await here.count('office'), 1);
    equal(await here.count('company'), 0);
    const [entry] = await here.history('user', made.json.user.id);
    equal([entry.actor.id, entry.via, entry.kind], [made.json.user.id, 'system', 'create']);
    const [row] = await here.rows('office', { columns: 'name,tax_id,address_country' });
    equal([row.name, row.tax_id, row.address_country], [office.name, '5265877635', 'PL']);
  });
  await test('first start: once the office stands nothing of it is left', async () => {
    for (const headers of [{}, { ...proxied, 'X-Teczka-Code': code_of(server) }]) {
      has_complaint(has_status(await here.post('/first-start', whole, headers), 409), 'office_not_empty');
      has_complaint(has_status(await here.get('/first-start', headers), 409), 'office_not_empty');
    }
    has_complaint(has_status(await new Client(server).get('/session'), 401), 'not_signed_in');
    await server.stop();
    server = await serve(data);
    ok(!server.said().includes('code'), `a code is printed: ${server.said()}`);
  });
  return { data, server };
}

async function init() {
  const flags = ['--name', office.name, '--login', 'anna', '--admin-name', 'Anna Żak', '--password-stdin'];
  await test('init: makes an office from flags, once', async () => {
    const data = new_folder();
    await teczka_ok(['init', '--data', data, ...flags, '--tax-id', '5265877635', '--currency', 'EUR', '--time-zone', 'Europe/Vilnius'], { input: `${password}\n` });
    const twice = await teczka(['init', '--data', data, ...flags], { input: `${password}\n` });
    equal(twice.status, 65, twice.said);
    includes(twice.err, 'there is an office in this folder already');
    const server = await serve(data);
    const anna = await sign_in(server, 'anna', password);
    equal(anna.session.office, { name: office.name, currency: 'EUR', time_zone: 'Europe/Vilnius' });
    await server.stop();
  });
  await test('init: asks a running server for it', async () => {
    const data = new_folder();
    const server = await serve(data);
    await teczka_ok(['init', '--data', data, ...flags], { input: `${password}\n` });
    (await sign_in(server, 'anna', password)).close();
    has_status(await new Client(server).post('/first-start', whole), 409);
    await server.stop();
  });
  const refused = [
    { name: 'without a password', input: '', says: 'password' },
    { name: 'with a common password', input: 'qwertyuiop\n', says: 'everybody tries' },
    { name: 'with a wrong tax id', input: `${password}\n`, more: ['--tax-id', '123'], says: 'office.tax_id' },
    { name: 'with a zone that is none', input: `${password}\n`, more: ['--time-zone', 'Warsaw'], says: 'office.time_zone' },
    { name: 'with a language that is none', input: `${password}\n`, more: ['--language', 'polski'], says: 'office.language' },
  ];
  for (const { name, input, more = [], says } of refused) {
    await test(`init: ${name} it is refused with a sentence, and nothing is made`, async () => {
      const data = new_folder();
      const ran = await teczka(['init', '--data', data, ...flags, ...more], { input });
      equal(ran.status, 65, ran.said);
      includes(ran.err, says);
      await teczka_ok(['init', '--data', data, ...flags], { input: `${password}\n` });
    });
  }
}

async function invitations({ server }) {
  const anna = await sign_in(server, 'anna', password);
  const groups = Object.fromEntries((await anna.rows('user_group', { columns: 'code' })).map((row) => [row.code, row.id]));
  const make_user = (login, group = 'sales') => anna.create('user', { login, name: `Pan ${login}`, groups: [groups[group]] });
  const link = async (user, client = anna) => has_status(await client.post(`/accounts/${user.id}/link`, {}), 201).json;
  const guest = () => new Client(server);
  const account = async (user) => has_status(await anna.get('/accounts'), 200).json.accounts.find((one) => one.user === user.id);

  const bartek = await make_user('bartek');
  let invited;
  await test('invitation: a link is given once, says for whom it is, and sets the password', async () => {
    invited = await link(bartek);
    ok(/^[0-9a-f]{64}$/.test(invited.token) && invited.kind === 'invite', JSON.stringify(invited));
    const days = (Date.parse(invited.expires_at) - Date.now()) / 86_400_000;
    ok(days > 6.9 && days <= 7, `${days} days`);
    equal((await account(bartek)).has_password, false);
    equal(has_status(await guest().post('/invitation', { token: invited.token }), 200).json, { login: 'bartek', name: 'Pan bartek', office: office.name, kind: 'invite' });
    ok(!(await anna.get('/accounts')).text.includes(invited.token), 'the token is told again');
    for (const [bad, code] of [['krótkie', 'password_too_short'], ['password123', 'password_common'], ['1234567890', 'password_common']]) {
      has_complaint(has_status(await guest().post('/invitation', { token: invited.token, password: bad }), 422), code, 'password');
    }
    const entered = has_status(await guest().post('/invitation', { token: invited.token, password }), 200);
    equal(entered.json.user.login, 'bartek');
    const client = new Client(server, { cookie: entered.headers['set-cookie'][0].split(';')[0] });
    equal(has_status(await client.get('/session'), 200).json.user.id, bartek.id);
    const known = await account(bartek);
    equal([known.has_password, known.invited_until, known.sessions], [true, null, 1]);
    ok(Date.now() - Date.parse(known.last_seen_at) < 60_000, known.last_seen_at);
  });
  await test('invitation: used, revoked, replaced and invented links answer alike, to the byte', async () => {
    const ola = await make_user('ola');
    const replaced = await link(ola);
    const revoked = await link(ola);
    equal((await anna.send('DELETE', `/accounts/${ola.id}/link`)).status, 204);
    const texts = new Set();
    for (const token of [invited.token, replaced.token, revoked.token, '0'.repeat(64), 'x']) {
      for (const body of [{ token }, { token, password }]) texts.add(has_status(await guest().post('/invitation', body), 404).text);
    }
    equal(texts.size, 1, 'answers');
    for (const body of [{}, { token: 7 }, { token: invited.token, more: 'x' }]) has_status(await guest().post('/invitation', body), 422);
  });
  await test('invitation: one link, two at the same time: one sets the password', async () => {
    const cela = await make_user('cela');
    const { token } = await link(cela);
    const answers = await Promise.all([password, other_password].map((one) => guest().post('/invitation', { token, password: one })));
    equal(answers.map((one) => one.status).sort(), [200, 404]);
    const won = answers[0].status === 200 ? password : other_password;
    (await sign_in(server, 'cela', won)).close();
  });
  await test('invitation: a reset ends every session, and the old password with it', async () => {
    const before = await sign_in(server, 'bartek', password);
    const reset = await link(bartek);
    equal(reset.kind, 'reset');
    has_status(await before.get('/session'), 200);
    has_status(await guest().post('/invitation', { token: reset.token, password: other_password }), 200);
    has_status(await before.get('/session'), 401);
    has_status(await guest().post('/session', { login: 'bartek', password }), 401);
    (await sign_in(server, 'bartek', other_password)).close();
  });
  await test('invitation: only who may change users makes links or sees accounts', async () => {
    const client = await sign_in(server, 'bartek', other_password);
    for (const [method, path] of [['GET', '/accounts'], ['POST', `/accounts/${bartek.id}/link`], ['DELETE', `/accounts/${bartek.id}/link`], ['POST', `/accounts/${anna.session.user.id}/link`]]) {
      has_complaint(has_status(await client.send(method, path), 404), 'not_found');
      has_status(await guest().send(method, path), 401);
    }
    for (const path of [`/accounts/${new_id()}/link`, '/accounts/x/link', `/accounts/${bartek.id}`, `/accounts/${bartek.id}/password`]) has_status(await anna.post(path, {}), 404);
  });
  await test('account: deactivated he is out at once, and back again only by signing in', async () => {
    const dawid = await make_user('dawid');
    const { token } = await link(dawid);
    has_status(await guest().post('/invitation', { token, password }), 200);
    const client = await sign_in(server, 'dawid', password);
    const open = await link(dawid);
    await anna.change('user', dawid.id, { is_active: false });
    has_status(await client.get('/session'), 401);
    has_status(await guest().post('/session', { login: 'dawid', password }), 401);
    has_status(await guest().post('/invitation', { token: open.token }), 404);
    has_status(await anna.post(`/accounts/${dawid.id}/link`, {}), 404);
    await anna.change('user', dawid.id, { is_active: true });
    has_status(await client.get('/session'), 401);
    has_status(await guest().post('/invitation', { token: open.token }), 404);
    (await sign_in(server, 'dawid', password)).close();
  });
  await test('account: the last administrator stays', async () => {
    const { rev } = await anna.record('user', anna.session.user.id);
    has_complaint(has_status(await anna.patch(`/user/${anna.session.user.id}`, { op: new_id(), rev, set: { is_active: false } }), 422), 'last_administrator');
    has_status(await anna.get('/session'), 200);
  });
}

async function own_account({ server }) {
  const anna = await sign_in(server, 'anna', password);
  await test('account: one sees one\'s sessions and ends them', async () => {
    const second = await sign_in(server, 'anna', password);
    const { sessions } = has_status(await anna.get('/account'), 200).json;
    equal(sessions.filter((one) => one.is_present).length, 1, 'the present one');
    equal(has_status(await second.get('/account'), 200).json.sessions.length, sessions.length);
    const theirs = (await second.get('/account')).json.sessions.find((one) => one.is_present);
    equal((await anna.send('DELETE', `/account/sessions/${theirs.id}`)).status, 204);
    has_status(await second.get('/session'), 401);
    has_status(await anna.get('/session'), 200);
    for (const id of [theirs.id, 'x', '', '0'.repeat(32)]) has_status(await anna.send('DELETE', `/account/sessions/${id}`), 404);
  });
  await test('account: nobody ends another\'s session', async () => {
    const client = await sign_in(server, 'bartek', other_password);
    const { sessions } = has_status(await anna.get('/account'), 200).json;
    for (const { id } of sessions) has_status(await client.send('DELETE', `/account/sessions/${id}`), 404);
    has_status(await anna.get('/session'), 200);
    ok(!JSON.stringify(sessions).includes(anna.cookie.split('=')[1]), 'the token is told');
  });
  for (const [name, body, status, code, field] of [
    ['without the old one', { new: other_password }, 422, 'required', 'old'],
    ['with a wrong old one', { old: 'not this one', new: other_password }, 422, 'password_wrong', 'old'],
    ['to a short one', { old: password, new: 'krótkie' }, 422, 'password_too_short', 'new'],
    ['to a common one', { old: password, new: 'demo-teczka' }, 422, 'password_common', 'new'],
    ['with more', { old: password, new: other_password, login: 'ewa' }, 422, 'field_unknown', 'login'],
  ]) {
    await test(`account: changing the password ${name} is refused`, async () => {
      has_complaint(has_status(await anna.post('/account/password', body), status), code, field);
    });
  }
  await test('account: a new password ends the other sessions and keeps this one', async () => {
    const second = await sign_in(server, 'anna', password);
    equal((await anna.post('/account/password', { old: password, new: other_password })).status, 204);
    has_status(await second.get('/session'), 401);
    has_status(await anna.get('/session'), 200);
    has_status(await new Client(server).post('/session', { login: 'anna', password }), 401);
    (await sign_in(server, 'anna', other_password)).close();
  });
  await test('account: guessing the old password is slowed down', async () => {
    let answer;
    for (let i = 0; i < 8 && answer?.status !== 429; i += 1) answer = await anna.post('/account/password', { old: `guess ${i}`, new: password });
    has_complaint(has_status(answer, 429), 'throttled');
  });
  await test('account: is nobody\'s without a session', async () => {
    for (const [method, path] of [['GET', '/account'], ['POST', '/account/password'], ['DELETE', '/account/sessions/x']]) {
      has_complaint(has_status(await new Client(server).send(method, path, {}), 401), 'not_signed_in');
    }
  });
}

export async function moving_in() {
  const made = await first_start();
  const first = new Client(made.server);
  const names = ['anna', 'ewa', 'ola'];
  // Whoever won the race of the first start is called anna from here on.
  for (const login of names.slice(1)) {
    const entered = await first.post('/session', { login, password });
    if (entered.status !== 200) continue;
    const winner = await sign_in(made.server, login, password);
    await winner.change('user', winner.session.user.id, { login: 'anna' });
  }
  await invitations(made);
  await own_account(made);
  await made.server.stop();
  await init();
}
