// Writing: all or nothing, once and only once, without overwriting what others wrote, and undone again.
import { equal, has_complaint, has_status, new_id, ok, test } from '../lib.mjs';

const name = (text) => `${text} ${Math.random().toString(36).slice(2)}`;

// Several records in one transaction: the second is refused, so the first is not there either.
const refused_neighbours = [
  { name: 'a required field left out', record: { entity: 'person', kind: 'create', set: { first_name: 'x' } }, status: 422, code: 'required', field: 'records[1].last_name' },
  { name: 'a wrong tax id', record: { entity: 'company', kind: 'create', set: { name: 'x', tax_id: '1234567890' } }, status: 422, code: 'nip_checksum', field: 'records[1].tax_id' },
  { name: 'an unknown entity', record: { entity: 'colour', kind: 'create', set: {} }, status: 422, code: 'entity_unknown', field: 'records[1].entity' },
  { name: 'an unknown kind', record: { entity: 'company', kind: 'paint', set: {} }, status: 422, code: 'choice_unknown', field: 'records[1].kind' },
  { name: 'an unknown field', record: { entity: 'company', kind: 'create', set: { name: 'x', colour: 'red' } }, status: 422, code: 'field_unknown', field: 'records[1].colour' },
  { name: 'a missing record', record: { entity: 'company', kind: 'change', id: new_id(), set: { name: 'x' } }, status: 404 },
  { name: 'a right one lacks', record: { entity: 'setting', kind: 'create', set: { key: 'x' } }, status: [403, 404] },
  { name: 'a link to nothing', record: { entity: 'activity', kind: 'create', set: { subject: 'x', company: new_id() } }, status: 422, field: 'records[1].company' },
  { name: 'a text instead of a record', record: 'company', status: 422, code: 'wrong_type' },
  { name: 'an end before the beginning', record: (company, person) => ({ entity: 'employment', kind: 'create', set: { company, person, valid_from: '2025-01-01', valid_to: '2024-01-01' } }), status: 422, code: 'period_backwards', field: 'records[1].valid_to' },
];

export async function changes({ management, accounting, administrator }) {
  const company_of = (client, more = {}) => client.create('company', { name: name('Zmienna'), ...more });

  await test('changes: records that point to each other are made in one go', async () => {
    const [company, person, employment] = [new_id(), new_id(), new_id()];
    const op = new_id();
    const body = { op, records: [
      { entity: 'company', kind: 'create', id: company, set: { name: name('Razem') } },
      { entity: 'person', kind: 'create', id: person, set: { last_name: 'Razemska' } },
      { entity: 'employment', kind: 'create', id: employment, set: { company, person, position: 'prezes' } },
    ] };
    const { json } = has_status(await management.post('/changes', body), 200);
    equal(json.records.slice(0, 3).map((one) => [one.entity, one.id]), [['company', company], ['person', person], ['employment', employment]]);
    equal(json.op, op, 'op');
    equal((await management.record('employment', employment)).is_primary, true, 'the first employment is the primary one');
    equal(has_status(await management.post('/undo', { op }), 200).json.undone, 3, 'undone');
    for (const [entity, id] of [['company', company], ['person', person], ['employment', employment]]) has_status(await management.get(`/${entity}/${id}`), 404);
  });

  for (const { name: what, record, status, code, field } of refused_neighbours) {
    await test(`changes: all is refused when one has ${what}`, async () => {
      const [company, person] = [(await company_of(management)).id, (await management.create('person', { last_name: 'Druga' })).id];
      const id = new_id();
      const second = typeof record === 'function' ? record(company, person) : record;
      const answer = has_status(await management.post('/changes', { op: new_id(), records: [{ entity: 'company', kind: 'create', id, set: { name: name('Pierwsza') } }, second] }), ...[status].flat());
      if (code) has_complaint(answer, code);
      if (field) ok(answer.json.errors.some((one) => one.field === field), `${field} is not named: ${answer.text}`);
      has_status(await management.get(`/company/${id}`), 404);
    });
  }

  await test('changes: everything wrong is said at once', async () => {
    // First what cannot be read, then what does not hold.
    for (const set of [{ tier: 'x', status: 'gone', colour: 1, owner: 'me' }, { name: '', tier: 9, tax_id: '1', email: 'x' }]) {
      const { json } = has_status(await management.post('/company', { op: new_id(), set }), 422);
      equal(json.errors.map(({ field }) => field).sort(), Object.keys(set).sort());
    }
  });

  await test('changes: more than 500 records, or none, are refused', async () => {
    const records = Array.from({ length: 501 }, () => ({ entity: 'person', kind: 'create', set: { last_name: 'x' } }));
    has_complaint(has_status(await management.post('/changes', { op: new_id(), records }), 413), 'too_many_records', 'records');
    has_status(await management.post('/changes', { op: new_id(), records: [] }), 422);
    has_status(await management.post('/changes', { op: new_id() }), 422);
  });

  await test('op id: a repetition answers the first result and writes nothing', async () => {
    const body = { op: new_id(), id: new_id(), set: { name: name('Raz') } };
    const first = has_status(await management.post('/company', body), 201);
    const second = has_status(await management.post('/company', body), 200, 201);
    equal([second.json.seq, second.json.op, second.json.record.id, second.json.record.rev], [first.json.seq, first.json.op, first.json.record.id, first.json.record.rev]);
    equal((await management.history('company', body.id)).length, 1, 'history');
  });

  await test('op id: sixteen repetitions at the same time write once', async () => {
    const body = { op: new_id(), id: new_id(), set: { name: name('Naraz') } };
    const answers = await Promise.all(Array.from({ length: 16 }, () => management.post('/company', body)));
    for (const answer of answers) has_status(answer, 200, 201);
    equal(new Set(answers.map(({ json }) => json.seq)).size, 1, 'seqs');
    equal((await management.history('company', body.id)).length, 1, 'history');
  });

  await test('op id: of somebody else is refused and tells nothing of his change', async () => {
    const op = new_id();
    const { id } = await company_of(management);
    has_status(await management.patch(`/company/${id}`, { op, set: { short_name: 'tajna' } }), 200);
    const answer = has_status(await accounting.patch(`/company/${id}`, { op, set: { credit_limit: '1.00' } }), 409);
    has_complaint(answer, 'op_reused');
    ok(!answer.text.includes('tajna'), 'the other change is told');
  });

  await test('conflict: the same field is told with mine, theirs and before', async () => {
    const made = await company_of(management, { short_name: 'przed' });
    has_status(await management.patch(`/company/${made.id}`, { op: new_id(), rev: made.rev, set: { short_name: 'ich' } }), 200);
    const answer = has_status(await management.patch(`/company/${made.id}`, { op: new_id(), rev: made.rev, set: { short_name: 'moje' } }), 409);
    has_complaint(answer, 'changed_meanwhile', 'short_name');
    const { mine, theirs, before } = answer.json.errors[0].parameters;
    equal([mine, theirs, before], ['moje', 'ich', 'przed']);
    equal((await management.record('company', made.id)).short_name, 'ich');
  });

  await test('conflict: different fields merge', async () => {
    const made = await company_of(management);
    has_status(await management.patch(`/company/${made.id}`, { op: new_id(), rev: made.rev, set: { short_name: 'jedno' } }), 200);
    has_status(await management.patch(`/company/${made.id}`, { op: new_id(), rev: made.rev, set: { industry: 'drugie' } }), 200);
    const { short_name, industry } = await management.record('company', made.id);
    equal([short_name, industry], ['jedno', 'drugie']);
  });

  await test('conflict: the same value written twice is no conflict', async () => {
    const made = await company_of(management);
    for (let i = 0; i < 2; i += 1) has_status(await management.patch(`/company/${made.id}`, { op: new_id(), rev: made.rev, set: { short_name: 'to samo' } }), 200);
  });

  await test('conflict: of twenty who write at once, one wins and all others are told', async () => {
    const made = await company_of(management);
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => management.patch(`/company/${made.id}`, { op: new_id(), rev: made.rev, set: { short_name: `nr ${i}` } })));
    equal(answers.filter(({ status }) => status === 200).length, 1, 'winners');
    equal(answers.filter(({ status }) => status === 409).length, 19, 'told');
    equal((await management.history('company', made.id)).length, 2, 'history');
  });

  await test('nothing: a change that changes nothing has no rev and no history', async () => {
    const made = await company_of(management, { short_name: 'bez zmian' });
    has_status(await management.patch(`/company/${made.id}`, { op: new_id(), rev: made.rev, set: { short_name: 'bez zmian' } }), 200);
    equal((await management.record('company', made.id)).rev, made.rev, 'rev');
    equal((await management.history('company', made.id)).length, 1, 'history');
  });

  await test('id: of a record that exists, or existed, is not given twice', async () => {
    const made = await company_of(management);
    has_status(await management.post('/company', { op: new_id(), id: made.id, set: { name: name('Druga') } }), 409, 422);
    await management.delete('company', made.id);
    has_status(await management.post('/company', { op: new_id(), id: made.id, set: { name: name('Trzecia') } }), 409, 422);
  });

  await test('warning: is refused until it is accepted with a reason, which history keeps', async () => {
    const tax_id = '7740001454';
    const first = await management.write('POST', '/company', { op: new_id(), id: new_id(), set: { name: name('Gmina'), tax_id } });
    has_status(first, 201);
    const body = { id: new_id(), set: { name: name('Szkoła w gminie'), tax_id } };
    const refused = has_status(await management.post('/company', { op: new_id(), ...body }), 422);
    has_complaint(refused, 'tax_id_twice', 'tax_id');
    equal(String(refused.json.errors.find(({ code }) => code === 'tax_id_twice').parameters.warning), 'true', 'warning');
    const { warnings } = has_status(await management.post('/company', { op: new_id(), ...body, accept: { tax_id_twice: 'jednostka gminy' } }), 201).json;
    ok(warnings.some(({ code }) => code === 'tax_id_twice'), 'accepted warnings are told');
    equal((await management.history('company', body.id))[0].reasons, { tax_id_twice: 'jednostka gminy' });
  });

  await test('moves: a state goes only where its moves lead, by their action', async () => {
    const invoice = await accounting.create('invoice', { number: name('FV'), company: (await company_of(management)).id, net: '10.00' });
    has_status(await management.post(`/invoice/${invoice.id}/cancel`, { op: new_id() }), 403);
    has_status(await management.patch(`/invoice/${invoice.id}`, { op: new_id(), set: { status: 'cancelled' } }), 403);
    const cancelled = has_status(await accounting.post(`/invoice/${invoice.id}/cancel`, { op: new_id(), rev: invoice.rev }), 200).json.record;
    equal(cancelled.status, 'cancelled');
    has_status(await accounting.patch(`/invoice/${invoice.id}`, { op: new_id(), set: { status: 'registered' } }), 409, 422);
    has_status(await accounting.post(`/invoice/${invoice.id}/paint`, { op: new_id() }), 404);
    has_status(await accounting.get(`/invoice/${invoice.id}/cancel`), 405);
  });

  await test('undo: takes back one change and leaves what was changed since', async () => {
    const made = await company_of(management, { short_name: 'a', industry: 'b' });
    const op = new_id();
    has_status(await management.patch(`/company/${made.id}`, { op, set: { short_name: 'aa', industry: 'bb' } }), 200);
    has_status(await management.patch(`/company/${made.id}`, { op: new_id(), set: { industry: 'bbb' } }), 200);
    const { json } = has_status(await management.post('/undo', { op, as: new_id() }), 200);
    equal(json.kept, [{ entity: 'company', id: made.id, field: 'industry' }]);
    const { short_name, industry } = await management.record('company', made.id);
    equal([short_name, industry], ['a', 'bbb']);
    const [last] = await management.history('company', made.id);
    equal([last.via, last.fields.short_name], ['undo', { old: 'aa', new: 'a' }]);
  });

  await test('undo: of an undo brings the change back; twice under one op id counts once', async () => {
    const made = await company_of(management, { short_name: 'stara' });
    const [op, undo] = [new_id(), new_id()];
    has_status(await management.patch(`/company/${made.id}`, { op, set: { short_name: 'nowa' } }), 200);
    has_status(await management.post('/undo', { op, as: undo }), 200);
    const { rev } = await management.record('company', made.id);
    has_status(await management.post('/undo', { op, as: undo }), 200);
    equal((await management.record('company', made.id)).rev, rev, 'rev after a repetition');
    has_status(await management.post('/undo', { op: undo }), 200);
    equal((await management.record('company', made.id)).short_name, 'nowa');
  });

  const refused_undos = [
    { name: 'of nothing', body: {}, status: 422 }, { name: 'of an op that never was', body: { op: new_id() }, status: 404 }, { name: 'of a batch that never was', body: { batch: new_id() }, status: 404 },
    { name: 'of both at once', body: { op: new_id(), batch: new_id() }, status: 422 }, { name: 'of a word', body: { op: 'all' }, status: 422 }, { name: 'with a member more', body: { op: new_id(), colour: 1 }, status: 422 },
  ];
  for (const { name: what, body, status } of refused_undos) {
    await test(`undo: ${what} is refused`, async () => { has_status(await management.post('/undo', body), status); });
  }

  await test('undo: needs the right to make the change', async () => {
    const op = new_id();
    const { id } = await administrator.create('product_group', { name: name('Grupa') });
    has_status(await administrator.patch(`/product_group/${id}`, { op, set: { name: name('Inna') } }), 200);
    has_status(await accounting.post('/undo', { op }), 403, 404);
  });

  await test('history: pages backwards and tells who, when, from where, old and new', async () => {
    const made = await company_of(management);
    for (let i = 0; i < 60; i += 1) has_status(await management.patch(`/company/${made.id}`, { op: new_id(), set: { short_name: `nr ${i}` } }), 200);
    const entries = [];
    for (let before = ''; ;) {
      const { json } = has_status(await management.get(`/company/${made.id}/history${before}`), 200);
      entries.push(...json.entries);
      if (!json.next) break;
      before = `?before=${json.next}`;
    }
    equal(entries.length, 61, 'entries');
    equal(entries.map(({ seq }) => seq), entries.map(({ seq }) => seq).sort((a, b) => b - a), 'newest first');
    equal([entries[0].fields.short_name, entries[0].actor.id, entries[0].via, entries[0].kind], [{ old: 'nr 58', new: 'nr 59' }, management.session.user.id, 'form', 'change']);
    ok(Math.abs(Date.parse(entries[0].at) - Date.now()) < 60_000, 'at');
    for (const bad of ['x', '-1', '99999999999999999999', '1.5']) has_status(await management.get(`/company/${made.id}/history?before=${bad}`), 400, 422);
  });

  await test('roll-ups: open amount and turnover follow invoices, lines, cancelling and deleting', async () => {
    const company = (await company_of(management)).id;
    const open = async () => { const record = await accounting.record('company', company); return [record.open_amount, record.invoices_count]; };
    const invoice = await accounting.create('invoice', { number: name('FV'), company });
    equal(await open(), ['0.00', 1]);
    const line = await accounting.create('invoice_line', { invoice: invoice.id, quantity: '3', unit_price: '0.335', discount_percent: '0' });
    equal([line.net, ...await open()], ['1.01', '1.01', 1], 'half up');
    await accounting.change('invoice_line', line.id, { quantity: '100' });
    equal(await open(), ['33.50', 1]);
    const { op } = await accounting.delete('invoice_line', line.id);
    equal(await open(), ['0.00', 1]);
    has_status(await accounting.post('/undo', { op }), 200);
    equal(await open(), ['33.50', 1]);
    has_status(await accounting.post(`/invoice/${invoice.id}/cancel`, { op: new_id() }), 200);
    equal(await open(), ['0.00', 0]);
  });
}
