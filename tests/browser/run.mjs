// The browser test: one person's way through the product, from sign-in to a settled conflict, then a short walk of every
// group. Makes its own demo office and serves it from TECZKA_BUILD (build/release); with TECZKA_URL it uses that server.
import { demo, demo_logins, fail, serve, suite, test } from '../lib.mjs';
import {
  axe,
  open_browser,
  page_scrolls_sideways,
  sign_in,
  url,
  use_server,
  watch_errors,
} from './browser.mjs';
import { a_day_of_each_group } from './day.mjs';
import { demo_office } from './demo.mjs';
import { own_fields } from './fields.mjs';
import { founding } from './founding.mjs';
import { import_wizard } from './import.mjs';
import { background } from './jobs.mjs';
import { list_day } from './lists.mjs';
import { many_at_once } from './many.mjs';
import { moving_in } from './moving_in.mjs';
import { merge } from './merge.mjs';
import { presence } from './presence.mjs';
import { planted_scripts } from './planted.mjs';
import { two_steps } from './two_steps.mjs';
import { every_group_walks } from './walk.mjs';

const errors = [];
let context;
let page;

// A case that also fails when the page has reported an error.
const step = (name, act, seconds = 120) =>
  test(
    `browser: ${name}`,
    async () => {
      errors.length = 0;
      try {
        await act();
      } catch (error) {
        const said = String(error.message).split('\n').slice(0, 4).join(' ');
        fail([said, `at ${page.url()}`, ...errors].join('; '));
      }
      if (errors.length) fail(errors.join('; '));
    },
    seconds,
  );
function expect(condition, what) {
  if (!condition) fail(what);
}
async function expect_soon(condition, what) {
  for (let round = 0; round < 100; round++) {
    if (await condition()) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  fail(what);
}

const api = (method, path, body) =>
  page.evaluate(
    async ([verb, where, what]) => {
      const answer = await fetch(`/api/v1${where}`, {
        method: verb,
        headers: { 'Content-Type': 'application/json' },
        ...(what && { body: JSON.stringify(what) }),
      });
      const text = await answer.text();
      return { status: answer.status, body: text ? JSON.parse(text) : null };
    },
    [method, path, body],
  );
// To another page of the app without loading it anew.
const walk_to = (path) =>
  page.evaluate((to) => {
    history.pushState({}, '', to);
    window.dispatchEvent(new PopStateEvent('popstate'));
  }, path);
const rows = () => page.locator('[role="grid"] [role="row"] a');
const pen = (field) => page.locator(`[data-field="${field}"]`);
const toast = () => page.locator('[role="status"] [class*="toast"]').last();
const uuid = () => page.evaluate(() => crypto.randomUUID());
const mark = Date.now().toString(36);
const name = `Próba Łąk ${mark}`;
let record = '';
let client = '';

async function day() {
  await step('refuses a wrong password with a sentence', async () => {
    await page.goto(url);
    await page.locator('input[name="login"]').fill('nobody');
    await page.locator('input[name="password"]').fill('wrong');
    await page.keyboard.press('Enter');
    await expect_soon(
      async () => (await page.locator('[role="alert"]').innerText()).length > 5,
      'no sentence',
    );
  });

  await step('signs in and shows a list', async () => {
    await sign_in(page);
    await api('PATCH', '/session', { language: 'pl' });
    await page.goto(`${url}/company`);
    await rows().first().waitFor();
    expect((await rows().count()) > 3, 'no rows');
  });

  await step('keeps to the policy of the page: a nonce, no inline script', async () => {
    const answer = await page.request.get(url);
    const policy = answer.headers()['content-security-policy'] ?? '';
    expect(policy.includes("'nonce-") && !policy.includes('unsafe-inline'), `policy: ${policy}`);
    expect(!(await answer.text()).includes('__CSP_NONCE__'), 'the nonce was not put in');
  });

  await step('loads further rows while scrolling', async () => {
    const total = (await api('GET', '/company?limit=1&count=1')).body.count;
    const region = page.locator('[role="grid"]');
    for (let round = 0; round < 12; round++) {
      await region.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
      await page.waitForTimeout(80);
    }
    const last = await page.locator('[role="row"]').last().getAttribute('aria-rowindex');
    expect(Number(last) > Math.min(120, total - 5), `last row ${last} of ${total}`);
  });

  await step('keeps the place of the list when one goes back', async () => {
    const region = page.locator('[role="grid"]');
    await region.evaluate((element) => element.scrollTo({ top: 2000 }));
    await page.waitForTimeout(200);
    const before = await region.evaluate((element) => element.scrollTop);
    const shown = await rows().evaluateAll((links) =>
      links.findIndex((link) => link.getBoundingClientRect().top > innerHeight / 2),
    );
    await rows().nth(shown).click();
    await page.locator('[role="tablist"]').waitFor();
    await page.goBack();
    await expect_soon(
      async () => Math.abs((await region.evaluate((element) => element.scrollTop)) - before) < 40,
      `the list did not come back to ${before}`,
    );
  });

  await step('sorts by a click on a head, kept in the address', async () => {
    await page.locator('[role="columnheader"] button').first().click();
    await expect_soon(() => page.url().includes('order=-'), page.url());
    await expect_soon(
      async () =>
        (await page.locator('[role="columnheader"]').nth(1).getAttribute('aria-sort')) === 'descending',
      'aria-sort',
    );
  });

  await step('filters by a state and by a typed condition', async () => {
    await page.goto(`${url}/company`);
    await rows().first().waitFor();
    await page.locator('[role="group"] button').nth(2).click();
    await expect_soon(() => decodeURIComponent(page.url()).includes('status'), page.url());
    await page.locator('[role="group"] button').first().click();
    await page.locator('button[class*="add"]').click();
    await page
      .locator('[class*="form"] input[aria-label], [class*="form"] label:text-is("Wartość") ~ div input')
      .last()
      .fill('sp');
    await page.keyboard.press('Enter');
    await expect_soon(() => /where=/.test(page.url()), page.url());
    await page.locator('[class*="condition"] button[aria-label]').first().click();
    await expect_soon(() => !/where=/.test(page.url()), page.url());
  });

  await step('moves by j and k and opens by Enter', async () => {
    await page.locator('h1').click();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await page.locator('[role="tablist"]').waitFor();
  });

  await step('refuses a new company without a name, then with a wrong tax id, at the field', async () => {
    await page.goto(`${url}/company/new`);
    await page.locator('form h1').waitFor();
    await page.locator('button[type="submit"]').click();
    const inputs = page.locator('form input');
    await expect_soon(
      () => page.locator('form [class*="error"]').first().isVisible(),
      'no complaint at the name',
    );
    expect(
      await inputs.first().evaluate((element) => element === document.activeElement),
      'focus is not in the name',
    );
    await page.getByLabel('Nazwa', { exact: false }).first().fill(name);
    await page.getByLabel('NIP', { exact: true }).fill('5265877636');
    await page.locator('button[type="submit"]').click();
    await expect_soon(
      () =>
        page
          .getByLabel('NIP', { exact: true })
          .evaluate(
            (element) =>
              element === document.activeElement && element.getAttribute('aria-invalid') === 'true',
          ),
      'the tax id was not complained of',
    );
  });

  await step('switches the language without losing what was typed', async () => {
    await page.locator('header button[class*="language"]').click();
    await page.getByLabel('Tax id', { exact: true }).waitFor();
    expect(
      (await page.getByLabel('Name', { exact: false }).first().inputValue()) === name,
      'the name was lost',
    );
    await page.locator('header button[class*="language"]').click();
    await page.getByLabel('NIP', { exact: true }).waitFor();
  });

  await step('asks before unsaved changes are left', async () => {
    await page.locator('nav a').first().click();
    await page.getByRole('dialog').waitFor();
    await page.getByRole('dialog').getByRole('button').last().click();
    await expect_soon(async () => (await page.getByRole('dialog').count()) === 0, 'the window stays');
    expect(page.url().endsWith('/company/new'), page.url());
  });

  await step('creates the company', async () => {
    await page.getByLabel('NIP', { exact: true }).fill('');
    await page.locator('button[type="submit"]').click();
    await expect_soon(() => /\/company\/[0-9a-f-]{36}/.test(page.url()), page.url());
    record = page.url().split('/').pop().slice(0, 36);
    await expect_soon(async () => (await page.locator('h1').innerText()) === name, 'title');
  });

  await step('edits a value in place, saved at once, and undoes it', async () => {
    await page.locator('#tab-data').click();
    await page.locator('section button[aria-expanded]').first().click();
    await pen('short_name').click({ force: true });
    await page.keyboard.type('Łąki');
    await page.keyboard.press('Enter');
    await expect_soon(
      async () => (await api('GET', `/company/${record}`)).body.short_name === 'Łąki',
      'not saved',
    );
    await toast().getByRole('button').first().click();
    await expect_soon(
      async () => (await api('GET', `/company/${record}`)).body.short_name === null,
      'not undone',
    );
  });

  await step('Esc leaves a value as it was, Tab goes to the next', async () => {
    await pen('short_name').click({ force: true });
    await page.keyboard.type('nic');
    await page.keyboard.press('Escape');
    expect((await api('GET', `/company/${record}`)).body.short_name === null, 'Esc has saved');
    await pen('short_name').click({ force: true });
    await page.keyboard.press('Tab');
    await expect_soon(
      () => page.evaluate(() => document.activeElement?.tagName === 'INPUT'),
      'no next value',
    );
    await page.keyboard.press('Escape');
  });

  await step('links another record by type-ahead, by keys alone', async () => {
    const folded = page.locator('section button[aria-expanded="false"]');
    while (await folded.count()) await folded.first().click();
    await pen('owner').click({ force: true });
    await page.keyboard.press('Control+a');
    const owners = (await api('GET', '/user?limit=2&columns=name&order=-name')).body.rows;
    await page.keyboard.type(owners[0].name);
    await page.getByRole('option', { name: owners[0].name }).first().waitFor();
    await page.keyboard.press('Enter');
    await expect_soon(
      async () => (await api('GET', `/company/${record}`)).body.owner?.title === owners[0].name,
      'the link was not saved',
    );
  });

  await step('shows a conflict with both values and saves the chosen one', async () => {
    await page.reload();
    await page.locator('section button[aria-expanded]').first().click();
    await pen('short_name').click({ force: true });
    await page.keyboard.type('Moja');
    const seen = (await api('GET', `/company/${record}`)).body.rev;
    const theirs = await api('PATCH', `/company/${record}`, {
      op: await uuid(),
      rev: seen,
      set: { short_name: 'Ich' },
    });
    expect(theirs.status === 200, `their change: ${theirs.status}`);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    const text = await dialog.innerText();
    expect(text.includes('Ich') && text.includes('Moja'), text);
    await dialog.getByRole('button').last().click();
    await expect_soon(
      async () => (await api('GET', `/company/${record}`)).body.short_name === 'Moja',
      'not saved',
    );
  });

  await step('shows the history with old and new value, and undoes an entry', async () => {
    await page.locator('[role="tab"]').last().click();
    await page.locator('ol li').first().waitFor();
    expect((await page.locator('ol').innerText()).includes('Moja'), 'the change is not in the history');
    await page.locator('ol li').first().getByRole('button').click();
    await expect_soon(
      async () => (await api('GET', `/company/${record}`)).body.short_name === 'Ich',
      'not undone',
    );
  });

  await step('finds the company without its diacritics, by keys alone', async () => {
    await page.locator('h1').click();
    await page.keyboard.press('/');
    await page.keyboard.type(`proba lak ${mark}`);
    await page.locator('[role="option"]').first().waitFor();
    await page.keyboard.press('Enter');
    await expect_soon(() => page.url().includes(record), page.url());
  });

  await step('deletes and brings back', async () => {
    await page.locator('header [aria-haspopup="menu"]').last().click();
    await page.getByRole('menuitem').last().click();
    await expect_soon(async () => (await api('GET', `/company/${record}`)).status === 404, 'not deleted');
    await toast().getByRole('button').first().click();
    await expect_soon(
      async () => (await api('GET', `/company/${record}`)).status === 200,
      'not brought back',
    );
  });

  await step('opens palette and help by keys', async () => {
    await page.goto(`${url}/company`);
    await rows().first().waitFor();
    await page.keyboard.press('Control+k');
    await page.locator('#palette-list').waitFor();
    await page.keyboard.press('Escape');
    await expect_soon(async () => (await page.locator('#palette-list').count()) === 0, 'the palette stays');
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await expect_soon(() => page.url().endsWith('/person'), page.url());
  });

  for (const width of [1440, 360]) {
    for (const scheme of ['light', 'dark']) {
      await step(`axe and no sideways scroll at ${width} px, ${scheme}`, async () => {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme: scheme });
        client ||= await client_of(full_file);
        for (const path of [
          '/company',
          '/invoice',
          `/company/${record}`,
          `/company/${record}?tab=data`,
          `/company/${record}?tab=history`,
          `/company/${client}`,
          `/company/${record}?edit=1`,
        ]) {
          await page.goto(url + path);
          await page.locator('h1').waitFor();
          await page.waitForLoadState('networkidle');
          const findings = await axe(page);
          expect(findings.length === 0, `${path}: ${findings.join('; ')}`);
          expect(!(await page_scrolls_sideways(page)), `${path} scrolls sideways`);
        }
      });
    }
  }

  await step('switches to dark by its button', async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(`${url}/company`);
    await rows().first().waitFor();
    await page.getByLabel('Jasny lub ciemny wygląd').click();
    await expect_soon(
      () => page.evaluate(() => document.documentElement.dataset.mantineColorScheme === 'dark'),
      'not dark',
    );
  });

  await step('shows counts and amounts as the server has them, in Polish', async () => {
    const where = 'status = "active"';
    const { count } = (await api('GET', `/company?limit=1&count=1&where=${encodeURIComponent(where)}`)).body;
    await page.goto(`${url}/company?where=${encodeURIComponent(where)}`);
    await rows().first().waitFor();
    await expect_soon(
      async () => (await page.locator('header h1 + span').innerText()).includes(`${count}`),
      'the count',
    );
    await page.goto(`${url}/invoice`);
    await rows().first().waitFor();
    const text = await page.locator('[role="grid"]').innerText();
    expect(/\d,\d\d\s(zł|€|\$)/.test(text) && /\d\d\.\d\d\.\d{4}/.test(text), 'no amounts or dates');
  });

  await step('shows a company with its invoices and its turnover', async () => {
    const { rows: invoices } = (await api('GET', '/invoice?limit=1&columns=company,number')).body;
    await page.goto(`${url}/company/${invoices[0].company.id}`);
    await page.locator(`a[href="/invoice/${invoices[0].id}"]`).first().waitFor();
    const years = page.locator('table tbody tr');
    await years.first().waitFor();
    if ((await years.count()) > 1) await page.locator('canvas').waitFor();
    expect((await years.count()) > 0 && /\d,\d\d/.test(await years.first().textContent()), 'no years');
    expect(!(await page_scrolls_sideways(page)), 'the page scrolls sideways');
  });

  await step('refuses a tax id that another company has, until a reason is given', async () => {
    const where = encodeURIComponent('tax_id is not null');
    const taken = (await api('GET', `/company?limit=1&columns=tax_id&where=${where}`)).body.rows[0].tax_id;
    await page.goto(`${url}/company/new`);
    await page.getByLabel('Nazwa', { exact: false }).first().fill(`Oddział ${mark}`);
    await page.getByLabel('NIP', { exact: true }).fill(taken);
    await page.locator('button[type="submit"]').click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    expect(await dialog.locator('button[type="submit"]').isDisabled(), 'may be saved without a reason');
    await dialog.locator('input').fill('oddział tej samej firmy');
    await page.keyboard.press('Enter');
    await expect_soon(() => /\/company\/[0-9a-f-]{36}/.test(page.url()), page.url());
    const id = page.url().split('/').pop().slice(0, 36);
    expect((await api('GET', `/company/${id}`)).body.tax_id === taken, 'the tax id was not saved');
  });

  await step(
    'tells that there is nothing at an unknown address, and that nothing fits a filter',
    async () => {
      await page.goto(`${url}/company/${await uuid()}`);
      await page.locator('main [role="alert"]').waitFor();
      await page.goto(`${url}/company?where=${encodeURIComponent('name = "nie ma takiej"')}`);
      await page.getByText('Nic nie spełnia tych warunków.').waitFor();
      await page.goto(`${url}/company?where=${encodeURIComponent('to nie (jest filtr')}`);
      await page.locator('main [role="alert"] button').click();
      await rows().first().waitFor();
    },
  );

  await step('asks to sign in again when the session has ended', async () => {
    await page.goto(`${url}/company`);
    await rows().first().waitFor();
    await context.clearCookies();
    await walk_to('/person');
    await page.locator('input[name="login"]').waitFor();
    await sign_in(page);
    expect(page.url().endsWith('/company') || page.url().endsWith('/'), page.url());
  });

  await step('signs out', async () => {
    await page.getByLabel('Moje konto').click();
    await page.getByRole('menuitem').last().click();
    await page.locator('input[name="login"]').waitFor();
    expect((await api('GET', '/session')).status === 401, 'the session lives on');
  });
}

// Each group sees what its rights are for, and every list of its own opens, with rows or with words.
const groups = {
  management: {
    creates: ['company', 'activity'],
    sees_only: ['invoice'],
    sees_not: ['setting'],
  },
  accounting: {
    creates: ['invoice', 'company'],
    sees_only: ['person'],
    sees_not: ['activity', 'setting'],
  },
  sales: {
    creates: ['company', 'person'],
    sees_only: ['invoice', 'product'],
    sees_not: ['setting'],
  },
  administrator: {
    creates: ['user', 'setting'],
    sees_only: ['company'],
    sees_not: ['invoice', 'activity'],
  },
};

async function group_walk(group, { creates, sees_only, sees_not }) {
  await step(`${group}: signs in and opens every list`, async () => {
    await context.clearCookies();
    await sign_in(page, demo_logins[group]);
    const { entities } = (await api('GET', '/catalogue')).body;
    const { office } = (await api('GET', '/session')).body;
    for (const entity of entities.filter((one) => !one.is_internal)) {
      await walk_to(`/${entity.name}`);
      // There is one office: its list is the record.
      const title = entity.name === 'office' ? office.name : entity.many.pl;
      await page.locator(`h1:text-is("${title}")`).waitFor();
      await page.locator('[role="row"] a, main p:visible, main dl').first().waitFor();
      expect((await page.locator('main [role="alert"]').count()) === 0, `${entity.name}: refused`);
    }
  });
  await step(`${group}: may add only where the rights say so`, async () => {
    const add = page.locator('main header a[href$="/new"]');
    for (const [names, may] of [
      [creates, 1],
      [sees_only, 0],
    ]) {
      for (const name of names) {
        await walk_to(`/${name}`);
        await page.waitForFunction(
          (label) => document.title.startsWith(label),
          (await api('GET', '/catalogue')).body.entities.find((one) => one.name === name).many.pl,
        );
        expect((await add.count()) === may, `${name}: ${may ? 'nothing to add with' : 'may be added to'}`);
      }
    }
    for (const name of sees_not) {
      await walk_to(`/${name}`);
      await page.getByText('Nie ma takiej strony').waitFor();
    }
  });
  await step(`${group}: opens a record, edits it only with the right to`, async () => {
    const [first] = (await api('GET', '/company?limit=1')).body.rows;
    await page.goto(`${url}/company/${first.id}`);
    await page.locator('[role="tablist"]').waitFor();
    const { may } = (await api('GET', `/company/${first.id}`)).body;
    const edit = page.locator('main header button', { hasText: 'Edytuj' });
    expect((await edit.count()) === (may.change ? 1 : 0), `may.change is ${may.change}`);
    const findings = await axe(page);
    expect(findings.length === 0, findings.join('; '));
  });
}

// Every button that moves a state, pressed and taken back: none may be offered that the server refuses.
async function moves_of(group) {
  await step(`${group}: each move of a state that is offered is accepted, and taken back`, async () => {
    const refused = [];
    const note = (answer) => answer.status() >= 400 && refused.push(`${answer.url()}: ${answer.status()}`);
    const { entities } = (await api('GET', '/catalogue')).body;
    const has_state = (entity) => entity.fields.some((field) => field.type === 'state' && field.moves?.length);
    page.on('response', note);
    for (const { name: entity } of entities.filter((one) => !one.is_internal && has_state(one))) {
      const [record] = (await api('GET', `/${entity}?limit=1`)).body.rows;
      if (!record) continue;
      await page.goto(`${url}/${entity}/${record.id}`);
      await page.locator('main header button').first().waitFor();
      const moves = page.locator('main header [class*="moves"] button');
      for (const text of await moves.allInnerTexts()) {
        const move = moves.getByText(text, { exact: true });
        await move.click();
        // What cannot be taken back asks first, and is left at that.
        if ((await moves.locator('xpath=self::*[@data-urgent]').count()) > 0) continue;
        await move.waitFor({ state: 'hidden' });
        // Who may not lead back is not offered to.
        const back = toast().getByRole('button', { name: 'Cofnij' });
        if ((await back.count()) === 0) break;
        await back.click();
        await move.waitFor();
      }
    }
    page.off('response', note);
    expect(refused.length === 0, refused.join('; '));
  });
}

// A client with everything in his file, for those who read it.
async function client_of(where) {
  const path = `/company?limit=1&columns=name&where=${encodeURIComponent(where)}`;
  return (await api('GET', path)).body.rows[0].id;
}
const full_file = 'invoices any(is_overdue) and activities any() and employments any() and purchases any()';

async function file() {
  await step('the file: one request for all of it, one for the turnover', async () => {
    client = await client_of(full_file);
    await page.goto(`${url}/company`);
    await rows().first().waitFor();
    const asked = [];
    // The words of all tags are asked once for the whole app, and the frame listens to what goes on.
    const note = (request) => /\/api\/v1\/(?!tag\?|jobs$|events$)/.test(request.url()) && asked.push(request.url());
    page.on('request', note);
    await walk_to(`/company/${client}`);
    await page.locator('ol li').first().waitFor();
    await page.waitForLoadState('networkidle');
    page.off('request', note);
    expect(asked.length <= 2, `${asked.length} requests: ${asked.join(' ')}`);
  });

  await step('the file: what needs action first leads to the very invoices', async () => {
    const where = `company = "${client}" and is_overdue and status = "registered"`;
    const { count } = (await api('GET', `/invoice?limit=1&count=1&where=${encodeURIComponent(where)}`)).body;
    const link = page.getByRole('link', { name: /po terminie:/ });
    expect((await link.innerText()).startsWith(`${count} `), await link.innerText());
    await link.click();
    await rows().first().waitFor();
    expect((await page.locator('header h1 + span').innerText()).startsWith(`${count}`), 'another count');
    await page.goBack();
    await page.locator('ol li').first().waitFor();
  });

  for (const [key, entity, name] of [
    ['c', 'activity', 'rozmowę'],
    ['m', 'activity', 'spotkanie'],
    ['n', 'activity', 'notatkę'],
    ['t', 'task', 'zadanie'],
  ]) {
    await step(`the file: one key opens a form that puts down ${name}, shown at once, undone`, async () => {
      const subject = `Wpis ${key} ${mark}`;
      const stored = async () =>
        (
          await api(
            'GET',
            `/${entity}?where=${encodeURIComponent(`company = "${client}" and ${entity === 'task' ? 'title' : 'subject'} = "${subject}"`)}`,
          )
        ).body.rows;
      await page.locator('h1').click();
      const before = page.url();
      await page.keyboard.press(key);
      await page.keyboard.type(subject);
      await page.keyboard.press('Enter');
      await page.getByRole('link', { name: subject }).first().waitFor();
      await expect_soon(async () => (await stored()).length === 1, 'not saved');
      expect(page.url() === before, `the page was left for ${page.url()}`);
      await toast().getByRole('button').first().click();
      await expect_soon(async () => (await stored()).length === 0, 'not undone');
      await expect_soon(
        async () => (await page.getByRole('link', { name: subject }).count()) === 0,
        'still shown',
      );
    });
  }

  await step('the file: what the server refuses comes back into the form with its reason', async () => {
    await page.locator('h1').click();
    await page.keyboard.press('t');
    await page.keyboard.type('Za daleko');
    const due = page.locator('form').getByLabel('Termin', { exact: true });
    await due.fill('jutro rano');
    await page.locator('form button[type="submit"]').click();
    await expect_soon(
      async () => (await page.locator('form').innerText()).includes('To nie jest data'),
      'no reason',
    );
    expect((await page.locator('form input').first().inputValue()) === 'Za daleko', 'the text was lost');
    await page.keyboard.press('Escape');
  });

  await step('the file: a task is ticked off where it stands and comes back by undo', async () => {
    const made = await api('POST', '/task', {
      op: await uuid(),
      id: await uuid(),
      set: {
        title: `Odhacz ${mark}`,
        company: client,
        due_at: '2001-01-01T09:00:00Z',
      },
    });
    expect(made.status === 201, `not made: ${made.status}`);
    await page.reload();
    const state = async () => (await api('GET', `/task/${made.body.record.id}`)).body.state;
    await page.getByRole('button', { name: `Odhacz jako zrobione: Odhacz ${mark}` }).click();
    await expect_soon(async () => (await state()) === 'done', 'not done');
    await toast().getByRole('button').first().click();
    await expect_soon(async () => (await state()) === 'open', 'not open again');
  });

  await step('the file: the timeline shows one kind, kept in the address', async () => {
    const { body } = await api(
      'GET',
      `/activity?limit=1&where=${encodeURIComponent(`company = "${client}"`)}&columns=kind`,
    );
    const kind = body.rows[0].kind;
    const where = `company = "${client}" and kind = "${kind}"`;
    const all = (await api('GET', `/activity?limit=20&where=${encodeURIComponent(where)}`)).body.rows;
    await walk_to(`/company/${client}?kind=${kind}`);
    await expect_soon(async () => (await page.locator('ol li').count()) === all.length, 'another number');
  });

  await step('the file: a person has his places of work and takes a call with his company', async () => {
    const where = 'employments any(is_current) and activities any()';
    const [person] = (await api('GET', `/person?limit=1&where=${encodeURIComponent(where)}`)).body.rows;
    await page.goto(`${url}/person/${person.id}`);
    await page.locator('ol li').first().waitFor();
    const subject = `Telefon ${mark}`;
    await page.locator('h1').click();
    await page.keyboard.press('c');
    await page.keyboard.type(subject);
    await page.keyboard.press('Enter');
    const stored = async () =>
      (
        await api(
          'GET',
          `/activity?where=${encodeURIComponent(`subject = "${subject}"`)}&columns=person,company`,
        )
      ).body.rows[0];
    await expect_soon(async () => !!(await stored()), 'not saved');
    expect((await stored()).person.id === person.id && (await stored()).company, 'person and company');
  });

  await step(
    'the file at 360 px: call, mail and map at hand, two taps to a form, nothing sideways',
    async () => {
      await page.setViewportSize({ width: 360, height: 740 });
      await page.goto(`${url}/company/${client}`);
      await page.locator('a[href^="tel:"]').first().waitFor();
      expect(
        (await page.locator('a[href^="mailto:"]').count()) > 0 &&
          (await page.locator('a[href*="openstreetmap"]').count()) > 0,
        'no mail or map',
      );
      expect(!(await page_scrolls_sideways(page)), 'scrolls sideways');
      await page.getByRole('button', { name: 'spotkanie' }).first().click();
      await page.locator('form input').first().waitFor();
      const findings = await axe(page);
      expect(findings.length === 0, findings.join('; '));
      await page.setViewportSize({ width: 1440, height: 900 });
    },
  );

  await step('an invoice is cancelled by a button that asks twice', async () => {
    await context.clearCookies();
    await sign_in(page, demo_logins.accounting);
    const where = encodeURIComponent('status = "registered" and paid_amount = 0');
    const [invoice] = (await api('GET', `/invoice?limit=1&where=${where}`)).body.rows;
    await page.goto(`${url}/invoice/${invoice.id}`);
    const button = page.locator('main header').getByRole('button', { name: /Anuluj/ });
    await button.click();
    expect((await button.innerText()).includes('nie da się cofnąć'), 'does not ask');
    await button.click();
    await expect_soon(
      async () => (await api('GET', `/invoice/${invoice.id}`)).body.status === 'cancelled',
      'not cancelled',
    );
  });
}

async function credibility() {
  await step('accounting: a loss of credibility asks for its reason and saves both', async () => {
    await context.clearCookies();
    await sign_in(page, demo_logins.accounting);
    const where = encodeURIComponent('credibility = "good"');
    const [company] = (await api('GET', `/company?limit=1&where=${where}`)).body.rows;
    await page.goto(`${url}/company/${company.id}?tab=data`);
    await pen('credibility').click({ force: true });
    await page.keyboard.press('ArrowDown');
    await page.getByRole('option', { name: 'utracona' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('input').fill('nie płaci od roku');
    await page.keyboard.press('Enter');
    const now = async () => (await api('GET', `/company/${company.id}`)).body;
    await expect_soon(async () => (await now()).credibility === 'lost', 'not saved');
    expect((await now()).credibility_reason === 'nie płaci od roku', 'the reason was not saved');
    await toast().getByRole('button').first().click();
    await expect_soon(async () => (await now()).credibility === 'good', 'not undone');
  });
}

await suite(async () => {
  if (!process.env.TECZKA_URL) use_server((await serve(await demo(400))).origin);
  context = await open_browser({ width: 1440, height: 900 });
  page = await context.newPage();
  page.setDefaultTimeout(30_000);
  watch_errors(page, errors);
  await day();
  await sign_in(page);
  await list_day({ page, api, step, expect, expect_soon });
  await many_at_once({ page, api, step, expect, expect_soon, toast });
  await merge({ page, api, step, expect, expect_soon, toast, uuid });
  await import_wizard({ page, step, expect });
  for (const [group, rights] of Object.entries(groups)) {
    await group_walk(group, rights);
    await moves_of(group);
  }
  await credibility();
  await context.clearCookies();
  await sign_in(page);
  await api('PATCH', '/session', { language: 'pl' });
  await file();
  await context.close();
  await every_group_walks();
  await a_day_of_each_group();
  await moving_in();
  await founding();
  await demo_office();
  await own_fields();
  await background();
  await two_steps();
  await planted_scripts();
  await presence();
}, 25);
