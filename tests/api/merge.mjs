// Merging over HTTP: preview, choices, old ids, history, undo, and who may not.
import { equal, has_complaint, has_status, new_id, ok, test } from '../lib.mjs';

export async function merge({ management, sales, accounting }) {
  const company = async (client, set) => (await client.create('company', set)).id;
  const show = async (client, id, status = 200) => has_status(await client.get(`/company/${id}`), status).json;

  await test('merge: a preview changes nothing, the merge moves everything, old ids lead on', async () => {
    const a = await company(management, { name: 'Alfa Okablowanie', email: 'biuro@alfa.example' });
    const b = await company(management, { name: 'ALFA okablowanie', phone: '+48 22 100 20 30', email: 'b@alfa.example' });
    const person = (await management.create('person', { last_name: 'Łączna' })).id;
    await management.create('employment', { person, company: b });
    await management.create('activity', { subject: 'Rozmowa', company: b });
    // Not hers to edit, but it goes along with its company, and back again.
    const invoice = (await accounting.create('invoice', { company: b, number: 'FV/1', issued_on: '2026-01-05', currency: 'PLN', net: '100.00' })).id;
    const question = { ids: [a, b], survivor: a, choose: { name: b } };
    const preview = has_status(await management.post('/company/merge', { ...question, preview: true }), 200).json;
    equal(preview.problems, [], 'problems');
    equal(preview.records.map((record) => record.id), [a, b], 'side by side');
    const name = preview.fields.find((field) => field.name === 'name');
    ok(name.differs && name.from === b && name.may_choose, 'the choice of a name');
    equal(preview.moves.map((one) => `${one.entity}.${one.field} ${one.count}`).sort(), ['activity.company 1', 'employment.company 1', 'invoice.company 1'], 'what moves');
    equal((await show(management, b)).display, 'ALFA okablowanie', 'nothing happened');

    const op = new_id();
    const done = has_status(await management.post('/company/merge', { ...question, op }), 200).json;
    const again = has_status(await management.post('/company/merge', { ...question, op }), 200).json;
    equal([again.op, again.seq], [done.op, done.seq], 'sent twice');
    const old = await show(management, b);
    equal([old.id, old.merged_from, old.display, old.phone], [a, b, 'ALFA okablowanie', '+48 22 100 20 30'], 'the old id');
    const points = has_status(await management.get(`/contact_point?where=${encodeURIComponent(`company = "${a}"`)}`), 200).json.rows;
    equal(points.map((point) => point.value), ['b@alfa.example'], 'the other e-mail');
    const history = has_status(await management.get(`/company/${b}/history`), 200).json.entries;
    ok(history.some((entry) => entry.of?.id === b) && history.some((entry) => !entry.of), 'both histories');
    const late = await management.create('activity', { subject: 'Ze starego formularza', company: b });
    equal(late.company.id, a, 'a link with an old id');
    has_complaint(has_status(await management.patch(`/company/${b}`, { op: new_id(), rev: 1, set: { name: 'X' } }), 409), 'merged_meanwhile', '');
    has_status(await management.post(`/company/${b}/restore`, { op: new_id() }), 409);

    const undone = has_status(await management.post('/undo', { batch: done.batch, as: new_id(), newer_to: b }), 200).json;
    equal(undone.kept, [], 'kept');
    equal([(await show(management, b)).id, (await show(management, a)).display], [b, 'Alfa Okablowanie'], 'both again');
    equal(has_status(await management.get(`/invoice/${invoice}`), 200).json.company.id, b, 'the invoice went back');
    const moved = has_status(await management.get(`/activity/${late.id}`), 200).json;
    equal(moved.company.id, b, 'what came since went to the other');
  });

  await test('merge: refusals name what is wrong', async () => {
    const a = await company(management, { name: 'Jeden' });
    const b = await company(management, { name: 'Dwa' });
    for (const [body, code, field] of [
      [{}, 'required', 'survivor'],
      [{ survivor: a }, 'required', 'ids'],
      [{ survivor: a, ids: 'x' }, 'wrong_type', 'ids'],
      [{ survivor: a, ids: [a, 'x'] }, 'wrong_type', 'ids[1]'],
      [{ survivor: a, ids: [b] }, 'merge_survivor', 'survivor'],
      [{ survivor: a, ids: [a] }, 'merge_count', 'ids'],
      [{ survivor: a, ids: [a, b, b] }, 'merge_count', 'ids'],
      [{ survivor: a, ids: [a, b], choose: { colour: a } }, 'field_unknown', 'choose.colour'],
      [{ survivor: a, ids: [a, b], choose: { name: 'all' } }, 'link_invalid', 'choose.name'],
      [{ survivor: a, ids: [a, b], seen: { [a]: 'x' } }, 'wrong_type', `seen.${a}`],
      [{ survivor: a, ids: [a, b], other: 1 }, 'field_unknown', 'other'],
    ]) has_complaint(has_status(await management.post('/company/merge', { op: new_id(), ...body }), 422), code, field);
    has_complaint(has_status(await management.post('/company/merge', { survivor: a, ids: [a, b] }), 422), 'required', 'op');
    has_status(await management.post('/company/merge', { op: new_id(), survivor: a, ids: [a, new_id()] }), 404);
    has_status(await management.post('/invoice/merge', { op: new_id(), survivor: a, ids: [a, b] }), 404);
    has_complaint(has_status(await accounting.post('/company/merge', { op: new_id(), survivor: a, ids: [a, b] }), 403), 'not_allowed', 'ids');
    has_status(await sales.post('/company/merge', { op: new_id(), survivor: a, ids: [a, b] }), 404);
  });

  await test('merge: an edit in between is not lost', async () => {
    const a = await company(management, { name: 'Pierwsza' });
    const b = await company(management, { name: 'Druga' });
    const seen = { [a]: (await show(management, a)).rev, [b]: (await show(management, b)).rev };
    has_status(await management.patch(`/company/${b}`, { op: new_id(), rev: seen[b], set: { phone: '600100200' } }), 200);
    has_complaint(has_status(await management.post('/company/merge', { op: new_id(), survivor: a, ids: [a, b], seen }), 409), 'merge_changed_meanwhile', 'seen');
    has_status(await management.post('/company/merge', { op: new_id(), survivor: a, ids: [a, b] }), 200);
    ok((await show(management, a)).phone, 'the edit came along');
  });
}
