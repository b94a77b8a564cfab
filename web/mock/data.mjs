// The mock's catalogue (a shortened one of the real entities) and its made-up, always equal data.
const word = (pl, en) => ({ pl, en });
const field = (name, pl, en, type = 'text', more = {}) => ({
  name,
  label: word(pl, en),
  type,
  writable: !more.computed && !more.system,
  ...more,
});
const choices = (...list) => ({ choices: list.map(([code, pl, en]) => ({ code, label: word(pl, en) })) });
const link = (name, pl, en, to, more = {}) => field(name, pl, en, 'link', { to, ...more });
const system = [
  field('created_at', 'Utworzono', 'Created', 'instant', { system: true }),
  link('created_by', 'Utworzył', 'Created by', 'user', { system: true }),
  field('changed_at', 'Zmieniono', 'Changed', 'instant', { system: true }),
  link('changed_by', 'Zmienił', 'Changed by', 'user', { system: true }),
];
const entity = (name, one, many, title, fields, more = {}) => ({
  name,
  one,
  many,
  title,
  order: title[0],
  list_columns: fields.slice(0, 6).map((each) => each.name),
  verbs: ['view', 'create', 'change', 'delete', 'export', 'block', 'cancel'],
  is_searched: true,
  fields: [...fields, ...system],
  ...more,
});
const named = (fields, group) => fields.map((each) => ({ ...each, group }));

export function make_catalogue() {
  const statuses = choices(
    ['prospect', 'potencjalny', 'prospect'],
    ['active', 'aktywny', 'active'],
    ['dormant', 'uśpiony', 'dormant'],
    ['blocked', 'zablokowany', 'blocked'],
    ['former', 'były', 'former'],
  );
  const moves = [
    ['prospect', 'active', 'change'],
    ['active', 'dormant', 'change'],
    ['active', 'blocked', 'block'],
    ['dormant', 'active', 'change'],
    ['blocked', 'active', 'block'],
  ].map(([from, to, action]) => ({ from, to, action }));
  const company = entity(
    'company',
    word('Firma', 'Company'),
    word('Firmy', 'Companies'),
    ['name'],
    [
      ...named(
        [
          field('name', 'Nazwa', 'Name', 'text', { required: true, max: 200 }),
          field('short_name', 'Nazwa skrócona', 'Short name', 'text', {
            max: 80,
            help: word('Jak mówimy o firmie w biurze.', 'What we call the company in the office.'),
          }),
          field(
            'kind',
            'Rodzaj',
            'Kind',
            'choice',
            choices(
              ['distributor', 'dystrybutor', 'distributor'],
              ['reseller', 'sprzedawca', 'reseller'],
              ['installer', 'instalator', 'installer'],
              ['integrator', 'integrator', 'integrator'],
              ['end_customer', 'klient końcowy', 'end customer'],
              ['other', 'inna', 'other'],
            ),
          ),
          field(
            'tier',
            'Szczebel',
            'Tier',
            'choice',
            choices(
              ['1', '1 – klient bezpośredni', '1 – direct client'],
              ['2', '2 – klient dystrybutora', '2 – client of a distributor'],
              ['3', '3 – klient końcowy', '3 – end customer'],
            ),
          ),
          field('status', 'Status', 'Status', 'state', { ...statuses, moves }),
          field('industry', 'Branża', 'Industry'),
          field('employees_count', 'Liczba pracowników', 'Employees', 'integer'),
          field('language', 'Język', 'Language', 'language'),
        ],
        'main',
      ),
      ...named(
        [
          field('phone', 'Telefon', 'Phone'),
          field('email', 'E-mail', 'E-mail'),
          field('website', 'Strona WWW', 'Website'),
        ],
        'contact',
      ),
      ...named(
        [
          field('address_street', 'Ulica', 'Street'),
          field('address_postal_code', 'Kod pocztowy', 'Postal code'),
          field('address_city', 'Miasto', 'City'),
          field('address_region', 'Województwo', 'Region'),
          field('address_country', 'Kraj', 'Country', 'country'),
        ],
        'address',
      ),
      ...named(
        [
          link('owner', 'Opiekun', 'Owner', 'user'),
          link('territory', 'Region', 'Territory', 'territory'),
          field('last_contact_at', 'Ostatni kontakt', 'Last contact', 'instant', { computed: true }),
        ],
        'care',
      ),
      ...named(
        [
          field('tax_id', 'NIP', 'Tax id', 'text', { max: 20 }),
          field('regon', 'REGON', 'REGON', 'text', { max: 14 }),
          field('krs', 'KRS', 'KRS', 'text', { max: 10 }),
        ],
        'identifiers',
      ),
      ...named(
        [
          field(
            'credibility',
            'Wiarygodność',
            'Credibility',
            'choice',
            choices(
              ['good', 'dobra', 'good'],
              ['watch', 'pod obserwacją', 'watch'],
              ['lost', 'utracona', 'lost'],
            ),
          ),
          field('credit_limit', 'Limit kredytowy', 'Credit limit', 'money'),
          field('open_amount', 'Do zapłaty', 'Open amount', 'money', { computed: true }),
          field('is_over_limit', 'Ponad limit', 'Over limit', 'boolean', { computed: true }),
          field('currency', 'Waluta rozliczeń', 'Currency', 'currency'),
        ],
        'money',
      ),
      ...named([field('notes', 'Uwagi', 'Notes', 'note')], 'notes'),
    ],
    {
      groups: [
        ['main', 'Firma', 'Company'],
        ['contact', 'Kontakt', 'Contact'],
        ['address', 'Adresy', 'Addresses'],
        ['care', 'Opieka', 'Care'],
        ['identifiers', 'Identyfikatory', 'Identifiers'],
        ['money', 'Finanse', 'Finance'],
        ['notes', 'Uwagi', 'Notes'],
      ].map(([code, pl, en]) => ({ code, label: word(pl, en) })),
      list_columns: [
        'name',
        'kind',
        'tier',
        'status',
        'address_city',
        'territory',
        'owner',
        'phone',
        'last_contact_at',
        'credit_limit',
      ],
      children: [
        ['employments', 'employment', 'Pracownicy', 'People'],
        ['activities', 'activity', 'Kontakty', 'Activities'],
        ['invoices', 'invoice', 'Faktury', 'Invoices'],
        ['tasks', 'task', 'Zadania', 'Tasks'],
      ].map(([name, child, pl, en]) => ({ name, entity: child, field: 'company', label: word(pl, en) })),
    },
  );
  const person = entity(
    'person',
    word('Osoba', 'Person'),
    word('Osoby', 'People'),
    ['last_name', 'first_name'],
    [
      field('last_name', 'Nazwisko', 'Last name', 'text', { required: true, max: 120 }),
      field('first_name', 'Imię', 'First name'),
      field('title', 'Tytuł', 'Title'),
      field('phone', 'Telefon', 'Phone'),
      field('email', 'E-mail', 'E-mail'),
      field('born_on', 'Data urodzenia', 'Born on', 'date'),
      field('notes', 'Uwagi', 'Notes', 'note'),
    ],
    {
      children: [
        {
          name: 'employments',
          entity: 'employment',
          field: 'person',
          label: word('Zatrudnienia', 'Employments'),
        },
      ],
    },
  );
  const employment = entity(
    'employment',
    word('Zatrudnienie', 'Employment'),
    word('Zatrudnienia', 'Employments'),
    ['position'],
    [
      link('person', 'Osoba', 'Person', 'person', { required: true }),
      link('company', 'Firma', 'Company', 'company', { required: true }),
      field('position', 'Stanowisko', 'Position'),
      field(
        'job_level',
        'Szczebel',
        'Job level',
        'choice',
        choices(
          ['board', 'zarząd', 'board'],
          ['director', 'dyrektor', 'director'],
          ['specialist', 'specjalista', 'specialist'],
        ),
      ),
      field('valid_from', 'Od', 'From', 'date'),
      field('valid_to', 'Do', 'To', 'date'),
      field('is_primary', 'Główne', 'Primary', 'boolean'),
    ],
    { order: '-valid_from' },
  );
  const activity = entity(
    'activity',
    word('Kontakt', 'Activity'),
    word('Kontakty', 'Activities'),
    ['subject'],
    [
      field('happened_at', 'Kiedy', 'When', 'instant', { required: true }),
      field(
        'kind',
        'Rodzaj',
        'Kind',
        'choice',
        choices(
          ['call', 'telefon', 'call'],
          ['meeting', 'spotkanie', 'meeting'],
          ['email', 'e-mail', 'e-mail'],
          ['visit', 'wizyta', 'visit'],
        ),
      ),
      field('subject', 'Temat', 'Subject', 'text', { required: true }),
      link('company', 'Firma', 'Company', 'company'),
      link('person', 'Osoba', 'Person', 'person'),
      link('user', 'Kto', 'Who', 'user'),
    ],
    { order: '-happened_at' },
  );
  const task = entity(
    'task',
    word('Zadanie', 'Task'),
    word('Zadania', 'Tasks'),
    ['title'],
    [
      field('title', 'Tytuł', 'Title', 'text', { required: true }),
      field('due_at', 'Termin', 'Due', 'instant'),
      link('assignee', 'Kto', 'Assignee', 'user', { required: true }),
      link('company', 'Firma', 'Company', 'company'),
      field(
        'state',
        'Stan',
        'State',
        'state',
        choices(
          ['open', 'otwarte', 'open'],
          ['done', 'zrobione', 'done'],
          ['dropped', 'zaniechane', 'dropped'],
        ),
      ),
    ],
  );
  const invoice = entity(
    'invoice',
    word('Faktura', 'Invoice'),
    word('Faktury', 'Invoices'),
    ['number'],
    [
      field('number', 'Numer', 'Number', 'text', { required: true }),
      link('company', 'Firma', 'Company', 'company', { required: true }),
      field('sold_on', 'Sprzedaż', 'Sold on', 'date'),
      field('due_on', 'Termin', 'Due', 'date'),
      field('net', 'Netto', 'Net', 'money'),
      field('net_base', 'Netto w walucie biura', 'Net, office currency', 'money', { computed: true }),
      field('payment_state', 'Płatność', 'Payment', 'choice', {
        computed: true,
        ...choices(
          ['open', 'otwarta', 'open'],
          ['paid', 'zapłacona', 'paid'],
          ['overdue', 'po terminie', 'overdue'],
        ),
      }),
      field(
        'status',
        'Status',
        'Status',
        'state',
        choices(['registered', 'zarejestrowana', 'registered'], ['cancelled', 'anulowana', 'cancelled']),
      ),
      field('currency', 'Waluta', 'Currency', 'currency', { required: true }),
    ],
    {
      order: '-sold_on',
      list_columns: ['number', 'company', 'sold_on', 'due_on', 'payment_state', 'net', 'status'],
    },
  );
  const territory = entity(
    'territory',
    word('Region', 'Territory'),
    word('Regiony', 'Territories'),
    ['name'],
    [
      field('name', 'Nazwa', 'Name', 'text', { required: true }),
      link('manager', 'Kierownik', 'Manager', 'user'),
    ],
  );
  const user = entity(
    'user',
    word('Użytkownik', 'User'),
    word('Użytkownicy', 'Users'),
    ['name'],
    [
      field('name', 'Imię i nazwisko', 'Name', 'text', { required: true }),
      field('login', 'Login', 'Log-in', 'text', { required: true }),
      field('territories', 'Regiony', 'Territories', 'links', { to: 'territory' }),
      field('is_active', 'Aktywny', 'Active', 'boolean'),
    ],
  );
  return { version: 1, entities: [company, person, employment, activity, task, invoice, territory, user] };
}

const first_names = [
  'Anna',
  'Ewa',
  'Żaneta',
  'Łukasz',
  'Paweł',
  'Michał',
  'Zofia',
  'Jerzy',
  'Bożena',
  'Grzegorz',
];
const last_names = [
  'Kowalska',
  'Wiśniewski',
  'Świątek',
  'Dąbrowski',
  'Zielińska',
  'Wójcik',
  'Łuczak',
  'Żak',
  'Mazur',
  'Ćwikła',
];
const trades = [
  'Elektro-Sieci',
  'Okablowanie',
  'Telbud',
  'Instal-Net',
  'Światłowody',
  'Nowa Łączność',
  'Strukturalne Systemy',
  'Żuraw Telekom',
  'Kabel-Pol',
  'Śląskie Sieci',
];
const cities = [
  ['Łódź', 'łódzkie', '90-001'],
  ['Warszawa', 'mazowieckie', '00-569'],
  ['Kraków', 'małopolskie', '30-002'],
  ['Gdańsk', 'pomorskie', '80-001'],
  ['Wrocław', 'dolnośląskie', '50-010'],
  ['Bielsko-Biała', 'śląskie', '43-300'],
];

export function make_data(companies = 3000) {
  let seed = 7;
  const random = (below) => {
    seed = (seed * 1103515 + 12345) % 2147483648;
    return Math.floor(seed / 512) % below;
  };
  const pick = (list) => list[random(list.length)];
  const id = (kind, at) =>
    `0199${kind.toString(16).padStart(4, '0')}-0000-7000-8000-${at.toString(16).padStart(12, '0')}`;
  const day = (year) =>
    `${year}-${String(1 + random(12)).padStart(2, '0')}-${String(1 + random(28)).padStart(2, '0')}`;
  const tables = Object.fromEntries(
    ['company', 'person', 'employment', 'activity', 'task', 'invoice', 'territory', 'user'].map((name) => [
      name,
      new Map(),
    ]),
  );
  const made = {
    created_at: '2025-11-03T08:12:00.000Z',
    created_by: id(1, 0),
    changed_at: '2025-12-30T13:40:00.000Z',
    changed_by: id(1, 1),
    rev: 1,
  };
  const put = (name, row) => tables[name].set(row.id, { ...made, ...row });
  [
    ['sales', 'Ewa Kowalska'],
    ['management', 'Jerzy Łuczak'],
    ['accounting', 'Bożena Żak'],
  ].forEach(([login, name], at) =>
    put('user', { id: id(1, at), login, name, is_active: true, territories: [id(2, at)] }),
  );
  cities.forEach(([, region], at) => put('territory', { id: id(2, at), name: region, manager: id(1, 1) }));
  for (let at = 0; at < companies; at++) {
    const [city, region, code] = cities[at % cities.length];
    const company = id(3, at);
    const digits = [5, 2, 5, ...String(at).padStart(6, '0').split('').map(Number)];
    const sum =
      [6, 5, 7, 2, 3, 4, 5, 6, 7].reduce((all, weight, place) => all + weight * digits[place], 0) % 11;
    const limit = random(200000) * 100;
    put('company', {
      id: company,
      name: `${trades[random(trades.length)]} ${city} ${at + 1} Sp. z o.o.`,
      kind: pick(['distributor', 'reseller', 'installer', 'integrator', 'end_customer']),
      tier: pick(['1', '2', '3']),
      status: pick(['active', 'active', 'active', 'prospect', 'dormant', 'blocked', 'former']),
      industry: 'okablowanie strukturalne',
      employees_count: 3 + random(900),
      language: 'pl',
      phone: `+48 42 ${100 + random(899)} ${10 + random(89)} ${10 + random(89)}`,
      email: `biuro@firma${at + 1}.example`,
      website: `firma${at + 1}.example`,
      address_street: `ul. Długa ${1 + random(120)}`,
      address_postal_code: code,
      address_city: city,
      address_region: region,
      address_country: 'PL',
      owner: id(1, at % 2),
      territory: id(2, at % cities.length),
      tax_id: sum < 10 ? [...digits, sum].join('') : null,
      credibility: pick(['good', 'good', 'watch', 'lost']),
      credit_limit: `${limit}.00`,
      open_amount: `${random(9000000) / 100}`,
      is_over_limit: at % 7 === 0,
      last_contact_at: `${day(2025)}T09:30:00.000Z`,
      notes:
        at % 3 === 0
          ? 'Woli kontakt telefoniczny przed południem. Zamawia raz na kwartał, zwykle kabel kat. 6A.'
          : null,
    });
    if (at > 400) continue;
    for (let more = 0; more < 2 + (at % 4); more++) {
      const key = at * 8 + more;
      put('person', {
        id: id(4, key),
        last_name: pick(last_names),
        first_name: pick(first_names),
        phone: `+48 600 ${100 + random(899)} ${100 + random(899)}`,
        email: `osoba${key}@firma${at + 1}.example`,
        born_on: day(1975),
      });
      put('employment', {
        id: id(5, key),
        person: id(4, key),
        company,
        position: pick(['prezes zarządu', 'kierownik zakupów', 'projektant', 'handlowiec']),
        job_level: pick(['board', 'director', 'specialist']),
        valid_from: day(2019),
        is_primary: more === 0,
      });
      put('activity', {
        id: id(6, key),
        happened_at: `${day(2025)}T10:${10 + random(49)}:00.000Z`,
        kind: pick(['call', 'meeting', 'email', 'visit']),
        subject: pick([
          'Oferta na okablowanie biura',
          'Uzgodnienie terminu szkolenia',
          'Reklamacja paneli',
          'Rozmowa o limicie',
        ]),
        company,
        person: id(4, key),
        user: id(1, 0),
      });
    }
    for (let more = 0; more < 14; more++) {
      const key = at * 16 + more;
      const net = (50000 + random(9000000)) / 100;
      const year = 2023 + (more % 3);
      put('invoice', {
        id: id(7, key),
        number: `FV/${year}/${String(key).padStart(5, '0')}`,
        company,
        sold_on: day(year),
        due_on: day(year),
        net: (more === 5 ? -net / 10 : net).toFixed(2),
        net_base: (more === 5 ? -net / 10 : net).toFixed(2),
        currency: at % 9 === 0 ? 'EUR' : 'PLN',
        payment_state: pick(['paid', 'paid', 'open', 'overdue']),
        status: 'registered',
      });
    }
    put('task', {
      id: id(8, at),
      title: pick(['Zadzwonić w sprawie oferty', 'Wysłać katalog', 'Przygotować umowę']),
      due_at: `${day(2026)}T08:00:00.000Z`,
      assignee: id(1, 0),
      company,
      state: pick(['open', 'open', 'done']),
    });
  }
  return tables;
}
