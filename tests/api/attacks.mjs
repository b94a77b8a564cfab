// What somebody tries who is signed in and means ill. Each line is refused as if there were nothing, or answered with no more than is
// his; and the records, their history and the index of words are afterwards the same to the byte.
import { demo, demo_logins, equal, fail, has_complaint, has_status, new_id, ok, serve, sign_in, sleep, test } from '../lib.mjs';
import { listen } from './events.mjs';
import { finished, start_bulk } from './jobs.mjs';
import { System, all_rows, digest, newcomer } from './system.mjs';

const op = () => ({ op: new_id() });

// What stands in the office: an own and a foreign thing of each kind.
async function scene(server, data) {
  const system = new System(server, data);
  const clients = {};
  for (const [group, login] of Object.entries(demo_logins)) clients[group] = await sign_in(server, login);
  const { sales, management, accounting, administrator } = clients;
  const me = sales.session.user.id;
  const boss = management.session.user.id;
  const { territories } = await system.record('user', me);
  const own = await system.create('company', { name: 'Własna Firma', owner: me });
  const foreign = await system.create('company', { name: 'Tajemnicza Spółka', owner: boss, territory: null, credit_limit: '98765.00', notes: 'sekret', phone: '+48 22 999 88 77', email: 'tajne@obca.example' });
  ok(!territories.some(({ id }) => id === foreign.territory?.id), 'out of sight');
  const person = await system.create('person', { last_name: 'Tajemniczy' });
  const employment = await system.create('employment', { person: person.id, company: foreign.id });
  const own_person = await system.create('person', { last_name: 'Własny' });
  await system.create('employment', { person: own_person.id, company: own.id });
  const invoice = await accounting.create('invoice', { number: 'TAJNA/1', company: foreign.id, net: '4321.00' });
  const activity = await management.create('activity', { subject: 'Tajna rozmowa', company: foreign.id });
  const task = await management.create('task', { title: 'Tajne zadanie', company: foreign.id, assignee: boss });
  const view = await management.create('saved_view', { name: 'Tajny widok', entity: 'company', owner: boss });
  const changed = await management.change('company', foreign.id, { short_name: 'Tajna' });
  const draft = has_status(await management.post('/uploads', { name: 'tajne.csv', bytes: 10 }), 201).json;
  const job = new_id();
  has_status(await management.post('/exports', { id: job, entity: 'company', where: 'name starts "Tajemnicza"', format: 'csv' }), 202);
  const ended = await finished(management, job);
  const session = has_status(await management.get('/account'), 200).json.sessions[0].id;
  return { server, system, ...clients, me, boss, own, foreign, person, employment, own_person, invoice, activity, task, view, draft, job, file: ended.result.files[0].name, session,
    their_op: changed.op, group: Object.fromEntries((await all_rows(system, 'user_group', { columns: 'code' })).map(({ code, id }) => [code, id])) };
}

// [name, request, statuses allowed]; nothing of the foreign company may stand in any answer.
const by_id = (s) => {
  const { sales } = s;
  const records = { company: s.foreign, person: s.person, employment: s.employment, invoice: s.invoice, activity: s.activity, task: s.task, saved_view: s.view };
  return Object.entries(records).flatMap(([entity, { id }]) => [
    [`${entity} by its id`, () => sales.get(`/${entity}/${id}`), [404]],
    [`${entity} by its history`, () => sales.get(`/${entity}/${id}/history`), [404]],
    [`${entity} with children`, () => sales.get(`/${entity}/${id}?with=activities`), [404, 422]],
    [`change of a foreign ${entity}`, () => sales.patch(`/${entity}/${id}`, { ...op(), set: {} }), [403, 404]],
    [`removal of a foreign ${entity}`, () => sales.remove(`/${entity}/${id}`, op()), [403, 404]],
    [`return of a foreign ${entity}`, () => sales.post(`/${entity}/${id}/restore`, op()), [403, 404]],
  ]);
};

const others_things = (s) => [
  ['a job of another', () => s.sales.get(`/jobs/${s.job}`), [404]],
  ['the file of another\'s job', () => s.sales.get(`/jobs/${s.job}/files/${s.file}`), [404]],
  ['cancelling another\'s job', () => s.sales.post(`/jobs/${s.job}/cancel`, {}), [404]],
  ['running another\'s job again', () => s.sales.post(`/jobs/${s.job}/again`, {}), [404]],
  ['removing another\'s job', () => s.sales.remove(`/jobs/${s.job}`), [404]],
  ['a file out of a job\'s folder', () => s.management.get(`/jobs/${s.job}/files/..%2F..%2Fteczka.db`), [400, 404]],
  ['an upload of another', () => s.sales.get(`/uploads/${s.draft.id}`), [404]],
  ['writing into another\'s upload', () => s.sales.send('PUT', `/uploads/${s.draft.id}?offset=0`, 'Nazwa;NIP\n', { 'Content-Type': 'application/octet-stream' }), [404]],
  ['removing another\'s upload', () => s.sales.remove(`/uploads/${s.draft.id}`), [404]],
  ['looking at another\'s upload', () => s.sales.post('/imports/look', { upload: s.draft.id }), [404, 422]],
  ['ending another\'s session', () => s.sales.remove(`/account/sessions/${s.session}`), [404]],
  ['a link for another\'s password', () => s.sales.post(`/accounts/${s.boss}/link`, {}), [404]],
  ['a link for another\'s password as management', () => s.management.post(`/accounts/${s.me}/link`, {}), [404]],
  ['all accounts', () => s.sales.get('/accounts'), [404]],
  ['the audit log', () => s.management.get('/audit'), [404]],
  ['undoing another\'s change', () => s.sales.post('/undo', { op: s.their_op, as: new_id() }), [403, 404, 422]],
  ['an op id of another', () => s.sales.post('/company', { op: s.their_op, id: new_id(), set: { name: 'X', owner: s.me } }), [403, 409]],
];

const assignments = (s) => [
  ...['id', 'rev', 'created_at', 'created_by', 'changed_by', 'deleted_at', 'merged_into', 'display', 'may', 'row', 'name_fold', 'name_sort', 'last_contact_at', 'is_over_limit']
    .map((field) => [`own company with ${field}`, () => s.sales.patch(`/company/${s.own.id}`, { ...op(), set: { [field]: field === 'rev' ? 1 : s.foreign.id } }), [403, 422]]),
  ...['credit_limit', 'credibility', 'open_amount', 'payment_days', 'discount_percent', 'bank_account']
    .map((field) => [`own company with the finance field ${field}`, () => s.sales.patch(`/company/${s.own.id}`, { ...op(), set: { [field]: '1' } }), [403, 422]]),
  ['a company made for another', () => s.sales.post('/company', { ...op(), id: new_id(), set: { name: 'Podrzucona', owner: s.boss } }), [403]],
  ['a company made with a credit limit', () => s.sales.post('/company', { ...op(), id: new_id(), set: { name: 'Bogata', owner: s.me, credit_limit: '1000000.00' } }), [403, 422]],
  ['a foreign company taken over', () => s.sales.patch(`/company/${s.foreign.id}`, { ...op(), set: { owner: s.me } }), [403, 404]],
  ['oneself made an administrator', () => s.sales.patch(`/user/${s.me}`, { ...op(), set: { groups: [s.group.administrator] } }), [403]],
  ['oneself given a territory', () => s.sales.patch(`/user/${s.me}`, { ...op(), set: { territories: [] } }), [403]],
  ['a new administrator', () => s.sales.post('/user', { ...op(), id: new_id(), set: { login: 'tylne', name: 'Tylne Drzwi', groups: [s.group.administrator] } }), [403]],
  ['an administrator who makes himself accounting', () => s.administrator.patch(`/user/${s.administrator.session.user.id}`, { ...op(), set: { groups: [s.group.administrator, s.group.accounting] } }), [422]],
  ['a right granted to sales by sales', () => s.sales.post('/right', { ...op(), set: { group: s.group.sales, entity: 'company', verb: 'view', condition: 'true' } }), [404]],
  ['a grant confirmed by whoever asked for it', () => s.sales.post(`/right/${new_id()}/confirm`, op()), [404]],
  ['a substitution that makes oneself the deputy of another', () => s.sales.post('/substitution', { ...op(), set: { absent: s.boss, deputy: s.me, from: '2031-01-01', to: '2031-01-02' } }), [403]],
  ['an activity in another\'s name', () => s.sales.post('/activity', { ...op(), set: { subject: 'X', company: s.own.id, user: s.boss, kind: 'call' } }), [201, 403]],
];

const references = (s) => {
  const pointing = {
    activity: { subject: 'X', company: s.foreign.id }, task: { title: 'X', company: s.foreign.id, assignee: s.me }, employment: { person: s.own_person.id, company: s.foreign.id },
    contact_point: { company: s.foreign.id, kind: 'phone', value: '+48 600 000 001' }, supply: { supplier: s.foreign.id, customer: s.own.id }, external_id: { record: { entity: 'company', id: s.foreign.id }, system: 'x', key: 'x' },
  };
  const missing = (set) => JSON.parse(JSON.stringify(set).replaceAll(s.foreign.id, new_id()));
  return Object.entries(pointing).map(([entity, set]) => [`${entity} that points to a foreign company, against one that points nowhere`, async () => {
    const [unseen, nowhere] = [await s.sales.post(`/${entity}`, { ...op(), set }), await s.sales.post(`/${entity}`, { ...op(), set: missing(set) })];
    equal([unseen.status, unseen.text.replaceAll(s.foreign.id, '')], [nowhere.status, nowhere.text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '')]);
    return unseen;
  }, [403, 404, 422]]).concat([
    ['an own person made to report to a foreign one', () => s.sales.post('/employment', { ...op(), set: { person: s.own_person.id, company: s.own.id, reports_to: s.person.id } }), [403, 404, 422]],
    ['an own company put into a foreign holding', () => s.sales.patch(`/company/${s.own.id}`, { ...op(), set: { group_parent: s.foreign.id } }), [403, 404, 422]],
    ['a merge with a foreign company', () => s.sales.post('/company/merge', { ids: [s.own.id, s.foreign.id], survivor: s.own.id, preview: true }), [403, 404, 422]],
    ['a merge that is carried out', () => s.sales.post('/company/merge', { ...op(), ids: [s.own.id, s.foreign.id], survivor: s.own.id }), [403, 404, 422]],
    ['an own change together with a foreign one', () => s.sales.post('/changes', { ...op(), records: [{ entity: 'company', kind: 'change', id: s.own.id, set: { short_name: 'A' } }, { entity: 'company', kind: 'change', id: s.foreign.id, set: { short_name: 'B' } }] }), [403, 404]],
  ]);
};

const questions = (s) => {
  const masked = ['where', 'order', 'columns'].flatMap((member) => ['credit_limit', 'open_amount', 'is_over_limit'].map((field) =>
    [`administrator: ${member} by ${field}`, () => s.administrator.list('company', { [member]: member === 'where' ? `${field} is not null` : field }), [422]]));
  return [
    ...masked,
    ['administrator: group by a finance field', () => s.administrator.post('/query', { entity: 'company', group: ['credibility'], measures: ['count()'] }), [422]],
    ['administrator: sum of a finance field', () => s.administrator.post('/query', { entity: 'company', group: ['tier'], measures: ['sum(credit_limit)'] }), [422]],
    ['administrator: a finance field along a link', () => s.administrator.list('employment', { where: 'company.credit_limit > 0' }), [422]],
    ['administrator: a sum over invoices he may not see', () => s.administrator.list('company', { where: 'invoices sum(net) > 0' }), [422]],
    ['administrator: a column that counts invoices', () => s.administrator.list('company', { columns: 'name,invoices count()' }), [422]],
    ['administrator: a finance field through children of a link', () => s.administrator.list('person', { where: 'employments any(company.credit_limit > 0)' }), [422]],
    ['administrator: a condition translated', () => s.administrator.post('/condition', { entity: 'company', where: 'credit_limit > 0' }), [422]],
    ['administrator: an export of a finance field', () => s.administrator.post('/exports', { id: new_id(), entity: 'company', columns: ['credit_limit'], format: 'csv' }), [422]],
    ['sales: a foreign name by list', () => s.sales.list('company', { where: 'name starts "Tajemnicza"' }), [200]],
    ['sales: a foreign name by its id', () => s.sales.list('company', { where: `id = "${s.foreign.id}"`, count: '1' }), [200]],
    ['sales: a foreign name by search', () => s.sales.get('/search?q=tajemnicz'), [200]],
    ['sales: a foreign phone by search', () => s.sales.get('/search?q=229998877'), [200]],
    ['sales: a foreign company counted', () => s.sales.post('/query', { entity: 'company', where: 'name starts "Tajemnicza"', group: ['owner'], measures: ['count()', 'sum(credit_limit)'] }), [200]],
    ['sales: a foreign company through an invoice', () => s.sales.list('invoice', { where: 'company.name starts "Tajemnicza"', columns: 'number,company.name' }), [200]],
    ['sales: a foreign company among children', () => s.sales.list('user', { where: 'clients any(name starts "Tajemnicza")' }), [200, 422]],
    ['sales: a warning of a double that stands out of sight', () => s.sales.post('/person', { ...op(), set: { last_name: 'Nowy', email: 'tajne@obca.example' } }), [201, 422]],
    ['sales: another\'s page of a list', async () => {
      const { next } = has_status(await s.management.list('company', { order: 'name', limit: '1' }), 200).json;
      return s.sales.list('company', { order: 'name', limit: '1', after: next });
    }, [400, 422]],
    ['sales: a page made by hand', () => s.sales.list('company', { after: Buffer.from('{"k":["A"]}').toString('base64url') }), [400, 422]],
  ];
};

const tells = (answer, s) => [s.foreign.name, 'TAJNA/1', 'Tajna rozmowa', 'Tajne zadanie', '98765', '229998877', 'Tajemniczy'].filter((text) => answer.text?.includes(text));
// Ends with own records made: those are taken back before the comparison.
const makes_own = new Set(['sales: a warning of a double that stands out of sight', 'an activity in another\'s name']);

export async function attacks() {
  const data = await demo(40, 8);
  const server = await serve(data);
  let s;
  await test('attacks: the scene is set', async () => { s = await scene(server, data); });
  if (!s) return;
  const entities = has_status(await s.system.get('/catalogue'), 200).json.entities.map(({ name }) => name);
  const state = () => digest(data, entities);
  for (const [topic, lines] of Object.entries({ id: by_id(s), 'others\' things': others_things(s), assignment: assignments(s), reference: references(s), question: questions(s) })) {
    for (const [name, ask, allowed] of lines) {
      await test(`attacks, ${topic}: ${name}`, async () => {
        const before = state();
        const answer = await ask();
        if (!allowed.includes(answer.status)) fail(`expected ${allowed.join(' or ')}, got ${answer.status} ${answer.text.slice(0, 300)}`);
        equal(tells(answer, s), [], 'told');
        if (answer.status < 300 && makes_own.has(name)) return void has_status(await s.system.post('/undo', { op: answer.json.op, as: new_id() }), 200);
        equal(state(), before, 'the database');
      });
    }
  }
  await over_time(s, state, data);
  await server.stop();
}

async function over_time(s, state, data) {
  const { server, sales, management, administrator, system } = s;

  await test('attacks: a bulk change over everything reaches one\'s own alone', async () => {
    const foreign = await system.record('company', s.foreign.id);
    const all = await management.count('company');
    const job = await start_bulk(sales, 'company', { where: 'id is not null', set: { industry: 'włamanie' } });
    const ended = await finished(sales, job);
    ok(ended.state === 'done' && ended.result.changed < all, JSON.stringify(ended.result));
    equal((await system.record('company', s.foreign.id)).rev, foreign.rev);
    const touched = await system.rows('company', { where: 'industry = "włamanie"', columns: 'owner', limit: '500' });
    ok(touched.length > 0 && touched.every(({ owner }) => owner.id === s.me), 'a company of another was changed');
    await finished(sales, (await sales.post('/undo', { batch: job, as: new_id() })).json.job?.id ?? job);
  });

  await test('attacks: a bulk change by ids of others changes nothing', async () => {
    const before = state();
    const answer = await sales.post('/company/bulk', { ...op(), ids: [s.foreign.id], act: 'change', set: { industry: 'x' } });
    if (answer.status === 202) equal((await finished(sales, answer.json.job.id)).result.changed, 0);
    else if (answer.status === 200) equal(answer.json.changed, 0);
    else has_status(answer, 403, 404, 422);
    equal(state(), before);
  });

  await test('attacks: an export holds nothing of others', async () => {
    for (const body of [{ entity: 'company', format: 'csv' }, { entity: 'invoice', format: 'csv' }, { everything: true }]) {
      const job = new_id();
      has_status(await sales.post('/exports', { id: job, ...body }), 202);
      const ended = await finished(sales, job);
      equal(ended.state, 'done');
      for (const { name } of ended.result.files) {
        const { bytes } = has_status(await sales.get(`/jobs/${job}/files/${name}`), 200);
        for (const text of ['Tajemnicza', 'TAJNA/1', '98765']) ok(!bytes.includes(text), `${text} in ${name}`);
      }
      has_status(await management.get(`/jobs/${job}/files/${ended.result.files[0].name}`), 404);
    }
  });

  await test('attacks: an import by a foreign key changes no foreign record', async () => {
    await system.create('external_id', { record: { entity: 'person', id: s.person.id }, system: 'obcy', key: 'K1' });
    const before = state();
    const bytes = Buffer.from('Nr;Nazwisko;Imię\nK1;Przejęty;Jan\n');
    const sent = has_status(await sales.post('/uploads', { name: 'osoby.csv', bytes: bytes.length }), 201).json.id;
    has_status(await sales.send('PUT', `/uploads/${sent}?offset=0`, bytes, { 'Content-Type': 'application/octet-stream' }), 200);
    const plan = { entity: 'person', system: 'obcy', key: 'Nr', match: [], known: 'change', fields: [{ role: 'main', field: 'last_name', value: '{Nazwisko}' }] };
    const id = new_id();
    const started = await sales.post('/imports', { id, name: 'osoby.csv', files: [{ upload: sent, name: 'osoby.csv' }], plan });
    if (started.status === 202) {
      const rehearsed = await finished(sales, started.json.job.id);
      equal(rehearsed.result?.changed ?? 0, 0, 'rehearsed');
      ok(!JSON.stringify((await sales.get(`/imports/${id}/rows?of=rehearsal&outcome=all`)).json).includes('Tajemniczy'), 'the foreign name is told');
    } else {
      has_status(started, 403, 422);
    }
    equal(state(), before);
  });

  await test('attacks: the event stream tells nothing of a foreign record, not even afterwards', async () => {
    const heard = listen(sales, 1);
    await heard.until(({ events }) => events.length > 0);
    const theirs = listen(management);
    await theirs.until(({ events }) => events.some(({ name }) => name === 'hello'));
    await management.change('company', s.foreign.id, { short_name: `Tajna ${new_id()}` });
    await theirs.until(({ record }) => record(s.foreign.id));
    await sleep(600);
    ok(!JSON.stringify(heard.events).includes(s.foreign.id), 'told by the stream');
    heard.close();
    theirs.close();
  });

  await test('attacks: who is switched off while his job waits has it refused, and his session is over', async () => {
    const thief = await newcomer(system, administrator, 'zlodziej', ['sales']);
    const id = thief.session.user.id;
    await system.create('company', { name: 'Jego Firma', owner: id });
    const stream = listen(thief);
    await stream.until(({ events }) => events.some(({ name }) => name === 'hello'));
    // A longer one goes first.
    const first = new_id();
    has_status(await management.post('/exports', { id: first, everything: true }), 202);
    const second = new_id();
    has_status(await thief.post('/exports', { id: second, entity: 'company', format: 'csv' }), 202);
    await administrator.change('user', id, { is_active: false });
    has_status(await thief.get('/company'), 401);
    has_status(await thief.post('/company', { ...op(), set: { name: 'Ostatnia', owner: id } }), 401);
    has_status(await thief.get(`/jobs/${second}/files/company.csv`), 401);
    await stream.until(({ is_over, events }) => is_over || events.some(({ name }) => name === 'end'));
    await finished(management, first);
    await administrator.change('user', id, { is_active: true });
    has_status(await thief.get('/session'), 401);
  });

  await test('attacks: a right that is taken away while a bulk job runs stops it', async () => {
    const worker = await newcomer(system, administrator, 'pracownik', ['management']);
    const many = 4000;
    for (let i = 0; i < many / 500; i += 1) {
      const records = Array.from({ length: 500 }, (_, at) => ({ entity: 'person', kind: 'create', set: { last_name: `Masowa ${i} ${at}` } }));
      has_status(await system.post('/changes', { ...op(), records }), 200);
    }
    const job = await start_bulk(worker, 'person', { where: 'last_name starts "Masowa"', set: { title: 'dr' }, count: many });
    const { seq } = await administrator.change('user', worker.session.user.id, { groups: [s.group.sales] });
    // His session ended with the change: his job is looked at by whoever sees all jobs.
    const is_over = async () => !['queued', 'running'].includes(has_status(await administrator.get('/jobs'), 200).json.jobs.find(({ id }) => id === job)?.state);
    for (let waited = 0; !(await is_over()) && waited < 60_000; waited += 50) await sleep(50);
    ok(await is_over(), 'the job goes on');
    // One chunk may have been on its way to the writer.
    const later = has_status(await system.list('person', { where: `last_name starts "Masowa" and title = "dr" and rev > ${seq}`, count: '1', limit: '1' }), 200).json;
    ok(later.count <= 500, `${later.count} were changed after the right was gone`);
  }, 120);

  await test('attacks: a link to set a password is good once, and a made up one never', async () => {
    const { id } = await system.create('user', { login: 'raz', name: 'Jeden Raz' });
    const { token } = has_status(await administrator.post(`/accounts/${id}/link`, {}), 201).json;
    const { Client } = await import('../lib.mjs');
    const anybody = new Client(server);
    has_status(await anybody.post('/invitation', { token, password: 'Ćma-na-szybie-27' }), 200);
    has_complaint(has_status(await anybody.post('/invitation', { token, password: 'Inne-Haslo-2027' }), 404), 'link_not_valid');
    has_complaint(has_status(await anybody.post('/invitation', { token: 'a'.repeat(token.length), password: 'Inne-Haslo-2027' }), 404), 'link_not_valid');
    ok(!digest(data, ['user']).includes(token), 'nothing');
  });
}
