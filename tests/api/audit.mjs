// The audit view: what happens at the door is written down, without a secret, and told to administrators alone.
import { Client, demo_password, equal, fail, has_complaint, has_status, new_id, ok, sign_in, sleep, stranger, test } from '../lib.mjs';

const refused_questions = [
  { query: 'kind=nothing', code: 'choice_unknown', field: 'kind' },
  { query: 'user=x', code: 'link_invalid', field: 'user' },
  { query: 'since=yesterday', code: 'instant_invalid', field: 'since' },
  { query: 'before=0', code: 'number_invalid', field: 'before' },
  { query: 'before=1e3', code: 'number_invalid', field: 'before' },
  { query: 'limit=201', code: 'number_out_of_range', field: 'limit' },
  { query: 'order=at', code: 'field_unknown', field: 'order' },
  { query: 'kind=%ff', code: 'request_encoding' },
];

export async function audit({ server, administrator, management, sales, accounting }) {
  const read = async (query = '') => has_status(await administrator.get(`/audit?${query}`), 200).json;
  const newest = async (kind) => (await read(`kind=${kind}&limit=1`)).entries[0];
  // What is written beside the answer may come a moment after it.
  const await_entry = async (kind, fits) => {
    for (let tries = 0; tries < 100; tries += 1) {
      const entry = await newest(kind);
      if (entry && fits(entry)) return entry;
      await sleep(50);
    }
    return fail(`no fitting ${kind}: ${JSON.stringify(await newest(kind))}`);
  };

  await test('audit: coming in, leaving and failing are told with who, when and from where', async () => {
    const client = await sign_in(server, 'dyrekcja');
    const { user } = client.session;
    const entry = await newest('signed_in');
    equal([entry.user, entry.actor, entry.address, entry.detail], [{ id: user.id, title: user.name }, { id: user.id, title: user.name }, '127.0.0.1', {}]);
    ok(Math.abs(Date.parse(entry.at) - Date.now()) < 60_000, entry.at);
    has_status(await client.send('DELETE', '/session'), 204);
    equal((await newest('signed_out')).user.id, user.id);
    has_status(await client.post('/session', { login: 'dyrekcja', password: 'wrong-but-long' }), 401);
    const failed = await await_entry('sign_in_failed', (one) => one.user?.id === user.id);
    equal([failed.actor, failed.address], [null, '127.0.0.1']);
    client.close();
  });

  await test('audit: of a log-in that does not exist nothing is kept', async () => {
    const client = new Client(server, { from: stranger() });
    has_status(await client.post('/session', { login: 'my-secret-typed-here', password: 'a-password-typed' }), 401);
    await await_entry('sign_in_failed', (one) => one.user === null);
    const { text } = await administrator.get('/audit?limit=200');
    for (const secret of ['my-secret-typed-here', 'a-password-typed', demo_password, administrator.cookie.split('=')[1]])
      if (text.includes(secret)) fail(`the audit view tells ${secret}`);
    client.close();
  });

  await test('audit: who has to wait is told once, however often he asks', async () => {
    const client = new Client(server, { from: stranger() });
    let waited = 0;
    for (let i = 0; i < 14; i += 1) if ((await client.post('/session', { login: 'guessed-again', password: `g-${i}` })).status === 429) waited += 1;
    ok(waited > 3, 'asked too seldom');
    await sleep(300);
    const now = Date.now();
    const told = (await read('kind=throttled&limit=50')).entries.filter((one) => one.address === client.from && now - Date.parse(one.at) < 30_000);
    equal(told.length, 1, 'how often it is told');
    client.close();
  });

  await test('audit: a link made, ended and used, and the password set by it', async () => {
    const { id } = await administrator.create('user', { login: `audited-${Date.now()}`, name: 'Ada Audit', groups: [] });
    has_status(await administrator.post(`/accounts/${id}/link`, {}), 201);
    has_status(await administrator.remove(`/accounts/${id}/link`), 204);
    has_status(await administrator.remove(`/accounts/${id}/link`), 204);
    const { token } = has_status(await administrator.post(`/accounts/${id}/link`, {}), 201).json;
    const guest = new Client(server, { from: stranger() });
    const entered = has_status(await guest.post('/invitation', { token, password: 'long enough and new' }), 200);
    guest.cookie = entered.headers['set-cookie'][0].split(';')[0];
    has_status(await guest.post('/invitation', { token }), 404);
    has_status(await guest.post('/account/password', { old: 'not the old one', new: 'another long one' }), 422);
    has_status(await guest.post('/account/password', { old: 'long enough and new', new: 'another long one' }), 204);
    await await_entry('link_refused', (one) => one.user === null);
    const { entries } = await read(`user=${id}&limit=200`);
    equal(entries.map((one) => one.kind).reverse(), ['link_made', 'link_ended', 'link_made', 'link_used', 'signed_in', 'password_refused', 'password_changed']);
    equal(entries.at(-1).actor.id, administrator.session.user.id, 'who made the link');
    ok(!JSON.stringify(entries).includes(token), 'the token stands in it');

    await administrator.change('user', id, { is_active: false });
    const out = await await_entry('shut_out', (one) => one.user?.id === id);
    equal(out.user.title, 'Ada Audit');
    has_status(await guest.get('/session'), 401);
    await administrator.delete('user', id);
    equal((await read(`user=${id}&limit=1`)).entries[0].user.title, 'Ada Audit', 'the name of one who is gone');
    guest.close();
  });

  await test('audit: a change of a user\'s groups tells before and after, other changes nothing', async () => {
    const [group] = await administrator.rows('user_group', { where: 'code = "sales"', columns: 'code' });
    const [more] = await administrator.rows('user_group', { where: 'code = "management"', columns: 'code' });
    const { id } = await administrator.create('user', { login: `moved-${Date.now()}`, name: 'Moved', groups: [group.id] });
    await administrator.change('user', id, { groups: [group.id, more.id] });
    await administrator.change('user', id, { phone: '+48 600 100 200' });
    const { entries } = await read(`user=${id}&kind=groups_changed`);
    equal(entries.map((one) => [one.detail.before, one.detail.after.sort(), one.actor.id]), [
      [['sales'], ['management', 'sales'], administrator.session.user.id],
      [[], ['sales'], administrator.session.user.id],
    ]);
    await administrator.delete('user', id);
  });

  await test('audit: decisions about rights and substitutions are told with who took them', async () => {
    const groups = Object.fromEntries((await administrator.rows('user_group', { columns: 'code' })).map(({ code, id }) => [code, id]));
    const decide = (set) => administrator.create('right', { entity: 'tag', verb: 'delete', ...set });
    const told = async (acts) => {
      await await_entry('right_decided', (one) => one.detail.act === acts[0]);
      const { entries } = await read(`kind=right_decided&limit=${acts.length}`);
      equal(entries.map(({ detail }) => detail.act), acts);
      return entries;
    };
    const made = await decide({ group: groups.sales, condition: 'created_by = me' });
    const [{ actor, detail }] = await told(['decided']);
    equal([actor.id, detail], [administrator.session.user.id, { act: 'decided', group: 'sales', entity: 'tag', verb: 'delete', condition: 'created_by = me' }]);
    await administrator.delete('right', made.id);
    await told(['taken_back', 'decided']);
    const own = await decide({ group: groups.administrator, condition: 'true' });
    has_status(await management.post(`/right/${own.id}/reject`, { op: new_id() }), 200);
    equal((await told(['rejected', 'asked']))[0].actor.id, management.session.user.id);
    const { today } = has_status(await management.get('/session'), 200).json;
    await management.create('substitution', { absent: sales.session.user.id, deputy: accounting.session.user.id, from: today, to: today });
    const entry = await await_entry('substitution', (one) => one.user?.id === sales.session.user.id);
    equal([entry.actor.id, entry.detail], [management.session.user.id, { act: 'decided', deputy: accounting.session.user.name, from: today, to: today }]);
    const [one] = await management.rows('substitution', { where: `absent = "${sales.session.user.id}"`, limit: 1 });
    await management.delete('substitution', one.id);
    await await_entry('substitution', (told_last) => told_last.detail.act === 'taken_back');
  });

  await test('audit: an export tells who took out what, and how many rows', async () => {
    const id = new_id();
    has_status(await management.post('/exports', { id, entity: 'company', where: 'tier = 2', format: 'csv' }), 202);
    const entry = await await_entry('exported', (one) => one.user?.id === management.session.user.id);
    equal(entry.detail, { entity: 'company', format: 'csv', rows: await management.count('company', 'tier = 2') });
  });

  await test('audit: pages follow one another without a gap, filters hold', async () => {
    const all = (await read('limit=200')).entries.map((one) => one.id);
    equal([...all].sort((a, b) => b - a), all, 'newest first');
    const seen = [];
    for (let next = ''; next !== undefined && seen.length < all.length;) {
      const page = await read(`limit=3${next && `&before=${next}`}`);
      seen.push(...page.entries.map((one) => one.id));
      next = page.next;
    }
    equal(seen.slice(0, all.length), all);
    const since = (await read('limit=5')).entries.at(-1).at;
    ok((await read(`since=${since}&limit=200`)).entries.every((one) => one.at >= since), 'since');
    ok((await read(`until=${since}&limit=200`)).entries.every((one) => one.at < since), 'until');
    ok((await read('kind=exported')).entries.every((one) => one.kind === 'exported'), 'kind');
    equal((await read(`user=${new_id()}`)).entries, [], 'a user nobody knows');
  });

  for (const { query, code, field } of refused_questions) {
    await test(`audit: ?${query} is refused`, async () => {
      has_complaint(has_status(await administrator.get(`/audit?${query}`), 400, 422), code, field);
    });
  }

  await test('audit: is for administrators; for all others there is no such thing', async () => {
    for (const client of [management, sales, accounting]) {
      const refused = has_status(await client.get('/audit'), 404);
      equal(refused.text, has_status(await client.get('/no_such_thing'), 404).text, 'told apart from nothing');
    }
    const anonymous = new Client(server);
    has_status(await anonymous.get('/audit'), 401);
    anonymous.close();
    has_status(await administrator.post('/audit', {}), 405);
  });
}
