// What a change does and what it refuses.
#include "core/change/testing.hpp"

namespace teczka::change {
namespace {

TEST(change, creates_changes_and_deletes_with_one_journal_row_each) {
    TestOffice office;
    const Id company = office.create("company", {{"name", "Zażółć Sp. z o.o."}});
    EXPECT_EQ(office.column("company", company, "status"), "prospect");
    EXPECT_EQ(office.column("company", company, "rev"), "1");
    EXPECT_EQ(office.ask("SELECT count(*) FROM search_term"), "2");
    ASSERT_TRUE(office.change("company", company, {{"name", "Gęś"}, {"tier", "2"}}));
    EXPECT_EQ(office.column("company", company, "rev"), "2");
    EXPECT_EQ(office.ask("SELECT term FROM search_term"), "ges");
    ASSERT_TRUE(office.remove("company", company));
    EXPECT_EQ(office.ask("SELECT count(*) FROM search_term"), "0");
    EXPECT_EQ(office.ask("SELECT group_concat(kind) FROM journal"), "1,2,3");
    EXPECT_EQ(office.ask("SELECT seq FROM counter"), "3");
    EXPECT_EQ(office.committer->seq(), 3);
}

struct Refused {
    const char* entity;
    TestOffice::Texts texts;
    const char* said;
};

TEST(change, refuses_values_that_do_not_hold) {
    TestOffice office;
    const Id company = office.create("company", {{"name", "Alfa"}, {"tax_id", "5265877635"}});
    const std::string alfa = company.to_text();
    office.create("user", {{"login", "ala"}, {"name", "Ala"}});
    const Refused cases[]{
        {"company", {}, "name:required"},
        {"company", {{"name", "  "}}, "name:required"},
        {"company", {{"name", "B"}, {"tier", "4"}}, "tier:number_out_of_range"},
        {"company", {{"name", "B"}, {"tier", "0"}}, "tier:number_out_of_range"},
        {"company", {{"name", "B"}, {"credit_limit", "-0.01"}}, "credit_limit:number_out_of_range"},
        {"company", {{"name", "B"}, {"discount", "100.01"}}, "discount:number_out_of_range"},
        {"company", {{"name", "B"}, {"founded_on", "1799-12-31"}}, "founded_on:number_out_of_range"},
        {"company", {{"name", "B"}, {"tax_id", "5265877636"}}, "tax_id:nip_checksum"},
        {"company", {{"name", "B"}, {"tax_id", "526-587-76-35"}}, "tax_id:tax_id_twice"},
        {"company", {{"name", "B"}, {"owner", alfa}}, "owner:link_invalid"},
        {"company", {{"name", "B"}, {"is_key", "true"}}, "owner:key_without_owner"},
        {"company", {{"name", "B"}, {"level", "gold"}}, "level:reason_required"},
        {"user", {{"login", "ala"}, {"name", "Other"}}, "login:not_unique"},
        {"user", {{"name", "Other"}}, "login:required"},
        {"deal", {{"title", "T"}, {"company", alfa}}, "number:series_missing owner:required"},
        {"comment", {{"record", "company:" + office.id().to_text()}, {"body", "b"}}, "record:link_invalid"},
        {"comment", {{"record", "nothing:" + alfa}, {"body", "b"}}, "record:link_invalid"},
        {"segment",
         {{"name", "S"}, {"about", "company"}, {"filter", "nonsense = 1"}},
         "filter:field_unknown"},
        {"segment",
         {{"name", "S"}, {"about", "company"}, {"members", office.id().to_text()}},
         "members:link_invalid"},
        {"supply", {{"supplier", alfa}, {"customer", alfa}}, "customer:supplies_itself"},
    };
    const std::string before =
        office.ask("SELECT seq || ' ' || (SELECT count(*) FROM journal_operation) FROM counter");
    for (const Refused& one : cases) {
        const auto done = office.commit({office.record(one.entity, Act::create, office.id(), one.texts)});
        EXPECT_EQ(TestOffice::said(done), one.said) << one.entity;
    }
    EXPECT_EQ(office.ask("SELECT seq || ' ' || (SELECT count(*) FROM journal_operation) FROM counter"),
              before);
    EXPECT_EQ(office.ask("SELECT count(*) FROM company"), "1");
}

TEST(change, keeps_the_checkers_spelling_and_accepts_a_warning_with_a_reason) {
    TestOffice office;
    office.create("company", {{"name", "A"}, {"tax_id", "526-587-76-35"}});
    EXPECT_EQ(office.ask("SELECT tax_id FROM company"), "5265877635");
    auto pending = office.pending(
        {office.record("company", Act::create, office.id(), {{"name", "B"}, {"tax_id", "5265877635"}})},
        office.system);
    pending.accepted["tax_id_twice"] = " ";
    EXPECT_EQ(TestOffice::said(office.committer->commit(pending)), "tax_id:tax_id_twice");
    pending.accepted["tax_id_twice"] = "a branch";
    const auto done = office.committer->commit(pending);
    ASSERT_TRUE(done) << TestOffice::said(done);
    EXPECT_EQ(done->warnings.size(), 1U);
    EXPECT_EQ(office.ask("SELECT reasons FROM journal_operation ORDER BY first_seq DESC"),
              R"({"tax_id_twice":"a branch"})");
}

TEST(change, a_refused_one_of_a_group_leaves_nothing_and_does_not_disturb_the_others) {
    TestOffice office;
    const Id first = office.id();
    const Pending group[]{
        office.pending({office.record("company", Act::create, first, {{"name", "A"}})}, office.system),
        office.pending({office.record("company", Act::create, office.id(), {{"name", "B"}}),
                        office.record("company", Act::create, office.id(), {})},
                       office.system),
        office.pending({office.record("company", Act::change, first, {{"name", "C"}})}, office.system),
        office.pending({office.record("company", Act::create, first, {{"name", "D"}})}, office.system),
    };
    const auto done = office.committer->commit_group(group);
    ASSERT_EQ(done.size(), 4U);
    EXPECT_EQ(done[0]->seq, 1);
    EXPECT_EQ(TestOffice::said(done[1]), "name:required");
    EXPECT_EQ(done[2]->seq, 2);
    EXPECT_EQ(TestOffice::said(done[3]), "id:id_taken");
    EXPECT_EQ(office.ask("SELECT group_concat(name) FROM company"), "C");
    EXPECT_EQ(office.ask("SELECT seq FROM counter"), "2");
}

TEST(change, a_repetition_is_answered_from_what_is_stored_and_to_its_maker_alone) {
    TestOffice office;
    const Pending once =
        office.pending({office.record("company", Act::create, office.id(), {{"name", "A"}})}, office.system);
    ASSERT_TRUE(office.committer->commit(once));
    const auto again = office.committer->commit(once);
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->is_repetition);
    EXPECT_EQ(again->seq, 1);
    ASSERT_EQ(again->records.size(), 1U);
    Pending other = once;
    other.actor.user = office.id();
    EXPECT_EQ(TestOffice::said(office.committer->commit(other)), "op:op_reused");
    EXPECT_EQ(office.ask("SELECT count(*) FROM journal"), "1");
}

TEST(change, nothing_changed_is_no_journal_row) {
    TestOffice office;
    const Id company = office.create("company", {{"name", "A"}});
    const auto done = office.change("company", company, {{"name", "A"}});
    ASSERT_TRUE(done);
    EXPECT_EQ(done->seq, 0);
    EXPECT_EQ(office.ask("SELECT count(*) FROM journal"), "1");
}

TEST(change, disjoint_edits_merge_and_the_same_field_is_a_conflict) {
    TestOffice office;
    const Id company = office.create("company", {{"name", "A"}});
    ASSERT_TRUE(office.change("company", company, {{"name", "B"}}));
    auto mine = office.record("company", Act::change, company, {{"tier", "2"}});
    mine.seen_rev = 1;
    ASSERT_TRUE(office.commit({mine}));
    mine = office.record("company", Act::change, company, {{"name", "C"}});
    mine.seen_rev = 1;
    const auto done = office.commit({mine});
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, Kind::conflict);
    const std::vector<std::pair<std::string, std::string>> three{
        {"mine", "C"}, {"theirs", "B"}, {"before", "A"}};
    EXPECT_EQ(done.error().complaints.front().code, "changed_meanwhile");
    EXPECT_EQ(done.error().complaints.front().parameters, three);
    mine = office.record("company", Act::change, company, {{"name", "B"}});
    mine.seen_rev = 1;
    EXPECT_TRUE(office.commit({mine}));
    auto removal = office.record("company", Act::remove, company);
    removal.seen_rev = 1;
    EXPECT_EQ(TestOffice::said(office.commit({removal})), ":changed_meanwhile");
}

TEST(change, what_is_owned_goes_and_returns_with_its_owner_and_what_is_needed_stays) {
    TestOffice office;
    const Id company = office.create("company", {{"name", "A"}});
    const Id invoice = office.create(
        "invoice",
        {{"company", company.to_text()}, {"number", "1"}, {"issued_on", "2026-01-05"}, {"net", "10"}});
    office.create("invoice_line", {{"invoice", invoice.to_text()}, {"name", "x"}, {"net", "10"}});
    EXPECT_EQ(office.column("company", company, "turnover"), "1000");
    EXPECT_EQ(TestOffice::said(office.remove("company", company)), ":still_used");
    ASSERT_TRUE(office.remove("invoice", invoice));
    EXPECT_EQ(office.ask("SELECT count(*) FROM invoice_line WHERE deleted_at IS NULL"), "0");
    EXPECT_EQ(office.column("company", company, "turnover"), "0");
    EXPECT_EQ(office.ask("SELECT count(*) FROM company_turnover_by_month"), "0");
    EXPECT_EQ(TestOffice::said(office.change("invoice", invoice, {{"number", "2"}})), ":not_found");
    ASSERT_TRUE(office.commit({office.record("invoice", Act::restore, invoice)}));
    EXPECT_EQ(office.ask("SELECT count(*) FROM invoice_line WHERE deleted_at IS NULL"), "1");
    EXPECT_EQ(office.column("invoice", invoice, "lines_net"), "1000");
    EXPECT_EQ(office.column("company", company, "turnover"), "1000");
}

TEST(change, roll_ups_follow_a_link_that_moves_and_a_greatest_value_that_goes) {
    TestOffice office;
    const Id a = office.create("company", {{"name", "A"}});
    const Id b = office.create("company", {{"name", "B"}});
    const auto activity = [&](const char* at) {
        return office.create("activity", {{"subject", "s"}, {"company", a.to_text()}, {"happened_at", at}});
    };
    activity("2026-01-01T00:00:00Z");
    const Id last = activity("2026-03-01T00:00:00Z");
    const std::string early = "1767225600000";
    EXPECT_EQ(office.column("company", a, "activity_count"), "2");
    ASSERT_TRUE(office.change("activity", last, {{"company", b.to_text()}}));
    EXPECT_EQ(office.column("company", a, "last_contact_at"), early);
    EXPECT_EQ(office.column("company", b, "activity_count"), "1");
    ASSERT_TRUE(office.change("activity", last, {{"company", ""}}));
    EXPECT_EQ(office.column("company", b, "last_contact_at"), "∅");
    EXPECT_EQ(office.column("company", a, "rev"), "1");
}

TEST(change, a_state_moves_only_along_its_moves) {
    TestOffice office;
    const Id user = office.create("user", {{"login", "ala"}, {"name", "Ala"}});
    const Id company = office.create("company", {{"name", "A"}, {"owner", user.to_text()}});
    const Id deal = office.create("deal", {{"title", "T"}, {"company", company.to_text()}, {"number", "1"}});
    EXPECT_EQ(office.column("deal", deal, "stage"), "new");
    EXPECT_EQ(TestOffice::said(office.change("deal", deal, {{"stage", "lost"}})), "stage:move_unknown");
    ASSERT_TRUE(office.change("deal", deal, {{"stage", "in_progress"}}));
    auto approve = office.record("deal", Act::change, deal);
    approve.action = "approve";
    EXPECT_EQ(TestOffice::said(office.commit({approve})), "stage:move_not_yet");
    ASSERT_TRUE(office.change("deal", deal, {{"value", "5"}}));
    const Pending won = office.pending({approve}, office.system);
    ASSERT_TRUE(office.committer->commit(won));
    EXPECT_EQ(office.column("deal", deal, "stage"), "won");
    EXPECT_EQ(TestOffice::said(office.change("deal", deal, {{"stage", "new"}})), "stage:move_unknown");
    const auto plan = office.committer->plan_undo(office.system, won.op, {});
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().complaints.front().code, "cannot_be_undone");
}

TEST(change, judged_fields_are_set_by_the_system_with_a_reason) {
    TestOffice office;
    const Id company = office.create("company", {{"name", "A"}});
    auto pending =
        office.pending({office.record("company", Act::change, company, {{"level", "gold"}})}, office.system);
    EXPECT_EQ(TestOffice::said(office.committer->commit(pending)), "level:reason_required");
    pending.reason = "turnover";
    ASSERT_TRUE(office.committer->commit(pending));
    EXPECT_EQ(office.column("company", company, "level"), "gold");
}

TEST(change, asks_for_the_right_of_the_record_before_and_after_and_of_each_field) {
    TestOffice office;
    const Id me = office.create("user", {{"login", "me"}, {"name", "Me"}});
    const Id other = office.create("user", {{"login", "other"}, {"name", "Other"}});
    const Id mine = office.create("company", {{"name", "Mine"}, {"owner", me.to_text()}});
    const Id theirs = office.create("company", {{"name", "Theirs"}, {"owner", other.to_text()}});
    rights::Actor sales{.user = me, .login = "me", .groups = {"sales"}};
    const auto attempt = [&](string_view entity, Act act, const Id& id, const TestOffice::Texts& texts) {
        return TestOffice::said(
            office.committer->commit(office.pending({office.record(entity, act, id, texts)}, sales)));
    };
    EXPECT_EQ(attempt("company", Act::change, mine, {{"name", "Still mine"}}), "");
    EXPECT_EQ(attempt("company", Act::change, theirs, {{"name", "x"}}), ":not_found");
    EXPECT_EQ(attempt("company", Act::remove, office.id(), {}), ":not_found");
    EXPECT_EQ(attempt("company", Act::change, mine, {{"owner", other.to_text()}}), ":not_allowed");
    EXPECT_EQ(attempt("company", Act::change, mine, {{"credit_limit", "5"}}), "credit_limit:not_allowed");
    EXPECT_EQ(attempt("company", Act::change, mine, {{"level", "gold"}}), "level:field_read_only");
    EXPECT_EQ(attempt("company", Act::change, mine, {{"group_parent", theirs.to_text()}}),
              "group_parent:link_invalid");
    EXPECT_EQ(attempt("company", Act::create, office.id(), {{"name", "New"}}), "");
    EXPECT_EQ(attempt("person", Act::create, office.id(), {{"last_name", "Nobody's"}}), ":not_allowed");
    EXPECT_EQ(attempt("territory", Act::create, office.id(), {{"name", "T"}}), ":not_allowed");
    EXPECT_EQ(
        attempt("activity", Act::create, office.id(), {{"subject", "S"}, {"company", theirs.to_text()}}),
        "company:link_invalid");
    EXPECT_EQ(attempt("comment", Act::create, office.id(),
                      {{"record", "company:" + mine.to_text()}, {"body", "b"}}),
              "");
}

TEST(change, undo_keeps_and_lists_what_was_changed_since) {
    TestOffice office;
    const Id company = office.create("company", {{"name", "A"}});
    const Pending edit = office.pending(
        {office.record("company", Act::change, company, {{"name", "B"}, {"tier", "2"}})}, office.system);
    ASSERT_TRUE(office.committer->commit(edit));
    ASSERT_TRUE(office.change("company", company, {{"name", "C"}}));
    const auto plan = office.committer->plan_undo(office.system, edit.op, {});
    ASSERT_TRUE(plan);
    ASSERT_EQ(plan->kept.size(), 1U);
    EXPECT_EQ(plan->kept[0].field, "name");
    ASSERT_TRUE(office.committer->commit(plan->chunks.at(0)));
    EXPECT_EQ(office.column("company", company, "name"), "C");
    EXPECT_EQ(office.column("company", company, "tier"), "∅");
    EXPECT_FALSE(office.committer->plan_undo(office.system, office.id(), {}));
}

TEST(change, two_records_may_exchange_a_unique_value) {
    TestOffice office;
    const Id a = office.create("user", {{"login", "a"}, {"name", "A"}});
    const Id b = office.create("user", {{"login", "b"}, {"name", "B"}});
    ASSERT_TRUE(office.commit({office.record("user", Act::change, a, {{"login", "b"}}),
                               office.record("user", Act::change, b, {{"login", "a"}})}));
    EXPECT_EQ(office.column("user", a, "login") + office.column("user", b, "login"), "ba");
    EXPECT_EQ(office.ask("SELECT count(*) FROM user WHERE deleted_at IS NULL"), "2");
    ASSERT_TRUE(office.remove("user", a));
    office.create("user", {{"login", "b"}, {"name", "C"}});
    EXPECT_EQ(TestOffice::said(office.commit({office.record("user", Act::restore, a)})), "login:not_unique");
}

TEST(journal, gives_back_every_kind_of_value) {
    const Id id = *Id::parse("0190c1a2-0000-7000-8000-000000000001");
    const std::vector<JournalField> fields{{1, {}, Value{std::int64_t{-5}}},
                                           {300, Value{INT64_MIN}, Value{INT64_MAX}},
                                           {2, Value{std::string("zażółć")}, Value{id}},
                                           {3, Value{Ids{id, id}}, {}}};
    const auto decoded = decode_journal(encode_journal(fields, true));
    ASSERT_EQ(decoded.size(), fields.size());
    for (std::size_t i = 0; i < fields.size(); ++i) {
        EXPECT_EQ(decoded[i].number, fields[i].number);
        EXPECT_EQ(decoded[i].old_value, fields[i].old_value);
        EXPECT_EQ(decoded[i].new_value, fields[i].new_value);
    }
    EXPECT_TRUE(is_null(decode_journal(encode_journal(fields, false))[3].old_value));
}

// Sales sees the companies of those one stands in for, and changes its own alone (test_rights).
TEST(change, what_is_possible_only_in_somebodys_place_says_in_whose) {
    TestOffice office;
    const Id me = office.create("user", {{"login", "ja"}, {"name", "Ja"}});
    const Id ala = office.create("user", {{"login", "ala"}, {"name", "Ala"}});
    const Id ola = office.create("user", {{"login", "ola"}, {"name", "Ola"}});
    const Id own = office.create("company", {{"name", "Moja"}, {"owner", me.to_text()}});
    const Id of_ala = office.create("company", {{"name", "Ali"}, {"owner", ala.to_text()}});
    const Id of_ola = office.create("company", {{"name", "Oli"}, {"owner", ola.to_text()}});
    const rights::Actor deputy{.user = me, .groups = {"sales"}, .standing_in_for = {ala, ola}};
    const auto in_place_of = [&](std::vector<Id> companies, const rights::Actor& actor) {
        std::vector<RecordChange> records;
        for (const Id& company : companies)
            records.push_back(office.record("activity", Act::create, office.id(),
                                            {{"subject", "rozmowa"}, {"company", company.to_text()}}));
        const auto committed = office.committer->commit(office.pending(std::move(records), actor));
        EXPECT_TRUE(committed) << TestOffice::said(committed);
        store::Use row(office.writer->prepare(
            "SELECT on_behalf_of FROM journal_operation ORDER BY \"row\" DESC LIMIT 1"));
        return row->step() && !row->is_null(0) ? row->id(0) : Id{};
    };
    EXPECT_EQ(in_place_of({own}, deputy), Id{});
    EXPECT_EQ(in_place_of({of_ala}, deputy), ala);
    EXPECT_EQ(in_place_of({of_ola}, deputy), ola);
    EXPECT_EQ(in_place_of({own, of_ola}, deputy), ola);
    EXPECT_EQ(in_place_of({of_ola}, office.system), Id{});
    const rights::Actor boss{.user = me, .groups = {"management"}, .standing_in_for = {ala}};
    EXPECT_EQ(in_place_of({of_ala}, boss), Id{}) << "his own group lets him";
    const rights::Actor alone{.user = me, .groups = {"sales"}};
    const auto refused = office.committer->commit(
        office.pending({office.record("activity", Act::create, office.id(),
                                      {{"subject", "s"}, {"company", of_ala.to_text()}})},
                       alone));
    EXPECT_EQ(TestOffice::said(refused), "company:link_invalid");
}

}  // namespace
}  // namespace teczka::change
