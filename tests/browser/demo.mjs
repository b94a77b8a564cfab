// A demo office becomes a real one: the line on its first page, what goes and what stays, a word typed, and back again.
import { demo, demo_logins, demo_password, fail, ok, serve } from '../lib.mjs';
import { open_stage } from './browser.mjs';

export async function demo_office() {
  const server = await serve(await demo(60, 3));
  const { context, page, step } = await open_stage();
  const enter = async (login) => {
    await page.goto(server.origin);
    await page.locator('input[name="login"]').fill(login);
    await page.locator('input[name="password"]').fill(demo_password);
    await page.keyboard.press("Enter");
    await page.locator('[role="row"] a').first().waitFor();
  };
  const line = () => page.getByText("Biuro demonstracyjne:");

  await step(
    "nobody but an administrator is offered to remove the demo data",
    async () => {
      await enter(demo_logins.management);
      await page.evaluate(async () => {
        const [company] = (
          await (await fetch("/api/v1/company?limit=1&columns=name")).json()
        ).rows;
        await fetch(`/api/v1/company/${company.id}`, {
          method: "PATCH",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({
            op: crypto.randomUUID(),
            rev: company.rev,
            set: { notes: "zmienione" },
          }),
        });
      });
      await page.waitForTimeout(500);
      ok((await line().count()) === 0, "management is offered it");
      await page.goto(`${server.origin}/account/demo`);
      await page.locator('[role="alert"]').waitFor();
      await context.clearCookies();
    },
  );
  await step(
    "the first page of a demo office leads to what goes and what stays",
    async () => {
      await enter(demo_logins.administrator);
      await line().waitFor();
      await page
        .getByRole("link", { name: "Usuń dane demonstracyjne" })
        .click();
      await page.waitForURL("**/demo");
      await page.getByRole("cell", { name: "Firmy", exact: true }).waitFor();
      ok(
        (await page.locator("tr", { hasText: "Firmy" }).innerText()).includes(
          "59",
        ),
        "the count of companies",
      );
      await page.getByText("Usuń także 1 wpis demonstracyjny").waitFor();
    },
  );
  await step(
    "it is done only once the word is typed, and says what became of it",
    async () => {
      const button = page.getByRole("button", {
        name: "Usuń dane demonstracyjne",
      });
      ok(await button.isDisabled(), "no word asked for");
      await page.locator('input[name="word"]').fill("Usuń");
      await button.click();
      await page.getByText("Gotowe: usunięto").waitFor();
      await page.getByText("Został 1 wpis demonstracyjny").waitFor();
      await page.getByText("Ustaw własne hasło").waitFor();
    },
  );
  await step("the demo data come back by one button", async () => {
    await page
      .getByRole("button", { name: "Przywróć dane demonstracyjne" })
      .click();
    const count = () =>
      page.evaluate(
        async () =>
          (await (await fetch("/api/v1/company?limit=1&count=1")).json()).count,
      );
    const is_demo = () =>
      page.evaluate(
        async () => (await (await fetch("/api/v1/demo")).json()).is_demo,
      );
    for (let round = 0; (await count()) !== 60 || !(await is_demo()); round++) {
      if (round > 300) fail(`companies: ${await count()}`);
      await page.waitForTimeout(100);
    }
  });
  await step("with what was changed, nothing of the demo is left", async () => {
    await page.goto(`${server.origin}/account/demo`);
    await page.getByLabel("Usuń także 1 wpis demonstracyjny").check();
    await page.locator('input[name="word"]').fill("usuń");
    await page.keyboard.press("Enter");
    await page.getByText("Gotowe: usunięto").waitFor();
    await page.goto(`${server.origin}/account/demo`);
    await page
      .getByText("W tym biurze nie ma danych demonstracyjnych.")
      .waitFor();
  });
  await context.close();
  await server.stop();
}
