// Many rows at once: changed, tagged, deleted and merged from their marks, each taken back; and the list as a file.
import { readFileSync } from 'node:fs';
import { axe, url } from './browser.mjs';

export async function many_at_once({ page, api, step, expect, expect_soon, toast }) {
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

  const make = async (entity, set) => {
    const id = crypto.randomUUID();
    const { status, body } = await api('POST', `/${entity}`, { op: crypto.randomUUID(), id, set });
    expect(status === 201, `${entity} is not made: ${status} ${JSON.stringify(body)}`);
    return id;
  };
  const states_of = async (ids) =>
    (await Promise.all(ids.map(async (id) => (await api('GET', `/company/${id}`)).status))).join();
  const delete_marked = async (where) => {
    await open_marked(where);
    await in_bar('Usuń').click();
    await bar.getByText('Usunąć 2 wpisy?').waitFor();
    await bar.locator('[class*="confirm"] button').first().click();
    await in_bar('Cofnij').waitFor();
  };

  await step('deletes what is marked, counted before, and brings it back', async () => {
    const name = `Zbędna ${mark}`;
    const ids = [await make('company', { name: `${name} A` }), await make('company', { name: `${name} B` })];
    await delete_marked(`name starts "${name}"`);
    await bar.getByText('Usunięto 2 wpisy.').waitFor();
    expect((await states_of(ids)) === '404,404', await states_of(ids));
    await take_back(async () => (await states_of(ids)) === '200,200', 'not brought back');
  });

  await step('deletes what it can, and names what is still needed with the reason', async () => {
    const [needed] = (await api('GET', `/company?limit=1&where=${encodeURIComponent('invoices any()')}`)).body.rows;
    const free = await make('company', { name: `Wolna ${mark}` });
    await delete_marked(`id in ("${needed.id}", "${free}")`);
    await bar.getByText('Odmówiono: 1.').waitFor();
    await bar.locator('li', { hasText: 'jeszcze tego potrzebują' }).getByRole('link', { name: needed.name }).waitFor();
    await clean();
    const states = () => states_of([needed.id, free]);
    expect((await states()) === '200,404', await states());
    await take_back(async () => (await states()) === '200,200', 'not brought back');
  });

  await step('leads from two marked rows to where they are merged', async () => {
    const ids = await first_ids();
    await open_marked();
    await bar.getByRole('link', { name: 'Połącz…' }).click();
    await page.getByText('Co się różni').waitFor();
    expect(ids.every((id) => page.url().includes(id)), page.url());
    expect((await page.locator('input[name="survivor"]').count()) === 2, 'not two records');
    await clean();
  });

  await step('merges two marked rows, and takes it back', async () => {
    const name = `Dwa razy ${mark}`;
    const ids = [await make('company', { name: `${name} A` }), await make('company', { name: `${name} B`, notes: 'Drugi wpis' })];
    await open_marked(`name starts "${name}"`);
    await bar.getByRole('link', { name: 'Połącz…' }).click();
    await page.getByRole('button', { name: 'Połącz 2 wpisy' }).click();
    await page.locator('h1', { hasText: name }).waitFor();
    const answers = await Promise.all(ids.map(async (id) => (await api('GET', `/company/${id}`)).body));
    expect(answers[0].id === answers[1].id && answers[0].notes === 'Drugi wpis', JSON.stringify(answers.map((one) => one.id)));
    await toast().getByRole('button', { name: 'Cofnij' }).click();
    const apart = async () => (await Promise.all(ids.map(async (id) => (await api('GET', `/company/${id}`)).body.id))).join() === ids.join();
    await expect_soon(apart, 'not two again');
  });

  const starts = { CSV: /^(\ufeff)?"?Nazwa/, 'Excel (.xlsx)': /^PK/, 'Wszystko, do czego mam dostęp (.zip)': /^PK/ };
  for (const [format, start] of Object.entries(starts)) {
    await step(`exports as ${format}: told how many, then a file`, async () => {
      const count = await count_of(active);
      await page.goto(`${url}/company?where=${encodeURIComponent(active)}&columns=name`);
      await rows().first().waitFor();
      await page.getByRole('button', { name: 'Więcej dla listy' }).click();
      await page.getByRole('menuitem', { name: 'Eksport…' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('radio', { name: format }).check();
      await clean();
      const coming = page.waitForEvent('download', { timeout: 45_000 });
      await dialog.getByRole('button', { name: 'Eksportuj' }).click();
      const text = readFileSync(await (await coming).path(), 'utf8');
      expect(start.test(text), `begins with ${text.slice(0, 20)}`);
      if (format === 'CSV') expect(text.trim().split('\n').length === count + 1, `${text.length} bytes, not ${count} rows`);
      await dialog.getByRole('link', { name: /^Pobierz/ }).waitFor();
      await clean();
    });
  }
}
