// Strings and JSON of other people's test collections: stored and given back unchanged, or refused, as their names say.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, equal, fail, has_status, new_id, ok, shared, skip, test } from '../lib.mjs';

const collection = '4-mail-calendar-strings';
// C0 but tab (and in notes line ends), DEL, C1: shown nowhere, typed by nobody.
const has_controls = (text, is_note) => (is_note ? /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/ : /[\0-\x1f\x7f-\x9f]/).test(text);
const is_whole = (text) => text.isWellFormed ? text.isWellFormed() : Buffer.from(text).toString() === text;

const texts_of = (value) => (Array.isArray(value) ? value.flatMap(texts_of) : typeof value === 'string' ? [value] : []);

export async function strings({ management, server }) {
  const targets = [
    { entity: 'company', field: 'name' }, { entity: 'company', field: 'notes' }, { entity: 'person', field: 'last_name' },
    { entity: 'activity', field: 'body' }, { entity: 'task', field: 'description' }, { entity: 'company', field: 'industry' },
  ];
  for (const { entity, field } of targets) {
    await test(`strings: ${entity}.${field} gives the naughty strings back byte by byte, or refuses them`, async () => {
      const folder = shared(`${collection}/strings`);
      const payloads = shared(`${collection}/payloads`);
      const texts = readdirSync(folder).filter((file) => file.endsWith('.json')).flatMap((file) => texts_of(JSON.parse(readFileSync(join(folder, file), 'utf8'))));
      for (const file of readdirSync(payloads)) texts.push(...readFileSync(join(payloads, file), 'utf8').split(/\r?\n/).filter(Boolean).slice(0, 60));
      const { type, max, required } = management.entities[entity].fields.find((one) => one.name === field);
      const set = { company: { name: 'Tekstowa' }, person: { last_name: 'Tekstowa' }, activity: { subject: 'x' }, task: { title: 'x' } }[entity];
      if (entity === 'activity') set.company = (await management.create('company', { name: 'Tekstowa' })).id;
      const { id } = await management.create(entity, set);
      const wrong = [];
      let kept = 0;
      for (const text of texts) {
        const bytes = Buffer.byteLength(text);
        const must_refuse = has_controls(text, type === 'note') || !is_whole(text) || bytes > (max || (type === 'note' ? 100_000 : 1000)) || (required && !text.trim());
        const answer = await management.write('PATCH', `/${entity}/${id}`, { op: new_id(), set: { [field]: text } });
        if (answer.status >= 500) wrong.push(`${JSON.stringify(text).slice(0, 120)} is answered ${answer.status}`);
        if (must_refuse) {
          if (![400, 422].includes(answer.status)) wrong.push(`${JSON.stringify(text).slice(0, 120)} is not refused: ${answer.status}`);
          continue;
        }
        const held = answer.status === 200 ? (await management.record(entity, id))[field] : undefined;
        if (held !== text && !(text === '' && held === null)) wrong.push(`${JSON.stringify(text).slice(0, 120)}: ${answer.status}, comes back as ${JSON.stringify(held)?.slice(0, 120)} ${answer.status === 200 ? '' : answer.text.slice(0, 200)}`);
        else kept += 1;
      }
      if (wrong.length) fail(`${wrong.length} of ${texts.length}:\n${wrong.slice(0, 12).join('\n')}`);
      ok(kept > 300, `only ${kept} texts`);
    }, 180);
  }

  await test('strings: whatever is searched for, or filtered by, the answer is an answer', async () => {
    const payloads = shared(`${collection}/payloads`);
    const texts = readdirSync(payloads).flatMap((file) => readFileSync(join(payloads, file), 'utf8').split(/\r?\n/).filter(Boolean).slice(0, 40));
    for (const text of texts) {
      has_status(await management.get(`/search?q=${encodeURIComponent(text.slice(0, 500))}`), 200, 400, 422);
      has_status(await management.list('company', { where: `name contains "${text.slice(0, 500).replaceAll('"', '""')}"`, limit: '1' }), 200, 400, 422);
      has_status(await management.list('company', { where: text.slice(0, 500), limit: '1' }), 200, 400, 422);
    }
  }, 120);

  for (const door of ['/query', '/company', '/session']) {
    await test(`json-test-suite: ${door} accepts y_, refuses n_ and survives i_`, async () => {
      const folder = shared(`${collection}/json-test-suite`);
      const files = readdirSync(folder).filter((file) => /^[yni]_.*\.json$/.test(file));
      if (!files.length) skip('no files');
      const client = door === '/session' ? new Client(server) : management;
      const wrong = [];
      for (const file of files) {
        const answer = await client.post(door, readFileSync(join(folder, file)));
        const is_malformed = answer.status === 400 && answer.json?.errors?.some(({ code }) => ['json_malformed', 'json_duplicate_key', 'json_depth'].includes(code));
        // Two of them repeat a key, which we refuse on purpose: RFC 8259 says that names should be unique.
        const repeats_key = /duplicated_key/.test(file);
        if (answer.status >= 500) wrong.push(`${file}: ${answer.status}`);
        if (file[0] === 'y' && is_malformed !== repeats_key) wrong.push(`${file}: ${answer.status} ${answer.text.slice(0, 160)}`);
        if (file[0] === 'n' && answer.status !== 400 && !(answer.status === 422 && readFileSync(join(folder, file)).length === 0)) wrong.push(`${file}: ${answer.status} ${answer.text.slice(0, 160)}`);
      }
      equal(wrong, []);
    });
  }
}
