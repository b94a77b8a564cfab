// The table of rights: decided cell by cell, in force at once, waiting where one decides about oneself.
import { equal, has_complaint, has_status, includes, new_id, ok, sign_in, sleep, test } from '../lib.mjs';

const refused = [
  { name: 'an unknown entity', set: { entity: 'ghost' }, code: 'entity_unknown', field: 'entity' },
  { name: 'an unknown verb', set: { verb: 'paint' }, code: 'verb_unknown', field: 'verb' },
  { name: 'an unknown field', set: { field: 'colour' }, code: 'field_unknown', field: 'field' },
  { name: 'a broken condition', set: { condition: 'owner =' }, code: 'condition_syntax', field: 'condition' },
  { name: 'a condition over an unknown field', set: { condition: 'colour = 1' }, code: 'field_unknown', field: 'condition' },
  { name: 'a condition that is a text', set: { condition: 'name' }, code: 'type_mismatch', field: 'condition' },
  { name: 'no condition', set: { condition: null }, code: 'required', field: 'condition' },
  { name: 'a broken condition for finance', set: { finance: '(' }, code: 'condition_syntax', field: 'finance' },
  { name: 'no group', set: { group: null }, code: 'required', field: 'group' },
];

export async function rights_table({ server, management, administrator, sales, accounting }) {
  const groups = Object.fromEntries((await administrator.rows('user_group', { columns: 'code' })).map(({ code, id }) => [code, id]));
  const wanted = (set) => ({ group: groups.sales, entity: 'company', verb: 'view', condition: 'owner = me', ...set });
  const decide = (client, set) => client.post('/right', { op: new_id(), set: wanted(set) });
  const decided = async (set) => has_status(await decide(administrator, set), 201).json.record;
  const give_back = (set = {}) => decided({ ...set, condition: null, is_default: true });
  const line = async (verb = 'view') => has_status(await sales.get('/rights'), 200).json.rights
    .filter((one) => one.groups.includes('sales') && one.entities.includes('company') && one.verbs.includes(verb));

  for (const { name, set, code, field } of refused) {
    await test(`rights table: ${name} is refused`, async () => {
      const answer = await decide(administrator, set);
      has_complaint(has_status(answer, 422), code, field);
    });
  }

  await test('rights table: only an administrator decides; others do not know of it', async () => {
    has_status(await decide(management, {}), 403);
    for (const client of [sales, accounting]) {
      has_status(await decide(client, {}), 404);
      has_status(await client.get('/right'), 404);
      has_status(await client.post('/rights/preview', { group: 'sales', entity: 'company', verb: 'view', condition: 'true' }), 404);
    }
    has_status(await administrator.get('/rights/preview'), 405);
  });

  await test('rights table: a decision is told before, in force at once, and given back', async () => {
    const before = await sales.count('company');
    const own = await sales.count('company', 'owner = me');
    ok(own > 0 && own < before, `${own} of ${before} are his own`);
    const preview = has_status(await administrator.post('/rights/preview', { group: 'sales', entity: 'company', verb: 'view', condition: 'owner = me' }), 200).json;
    const me = preview.users.find(({ id }) => id === sales.session.user.id);
    equal([me.before, me.after, me.gains, me.loses], [before, own, 0, before - own]);
    equal(await sales.count('company'), before, 'a preview changes nothing');
    const [foreign] = await sales.rows('company', { where: 'owner <> me', limit: 1 });
    const people = await sales.count('person');

    equal((await decided({ finance: 'false' })).state, 'in_force');
    equal(await sales.count('company'), own);
    has_status(await sales.get(`/company/${foreign.id}`), 404);
    ok((await sales.count('person')) < people, 'what hangs on companies follows');
    has_complaint(has_status(await sales.list('company', { where: 'credit_limit > 0' }), 422), 'field_unknown');
    const told = has_status(await administrator.get('/rights'), 200).json;
    ok(told.defaults.length > 0 && told.defaults.every((one) => one.is_default && one.groups.includes('sales') && one.entities.includes('company') && one.verbs.includes('view')), 'the defaults beside it');
    ok(told.kinds.some(({ name }) => name === 'invoice'), 'kinds he does not see himself');
    equal(Object.keys((await sales.get('/rights')).json).sort(), ['rights', 'version'], 'more for sales');
    const [shown] = await line();
    equal([shown.when, shown.fields, shown.is_default], ['owner = me', '-$', false]);

    await give_back();
    equal(has_status(await administrator.get('/rights'), 200).json.defaults, []);
    equal(await sales.count('company'), before);
    has_status(await sales.get(`/company/${foreign.id}`), 200);
    ok((await line()).every(({ is_default }) => is_default), 'the default again');
  });

  await test('rights table: a preview does not count what its asker does not see', async () => {
    const preview = (set) => administrator.post('/rights/preview', { group: 'sales', entity: 'company', verb: 'view', condition: 'true', ...set });
    for (const set of [{ condition: 'credit_limit > 1000' }, { entity: 'invoice', condition: 'net > 100' }, { entity: 'task', condition: 'title starts "a"' },
      { condition: 'invoices any()' }, { entity: 'invoice', condition: 'company.credit_limit > 1000' }, { condition: 'owner = me or credit_limit > 1000' }])
      has_complaint(has_status(await preview(set), 422), 'right_reads_hidden', 'condition');
    for (const set of [{ condition: 'owner = me and tier = 1' }, { entity: 'invoice', condition: 'company.owner = me' }, { condition: 'employments any(is_primary)' }, { condition: 'owner = me', finance: 'credit_limit > 1' }])
      has_status(await preview(set), 200);
  });

  await test('rights table: one field apart, seen and changed', async () => {
    const own = (await sales.rows('company', { where: 'owner = me', limit: 1 }))[0];
    await decided({ field: 'notes', condition: 'false' });
    has_complaint(has_status(await sales.list('company', { columns: 'name,notes' }), 422), 'field_unknown');
    ok(!('notes' in (await sales.record('company', own.id))), 'not in the record');
    ok('notes' in (await management.record('company', own.id)), 'management sees it');
    await give_back({ field: 'notes' });
    await decided({ verb: 'change', field: 'industry', condition: 'false' });
    has_complaint(has_status(await sales.patch(`/company/${own.id}`, { op: new_id(), set: { industry: 'x' } }), 403), 'not_allowed', 'industry');
    await sales.change('company', own.id, { short_name: 'ok' });
    await give_back({ verb: 'change', field: 'industry' });
    await sales.change('company', own.id, { industry: 'HVAC' });
  });

  await test('rights table: a verb taken away is gone from menus and doors, a right given opens them', async () => {
    const verbs = async () => has_status(await sales.get('/catalogue'), 200).json.entities.find(({ name }) => name === 'company').verbs;
    await decided({ verb: 'export', condition: 'false' });
    ok(!(await verbs()).includes('export'), 'in the catalogue');
    has_complaint(has_status(await sales.post('/exports', { entity: 'company', format: 'csv', columns: ['name'] }), 403, 422), 'entity_unknown');
    await give_back({ verb: 'export' });
    ok((await verbs()).includes('export'), 'again');
    const foreign = (await sales.rows('company', { where: 'owner <> me', limit: 1 }))[0];
    has_status(await sales.patch(`/company/${foreign.id}`, { op: new_id(), set: { short_name: 'moje' } }), 403);
    await decided({ verb: 'change', condition: 'true' });
    await sales.change('company', foreign.id, { short_name: 'moje' });
    await give_back({ verb: 'change' });
    has_status(await sales.patch(`/company/${foreign.id}`, { op: new_id(), set: { short_name: 'moje' } }), 403);
  });

  await test('rights table: a decision is undone like any change', async () => {
    const before = await sales.count('company');
    const { json } = has_status(await decide(administrator, { condition: 'false' }), 201);
    equal((await sales.get('/company')).status, 404);
    has_status(await administrator.post('/undo', { op: json.op }), 200);
    equal(await sales.count('company'), before);
  });

  await test('rights table: what mends the table can not be taken from administrators', async () => {
    for (const entity of ['right', 'user', 'user_group'])
      has_complaint(has_status(await decide(administrator, { group: groups.administrator, entity, verb: 'view', condition: 'false' }), 422), 'right_locks_out');
  });

  await test('rights table: a grant to one\'s own group waits for a second person', async () => {
    const sees = async () => (await administrator.list('company')).status === 200 && (await administrator.list('invoice')).status === 200;
    equal(await sees(), false, 'administrators see no invoices');
    const asked = await decided({ group: groups.administrator, entity: 'invoice', condition: 'true', state: 'in_force' });
    equal(asked.state, 'waiting');
    equal(await sees(), false, 'not before it is confirmed');
    has_status(await administrator.post(`/right/${asked.id}/confirm`, { op: new_id() }), 403);
    has_status(await sales.post(`/right/${asked.id}/confirm`, { op: new_id() }), 404);
    for (const set of [{ condition: 'owner = me' }, { group: groups.management }, { entity: 'company' }])
      has_complaint(has_status(await management.post(`/right/${asked.id}/confirm`, { op: new_id(), set }), 403), 'not_allowed', Object.keys(set)[0]);
    equal(await sees(), false, 'what was refused is not confirmed');
    has_status(await management.post(`/right/${asked.id}/confirm`, { op: new_id() }), 200);
    equal(await sees(), true);
    has_complaint(has_status(await administrator.remove(`/right/${asked.id}`, { op: new_id() }), 422), 'right_of_own_group');
    const back = await decided({ group: groups.administrator, entity: 'invoice', condition: null, is_default: true });
    equal([back.state, await sees()], ['waiting', true]);
    const other = await decided({ group: groups.administrator, entity: 'invoice_line', condition: 'true' });
    has_status(await management.post(`/right/${other.id}/reject`, { op: new_id() }), 200);
    has_status(await management.post(`/right/${other.id}/confirm`, { op: new_id() }), 409, 422);
    has_status(await management.post(`/right/${back.id}/confirm`, { op: new_id() }), 200);
    equal(await sees(), false);
    for (const change of [{ condition: 'true' }, { state: 'in_force' }, { group: groups.sales }])
      has_status(await administrator.patch(`/right/${asked.id}`, { op: new_id(), set: change }), 403, 422);
  });

  await test('rights table: many at once end with the last one, and every session follows within a second', async () => {
    const second = await sign_in(server, sales.session.user.login);
    const before = await second.count('company');
    await Promise.all(Array.from({ length: 12 }, (_, i) => decided({ condition: i % 2 ? 'true' : 'owner = me' })));
    await decided({ condition: 'false' });
    const began = Date.now();
    while ((await second.get('/company')).status !== 404 && Date.now() - began < 1000) await sleep(20);
    equal((await second.get('/company')).status, 404);
    await give_back();
    equal(await second.count('company'), before);
    second.close();
    includes(JSON.stringify((await management.rows('right', { columns: 'condition,state', limit: 5, order: '-created_at' }))), 'in_force');
  });
}
