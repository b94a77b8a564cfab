// Makes the pictures of README, of the guides "First day" (in both languages), "Import" and "Who comes in" from a demo office:
// node tests/browser/guide_pictures.mjs writes docs/pictures/*.png. Makes its own office, or uses the one at TECZKA_URL.
import { join } from 'node:path';
import { demo, repository, serve, suite, test } from '../lib.mjs';
import { open_browser, password, sign_in, url, use_server } from './browser.mjs';

const size = { width: 1120, height: 700 };
const full_file = 'invoices any(is_overdue) and activities any() and employments any() and purchases any()';

const ask = (page, method, path, body) =>
  page.evaluate(
    ([verb, where, what]) =>
      fetch(`/api/v1${where}`, {
        method: verb,
        headers: { 'Content-Type': 'application/json' },
        ...(what && { body: JSON.stringify(what) }),
      }).then((answer) => answer.json().catch(() => null)),
    [method, path, body],
  );
const painter = (page) => async (name) => {
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(400);
  await page.screenshot({ path: join(repository, `docs/pictures/${name}.png`) });
};
async function open_page(shape, language) {
  const context = await open_browser(shape, { colorScheme: 'light', deviceScaleFactor: 1 });
  const page = await context.newPage();
  await sign_in(page);
  await ask(page, 'PATCH', '/session', { language });
  return { context, page, picture: painter(page) };
}
const client = async (page) =>
  (await ask(page, 'GET', `/company?limit=1&where=${encodeURIComponent(full_file)}`)).rows[0];

async function first_day(language) {
  const { context, page, picture } = await open_page(size, language);
  await page.goto(`${url}/company`);
  await page.locator('[role="row"] a').first().waitFor();
  await picture(`first-day-list-${language}`);
  await page.goto(`${url}/company/${(await client(page)).id}`);
  await page.locator('ol li').first().waitFor();
  await picture(`first-day-file-${language}`);
  await page.locator('h1').click();
  await page.keyboard.press('c');
  await page.keyboard.type(language === 'pl' ? 'Uzgodniliśmy termin dostawy' : 'Agreed on the day of delivery');
  await picture(`first-day-call-${language}`);
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 360, height: 740 });
  await picture(`first-day-phone-${language}`);
  await context.close();
}

async function readme() {
  const { context, page, picture } = await open_page({ width: 1440, height: 900 }, 'en');
  await page.goto(`${url}/company`);
  await page.locator('[role="row"] a').first().waitFor();
  await picture('list');
  await page.goto(`${url}/company/${(await client(page)).id}`);
  await page.locator('ol li').first().waitFor();
  await picture('record');
  await context.close();
}

// A few clients, one of whom stands in the office already.
async function wizard() {
  const { context, page, picture } = await open_page({ width: 1120, height: 900 }, 'en');
  const { rows } = await ask(page, 'GET', '/company?limit=1&columns=name,tax_id,address_city');
  const cells = [
    ['Nazwa', 'NIP', 'Miasto', 'Typ', 'Telefon', 'Rabat'],
    ['Kabel i Spółka', '5261040828', 'Gdańsk', 'Hurt', '58 300 11 22', '5'],
    ['Złącza Północ', '', 'Sopot', 'instalator', '58 551 20 30', '3'],
    ['Sieci Mazowsze', '1234567890', 'Płock', 'instalator', '', ''],
    [`${rows[0].name} sp. z o.o.`, rows[0].tax_id, rows[0].address_city, 'instalator', '', ''],
  ];
  await page.goto(`${url}/import`);
  await page.getByLabel('Cells of a sheet').fill(`${cells.map((row) => row.join('\t')).join('\n')}\n`);
  await page.getByRole('button', { name: 'Use what is pasted' }).click();
  await page.getByRole('combobox', { name: /^Hurt/ }).click();
  await page.getByRole('option', { name: 'distributor' }).click();
  await picture('import-columns');
  await page.getByRole('button', { name: /rehears/i }).click();
  await page.getByText('Possible doubles').first().waitFor();
  await page.waitForTimeout(600);
  await picture('import-rehearsal');
  await context.close();
}

// The app's picture while two steps are set up, and a token that was just made.
async function door() {
  const { context, page, picture } = await open_page({ width: 1120, height: 800 }, 'en');
  await page.goto(`${url}/account`);
  await page.getByRole('button', { name: 'Turn on' }).click();
  await page.locator('input[name="totp-password"]').fill(password);
  await page.keyboard.press('Enter');
  await page.locator('svg[role="img"]').waitFor();
  await page.locator('svg[role="img"]').scrollIntoViewIfNeeded();
  await picture('sign-in-app');
  await page.reload();
  await page.getByRole('button', { name: 'New token' }).click();
  await page.locator('input[name="token-name"]').fill('Turnover sheet');
  await page.locator('input[name="token-password"]').fill(password);
  await page.getByRole('button', { name: 'Make the token' }).click();
  await page.locator('input[name="token-value"]').waitFor();
  await page.getByRole('button', { name: 'New token' }).scrollIntoViewIfNeeded();
  await picture('sign-in-token');
  const { tokens } = await ask(page, 'GET', '/account');
  for (const { id } of tokens) await ask(page, 'DELETE', `/account/tokens/${id}`);
  await context.close();
}

await suite(async () => {
  if (!process.env.TECZKA_URL) use_server((await serve(await demo(2000))).origin);
  for (const language of ['pl', 'en'])
    await test(`pictures of the first day: ${language}`, () => first_day(language), 120);
  await test('pictures of README', readme, 120);
  await test('pictures of the import', wizard, 120);
  await test('pictures of the door', door, 120);
});
