// Two companies entered twice: from the "…" menu to one, by its old address, and back.
import { axe, page_scrolls_sideways, url } from "./browser.mjs";

export async function merge({
  page,
  api,
  step,
  expect,
  expect_soon,
  toast,
  uuid,
}) {
  const made = async (entity, set) => {
    const id = await uuid();
    const answer = await api("POST", `/${entity}`, {
      op: await uuid(),
      id,
      set,
    });
    expect(answer.status === 201, `${entity}: ${JSON.stringify(answer.body)}`);
    return id;
  };
  const name = `Podwójna ${Date.now().toString(36)}`;
  let first;
  let second;
  let call;

  await step("merges a company entered twice, from its menu", async () => {
    first = await made("company", { name, phone: "601 234 567" });
    second = await made("company", {
      name: `${name} sp. z o.o.`,
      notes: "Płaci w terminie",
    });
    call = await made("activity", { subject: "Rozmowa", company: second });
    await page.goto(`${url}/company/${first}`);
    await page.getByRole("button", { name: "Więcej czynności" }).click();
    await page.getByRole("menuitem", { name: "Połącz z innym" }).click();
    await page.getByLabel("Z którym wpisem połączyć?").fill(`${name} sp`);
    await page.getByRole("option", { name: `${name} sp. z o.o.` }).click();
    await page.getByText("Co się różni").waitFor();
    await page
      .getByRole("radio", { name: new RegExp("sp. z o.o.") })
      .nth(1)
      .check();
    const findings = await axe(page);
    expect(findings.length === 0, findings.join("; "));
    await page.setViewportSize({ width: 360, height: 740 });
    expect(!(await page_scrolls_sideways(page)), "scrolls sideways at 360 px");
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByRole("button", { name: "Połącz 2 wpisy" }).click();
    await page.locator("h1", { hasText: `${name} sp. z o.o.` }).waitFor();
    const record = (await api("GET", `/company/${first}`)).body;
    expect(
      record.notes === "Płaci w terminie" && record.phone !== null,
      "values of both",
    );
    expect(
      (await api("GET", `/activity/${call}`)).body.company.id === first,
      "the call moved",
    );
  });

  await step(
    "an old address leads to the one that stayed, with both histories",
    async () => {
      await page.goto(`${url}/company/${second}`);
      await expect_soon(() => page.url().includes(first), "the address led on");
      await page.getByRole("tab", { name: "Historia" }).click();
      await page.getByText(`wpis: ${name} sp. z o.o.`).first().waitFor();
    },
  );

  await step("undoes the merge from the history", async () => {
    await page
      .locator("li", { hasText: "połączenie" })
      .getByRole("button", { name: "Cofnij" })
      .first()
      .click();
    await toast().waitFor();
    const back = async () => (await api("GET", `/company/${second}`)).body;
    await expect_soon(
      async () => (await back()).id === second,
      "the other is back",
    );
    expect(
      (await api("GET", `/activity/${call}`)).body.company.id === second,
      "the call went back",
    );
  });
}
