// An office from nothing to work in one go, as its people do it: the first start, colleagues by links, Northwind by the
// wizard, a saved view, many clients changed at once and back, a list in Excel, and a client's file on a phone.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { equal, fail, new_folder, ok, serve, shared, sleep, test } from '../lib.mjs';
import { example, money, read_sheet, scaled } from '../import/tables.mjs';
import { axe, open_browser, page_scrolls_sideways, watch_errors } from './browser.mjs';

const password = 'zielony rower 7';
const colleagues = [
  { group: 'management', label: 'Dyrekcja', name: 'Zofia Dyrektor' },
  { group: 'sales', label: 'Handlowcy', name: 'Łucja Nowak' },
  { group: 'accounting', label: 'Księgowość', name: 'Ewa Liczba' },
];
const wanted_files = /^(Region|Territories|Employees|EmployeeTerritories|Suppliers|Customers|Categories|Products|Orders|OrderDetails)\.csv$/;
const germans = 'address_country = "DE"';

async function soon(condition, what) {
  for (let round = 0; round < 150; round += 1) {
    if (await condition()) return;
    await sleep(100);
  }
  fail(what);
}

export async function founding() {
  const server = await serve(new_folder());
  const errors = [];
  const contexts = [];
  const open = async (size = { width: 1280, height: 900 }) => {
    const context = await open_browser(size, { acceptDownloads: true });
    contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    watch_errors(page, errors);
    return page;
  };
  const ask = (page, path) => page.evaluate((where) => fetch(`/api/v1${where}`).then((answer) => answer.json()), path);
  const count_of = async (page, entity, where = '') =>
    (await ask(page, `/${entity}?limit=1&count=1&where=${encodeURIComponent(where)}`)).count;
  const go = (page, path) => page.goto(server.origin + path);
  const rows = (page) => page.locator('[role="grid"] [role="row"] a');
  const fill = (page, name, text) => page.locator(`input[name="${name}"]`).fill(text);

  // A later step stands on the ones before: after a failure nothing more is tried.
  let is_lost = false;
  const step = (name, act) =>
    test(
      `browser: founding: ${name}`,
      async () => {
        shared('1-business/northwind');
        if (is_lost) fail('an earlier step failed');
        errors.length = 0;
        is_lost = true;
        await act();
        is_lost = false;
        if (errors.length) fail(errors.join('; '));
      },
      180,
    );
  const clean = async (page) => {
    const found = await axe(page);
    if (await page_scrolls_sideways(page)) found.push('the page scrolls sideways');
    if (found.length) fail(`${page.url()}: ${found.join('; ')}`);
  };

  const admin = await open();
  await step('an empty folder becomes an office on its first page', async () => {
    await go(admin, '/');
    await fill(admin, 'office-name', 'Północ Handel');
    await admin.getByRole('combobox', { name: 'Waluta' }).fill('USD');
    await admin.getByRole('option', { name: /USD/ }).click();
    await fill(admin, 'admin-name', 'Anna Żak');
    await fill(admin, 'new-password', password);
    await fill(admin, 'password-again', password);
    await admin.locator('button[type="submit"]').click();
    await admin.getByText('Wszystko gotowe: Północ Handel').waitFor();
    await clean(admin);
  });

  const links = {};
  await step('the administrator invites one of each other group', async () => {
    for (const { group, label, name } of colleagues) {
      await go(admin, '/user/new');
      await fill(admin, 'user-name', name);
      await admin.getByLabel(label).check();
      await admin.locator('button[type="submit"]').click();
      links[group] = await admin.locator('section[aria-labelledby="link-title"] input').inputValue();
    }
    equal(new Set(Object.values(links)).size, 3);
  });

  const people = {};
  await step('each comes in by the link and finds an empty office', async () => {
    for (const { group, name } of colleagues) {
      const page = await open(group === 'sales' ? { width: 360, height: 740 } : undefined);
      await page.goto(links[group]);
      await fill(page, 'new-password', `${password} ${group}`);
      await fill(page, 'password-again', `${password} ${group}`);
      await page.keyboard.press('Enter');
      await page.getByText('Tu staną firmy.').waitFor();
      const session = await ask(page, '/session');
      equal([session.user.name, session.groups, session.office.currency], [name, [group], 'USD']);
      await clean(page);
      people[group] = page;
    }
  });

  const button = (page, name) => page.getByRole('button', { name });
  await step('the wizard guesses what customers are, brings them in, and takes them back', async () => {
    const file = join(shared('1-business/northwind'), 'Customers.csv');
    await go(admin, '/import');
    await admin.locator('input[type="file"]').first().setInputFiles(file);
    const place = (column) => admin.getByRole('combobox', { name: `Trafia do: ${column}` });
    await place('CompanyName').waitFor();
    equal(await place('CompanyName').inputValue(), 'Nazwa');
    await clean(admin);
    await button(admin, 'Zrób próbę').click();
    await button(admin, 'Nowe 91').waitFor();
    equal(await count_of(admin, 'company'), 0, 'a rehearsal has written');
    await clean(admin);
    await button(admin, 'Wczytaj 91 wierszy').click();
    await admin.getByText('Wczytano', { exact: true }).waitFor();
    equal([await count_of(admin, 'company'), await count_of(admin, 'person')], [91, 91]);
    await clean(admin);
    const undo = admin.locator('section').filter({ hasText: 'Wynik' }).getByRole('button', { name: 'Cofnij cały import' }).first();
    await undo.click();
    await undo.click();
    await admin.getByText('Import cofnięty').waitFor();
    equal([await count_of(admin, 'company'), await count_of(admin, 'person')], [0, 0]);
  });

  await step('the wizard brings in the whole of Northwind by its mapping', async () => {
    const from = shared('1-business/northwind');
    await go(admin, '/import');
    await button(admin, 'Mam gotowe odwzorowanie').click();
    const files = readdirSync(from).filter((name) => wanted_files.test(name)).map((name) => join(from, name));
    await admin.locator('input[type="file"]').last().setInputFiles([example('northwind/northwind.toml'), ...files]);
    await soon(async () => (await admin.getByLabel('Odwzorowanie (TOML)').inputValue()).includes('Northwind'), 'the mapping is not read');
    await button(admin, 'Zrób próbę').last().click();
    await button(admin, 'Odrzucone 0').waitFor();
    await button(admin, /^Wczytaj/).click();
    await admin.getByText('Wczytano', { exact: true }).waitFor();
    const boss = people.management;
    const counts = [];
    for (const entity of ['company', 'person', 'product', 'invoice', 'invoice_line', 'office']) counts.push(await count_of(boss, entity));
    equal(counts, [120, 120, 77, 830, 2155, 1]);
    equal((await ask(boss, '/session')).office.name, 'Północ Handel', 'the office keeps its name');
  });

  const boss = people.management;
  let view = '';
  await step('management keeps a view of the German clients', async () => {
    await go(boss, `/company?where=${encodeURIComponent(germans)}&order=-name`);
    await rows(boss).first().waitFor();
    await button(boss, 'Widoki').click();
    await boss.getByRole('menuitem', { name: 'Zapisz jako nowy widok' }).click();
    await boss.getByLabel('Nazwa widoku').fill('Klienci z Niemiec');
    await boss.keyboard.press('Enter');
    await soon(() => /[?&]view=[-0-9a-f]{36}$/.test(boss.url()), boss.url());
    view = boss.url();
    await go(boss, '/person');
    await rows(boss).first().waitFor();
    await boss.goto(view);
    await boss.locator('h1', { hasText: 'Klienci z Niemiec' }).waitFor();
    await rows(boss).first().waitFor();
    equal(Number((await boss.locator('header h1 + span > span').first().innerText()).replace(/\D/g, '')), await count_of(boss, 'company', germans));
    await clean(boss);
  });

  const bar = boss?.locator('section[class*="bulk"]');
  const change_all = async (act) => {
    await boss.goto(view);
    await rows(boss).first().waitFor();
    await boss.locator('h1').click();
    for (const key of ['j', 'x']) await boss.keyboard.press(key);
    await bar.getByRole('button', { name: /Zaznacz wszystkie/ }).click();
    await act();
    await bar.locator('[class*="confirm"] button').first().click();
    await button(bar, 'Cofnij').waitFor();
  };
  await step('changes the trade of all of them at once, and takes it back', async () => {
    const count = await count_of(boss, 'company', germans);
    ok(count > 5, `${count} German companies`);
    await change_all(async () => {
      await button(bar, 'Zmień pole…').click();
      await bar.getByLabel('Pole', { exact: true }).click();
      await boss.keyboard.type('Branża');
      await boss.getByRole('option', { name: 'Branża' }).first().click();
      await bar.getByLabel('Branża', { exact: true }).fill('spożywcza');
    });
    equal(await count_of(boss, 'company', 'industry = "spożywcza"'), count);
    await button(bar, 'Cofnij').click();
    await soon(async () => (await count_of(boss, 'company', 'industry = "spożywcza"')) === 0, 'not taken back');
  });

  await step('gives them all to the salesperson', async () => {
    await change_all(async () => {
      await button(bar, 'Opiekun').click();
      await bar.getByLabel('Opiekun', { exact: true }).fill('Łucja');
      await boss.getByRole('option', { name: 'Łucja Nowak' }).click();
    });
    equal(await count_of(boss, 'company', 'owner.name = "Łucja Nowak"'), await count_of(boss, 'company', germans));
  });

  await step('accounting takes its invoices home in Excel, and LibreOffice reads the same numbers', async () => {
    const page = people.accounting;
    await go(page, '/invoice?columns=number,company,sold_on,net&order=number');
    await rows(page).first().waitFor();
    await button(page, 'Więcej dla listy').click();
    await page.getByRole('menuitem', { name: 'Eksport…' }).click();
    await clean(page);
    const coming = page.waitForEvent('download');
    await button(page.getByRole('dialog'), 'Eksportuj').click();
    const file = join(new_folder(), 'faktury.xlsx');
    await (await coming).saveAs(file);
    const theirs = read_sheet(file);
    const ours = [];
    for (let after = ''; after !== undefined; ) {
      const answer = await ask(page, `/invoice?columns=number,net&order=number&limit=500&after=${encodeURIComponent(after)}`);
      ours.push(...answer.rows);
      after = answer.next;
    }
    const net_of = (text) => money(scaled(text.replaceAll(/[^0-9.-]/g, ''), 2));
    equal(theirs.length, ours.length + 1, 'rows, with the sums');
    equal(theirs.slice(0, -1).map((row) => [row['Numer'], net_of(row['Netto'])]), ours.map((row) => [row.number, row.net]));
    equal(net_of(theirs.at(-1)['Netto']), '1265793.29', 'the sum');
  });

  await step('the salesperson opens a client on the phone and puts down a visit', async () => {
    const page = people.sales;
    await go(page, '/company');
    await rows(page).first().waitFor();
    equal(await count_of(page, 'company'), await count_of(boss, 'company', germans), 'sees the own clients');
    await clean(page);
    await page.getByRole('link', { name: /Alfreds Futterkiste/ }).click();
    await page.locator('h1', { hasText: 'Alfreds Futterkiste' }).waitFor();
    await page.locator('a[href^="tel:"]').first().waitFor();
    await page.getByText('Anders Maria').first().waitFor();
    await clean(page);
    await button(page, 'spotkanie').first().click();
    await page.locator('form input').first().fill('Wizyta: nowy katalog');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Wizyta: nowy katalog' }).first().waitFor();
    await soon(async () => (await count_of(page, 'activity', 'subject = "Wizyta: nowy katalog"')) === 1, 'not put down');
    await clean(page);
  });

  for (const context of contexts) await context.close();
  await server.stop();
}
