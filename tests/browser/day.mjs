// A day of each of the four groups in one office, where what one does is what the other waits for: the salesperson calls a client
// from his phone, accounting sets the client's limit and blocks him, the administrator asks for a right that management confirms.
import { demo, demo_logins, demo_password, equal, fail, ok, serve, sleep, test } from '../lib.mjs';
import { axe, open_browser, page_scrolls_sideways, watch_errors } from './browser.mjs';

async function soon(condition, what) {
  for (let round = 0; round < 150; round += 1) {
    if (await condition()) return;
    await sleep(100);
  }
  fail(what);
}

export async function a_day_of_each_group() {
  const server = await serve(await demo(120, 5));
  const errors = [];
  const people = {};
  let present;
  const step = (name, act) =>
    test(`browser: a day: ${name}`, async () => {
      errors.length = 0;
      await act();
      const found = await axe(present);
      if (await page_scrolls_sideways(present)) found.push('the page scrolls sideways');
      if (found.length || errors.length) fail([present.url(), ...found, ...errors].join('; '));
    }, 180);
  const as = async (group, size = { width: 1440, height: 900 }) => {
    if (!people[group]) {
      const context = await open_browser(size);
      const page = await context.newPage();
      page.setDefaultTimeout(60_000);
      watch_errors(page, errors);
      await page.goto(server.origin);
      await page.locator('input[name="login"]').fill(demo_logins[group]);
      await page.locator('input[name="password"]').fill(demo_password);
      await page.keyboard.press('Enter');
      await page.locator('[role="row"] a').first().waitFor();
      people[group] = page;
    }
    present = people[group];
    return present;
  };
  const ask = (page, path) => page.evaluate((where) => fetch(`/api/v1${where}`).then(async (answer) => ({ status: answer.status, body: await answer.json() })), path);
  const one = async (page, entity, where, columns = 'name') => (await ask(page, `/${entity}?limit=1&columns=${columns}&where=${encodeURIComponent(where)}`)).body.rows[0];
  const go = async (page, path) => page.goto(server.origin + path);
  const cell = (page, what, verb) => page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: what, exact: true }) }).locator(`[data-verb="${verb}"] button`);
  let client;

  await step('the salesperson finds his client on the phone and notes a call', async () => {
    const page = await as('sales', { width: 360, height: 740 });
    const me = (await ask(page, '/session')).body.user.id;
    client = await one(page, 'company', `owner = "${me}" and status = "active" and invoices any(is_overdue)`);
    await page.locator('[role="search"] input').fill(client.name.slice(0, 12));
    await page.locator('[role="option"]').filter({ hasText: client.name }).first().click();
    await page.getByRole('heading', { level: 1, name: client.name }).waitFor();
    await page.getByRole('button', { name: 'telefon' }).first().click();
    await page.locator('form input').first().fill('Prosił o dłuższy termin');
    await page.keyboard.press('Enter');
    await soon(async () => !!(await one(page, 'activity', `subject = "Prosił o dłuższy termin" and company = "${client.id}"`, 'subject')), 'the call is not kept');
    await page.getByText('Prosił o dłuższy termin').first().waitFor();
    ok((await page.getByText(/po terminie/).count()) > 0, 'the overdue invoice of his own client is not told');
  });

  await step('the salesperson changes what is his and meets neither limits nor strangers', async () => {
    const page = await as('sales');
    await go(page, `/company/${client.id}?edit=1`);
    await page.getByLabel('Nazwa skrócona').waitFor();
    equal(await page.getByLabel('Limit kredytowy').count(), 0, 'a limit to write');
    await page.getByLabel('Nazwa skrócona').fill('Nasz klient');
    await page.locator('button[type="submit"]').click();
    await soon(async () => (await one(page, 'company', `id = "${client.id}"`, 'short_name')).short_name === 'Nasz klient', 'not saved');
    const boss = await as('management');
    const stranger = await one(boss, 'company', `owner <> "${(await ask(page, '/session')).body.user.id}" and territory is null`) ??
      (await ask(boss, '/company?limit=500&columns=name')).body.rows.find(({ id }) => id !== client.id);
    present = page;
    if ((await ask(page, `/company/${stranger.id}`)).status === 404) {
      await go(page, `/company/${stranger.id}`);
      await page.getByText(/Nie ma takie/).waitFor();
    }
  });

  await step('accounting sees all that is overdue, sets a limit and blocks the client', async () => {
    const page = await as('accounting');
    await go(page, '/invoice');
    await page.getByRole('button', { name: 'Po terminie' }).click();
    await page.locator('[role="row"] a').first().waitFor();
    await go(page, `/company/${client.id}?edit=1`);
    await page.getByLabel('Limit kredytowy').fill('25000');
    equal(await page.getByLabel('Nazwa skrócona').count(), 0, 'a name to write');
    await page.locator('button[type="submit"]').click();
    await soon(async () => (await one(page, 'company', `id = "${client.id}"`, 'credit_limit')).credit_limit === '25000.00', 'no limit');
    await page.locator('main header').getByRole('button', { name: 'Zablokuj' }).click();
    await soon(async () => (await one(page, 'company', `id = "${client.id}"`, 'status')).status === 'blocked', 'not blocked');
  });

  await step('accounting enters an invoice of another client', async () => {
    const page = await as('accounting');
    await go(page, '/invoice/new');
    await page.getByLabel('Numer', { exact: false }).first().fill('FV/DZIEŃ/1');
    const buyer = await one(page, 'company', `id <> "${client.id}" and status = "active"`);
    await page.getByLabel('Nabywca', { exact: false }).first().fill(buyer.name);
    await page.getByRole('option', { name: buyer.name }).first().click();
    await page.locator('button[type="submit"]').click();
    await soon(async () => !!(await one(page, 'invoice', 'number = "FV/DZIEŃ/1"', 'number')), 'no invoice');
  });

  await step('management lets the client free again and reads who did what', async () => {
    const page = await as('management');
    await go(page, `/company/${client.id}`);
    await page.locator('main header').getByRole('button', { name: /Odblokuj|Wznów|Aktyw/ }).first().click();
    await soon(async () => (await one(page, 'company', `id = "${client.id}"`, 'status')).status !== 'blocked', 'still blocked');
    await page.getByRole('tab', { name: 'Historia' }).click();
    await page.getByText('Barbara Księgowa').first().waitFor();
  });

  await step('the administrator asks for a right of his own group, and cannot confirm it', async () => {
    const page = await as('administrator');
    await go(page, '/right');
    await page.getByRole('button', { name: 'Administratorzy', exact: true }).click();
    await cell(page, 'Faktury', 'Widzi').click();
    await page.getByLabel('wszystko', { exact: true }).check();
    await page.getByRole('dialog').locator('button[type="submit"]').click();
    await page.getByText(/zacznie obowiązywać/).waitFor();
    await page.getByRole('button', { name: 'Zamknij' }).last().click();
    await page.getByText('Czekają na drugą osobę').waitFor();
    equal(await page.getByRole('button', { name: 'Zatwierdź' }).count(), 0, 'offered to confirm it himself');
    equal((await ask(page, '/invoice')).status, 404);
  });

  await step('management confirms it, and the administrator sees invoices at once', async () => {
    const boss = await as('management');
    await go(boss, '/right');
    await boss.getByRole('button', { name: 'Zatwierdź' }).click();
    await boss.getByText('Czekają na drugą osobę').waitFor({ state: 'hidden' });
    const page = await as('administrator');
    await soon(async () => (await ask(page, '/invoice')).status === 200, 'no invoices');
    await go(page, '/invoice');
    await page.locator('[role="row"] a').first().waitFor();
  });

  await step('the administrator invites a colleague and finds the day in the audit log', async () => {
    const page = await as('administrator');
    await go(page, '/user/new');
    await page.locator('input[name="user-name"]').fill('Nowa Osoba');
    await page.getByLabel('Handlowcy').check();
    await page.locator('button[type="submit"]').click();
    ok(/\/invitation#/.test(await page.locator('section[aria-labelledby="link-title"] input').inputValue()), 'no link');
    await go(page, '/audit');
    await page.getByText('Zalogowanie').first().waitFor();
    await page.getByText('Nowa Osoba').first().waitFor();
  });

  for (const page of Object.values(people)) await page.context().close();
  await server.stop();
}
