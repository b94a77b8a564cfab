// Scripts planted in every text field of every entity: no page that shows them runs one, and none becomes markup, for then
// the page's policy would have had to forbid it and would say so.
import { Client, demo, demo_logins, demo_password, fail, has_status, new_id, ok, serve, test } from '../lib.mjs';
import { open_browser, watch_errors } from './browser.mjs';

const payloads = [
  '"><img src=x onerror="window.planted=1">',
  "'><svg/onload=window.planted=2>",
  '<script>window.planted=3</script>',
  'javascript:window.planted=4',
  '{{constructor.constructor("window.planted=5")()}}',
  '</title><script>window.planted=6</script>',
  '<a href="javascript:window.planted=7">x</a>',
  '<iframe srcdoc="<script>parent.planted=8</script>">',
];
const texts = ['text', 'note'];
const names = ['login', 'code']; // by which somebody signs in, or rights find their group

// Every text field that takes them, one payload each by turns; what a checker or a length refuses is left as it was.
async function plant(client, entity, turn) {
  const fields = entity.fields.filter((one) => one.writable && !one.only_new && texts.includes(one.type) && !names.includes(one.name));
  if (!entity.verbs.includes('change') || !fields.length) return null;
  const rows = await client.rows(entity.name, { limit: '1' });
  if (!rows.length) return null;
  const [{ id }] = rows;
  let planted = 0;
  for (const [at, field] of fields.entries()) {
    for (let tries = 0; tries < payloads.length; tries += 1) {
      const value = payloads[(turn + at + tries) % payloads.length];
      if (field.max && value.length > field.max) continue;
      const { rev } = await client.record(entity.name, id);
      const answer = await client.write('PATCH', `/${entity.name}/${id}`, { op: new_id(), rev, set: { [field.name]: value } });
      if (answer.status === 200) planted += 1;
      if (answer.status === 200 || answer.status === 403) break;
    }
  }
  return { id, planted };
}

export async function planted_scripts() {
  const server = await serve(await demo(60, 5));
  const places = []; // where they stand, and who may see it
  let count = 0;
  await test('browser: scripts are planted in the text fields of all entities', async () => {
    for (const login of [demo_logins.management, demo_logins.accounting, demo_logins.administrator]) {
      const client = new Client(server);
      const answer = has_status(await client.post('/session', { login, password: demo_password }), 200);
      client.cookie = answer.headers['set-cookie'][0].split(';')[0];
      const { entities } = (await client.get('/catalogue')).json;
      for (const [turn, entity] of entities.entries()) {
        if (places.some((one) => one.entity === entity.name)) continue;
        const found = await plant(client, entity, turn);
        if (!found?.planted) continue;
        count += found.planted;
        places.push({ login, entity: entity.name, id: found.id });
      }
      client.close();
    }
    ok(places.length >= 10 && count >= 40, `${count} fields of ${places.length} entities`);
  });

  await test(
    'browser: no page that shows them runs one or makes markup of it',
    async () => {
      const wrong = [];
      for (const login of new Set(places.map((one) => one.login))) {
        const context = await open_browser({ width: 1280, height: 900 });
        const page = await context.newPage();
        page.setDefaultTimeout(60_000);
        const errors = [];
        watch_errors(page, errors);
        await page.addInitScript(() => {
          window.forbidden = [];
          document.addEventListener('securitypolicyviolation', (event) => window.forbidden.push(`${event.violatedDirective} ${event.blockedURI}`));
        });
        await page.goto(server.origin);
        await page.locator('input[name="login"]').fill(login);
        await page.locator('input[name="password"]').fill(demo_password);
        await page.keyboard.press('Enter');
        await page.locator('nav a').first().waitFor();
        for (const { entity, id } of places.filter((one) => one.login === login)) {
          for (const path of [`/${entity}`, `/${entity}/${id}`, `/${entity}/${id}?tab=data`, `/${entity}/${id}?tab=history`, `/search?q=planted`]) {
            errors.length = 0;
            await page.goto(server.origin + path);
            await page.locator('main').first().waitFor();
            await page.waitForLoadState('networkidle');
            const seen = await page.evaluate(() => ({
              planted: window.planted,
              forbidden: window.forbidden,
              markup: document.querySelectorAll('[onerror], [onload], [srcdoc], img[src="x"], a[href^="javascript:"], body script:not([src])').length,
            }));
            if (seen.planted || seen.forbidden.length || seen.markup) wrong.push(`${path}: ${JSON.stringify(seen)}`);
            for (const error of errors) wrong.push(`${path}: ${error}`);
          }
        }
        await context.close();
      }
      if (wrong.length) fail(wrong.slice(0, 20).join('\n'));
    },
    600,
  );

  await test('browser: the test notices a script that runs, and markup that is forbidden', async () => {
    const context = await open_browser({ width: 800, height: 600 });
    const page = await context.newPage();
    await page.addInitScript(() => {
      window.forbidden = [];
      document.addEventListener('securitypolicyviolation', (event) => window.forbidden.push(event.violatedDirective));
    });
    await page.goto(server.origin);
    await page.evaluate(() => {
      const place = document.createElement('div');
      place.innerHTML = '"><img src=x onerror="window.planted=1">';
      document.body.append(place);
    });
    await page.waitForFunction(() => window.forbidden.length > 0);
    ok(!(await page.evaluate(() => window.planted)), 'the policy lets it run');
    await context.close();
  });
  await server.stop();
}
