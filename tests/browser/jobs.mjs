// Live and in the background: a colleague's change appears, a job shows its progress, its result and its undo.
// With TECZKA_PICTURES it leaves pictures of the page of jobs there.
import { join } from 'node:path';
import { demo, fail, has_status, new_id, ok, serve, sign_in as sign_in_api, sleep, test } from '../lib.mjs';
import { axe, open_browser, page_scrolls_sideways, sign_in, url, use_server, watch_errors } from './browser.mjs';

export async function background() {
  const server = await serve(await demo(60));
  use_server(server.origin);
  const colleague = await sign_in_api(server, 'dyrekcja');
  const context = await open_browser({ width: 1440, height: 900 }, { live: true });
  const page = await context.newPage();
  const errors = [];
  watch_errors(page, errors);
  page.setDefaultTimeout(30_000);
  await page.addInitScript(() => localStorage.setItem('teczka.language', 'pl'));
  await sign_in(page);
  await page.waitForTimeout(2500); // the stream is opened when the first page stands

  await test('live: a list and a record follow what a colleague changes', async () => {
    const [first] = await colleague.rows('company', { limit: 1 });
    const name = `Aaa Nowa Nazwa ${new_id().slice(-4)}`;
    await colleague.change('company', first.id, { name });
    await page.getByText(name).first().waitFor();
    await page.goto(`${url}/company/${first.id}`);
    await page.locator('h1', { hasText: name }).waitFor();
    await page.waitForTimeout(2500);
    await colleague.change('company', first.id, { name: `${name} SA` });
    await page.locator('h1', { hasText: `${name} SA` }).waitFor();
  }, 120);

  const records = Array.from({ length: 500 }, (_, i) => ({ entity: 'person', kind: 'create', set: { last_name: `Testowa ${i}` } }));
  for (let i = 0; i < 4; i += 1) has_status(await colleague.post('/changes', { op: new_id(), records }), 200);

  await test('live: a job shows in the rail, ends with a word, and is undone on its page', async () => {
    // One after another, so that the rail is met with work under way on any machine.
    const rail = page.locator('nav[aria-label="Obszary"] progress').waitFor().then(() => true);
    let title = '';
    for (let n = 0, is_met = false; !is_met; n += 1) {
      title = `dr ${n}`;
      has_status(await colleague.post('/person/bulk', { op: new_id(), where: 'last_name starts "Testowa"', set: { title } }), 202);
      is_met = await Promise.race([rail, sleep(60)]) === true;
    }
    const are_over = async () => (await colleague.get('/jobs')).json.jobs.every(({ state }) => state === 'done');
    while (!(await are_over())) await sleep(50);
    ok((await colleague.count('person', `title = "${title}"`)) === 2000, 'changed');
    await page.getByRole('status').getByText('Gotowe: Zmiana zbiorcza').first().waitFor();
    await page.getByRole('button', { name: 'Zobacz' }).first().click();
    await page.locator('h1', { hasText: 'Prace w tle' }).waitFor();
    await page.getByText('zmieniono 2 000 wpisów').or(page.getByText(/zmieniono 2.000 wpisów/)).first().waitFor();
    const findings = await axe(page);
    ok(findings.length === 0, findings.join('; '));
    if (process.env.TECZKA_PICTURES) await page.screenshot({ path: join(process.env.TECZKA_PICTURES, 'jobs-1440-pl.png') });
    // The newest stands first, and the page has heard of its end.
    const newest = page.locator('main li').filter({ has: page.locator('h2') }).first();
    await newest.getByRole('button', { name: 'Cofnij zmiany' }).click();
    await page.locator('h2', { hasText: 'Cofanie zmian' }).first().waitFor();
    await page.getByRole('status').getByText('Gotowe: Cofanie zmian').waitFor();
    ok((await colleague.count('person', `title = "${title}"`)) === 0, 'undone');
  }, 180);

  await test('live: what was refused is told record by record, on a phone too', async () => {
    const seller = await sign_in_api(server, 'handlowiec');
    await context.clearCookies();
    await page.setViewportSize({ width: 360, height: 740 });
    await sign_in(page, 'handlowiec');
    const { id } = has_status(await seller.post('/company/bulk', { op: new_id(), where: 'name <> "x"', set: { industry: 'HVAC' } }), 202).json.job;
    await page.goto(`${url}/jobs`);
    await page.getByText('Pokaż, czego nie zmieniono').first().click();
    await page.locator('details li').first().waitFor();
    ok(!(await page_scrolls_sideways(page)), 'scrolls sideways');
    const findings = await axe(page);
    ok(findings.length === 0, findings.join('; '));
    if (process.env.TECZKA_PICTURES) await page.screenshot({ path: join(process.env.TECZKA_PICTURES, 'jobs-360-pl.png') });
    for (const scheme of ['dark']) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.waitForTimeout(300);
      if (process.env.TECZKA_PICTURES) await page.screenshot({ path: join(process.env.TECZKA_PICTURES, `jobs-360-${scheme}-pl.png`) });
    }
    ok(id, 'a job');
  }, 120);

  await test('live: without an error on the way', async () => {
    if (errors.length) fail(errors.join('; '));
  });
  await context.close();
  await server.stop();
}
