// Every group walks through all it is offered, in both languages: each entry of the navigation, a record of each entity,
// a form of what it may add, and the pages of one's own. Nothing may go wrong on the way: no error in the console, no
// refused request, no word that is missing, no empty page without a word, nothing serious for axe.
import { demo_logins, fail, test } from '../lib.mjs';
import { axe, open_browser, page_scrolls_sideways, sign_in, url, watch_errors } from './browser.mjs';

const own_pages = ['/account', '/jobs', '/import', '/welcome'];
// A key of the books of words stands where its sentence is missing: "bulk_change", "area_clients".
const raw_key = /(^|[\s:"])[a-z]+(_[a-z]+)+($|[\s:."])/;

// What is wrong with the page as it stands now, in short sentences.
const wrong_on = (page) =>
  page.evaluate((key) => {
    const names = [...document.querySelectorAll('[aria-label], [title], [placeholder]')].flatMap((one) =>
      ['aria-label', 'title', 'placeholder'].map((name) => one.getAttribute(name) ?? ''),
    );
    const texts = [...document.querySelectorAll('button, a, label, h1, h2, h3, th, p, [role="tab"], [role="columnheader"]')];
    const missing = [...names, ...texts.map((one) => one.innerText)].filter((text) => new RegExp(key).test(text));
    return missing.map((text) => `a word is missing: ${text}`);
  }, raw_key.source);

class Walker {
  constructor(page, group, language) {
    Object.assign(this, { page, group, language, wrong: [], waiting: 0, pages: 0 });
    watch_errors(page, this.wrong);
    const is_api = (request) => request.url().includes('/api/v1/');
    page.on('request', (request) => is_api(request) && (this.waiting += 1));
    for (const end of ['requestfinished', 'requestfailed']) page.on(end, (request) => is_api(request) && (this.waiting -= 1));
    page.on('response', (answer) => {
      if (answer.status() >= 400) this.wrong.push(`${answer.request().method()} ${answer.url()}: ${answer.status()}`);
    });
  }

  // The page that stood before is gone, the new one says something, and nothing more is asked for.
  async settled(path) {
    const stands = (to) => {
      const title = document.querySelector('main h1:not([data-left])');
      // A list of one leads on to its record.
      const is_there = location.pathname === to || location.pathname.startsWith(`${to}/`);
      return is_there && title && document.querySelector('main').innerText.length > title.innerText.length + 10;
    };
    await this.page
      .waitForFunction(stands, path, { polling: 20, timeout: 30_000 })
      .catch(() => this.wrong.push('the page says nothing'));
    for (let quiet = 0; quiet < 2; quiet = this.waiting > 0 ? 0 : quiet + 1) await this.page.waitForTimeout(15);
  }

  // By a link of the page where there is one, as a person would.
  async go(path, state = {}) {
    this.wrong.splice(0);
    this.pages += 1;
    await this.page.evaluate(
      ([to, how]) => {
        if (location.pathname !== to) document.querySelector('main h1')?.setAttribute('data-left', '');
        const link = document.querySelector(`a[href="${to}"]`);
        if (link) return link.click();
        history.pushState(how, '', to);
        return window.dispatchEvent(new PopStateEvent('popstate', { state: how }));
      },
      [path, state],
    );
    await this.settled(path);
  }

  async look(with_axe) {
    const found = [...this.wrong, ...(await wrong_on(this.page)), ...(with_axe ? await axe(this.page) : [])];
    if (await page_scrolls_sideways(this.page)) found.push('scrolls sideways');
    const where = new URL(this.page.url()).pathname;
    return found.map((what) => `${this.group} ${this.language} ${where}: ${what}`);
  }
}

const ask = (page, path) => page.evaluate((where) => fetch(`/api/v1${where}`).then((answer) => answer.json()), path);

async function walk(page, group, language, with_axe) {
  const walker = new Walker(page, group, language);
  const found = [];
  const look = async () => found.push(...(await walker.look(with_axe)));
  const { entities } = await ask(page, '/catalogue');
  const entries = await page.locator('nav ul ul a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  const shown = entities.filter((one) => !one.is_internal && one.verbs.includes('view'));
  if (entries.length !== shown.length) found.push(`${entries.length} entries for ${shown.length} entities`);
  for (const path of entries) {
    await walker.go(path);
    await look();
    const may_add = await page.locator(`main header a[href="${path}/new"]`).count();
    const { rows } = await ask(page, `${path}?limit=1`);
    if (rows[0]) {
      await walker.go(`${path}/${rows[0].id}`);
      await look();
    }
    if (!may_add) continue;
    await walker.go(`${path}/new`);
    await look();
  }
  for (const path of own_pages) {
    await walker.go(path);
    await look();
  }
  return { found, pages: walker.pages };
}

async function one_group(group, with_axe) {
  const context = await open_browser({ width: 1440, height: 900 });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.addInitScript(() => localStorage.setItem('teczka.rail', '1'));
  await sign_in(page, demo_logins[group]);
  const all = [];
  for (const language of ['pl', 'en']) {
    await page.evaluate(
      (code) =>
        fetch('/api/v1/session', {
          method: 'PATCH',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ language: code }),
        }),
      language,
    );
    await page.goto(`${url}/company`);
    await page.locator('[role="row"] a').first().waitFor();
    const began = Date.now();
    const { found, pages } = await walk(page, group, language, language === with_axe);
    if (process.env.TECZKA_TIMES) console.log(`${group} ${language}: ${pages} pages in ${Date.now() - began} ms`);
    all.push(...found);
  }
  await context.close();
  if (all.length) fail(all.join('\n'));
}

// axe looks at each group's pages in one of the languages: what differs between them is words.
const axe_in = { accounting: 'pl', management: 'en', sales: 'pl', administrator: 'en' };

// Two browsers at a time.
export async function every_group_walks() {
  const groups = Object.keys(demo_logins);
  const go_on = async () => {
    for (let group = groups.shift(); group; group = groups.shift())
      await test(`browser: ${group} walks through all there is, in both languages`, () => one_group(group, axe_in[group]), 300);
  };
  await Promise.all([go_on(), go_on()]);
}
