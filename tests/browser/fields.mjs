// An administrator adds fields while a colleague types: they appear in his form, and nothing he typed is lost.
import { demo, demo_logins, fail, serve, test } from '../lib.mjs';
import { axe, open_browser, page_scrolls_sideways, sign_in, url, use_server, watch_errors } from './browser.mjs';

function expect(condition, what) {
  if (!condition) fail(what);
}

export async function own_fields() {
  const server = await serve(await demo(30, 21));
  const at = server.origin;
  const before = url;
  use_server(at);
  const errors = [];
  const open = async (login) => {
    const context = await open_browser({ width: 1440, height: 900 }, { live: true });
    const page = context.pages()[0] ?? (await context.newPage());
    page.setDefaultTimeout(20_000);
    watch_errors(page, errors);
    await sign_in(page, login);
    return { context, page };
  };
  const step = (name, act) =>
    test(
      `browser: own fields: ${name}`,
      async () => {
        errors.length = 0;
        await act();
        if (errors.length) fail(errors.join('; '));
      },
      120,
    );
  const technician = await open(demo_logins.administrator);
  const boss = await open(demo_logins.management);
  const { page } = technician;

  await step('a form is open and half typed', async () => {
    await boss.page.goto(`${at}/company/new`);
    await boss.page.getByRole('textbox', { name: 'Nazwa' }).first().fill('W trakcie pisania');
  });

  await step('a list of values is added with a look at it before', async () => {
    await page.goto(`${at}/custom_field`);
    await page.getByRole('button', { name: 'Dodaj pole' }).click();
    await page.getByLabel('Nazwa pola').fill('Ocena klienta');
    await page.getByRole('combobox', { name: 'Rodzaj', exact: true }).first().click();
    await page.getByRole('option', { name: 'jedna z listy' }).click();
    await page.getByLabel('Wartość 1', { exact: true }).fill('wzorowy');
    await page.getByLabel('Wartość 1', { exact: true }).press('Enter');
    await page.getByLabel('Wartość 2', { exact: true }).fill('kłopotliwy');
    const preview = page.getByRole('complementary', { name: 'Tak będzie w formularzu' });
    await preview.getByText('wzorowy').first().waitFor();
    expect((await axe(page)).length === 0, (await axe(page)).join('; '));
    await page.setViewportSize({ width: 360, height: 740 });
    expect(!(await page_scrolls_sideways(page)), 'scrolls sideways at 360 px');
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.locator('form').getByRole('button', { name: 'Dodaj', exact: true }).click();
    await page.getByText('x_ocena_klienta').waitFor();
    expect((await axe(page)).length === 0, (await axe(page)).join('; '));
  });

  await step('it appears in the open form and what was typed stays', async () => {
    const form = boss.page;
    await form.getByText('Pola własne').waitFor({ timeout: 15_000 });
    expect(
      (await form.getByRole('textbox', { name: 'Nazwa' }).first().inputValue()) === 'W trakcie pisania',
      'the name is lost',
    );
    await form.getByRole('combobox', { name: 'Ocena klienta' }).first().click();
    await form.getByRole('option', { name: 'wzorowy' }).click();
    await form.getByRole('button', { name: 'Zapisz' }).first().click();
    await form.locator('h1', { hasText: 'W trakcie pisania' }).waitFor();
    await form.getByRole('tab', { name: 'Dane' }).click();
    await form.locator('[data-field="x_ocena_klienta"]').waitFor();
    await form.getByText('wzorowy').first().waitFor();
  });

  await step('a retired field leaves the record, its history tells of it, and it comes back', async () => {
    await page.getByRole('button', { name: 'Wycofaj', exact: true }).click();
    await page.getByText('1 wycofane pole').click();
    await boss.page.locator('[data-field="x_ocena_klienta"]').waitFor({ state: 'detached', timeout: 15_000 });
    await boss.page.getByRole('tab', { name: 'Historia' }).click();
    await boss.page.getByText('Ocena klienta').first().waitFor();
    await page.getByRole('button', { name: 'Przywróć', exact: true }).click();
    await page.getByRole('button', { name: 'Wycofaj', exact: true }).waitFor();
  });

  await step('a kind of records of the office’s own has a list and a form', async () => {
    await page.getByRole('tab', { name: 'Rodzaje wpisów' }).click();
    await page.getByRole('button', { name: 'Dodaj rodzaj wpisów' }).click();
    await page.getByLabel('Nazwa jednego').first().fill('Pojazd');
    await page.getByLabel('Nazwa wielu').first().fill('Pojazdy');
    await page.locator('form').getByRole('button', { name: 'Dodaj', exact: true }).click();
    await page.getByText('x_pojazd').waitFor();
    expect((await axe(page)).length === 0, (await axe(page)).join('; '));
    await boss.page.goto(`${at}/x_pojazd/new`);
    await boss.page.getByRole('textbox', { name: 'Nazwa' }).first().fill('Ciężarówka');
    await boss.page.getByLabel('Firma').first().fill('W trakcie');
    await boss.page.getByRole('option', { name: /W trakcie pisania/ }).click();
    await boss.page.getByRole('button', { name: 'Zapisz' }).first().click();
    await boss.page.locator('h1', { hasText: 'Ciężarówka' }).waitFor();
  });

  await technician.context.close();
  await boss.context.close();
  use_server(before);
  await server.stop();
}
