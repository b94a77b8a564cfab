// Saved views, tags, and a condition in both its forms.
import { equal, has_status, new_id, ok, test } from '../lib.mjs';

const view_of = (more = {}) => ({ name: 'Aktywni', entity: 'company', condition: 'status = "active"', order: 'name', columns: 'name,invoices sum(net)', ...more });

const refused_views = [
  { name: 'a condition that is not of the language', set: { condition: 'status =' }, code: 'condition_syntax' },
  { name: 'a condition about an unknown field', set: { condition: 'colour = "red"' }, code: 'field_unknown' },
  { name: 'a view of no list', set: { entity: 'colour' }, code: 'condition_about_nothing' },
  { name: 'a view without a name', set: { name: null }, code: 'required' },
  { name: 'a choice that is none', set: { condition: 'status = "gone"' }, code: 'choice_unknown' },
];

const forms = [
  ['status = "active" and not is_over_limit', { and: [{ field: 'status', op: '=', value: 'active' }, { not: { field: 'is_over_limit' } }] }],
  ['invoices sum(net, sold_on in last_12_months) >= 100000',
    { children: 'invoices', fold: 'sum', of: 'net', where: { field: 'sold_on', op: 'in', value: { period: 'last_12_months' } }, op: '>=', value: 100000 }],
  ['activities none(happened_at >= today - 90d)',
    { children: 'activities', fold: 'none', where: { field: 'happened_at', op: '>=', value: { constant: 'today', minus: '90d' } } }],
];

const refused_conditions = [
  { where: 'status = "active" andd tier = 1', code: 'condition_syntax', offset: '18' },
  { where: 'tier = 1 and colour = 2', code: 'field_unknown', offset: '13' },
  { where: 'name > 3', code: 'type_mismatch' },
  { where: { field: 'name', op: '?' }, code: 'condition_syntax' },
];

async function views({ management, sales, accounting, administrator }) {
  const groups = await management.rows('user_group', { columns: 'code' });
  const group = (code) => groups.find((one) => one.code === code).id;
  const seen = async (client, id) => (await client.get(`/saved_view/${id}`)).status === 200;

  await test('a view is its owner’s until it is shared with a group', async () => {
    const view = await sales.create('saved_view', view_of());
    equal(view.owner.id, sales.session.user.id, 'owner');
    ok(await seen(sales, view.id), 'its owner');
    ok(!(await seen(management, view.id)) && !(await seen(accounting, view.id)), 'nobody else');
    ok(await seen(administrator, view.id), 'an administrator');
    await sales.change('saved_view', view.id, { shared_with: [group('accounting')] });
    ok(await seen(accounting, view.id), 'the group it is shared with');
    ok(!(await seen(management, view.id)), 'another group');
    equal((await accounting.rows('saved_view', { where: 'entity = "company"' })).some((row) => row.id === view.id), true, 'in the list');
  });

  await test('only its owner or an administrator changes a view', async () => {
    const view = await sales.create('saved_view', view_of({ shared_with: [group('accounting')] }));
    const { rev } = await accounting.record('saved_view', view.id);
    has_status(await accounting.patch(`/saved_view/${view.id}`, { op: new_id(), rev, set: { name: 'Cudzy' } }), 403);
    has_status(await accounting.remove(`/saved_view/${view.id}`, { op: new_id(), rev }), 403);
    has_status(await management.patch(`/saved_view/${view.id}`, { op: new_id(), rev, set: { name: 'Cudzy' } }), 404);
    await administrator.change('saved_view', view.id, { name: 'Zmieniony' });
    equal((await sales.record('saved_view', view.id)).name, 'Zmieniony', 'name');
    await sales.delete('saved_view', view.id);
  });

  await test('nobody makes a view for somebody else', async () => {
    const set = view_of({ owner: management.session.user.id });
    has_status(await sales.post('/saved_view', { op: new_id(), id: new_id(), set }), 403);
  });

  for (const { name, set, code } of refused_views) {
    await test(`${name} is refused`, async () => {
      const answer = has_status(await management.post('/saved_view', { op: new_id(), id: new_id(), set: view_of(set) }), 422);
      ok(answer.json.errors.some((one) => one.code === code), JSON.stringify(answer.json.errors));
    });
  }

  await test('a shared view shows each his own', async () => {
    const where = view_of().condition;
    ok((await sales.count('company', where)) < (await management.count('company', where)), 'fewer for sales');
  });
}

async function tags({ management, sales }) {
  await test('a tag marks records of several kinds and finds them', async () => {
    const name = `Targi ${new_id().slice(-6)}`;
    const tag = await management.create('tag', { name, colour: 'blue' });
    const other = await management.create('tag', { name: `${name} 2` });
    equal(other.colour, 'grey', 'colour');
    const [company] = await management.rows('company', { limit: '1' });
    await management.change('company', company.id, { tags: [tag.id] });
    const [task] = [await management.create('task', { title: 'Zadzwonić', assignee: management.session.user.id, tags: [tag.id, other.id] })];
    equal((await management.record('company', company.id)).tags.map((one) => one.title), [name], 'tags');
    equal(await management.count('company', `tags in ("${tag.id}", "${other.id}")`), 1, 'any of them');
    equal(await management.count('task', `tags contains "${other.id}"`), 1, 'one of them');
    const all = await management.count('company');
    equal(await management.count('company', `tags not in ("${tag.id}")`), all - 1, 'none of them');
    ok((await management.record('task', task.id)).tags.length === 2, 'both');
  });

  await test('everybody adds tags, not everybody renames them, and a name stands once', async () => {
    const name = `Zimny ${new_id().slice(-6)}`;
    const tag = await sales.create('tag', { name });
    has_status(await sales.patch(`/tag/${tag.id}`, { op: new_id(), rev: tag.rev, set: { name: 'Ciepły' } }), 403);
    has_status(await management.post('/tag', { op: new_id(), id: new_id(), set: { name } }), 422);
    has_status(await management.post('/tag', { op: new_id(), id: new_id(), set: { name: 'Kolorowy', colour: 'pink' } }), 422);
  });
}

async function conditions({ management, administrator, sales }) {
  const read = (client, where) => client.post('/condition', { entity: 'company', where });
  for (const [text, form] of forms) {
    await test(`reads ${text}`, async () => {
      const { json } = has_status(await read(management, text), 200);
      equal(json, { text, where: form }, 'both forms');
      equal(has_status(await read(management, form), 200).json.text, text, 'from its form');
    });
  }
  for (const { where, code, offset } of refused_conditions) {
    await test(`refuses ${JSON.stringify(where)}`, async () => {
      const [error] = has_status(await read(management, where), 422).json.errors;
      equal(error.code, code, 'code');
      if (offset) equal(error.parameters.offset, offset, 'offset');
    });
  }
  await test('a condition about what one may not see is refused like one about nothing', async () => {
    const masked = has_status(await read(administrator, 'credit_limit > 1'), 422).json.errors[0];
    const unknown = has_status(await read(administrator, 'colour_limit > 1'), 422).json.errors[0];
    equal(masked.code, unknown.code, 'code');
    has_status(await sales.post('/condition', { entity: 'nothing', where: 'true' }), 422);
    has_status(await sales.post('/condition', { entity: 'company' }), 422);
    has_status(await sales.post('/condition', { entity: 'company', where: 7 }), 422);
  });
}

export async function saved_views(office) {
  await views(office);
  await tags(office);
  await conditions(office);
}
