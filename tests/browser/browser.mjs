// What the browser tests share: where the server is, who logs in, and a browser that reports every error of a page.
// TECZKA_URL, TECZKA_USER, TECZKA_PASSWORD name a running server; TECZKA_BROWSER another chromium.
import { createRequire } from 'node:module';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail, test } from '../lib.mjs';

const require = createRequire(new URL('../../web/package.json', import.meta.url));
const { chromium } = require('playwright-core');
const axe_source = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export const user = process.env.TECZKA_USER ?? 'dyrekcja';
export const password = process.env.TECZKA_PASSWORD ?? 'demo-teczka';
export let url = process.env.TECZKA_URL ?? 'http://127.0.0.1:8080';
export const use_server = (origin) => {
  url = origin;
};

// A fresh profile, away again when the test ends.
function profile() {
  const folder = mkdtempSync(join(tmpdir(), 'teczka-browser-'));
  process.once('exit', () => {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    } catch {
      // A browser that is still dying writes into it; the folder is in the temporary one anyway.
    }
  });
  return folder;
}

// `live`: the page listens to /events. Without, no request is ever open, so that networkidle comes.
export async function open_browser(size, { live = false, ...more } = {}) {
  const context = await chromium.launchPersistentContext(profile(), {
    executablePath: process.env.TECZKA_BROWSER ?? '/usr/bin/chromium',
    headless: true,
    viewport: size,
    locale: 'pl-PL',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    ...more,
  });
  if (!live) await context.route('**/api/v1/events', (route) => route.fulfill({ status: 204 }));
  return context;
}

// A refused request (4xx) is logged by the browser itself and is part of what is tested; everything else is an error.
export function watch_errors(page, errors) {
  page.on('pageerror', (error) => errors.push(`page: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
      errors.push(`console: ${message.text()}`);
  });
}

export async function sign_in(page, login = user) {
  await page.goto(url);
  await page.locator('input[name="login"]').fill(login);
  await page.locator('input[name="password"]').fill(password);
  await page.keyboard.press('Enter');
  await page.locator('[role="row"] a').first().waitFor();
}

// Serious findings of axe (WCAG 2.2 AA), as short sentences.
export async function axe(page) {
  // What is being saved is shown paler until it stands.
  await page.locator('li[data-pending]').first().waitFor({ state: 'detached', timeout: 20_000 });
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null))),
  );
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe_source);
  return page.evaluate(async () => {
    const found = await window.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
      resultTypes: ['violations'],
    });
    return found.violations.map(
      (one) =>
        `${one.id}: ${one.nodes
          .slice(0, 2)
          .map((node) => node.target.join(' '))
          .join(' | ')}`,
    );
  });
}

export const page_scrolls_sideways = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

// A page of its own and its steps, each of which also fails by an error of the page, by axe, and by a page that scrolls sideways.
export async function open_stage() {
  const errors = [];
  const context = await open_browser({ width: 1280, height: 900 });
  const page = await context.newPage();
  watch_errors(page, errors);
  const step = (name, act) =>
    test(`browser: ${name}`, async () => {
      errors.length = 0;
      await act();
      const found = await axe(page);
      if (found.length) fail(found.join('; '));
      if (await page_scrolls_sideways(page)) fail('the page scrolls sideways');
      if (errors.length) fail(errors.join('; '));
    });
  return { errors, context, page, step };
}
