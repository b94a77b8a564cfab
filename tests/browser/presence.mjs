// As whom one is here: an administrator looks as a salesperson and cannot change anything, a record says why one may do
// what one may, a deputy is told for whom he stands in. With TECZKA_PICTURES it leaves pictures there.
import { join } from 'node:path';
import { demo, demo_logins, fail, ok, serve, sign_in as sign_in_api, test } from '../lib.mjs';
import { axe, open_browser, page_scrolls_sideways, sign_in, url, use_server, watch_errors } from './browser.mjs';

const pictures = process.env.TECZKA_PICTURES;
const sizes = [{ width: 1440, height: 900 }, { width: 360, height: 740 }];

export async function presence() {
  const server = await serve(await demo(60));
  use_server(server.origin);
  const management = await sign_in_api(server, demo_logins.management);
  const sales = await sign_in_api(server, demo_logins.sales);
  const seen = sales.session.user;
  const context = await open_browser(sizes[0]);
  const page = await context.newPage();
  const errors = [];
  watch_errors(page, errors);
  page.setDefaultTimeout(30_000);
  await page.addInitScript(() => localStorage.setItem('teczka.language', 'pl'));

  // Each size, light and dark: axe finds nothing, the page does not scroll sideways.
  const look_at = async (name) => {
    const found = [];
    for (const size of sizes) {
      await page.setViewportSize(size);
      for (const scheme of ['light', 'dark']) {
        await page.evaluate((to) => document.documentElement.setAttribute('data-mantine-color-scheme', to), scheme);
        await page.waitForTimeout(150);
        if (pictures) await page.screenshot({ path: join(pictures, `${name}-${size.width}-${scheme}.png`), fullPage: size.width < 500 });
        found.push(...(await axe(page)).map((one) => `${name} ${size.width} ${scheme}: ${one}`));
        if (await page_scrolls_sideways(page)) found.push(`${name} ${size.width}: scrolls sideways`);
      }
    }
    await page.evaluate(() => document.documentElement.setAttribute('data-mantine-color-scheme', 'light'));
    await page.setViewportSize(sizes[0]);
    found.push(...errors.splice(0));
    if (found.length) fail(found.join('; '));
  };
  const step = (name, act) => test(`presence: ${name}`, act, 180);
  const banner = (text) => page.getByRole('status').filter({ hasText: text });

  await step('a record tells by which right one may, and an administrator who sees it', async () => {
    await sign_in(page, demo_logins.administrator);
    const [company] = await management.rows('company', { where: `owner = "${seen.id}"`, limit: 1 });
    await page.goto(`${url}/company/${company.id}`);
    await page.getByRole('button', { name: 'Więcej czynności' }).last().click();
    await page.getByRole('menuitem', { name: 'Co mi tu wolno?' }).click();
    await page.getByRole('heading', { name: 'Co mi tu wolno i dlaczego' }).waitFor();
    await page.getByRole('link', { name: seen.name }).waitFor();
    ok((await page.locator('main').innerText()).includes('własne i ze swoich regionów'), 'by which right the salesperson sees it');
    await look_at('why');
  });

  await step('an administrator looks as a salesperson: his lists, his buttons, nothing pressed', async () => {
    await page.goto(`${url}/user`);
    await page.getByRole('button', { name: `Czynności: ${seen.name}` }).click();
    await look_at('users');
    await page.getByRole('menuitem', { name: 'Zobacz jak ta osoba' }).click();
    await banner(`Patrzysz jak: ${seen.name}`).waitFor();
    await page.locator('[role="row"] a').first().waitFor();
    const shown = await page.evaluate(() => fetch('/api/v1/company?count=1&limit=1').then((answer) => answer.json()));
    ok(shown.count === (await sales.count('company')), `${shown.count} companies`);
    await look_at('viewing-list');
    const [own] = await sales.rows('company', { where: 'owner = me', limit: 1 });
    await page.goto(`${url}/company/${own.id}`);
    await page.getByRole('button', { name: 'Edytuj' }).waitFor();
    ok(await page.getByRole('button', { name: 'Edytuj' }).isDisabled(), 'the button is there and dead');
    await page.keyboard.press('e');
    await page.keyboard.press('c');
    await page.waitForTimeout(300);
    ok(new URL(page.url()).search === '', `the key leads nowhere: ${page.url()}`);
    await look_at('viewing-record');
    await page.goto(`${url}/company/new`);
    await page.locator('form h1').waitFor();
    ok(await page.getByRole('button', { name: 'Zapisz' }).isDisabled(), 'nothing to save');
  });

  await step('the button in the line makes one oneself again', async () => {
    await page.getByRole('button', { name: 'Wróć do siebie' }).click();
    await page.locator('[role="row"] a').first().waitFor();
    ok((await banner('Patrzysz jak').count()) === 0, 'the line is gone');
    await page.goto(`${url}/audit`);
    await page.getByText('Patrzenie oczami kogoś innego: koniec').first().waitFor();
    await look_at('audit');
    await page.goto(`${url}/user_group`);
    await page.getByRole('button', { name: 'Zobacz jak ta grupa' }).first().waitFor();
    await look_at('groups');
    await page.getByRole('button', { name: 'Zobacz jak ta grupa' }).first().click();
    await banner('Patrzysz jak grupa').waitFor();
    await page.getByRole('button', { name: 'Wróć do siebie' }).click();
    await page.waitForFunction(() => !document.body.innerText.includes('Patrzysz jak'));
  });

  await step('a deputy is told for whom he stands in, on every page', async () => {
    const { today } = management.session;
    await management.create('substitution', { absent: seen.id, deputy: management.session.user.id, from: today, to: today });
    await context.clearCookies();
    await sign_in(page, demo_logins.management);
    await banner('Zastępujesz:').waitFor();
    await page.goto(`${url}/substitution`);
    await page.locator('[role="row"] a').first().waitFor();
    await look_at('substitutions');
    await page.goto(`${url}/substitution/new`);
    await page.locator('form h1').waitFor();
    await look_at('substitution-form');
    await banner('Zastępujesz:').getByRole('link').click();
    await page.locator('[role="row"] a').first().waitFor();
    ok(decodeURIComponent(page.url()).includes(seen.id), page.url());
  });
  await context.close();
  await server.stop();
}
