// Random histories: whatever was done, all that is derived equals what it is derived from, and undoing all of
// it in reverse leads back to where it began.
#include <algorithm>
#include <random>

#include "core/change/check.hpp"
#include "core/change/merge.hpp"
#include "core/change/testing.hpp"

namespace teczka::change {
namespace {

// A rule that changes a record and one that adds records, so that both are undone too.
void shout_of_key(Workspace& work, const EntityModel& entity, const Id& id) {
    if (work.is_removed(entity, id)) return;
    const Value key = work.get(entity, id, "is_key");
    const std::string wanted = !is_null(key) && as_integer(key) != 0 ? "KEY" : "";
    if (work.text(entity, id, "short_name") != wanted)
        work.set(entity.at("short_name"), id, wanted.empty() ? Value{} : Value{wanted});
}
void payment_leaves_an_activity(Workspace& work, const EntityModel& entity, const Id& id) {
    if (!work.is_created(entity, id)) return;
    const EntityModel& activity = work.catalogue().at("activity");
    const Value invoice = work.get(entity, id, "invoice");
    if (is_null(invoice)) return;
    work.create(activity, {{&activity.at("subject"), Value{std::string("paid")}},
                           {&activity.at("company"),
                            work.get(work.catalogue().at("invoice"), as_id(invoice), "company")}});
}
constexpr Rule some_rules[]{{"company", "shout_of_key", shout_of_key},
                            {"payment", "payment_leaves_an_activity", payment_leaves_an_activity}};
constexpr std::span<const Rule> all_rules[]{some_rules};

// Live rows as they are, without what only tells that something happened.
std::string picture(TestOffice& office) {
    std::string out;
    for (const auto& entity : office.model->entities()) {
        std::string columns = "hex(id)";
        for (const FieldModel& field : entity->fields) {
            using catalogue::Storage;
            const auto name = field.name();
            if (name == "id" || name == "rev" || name == "changed_at" || name == "changed_by") continue;
            if (field.storage == Storage::none || field.storage == Storage::ids) continue;
            columns += " || '|' || coalesce(hex(" + store::quoted(name) + "), '-')";
        }
        store::Use rows(office.writer->prepare("SELECT " + columns + " FROM " +
                                               store::quoted(entity->name()) +
                                               " WHERE deleted_at IS NULL ORDER BY id"));
        while (rows->step()) out += std::string(entity->name()) + " " + std::string(rows->text(0)) + "\n";
    }
    for (const char* sql :
         {"SELECT hex(l.owner) || hex(l.target) FROM deal_participants AS l JOIN deal AS d ON d.id = l.owner "
          "WHERE d.deleted_at IS NULL ORDER BY 1",
          "SELECT hex(l.owner) || hex(l.target) FROM segment_members AS l JOIN segment AS s ON s.id = "
          "l.owner "
          "WHERE s.deleted_at IS NULL ORDER BY 1",
          "SELECT hex(parent) || key1 || hex(key2) || value FROM company_turnover_by_month ORDER BY 1",
          "SELECT term || class || hex(name_sort) || entity || record FROM search_term ORDER BY 1"}) {
        store::Use rows(office.writer->prepare(sql));
        while (rows->step()) out += std::string(rows->text(0)) + "\n";
    }
    return out;
}

std::string told(const std::vector<Difference>& differences) {
    std::string out;
    for (const auto& one : differences)
        out +=
            one.kind + " " + one.entity + "." + one.field + ": " + one.expected + " but " + one.found + "\n";
    return out;
}

struct Player {
    TestOffice office{all_rules};
    std::mt19937_64 random;
    std::map<std::string, std::vector<Id>, std::less<>> ids;
    std::vector<Id> ops;

    std::size_t below(std::size_t n) { return static_cast<std::size_t>(random() % n); }
    std::string any(string_view entity) {
        auto& known = ids[std::string(entity)];
        return known.empty() ? std::string() : known[below(known.size())].to_text();
    }
    std::string number(std::size_t n) { return std::to_string(below(n)); }
    std::string day() { return "2025-0" + std::to_string(1 + below(9)) + "-1" + number(9); }

    TestOffice::Texts some(string_view entity) {
        const std::string words[]{"Łódź", "alfa", "Żuraw beta", "gamma 601 234 567", "ćma"};
        if (entity == "company")
            return {{"name", words[below(5)]},
                    {"tier", std::to_string(1 + below(3))},
                    {"is_key", below(2) ? "true" : ""},
                    {"group_parent", below(3) == 0 ? any("company") : ""}};
        if (entity == "person")
            return {{"last_name", words[below(5)]}, {"phone", below(2) ? "601 234 567" : ""}};
        if (entity == "employment")
            return {{"person", any("person")}, {"company", any("company")}, {"position", words[below(5)]}};
        if (entity == "activity")
            return {{"subject", words[below(5)]},
                    {"company", below(4) ? any("company") : ""},
                    {"happened_at", day() + "T10:00:00Z"}};
        if (entity == "invoice")
            return {{"company", any("company")}, {"number", number(1000)},
                    {"issued_on", day()},        {"sold_on", below(5) ? day() : ""},
                    {"net", number(900) + ".5"}, {"status", below(5) ? "registered" : "cancelled"}};
        if (entity == "invoice_line")
            return {{"invoice", any("invoice")}, {"name", words[below(5)]}, {"net", number(50)}};
        if (entity == "payment")
            return {{"invoice", any("invoice")}, {"received_on", day()}, {"amount", number(90)}};
        return {{"title", words[below(5)]},
                {"company", any("company")},
                {"participants", any("person")},
                {"owner", any("user")},
                {"number", "n" + number(100000)}};
    }

    void keep(const Result<Committed>& done, const Pending& pending) {
        if (!done || done->seq == 0) return;
        ops.push_back(pending.op);
        for (const auto& touched : done->records) {
            auto& known = ids[std::string(touched.entity->name())];
            if (std::ranges::find(known, touched.id) == known.end()) known.push_back(touched.id);
        }
    }

    void step() {
        constexpr string_view entities[]{"company", "person",       "employment", "activity",
                                         "invoice", "invoice_line", "payment",    "deal"};
        std::vector<RecordChange> records;
        for (std::size_t i = 0; i <= below(3); ++i) {
            const auto entity = entities[below(8)];
            const std::size_t dice = below(10);
            const auto known = any(entity);
            const Act act = dice < 5 || known.empty() ? Act::create
                            : dice < 8                ? Act::change
                            : dice == 8               ? Act::remove
                                                      : Act::restore;
            const Id id = act == Act::create ? office.id() : *Id::parse(known);
            auto texts = act == Act::create || act == Act::change ? some(entity) : TestOffice::Texts{};
            if (act == Act::change)
                for (std::size_t gone = below(texts.size()); gone > 0; --gone) texts.erase(texts.begin());
            records.push_back(office.record(entity, act, id, texts));
        }
        Pending pending = office.pending(std::move(records), office.system);
        pending.accepted = {{"lines_differ", "test"},
                            {"invoice_twice", "test"},
                            {"tax_id_twice", "test"},
                            {"key_without_owner", "test"}};
        keep(office.committer->commit(pending), pending);
    }
};

class histories : public testing::TestWithParam<int> {};

TEST_P(histories, stay_consistent_and_can_be_undone_in_reverse) {
    Player player;
    player.random.seed(static_cast<std::uint64_t>(GetParam()));
    player.ids["user"].push_back(player.office.create("user", {{"login", "ala"}, {"name", "Ala"}}));
    for (int i = 0; i < 20; ++i) player.step();
    const auto numbers = schema::load_numbers(*player.office.writer, *player.office.model);
    const auto begin = picture(player.office);
    player.ops.clear();
    for (int i = 0; i < 200; ++i) player.step();
    ASSERT_GT(player.ops.size(), 20U);
    EXPECT_EQ(told(check(*player.office.writer, *player.office.model, numbers, 10)), "");
    EXPECT_NE(picture(player.office), begin);
    const auto done = player.ops;
    for (auto op = done.rbegin(); op != done.rend(); ++op) {
        auto plan = player.office.committer->plan_undo(player.office.system, *op, {});
        ASSERT_TRUE(plan);
        EXPECT_TRUE(plan->kept.empty());
        for (const auto& chunk : plan->chunks) {
            const auto undone = player.office.committer->commit(chunk);
            ASSERT_TRUE(undone) << TestOffice::said(undone);
        }
    }
    EXPECT_EQ(picture(player.office), begin);
    EXPECT_EQ(told(check(*player.office.writer, *player.office.model, numbers, 10)), "");
}

// Two to four of any small office become one, and again what they were.
TEST_P(histories, merged_and_undone_leave_no_trace) {
    Player player;
    auto& office = player.office;
    player.random.seed(static_cast<std::uint64_t>(GetParam()) + 100);
    player.ids["user"].push_back(office.create("user", {{"login", "ala"}, {"name", "Ala"}}));
    for (int i = 0; i < 60; ++i) player.step();
    for (int i = 0; i < 20; ++i) {
        const auto one = player.any("company"), two = player.any("company");
        if (one != two)
            (void)office.commit(
                {office.record("supply", Act::create, office.id(), {{"supplier", one}, {"customer", two}})});
        (void)office.commit({office.record("comment", Act::create, office.id(),
                                           {{"record", "company:" + one}, {"body", "x"}})});
        (void)office.commit(
            {office.record("segment", Act::create, office.id(),
                           {{"name", "S"}, {"about", "company"}, {"members", one + "|" + two}})});
    }
    const auto numbers = schema::load_numbers(*office.writer, *office.model);
    int merged = 0;
    for (int round = 0; round < 12; ++round) {
        const std::string entity = player.below(2) ? "company" : "person";
        Ids some;
        for (std::size_t i = 0; i < 2 + player.below(3); ++i)
            if (const auto id = *Id::parse(player.any(entity)); std::ranges::find(some, id) == some.end())
                some.push_back(id);
        const auto begin = picture(office);
        MergeWish wish{.entity = &office.entity(entity),
                       .survivor = some.front(),
                       .others = {some.begin() + 1, some.end()}};
        Pending pending = office.pending({}, office.system);
        pending.via = Via::merge;
        pending.batch = pending.op;
        pending.merge = std::make_shared<const MergeWish>(wish);
        const auto done = office.committer->commit(pending);
        if (!done) {  // deleted ones among them
            EXPECT_EQ(picture(office), begin);
            continue;
        }
        ++merged;
        EXPECT_NE(picture(office), begin);
        EXPECT_EQ(told(check(*office.writer, *office.model, numbers, 10)), "");
        auto plan = office.committer->plan_undo(office.system, {}, *pending.batch);
        ASSERT_TRUE(plan);
        EXPECT_TRUE(plan->kept.empty());
        for (const auto& chunk : plan->chunks) {
            const auto undone = office.committer->commit(chunk);
            ASSERT_TRUE(undone) << TestOffice::said(undone);
        }
        EXPECT_EQ(picture(office), begin);
        EXPECT_EQ(told(check(*office.writer, *office.model, numbers, 10)), "");
    }
    EXPECT_GT(merged, 0);
}

INSTANTIATE_TEST_SUITE_P(of_seeds, histories, testing::Range(1, 9));

}  // namespace
}  // namespace teczka::change
