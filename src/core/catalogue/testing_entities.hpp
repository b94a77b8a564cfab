// The entities of the office that testing.hpp offers to tests: every type of field, every kind of computed
// field, every kind of anchor.
#pragma once
#include "core/catalogue/declare.hpp"

namespace teczka::catalogue {

namespace testing_data {

inline constexpr sv in_office[] = {"office"};
inline constexpr sv on_record[] = {"record"};
inline constexpr sv itself[] = {"id"};
inline constexpr sv by_company[] = {"company"};
inline constexpr sv by_employments[] = {"employments.company"};
inline constexpr sv by_invoice[] = {"invoice.company"};
inline constexpr sv by_either[] = {"supplier", "customer"};

// territory, user ---------------------------------------------------------------------------------------
inline constexpr Field territory_fields[] = {
    {.name = "name", .label = {"Nazwa", "Name"}, .required = true, .searched = true, .sorted = true},
    {.name = "manager", .label = {"Kierownik", "Manager"}, .type = Type::link, .to = "user"},
    {.name = "parent",
     .label = {"Część", "Part of"},
     .type = Type::link,
     .to = "territory",
     .inverse = "parts"},
};
inline constexpr sv name_only[] = {"name"};
inline constexpr Entity territory{.name = "territory",
                                  .one = {"Terytorium", "Territory"},
                                  .many = {"Terytoria", "Territories"},
                                  .title = "name",
                                  .belongs_to = in_office,
                                  .fields = territory_fields,
                                  .list_columns = name_only,
                                  .order = "name"};

inline constexpr Field user_fields[] = {
    {.name = "login", .label = {"Login", "Login"}, .required = true, .searched = true, .unique = true},
    {.name = "name", .label = {"Nazwisko", "Name"}, .required = true, .searched = true, .sorted = true},
    {.name = "territories", .label = {"Terytoria", "Territories"}, .type = Type::links, .to = "territory"},
    {.name = "is_active", .label = {"Czynny", "Active"}, .type = Type::boolean, .initial = "true"},
};
inline constexpr sv user_columns[] = {"name", "login"};
inline constexpr Entity user{.name = "user",
                             .one = {"Użytkownik", "User"},
                             .many = {"Użytkownicy", "Users"},
                             .title = "name",
                             .belongs_to = in_office,
                             .fields = user_fields,
                             .list_columns = user_columns,
                             .order = "name"};

// company -----------------------------------------------------------------------------------------------
inline constexpr Choice company_kinds[] = {{"distributor", {"Dystrybutor", "Distributor"}},
                                           {"installer", {"Instalator", "Installer"}},
                                           {"end_customer", {"Klient końcowy", "End customer"}}};
inline constexpr Choice company_statuses[] = {{"prospect", {"Potencjalny", "Prospect"}},
                                              {"active", {"Czynny", "Active"}},
                                              {"dormant", {"Uśpiony", "Dormant"}},
                                              {"former", {"Dawny", "Former"}}};
inline constexpr Choice interests[] = {{"cabling", {"Okablowanie", "Cabling"}},
                                       {"alarms", {"Alarmy", "Alarms"}},
                                       {"climate", {"Klimatyzacja", "Climate"}}};
inline constexpr Choice contact_states[] = {
    {"fresh", {"Świeży", "Fresh"}}, {"cold", {"Zimny", "Cold"}}, {"never", {"Żaden", "Never"}}};
inline constexpr Group company_groups[] = {
    {"main", {"Dane", "Main"}}, {"address", {"Adres", "Address"}}, {"money", {"Finanse", "Finance"}}};
inline constexpr Field company_fields[] = {
    {.name = "name",
     .label = {"Nazwa", "Name"},
     .required = true,
     .searched = true,
     .sorted = true,
     .max = 200,
     .group = "main"},
    {.name = "short_name", .label = {"Nazwa krótka", "Short name"}, .searched = true, .sorted = true},
    {.name = "kind", .label = {"Rodzaj", "Kind"}, .type = Type::choice, .choices = company_kinds},
    {.name = "tier",
     .label = {"Szczebel", "Tier"},
     .type = Type::integer,
     .indexed = true,
     .max = 3,
     .min = "1"},
    {.name = "tax_id",
     .label = {"NIP", "Tax id"},
     .searched = true,
     .indexed = true,
     .checker = "tax_id",
     .twice = "tax_id_twice"},
    {.name = "status",
     .label = {"Stan", "Status"},
     .type = Type::choice,
     .choices = company_statuses,
     .required = true,
     .indexed = true,
     .initial = "\"prospect\""},
    {.name = "interests",
     .label = {"Zainteresowania", "Interests"},
     .type = Type::choices,
     .choices = interests},
    {.name = "address", .label = {"Adres", "Address"}, .type = Type::address, .group = "address"},
    {.name = "mailing_address",
     .label = {"Adres korespondencyjny", "Mailing address"},
     .type = Type::address,
     .group = "address"},
    {.name = "email", .label = {"E-mail", "E-mail"}, .searched = true, .checker = "email"},
    {.name = "language", .label = {"Język", "Language"}, .type = Type::language, .initial = "\"pl\""},
    {.name = "founded_on", .label = {"Założona", "Founded on"}, .type = Type::date, .min = "1800-01-01"},
    {.name = "visited_at", .label = {"Odwiedzona", "Visited at"}, .type = Type::instant},
    {.name = "is_key", .label = {"Kluczowa", "Key account"}, .type = Type::boolean, .initial = "false"},
    {.name = "territory",
     .label = {"Terytorium", "Territory"},
     .type = Type::link,
     .to = "territory",
     .inverse = "companies"},
    {.name = "owner",
     .label = {"Opiekun", "Owner"},
     .type = Type::link,
     .to = "user",
     .inverse = "companies",
     .initial = "me"},
    {.name = "group_parent",
     .label = {"Grupa", "Group"},
     .type = Type::link,
     .to = "company",
     .inverse = "subsidiaries",
     .inverse_label = {"Spółki zależne", "Subsidiaries"}},
    {.name = "level", .label = {"Poziom", "Level"}, .judged = true},
    {.name = "bank_account",
     .label = {"Rachunek", "Bank account"},
     .finance = true,
     .checker = "iban",
     .group = "money"},
    {.name = "credit_limit",
     .label = {"Limit kredytu", "Credit limit"},
     .type = Type::money,
     .finance = true,
     .min = "0",
     .group = "money"},
    {.name = "currency",
     .label = {"Waluta", "Currency"},
     .type = Type::currency,
     .finance = true,
     .initial = "\"PLN\"",
     .group = "money"},
    {.name = "discount",
     .label = {"Rabat", "Discount"},
     .type = Type::decimal,
     .finance = true,
     .max = 100,
     .scale = 2,
     .min = "0",
     .group = "money"},
    {.name = "notes", .label = {"Uwagi", "Notes"}, .type = Type::note},
    {.name = "turnover",
     .label = {"Obrót", "Turnover"},
     .type = Type::money,
     .rollup = {Fold::sum, "invoices", "net", "status = \"registered\""},
     .group = "money"},
    {.name = "open_total",
     .label = {"Do zapłaty", "Open"},
     .type = Type::money,
     .rollup = {Fold::sum, "invoices", "open_amount"},
     .group = "money"},
    {.name = "activity_count",
     .label = {"Liczba kontaktów", "Activities"},
     .type = Type::integer,
     .rollup = {Fold::count, "activities"}},
    {.name = "last_contact_at",
     .label = {"Ostatni kontakt", "Last contact"},
     .type = Type::instant,
     .rollup = {Fold::max, "activities", "happened_at"}},
    {.name = "turnover_by_month",
     .label = {"Obrót w miesiącach", "Turnover by month"},
     .type = Type::money,
     .rollup = {Fold::sum, "invoices", "net", "status = \"registered\"", "month(sold_on), salesperson"}},
    {.name = "is_over_limit",
     .label = {"Ponad limit", "Over limit"},
     .type = Type::boolean,
     .expression = "open_total > credit_limit"},
    {.name = "contact_state",
     .label = {"Kontakt", "Contact"},
     .type = Type::choice,
     .choices = contact_states,
     .expression = "if(last_contact_at is null, \"never\", if(last_contact_at >= today - 90d, \"fresh\", "
                   "\"cold\"))"},
};
inline constexpr Index company_indexes[] = {{.keys = {"owner", "name"}}, {.keys = {"territory", "name"}}};
inline constexpr Check company_checks[] = {
    {.code = "key_without_owner",
     .condition = "not is_key or owner is not null",
     .is_warning = true,
     .field = "owner"},
    {.code = "own_parent",
     .condition = "group_parent is null or group_parent <> id",
     .field = "group_parent"},
};
inline constexpr sv company_columns[] = {"name", "status", "address_city", "territory", "owner"};
inline constexpr Entity company{.name = "company",
                                .one = {"Firma", "Company"},
                                .many = {"Firmy", "Companies"},
                                .title = "name",
                                .belongs_to = itself,
                                .fields = company_fields,
                                .indexes = company_indexes,
                                .checks = company_checks,
                                .groups = company_groups,
                                .list_columns = company_columns,
                                .order = "name",
                                .merge = {.is_mergeable = true}};

// person, employment, supply, activity ------------------------------------------------------------------
inline constexpr Field person_fields[] = {
    {.name = "first_name", .label = {"Imię", "First name"}, .searched = true},
    {.name = "last_name",
     .label = {"Nazwisko", "Last name"},
     .required = true,
     .searched = true,
     .sorted = true},
    {.name = "email", .label = {"E-mail", "E-mail"}, .searched = true, .checker = "email"},
    {.name = "phone", .label = {"Telefon", "Phone"}, .searched = true, .checker = "phone"},
    {.name = "born_on", .label = {"Urodzony", "Born on"}, .type = Type::date},
};
inline constexpr sv person_columns[] = {"last_name", "first_name", "email"};
inline constexpr Entity person{.name = "person",
                               .one = {"Osoba", "Person"},
                               .many = {"Osoby", "People"},
                               .title = "last_name first_name",
                               .belongs_to = by_employments,
                               .fields = person_fields,
                               .list_columns = person_columns,
                               .order = "last_name",
                               .merge = {.is_mergeable = true}};

inline constexpr Field employment_fields[] = {
    {.name = "person",
     .label = {"Osoba", "Person"},
     .type = Type::link,
     .to = "person",
     .inverse = "employments",
     .required = true,
     .owned = true},
    {.name = "company",
     .label = {"Firma", "Company"},
     .type = Type::link,
     .to = "company",
     .inverse = "employments",
     .required = true},
    {.name = "position", .label = {"Stanowisko", "Position"}, .searched = true},
    {.name = "valid_from", .label = {"Od", "From"}, .type = Type::date},
    {.name = "valid_to", .label = {"Do", "To"}, .type = Type::date},
    {.name = "is_primary", .label = {"Główne", "Primary"}, .type = Type::boolean, .initial = "true"},
    {.name = "is_current",
     .label = {"Obecne", "Current"},
     .type = Type::boolean,
     .expression = "(valid_from is null or valid_from <= today) and (valid_to is null or valid_to >= today)"},
};
inline constexpr Index employment_indexes[] = {
    {.keys = {"person"}, .where = "is_primary", .unique = true},
};
inline constexpr Check employment_checks[] = {
    {.code = "period_backwards",
     .condition = "valid_from is null or valid_to is null or valid_from <= valid_to",
     .field = "valid_to"},
};
inline constexpr sv employment_columns[] = {"position", "person", "company"};
inline constexpr Entity employment{
    .name = "employment",
    .one = {"Zatrudnienie", "Employment"},
    .many = {"Zatrudnienia", "Employments"},
    .title = "position",
    .belongs_to = by_company,
    .fields = employment_fields,
    .indexes = employment_indexes,
    .checks = employment_checks,
    .list_columns = employment_columns,
    .order = "-valid_from",
    .merge = {.same = "person company", .meeting = Meeting::join_agreeing, .only_one = "is_primary"}};

inline constexpr Field supply_fields[] = {
    {.name = "supplier",
     .label = {"Dostawca", "Supplier"},
     .type = Type::link,
     .to = "company",
     .inverse = "supplied",
     .inverse_label = {"Odbiorcy", "Customers"},
     .required = true},
    {.name = "customer",
     .label = {"Odbiorca", "Customer"},
     .type = Type::link,
     .to = "company",
     .inverse = "supplies",
     .inverse_label = {"Dostawcy", "Suppliers"},
     .required = true},
    {.name = "since", .label = {"Od", "Since"}, .type = Type::date},
    {.name = "annual_value", .label = {"Wartość", "Annual value"}, .type = Type::money, .finance = true},
};
inline constexpr Check supply_checks[] = {
    {.code = "supplies_itself", .condition = "supplier <> customer", .field = "customer"}};
inline constexpr sv supply_columns[] = {"supplier", "customer"};
inline constexpr Entity supply{
    .name = "supply",
    .one = {"Dostawy", "Supply"},
    .many = {"Dostawy", "Supplies"},
    .title = "supplier customer",
    .belongs_to = by_either,
    .fields = supply_fields,
    .checks = supply_checks,
    .list_columns = supply_columns,
    .order = "-since",
    .merge = {.same = "supplier customer", .meeting = Meeting::keep_survivors, .to_itself = "record"}};

inline constexpr Choice activity_kinds[] = {
    {"call", {"Telefon", "Call"}}, {"meeting", {"Spotkanie", "Meeting"}}, {"email", {"E-mail", "E-mail"}}};
inline constexpr Field activity_fields[] = {
    {.name = "kind",
     .label = {"Rodzaj", "Kind"},
     .type = Type::choice,
     .choices = activity_kinds,
     .required = true,
     .initial = "\"call\""},
    {.name = "happened_at",
     .label = {"Kiedy", "When"},
     .type = Type::instant,
     .required = true,
     .indexed = true,
     .initial = "now"},
    {.name = "company",
     .label = {"Firma", "Company"},
     .type = Type::link,
     .to = "company",
     .inverse = "activities"},
    {.name = "person",
     .label = {"Osoba", "Person"},
     .type = Type::link,
     .to = "person",
     .inverse = "activities"},
    {.name = "user", .label = {"Kto", "Who"}, .type = Type::link, .to = "user", .initial = "me"},
    {.name = "subject", .label = {"Temat", "Subject"}, .required = true, .searched = true, .sorted = true},
    {.name = "body", .label = {"Treść", "Body"}, .type = Type::note},
};
inline constexpr sv activity_columns[] = {"subject", "happened_at", "company"};
inline constexpr Entity activity{.name = "activity",
                                 .one = {"Kontakt", "Activity"},
                                 .many = {"Kontakty", "Activities"},
                                 .title = "subject",
                                 .belongs_to = by_company,
                                 .fields = activity_fields,
                                 .list_columns = activity_columns,
                                 .order = "-happened_at"};

// deal: series and state --------------------------------------------------------------------------------
inline constexpr Choice deal_stages[] = {{"new", {"Nowa", "New"}},
                                         {"in_progress", {"W toku", "In progress"}},
                                         {"won", {"Wygrana", "Won"}, true},
                                         {"lost", {"Przegrana", "Lost"}, true}};
inline constexpr Move deal_moves[] = {{"new", "in_progress", "change"},
                                      {"in_progress", "new", "change"},
                                      {"in_progress", "lost", "change"},
                                      {"in_progress", "won", "approve", "value is not null"}};
inline constexpr Field deal_fields[] = {
    {.name = "number",
     .label = {"Numer", "Number"},
     .searched = true,
     .unique = true,
     .read_only = true,
     .series = "deal"},
    {.name = "title", .label = {"Tytuł", "Title"}, .required = true, .searched = true, .sorted = true},
    {.name = "company",
     .label = {"Firma", "Company"},
     .type = Type::link,
     .to = "company",
     .inverse = "deals",
     .required = true},
    {.name = "stage",
     .label = {"Etap", "Stage"},
     .type = Type::state,
     .choices = deal_stages,
     .moves = deal_moves,
     .required = true,
     .initial = "\"new\""},
    {.name = "value", .label = {"Wartość", "Value"}, .type = Type::money},
    {.name = "owner",
     .label = {"Prowadzi", "Owner"},
     .type = Type::link,
     .to = "user",
     .inverse = "deals",
     .required = true,
     .initial = "company.owner"},
    {.name = "participants", .label = {"Uczestnicy", "Participants"}, .type = Type::links, .to = "person"},
    {.name = "due_on", .label = {"Termin", "Due on"}, .type = Type::date, .initial = "today + 1m"},
};
inline constexpr sv deal_columns[] = {"title", "number", "stage", "company"};
inline constexpr Entity deal{.name = "deal",
                             .one = {"Sprawa", "Deal"},
                             .many = {"Sprawy", "Deals"},
                             .title = "number title",
                             .belongs_to = by_company,
                             .fields = deal_fields,
                             .list_columns = deal_columns,
                             .order = "-due_on"};

// invoice, invoice_line, payment ------------------------------------------------------------------------
inline constexpr Choice invoice_statuses[] = {{"registered", {"Zapisana", "Registered"}},
                                              {"cancelled", {"Anulowana", "Cancelled"}}};
inline constexpr Choice payment_states[] = {
    {"open", {"Otwarta", "Open"}}, {"paid", {"Zapłacona", "Paid"}}, {"overdue", {"Po terminie", "Overdue"}}};
inline constexpr Field invoice_fields[] = {
    {.name = "company",
     .label = {"Firma", "Company"},
     .type = Type::link,
     .to = "company",
     .inverse = "invoices",
     .required = true},
    {.name = "number",
     .label = {"Numer", "Number"},
     .required = true,
     .searched = true,
     .sorted = true,
     .twice = "invoice_twice"},
    {.name = "status",
     .label = {"Stan", "Status"},
     .type = Type::choice,
     .choices = invoice_statuses,
     .required = true,
     .initial = "\"registered\""},
    {.name = "issued_on",
     .label = {"Wystawiona", "Issued on"},
     .type = Type::date,
     .required = true,
     .indexed = true},
    {.name = "sold_on",
     .label = {"Sprzedaż", "Sold on"},
     .type = Type::date,
     .indexed = true,
     .initial = "issued_on"},
    {.name = "due_on", .label = {"Termin", "Due on"}, .type = Type::date, .initial = "issued_on + 14d"},
    {.name = "currency",
     .label = {"Waluta", "Currency"},
     .type = Type::currency,
     .required = true,
     .initial = "coalesce(company.currency, \"PLN\")"},
    {.name = "rate",
     .label = {"Kurs", "Rate"},
     .type = Type::decimal,
     .finance = true,
     .scale = 4,
     .initial = "1"},
    {.name = "net", .label = {"Netto", "Net"}, .type = Type::money, .required = true, .finance = true},
    {.name = "vat", .label = {"VAT", "VAT"}, .type = Type::money, .finance = true},
    {.name = "salesperson",
     .label = {"Handlowiec", "Salesperson"},
     .type = Type::link,
     .to = "user",
     .initial = "company.owner"},
    {.name = "corrects",
     .label = {"Koryguje", "Corrects"},
     .type = Type::link,
     .to = "invoice",
     .inverse = "corrections"},
    {.name = "lines", .label = {"Pozycje", "Lines"}, .type = Type::list, .to = "invoice_line"},
    {.name = "lines_net",
     .label = {"Netto pozycji", "Net of lines"},
     .type = Type::money,
     .rollup = {Fold::sum, "lines", "net"}},
    {.name = "paid_amount",
     .label = {"Zapłacono", "Paid"},
     .type = Type::money,
     .rollup = {Fold::sum, "payments", "amount"}},
    {.name = "gross",
     .label = {"Brutto", "Gross"},
     .type = Type::money,
     .expression = "net + coalesce(vat, 0)"},
    {.name = "open_amount",
     .label = {"Do zapłaty", "Open amount"},
     .type = Type::money,
     .expression = "if(status = \"cancelled\", 0, gross - paid_amount)"},
    {.name = "is_overdue",
     .label = {"Po terminie", "Overdue"},
     .type = Type::boolean,
     .expression = "open_amount > 0 and due_on < today"},
    {.name = "payment_state",
     .label = {"Zapłata", "Payment"},
     .type = Type::choice,
     .choices = payment_states,
     .expression = "if(open_amount <= 0, \"paid\", if(is_overdue, \"overdue\", \"open\"))"},
};
inline constexpr Check invoice_checks[] = {
    {.code = "lines_differ",
     .condition = "lines count() = 0 or lines_net = net",
     .is_warning = true,
     .field = "net"},
};
inline constexpr sv invoice_columns[] = {"number", "company", "sold_on", "net", "payment_state"};
inline constexpr Entity invoice{.name = "invoice",
                                .one = {"Faktura", "Invoice"},
                                .many = {"Faktury", "Invoices"},
                                .title = "number",
                                .belongs_to = by_company,
                                .fields = invoice_fields,
                                .checks = invoice_checks,
                                .list_columns = invoice_columns,
                                .order = "-issued_on"};

inline constexpr Field invoice_line_fields[] = {
    {.name = "invoice",
     .label = {"Faktura", "Invoice"},
     .type = Type::link,
     .to = "invoice",
     .inverse = "lines",
     .required = true,
     .owned = true},
    {.name = "name", .label = {"Nazwa", "Name"}, .required = true, .searched = true},
    {.name = "quantity", .label = {"Ilość", "Quantity"}, .type = Type::decimal, .scale = 3, .initial = "1"},
    {.name = "price", .label = {"Cena", "Price"}, .type = Type::money, .finance = true},
    {.name = "net",
     .label = {"Netto", "Net"},
     .type = Type::money,
     .required = true,
     .finance = true,
     .initial = "price * quantity"},
};
inline constexpr sv invoice_line_columns[] = {"name", "quantity", "net"};
inline constexpr Entity invoice_line{.name = "invoice_line",
                                     .one = {"Pozycja", "Line"},
                                     .many = {"Pozycje", "Lines"},
                                     .title = "name",
                                     .belongs_to = by_invoice,
                                     .fields = invoice_line_fields,
                                     .list_columns = invoice_line_columns,
                                     .is_internal = true};

inline constexpr Field payment_fields[] = {
    {.name = "invoice",
     .label = {"Faktura", "Invoice"},
     .type = Type::link,
     .to = "invoice",
     .inverse = "payments",
     .required = true},
    {.name = "received_on", .label = {"Dnia", "Received on"}, .type = Type::date, .required = true},
    {.name = "amount", .label = {"Kwota", "Amount"}, .type = Type::money, .required = true, .finance = true},
    {.name = "title", .label = {"Tytuł", "Title"}, .searched = true},
};
inline constexpr sv payment_columns[] = {"title", "received_on", "amount"};
inline constexpr Entity payment{.name = "payment",
                                .one = {"Wpłata", "Payment"},
                                .many = {"Wpłaty", "Payments"},
                                .title = "title",
                                .belongs_to = by_invoice,
                                .fields = payment_fields,
                                .list_columns = payment_columns,
                                .order = "-received_on"};

// comment hangs on any record; segment keeps a condition ------------------------------------------------
inline constexpr Field comment_fields[] = {
    {.name = "record", .label = {"Rekord", "Record"}, .type = Type::any_link, .required = true},
    {.name = "body", .label = {"Treść", "Body"}, .type = Type::note, .required = true, .searched = true},
};
inline constexpr sv comment_columns[] = {"body", "record"};
inline constexpr Entity comment{.name = "comment",
                                .one = {"Komentarz", "Comment"},
                                .many = {"Komentarze", "Comments"},
                                .title = "body",
                                .belongs_to = on_record,
                                .fields = comment_fields,
                                .list_columns = comment_columns};

inline constexpr Choice segment_abouts[] = {{"company", {"Firmy", "Companies"}},
                                            {"person", {"Osoby", "People"}}};
inline constexpr Field segment_fields[] = {
    {.name = "name", .label = {"Nazwa", "Name"}, .required = true, .searched = true, .sorted = true},
    {.name = "about",
     .label = {"O czym", "About"},
     .type = Type::choice,
     .choices = segment_abouts,
     .required = true},
    {.name = "filter", .label = {"Warunek", "Filter"}, .type = Type::condition, .to = "about"},
    {.name = "country", .label = {"Kraj", "Country"}, .type = Type::country},
    {.name = "members", .label = {"Członkowie", "Members"}, .type = Type::links, .to = "company"},
};
inline constexpr Entity segment{.name = "segment",
                                .one = {"Segment", "Segment"},
                                .many = {"Segmenty", "Segments"},
                                .title = "name",
                                .belongs_to = in_office,
                                .fields = segment_fields,
                                .list_columns = name_only,
                                .order = "name"};

inline constexpr const Entity* entities[] = {&territory, &user,     &company, &person,  &employment,
                                             &supply,    &activity, &deal,    &invoice, &invoice_line,
                                             &payment,   &comment,  &segment};

}  // namespace testing_data

}  // namespace teczka::catalogue
