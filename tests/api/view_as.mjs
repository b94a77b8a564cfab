// Looking as a user or a group: what both may see and no more, nothing changed meanwhile, begun and ended on record.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Client, demo, equal, has_complaint, has_status, new_id, ok, serve, sign_in, sleep, test } from '../lib.mjs';
import { listen } from './events.mjs';
import { colleague } from './substitution.mjs';

const look = async (client, as, id) => has_status(await client.post('/view-as', { as, id }), 204);
const be_oneself = async (client) => has_status(await client.send('DELETE', '/view-as'), 204);
const session_of = async (client) => has_status(await client.get('/session'), 200).json;
const ids_of = async (client, entity, where = '') => (await client.rows(entity, { limit: '500', ...(where && { where }) })).map(({ id }) => id).sort();

export async function view_as(office) {
  const { server, data, management, administrator, accounting, sales } = office;
  const seen = sales.session.user;
  const groups = Object.fromEntries((await administrator.rows('user_group', { columns: 'code' })).map(({ code, id }) => [code, id]));
  const newest = async (kind) => has_status(await administrator.get(`/audit?kind=${kind}&limit=1`), 200).json.entries[0];
  const await_end = async (user) => {
    for (let tries = 0; tries < 100; tries += 1) {
      const entry = await newest('view_ended');
      if (entry?.actor?.id === user) return entry;
      await sleep(50);
    }
    return newest('view_ended');
  };
  // Sessions of their own: others' scenarios go on as themselves.
  const admin = await sign_in(server, administrator.session.user.login);
  const chief = await sign_in(server, management.session.user.login);

  const refused = [
    ['a salesperson', () => sales, { as: 'user', id: management.session.user.id }, 404, 'not_found'],
    ['an accountant', () => accounting, { as: 'group', id: groups.sales }, 404, 'not_found'],
    ['as somebody who is not there', () => admin, { as: 'user', id: new_id() }, 404, 'not_found'],
    ['as a group that is a user', () => admin, { as: 'group', id: seen.id }, 404, 'not_found'],
    ['as oneself', () => admin, { as: 'user', id: admin.session.user.id }, 422, 'view_of_oneself'],
    ['as a company', () => admin, { as: 'company', id: seen.id }, 422, 'choice_unknown'],
    ['as nobody', () => admin, { as: 'user' }, 422, 'required'],
    ['as something that is no id', () => admin, { as: 'user', id: 'x' }, 422, 'link_invalid'],
    ['nobody who is signed in', () => new Client(server), { as: 'user', id: seen.id }, 401, 'not_signed_in'],
  ];
  for (const [name, who, body, status, code] of refused) {
    await test(`view as: refused: ${name}`, async () => {
      has_complaint(has_status(await who().post('/view-as', body), status), code);
    });
  }

  await test('view as: somebody who was deactivated answers like nobody', async () => {
    const gone = await colleague(office, 'sales');
    await administrator.change('user', gone.id, { is_active: false });
    const answer = has_status(await admin.post('/view-as', { as: 'user', id: gone.id }), 404);
    equal(answer.text, has_status(await admin.post('/view-as', { as: 'user', id: new_id() }), 404).text);
  });

  await test('view as: management sees exactly what a salesperson sees, and by whose eyes', async () => {
    const heard = listen(chief);
    await heard.until(({ events }) => events.find(({ name }) => name === 'hello'));
    await look(chief, 'user', seen.id);
    await heard.until(({ events }) => events.find(({ name }) => name === 'rights'));
    heard.close();
    const session = await session_of(chief);
    equal([session.user.id, session.groups, session.viewing_as.as, session.viewing_as.by.id], [seen.id, ['sales'], 'user', chief.session.user.id]);
    ok(Math.abs(Date.parse(session.viewing_as.until) - Date.now() - 3_600_000) < 60_000, session.viewing_as.until);
    for (const entity of ['company', 'person', 'invoice', 'activity', 'supply', 'user', 'product'])
      equal(await chief.count(entity), await sales.count(entity), entity);
    equal(await ids_of(chief, 'company', 'owner = me'), await ids_of(sales, 'company', 'owner = me'), 'me is the other');
    const [foreign] = await sales.rows('company', { where: 'owner <> me', limit: 1 });
    equal((await chief.record('company', foreign.id)).masked, (await sales.record('company', foreign.id)).masked, 'masks');
    const [own] = await sales.rows('company', { where: 'owner = me', limit: 1 });
    equal((await chief.record('company', own.id)).may, (await sales.record('company', own.id)).may, 'buttons');
    const hidden = await management.create('company', { name: `Niczyja ${Date.now()}`, territory: null });
    for (const path of [`/company/${hidden.id}`, `/company/${hidden.id}/history`, `/company/${hidden.id}/why`, '/right'])
      equal(has_status(await chief.get(path), 404).text, has_status(await sales.get(path), 404).text, path);
    equal((await chief.history('company', own.id)).length, (await sales.history('company', own.id)).length, 'history');
    const grouped = async (client) => has_status(await client.post('/query', { entity: 'company', group: 'owner', measures: 'count()' }), 200).text;
    equal(await grouped(chief), await grouped(sales), 'groups');
  });

  await test('view as: search and type-ahead find what the other finds', async () => {
    if (!(await session_of(chief)).viewing_as) await look(chief, 'user', seen.id);
    for (const text of ['sp', 'war', 'kow', 'a'])
      equal((await chief.get(`/search?q=${text}`)).text, (await sales.get(`/search?q=${text}`)).text, text);
  });

  const refusals = [
    ['POST', '/company', { op: new_id(), id: new_id(), set: { name: 'Podgląd' } }],
    ['PATCH', '/company/:own', { op: new_id(), set: { short_name: 'x' } }],
    ['DELETE', '/company/:own', { op: new_id() }],
    ['POST', '/company/:own/restore', { op: new_id() }],
    ['POST', '/changes', { op: new_id(), records: [] }],
    ['POST', '/undo', { op: new_id(), of: new_id() }],
    ['POST', '/company/bulk', { ids: [], set: {}, preview: true }],
    ['POST', '/company/merge', { ids: [new_id()], survivor: new_id(), preview: true }],
    ['POST', '/exports', { id: new_id(), format: 'csv', everything: true }],
    ['POST', '/imports/look', { upload: new_id() }],
    ['POST', '/imports', { id: new_id(), files: [{ upload: new_id() }] }],
    ['POST', '/uploads', { name: 'a.csv', bytes: 1 }],
    ['POST', '/saved_view', { op: new_id(), set: { name: 'x', entity: 'company', condition: 'true' } }],
    ['POST', '/demo/remove', { op: new_id(), with_changed: false }],
    ['POST', `/jobs/${new_id()}/cancel`, undefined],
    ['PATCH', '/session', { language: 'en' }],
    ['POST', '/account/password', { old: 'x', new: 'y' }],
    ['DELETE', '/account/sessions/x', undefined],
    ['POST', '/account/tokens', { name: 'x', scope: 'write', expires_on: '2030-01-01', password: 'y' }],
    ['POST', '/account/totp', { password: 'y' }],
    ['POST', `/accounts/${new_id()}/link`, undefined],
    ['POST', '/view-as', { as: 'user', id: new_id() }],
  ];
  const [own] = await sales.rows('company', { where: 'owner = me', limit: 1 });
  for (const [method, path, body] of refusals) {
    await test(`view as: nothing is changed: ${method} ${path.replace(/[0-9a-f-]{36}/, '{id}')}`, async () => {
      if (!(await session_of(chief)).viewing_as) await look(chief, 'user', seen.id);
      const before = await management.record('company', own.id);
      const companies = await management.count('company');
      has_complaint(has_status(await chief.send(method, path.replace(':own', own.id), body), 403), 'view_only');
      equal([await management.record('company', own.id), await management.count('company')], [before, companies]);
    });
  }

  await test('view as: jobs, sessions and drafts stay one’s own', async () => {
    const started = has_status(await sales.post('/exports', { id: new_id(), entity: 'company', format: 'csv' }), 202);
    const { jobs } = has_status(await chief.get('/jobs'), 200).json;
    ok(jobs.every(({ started_by }) => started_by?.id === chief.session.user.id), 'nobody else’s jobs');
    if (started.status === 202) has_status(await chief.get(`/jobs/${started.json.job.id}`), 404);
    const own_sessions = has_status(await chief.get('/account'), 200).json.sessions.map(({ id }) => id);
    const theirs = has_status(await sales.get('/account'), 200).json.sessions.map(({ id }) => id);
    ok(own_sessions.length > 0 && !own_sessions.some((id) => theirs.includes(id)), 'the viewer’s own sessions');
  });

  await test('view as: ended by the button one is oneself, and both ends are on record', async () => {
    const began = await newest('view_began');
    equal([began.user.id, began.actor.id, began.detail], [seen.id, chief.session.user.id, {}]);
    await be_oneself(chief);
    const session = await session_of(chief);
    equal([session.user.id, session.viewing_as], [chief.session.user.id, undefined]);
    const ended = await newest('view_ended');
    equal([ended.user.id, ended.actor.id, ended.detail], [seen.id, chief.session.user.id, { how: 'button' }]);
    await be_oneself(chief);
    equal((await newest('view_ended')).id, ended.id, 'ended once');
    const made = await chief.create('company', { name: `Po podglądzie ${Date.now()}` });
    await chief.delete('company', made.id);
  });

  await test('view as: an administrator learns nothing that he may not see himself', async () => {
    await look(admin, 'user', seen.id);
    equal(await admin.count('company'), await sales.count('company'));
    has_status(await admin.get('/invoice'), 404);
    has_complaint(has_status(await admin.list('company', { where: 'credit_limit > 0' }), 422), 'field_unknown');
    ok(!('credit_limit' in (await admin.record('company', own.id))), 'finance of an own client');
    has_status(await admin.get('/audit'), 200);  // his own door, which he may open any time
    await be_oneself(admin);
    await look(admin, 'group', groups.management);
    equal(await admin.count('company'), await management.count('company'));
    has_status(await admin.get('/invoice'), 404);
    ok(!('credit_limit' in (await admin.record('company', own.id))), 'management’s finance');
    await be_oneself(admin);
    await look(chief, 'group', groups.administrator);
    has_complaint(has_status(await chief.list('company', { where: 'credit_limit > 0' }), 422), 'field_unknown');
    has_status(await chief.get('/accounts'), 404);
    has_status(await chief.get('/audit'), 404);
    await be_oneself(chief);
  });

  await test('view as: a group has nothing of its own, and is told by its name', async () => {
    await look(chief, 'group', groups.sales);
    const session = await session_of(chief);
    equal([session.groups, session.viewing_as.as], [['sales'], 'group']);
    ok(session.user.name.length > 0 && session.user.login === '', JSON.stringify(session.user));
    equal(await chief.count('company'), 0, 'own clients and territories');
    ok(await chief.count('product') > 0, 'what all of the group see');
    const began = await newest('view_began');
    equal([began.user, began.detail], [null, { group: 'sales' }]);
    await be_oneself(chief);
  });

  await test('view as: two salespeople see together what each of them sees, masks too', async () => {
    const first = await colleague(office, 'sales');
    const second = await colleague(office, 'sales');
    const company = (owner) => management.create('company', { name: `Dwoje ${Date.now()}${Math.random()}`, owner, territory: null });
    const [of_first, of_second] = [await company(first.id), await company(second.id)];
    const decide = (set) => administrator.create('right', { group: groups.sales, ...set });
    await decide({ entity: 'right', verb: 'view', condition: 'true' });
    try {
      const viewer = await sign_in(server, first.login, `haslo bardzo dlugie ${first.login}`);
      await look(viewer, 'user', second.id);
      equal(await ids_of(viewer, 'company'), [], 'own clients of both are nobody’s');
      for (const one of [of_first, of_second]) has_status(await viewer.get(`/company/${one.id}`), 404);
      await decide({ entity: 'company', verb: 'view', condition: 'true', finance: 'owner = me' });
      for (const one of [of_first, of_second]) {
        const { masked } = await viewer.record('company', one.id);
        ok(masked.includes('credit_limit'), `masked for one of the two: ${masked}`);
      }
      equal((await viewer.rows('company', { where: 'owner = me' })).map(({ id }) => id), [of_second.id]);
      // The right to look is gone: the next request is his own again.
      await decide({ entity: 'right', verb: 'view', condition: null, is_default: true });
      equal((await session_of(viewer)).viewing_as, undefined);
      equal((await await_end(first.id)).detail, { how: 'right' });
    } finally {
      for (const entity of ['company', 'right']) await decide({ entity, verb: 'view', condition: null, is_default: true });
    }
  });

  await test('view as: it is over after an hour', async () => {
    await look(admin, 'user', seen.id);
    execFileSync('sqlite3', [join(data, 'teczka.db'), '.timeout 5000', `UPDATE session_view SET ends_at = ${Date.now() - 1000}`]);
    await administrator.change('user', seen.id, { phone: `+48 600 ${Date.now() % 1_000_000}`.slice(0, 15) });  // what is kept is read anew
    equal((await session_of(admin)).viewing_as, undefined);
    equal((await await_end(admin.session.user.id)).detail, { how: 'hour' });
    await admin.change('user', seen.id, { phone: null });
  });

  await test('view as: it outlives a kill of the server, still read-only', async () => {
    const own_data = await demo(30);
    const first = await serve(own_data);
    const client = await sign_in(first, administrator.session.user.login);
    const [user] = await client.rows('user', { where: `login = "${seen.login}"` });
    await look(client, 'user', user.id);
    await first.kill();
    const second = await serve(own_data);
    const again = new Client(second, { cookie: client.cookie });
    equal((await session_of(again)).user.id, user.id);
    has_complaint(has_status(await again.post('/company', { op: new_id(), set: { name: 'x' } }), 403), 'view_only');
    await be_oneself(again);
    equal((await session_of(again)).user.id, client.session.user.id);
    await second.stop();
  });

  await test('view as: signing out ends it, and whom one looked as keeps his session', async () => {
    await look(admin, 'user', seen.id);
    has_status(await admin.send('DELETE', '/session'), 204);
    equal((await await_end(admin.session.user.id)).detail, { how: 'signed_out' });
    has_status(await admin.get('/session'), 401);
    equal((await session_of(sales)).user.id, seen.id);
    has_status(await management.post('/session', { login: 'x', password: 'y' }), 401, 429);
  });
}
