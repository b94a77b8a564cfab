// The import wizard in a browser: paste, columns, rehearsal with a double, run, result and undo; by keyboard where people do.
import { axe, page_scrolls_sideways, url } from './browser.mjs';

const cells = [
  ['Nazwa', 'NIP', 'Miasto', 'Typ', 'Rabat'],
  ['Kabel i Spółka', '', 'Gdańsk', 'Hurt', '5'],
  ['Złącza Północ', '', 'Sopot', 'instalator', '3'],
];
const pasted = `${cells.map((row) => row.join('\t')).join('\n')}\n`;

export async function import_wizard({ page, step, expect }) {
  const button = (text) => page.getByRole('button', { name: text, exact: false });
  await step('import: pasted cells find their columns, and what is unknown is asked', async () => {
    await page.goto(`${url}/import`);
    await page.getByLabel('Komórki z arkusza').fill(pasted);
    await button('Weź wklejone').click();
    const choice = (label) => page.getByRole('combobox', { name: label });
    await choice('Trafia do: Nazwa').waitFor();
    const place = (column) => choice(`Trafia do: ${column}`).inputValue();
    expect((await place('Nazwa')) === 'Nazwa', `Nazwa goes to ${await place('Nazwa')}`);
    expect(/miasto/i.test(await place('Miasto')), `Miasto goes to ${await place('Miasto')}`);
    expect((await place('Rabat')) === '', `Rabat goes to ${await place('Rabat')}`);
    await choice('Hurt znaczy').click();
    await page.getByRole('option', { name: 'dystrybutor' }).click();
    const findings = await axe(page);
    expect(findings.length === 0, findings.join('\n'));
  });
  await step(
    'import: a rehearsal shows each row, the run keeps its word, the undo takes it back',
    async () => {
      await button('Zrób próbę').click();
      await button('Nowe 2').waitFor();
      const findings = await axe(page);
      expect(findings.length === 0, findings.join('\n'));
      await button('Wczytaj 2 wiersze').click();
      await page.getByText('Wczytano').waitFor();
      await page.setViewportSize({ width: 360, height: 740 });
      expect(!(await page_scrolls_sideways(page)), 'scrolls sideways at 360 px');
      await page.setViewportSize({ width: 1440, height: 900 });
      const undo = page
        .locator('section')
        .filter({ hasText: 'Wynik' })
        .getByRole('button', { name: 'Cofnij cały import' })
        .first();
      await undo.click();
      await undo.click();
      await page.getByText('Import cofnięty').waitFor();
    },
  );
}
