// AdventureWorks and Atomic CRM through the example mappings, compared with what stands in the files.
import { equal, new_folder, ok, shared, test } from '../lib.mjs';
import { counts_of, example, read_csv, run_import, with_office } from './tables.mjs';

export async function other_files() {
  await test('AdventureWorks: 104 vendors and 701 stores with territories and addresses', async () => {
    const from = shared('1-business/adventureworks-oltp');
    const data = new_folder();
    const ran = await run_import(data, example('adventureworks/adventureworks.toml'), from);
    const counts = counts_of(ran.said);
    // Addresses of companies that are neither vendor nor store have nowhere to go.
    const known = new Set([...read_csv(from, 'Vendor.csv'), ...read_csv(from, 'Store.csv')].map((row) => row.BusinessEntityID));
    const homeless = read_csv(from, 'CompanyAddress.csv').filter((row) => !known.has(row.BusinessEntityID)).length
      + read_csv(from, 'Customer_stores.csv').filter((row) => row.TerritoryID && !known.has(row.StoreID)).length;
    equal([ran.status, counts?.refused], [homeless ? 1 : 0, homeless], ran.said.slice(-1200));
    await with_office(data, async (client) => {
      equal([await client.count('company', 'kind = "supplier"'), await client.count('company', 'kind = "reseller"'), await client.count('territory')], [104, 701, 10]);
      const active = read_csv(from, 'Vendor.csv').filter((row) => row.ActiveFlag === '1').length;
      equal(await client.count('company', 'kind = "supplier" and status = "active"'), active, 'active vendors');
      const store = read_csv(from, 'Store.csv').find((row) => row.Name === 'Next-Door Bike Store');
      const [row] = await client.rows('company', { where: 'name = "Next-Door Bike Store"', columns: 'employees_count,industry,territory,address_city' });
      const territory = read_csv(from, 'Customer_stores.csv').filter((one) => one.StoreID === store.BusinessEntityID).at(-1).TerritoryID;
      equal([row.employees_count, row.industry, row.address_city], [13, 'bike manufacturer', 'Memphis']);
      equal(row.territory.title, read_csv(from, 'SalesTerritory.csv').find((one) => one.TerritoryID === territory).Name, 'territory');
      ok(await client.count('company', 'kind = "reseller" and territory is null') === 0, 'stores without territory');
    });
  }, 120);

  await test('Atomic CRM: 500 people in 55 companies, and every e-mail and phone of theirs', async () => {
    const from = shared('1-business/atomic-crm');
    const rows = read_csv(from, 'contacts.csv');
    const data = new_folder();
    const ran = await run_import(data, example('atomic-crm/contacts.toml'), from);
    equal([ran.status, counts_of(ran.said)?.refused], [0, 0], ran.said.slice(-1200));
    const filled = (names) => rows.reduce((sum, row) => sum + names.filter((name) => row[name]).length, 0);
    await with_office(data, async (client) => {
      equal([await client.count('person'), await client.count('company'), await client.count('employment')], [500, 55, 500]);
      equal(await client.count('contact_point', 'kind = "email"'), filled(['email_work', 'email_home', 'email_other']), 'e-mails');
      equal(await client.count('contact_point', 'kind = "phone"'), filled(['phone_work', 'phone_home', 'phone_other']), 'phones');
      for (const row of rows.slice(0, 500).filter((_, i) => i % 50 === 0)) {
        const [employment] = await client.rows('employment', { where: `person.first_name = "${row.first_name}" and person.last_name = "${row.last_name.replaceAll('"', '""')}"`, columns: 'company,position,person' });
        equal([employment.company.title, employment.position], [row.company_name, row.title], `${row.first_name} ${row.last_name}`);
        const points = await client.rows('contact_point', { where: `person = "${employment.person.id}"`, columns: 'value' });
        equal(points.map(({ value }) => value).sort(), ['email_work', 'email_home', 'email_other', 'phone_work', 'phone_home', 'phone_other'].map((name) => row[name]).filter(Boolean).sort(), 'contact points');
      }
    });
  }, 120);
}
