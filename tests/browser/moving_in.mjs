// An office from nothing in the browser: the first start, an invitation, and whoever was invited comes in by the link.
import { fail, new_folder, ok, serve } from '../lib.mjs';
import { axe, open_browser, open_stage, page_scrolls_sideways, watch_errors } from './browser.mjs';

const password = 'zielony rower 7';

export async function moving_in() {
  const server = await serve(new_folder());
  const { errors, context, page, step } = await open_stage();
  const fill = (name, text) => page.locator(`input[name="${name}"]`).fill(text);
  const submit = () => page.locator('button[type="submit"]').click();
  const fill_password = async (first, second = first) => {
    await fill('new-password', first);
    await fill('password-again', second);
  };

  await step('an empty office shows its first start', async () => {
    await page.goto(server.origin);
    await page.locator('input[name="office-name"]').waitFor();
    ok((await page.locator('input[name="code"]').count()) === 0, 'a code is asked for on this machine');
  });
  await step('the first start refuses with sentences and keeps what was typed', async () => {
    await fill('office-name', 'Biuro Żółw');
    await fill('office-tax_id', '5265877636');
    await fill('admin-name', 'Anna Żak');
    ok((await page.locator('input[name="login"]').inputValue()) === 'anna.zak', 'no log-in is proposed');
    await fill_password(password, 'inne');
    await submit();
    await page.getByText('Hasła nie są takie same').waitFor();
    await fill_password('haslo12345');
    await submit();
    await page.getByText('To hasło zgadłby każdy').waitFor();
    await fill_password(password);
    await submit();
    await page.getByText('błędną cyfrę kontrolną').waitFor();
    ok((await page.locator('input[name="office-name"]').inputValue()) === 'Biuro Żółw', 'the name is gone');
  });
  await step('the office is made, and says what comes next', async () => {
    await fill('office-tax_id', '526-587-76-35');
    await submit();
    await page.waitForURL('**/welcome');
    await page.getByText('Wszystko gotowe: Biuro Żółw').waitFor();
    await page.locator('a[href="/user/new"]').click();
  });
  let link;
  await step('a colleague is invited by a link', async () => {
    await page.locator('input[name="user-name"]').fill('Łucja Nowak');
    await page.getByLabel('Handlowcy').check();
    await submit();
    await page.locator('#link-title').waitFor();
    link = await page.locator('section[aria-labelledby="link-title"] input').inputValue();
    ok(/\/invitation#[0-9a-f]{64}$/.test(link), link);
    await page.getByRole('button', { name: 'Gotowe' }).click();
    await page.locator('table').getByText('zaproszony do').waitFor();
  });
  await step('groups say who is in them and what they may do', async () => {
    await page.goto(`${server.origin}/user_group`);
    await page.locator('#group-sales').waitFor();
    await page.getByText('ze swoich regionów').first().waitFor();
  });
  const guest_context = await open_browser({ width: 360, height: 740 });
  const guest = await guest_context.newPage();
  watch_errors(guest, errors);
  await step('whoever is invited sets a password and is in', async () => {
    await guest.goto(link);
    await guest.locator('input[name="new-password"]').fill('czerwony tramwaj');
    await guest.locator('input[name="password-again"]').fill('czerwony tramwaj');
    const found = await axe(guest);
    if (found.length || (await page_scrolls_sideways(guest))) fail(`on a phone: ${found.join('; ')}`);
    await guest.keyboard.press('Enter');
    await guest.locator('header').first().waitFor();
    const session = await guest.evaluate(() => fetch('/api/v1/session').then((answer) => answer.json()));
    ok(session.user.login === 'lucja.nowak' && session.groups.join() === 'sales', JSON.stringify(session));
  });
  await step('the link works once', async () => {
    await guest.goto('about:blank');
    await guest.goto(link);
    await guest.getByText('Ten link nie działa').waitFor();
    errors.splice(0); // about:blank has no storage
  });
  await step('deactivated, the colleague is out', async () => {
    await page.goto(`${server.origin}/user`);
    await page.getByRole('button', { name: 'Czynności: Łucja Nowak' }).click();
    await page.getByRole('menuitem', { name: 'Dezaktywuj' }).click();
    await page.getByText('Sesje zakończone').waitFor();
    await guest.goto(server.origin);
    await guest.locator('input[name="login"]').waitFor();
  });
  await step('my account changes the password and ends other sessions', async () => {
    await page.goto(`${server.origin}/account`);
    await fill('old-password', 'nie to');
    await fill_password('niebieski autobus');
    await submit();
    await page.getByText('Obecne hasło się nie zgadza').waitFor();
    await fill('old-password', password);
    await submit();
    await page.getByText('Hasło zmienione').waitFor();
  });
  await guest_context.close();
  await context.close();
  await server.stop();
}
