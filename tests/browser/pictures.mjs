// Pictures of every page in both languages, light and dark, at 1440 and 360 px, into TECZKA_PICTURES; axe beside each.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { axe, open_browser, page_scrolls_sideways, sign_in, url, watch_errors } from './browser.mjs';

const folder = process.env.TECZKA_PICTURES ?? 'pictures';
const only = process.env.TECZKA_ONLY;
mkdirSync(folder, { recursive: true });
const trouble = [];

for (const [width, height] of [
  [1440, 900],
  [360, 740],
]) {
  for (const scheme of ['light', 'dark']) {
    for (const language of ['pl', 'en']) {
      const variant = `${width}-${scheme}-${language}`;
      if (only && !only.split(',').includes(variant)) continue;
      const context = await open_browser({ width, height }, { colorScheme: scheme });
      const page = await context.newPage();
      await page.addInitScript((code) => localStorage.setItem('teczka.language', code), language);
      const errors = [];
      watch_errors(page, errors);
      const shoot = async (name) => {
        await page.waitForLoadState('networkidle');
        await page.waitForTimeout(250);
        await page.screenshot({ path: join(folder, `${name}-${variant}.png`) });
        for (const finding of await axe(page)) trouble.push(`${name} ${variant}: ${finding}`);
        if (await page_scrolls_sideways(page)) trouble.push(`${name} ${variant}: the page scrolls sideways`);
        for (const error of errors.splice(0)) trouble.push(`${name} ${variant}: ${error}`);
      };
      await page.goto(url);
      await page.locator('input[name="login"]').waitFor();
      await shoot('sign-in');
      await sign_in(page);
      const shown = await page.evaluate(() => document.documentElement.lang);
      if (shown !== language) await page.locator('header button[class*="language"]').click();
      await shoot('list');
      await page.locator('button[class*="add"]').first().click();
      await shoot('filter');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await page.goto(`${url}/invoice`);
      await page.locator('[role="row"] a').first().waitFor();
      await shoot('invoices');
      const invoices = await page.evaluate(() =>
        fetch('/api/v1/invoice?limit=1&columns=company').then((answer) => answer.json()),
      );
      await page.goto(`${url}/company/${invoices.rows[0].company.id}`);
      await page.locator('h1').waitFor();
      await page.waitForTimeout(900);
      await shoot('record');
      const record = page.url();
      await page.locator('[role="tab"]').last().click();
      await shoot('history');
      await page.goto(`${record}?edit=1`);
      await page.locator('form h1').waitFor();
      await shoot('form');
      await page.goto(`${url}/company/new`);
      await page.locator('form h1').waitFor();
      await page.locator('button[type="submit"]').click();
      await shoot('new');
      await page.goto(`${url}/company`);
      page.once('dialog', (dialog) => void dialog.accept());
      await page.locator('[role="row"] a').first().waitFor();
      await page.locator('[role="search"] input').fill('an');
      await page.locator('[role="option"]').first().waitFor();
      await shoot('search');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+k');
      await page.locator('#palette-list').waitFor();
      await shoot('palette');
      await context.close();
      console.log(variant);
    }
  }
}
for (const one of trouble) console.log(one);
process.exit(trouble.length ? 1 : 0);
