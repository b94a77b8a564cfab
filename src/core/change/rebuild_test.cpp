// An upgrade that declares roll-ups and searched fields over records that stand already.
#include "core/change/rebuild.hpp"

#include <array>

#include "core/change/check.hpp"
#include "core/change/testing.hpp"
#include "core/index/index.hpp"

namespace teczka::change {
namespace {

using catalogue::Entity;
using catalogue::Field;

// The test office as it may have been: without one kind of computed field, or without search.
std::shared_ptr<const catalogue::Catalogue> office_of(std::vector<Field>& company_fields, Entity& company,
                                                      void (*change)(std::vector<Field>&)) {
    std::vector<const Entity*> entities(catalogue::test_entities.begin(), catalogue::test_entities.end());
    for (const Entity*& one : entities) {
        if (one->name != "company") continue;
        company = *one;
        company_fields.assign(one->fields.begin(), one->fields.end());
        change(company_fields);
        company.fields = company_fields;
        one = &company;
    }
    auto built = catalogue::Catalogue::build(entities);
    EXPECT_TRUE(built) << (built ? "" : built.error().complaints.front().field);
    return built ? *built : nullptr;
}

void without_sums(std::vector<Field>& fields) {
    std::erase_if(fields, [](const Field& field) {
        return field.rollup.fold != catalogue::Fold::none || !field.expression.empty();
    });
}
void without_search(std::vector<Field>& fields) {
    for (Field& field : fields)
        if (field.name == "short_name") field.searched = field.sorted = false;
}

struct Upgraded {
    std::vector<Field> fields;
    Entity company;
    std::shared_ptr<const catalogue::Catalogue> former;
    TestOffice office;

    explicit Upgraded(void (*change)(std::vector<Field>&))
        : former(office_of(fields, company, change)), office({}, former) {}

    void fill() {
        const Id alfa = office.create("company", {{"name", "Alfa"}, {"short_name", "Łódź"}});
        const Id beta = office.create("company", {{"name", "Beta"}});
        for (int i = 1; i <= 5; ++i) {
            const Id invoice = office.create("invoice", {{"company", (i < 4 ? alfa : beta).to_text()},
                                                         {"number", std::to_string(i)},
                                                         {"issued_on", "2025-0" + std::to_string(i) + "-01"},
                                                         {"net", "100"}});
            office.create("payment",
                          {{"invoice", invoice.to_text()}, {"received_on", "2025-06-01"}, {"amount", "30"}});
            office.create("activity", {{"subject", "call"},
                                       {"company", alfa.to_text()},
                                       {"happened_at", "2025-0" + std::to_string(i) + "-02T10:00:00Z"}});
        }
    }
    std::string differences() {
        const auto numbers = schema::load_numbers(*office.writer, *catalogue::test_catalogue());
        std::string out;
        for (const auto& one : check(*office.writer, *catalogue::test_catalogue(), numbers, 20))
            out += one.kind + " " + one.entity + "." + one.field + ": " + one.expected + " but " + one.found +
                   "\n";
        return out;
    }
};

TEST(Upgrade, computes_new_rollups_over_what_stands) {
    Upgraded upgraded(without_sums);
    upgraded.fill();
    const auto model = catalogue::test_catalogue();
    auto& writer = *upgraded.office.writer;
    const auto upgrade = schema::difference(writer, *model);
    ASSERT_TRUE(upgrade);
    EXPECT_TRUE(upgrade->needs_rebuild_of_rollups);
    schema::apply(writer, *model, *upgrade, [&] { rebuild_rollups(writer, *model); });
    EXPECT_EQ(upgraded.differences(), "");
    EXPECT_EQ(upgraded.office.ask("SELECT turnover FROM company WHERE name = 'Alfa'"), "30000");
    EXPECT_EQ(upgraded.office.ask("SELECT open_total FROM company WHERE name = 'Beta'"), "14000");
    EXPECT_EQ(upgraded.office.ask("SELECT sum(value) FROM company_turnover_by_month"), "50000");
    EXPECT_FALSE(schema::difference(writer, *model)->needs_rebuild_of_rollups);
}

TEST(Upgrade, without_the_computing_would_be_found_by_the_check) {
    Upgraded upgraded(without_sums);
    upgraded.fill();
    const auto model = catalogue::test_catalogue();
    schema::apply(*upgraded.office.writer, *model, *schema::difference(*upgraded.office.writer, *model));
    EXPECT_NE(upgraded.differences().find("rollup company.turnover"), std::string::npos);
}

TEST(Upgrade, of_searched_and_sorted_fields_is_done_even_after_a_kill) {
    Upgraded upgraded(without_search);
    upgraded.fill();
    const auto model = catalogue::test_catalogue();
    auto& writer = *upgraded.office.writer;
    const auto upgrade = schema::difference(writer, *model);
    ASSERT_TRUE(upgrade);
    EXPECT_TRUE(upgrade->needs_rebuild_of_text);
    schema::apply(writer, *model, *upgrade);
    // Killed here: the next start still knows.
    EXPECT_TRUE(schema::difference(writer, *model)->needs_rebuild_of_text);
    index::rebuild(writer, *model, schema::load_numbers(writer, *model).entity);
    EXPECT_FALSE(schema::difference(writer, *model)->needs_rebuild_of_text);
    EXPECT_EQ(upgraded.differences(), "");
}

}  // namespace
}  // namespace teczka::change
