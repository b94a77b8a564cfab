// Why: by which line of the table of rights somebody sees a record and may do something with it, and who sees it.
import { equal, has_status, new_id, ok, test } from '../lib.mjs';
import { colleague, today_of } from './substitution.mjs';

const why = async (client, entity, id) => has_status(await client.get(`/${entity}/${id}/why`), 200).json;
const verb_of = (answer, verb) => answer.verbs.find((one) => one.verb === verb);

export async function whys(office) {
  const { management, administrator, accounting, sales } = office;
  let own, strange;

  await test('why: a salesperson is told by which line he sees and changes an own client', async () => {
    own = await management.create('company', { name: `Czemu ${Date.now()}`, owner: sales.session.user.id, territory: null });
    strange = await management.create('company', { name: `Czemu nie ${Date.now()}`, owner: management.session.user.id, territory: null });
    const answer = await why(sales, 'company', own.id);
    const { may } = await sales.record('company', own.id);
    for (const [verb, is_allowed] of Object.entries(may)) equal(verb_of(answer, verb).may, is_allowed, verb);
    const change = verb_of(answer, 'change');
    ok(change.may && change.lines.some(({ group, when, holds }) => group === 'sales' && when.includes('owner = me') && holds), JSON.stringify(change));
    equal(answer.masked, [], 'nothing masked');
    equal(answer.seen_by, undefined, 'who else sees it');
  });
  if (!strange) return;

  await test('why: what one may not see answers like what never was', async () => {
    const unseen = has_status(await sales.get(`/company/${strange.id}/why`), 404);
    equal(unseen.text, has_status(await sales.get(`/company/${new_id()}/why`), 404).text);
    await management.delete('company', (await management.create('company', { name: 'Zaraz usunięta' })).id);
    const gone = await management.create('company', { name: `Usunięta ${Date.now()}` });
    await management.delete('company', gone.id);
    equal(has_status(await management.get(`/company/${gone.id}/why`), 404).text, unseen.text, 'a deleted one');
    has_status(await accounting.get(`/activity/${new_id()}/why`), 404);
    has_status(await sales.post(`/company/${own.id}/why`, {}), 405);
  });

  await test('why: a masked field says under which line it would be shown; one that is never shown is not named', async () => {
    const { territories } = await administrator.record('user', sales.session.user.id);
    const near = await management.create('company', { name: `W regionie ${Date.now()}`, owner: management.session.user.id, territory: territories[0].id });
    const { masked, verbs } = await why(sales, 'company', near.id);
    const limit = masked.find(({ field }) => field === 'credit_limit');
    ok(limit.lines.length > 0 && limit.lines.every(({ holds }) => !holds), JSON.stringify(masked));
    const record = await sales.record('company', near.id);
    equal(masked.map(({ field }) => field).sort(), [...record.masked].sort(), 'as the record says');
    equal(verbs.find(({ verb }) => verb === 'change').may, false);
    equal((await why(administrator, 'company', near.id)).masked, [], 'an administrator knows of no such field');
  });

  await test('why: a substitution is named where it alone lets one see', async () => {
    const absent = await colleague(office, 'sales');
    const today = await today_of(management);
    await management.create('substitution', { absent: absent.id, deputy: sales.session.user.id, from: today, to: today });
    const theirs = await management.create('company', { name: `Zastępowana ${Date.now()}`, owner: absent.id, territory: null });
    const lines = verb_of(await why(sales, 'company', theirs.id), 'view').lines.filter(({ holds }) => holds);
    ok(lines.length > 0 && lines.every(({ in_place_of }) => in_place_of?.id === absent.id), JSON.stringify(lines));
    ok(verb_of(await why(sales, 'company', own.id), 'view').lines.filter(({ holds }) => holds).some(({ in_place_of }) => !in_place_of), 'an own one');
    const { seen_by } = await why(administrator, 'company', theirs.id);
    for (const id of [absent.id, sales.session.user.id]) ok(seen_by.users.some((one) => one.id === id), id);
  });

  await test('why: an administrator is told who sees the record and by which line, exactly those who do', async () => {
    const { seen_by } = await why(administrator, 'company', own.id);
    equal(seen_by.count, seen_by.users.length);
    for (const client of [management, accounting, administrator, sales]) {
      const status = (await client.get(`/company/${own.id}`)).status;
      const found = seen_by.users.find(({ id }) => id === client.session.user.id);
      equal(Boolean(found), status === 200, client.session.user.login);
      ok(!found || (found.is_certain && found.lines.length > 0 && found.lines.every(({ holds }) => holds)), 'by which line');
    }
    const outsider = await colleague(office, 'sales');
    ok(!(await why(administrator, 'company', own.id)).seen_by.users.some(({ id }) => id === outsider.id), 'somebody who does not');
    const invoice = (await accounting.rows('invoice', { limit: '1' }))[0];
    has_status(await administrator.get(`/invoice/${invoice.id}/why`), 404);
    equal((await why(management, 'company', own.id)).seen_by, undefined, 'management');
  });

  await test('why: what hangs on a line that reads what the administrator may not see, is not told', async () => {
    const groups = await administrator.rows('user_group', { columns: 'code' });
    const decide = (set) => administrator.create('right', { group: groups.find(({ code }) => code === 'sales').id, entity: 'company', verb: 'view', ...set });
    const person = await colleague(office, 'sales');
    const told = async (set) => {
      const company = await management.create('company', { name: `Z limitem ${Date.now()}`, owner: person.id, territory: null });
      if (set) await accounting.change('company', company.id, set);
      return company.id;
    };
    const rich = await told({ credit_limit: '5000.00' });
    const poor = await told();
    await decide({ condition: 'owner = me and credit_limit > 1000' });
    equal([await person.client.get(`/company/${rich}`), await person.client.get(`/company/${poor}`)].map(({ status }) => status), [200, 404]);
    const [of_rich, of_poor] = await Promise.all([rich, poor].map(async (id) => (await administrator.get(`/company/${id}/why`)).text));
    equal(of_rich, of_poor, 'word for word');
    const found = JSON.parse(of_rich).seen_by.users.find(({ id }) => id === person.id);
    equal([found.is_certain, found.lines.map(({ holds }) => holds)], [false, [null]]);
    ok(!JSON.parse(of_rich).seen_by.users.some(({ id }) => id === sales.session.user.id), 'of whom the owner alone decides');
    // The salesperson himself sees limits of own clients, and is told.
    equal(verb_of(await why(person.client, 'company', rich), 'view').lines.map(({ holds }) => holds), [true]);
    await decide({ condition: null, is_default: true });
  });

  await test('why: people who work elsewhere besides are not given away', async () => {
    const person = await management.create('person', { last_name: `Dwojga Pracy ${Date.now()}` });
    for (const company of [own.id, strange.id]) await management.create('employment', { person: person.id, company });
    const { verbs } = await why(sales, 'person', person.id);
    const alone = await management.create('person', { last_name: `Jednej Pracy ${Date.now()}` });
    await management.create('employment', { person: alone.id, company: own.id });
    equal((await why(sales, 'person', alone.id)).verbs, verbs);
  });
}
