// What bounds a change: rules that go on for ever or flood, deletions that own too much, numbers that are
// given once, and batches undone by somebody else.
#include "core/base/limits.hpp"
#include "core/change/testing.hpp"

namespace teczka::change {
namespace {

using catalogue::Entity;
using catalogue::Field;
using catalogue::Type;

void echo(Workspace& work, const EntityModel& entity, const Id& id) {
    if (work.is_created(entity, id) && work.text(entity, id, "subject") == "echo")
        work.create(entity, {{&entity.at("subject"), Value{std::string("echo")}}});
}
void flood(Workspace& work, const EntityModel& entity, const Id& id) {
    const auto& activity = work.catalogue().at("activity");
    if (work.is_created(entity, id) && work.text(entity, id, "name") == "flood")
        for (int i = 0; i <= limits::rule_records; ++i)
            work.create(activity, {{&activity.at("subject"), Value{std::string("x")}}});
}
constexpr Rule endless[]{{"activity", "echo", echo}, {"company", "flood", flood}};
constexpr std::span<const Rule> rules[]{endless};

TEST(Bounds, of_rules_refuse_the_whole_change) {
    TestOffice office(rules);
    const auto created = [&](string_view entity, const TestOffice::Texts& texts) {
        return office.said(office.commit({office.record(entity, Act::create, office.id(), texts)}));
    };
    EXPECT_EQ(created("activity", {{"subject", "echo"}}), ":rules_too_deep");
    EXPECT_EQ(created("company", {{"name", "flood"}}), ":too_many_records");
    EXPECT_EQ(office.ask("SELECT count(*) FROM activity"), "0");
    EXPECT_EQ(office.ask("SELECT count(*) FROM company"), "0");
    EXPECT_EQ(created("activity", {{"subject", "call"}}), "");
}

TEST(Bounds, of_what_goes_along_with_a_deleted_record) {
    TestOffice office;
    const Id company = office.create("company", {{"name", "A"}});
    const Id invoice = office.create(
        "invoice",
        {{"company", company.to_text()}, {"number", "1"}, {"issued_on", "2025-01-01"}, {"net", "1"}});
    std::vector<RecordChange> lines;
    for (int i = 0; i <= limits::rule_records; ++i)
        lines.push_back(office.record("invoice_line", Act::create, office.id(),
                                      {{"invoice", invoice.to_text()}, {"name", "x"}, {"net", "1"}}));
    ASSERT_EQ(office.said(office.commit(std::move(lines))), "");
    EXPECT_EQ(office.said(office.remove("invoice", invoice)), ":owns_too_many");
    EXPECT_EQ(office.ask("SELECT count(*) FROM invoice_line WHERE deleted_at IS NULL"), "2001");
    const Id one = [&] {
        store::Use row(office.writer->prepare("SELECT id FROM invoice_line LIMIT 1"));
        EXPECT_TRUE(row->step());
        return row->id(0);
    }();
    EXPECT_EQ(office.said(office.remove("invoice_line", one)), "");
    EXPECT_EQ(office.said(office.remove("invoice", invoice)), "");
    EXPECT_EQ(office.ask("SELECT count(*) FROM invoice_line WHERE deleted_at IS NULL"), "0");
}

constexpr Field series_fields[] = {
    {.name = "code", .label = {"Kod", "Code"}, .required = true, .unique = true},
    {.name = "pattern", .label = {"Wzór", "Pattern"}, .required = true},
    {.name = "next", .label = {"Następny", "Next"}, .type = Type::integer},
};
constexpr catalogue::sv in_office[] = {"office"};
constexpr Entity series{.name = "number_series",
                        .one = {"Seria", "Series"},
                        .many = {"Serie", "Series"},
                        .title = "code",
                        .belongs_to = in_office,
                        .fields = series_fields};

std::shared_ptr<const catalogue::Catalogue> office_with_series() {
    std::vector<const Entity*> entities(catalogue::test_entities.begin(), catalogue::test_entities.end());
    entities.push_back(&series);
    auto built = catalogue::Catalogue::build(entities);
    TECZKA_INVARIANT(built.has_value());
    return *built;
}

TEST(Number_series, gives_each_number_once_also_after_an_undo) {
    TestOffice office({}, office_with_series());
    office.create("number_series", {{"code", "deal"}, {"pattern", "{year}/{number:6}"}});
    const Id user = office.create("user", {{"login", "ala"}, {"name", "Ala"}});
    const Id company = office.create("company", {{"name", "A"}, {"owner", user.to_text()}});
    const auto deal = [&] {
        return office.record("deal", Act::create, office.id(),
                             {{"title", "T"}, {"company", company.to_text()}});
    };
    const auto first = deal();
    const auto second = deal();
    Pending pending = office.pending({first, second}, office.system);
    ASSERT_EQ(office.said(office.committer->commit(pending)), "");
    EXPECT_EQ(office.column("deal", first.id, "number"), "2026/000001");
    EXPECT_EQ(office.column("deal", second.id, "number"), "2026/000002");
    auto refused = deal();
    refused.set.front().value = Value{};
    EXPECT_EQ(office.said(office.commit({refused})), "title:required");
    auto plan = office.committer->plan_undo(office.system, pending.op, {});
    ASSERT_TRUE(plan);
    for (const auto& chunk : plan->chunks) ASSERT_EQ(office.said(office.committer->commit(chunk)), "");
    const auto third = deal();
    EXPECT_EQ(office.said(office.commit({third})), "");
    EXPECT_EQ(office.column("deal", third.id, "number"), "2026/000003");
}

struct Two : TestOffice {
    Id me = create("user", {{"login", "me"}, {"name", "Ja"}});
    Id other = create("user", {{"login", "other"}, {"name", "Ktoś"}});
    rights::Actor sales{.user = me, .groups = {"sales"}};
    rights::Actor rival{.user = other, .groups = {"sales"}};
    rights::Actor management{.user = other, .groups = {"management"}};
    Id batch = id();
    Id company = id();

    void work() {
        auto made = pending(
            {record("company", Act::create, company, {{"name", "A"}, {"owner", me.to_text()}})}, sales);
        made.batch = batch;
        ASSERT_EQ(said(committer->commit(made)), "");
        auto changed = pending({record("company", Act::change, company, {{"name", "B"}})}, sales);
        changed.batch = batch;
        ASSERT_EQ(said(committer->commit(changed)), "");
    }
    std::string undo(const rights::Actor& actor) {
        auto plan = committer->plan_undo(actor, {}, batch);
        if (!plan) return plan.error().complaints.front().code;
        for (const auto& chunk : plan->chunks)
            if (const auto done = committer->commit(chunk); !done) return said(done);
        return std::to_string(plan->kept.size()) + " kept";
    }
};

TEST(Undo_of_a_batch, is_refused_to_who_may_not_do_it) {
    Two office;
    office.work();
    EXPECT_NE(office.undo(office.rival).find("not_found"), std::string::npos);
    EXPECT_EQ(office.column("company", office.company, "name"), "B");
    EXPECT_EQ(office.undo({.user = office.other, .groups = {"accounting"}}).find("kept"), std::string::npos);
    EXPECT_EQ(office.column("company", office.company, "deleted_at"), "∅");
}

TEST(Undo_of_a_batch, by_another_who_may_is_his_act) {
    Two office;
    office.work();
    EXPECT_EQ(office.undo(office.management), "0 kept");
    EXPECT_NE(office.column("company", office.company, "deleted_at"), "∅");
    EXPECT_EQ(office.ask("SELECT hex(actor) = (SELECT hex(id) FROM user WHERE login = 'other') FROM "
                         "journal_operation ORDER BY first_seq DESC LIMIT 1"),
              "1");
    EXPECT_EQ(office.undo(office.management), "0 kept");  // nothing is left to take back
}

TEST(Checks_over_rollups, are_asked_when_a_child_moves_them) {
    static constexpr catalogue::Check checks[] = {
        {.code = "key_without_owner", .condition = "not is_key or owner is not null", .is_warning = true},
        {.code = "over_limit", .condition = "credit_limit is null or turnover <= credit_limit"}};
    static Entity company;
    std::vector<const Entity*> entities(catalogue::test_entities.begin(), catalogue::test_entities.end());
    for (const Entity*& one : entities)
        if (one->name == "company") {
            company = *one;
            company.checks = checks;
            one = &company;
        }
    auto built = catalogue::Catalogue::build(entities);
    ASSERT_TRUE(built);
    TestOffice office({}, *built);
    const Id one = office.create("company", {{"name", "A"}, {"credit_limit", "100"}});
    const auto invoice = [&](const std::string& net) {
        return office.said(office.commit({office.record(
            "invoice", Act::create, office.id(),
            {{"company", one.to_text()}, {"number", net}, {"issued_on", "2025-01-01"}, {"net", net}})}));
    };
    EXPECT_EQ(invoice("60"), "");
    EXPECT_EQ(invoice("50"), ":over_limit");
    EXPECT_EQ(invoice("40"), "");
    EXPECT_EQ(office.column("company", one, "turnover"), "10000");
}

TEST(Twice_in_one_change, only_the_later_one_is_at_fault) {
    TestOffice office;
    const auto user = [&](const std::string& login) {
        auto one = office.record("user", Act::create, office.id(), {{"login", login}, {"name", "N"}});
        return one;
    };
    std::vector<RecordChange> records{user("ala"), user("ola"), user("ala")};
    for (std::size_t i = 0; i < records.size(); ++i) records[i].at = "records[" + std::to_string(i) + "].";
    EXPECT_EQ(office.said(office.commit(records)), "records[2].login:not_unique");
    const auto company = [&](std::size_t i) {
        auto one =
            office.record("company", Act::create, office.id(), {{"name", "N"}, {"tax_id", "5265877635"}});
        one.at = "records[" + std::to_string(i) + "].";
        return one;
    };
    EXPECT_EQ(office.said(office.commit({company(0), company(1)})), "records[1].tax_id:tax_id_twice");
    // One that takes what another held before is at fault, wherever it stands.
    const Id ala = office.create("user", {{"login", "ala"}, {"name", "N"}});
    auto thief = user("ala");
    thief.at = "records[0].";
    auto renamed = office.record("user", Act::change, ala, {{"name", "M"}});
    renamed.at = "records[1].";
    EXPECT_EQ(office.said(office.commit({thief, renamed})), "records[0].login:not_unique");
}

}  // namespace
}  // namespace teczka::change
