// What rights cost: an answer about what one may not see against one about what there is not, a card with conditions to
// evaluate against one without, and a decision about a whole group until it holds.
import { randomUUID } from 'node:crypto';
import { load, now_ms } from './programs.mjs';
import { line } from './report.mjs';

const median = (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)];
const rounds = 1000;

async function timed(server, cookie, id) {
  const start = now_ms();
  const status = await server.status(cookie, `/api/v1/company/${id}`);
  if (status !== 404) throw new Error(`company ${id} answered ${status}`);
  return now_ms() - start;
}

export async function measure_unseen(server, cookies, size) {
  const rows = [];
  for (const { id } of (await server.get(cookies.management, 'company?columns=id&order=-id&limit=500')).rows)
    if (rows.length < 50 && (await server.status(cookies[size], `/api/v1/company/${id}`)) === 404) rows.push(id);
  if (rows.length === 0) throw new Error('everything is seen');
  const took = { unseen: [], missing: [] };
  for (let i = 0; i < rounds; ++i) {
    took.unseen.push(await timed(server, cookies[size], rows[i % rows.length]));
    took.missing.push(await timed(server, cookies[size], randomUUID()));
  }
  const [unseen, missing] = [median(took.unseen), median(took.missing)];
  line({ what: `a company one may not see against one that is not there, medians of ${rounds} by turns`, measured: unseen, floor: missing, unit: 'ms', ratio: 1.05 });
}

export function measure_evaluation(server, cookies, size, targets, seconds) {
  const middle = (cookie) => load(server, 'ask.lua', { connections: 1, seconds, parameters: [targets, cookie] }).p50;
  const took = { sales: [], management: [] };
  for (let i = 0; i < 3; ++i) {
    took.sales.push(middle(cookies[size]));
    took.management.push(middle(cookies.management));
  }
  const [as_sales, as_management] = [median(took.sales), median(took.management)];
  line({ what: 'client card as a salesperson, whose rights are conditions, against management, who sees all', measured: as_sales, floor: as_management, unit: 'ms', ratio: 1.2 });
}

// `sales` is a signed in member of the group.
export async function measure_decision(server, administrator, sales) {
  const [{ id: group }] = (await server.get(administrator, 'user_group?columns=id&where=code = "sales"')).rows;
  const mark = randomUUID().slice(0, 8);
  const records = Array.from({ length: 200 }, (_, i) => ({ entity: 'user', kind: 'create', set: { login: `u${mark}${i}`, name: `Osoba ${i}`, groups: [group] } }));
  await server.ask('POST', '/api/v1/changes', { cookie: administrator, body: { op: randomUUID(), records } });
  const decide = (set) => server.ask('POST', '/api/v1/right', { cookie: administrator, body: { op: randomUUID(), set: { group, entity: 'company', verb: 'view', ...set } } });
  const start = now_ms();
  await decide({ condition: 'false' });
  while ((await server.status(sales, '/api/v1/company?limit=1')) !== 404) if (now_ms() - start > 60_000) throw new Error('not in force after a minute');
  const took = now_ms() - start;
  await decide({ is_default: true });
  line({ what: 'a right decided anew for a group of 200 users, until it holds', measured: took, unit: 'ms', limit: 1000 });
}
