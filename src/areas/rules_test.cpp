// What the rules refuse, warn of and add, on a database in memory.
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>

#include "areas/areas.hpp"
#include "core/base/json.hpp"
#include "core/change/change.hpp"
#include "core/change/merge.hpp"
#include "core/schema/schema.hpp"
#include "core/store/store.hpp"

namespace teczka::areas {
namespace {
using change::Act;

std::string said(const Refusal& refusal) {
    std::string out;
    for (const auto& complaint : refusal.complaints) {
        out += complaint.field + ": " + complaint.code;
        for (const auto& [name, value] : complaint.parameters) out += " " + name + "=" + value;
        out += "\n";
    }
    return out;
}

bool names(const Refusal& refusal, std::string_view code) {
    for (const auto& complaint : refusal.complaints)
        if (complaint.code == code) return true;
    return false;
}

// An office in memory that everything is done to as the system.
class Office : public ::testing::Test {
protected:
    void SetUp() override {
        auto built = catalogue::Catalogue::build(entities());
        ASSERT_TRUE(built) << said(built.error());
        catalogue_ = *built;
        auto made = rights::Rights::build(*catalogue_, rights());
        ASSERT_TRUE(made) << said(made.error());
        rights_ = *made;
        connection_ = store::open_sqlite({.path = ":memory:", .is_writer = true});
        schema::apply(*connection_, *catalogue_, *schema::difference(*connection_, *catalogue_));
        committer_ = std::make_unique<change::Committer>(
            *connection_, change::Options{*catalogue_, *rights_, rules(), environment_});
    }

    // "{…}" of fields → what commit() says. `act` create unless an id is given.
    Result<change::Committed> save(std::string_view entity, std::string_view set, std::optional<Id> id = {},
                                   std::map<std::string, std::string, std::less<>> accepted = {}) {
        const auto body = parse_json("{\"set\":" + std::string{set} + "}")->as_object();
        auto pending = change::parse_change(catalogue_->at(entity), id, id ? Act::change : Act::create,
                                            actor_, body, environment_);
        if (!pending) return std::unexpected{pending.error()};
        pending->accepted = std::move(accepted);
        return committer_->commit(*pending);
    }

    Id made(std::string_view entity, std::string_view set,
            std::map<std::string, std::string, std::less<>> accepted = {}) {
        const auto committed = save(entity, set, {}, std::move(accepted));
        EXPECT_TRUE(committed) << entity << " " << set << "\n" << said(committed.error());
        return committed ? committed->records.front().id : Id{};
    }

    void refused(std::string_view entity, std::string_view set, std::string_view code) {
        const auto committed = save(entity, set);
        ASSERT_FALSE(committed) << entity << " " << set << " should say " << code;
        EXPECT_TRUE(names(committed.error(), code)) << code << " expected:\n" << said(committed.error());
    }

    std::int64_t stored(std::string_view entity, const Id& id, std::string_view column) {
        auto& statement = connection_->prepare("SELECT " + std::string{column} + " FROM \"" +
                                               std::string{entity} + "\" WHERE id = ?");
        store::Use use{statement};
        use->bind(1, id);
        EXPECT_TRUE(use->step());
        return use->is_null(0) ? -1 : use->integer(0);
    }

    Environment environment_ = seeded_environment(7, 1'767'225'600'000);  // 2026-01-01
    rights::Actor actor_{.login = "system", .is_system = true};
    std::shared_ptr<const catalogue::Catalogue> catalogue_;
    std::shared_ptr<const rights::Rights> rights_;
    std::unique_ptr<store::Connection> connection_;
    std::unique_ptr<change::Committer> committer_;
};

std::string quoted(const Id& id) { return "\"" + id.to_text() + "\""; }

TEST_F(Office, identifiers_prove_themselves) {
    made("company", R"({"name":"Kabel","tax_id":"526-587-76-35","regon":"123456785"})");
    refused("company", R"({"name":"A","tax_id":"5265877636"})", "nip_checksum");
    refused("company", R"({"name":"A","tax_id":"526587"})", "nip_length");
    refused("company", R"({"name":"A","regon":"123456786"})", "regon_checksum");
    refused("company", R"({"name":"A","krs":"123"})", "krs_length");
    refused("company", R"({"name":"A","bank_account":"PL61109010140000071219812875"})", "iban_checksum");
    refused("company", R"({"name":"A","email":"nobody"})", "email_form");
}

TEST_F(Office, the_same_tax_id_twice_is_a_warning_accepted_with_a_reason) {
    made("company", R"({"name":"Gmina","tax_id":"5265877635"})");
    refused("company", R"({"name":"Szkoła","tax_id":"5265877635"})", "tax_id_twice");
    made("company", R"({"name":"Szkoła","tax_id":"5265877635"})", {{"tax_id_twice", "jednostka gminy"}});
}

TEST_F(Office, lost_credibility_needs_a_reason) {
    refused("company", R"({"name":"A","credibility":"lost"})", "credibility_reason_missing");
    made("company", R"({"name":"A","credibility":"lost","credibility_reason":"upadłość"})");
}

TEST_F(Office, supply_makes_no_ring) {
    const Id a = made("company", R"({"name":"A"})"), b = made("company", R"({"name":"B"})"),
             c = made("company", R"({"name":"C"})");
    const auto pair = [](const Id& supplier, const Id& customer) {
        return "{\"supplier\":" + quoted(supplier) + ",\"customer\":" + quoted(customer) + "}";
    };
    refused("supply", pair(a, a), "supplies_itself");
    made("supply", pair(a, b));
    made("supply", pair(b, c));
    made("supply", pair(a, c));
    refused("supply", pair(c, a), "supply_ring");
    refused("supply", pair(b, a), "supply_ring");
    refused("supply", pair(a, b), "supply_twice");
}

TEST_F(Office, tiers_that_do_not_follow_supply_are_a_warning) {
    const Id one = made("company", R"({"name":"A","tier":1})"),
             two = made("company", R"({"name":"B","tier":2})");
    const std::string upwards = "{\"supplier\":" + quoted(two) + ",\"customer\":" + quoted(one) + "}";
    refused("supply", upwards, "tiers_do_not_follow");
    made("supply", upwards, {{"tiers_do_not_follow", "odkup"}});
}

TEST_F(Office, a_holding_does_not_contain_itself) {
    const Id a = made("company", R"({"name":"A"})");
    const Id b = made("company", "{\"name\":\"B\",\"group_parent\":" + quoted(a) + "}");
    const auto ring = save("company", "{\"group_parent\":" + quoted(b) + "}", a);
    ASSERT_FALSE(ring);
    EXPECT_TRUE(names(ring.error(), "holding_ring")) << said(ring.error());
}

TEST_F(Office, one_employment_is_primary_whichever_way_it_moves) {
    const Id company = made("company", R"({"name":"A"})"), person = made("person", R"({"last_name":"Żak"})");
    const std::string both = "\"person\":" + quoted(person) + ",\"company\":" + quoted(company);
    const Id first = made("employment", "{" + both + "}");
    EXPECT_EQ(stored("employment", first, "is_primary"), 1);
    const Id second = made("employment", "{" + both + ",\"is_primary\":true}");
    EXPECT_EQ(stored("employment", first, "is_primary"), 0);
    EXPECT_EQ(stored("employment", second, "is_primary"), 1);
    const auto back = save("employment", R"({"is_primary":true})", first);
    ASSERT_TRUE(back) << said(back.error());
    EXPECT_EQ(stored("employment", first, "is_primary"), 1);
    EXPECT_EQ(stored("employment", second, "is_primary"), 0);
}

TEST_F(Office, a_contact_point_has_exactly_one_holder) {
    const Id company = made("company", R"({"name":"A"})"), person = made("person", R"({"last_name":"B"})");
    const std::string rest = R"("kind":"phone","value":"22 123 45 67")";
    refused("contact_point", "{" + rest + "}", "company_or_person");
    refused("contact_point",
            "{\"company\":" + quoted(company) + ",\"person\":" + quoted(person) + "," + rest + "}",
            "company_or_person");
    made("contact_point", "{\"person\":" + quoted(person) + "," + rest + "}");
}

TEST_F(Office, an_invoice_takes_its_net_from_its_lines) {
    const Id company = made("company", R"({"name":"A"})");
    const Id invoice = made("invoice", "{\"company\":" + quoted(company) +
                                           R"(,"number":"FV/1","issued_on":"2026-01-05","rate":"2"})");
    EXPECT_EQ(stored("invoice", invoice, "net"), 0);
    const std::string of_it = "{\"invoice\":" + quoted(invoice);
    // 3 × 0.335 × 95 % = 0.95475 → 0.95; 1 × 10.005 → 10.01 (half up)
    const Id line =
        made("invoice_line", of_it + R"(,"quantity":"3","unit_price":"0.335","discount_percent":"5"})");
    EXPECT_EQ(stored("invoice_line", line, "net"), 95);
    made("invoice_line", of_it + R"(,"quantity":"1","unit_price":"10.005"})");
    EXPECT_EQ(stored("invoice", invoice, "net"), 1096);
    EXPECT_EQ(stored("invoice", invoice, "net_base"), 2192);
    EXPECT_EQ(stored("company", company, "open_amount"), 2192);
    ASSERT_TRUE(save("invoice_line", R"({"quantity":"6"})", line));
    EXPECT_EQ(stored("invoice_line", line, "net"), 191);
    EXPECT_EQ(stored("invoice", invoice, "net"), 1192);
    refused("invoice_line", of_it + R"(,"name":"bez kwoty"})", "net_required");
}

TEST_F(Office, a_given_net_that_differs_from_the_lines_is_a_warning) {
    const Id company = made("company", R"({"name":"A"})");
    const Id invoice =
        made("invoice", "{\"company\":" + quoted(company) + R"(,"number":"1","net":"100.00"})");
    const std::string of_it = "{\"invoice\":" + quoted(invoice);
    made("invoice_line", of_it + R"(,"net":"60.00"})");
    refused("invoice_line", of_it + R"(,"net":"60.00"})", "net_differs_from_lines");
    made("invoice_line", of_it + R"(,"net":"40.00"})");
    EXPECT_EQ(stored("invoice", invoice, "net"), 10000);
}

TEST_F(Office, invoice_numbers_repeat_with_a_warning_and_ksef_numbers_never) {
    const Id company = made("company", R"({"name":"A"})");
    const auto with = [&](std::string_view rest) {
        return "{\"company\":" + quoted(company) + ",\"net\":\"1.00\"," + std::string{rest} + "}";
    };
    made("invoice", with(R"("number":"1","ksef_number":"5265877635-20260105-AAAAAA-BB")"));
    refused("invoice", with(R"("number":"1")"), "number_twice");
    made("invoice", with(R"("number":"1","issuer":"Inny")"));
    EXPECT_FALSE(save("invoice", with(R"("number":"2","ksef_number":"5265877635-20260105-AAAAAA-BB")"), {},
                      {{"number_twice", "tak"}}));
}

TEST_F(Office, a_settlement_says_its_net_since_its_lines_show_the_whole_order) {
    const Id company = made("company", R"({"name":"A"})");
    const std::string settlement = "{\"company\":" + quoted(company) + R"(,"number":"1","kind":"settlement")";
    refused("invoice", settlement + "}", "net_required");
    const Id invoice = made("invoice", settlement + R"(,"net":"30.00"})");
    made("invoice_line", "{\"invoice\":" + quoted(invoice) + R"(,"net":"100.00"})");
    EXPECT_EQ(stored("invoice", invoice, "net"), 3000);
}

TEST_F(Office, a_foreign_currency_wants_its_rate) {
    made("office", R"({"name":"Biuro"})");
    const Id company = made("company", R"({"name":"A"})");
    const std::string euro =
        "{\"company\":" + quoted(company) + R"(,"number":"1","net":"1.00","currency":"EUR")";
    refused("invoice", euro + "}", "rate_missing");
    made("invoice", euro + R"(,"rate":"4.25"})");
}

TEST_F(Office, an_administrator_remains) {
    const Id group = made("user_group", R"({"code":"administrator","name_pl":"A","name_en":"A"})");
    const std::string member = ",\"groups\":[" + quoted(group) + "]}";
    const Id one = made("user", R"({"login":"a","name":"A")" + member);
    const auto left = save("user", R"({"is_active":false})", one);
    ASSERT_FALSE(left);
    EXPECT_TRUE(names(left.error(), "last_administrator")) << said(left.error());
    made("user", R"({"login":"b","name":"B")" + member);
    EXPECT_TRUE(save("user", R"({"is_active":false})", one));
}

TEST_F(Office, a_time_zone_is_written_as_one) {
    const auto zoned = [](std::string_view zone) {
        return R"({"name":"Biuro","time_zone":")" + std::string{zone} + "\"}";
    };
    for (const auto* zone : {"</title>", "../etc/passwd", "/etc/passwd", ":UTC", "UTC 1", "1", "ćma"})
        refused("office", zoned(zone), "time_zone_unknown");
    const auto office = made("office", zoned("Europe/Warsaw"));
    for (const auto* zone : {"UTC", "Etc/GMT+1", "America/Port-au-Prince"})
        EXPECT_TRUE(save("office", zoned(zone), office)) << zone;
    EXPECT_FALSE(save("office", zoned("<b>"), office));
}

TEST_F(Office, a_task_reads_its_recurrence_and_knows_when_it_was_done) {
    const Id user = made("user", R"({"login":"a","name":"A"})");
    const std::string task = "{\"title\":\"Zadzwonić\",\"assignee\":" + quoted(user);
    refused("task", task + R"(,"recurrence":"co miesiąc"})", "recurrence_form");
    refused("task", task + R"(,"recurrence":"FREQ=HOURLY"})", "recurrence_form");
    refused("task", task + R"(,"recurrence":"FREQ=DAILY;FREQ=DAILY"})", "recurrence_form");
    const Id made_task = made("task", task + R"(,"recurrence":"FREQ=MONTHLY;BYMONTHDAY=1"})");
    ASSERT_TRUE(save("task", R"({"state":"done"})", made_task));
    EXPECT_GT(stored("task", made_task, "done_at"), 0);
}

// Today is 2026-01-01. A holds for Ala, B for Bartek, C for Celina, X for somebody who left.
struct SubstitutionCase {
    const char* set;      // letters stand for users
    const char* refused;  // "": it is made
};

std::string with_users(std::string text, const std::map<std::string, Id>& users) {
    for (const auto& [letter, id] : users)
        for (auto at = text.find("\"" + letter + "\""); at != std::string::npos;
             at = text.find("\"" + letter + "\""))
            text.replace(at, 3, quoted(id));
    return text;
}

TEST_F(Office, a_substitution_makes_sense) {
    const std::map<std::string, Id> users{
        {"A", made("user", R"({"login":"a","name":"Ala"})")},
        {"B", made("user", R"({"login":"b","name":"Bartek"})")},
        {"C", made("user", R"({"login":"c","name":"Celina"})")},
        {"D", made("user", R"({"login":"d","name":"Dorota"})")},
        {"X", made("user", R"({"login":"x","name":"X","is_active":false})")}};
    const SubstitutionCase cases[]{
        {R"({"absent":"A","deputy":"B","from":"2026-01-10","to":"2026-01-20"})", ""},
        {R"({"absent":"A","deputy":"A","from":"2026-02-10","to":"2026-02-20"})", "deputy_of_oneself"},
        {R"({"absent":"A","deputy":"B","from":"2026-02-20","to":"2026-02-10"})", "period_backwards"},
        {R"({"absent":"A","deputy":"B","from":"2025-12-01","to":"2025-12-31"})", "substitution_in_past"},
        {R"({"absent":"A","deputy":"B","from":"2025-12-31","to":"2026-01-05"})", "substitution_in_past"},
        {R"({"absent":"A","deputy":"X","from":"2026-02-10","to":"2026-02-20"})", "deputy_inactive"},
        {R"({"absent":"A","from":"2026-02-10","to":"2026-02-20"})", "required"},
        {R"({"absent":"A","deputy":"B","from":"2026-02-10"})", "required"},
        // The same pair once at a time, also by a single day; after it, again.
        {R"({"absent":"A","deputy":"B","from":"2026-01-20","to":"2026-01-30"})", "substitution_twice"},
        {R"({"absent":"A","deputy":"B","from":"2026-01-01","to":"2026-01-10"})", "substitution_twice"},
        {R"({"absent":"A","deputy":"B","from":"2026-01-12","to":"2026-01-13"})", "substitution_twice"},
        {R"({"absent":"A","deputy":"B","from":"2026-01-21","to":"2026-01-30"})", ""},
        // Two deputies of one absent share the days.
        {R"({"absent":"A","deputy":"D","from":"2026-01-15","to":"2026-01-25"})", ""},
        // Each for the other: only one after the other.
        {R"({"absent":"B","deputy":"A","from":"2026-01-20","to":"2026-01-20"})", "substitution_ring"},
        {R"({"absent":"B","deputy":"A","from":"2026-01-31","to":"2026-02-05"})", ""},
        // A ring of three, and one that only looks like it because the days differ.
        {R"({"absent":"C","deputy":"A","from":"2026-03-01","to":"2026-03-10"})", ""},
        {R"({"absent":"D","deputy":"C","from":"2026-03-11","to":"2026-03-20"})", ""},
        {R"({"absent":"A","deputy":"D","from":"2026-03-01","to":"2026-03-10"})", ""},
        {R"({"absent":"D","deputy":"C","from":"2026-03-05","to":"2026-03-08"})", "substitution_ring"},
        // Who is away himself is asked about.
        {R"({"absent":"D","deputy":"A","from":"2026-01-22","to":"2026-01-23"})", "substitution_ring"},
        {R"({"absent":"C","deputy":"A","from":"2026-01-22","to":"2026-01-23"})", "deputy_absent"},
    };
    for (const auto& [set, code] : cases) {
        const auto saved = save("substitution", with_users(set, users));
        EXPECT_EQ(saved.has_value(), *code == '\0') << set << "\n" << (saved ? "" : said(saved.error()));
        if (saved) continue;
        EXPECT_TRUE(names(saved.error(), code)) << set << "\n" << said(saved.error());
    }
    made("substitution",
         with_users(R"({"absent":"C","deputy":"A","from":"2026-01-22","to":"2026-01-23"})", users),
         {{"deputy_absent", "dzwoni codziennie"}});
}

TEST_F(Office, a_substitution_that_began_is_only_ended_and_one_that_is_over_stays) {
    const Id a = made("user", R"({"login":"a","name":"Ala"})"),
             b = made("user", R"({"login":"b","name":"B"})"), c = made("user", R"({"login":"c","name":"C"})");
    const Id id = made("substitution", "{\"absent\":" + quoted(a) + ",\"deputy\":" + quoted(b) +
                                           R"(,"from":"2026-01-01","to":"2026-01-05"})");
    const auto is_refused = [&](std::string_view set, std::string_view code) {
        const auto saved = save("substitution", set, id);
        ASSERT_FALSE(saved) << set;
        EXPECT_TRUE(names(saved.error(), code)) << set << "\n" << said(saved.error());
    };
    const auto remove = [&] {
        return committer_->commit(
            {.op = environment_.make_id(),
             .actor = actor_,
             .records = {{.entity = &catalogue_->at("substitution"), .id = id, .act = Act::remove}}});
    };
    is_refused(R"({"from":"2026-01-02"})", "substitution_has_begun");
    is_refused("{\"deputy\":" + quoted(c) + "}", "substitution_has_begun");
    is_refused("{\"absent\":" + quoted(c) + "}", "substitution_has_begun");
    is_refused(R"({"to":"2025-12-31"})", "substitution_in_past");
    EXPECT_TRUE(save("substitution", R"({"to":"2026-01-03","reason":"urlop"})", id));
    environment_.now_ms = [] { return 1'767'225'600'000 + 3 * 86'400'000LL; };  // 2026-01-04
    is_refused(R"({"to":"2026-01-10"})", "substitution_over");
    is_refused(R"({"reason":"choroba"})", "substitution_over");
    const auto removed = remove();
    ASSERT_FALSE(removed);
    EXPECT_TRUE(names(removed.error(), "substitution_over")) << said(removed.error());
}

TEST_F(Office, puts_a_new_company_where_its_postal_code_lies) {
    const Id warsaw = made("territory", R"({"name":"Warszawa","postal_codes":"00 01 02 05-8"})");
    const Id north = made("territory", R"({"name":"Wola","postal_codes":"01-1","countries":"PL"})");
    const Id baltic = made("territory", R"({"name":"Bałtyk","countries":"LT LV EE"})");
    const auto territory = [&](std::string_view set) {
        const Id id = made("company", set);
        auto& statement = connection_->prepare("SELECT territory FROM company WHERE id = ?");
        store::Use use{statement};
        use->bind(1, id);
        EXPECT_TRUE(use->step());
        return use->is_null(0) ? Id{} : use->id(0);
    };
    EXPECT_EQ(territory(R"({"name":"A","address_postal_code":"02-100"})"), warsaw);
    EXPECT_EQ(territory(R"({"name":"B","address_postal_code":"01-100"})"), north);
    EXPECT_EQ(territory(R"({"name":"C","address_postal_code":"05-820"})"), warsaw);
    EXPECT_EQ(territory(R"({"name":"D","address_postal_code":"05-100"})"), Id{});
    EXPECT_EQ(territory(R"({"name":"E","address_country":"LV"})"), baltic);
    EXPECT_EQ(territory(R"({"name":"F","address_country":"DE","address_postal_code":"02100"})"), Id{});
    EXPECT_EQ(territory(R"({"name":"G"})"), Id{});
    EXPECT_EQ(
        territory(R"({"name":"H","address_postal_code":"02-100","territory":")" + baltic.to_text() + "\"}"),
        baltic);
    made("territory", R"({"name":"Druga Wola","postal_codes":"01-1","countries":"PL"})");
    EXPECT_EQ(territory(R"({"name":"I","address_postal_code":"01-100"})"), Id{});  // two fit alike
}

TEST_F(Office, keeps_what_a_merged_company_was_reached_by) {
    const Id a = made("company", R"({"name":"A","email":"a@alfa.pl","phone":"601234567"})");
    const Id b =
        made("company", R"({"name":"B","email":"b@alfa.pl","email_state":"works","phone":"601234567"})");
    const auto points = [&](std::string_view where) {
        auto& statement = connection_->prepare("SELECT count(*) FROM contact_point WHERE company = ? AND " +
                                               std::string{where});
        store::Use use{statement};
        use->bind(1, a);
        return use->step() ? use->integer(0) : -1;
    };
    const Id op = environment_.make_id();
    const auto merged =
        committer_->commit({.op = op,
                            .actor = actor_,
                            .via = change::Via::merge,
                            .batch = op,
                            .merge = std::make_shared<const change::MergeWish>(change::MergeWish{
                                .entity = &catalogue_->at("company"), .survivor = a, .others = {b}})});
    ASSERT_TRUE(merged) << said(merged.error());
    EXPECT_EQ(points("deleted_at IS NULL"), 1);
    EXPECT_EQ(points("value = 'b@alfa.pl' AND kind = 'email' AND state = 'works'"), 1);
    auto plan = committer_->plan_undo(actor_, {}, op);
    ASSERT_TRUE(plan);
    EXPECT_TRUE(plan->kept.empty());
    for (const auto& chunk : plan->chunks) EXPECT_TRUE(committer_->commit(chunk));
    EXPECT_EQ(points("deleted_at IS NULL"), 0);
}

}  // namespace
}  // namespace teczka::areas
