// Makes the pictures of the guide "First day" in both languages from a demo office: node tests/browser/guide_pictures.mjs
// writes docs/pictures/*.png. Makes its own office, or uses the one at TECZKA_URL.
import { join } from 'node:path';
import { demo, repository, serve, suite, test } from '../lib.mjs';
import { open_browser, sign_in, url, use_server } from './browser.mjs';

const size = { width: 1120, height: 700 };
const full_file = 'invoices any(is_overdue) and activities any() and employments any() and purchases any()';

async function shoot(language) {
  const context = await open_browser(size, { colorScheme: 'light', deviceScaleFactor: 1 });
  const page = await context.newPage();
  const picture = async (name) => {
    await page.waitForLoadState('networkidle');
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(repository, `docs/pictures/${name}-${language}.png`) });
  };
  const ask = (method, path, body) =>
    page.evaluate(
      ([verb, where, what]) =>
        fetch(`/api/v1${where}`, {
          method: verb,
          headers: { 'Content-Type': 'application/json' },
          ...(what && { body: JSON.stringify(what) }),
        }).then((answer) => answer.json().catch(() => null)),
      [method, path, body],
    );
  await sign_in(page);
  await ask('PATCH', '/session', { language });
  await page.goto(`${url}/company`);
  await page.locator('[role="row"] a').first().waitFor();
  await picture('first-day-list');
  const { rows } = await ask('GET', `/company?limit=1&where=${encodeURIComponent(full_file)}`);
  await page.goto(`${url}/company/${rows[0].id}`);
  await page.locator('ol li').first().waitFor();
  await picture('first-day-file');
  await page.locator('h1').click();
  await page.keyboard.press('c');
  await page.keyboard.type(language === 'pl' ? 'Uzgodniliśmy termin dostawy' : 'Agreed on the day of delivery');
  await picture('first-day-call');
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 360, height: 740 });
  await picture('first-day-phone');
  await context.close();
}

await suite(async () => {
  if (!process.env.TECZKA_URL) use_server((await serve(await demo(400))).origin);
  for (const language of ['pl', 'en'])
    await test(`pictures of the first day: ${language}`, () => shoot(language), 120);
});
