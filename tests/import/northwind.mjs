// Northwind: as it is, with the figures that are known of it; and as a copy with other ids and prices, whose figures are
// counted here from the copy, so that nothing can be stored.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { equal, fail, includes, new_folder, ok, shared, teczka, teczka_ok, test } from '../lib.mjs';
import { batch_of, counts_of, example, grouped, money, net_of, read_csv, run_import, scaled, unscaled, with_office, write_csv } from './tables.mjs';

const source = () => shared('1-business/northwind');
const map = example('northwind/northwind.toml');

const known = {
  customers: 91, suppliers: 29, invoices: 830, lines: 2155, users: 9, products: 77, product_groups: 8, people: 120,
  net: '1265793.29', years: { 1996: '208083.99', 1997: '617085.35', 1998: '440623.95' },
  customer: { 'QUICK-Stop': '110277.32' }, salesperson: { 'Margaret Peacock': '232890.89' },
};

// The same figures out of a folder of files.
function count(folder) {
  const [orders, details, customers, employees] = ['Orders', 'OrderDetails', 'Customers', 'Employees'].map((file) => read_csv(folder, `${file}.csv`));
  const order_of = new Map(orders.map((order) => [order.OrderID, order]));
  const customer_of = new Map(customers.map((one) => [one.CustomerID, one.CompanyName]));
  const employee_of = new Map(employees.map((one) => [one.EmployeeID, `${one.FirstName} ${one.LastName}`]));
  let net = 0n;
  const years = {}, customer = {}, salesperson = {};
  const add = (sums, key, amount) => { sums[key] = (sums[key] ?? 0n) + amount; };
  for (const line of details) {
    const order = order_of.get(line.OrderID);
    const amount = net_of(line);
    net += amount;
    add(years, order.OrderDate.slice(0, 4), amount);
    add(customer, customer_of.get(order.CustomerID), amount);
    add(salesperson, employee_of.get(order.EmployeeID), amount);
  }
  const shown = (sums) => Object.fromEntries(Object.entries(sums).map(([key, sum]) => [key, money(sum)]));
  const files = Object.fromEntries(['Suppliers', 'Products', 'Categories'].map((file) => [file, read_csv(folder, `${file}.csv`).length]));
  return { customers: customers.length, suppliers: files.Suppliers, invoices: orders.length, lines: details.length, users: employees.length, products: files.Products,
    product_groups: files.Categories, people: customers.length + files.Suppliers, net: money(net), years: shown(years), customer: shown(customer), salesperson: shown(salesperson) };
}

// Every id of the files moved, every price times 1.37: columns that hold ids, and how each is changed.
const ids = {
  CustomerID: (id) => `K${id}`, SupplierID: (id) => String(+id + 700), EmployeeID: (id) => String(+id * 13 + 5), ReportsTo: (id) => id && String(+id * 13 + 5),
  OrderID: (id) => String(+id + 500_000), ProductID: (id) => String(+id + 9000), CategoryID: (id) => String(+id + 40), TerritoryID: (id) => `9${id}`, RegionID: (id) => String(+id + 50), ShipVia: (id) => id,
};
function make_copy() {
  const from = source();
  const to = new_folder();
  for (const file of readdirSync(from).filter((name) => name.endsWith('.csv') && !name.startsWith('expected'))) {
    write_csv(to, file, read_csv(from, file).map((record) => Object.fromEntries(Object.entries(record).map(([name, value]) =>
      [name, ids[name] ? ids[name](value) : name === 'UnitPrice' && file === 'OrderDetails.csv' ? unscaled(scaled(value, 2) * 137n, 4) : value]))));
  }
  return to;
}

// What the API says of the same figures.
async function ask_office(client, expected) {
  const count_of = (entity, where) => client.count(entity, where);
  equal({
    customers: await count_of('company', 'kind = "reseller"'), suppliers: await count_of('company', 'kind = "supplier"'), invoices: await count_of('invoice'), lines: await count_of('invoice_line'),
    users: await count_of('user', 'login <> "tester"'), products: await count_of('product'), product_groups: await count_of('product_group'), people: await count_of('person'),
  }, { customers: expected.customers, suppliers: expected.suppliers, invoices: expected.invoices, lines: expected.lines, users: expected.users, products: expected.products, product_groups: expected.product_groups, people: expected.people }, 'counts');

  const by = async (entity, key, measure) => {
    const groups = await grouped(client, { entity, group: [key], measures: [measure] });
    return Object.fromEntries(groups.map(({ keys, values }) => [keys[0]?.title ?? keys[0], values[0]]));
  };
  const years = await by('invoice', 'year(sold_on)', 'sum(net)');
  equal(Object.fromEntries(Object.entries(years).map(([day, sum]) => [day.slice(0, 4), sum])), expected.years, 'net by year');
  const [year_and_seller] = [await grouped(client, { entity: 'invoice', group: ['year(sold_on)', 'salesperson'], measures: ['sum(net)', 'count()'] })];
  equal(year_and_seller.reduce((sum, { values }) => sum + values[1], 0), expected.invoices, 'invoices by year and salesperson');
  equal(money(year_and_seller.reduce((sum, { values }) => sum + scaled(values[0], 2), 0n)), expected.net, 'net by year and salesperson');
  const check_named = (told, wanted, what) => { for (const [name, sum] of Object.entries(wanted)) equal(told[name], sum, `${what} ${name}`); };
  check_named(await by('invoice', 'company', 'sum(net)'), expected.customer, 'net of');
  check_named(await by('invoice', 'salesperson', 'sum(net)'), expected.salesperson, 'net by');
  check_named(await by('invoice_line', 'invoice.salesperson', 'sum(net)'), expected.salesperson, 'lines by');

  // Roll-ups, kept while writing: of invoices over lines, of companies over invoices.
  const sum_of = async (entity, column, where) => {
    let total = 0n, after = '';
    do {
      const { json } = await client.list(entity, { columns: column, limit: '500', ...(where && { where }), ...(after && { after }) });
      for (const row of json.rows) total += scaled(row[column], 2);
      after = json.next;
    } while (after);
    return money(total);
  };
  equal(await sum_of('invoice', 'lines_net'), expected.net, 'roll-up of lines');
  equal(await sum_of('company', 'open_amount', 'kind = "reseller"'), expected.net, 'roll-up of open amounts');
  for (const [name, sum] of Object.entries(expected.customer)) {
    const [row] = await client.rows('company', { where: `name = "${name}"`, columns: 'open_amount,invoices sum(net)' });
    equal([row.open_amount, row['invoices sum(net)']], [sum, sum], `open amount of ${name}`);
  }
}

const folder_size = (folder) => readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);

export async function northwind() {
  const folders = {};

  for (const [name, make, expectation] of [['as it is', source, () => known], ['with other ids and prices × 1.37', make_copy, count]]) {
    await test(`Northwind ${name}: all its figures, by list, grouped question and roll-up`, async () => {
      const from = make();
      const data = new_folder();
      const ran = await run_import(data, map, from);
      equal(ran.status, 0, `exit status (${ran.said.slice(-1500)})`);
      equal(counts_of(ran.said).refused, 0, 'refused');
      folders[name] = { data, from, batch: batch_of(ran.said), counts: counts_of(ran.said) };
      const expected = expectation(from);
      await with_office(data, async (client) => {
        await ask_office(client, expected);
        const [peacock] = await client.rows('user', { where: 'name = "Margaret Peacock"', columns: 'name,manager,territories' });
        ok(peacock.manager.title === 'Andrew Fuller' && peacock.territories.length === 3, 'manager and territories');
        const [batch] = await client.rows('import_batch', { columns: 'state,created_count,refused_count' });
        equal([batch.state, batch.created_count, batch.refused_count], ['done', folders[name].counts.created, 0], 'the batch');
        const [company] = await client.rows('company', { where: 'name = "QUICK-Stop"' });
        const [first] = (await client.history('company', company.id)).slice(-1);
        equal([first.kind, first.via, first.batch], ['create', 'import', folders[name].batch], 'history');
      });
    }, 200);
  }

  await test('Northwind: the figures of the copy are others than the known ones', async () => {
    const copy = count(folders['with other ids and prices × 1.37']?.from ?? fail('no copy'));
    ok(copy.net !== known.net && copy.lines === known.lines, copy.net);
    const original = count(source());
    equal([original.net, original.years], [known.net, known.years], 'counted here');
  });

  await test('Northwind: a second import of the same files skips everything', async () => {
    const { data, from, counts } = folders['as it is'] ?? fail('no import');
    const ran = await run_import(data, map, from);
    equal(ran.status, 0, ran.said.slice(-800));
    equal(counts_of(ran.said), { created: 0, changed: 0, skipped: counts.created + counts.changed + counts.skipped, refused: 0 });
    await with_office(data, (client) => ask_office(client, known));
  }, 120);

  await test('Northwind: an office that was founded before takes it in and keeps its name', async () => {
    const data = new_folder();
    const founder = ['--login', 'anna', '--admin-name', 'Anna', '--password-stdin'];
    await teczka_ok(['init', '--data', data, '--name', 'Nasze Biuro', '--currency', 'USD', ...founder], { input: 'test-password-1\n' });
    const ran = await run_import(data, map, source());
    equal([ran.status, counts_of(ran.said).refused], [0, 0], ran.said.slice(-800));
    await with_office(data, async (client) => equal((await client.rows('office', { columns: 'code,name' })).map(({ code, name }) => [code, name]), [['main', 'Nasze Biuro']]));
  }, 120);

  await test('Northwind: a dry run says the same and leaves nothing', async () => {
    const from = source();
    const data = new_folder();
    await teczka_ok(['user', 'add', '--data', data, '--login', 'x', '--group', 'sales', '--password-stdin'], { input: 'test-password-1\n' });
    const before = folder_size(data);
    const ran = await run_import(data, map, from, ['--dry-run']);
    equal(ran.status, 0, ran.said.slice(-800));
    equal(counts_of(ran.said), folders['as it is'].counts);
    ok(folder_size(data) < before + 4_000_000, `${before} → ${folder_size(data)} bytes`);
    await with_office(data, async (client) => {
      for (const entity of ['company', 'person', 'invoice', 'invoice_line', 'product', 'import_batch', 'external_id', 'territory']) equal(await client.count(entity), 0, entity);
    });
  }, 120);

  await test('Northwind: undo --batch removes everything, and the import can be run again', async () => {
    const { data, batch, from } = folders['with other ids and prices × 1.37'] ?? fail('no import');
    const undone = await teczka_ok(['undo', '--data', data, '--batch', batch]);
    includes(undone.out, 'undone');
    await with_office(data, async (client) => {
      for (const entity of ['company', 'person', 'invoice', 'invoice_line', 'product', 'product_group', 'external_id', 'employment', 'contact_point', 'territory', 'office']) equal(await client.count(entity), 0, entity);
      equal(await client.count('user', 'login <> "tester"'), 0, 'users');
    });
    const again = await run_import(data, map, from);
    equal(again.status, 0, again.said.slice(-800));
    await with_office(data, (client) => ask_office(client, count(from)));
  }, 200);

  await test('Northwind: killed in the middle, --resume goes on to the same result', async () => {
    const from = source();
    const data = new_folder();
    let ran;
    // The batch's id is told at the beginning, so that it can be named after a crash.
    for (const file of ['Products.csv', 'OrderDetails.csv']) {
      const more = ran ? ['--resume', batch_of(ran.said) ?? fail(`the batch is not told: ${ran.said}`)] : [];
      ran = await run_import(data, map, from, more, { on_start: (child) => child.stdout.on('data', (said) => { if (said.includes(file)) setTimeout(() => child.kill('SIGKILL'), 15); }) });
      ok(ran.signal === 'SIGKILL', `it had ended before it was killed: ${ran.said.slice(-300)}`);
    }
    const unknown = await run_import(data, map, from, ['--resume', '01a21397-ff79-7000-99cf-4652cc39477e']);
    equal([unknown.status, counts_of(unknown.said)], [65, undefined], 'a batch that never was');
    const last = await run_import(data, map, from, ['--resume', batch_of(ran.said)]);
    equal(last.status, 0, last.said.slice(-800));
    await with_office(data, async (client) => {
      await ask_office(client, known);
      equal(await client.count('import_batch'), 1, 'batches');
    });
  }, 200);

  await test('Northwind: rows with mistakes are set aside in a file, the others come in; mended, they follow', async () => {
    const from = new_folder();
    for (const file of readdirSync(source()).filter((name) => name.endsWith('.csv'))) copyFileSync(join(source(), file), join(from, file));
    const orders = read_csv(from, 'Orders.csv');
    orders[10].OrderDate = '1996-13-41';
    orders[20].CustomerID = 'NOONE';
    write_csv(from, 'Orders.csv', orders);
    const broken = new Set([orders[10].OrderID, orders[20].OrderID]);
    const lost_lines = read_csv(from, 'OrderDetails.csv').filter(({ OrderID }) => broken.has(OrderID)).length;
    const data = new_folder();
    const ran = await run_import(data, map, from);
    equal(ran.status, 1, ran.said.slice(-800));
    equal(counts_of(ran.said).refused, 2 + lost_lines);
    includes(ran.err, 'Orders.csv:12');
    includes(ran.err, 'Orders.csv:22');
    const refused = join(data, 'refused');
    const rows = read_csv(refused, 'Orders.csv');
    equal(rows.map(({ OrderID }) => OrderID), [...broken], 'refused orders');
    ok(rows.every((row) => row.refused_because.includes('line')), 'reasons');
    // Mended in the very file that names them.
    rows[0].OrderDate = '1996-07-17';
    rows[1].CustomerID = read_csv(source(), 'Orders.csv')[20].CustomerID;
    const mended = new_folder();
    mkdirSync(mended, { recursive: true });
    for (const file of readdirSync(from)) copyFileSync(join(from, file), join(mended, file));
    write_csv(mended, 'Orders.csv', rows);
    writeFileSync(join(mended, 'OrderDetails.csv'), readFileSync(join(refused, 'OrderDetails.csv')));
    equal((await run_import(data, map, mended)).status, 0, 'the mended rows');
    await with_office(data, async (client) => equal([await client.count('invoice'), await client.count('invoice_line')], [830, 2155]));
  }, 200);

  await test('Northwind: --as somebody who may not import is refused by rights, row by row', async () => {
    const from = source();
    const data = new_folder();
    await teczka_ok(['user', 'add', '--data', data, '--login', 'ania', '--group', 'sales', '--password-stdin'], { input: 'test-password-1\n' });
    const ran = await run_import(data, map, from, ['--as', 'ania', '--quiet']);
    ok(ran.status !== 0, 'exit status');
    await with_office(data, async (client) => equal(await client.count('invoice'), 0, 'invoices'));
    ok((await run_import(data, map, from, ['--as', 'nobody'])).status !== 0, 'an unknown login');
  }, 120);

  await test('undo: of a batch that never was, and of no batch, is refused with a sentence', async () => {
    const { data } = folders['as it is'] ?? fail('no import');
    for (const more of [['--batch', '01900000-0000-7000-8000-000000000000'], ['--batch', 'x'], []]) {
      const ran = await teczka(['undo', '--data', data, ...more]);
      ok(ran.status !== 0 && ran.status !== null && ran.said.length > 5, `${more}: ${ran.status} ${ran.said}`);
    }
  });
}
