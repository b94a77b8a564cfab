// A list one lives in: the filter builder, a saved view, groups, widths, values changed in place, many rows at once.
import { axe, url } from './browser.mjs';

const turnover = 'invoices sum(net, sold_on in last_12_months) >= 100000 and activities none(happened_at >= today - 90d)';

export async function list_day({ page, api, step, expect, expect_soon }) {
  const rows = () => page.locator('[role="grid"] [role="row"] a');
  const button = (name) => page.getByRole('button', { name, exact: false });
  const count_of = async (entity, where) =>
    (await api('GET', `/${entity}?limit=1&count=1&where=${encodeURIComponent(where)}`)).body.count;
  const shown_count = async () => (await page.locator('header h1 + span > span').first().innerText()).replace(/\D/g, '');
  const open_list = async (path) => {
    await page.goto(url + path);
    await rows().first().waitFor();
  };
  const clean = async () => {
    const found = await axe(page);
    expect(found.length === 0, found.join('; '));
  };

  await step('builds a filter over children and dates, in words and as text', async () => {
    await open_list('/company');
    await page.locator('button[class*="add"]').first().click();
    await button('Kreator filtra').click();
    const panel = page.locator('section[class*="panel"]');
    await panel.getByText('Tekst', { exact: true }).click();
    await panel.locator('textarea').fill('invoices sum(net, sold_on in last_12_months) >= and');
    await panel.getByText('Warunki', { exact: true }).click();
    await panel.locator('[role="alert"] mark').waitFor();
    await panel.locator('textarea').fill(turnover);
    await panel.getByText('Warunki', { exact: true }).click();
    await expect_soon(async () => /90 dni temu/.test(await panel.locator('p').innerText()), 'not in words');
    await clean();
    const count = await count_of('company', turnover);
    await expect_soon(async () => (await panel.locator('[role="status"]').innerText()).includes(`${count}`), `found ${count}`);
    await button('Zastosuj').click();
    await expect_soon(async () => decodeURIComponent(page.url().replaceAll('+', ' ')).includes(turnover), page.url());
    await expect_soon(async () => (await shown_count()) === `${count}`, 'another count');
  });

  await step('keeps a view with its own address, and tells what differs from it', async () => {
    await open_list('/company?where=status = "active"&order=-name');
    await page.getByRole('button', { name: 'Widoki' }).click();
    await page.getByRole('menuitem', { name: 'Zapisz jako nowy widok' }).click();
    await page.getByLabel('Nazwa widoku').fill('Aktywni od końca');
    await page.keyboard.press('Enter');
    await expect_soon(async () => /[?&]view=[-0-9a-f]{36}$/.test(page.url()), page.url());
    await page.reload();
    await rows().first().waitFor();
    await expect_soon(async () => (await page.locator('h1').innerText()) === 'Aktywni od końca', 'no title');
    const first = (await api('GET', '/company?limit=1&order=-name&where=status = "active"')).body.rows[0];
    expect((await rows().first().innerText()) === first.name, 'another order');
    await page.locator('[role="group"] button').first().click();
    await expect_soon(() => page.url().includes('where=&') || page.url().endsWith('where='), page.url());
    await page.locator('[class*="dot"]').waitFor();
    await page.getByRole('button', { name: 'Widoki' }).click();
    await page.getByRole('menuitem', { name: 'Usuń widok' }).click();
    await expect_soon(() => !page.url().includes('view='), page.url());
  });

  await step('gathers rows by a field with their number, and opens one group', async () => {
    await open_list('/invoice');
    await expect_soon(async () => /\d,\d\d/.test(await page.locator('[class*="foot"]').innerText()), 'no total');
    await page.getByRole('button', { name: 'Grupuj' }).click();
    await page.locator('[role="menu"]').getByText('Nabywca', { exact: true }).click();
    const group = page.locator('[class*="groupname"] button').first();
    await group.click();
    await page.locator('[class*="grouprow"] a').first().waitFor();
    expect(Number((await group.locator('span').last().innerText()).replace(/\D/g, '')) > 0, 'no number');
    await clean();
    await button('Otwórz jako listę').first().click();
    await rows().first().waitFor();
    expect(decodeURIComponent(page.url()).includes('company = "') || page.url().includes('company+%3D'), page.url());
  });

  await step('widens a column by keyboard and keeps it', async () => {
    await open_list('/company');
    const head = page.locator('[role="columnheader"]').nth(1);
    const before = (await head.boundingBox()).width;
    await head.locator('button').focus();
    for (let times = 0; times < 4; times++) await page.keyboard.press('Alt+ArrowRight');
    await expect_soon(async () => (await head.boundingBox()).width >= before + 60, 'not wider');
    await page.reload();
    await rows().first().waitFor();
    expect((await head.boundingBox()).width >= before + 60, 'forgotten');
  });

  await step('changes a value in the list, and takes it back', async () => {
    await open_list('/company');
    const [company] = (await api('GET', '/company?limit=1&columns=phone&order=name')).body.rows;
    const phone = async () => (await api('GET', `/company/${company.id}`)).body.phone;
    const cell = page.locator('[role="row"]').nth(1).locator('[role="gridcell"][data-editable]').last();
    const { width } = await cell.boundingBox();
    await cell.click({ position: { x: width - 5, y: 12 } });  // beside the number, which is a link
    await cell.locator('input').fill('+48 600 700 800');
    await page.keyboard.press('Enter');
    await expect_soon(async () => (await phone()) === '+48 600 700 800', 'not saved');
    await page.locator('[role="status"] button').first().click();
    await expect_soon(async () => (await phone()) === company.phone, 'not undone');
  });

  await step('marks rows by keyboard and sees how many', async () => {
    await open_list('/company');
    await page.locator('h1').click();
    for (const key of ['j', 'x', 'j', 'j', 'X']) await page.keyboard.press(key);
    await expect_soon(async () => /Zaznaczono 3 wpisy/.test(await page.locator('section[class*="bulk"]').innerText()), 'not three');
    await clean();
    await page.keyboard.press('Escape');
    await expect_soon(async () => (await page.locator('section[class*="bulk"]').count()) === 0, 'the bar stays');
  });
}
