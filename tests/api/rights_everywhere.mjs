// The table of rights against what really happens: for every kind of record, verb and group, by real requests, and by comparing the
// database. Nothing here names a right: the lines come from GET /rights, the records from the office itself, and what a line allows is
// asked of it as `system`, who sees all, with the asker's own ids in place of `me`.
import { Client, demo, demo_logins, demo_password, equal, fail, has_status, new_id, ok, serve, sign_in, test } from '../lib.mjs';
import { System, all_rows, digest, ids_of, newcomer } from './system.mjs';

// Paths to a company, as DOMAIN.md has them; a company is its own.
const anchors = {
  person: ['employments any(company.*)'], employment: ['company.*'], contact_point: ['company.*', 'person.employments any(company.*)'],
  supply: ['supplier.*', 'customer.*'], activity: ['company.*', 'person.employments any(company.*)'], task: ['company.*', 'person.employments any(company.*)'],
  invoice: ['company.*'], invoice_line: ['invoice.company.*'],
};
const nothing = 'id is null';
const listed = (ids) => `(${ids.map((id) => `"${id}"`).join(', ')})`;
const among = (ids) => (ids.length ? `in ${listed(ids)}` : 'is null');

// Who asks: his groups, his lines of the table, and what stands for `me`.
class Asker {
  constructor(name, client, lines, facts) { Object.assign(this, { name, client, lines, facts }); }

  lines_of(entity, verb, kind) {
    const reaches = { any: ['*', '$', '-$'], finance: ['*', '$'], ordinary: ['*', '-$'] }[kind ?? 'any'];
    return this.lines.filter((line) => line.entities.includes(entity) && line.verbs.includes(verb) && reaches.includes(line.fields));
  }
  spelled(when, entity) {
    const { me, territories, groups } = this.facts;
    return when.replaceAll(/\bmy_territories\b/g, listed(territories.length ? territories : [new_id()])).replaceAll(/\bmy_groups\b/g, listed(groups.length ? groups : [new_id()]))
      .replaceAll(/[\w.]+ in standing_in_for/g, nothing).replaceAll(/\bme\b/g, `"${me}"`)
      .replaceAll(/\banchored\b/g, () => this.anchored(entity)).replaceAll(/\btrue\b/g, 'id is not null');
  }
  // Seen because one of its companies is: the group's condition over companies, at the end of each path.
  anchored(entity) {
    const paths = anchors[entity] ?? fail(`no paths to a company for ${entity}`);
    const prefixed = (path) => {
      const [, head, dot, tail] = /^(.*?)([\w.]*\.)\*(\)?)$/.exec(path);
      const whole = this.condition('company', 'view');
      return `${head}${whole.replaceAll(/\b(owner|territory|id)\b/g, `${dot}$1`)}${tail}`;
    };
    return `(${paths.map(prefixed).join(' or ')})`;
  }
  // What the lines allow, as a condition that says nothing of the asker any more; undefined: nothing at all.
  condition(entity, verb, kind) {
    const whens = this.lines_of(entity, verb, kind).map(({ when }) => `(${this.spelled(when, entity)})`);
    return whens.length ? `(${[...new Set(whens)].join(' or ')})` : undefined;
  }
}

export async function rights_everywhere() {
  const data = await demo(60, 7);
  const server = await serve(data);
  const system = new System(server, data);
  const catalogue = has_status(await system.get('/catalogue'), 200).json.entities;
  const names = catalogue.map(({ name }) => name);
  const entity_of = Object.fromEntries(catalogue.map((entity) => [entity.name, entity]));
  const { rights: lines } = has_status(await system.get('/rights'), 200).json;
  const groups = Object.fromEntries((await all_rows(system, 'user_group', { columns: 'code' })).map(({ code, id }) => [code, id]));

  const asker_of = async (name, client) => {
    const me = client.session.user.id;
    const user = await system.record('user', me);
    const codes = (user.groups ?? []).map(({ id }) => Object.keys(groups).find((code) => groups[code] === id));
    return new Asker(name, client, lines.filter((line) => line.groups.some((code) => codes.includes(code))),
      { me, territories: (user.territories ?? []).map(({ id }) => id), groups: (user.groups ?? []).map(({ id }) => id) });
  };
  const askers = [];
  for (const [group, login] of Object.entries(demo_logins)) askers.push(await asker_of(group, await sign_in(server, login, demo_password)));
  const administrator = askers.find(({ name }) => name === 'administrator').client;
  askers.push(await asker_of('accounting and sales', await newcomer(system, administrator, 'dwojga', ['accounting', 'sales'])));
  askers.push(await asker_of('nobody', await newcomer(system, administrator, 'nikt', [])));
  await furnish(system, askers);

  for (const asker of askers) {
    const seen_of = {};  // entity → ids, for what hangs on any record
    await test(`rights everywhere: ${asker.name} is told the verbs that the table gives`, async () => {
      const told = has_status(await asker.client.get('/catalogue'), 200).json.entities;
      asker.told = Object.fromEntries(told.map((entity) => [entity.name, entity]));
      for (const name of names) {
        // Verbs are told of what one sees.
        const given = asker.lines_of(name, 'view').length ? [...new Set(asker.lines.filter((line) => line.entities.includes(name)).flatMap(({ verbs }) => verbs))] : [];
        equal([...(asker.told[name]?.verbs ?? [])].sort(), given.sort(), name);
      }
    });
    for (const name of names.toSorted((one, other) => (one === 'external_id') - (other === 'external_id'))) {
      await test(`rights everywhere: ${asker.name} sees of ${name} what the table says, by list, count, group and mask`, () => sees(asker, system, entity_of[name], seen_of));
      await test(`rights everywhere: ${asker.name} does with ${name} what the table says, and leaves no trace of the rest`, () => does(asker, system, entity_of[name], seen_of, () => digest(data, names)), 120);
    }
  }
  await server.stop();
}

// What a demo office has none of.
async function furnish(system, askers) {
  const sales = askers.find(({ name }) => name === 'sales').facts;
  const both = askers.find(({ name }) => name === 'accounting and sales').facts;
  const owned = (await system.rows('company', { where: `owner = "${sales.me}"`, limit: '2' })).map(({ id }) => id);
  const foreign = (await system.rows('company', { where: `owner <> "${sales.me}" and not (territory ${among(sales.territories)})`, limit: '2' })).map(({ id }) => id);
  await system.change('company', owned[1], { owner: both.me });
  for (const company of [owned[0], foreign[0]]) {
    await system.create('contact_point', { company, kind: 'phone', value: '+48 601 000 000' });
    await system.create('external_id', { record: { entity: 'company', id: company }, system: 'old', key: `k-${company}` });
  }
  for (const user of [sales.me, foreign.length ? askers[1].facts.me : sales.me]) {
    await system.create('saved_view', { name: 'Mój', entity: 'company', owner: user });
    await system.create('import_batch', { name: 'in.csv', started_at: '2026-01-02T03:04:05.000Z', started_by: user });
    await system.create('task', { title: 'Zadzwoń', assignee: user, due_at: '2026-01-02T03:04:05.000Z' });
    await system.create('substitution', { absent: user, deputy: user === sales.me ? both.me : sales.me, from: '2031-01-01', to: '2031-01-31' });
  }
  await system.create('saved_view', { name: 'Wspólny', entity: 'company', owner: askers[1].facts.me, shared_with: sales.groups });
  await system.create('tag', { name: 'ważny' });
  await system.create('number_series', { code: 'k', pattern: '{number:6}' });
}

async function expected_ids(asker, system, entity, verb, seen_of, kind) {
  const condition = entity.name === 'external_id' ? undefined : asker.condition(entity.name, verb, kind);
  if (entity.name !== 'external_id') return condition ? ids_of(system, entity.name, condition) : [];
  if (asker.lines_of('external_id', verb, kind).length === 0) return [];
  const rows = await all_rows(system, 'external_id', { columns: 'record' });
  return rows.filter(({ record }) => (seen_of[record.entity] ?? []).includes(record.id)).map(({ id }) => id).sort();
}

async function sees(asker, system, entity, seen_of) {
  const { name } = entity;
  const { client } = asker;
  if (asker.lines_of(name, 'view').length === 0) {
    const answer = has_status(await client.list(name), 404);
    equal(answer.text, has_status(await client.list('no_such_entity'), 404).text, 'as if there were no such kind');
    has_status(await client.post('/query', { entity: name, group: [], measures: ['count()'] }), 404, 422);
    seen_of[name] = [];
    return;
  }
  const expected = await expected_ids(asker, system, entity, 'view', seen_of);
  seen_of[name] = await ids_of(client, name);
  equal(seen_of[name], expected, 'list');
  equal(await client.count(name), expected.length, 'count');
  const grouped = has_status(await client.post('/query', { entity: name, group: ['year(created_at)'], measures: ['count()'] }), 200).json.groups;
  equal(grouped.reduce((sum, { values }) => sum + Number(values[0]), 0), expected.length, 'grouped');
  for (const kind of ['finance', 'ordinary']) {
    const field = entity.fields.find((one) => !one.system && Boolean(one.finance) === (kind === 'finance') && one.type !== 'list' && one.type !== 'any_link' && !one.grouped);
    if (!field) continue;
    const shown = asker.told[name].fields.some((one) => one.name === field.name);
    const open = await expected_ids(asker, system, entity, 'view', seen_of, kind);
    equal(shown, asker.lines_of(name, 'view', kind).length > 0, `${field.name} in the catalogue`);
    if (!shown) {
      for (const parameters of [{ columns: field.name }, { where: `${field.name} is null` }, { order: field.name }]) has_status(await client.list(name, parameters), 422);
      continue;
    }
    const rows = await all_rows(client, name, { columns: field.name });
    equal(rows.filter(({ masked }) => !masked?.includes(field.name)).map(({ id }) => id).sort(), open, `${field.name} not masked`);
    ok(rows.every((row) => !row.masked?.includes(field.name) || (row[field.name] ?? null) === null), `a masked ${field.name} is shown`);
  }
}

// A value that leaves the record as it is, so that only the right decides.
async function probe(system, entity, id, kind) {
  const field = entity.fields.find((one) => one.writable && Boolean(one.finance) === (kind === 'finance') && ['text', 'note', 'integer', 'money', 'decimal', 'boolean', 'choice'].includes(one.type) && !one.only_new);
  if (!field) return undefined;
  const record = await system.record(entity.name, id);
  const other = field.type === 'choice' ? field.choices.find(({ code }) => code !== record[field.name])?.code : { text: 'Próba 7', note: 'Próba 7', integer: 3, money: '7.00', decimal: '7', boolean: !record[field.name] }[field.type];
  return { rev: record.rev, set: { [field.name]: other } };
}

async function does(asker, system, entity, seen_of, state) {
  const { name } = entity;
  const { client } = asker;
  const seen = seen_of[name] ?? fail('what is seen is not known');
  const all = await ids_of(system, name);
  const wrong = [];
  // Answered 403 where one sees the record, 404 where one does not; refused by a rule of the office is not refused by rights.
  const check = (what, answer, may, sees_it) => {
    const refused = answer.status === 403 || answer.status === 404;
    const fits = may ? !refused : sees_it ? answer.status === 403 || (answer.status === 422 && /field_unknown|field_read_only/.test(answer.text)) : answer.status === 404;
    if (!fits) wrong.push(`${what}: the table says ${may ? 'yes' : 'no'}, answered ${answer.status} ${answer.text.slice(0, 200)}`);
    return !refused && answer.status < 300;
  };
  const undo = async (answer) => {
    const undone = await system.post('/undo', { op: answer.json.op, as: new_id() });
    if (!undone.text.includes('cannot_be_undone')) has_status(undone, 200);  // final moves are
  };
  const before = state();
  const attempts = [];  // what is allowed is done after the comparison
  for (const [kind, verb] of [['ordinary', 'change'], ['finance', 'change'], [undefined, 'delete'], ...entity.verbs.filter((one) => !['view', 'create', 'change', 'delete', 'export', 'import', 'merge'].includes(one)).map((one) => [undefined, one])]) {
    const may = await expected_ids(asker, system, entity, verb, seen_of, kind);
    const samples = [all.find((id) => may.includes(id) && seen.includes(id)), seen.find((id) => !may.includes(id)), all.find((id) => !seen.includes(id))];
    for (const id of samples.filter(Boolean)) {
      const allowed = may.includes(id) && seen.includes(id);
      const wish = verb === 'change' ? await probe(system, entity, id, kind) : {};
      if (!wish) continue;
      const path = verb === 'change' || verb === 'delete' ? `/${name}/${id}` : `/${name}/${id}/${verb}`;
      const method = { change: 'PATCH', delete: 'DELETE' }[verb] ?? 'POST';
      const attempt = async () => {
        const answer = await client.write(method, path, { op: new_id(), ...wish });
        return check(`${method} ${path} ${JSON.stringify(wish.set ?? {})}`, answer, allowed, seen.includes(id)) ? answer : undefined;
      };
      if (allowed) attempts.push(attempt);
      else await attempt();
    }
  }
  const hidden = all.find((id) => !seen.includes(id));
  if (hidden) {
    for (const rest of ['', '/history', '/why']) {
      const [unseen, missing] = [await client.get(`/${name}/${hidden}${rest}`), await client.get(`/${name}/${new_id()}${rest}`)];
      equal([unseen.status, unseen.text], [404, missing.text], `GET ${name}${rest} of what is not seen`);
    }
    has_status(await client.post(`/${name}/${hidden}/restore`, { op: new_id() }), 403, 404);
  }
  if (asker.lines_of(name, 'create').length === 0) has_status(await client.post(`/${name}`, { op: new_id(), id: new_id(), set: {} }), 403, 404);
  const bulk = all.filter((id) => !seen.includes(id)).slice(0, 3);
  const chosen = bulk.length ? await probe(system, entity, bulk[0], 'ordinary') : undefined;
  if (chosen) {
    const records = bulk.map((id) => ({ entity: name, kind: 'change', id, set: chosen.set }));
    const answer = await client.post('/changes', { op: new_id(), records });
    if (answer.status < 400) wrong.push(`several at once: ${answer.status}`);
  }
  equal(wrong, [], 'refusals');
  equal(state(), before, 'the database after what was refused');
  for (const attempt of attempts) {
    const answer = await attempt();
    if (answer) await undo(answer);
  }
  equal(wrong, [], 'what is allowed');
}
