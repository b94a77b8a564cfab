// Many rows at once: changed and tagged from their marks, each taken back.
import { axe, url } from './browser.mjs';

export async function many_at_once({ page, api, step, expect, expect_soon }) {
  const rows = () => page.locator('[role="grid"] [role="row"] a');
  const bar = page.locator('section[class*="bulk"]');
  const in_bar = (name) => bar.getByRole('button', { name });
  const count_of = async (where) =>
    (await api('GET', `/company?limit=1&count=1&where=${encodeURIComponent(where)}`)).body.count;
  const first_ids = async () =>
    (await api('GET', `/company?limit=2&order=name&where=${encodeURIComponent(active)}`)).body.rows.map((row) => row.id);
  const clean = async () => {
    const found = await axe(page);
    expect(found.length === 0, found.join('; '));
  };
  const active = 'status = "active"';
  const mark = `Hurt ${Date.now().toString(36)}`;
  const open_marked = async (where = active) => {
    await page.goto(`${url}/company?where=${encodeURIComponent(where)}&order=name`);
    await rows().first().waitFor();
    await page.locator('h1').click();
    for (const key of ['j', 'x', 'j', 'x']) await page.keyboard.press(key);
    await bar.waitFor();
  };
  const take_back = async (condition, what) => {
    await in_bar('Cofnij').click();
    await expect_soon(condition, what);
  };

  await step('changes a field of all that the filter finds, told before, and takes it back', async () => {
    const count = await count_of(active);
    await open_marked();
    await in_bar(/Zaznacz wszystkie/).click();
    await in_bar('Zmień pole…').click();
    await bar.getByLabel('Pole', { exact: true }).click();
    await page.keyboard.type('Branża');
    await page.getByRole('option', { name: 'Branża' }).first().click();
    await bar.getByLabel('Branża', { exact: true }).fill(mark);
    const said = bar.locator('[class*="confirm"] [role="status"]');
    await expect_soon(async () => (await said.innerText()).replace(/\s/g, '').includes(`${count}`), `not told: ${count}`);
    await clean();
    await bar.locator('[class*="confirm"] button').first().click();
    await in_bar('Cofnij').waitFor();
    const changed = () => count_of(`industry = "${mark}"`);
    expect((await changed()) === count, `${await changed()} of ${count} changed`);
    await take_back(async () => (await changed()) === 0, 'not taken back');
  });

  await step('tags what is marked with a tag made on the way, and takes it back', async () => {
    const ids = await first_ids();
    await open_marked();
    await in_bar('Etykiety').click();
    await bar.getByLabel('Nowa etykieta').fill(mark);
    await page.keyboard.press('Enter');
    await bar.locator('[class*="confirm"] button').first().click();
    await in_bar('Cofnij').waitFor();
    const tagged = async (id) => (await api('GET', `/company/${id}`)).body.tags.some((tag) => tag.title === mark);
    for (const id of ids) expect(await tagged(id), `${id} is not tagged`);
    await take_back(async () => !(await tagged(ids[0])) && !(await tagged(ids[1])), 'not taken back');
  });
}
