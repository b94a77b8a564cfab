// Two steps of signing in and API tokens as people meet them: a group requires it, the app is set up by key and code, the codes
// are kept, the next sign-in asks for one, a token is made and ended; and the list of users resets it all.
import { createHmac } from 'node:crypto';
import { demo, demo_logins, demo_password, equal, fail, ok, serve, sign_in as api_sign_in, sleep, test } from '../lib.mjs';
import { axe, open_browser, page_scrolls_sideways, watch_errors } from './browser.mjs';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
function code_of(secret, away = 0) {
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + away));
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const mac = createHmac('sha1', key).update(counter).digest();
  return String((mac.readUInt32BE(mac.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

export async function two_steps() {
  const server = await serve(await demo(40, 6));
  const errors = [];
  const context = await open_browser({ width: 1280, height: 900 });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  watch_errors(page, errors);
  const step = (name, act) =>
    test(`browser: ${name}`, async () => {
      errors.length = 0;
      await act();
      if (errors.length) fail(errors.join('; '));
    });
  const whole = async () => {
    const found = await axe(page);
    if (await page_scrolls_sideways(page)) found.push('scrolls sideways');
    if (found.length) fail(found.join('; '));
  };
  const sign_in = async () => {
    await page.goto(server.origin);
    await page.locator('input[name="login"]').fill(demo_logins.sales);
    await page.locator('input[name="password"]').fill(demo_password);
    await page.keyboard.press('Enter');
  };
  const administrator = await api_sign_in(server, demo_logins.administrator);
  let secret;
  let recovery;

  await step('a group that requires two steps leads to the app and its codes', async () => {
    const [group] = await administrator.rows('user_group', { where: 'code = "sales"', columns: 'code' });
    await administrator.change('user_group', group.id, { requires_totp: true });
    await sign_in();
    await page.getByRole('heading', { name: 'Jeszcze jeden krok' }).waitFor();
    await whole();
    await page.locator('input[name="totp-password"]').fill(demo_password);
    await page.keyboard.press('Enter');
    await page.locator('svg[role="img"]').waitFor();
    await whole();
    secret = (await page.getByLabel('Klucz do wpisania').inputValue()).replaceAll(' ', '');
    await page.locator('input[name="code"]').fill('000000');
    await page.keyboard.press('Enter');
    await page.getByText('Ten kod się nie zgadza').waitFor();
    await page.locator('input[name="code"]').fill(code_of(secret, -1));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Kody zapasowe' }).waitFor();
    recovery = (await page.locator('ul li').allInnerTexts()).filter((one) => /^[2-9a-z]{5}-[2-9a-z]{5}$/.test(one));
    equal(recovery.length, 10, 'codes');
    await whole();
    await page.getByRole('button', { name: 'Mam je zapisane' }).click();
    await page.locator('[role="row"] a').first().waitFor();
  });

  await step('the next sign-in asks for a code, and takes a recovery code', async () => {
    await context.clearCookies();
    await sign_in();
    await page.locator('input[name="code"]').fill('123456');
    await page.keyboard.press('Enter');
    await page.locator('[role="alert"]').filter({ hasText: 'Ten kod się nie zgadza' }).waitFor();
    await whole();
    await page.locator('input[name="code"]').fill(recovery[0]);
    await page.keyboard.press('Enter');
    await page.locator('[role="row"] a').first().waitFor();
  });

  await step('a token is made by the password, shown once, and ended', async () => {
    await page.goto(`${server.origin}/account`);
    await page.getByText('kodów zapasowych').waitFor();
    await page.getByRole('button', { name: 'Nowy klucz' }).click();
    await page.locator('input[name="token-name"]').fill('Arkusz obrotów');
    await page.locator('input[name="token-password"]').fill(demo_password);
    await whole();
    await page.getByRole('button', { name: 'Utwórz klucz' }).click();
    const token = await page.locator('input[name="token-value"]').inputValue();
    ok(/^tzk_[0-9a-f]{64}$/.test(token), token);
    await whole();
    const ask = () => fetch(`${server.origin}/api/v1/company?limit=1`, { headers: { Authorization: `Bearer ${token}` } });
    equal((await ask()).status, 200);
    await page.reload();
    await page.getByText('Arkusz obrotów').waitFor();
    ok(!(await page.content()).includes(token), 'the token is shown again');
    await page.locator('li').filter({ hasText: 'Arkusz obrotów' }).getByRole('button', { name: 'Unieważnij' }).click();
    await page.getByText('Klucz unieważniony').waitFor();
    equal((await ask()).status, 401);
  });

  await step('on a phone the account page stands as well', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(`${server.origin}/account`);
    await page.getByRole('heading', { name: 'Klucze API' }).waitFor();
    await whole();
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  await step('an administrator resets it in the list of users, and sees it in the log', async () => {
    await context.clearCookies();
    await page.goto(server.origin);
    await page.locator('input[name="login"]').fill(demo_logins.administrator);
    await page.locator('input[name="password"]').fill(demo_password);
    await page.keyboard.press('Enter');
    await page.locator('nav a').first().waitFor();
    await page.goto(`${server.origin}/user`);
    const [user] = await administrator.rows('user', { where: `login = "${demo_logins.sales}"`, columns: 'name' });
    await page.locator('tr').filter({ hasText: user.name }).getByRole('button').last().click();
    await page.getByRole('menuitem', { name: 'Wyzeruj logowanie dwuetapowe' }).click();
    await page.getByText('Wyzerowane. Sesje zakończone.').waitFor();
    await page.goto(`${server.origin}/audit`);
    await page.getByText('Wyzerowanie logowania dwuetapowego').first().waitFor();
    await page.getByText('Użycie kodu zapasowego').first().waitFor();
    await whole();
    await sleep(50);
  });
  administrator.close();
  await context.close();
  await server.stop();
}
