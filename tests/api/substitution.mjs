// Who acts for whom while somebody is away: what the deputy sees and does, in whose name, until when, and what never.
import { equal, has_complaint, has_status, new_id, ok, sign_in, test } from '../lib.mjs';
import { listen } from './events.mjs';

const day = (today, more) => new Date(Date.parse(today) + more * 86_400_000).toISOString().slice(0, 10);
// Two zones between which it is always another day.
const early_zone = 'Etc/GMT+12';
const late_zone = 'Etc/GMT-14';

let serial = 0;
export async function colleague({ server, administrator }, group, more = {}) {
  const login = `zastepstwo${Date.now().toString(36)}${(serial += 1)}`;
  const groups = await administrator.rows('user_group', { columns: 'code' });
  const user = await administrator.create('user', { login, name: `Pracownik ${serial}`, groups: [groups.find(({ code }) => code === group).id], ...more });
  const { json } = has_status(await administrator.post(`/accounts/${user.id}/link`), 201);
  const password = `haslo bardzo dlugie ${login}`;
  has_status(await administrator.post('/invitation', { token: json.token, password }), 200);
  return { id: user.id, login, client: await sign_in(server, login, password) };
}
export const today_of = async (client) => has_status(await client.get('/session'), 200).json.today;
const sees = async (client, entity, id) => (await client.get(`/${entity}/${id}`)).status === 200;

export async function substitution(office) {
  const { management, administrator, accounting } = office;
  let absent, deputy, other, client_of_absent, today;
  const stand_in = (from, set, who = management) => who.create('substitution', { from, to: from, ...set });

  await test('substitution: three salespeople, a client of one of them', async () => {
    absent = await colleague(office, 'sales');
    deputy = await colleague(office, 'sales');
    other = await colleague(office, 'sales');
    today = await today_of(management);
    client_of_absent = await management.create('company', { name: `Klient nieobecnego ${Date.now()}`, owner: absent.id, territory: null });
    await accounting.change('company', client_of_absent.id, { credit_limit: '1000.00' });
  });
  if (!client_of_absent) return;
  const company = client_of_absent.id;

  await test('substitution: from its first moment the deputy sees and acts, without signing in anew, and is told so', async () => {
    ok(!(await sees(deputy.client, 'company', company)), 'before');
    const heard = listen(deputy.client);
    await heard.until(({ events }) => events.find(({ name }) => name === 'hello'));
    const made = await stand_in(today, { absent: absent.id, deputy: deputy.id }, absent.client);
    ok(await sees(deputy.client, 'company', company), 'during');
    ok(!(await sees(other.client, 'company', company)), 'nobody else');
    await heard.until(({ events }) => events.find(({ name }) => name === 'rights'));
    heard.close();
    equal((await deputy.client.rows('company', { where: 'owner in standing_in_for' })).map(({ id }) => id), [company], 'the constant');
    equal((await deputy.client.rows('company', { where: `owner = "${absent.id}"`, columns: 'credit_limit' }))[0].credit_limit, '1000.00', 'what his own group shows of own clients');
    const { standing_in_for } = has_status(await deputy.client.get('/session'), 200).json;
    equal(standing_in_for, [{ id: absent.id, name: (await management.record('user', absent.id)).name, until: today }]);
    equal((await deputy.client.record('substitution', made.id)).is_running, true);
  });

  await test('substitution: what it alone makes possible is recorded in the name of the absent, nothing else', async () => {
    await deputy.client.change('company', company, { short_name: 'W zastępstwie' });
    const [entry] = await management.history('company', company);
    equal([entry.actor.id, entry.on_behalf_of?.id], [deputy.id, absent.id]);
    const call = await deputy.client.create('activity', { subject: 'Rozmowa', company });
    equal((await management.history('activity', call.id))[0].on_behalf_of?.id, absent.id, 'an own call at his client');
    const own = await deputy.client.create('company', { name: `Własny ${Date.now()}`, owner: deputy.id });
    equal((await management.history('company', own.id))[0].on_behalf_of, undefined, 'an own client');
    await absent.client.change('company', company, { short_name: 'Sam' });
    equal((await management.history('company', company))[0].on_behalf_of, undefined, 'the absent himself');
  });

  await test('substitution: only clients come along', async () => {
    const view = await absent.client.create('saved_view', { name: 'Prywatny', entity: 'company', condition: 'tier = 1' });
    const errand = await absent.client.create('task', { title: 'Odebrać garnitur' });
    const work = await absent.client.create('task', { title: 'Zadzwonić do klienta', company });
    ok(!(await sees(deputy.client, 'saved_view', view.id)), 'a saved view');
    ok(!(await sees(deputy.client, 'task', errand.id)), 'an errand');
    has_status(await deputy.client.patch(`/task/${errand.id}`, { op: new_id(), set: { state: 'done' } }), 404);
    await deputy.client.change('task', work.id, { state: 'done' });
    equal((await management.history('task', work.id))[0].on_behalf_of?.id, absent.id);
    const { sessions } = has_status(await deputy.client.get('/account'), 200).json;
    equal(sessions.length, 2, 'his own: by his link and by his password');
    ok(!(await sees(deputy.client, 'import_batch', new_id())), 'imports');
    has_status(await deputy.client.patch(`/user/${absent.id}`, { op: new_id(), set: { name: 'x' } }), 403);
  });

  await test('substitution: neither groups nor fields of the absent come along', async () => {
    const bookkeeper = await colleague(office, 'accounting');
    await stand_in(today, { absent: bookkeeper.id, deputy: other.id });
    has_status(await other.client.get(`/company/${company}`), 404);
    const entity = (await other.client.get('/catalogue')).json.entities.find(({ name }) => name === 'invoice');
    ok(!entity.verbs.includes('create'), 'the verbs of accounting');
    const salesman_in_accounting = await colleague(office, 'accounting');
    await stand_in(today, { absent: absent.id, deputy: salesman_in_accounting.id });
    has_status(await salesman_in_accounting.client.get('/activity'), 404);
    has_status(await salesman_in_accounting.client.patch(`/company/${company}`, { op: new_id(), set: { short_name: 'x' } }), 403);
  });

  await test('substitution: a deputy’s deputy gets the deputy’s own clients alone', async () => {
    const own = await management.create('company', { name: `Klient zastępcy ${Date.now()}`, owner: deputy.id, territory: null });
    await stand_in(today, { absent: deputy.id, deputy: other.id });
    ok(await sees(other.client, 'company', own.id), 'the deputy’s');
    ok(!(await sees(other.client, 'company', company)), 'the absent’s');
    has_status(await other.client.patch(`/company/${company}`, { op: new_id(), set: { short_name: 'x' } }), 404);
  });

  const refused = [
    { name: 'a salesperson for somebody else', ask: () => [other.client, { absent: absent.id, deputy: other.id }], status: 403 },
    { name: 'a deputy for the absent he stands in for', ask: () => [deputy.client, { absent: absent.id, deputy: other.id }], status: 403 },
    { name: 'an administrator with himself as deputy', ask: () => [administrator, { absent: absent.id, deputy: administrator.session.user.id }], status: 403 },
    { name: 'in the past', ask: () => [management, { absent: absent.id, deputy: other.id, from: day(today, -3), to: day(today, 3) }], status: 422, code: 'substitution_in_past' },
    { name: 'of oneself', ask: () => [management, { absent: absent.id, deputy: absent.id }], status: 422, code: 'deputy_of_oneself' },
    { name: 'twice at a time', ask: () => [management, { absent: absent.id, deputy: deputy.id, to: day(today, 9) }], status: 422, code: 'substitution_twice' },
    { name: 'for each other', ask: () => [management, { absent: deputy.id, deputy: absent.id }], status: 422, code: 'substitution_ring' },
    { name: 'backwards', ask: () => [management, { absent: absent.id, deputy: other.id, from: day(today, 9), to: day(today, 8) }], status: 422, code: 'period_backwards' },
  ];
  for (const { name, ask, status, code } of refused) {
    await test(`substitution: ${name} is refused`, async () => {
      const [who, set] = ask();
      const before = await management.count('substitution');
      const answer = has_status(await who.post('/substitution', { op: new_id(), id: new_id(), set: { from: today, to: today, ...set } }), status);
      if (code) has_complaint(answer, code);
      equal(await management.count('substitution'), before, 'substitutions');
    });
  }

  await test('substitution: a superior makes one for his people, and colleagues learn nothing of it', async () => {
    const report = await colleague(office, 'sales', { manager: other.id });
    const made = await stand_in(day(today, 30), { absent: report.id, deputy: deputy.id, reason: 'rehabilitacja' }, other.client);
    ok(await sees(report.client, 'substitution', made.id) && await sees(deputy.client, 'substitution', made.id), 'those concerned');
    ok(!(await sees(absent.client, 'substitution', made.id)), 'a colleague');
  });

  await test('substitution: ended early it is over at the next request, also in the middle of a list', async () => {
    for (let i = 0; i < 3; i += 1) await management.create('company', { name: `Kolejny ${i} ${Date.now()}`, owner: absent.id, territory: null });
    const page = has_status(await deputy.client.list('company', { where: `owner = "${absent.id}"`, order: 'name', limit: '2' }), 200).json;
    equal(page.rows.length, 2);
    const mine = (await absent.client.rows('substitution', { where: `deputy = "${deputy.id}"` }))[0];
    await absent.client.delete('substitution', mine.id);
    ok(!(await sees(deputy.client, 'company', company)), 'after');
    const next = await deputy.client.list('company', { where: `owner = "${absent.id}"`, order: 'name', limit: '2', after: page.next });
    if (next.status === 200) equal(next.json.rows, [], 'the next page');
    else has_complaint(next, 'cursor_invalid');
    has_status(await deputy.client.patch(`/company/${company}`, { op: new_id(), set: { short_name: 'x' } }), 404);
    equal(has_status(await deputy.client.get('/session'), 200).json.standing_in_for, []);
    await absent.client.write('POST', `/substitution/${mine.id}/restore`, { op: new_id() });
    ok(await sees(deputy.client, 'company', company), 'brought back');
  });

  await test('substitution: it ends by itself when the office’s day does, and then stays as it was', async () => {
    const [{ id, rev, time_zone }] = await administrator.rows('office', { columns: 'time_zone' });
    const in_zone = async (zone) => administrator.change('office', id, { time_zone: zone });
    await in_zone(early_zone);
    const yesterday = await today_of(management);
    const made = await stand_in(yesterday, { absent: absent.id, deputy: other.id });
    const heard = listen(other.client);
    await heard.until(({ events }) => events.find(({ name }) => name === 'hello'));
    ok(await sees(other.client, 'company', company), 'on its day');
    await in_zone(late_zone);
    ok(!(await sees(other.client, 'company', company)), 'on the next');
    await heard.until(({ events }) => events.find(({ name }) => name === 'rights'), 5);
    heard.close();
    equal((await management.record('substitution', made.id)).is_running, false);
    for (const set of [{ to: day(yesterday, 9) }, { reason: 'x' }])
      has_complaint(has_status(await management.patch(`/substitution/${made.id}`, { op: new_id(), set }), 422), 'substitution_over');
    has_complaint(has_status(await management.remove(`/substitution/${made.id}`, { op: new_id() }), 422), 'substitution_over');
    await in_zone(time_zone);
    ok(rev > 0);
  });
}
