// Merging in the test office: what moves, how records meet, who may, and back again.
#include "core/change/merge.hpp"

#include "core/change/check.hpp"
#include "core/change/testing.hpp"

namespace teczka::change {
namespace {

struct MergeOffice : TestOffice {
    using TestOffice::TestOffice;

    Pending wish(string_view name, const Id& survivor, Ids others, const rights::Actor& actor) {
        MergeWish wanted{.entity = &entity(name), .survivor = survivor, .others = std::move(others)};
        return with(std::move(wanted), actor);
    }
    Pending with(MergeWish wanted, const rights::Actor& actor) {
        const Id op = id();
        return {.op = op,
                .actor = actor,
                .via = Via::merge,
                .batch = op,
                .merge = std::make_shared<const MergeWish>(std::move(wanted))};
    }
    // Until nothing is left; the batch.
    Id merge(string_view name, const Id& survivor, Ids others) {
        Pending pending = wish(name, survivor, std::move(others), system);
        for (bool is_more = true; is_more;) {
            const auto done = committer->commit(pending);
            EXPECT_TRUE(done) << said(done);
            is_more = done && done->is_more;
            pending.op = id();
        }
        return *pending.batch;
    }
    std::string undo(const Id& batch, std::optional<Id> newer_to = {}) {
        auto plan = committer->plan_undo(system, {}, batch, newer_to);
        if (!plan) return plan.error().complaints.front().code;
        for (const auto& chunk : plan->chunks)
            if (const auto done = committer->commit(chunk); !done) return said(done);
        return std::to_string(plan->kept.size()) + " kept";
    }
    Id company(string_view name, const Texts& more = {}) {
        Texts all{{"name", std::string(name)}};
        all.insert(all.end(), more.begin(), more.end());
        return create("company", all);
    }
    Id activity(const Id& company, string_view day = "2025-05-05") {
        return create("activity", {{"subject", "call"},
                                   {"company", company.to_text()},
                                   {"happened_at", std::string(day) + "T10:00:00Z"}});
    }
    bool is_alive(string_view name, const Id& of) { return column(name, of, "deleted_at") == "∅"; }
    Id link(string_view name, const Id& of, string_view field) {
        store::Use row(writer->prepare("SELECT " + store::quoted(field) + " FROM " + store::quoted(name) +
                                       " WHERE id = ?1"));
        row->bind(1, of);
        return row->step() && !row->is_null(0) ? row->id(0) : Id{};
    }
    std::string differences() {
        std::string out;
        const auto numbers = schema::load_numbers(*writer, *model);
        for (const auto& one : check(*writer, *model, numbers, 10))
            out += one.kind + " " + one.entity + "." + one.field + ": " + one.expected + " but " + one.found +
                   "\n";
        return out;
    }
    rights::Actor sales(const Id& user) { return {.user = user, .groups = {"sales"}}; }
};

TEST(Merge, moves_every_link_and_keeps_the_loser_behind) {
    MergeOffice office;
    const Id a = office.company("Alfa", {{"email", "biuro@alfa.pl"}});
    const Id b = office.company("Alfa sp. z o.o.", {{"tax_id", "5265877635"}, {"notes", "Płaci w terminie"}});
    const Id daughter = office.company("Córka", {{"group_parent", b.to_text()}});
    const Id call = office.activity(b);
    const Id invoice = office.create(
        "invoice", {{"company", b.to_text()}, {"number", "1"}, {"issued_on", "2025-01-01"}, {"net", "100"}});
    const Id comment = office.create("comment", {{"record", "company:" + b.to_text()}, {"body", "Uwaga"}});
    office.create("segment", {{"name", "Ważni"}, {"about", "company"}, {"members", b.to_text()}});
    office.merge("company", a, {b});
    EXPECT_FALSE(office.is_alive("company", b));
    EXPECT_EQ(office.link("company", b, "merged_into"), a);
    EXPECT_EQ(office.link("company", daughter, "group_parent"), a);
    EXPECT_EQ(office.link("activity", call, "company"), a);
    EXPECT_EQ(office.link("invoice", invoice, "company"), a);
    EXPECT_EQ(office.link("comment", comment, "record"), a);
    EXPECT_TRUE(office.is_alive("comment", comment));
    EXPECT_EQ(office.ask("SELECT count(*) FROM segment_members WHERE target = (SELECT id FROM company WHERE "
                         "name = 'Alfa')"),
              "1");
    EXPECT_EQ(office.column("company", a, "tax_id"), "5265877635");
    EXPECT_EQ(office.column("company", a, "email"), "biuro@alfa.pl");
    EXPECT_EQ(office.column("company", a, "name"), "Alfa");
    EXPECT_EQ(office.column("company", a, "turnover"), "10000");
    EXPECT_EQ(office.differences(), "");
}

TEST(Merge, takes_the_values_one_chose) {
    MergeOffice office;
    const Id a = office.company("Alfa", {{"notes", "Pierwsza"}, {"address_city", "Łódź"}});
    const Id b =
        office.company("Beta", {{"notes", "Druga"}, {"address_street", "Polna 1"}, {"interests", "alarms"}});
    MergeWish wish{.entity = &office.entity("company"), .survivor = a, .others = {b}};
    wish.choose = {{"name", b}, {"address", b}};
    const auto done = office.committer->commit(office.with(wish, office.system));
    ASSERT_TRUE(done) << office.said(done);
    EXPECT_EQ(office.column("company", a, "name"), "Beta");
    EXPECT_EQ(office.column("company", a, "address_street"), "Polna 1");
    EXPECT_EQ(office.column("company", a, "address_city"), "∅");  // an address is not mixed
    EXPECT_EQ(office.column("company", a, "notes"), "Pierwsza\n\nDruga");
    EXPECT_EQ(office.column("company", a, "interests"), ",alarms,");
}

TEST(Merge, old_ids_lead_to_the_survivor_of_the_survivor) {
    MergeOffice office;
    const Id a = office.company("A");
    const Id b = office.company("B");
    const Id c = office.company("C");
    const Id call = office.activity(a);
    EXPECT_EQ(office.said(office.remove("activity", call)), "");
    office.merge("company", b, {a});
    office.merge("company", c, {b});
    const Id late = office.activity(a);  // from a form that was open before
    EXPECT_EQ(office.link("activity", late, "company"), c);
    EXPECT_EQ(office.said(office.commit({office.record("activity", Act::restore, call)})), "");
    EXPECT_EQ(office.link("activity", call, "company"), c);
    EXPECT_EQ(office.said(office.change("company", a, {{"name", "Z"}})), ":merged_meanwhile");
    EXPECT_EQ(office.said(office.commit({office.record("company", Act::restore, a)})),
              ":merged_comes_back_by_undo");
    EXPECT_EQ(office.differences(), "");
}

struct Meets {
    string_view name;
    void (*prepare)(MergeOffice& office, const Id& a, const Id& b, Id& one, Id& two);
    string_view entity;
    bool one_stays, two_stays;
    string_view field, of_one, of_two;  // afterwards
};

class meetings : public testing::TestWithParam<Meets> {};

TEST_P(meetings, are_solved_as_the_entity_says) {
    MergeOffice office;
    const auto& param = GetParam();
    const bool is_person = param.name.find("person") != string_view::npos;
    const Id a = is_person ? office.create("person", {{"last_name", "Nowak"}}) : office.company("A");
    const Id b = is_person ? office.create("person", {{"last_name", "Nowak"}}) : office.company("B");
    Id one, two;
    param.prepare(office, a, b, one, two);
    const Id batch = office.merge(is_person ? "person" : "company", a, {b});
    EXPECT_EQ(office.is_alive(param.entity, one), param.one_stays);
    if (!two.is_nil()) {
        EXPECT_EQ(office.is_alive(param.entity, two), param.two_stays);
    }
    if (!param.field.empty()) {
        EXPECT_EQ(office.column(param.entity, one, param.field), param.of_one);
        if (!two.is_nil()) {
            EXPECT_EQ(office.column(param.entity, two, param.field), param.of_two);
        }
    }
    EXPECT_EQ(office.differences(), "");
    EXPECT_EQ(office.undo(batch), "0 kept");
    EXPECT_TRUE(office.is_alive(param.entity, one));
    if (!two.is_nil()) {
        EXPECT_TRUE(office.is_alive(param.entity, two));
    }
    EXPECT_EQ(office.differences(), "");
}

Id employ(MergeOffice& office, const Id& person, const Id& company, const TestOffice::Texts& more = {}) {
    TestOffice::Texts all{{"person", person.to_text()}, {"company", company.to_text()}};
    all.insert(all.end(), more.begin(), more.end());
    return office.create("employment", all);
}
Id supply(MergeOffice& office, const Id& supplier, const Id& customer, const TestOffice::Texts& more = {}) {
    TestOffice::Texts all{{"supplier", supplier.to_text()}, {"customer", customer.to_text()}};
    all.insert(all.end(), more.begin(), more.end());
    return office.create("supply", all);
}

INSTANTIATE_TEST_SUITE_P(
    of_records, meetings,
    testing::Values(
        Meets{"supply of the same pair",
              [](MergeOffice& office, const Id& a, const Id& b, Id& one, Id& two) {
                  const Id x = office.company("X");
                  one = supply(office, a, x, {{"since", "2020-01-01"}});
                  two = supply(office, b, x, {{"since", "2021-01-01"}, {"annual_value", "10"}});
              },
              "supply", true, false, "annual_value", "1000", "1000"},
        Meets{"supply to oneself",
              [](MergeOffice& office, const Id& a, const Id& b, Id& one, Id&) { one = supply(office, a, b); },
              "supply",
              false,
              false,
              {},
              {},
              {}},
        Meets{"holding of one's own daughter",
              [](MergeOffice& office, const Id& a, const Id& b, Id& one, Id& two) {
                  const Id x = office.company("X", {{"group_parent", b.to_text()}});
                  EXPECT_EQ(office.said(office.change("company", a, {{"group_parent", x.to_text()}})), "");
                  one = a;
                  two = x;
              },
              "company",
              true,
              true,
              {},
              {},
              {}},
        Meets{"person employed twice at one company",
              [](MergeOffice& office, const Id& a, const Id& b, Id& one, Id& two) {
                  const Id x = office.company("X");
                  one = employ(office, a, x, {{"is_primary", "true"}});
                  two = employ(office, b, x, {{"position", "Dyrektor"}, {"is_primary", "true"}});
              },
              "employment", true, false, "position", "Dyrektor", "Dyrektor"},
        Meets{"person with two positions at one company",
              [](MergeOffice& office, const Id& a, const Id& b, Id& one, Id& two) {
                  const Id x = office.company("X");
                  one = employ(office, a, x, {{"position", "Prezes"}, {"is_primary", "true"}});
                  two = employ(office, b, x, {{"position", "Dyrektor"}, {"is_primary", "true"}});
              },
              "employment", true, true, "is_primary", "1", "0"},
        Meets{"person with two primary employments",
              [](MergeOffice& office, const Id& a, const Id& b, Id& one, Id& two) {
                  one = employ(office, a, office.company("X"), {{"is_primary", "true"}});
                  two = employ(office, b, office.company("Y"), {{"is_primary", "true"}});
              },
              "employment", true, true, "is_primary", "1", "0"},
        Meets{"person whose employment was nobody's first",
              [](MergeOffice& office, const Id& a, const Id& b, Id& one, Id& two) {
                  const Id x = office.company("X");
                  one = employ(office, a, x, {{"is_primary", "false"}});
                  two = employ(office, b, x, {{"is_primary", "true"}});
              },
              "employment", true, false, "is_primary", "1", "1"}));

TEST(Merge, is_undone_a_week_later_and_keeps_what_came_since) {
    MergeOffice office;
    const Id a = office.company("A");
    const Id b = office.company("B", {{"tax_id", "5265877635"}});
    const Id old_call = office.activity(a);
    const Id call = office.activity(b);
    const Id batch = office.merge("company", a, {b});
    const Id since = office.activity(a);
    EXPECT_EQ(office.said(office.change("company", a, {{"name", "A nowa"}})), "");
    EXPECT_EQ(office.said(office.change("company", a, {{"tax_id", "1132567230"}})), "");
    EXPECT_EQ(office.said(office.change("activity", call, {{"subject", "later"}})), "");
    EXPECT_EQ(office.undo(batch), "1 kept");  // the tax id somebody corrected
    EXPECT_TRUE(office.is_alive("company", b));
    EXPECT_EQ(office.link("company", b, "merged_into"), Id{});
    EXPECT_EQ(office.link("activity", call, "company"), b);
    EXPECT_EQ(office.column("activity", call, "subject"), "later");
    EXPECT_EQ(office.link("activity", since, "company"), a);
    EXPECT_EQ(office.link("activity", old_call, "company"), a);
    EXPECT_EQ(office.column("company", a, "name"), "A nowa");
    EXPECT_EQ(office.column("company", a, "tax_id"), "1132567230");
    EXPECT_EQ(office.differences(), "");
}

TEST(Merge, undone_may_hand_what_came_since_to_the_other) {
    MergeOffice office;
    const Id a = office.company("A");
    const Id b = office.company("B");
    const Id old_call = office.activity(a);
    const Id batch = office.merge("company", a, {b});
    const Id since = office.activity(a);
    const Id stranger = office.company("C");
    EXPECT_EQ(office.undo(batch, stranger), "link_invalid");
    EXPECT_EQ(office.undo(batch, b), "0 kept");
    EXPECT_EQ(office.link("activity", since, "company"), b);
    EXPECT_EQ(office.link("activity", old_call, "company"), a);
}

TEST(Merge, goes_in_chunks_that_leave_every_record_whole) {
    MergeOffice office;
    const Id a = office.company("A");
    const Id b = office.company("B");
    std::vector<RecordChange> calls;
    for (int i = 0; i < 1200; ++i) {
        calls.push_back(office.record("activity", Act::create, office.id(),
                                      {{"subject", "call"}, {"company", b.to_text()}}));
        if (calls.size() == 400) {
            ASSERT_EQ(office.said(office.commit(std::move(calls))), "");
            calls.clear();
        }
    }
    Pending pending = office.wish("company", a, {b}, office.system);
    const auto first = office.committer->commit(pending);
    ASSERT_TRUE(first) << office.said(first);
    EXPECT_TRUE(first->is_more);
    EXPECT_LE(first->records.size(), 500U);
    EXPECT_TRUE(office.is_alive("company", b));
    EXPECT_EQ(office.differences(), "");
    const auto again = office.committer->commit(pending);  // after a kill nobody knows it was done
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->is_repetition);
    EXPECT_TRUE(again->is_more);
    const Id late = office.activity(b);  // somebody else, meanwhile
    int chunks = 1;
    for (bool is_more = true; is_more; ++chunks) {
        pending.op = office.id();
        const auto done = office.committer->commit(pending);
        ASSERT_TRUE(done) << office.said(done);
        is_more = done->is_more;
    }
    EXPECT_EQ(chunks, 3);
    EXPECT_EQ(office.link("activity", late, "company"), a);
    EXPECT_EQ(office.column("company", a, "activity_count"), "1201");
    EXPECT_EQ(office.differences(), "");
    const auto twice = office.committer->commit(pending);
    ASSERT_TRUE(twice);
    EXPECT_FALSE(twice->is_more);
    EXPECT_EQ(office.undo(*pending.batch), "0 kept");
    EXPECT_EQ(office.column("company", b, "activity_count"), "1201");
    EXPECT_EQ(office.differences(), "");
}

TEST(Merge, that_stopped_in_the_middle_is_undone) {
    MergeOffice office;
    const Id a = office.company("A");
    const Id b = office.company("B");
    for (int i = 0; i < 500; ++i) office.activity(b);
    const Pending pending = office.wish("company", a, {b}, office.system);
    ASSERT_TRUE(office.committer->commit(pending));
    EXPECT_EQ(office.undo(*pending.batch), "0 kept");
    EXPECT_EQ(office.column("company", b, "activity_count"), "500");
    EXPECT_EQ(office.column("company", a, "activity_count"), "0");
}

TEST(Merge, refuses_what_makes_no_sense) {
    MergeOffice office;
    const Id a = office.company("A");
    const Id b = office.company("B");
    const auto said = [&](const MergeWish& wish) {
        return office.said(office.committer->commit(office.with(wish, office.system)));
    };
    const EntityModel* company = &office.entity("company");
    EXPECT_EQ(said({.entity = company, .survivor = a}), "ids:merge_count");
    EXPECT_EQ(said({.entity = company, .survivor = a, .others = {a}}), "ids:merge_count");
    EXPECT_EQ(said({.entity = company, .survivor = a, .others = {b, b}}), "ids:merge_count");
    EXPECT_EQ(said({.entity = company, .survivor = a, .others = {office.id()}}), ":not_found");
    EXPECT_EQ(said({.entity = company, .survivor = a, .others = {b}, .choose = {{"colour", a}}}),
              "choose.colour:field_unknown");
    EXPECT_EQ(said({.entity = company, .survivor = a, .others = {b}, .choose = {{"name", office.id()}}}),
              "choose.name:link_invalid");
    EXPECT_EQ(said({.entity = company, .survivor = a, .others = {b}, .choose = {{"level", b}}}),
              "choose.level:not_allowed");
    const std::int64_t rev = office.committer->seq();
    EXPECT_EQ(office.said(office.change("company", b, {{"short_name", "b"}})), "");
    EXPECT_EQ(said({.entity = company, .survivor = a, .others = {b}, .seen = {{b, rev}}}),
              "seen:merge_changed_meanwhile");
    EXPECT_TRUE(office.is_alive("company", b));
    office.merge("company", a, {b});
    EXPECT_EQ(said({.entity = company, .survivor = a, .others = {b}}), "ids:merged_meanwhile");
    EXPECT_EQ(said({.entity = company, .survivor = b, .others = {a}}), "ids:merged_meanwhile");
}

TEST(Merge, asks_for_rights_over_all_that_is_merged_and_moves) {
    MergeOffice office;
    const Id me = office.create("user", {{"login", "me"}, {"name", "Ja"}});
    const Id other = office.create("user", {{"login", "other"}, {"name", "Ktoś"}});
    const Id a = office.company("A", {{"owner", me.to_text()}});
    const Id b = office.company("B", {{"owner", me.to_text()}});
    const Id foreign = office.company("C", {{"owner", other.to_text()}});
    const auto sales = office.sales(me);
    const auto said = [&](Ids others, const rights::Actor& actor) {
        return office.said(office.committer->commit(office.wish("company", a, std::move(others), actor)));
    };
    EXPECT_EQ(said({foreign}, sales), ":not_found");
    EXPECT_EQ(said({b}, {.user = me, .groups = {"accounting"}}),
              "ids:not_allowed ids:not_allowed name:not_allowed");
    EXPECT_EQ(office.said(office.change("company", b, {{"credit_limit", "10"}})), "");
    EXPECT_EQ(office.said(office.change("company", a, {{"credit_limit", "20"}})), "");
    EXPECT_EQ(said({b}, sales), "credit_limit:not_allowed");
    EXPECT_EQ(office.said(office.change("company", a, {{"credit_limit", ""}})), "");
    const Id invoice = office.create(
        "invoice", {{"company", b.to_text()}, {"number", "1"}, {"issued_on", "2025-01-01"}, {"net", "100"}});
    EXPECT_NE(said({b}, sales).find("not_allowed"), std::string::npos);  // the invoice is not his to move
    EXPECT_TRUE(office.is_alive("company", b));
    EXPECT_EQ(office.link("invoice", invoice, "company"), b);
    EXPECT_EQ(office.said(office.remove("invoice", invoice)), "");
    EXPECT_EQ(said({b}, sales), "");
    EXPECT_EQ(office.column("company", a, "credit_limit"), "1000");  // an empty value is filled
}

TEST(Merge, is_shown_before_it_is_done) {
    MergeOffice office;
    const Id a = office.company("A", {{"notes", "x"}});
    const Id b = office.company("B", {{"notes", "y"}});
    office.activity(b);
    office.activity(b);
    const Id x = office.company("X");
    supply(office, a, x);
    supply(office, b, x);
    const auto numbers = schema::load_numbers(*office.writer, *office.model);
    const HistoryContext context{.catalogue = *office.model,
                                 .rights = *office.rights,
                                 .actor = office.system,
                                 .numbers = numbers,
                                 .today = 20454,
                                 .now_ms = 1'767'600'000'000};
    const auto view = view_merge(context, {.entity = &office.entity("company"), .survivor = a, .others = {b}},
                                 *office.writer);
    EXPECT_TRUE(view.refusal.complaints.empty());
    std::string moves, choices, met;
    for (const auto& move : view.moves)
        moves += std::string(move.link->owner->name()) + "." + std::string(move.link->name()) + " " +
                 std::to_string(move.count) + " ";
    for (const auto& choice : view.choices)
        if (choice.differs)
            choices += std::string(choice.unit.name) + (choice.from.is_nil() ? " all " : " one ");
    for (const auto& one : view.met) met += std::string(one.entity->name()) + " " + std::string(one.outcome);
    EXPECT_EQ(moves, "supply.supplier 1 activity.company 2 ");
    EXPECT_EQ(choices, "name one notes all ");
    EXPECT_EQ(met, "supply joined");
    EXPECT_TRUE(office.is_alive("company", b));
}

TEST(Merge, tells_both_histories_as_one) {
    MergeOffice office;
    const Id a = office.company("A");
    const Id b = office.company("B");
    EXPECT_EQ(office.said(office.change("company", b, {{"short_name", "be"}})), "");
    office.merge("company", a, {b});
    const auto numbers = schema::load_numbers(*office.writer, *office.model);
    const HistoryContext context{.catalogue = *office.model,
                                 .rights = *office.rights,
                                 .actor = office.system,
                                 .numbers = numbers,
                                 .today = 20454,
                                 .now_ms = 1'767'600'000'000};
    std::string text;
    JsonWriter out(text);
    ASSERT_TRUE(write_history(context, office.entity("company"), a, 0, *office.writer, out));
    EXPECT_NE(text.find("\"be\""), std::string::npos);
    EXPECT_NE(text.find("\"of\":{\"id\":\"" + b.to_text() + "\",\"title\":\"B\"}"), std::string::npos);
    EXPECT_NE(text.find("\"via\":\"merge\""), std::string::npos);
}

}  // namespace
}  // namespace teczka::change
