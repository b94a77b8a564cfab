// Fields and kinds of records added at run time, on a database in memory: what is refused, what the catalogue
// then holds, and that nothing is lost by retiring, deleting or a program that understands less.
#include "areas/catalogue_in_force.hpp"

#include <gtest/gtest.h>

#include <string>

#include "areas/areas.hpp"
#include "areas/rights_in_force.hpp"
#include "core/base/json.hpp"
#include "core/change/change.hpp"
#include "core/change/translate.hpp"
#include "core/schema/schema.hpp"
#include "core/store/store.hpp"

namespace teczka::areas {
namespace {
using change::Act;

std::string said(const Refusal& refusal) {
    std::string out;
    for (const auto& complaint : refusal.complaints) out += complaint.field + ": " + complaint.code + "\n";
    return out;
}

class Custom : public ::testing::Test {
protected:
    void SetUp() override {
        auto built = catalogue::Catalogue::build(entities());
        ASSERT_TRUE(built) << said(built.error());
        catalogue_ = *built;
        connection_ = store::open_sqlite({.path = ":memory:", .is_writer = true});
        schema::apply(*connection_, *catalogue_, *schema::difference(*connection_, *catalogue_));
        const auto made = rights::Rights::build(*catalogue_, rights());
        ASSERT_TRUE(made);
        rights_ = *made;
        load();
    }

    // As the host does after each change of a definition.
    void load() {
        committer_.reset();
        auto loaded = bring_in_force(context(), *connection_);
        broken_ = loaded.broken;
        version_ = loaded.version;
        catalogue_ = loaded.catalogue;
        rights_ = rights_in_force(context(), *connection_).rights;
        committer_ = std::make_unique<change::Committer>(
            *connection_, change::Options{*catalogue_, *rights_, rules(), environment_});
    }

    query::Context context() const { return {.catalogue = *catalogue_, .rights = *rights_, .actor = actor_}; }

    Result<change::Committed> save(std::string_view entity, std::string_view set, std::optional<Id> id = {}) {
        const auto body = parse_json("{\"set\":" + std::string{set} + "}")->as_object();
        const auto pending = change::parse_change(catalogue_->at(entity), id, id ? Act::change : Act::create,
                                                  actor_, body, environment_);
        if (!pending) return std::unexpected{pending.error()};
        return committer_->commit(*pending);
    }

    Id made(std::string_view entity, std::string_view set) {
        const auto committed = save(entity, set);
        EXPECT_TRUE(committed) << entity << " " << set << "\n" << said(committed.error());
        load();
        return committed ? committed->records.front().id : Id{};
    }

    // What it says, as "field: code" lines; "" when it was done.
    std::string refusal(std::string_view entity, std::string_view set, std::optional<Id> id = {}) {
        const auto committed = save(entity, set, id);
        return committed ? "" : said(committed.error());
    }

    void remove(std::string_view entity, const Id& id) {
        const auto pending =
            change::parse_change(catalogue_->at(entity), id, Act::remove, actor_, {}, environment_);
        const auto committed = committer_->commit(*pending);
        ASSERT_TRUE(committed) << said(committed.error());
        load();
    }

    Environment environment_ = seeded_environment(7, 1'767'225'600'000);  // 2026-01-01
    rights::Actor actor_{.login = "system", .is_system = true};
    std::shared_ptr<const catalogue::Catalogue> catalogue_;
    std::shared_ptr<const rights::Rights> rights_;
    std::unique_ptr<store::Connection> connection_;
    std::unique_ptr<change::Committer> committer_;
    std::vector<std::string> broken_;
    std::int64_t version_{};
};

std::string field(std::string_view type, std::string_view name, std::string_view more = "") {
    return R"({"entity":"company","label_pl":"Pole","type":")" + std::string{type} + R"(","name":")" +
           std::string{name} + "\"" + std::string{more} + "}";
}

TEST_F(Custom, no_name_of_ours_begins_like_theirs) {
    for (const auto* entity : entities()) {
        EXPECT_FALSE(catalogue::is_custom(entity->name));
        for (const auto& one : entity->fields) EXPECT_FALSE(catalogue::is_custom(one.name)) << one.name;
    }
}

TEST_F(Custom, each_type_is_a_field_of_the_catalogue) {
    const auto before = version_;
    for (const auto* type : {"text", "note", "integer", "decimal", "money", "date", "instant", "boolean",
                             "any_link", "country", "currency", "language", "address"}) {
        const std::string more = std::string_view{type} == "decimal" ? R"(,"scale":2)" : "";
        made("custom_field", field(type, std::string{"t_"} + type, more));
        const auto name = std::string{"x_t_"} + type + (std::string_view{type} == "address" ? "_city" : "");
        ASSERT_NE(catalogue_->at("company").find(name), nullptr) << name;
    }
    made("custom_field", field("link", "boss", R"(,"to":"person")"));
    made("custom_field", field("links", "friends", R"(,"to":"person")"));
    EXPECT_NE(catalogue_->at("person").find_children("company_x_boss"), nullptr);
    EXPECT_NE(version_, before);
    EXPECT_TRUE(broken_.empty());
}

TEST_F(Custom, names_are_made_of_labels_and_prefixed) {
    const auto name_of = [&](std::string_view set) {
        const Id id = made("custom_field", set);
        store::Use row{connection_->prepare("SELECT name FROM custom_field WHERE id = ?1")};
        row->bind(1, id);
        EXPECT_TRUE(row->step());
        return std::string{row->text(0)};
    };
    EXPECT_EQ(name_of(R"({"entity":"company","label_pl":"Ocena klienta","type":"integer"})"),
              "x_ocena_klienta");
    EXPECT_EQ(name_of(R"({"entity":"company","label_pl":"Ocena klienta","type":"integer"})"),
              "x_ocena_klienta_2");
    EXPECT_EQ(name_of(R"({"entity":"person","label_pl":"Żółć i łódź 2","type":"text"})"), "x_zolc_i_lodz_2");
    EXPECT_EQ(name_of(R"({"entity":"person","label_pl":"A","name":"x_given","type":"text"})"), "x_given");
    EXPECT_EQ(name_of(R"({"entity":"person","label_pl":"B","name":"order","type":"text"})"), "x_order");
    EXPECT_EQ(name_of(R"({"entity":"person","label_pl":"C","name":"id","type":"text"})"), "x_id");
}

TEST_F(Custom, definitions_that_do_not_hold_are_refused) {
    made("custom_field", field("text", "taken"));
    made("custom_field", field("address", "site"));
    made("custom_entity", R"({"name":"vehicle","one_pl":"Pojazd","many_pl":"Pojazdy"})");
    struct Case {
        std::string entity, set, says;
    };
    const Case cases[]{
        {"custom_field", field("text", "taken"), "name: name_taken"},
        {"custom_field", field("text", "x_taken"), "name: name_taken"},
        {"custom_field", field("text", "taken_sort"), "name: name_taken"},
        {"custom_field", field("text", "site_city"), "name: name_taken"},
        {"custom_field", field("text", "vehicle"), "name: name_taken"},
        {"custom_field", field("text", "Upper"), "name: name_malformed"},
        {"custom_field", field("text", "with space"), "name: name_malformed"},
        {"custom_field", field("text", "a\\\"; DROP TABLE company; --"), "name: name_malformed"},
        {"custom_field", field("text", "ą"), "name: name_malformed"},
        {"custom_field", field("text", "_fold"), "name: name_malformed"},
        {"custom_field", field("text", "abcdefghijklmnopqrstuvwxyz_abc"), "name: name_malformed"},
        {"custom_field", R"({"entity":"company","label_pl":"!!!","type":"text"})", "name: name_malformed"},
        {"custom_field", R"({"entity":"no_such","label_pl":"A","type":"text"})", "entity: entity_unknown"},
        {"custom_field", R"({"entity":"right","label_pl":"A","type":"text"})", "entity: entity_unknown"},
        {"custom_field", R"({"entity":"custom_field","label_pl":"A","type":"text"})",
         "entity: entity_unknown"},
        {"custom_field", R"({"entity":"external_id","label_pl":"A","type":"any_link"})",
         "entity: entity_unknown"},
        {"custom_field", field("list", "a"), "type: choice_unknown"},
        {"custom_field", field("choice", "a"), "type: choices_missing"},
        {"custom_field", field("link", "a"), "to: target_unknown"},
        {"custom_field", field("link", "a", R"(,"to":"no_such")"), "to: target_unknown"},
        {"custom_field", field("link", "a", R"(,"to":"right")"), "to: target_unknown"},
        {"custom_field", field("text", "a", R"(,"to":"company")"), "to: target_unwanted"},
        {"custom_field", field("decimal", "a"), "scale: scale_out_of_range"},
        {"custom_field", field("integer", "a", R"(,"scale":2)"), "scale: scale_out_of_range"},
        {"custom_field", field("date", "a", R"(,"max":5)"), "max: max_out_of_range"},
        {"custom_field", field("date", "a", R"(,"min":"yesterday")"), "min: min_malformed"},
        {"custom_field", field("integer", "a", R"(,"checker":"email")"), "checker: checker_needs_text"},
        {"custom_field", field("integer", "a", R"(,"initial":"\"x\"")"), "initial: type_mismatch"},
        {"custom_field", field("integer", "a", R"(,"initial":"1 +")"), "initial: "},
        {"custom_entity", R"({"name":"vehicle","one_pl":"P","many_pl":"P"})", "name: name_taken"},
        {"custom_entity", R"({"one_pl":"P","many_pl":"P","belongs_to":"no_such"})",
         "belongs_to: target_unknown"},
        {"custom_entity", R"({"one_pl":"P","many_pl":"P","belongs_to":"right"})",
         "belongs_to: target_unknown"},
    };
    for (const auto& [entity, set, says] : cases) {
        const auto told = refusal(entity, set);
        EXPECT_NE(told.find(says), std::string::npos) << set << " should say " << says << "\n" << told;
    }
    EXPECT_TRUE(broken_.empty());
}

TEST_F(Custom, what_data_are_stored_by_stays) {
    const Id id = made("custom_field", field("text", "a"));
    for (const auto* set : {R"({"type":"note"})", R"({"name":"x_b"})", R"({"entity":"person"})",
                            R"({"is_searched":true})", R"({"scale":2})"})
        EXPECT_NE(refusal("custom_field", set, id).find("definition_fixed"), std::string::npos) << set;
    EXPECT_EQ(refusal("custom_field", R"({"label_pl":"Inna","is_hidden":true,"is_required":true})", id), "");
}

TEST_F(Custom, values_are_kept_and_refused_like_ours) {
    const auto parsed = parse_json(R"({"records":[
        {"entity":"custom_field","kind":"create","id":"01930000-0000-7000-8000-000000000001",
         "set":{"entity":"company","label_pl":"Barwa","name":"hue","type":"choice","is_required":true}},
        {"entity":"custom_choice","kind":"create","set":{"field":"01930000-0000-7000-8000-000000000001","label_pl":"Żółta","colour":"amber"}},
        {"entity":"custom_choice","kind":"create","id":"01930000-0000-7000-8000-000000000002",
         "set":{"field":"01930000-0000-7000-8000-000000000001","label_pl":"Sina"}}]})");
    const auto pending = change::parse_changes(*catalogue_, actor_, parsed->as_object(), environment_);
    ASSERT_TRUE(pending) << said(pending.error());
    const auto committed = committer_->commit(*pending);
    ASSERT_TRUE(committed) << said(committed.error());
    load();
    const auto& hue = catalogue_->at("company").at("x_hue");
    ASSERT_EQ(hue.decl.choices.size(), 2U);
    EXPECT_EQ(hue.decl.choices[0].code, "zolta");
    EXPECT_EQ(hue.decl.choices[0].colour, "amber");
    EXPECT_NE(refusal("company", R"({"name":"A"})").find("x_hue: required"), std::string::npos);
    EXPECT_NE(refusal("company", R"({"name":"A","x_hue":"no"})").find("choice_unknown"), std::string::npos);
    const Id company = made("company", R"({"name":"A","x_hue":"sina"})");
    EXPECT_NE(refusal("company", R"({"x_hue":null})", company).find("x_hue: required"), std::string::npos);
    const auto choice = Id::parse("01930000-0000-7000-8000-000000000002");
    EXPECT_EQ(refusal("custom_choice", R"({"is_retired":true})", choice), "");
    load();
    EXPECT_NE(refusal("company", R"({"name":"B","x_hue":"sina"})").find("choice_retired"), std::string::npos);
    EXPECT_EQ(refusal("company", R"({"name":"A2","x_hue":"sina"})", company), "");
}

TEST_F(Custom, a_retired_field_is_gone_for_everybody_and_comes_back_with_its_data) {
    const Id id = made("custom_field", field("text", "motto"));
    const Id company = made("company", R"({"name":"A","x_motto":"Kto pyta"})");
    ASSERT_EQ(refusal("custom_field", R"({"is_retired":true})", id), "");
    load();
    EXPECT_NE(refusal("company", R"({"x_motto":"nie"})", company).find("field_unknown"), std::string::npos);
    EXPECT_FALSE(query::parse(context(), catalogue_->at("company"), {.where = "x_motto = \"a\""}));
    EXPECT_FALSE(query::parse(context(), catalogue_->at("company"), {.columns = "x_motto"}));
    remove("custom_field", id);
    EXPECT_NE(catalogue_->at("company").find("x_motto"), nullptr);
    EXPECT_NE(refusal("custom_field", field("integer", "motto")).find("name_taken"), std::string::npos);
    const auto pending =
        change::parse_change(catalogue_->at("custom_field"), id, Act::restore, actor_, {}, environment_);
    ASSERT_TRUE(committer_->commit(*pending));
    load();
    ASSERT_EQ(refusal("custom_field", R"({"is_retired":false})", id), "");
    load();
    store::Use row{connection_->prepare("SELECT x_motto FROM company")};
    ASSERT_TRUE(row->step());
    EXPECT_EQ(row->text(0), "Kto pyta");
    EXPECT_TRUE(query::parse(context(), catalogue_->at("company"), {.where = "x_motto = \"a\""}));
}

TEST_F(Custom, own_kinds_of_records_belong_where_they_say) {
    made("custom_entity", R"({"one_pl":"Pojazd","many_pl":"Pojazdy","name":"vehicle"})");
    made("custom_entity",
         R"({"one_pl":"Przegląd","many_pl":"Przeglądy","name":"service","belongs_to":"x_vehicle"})");
    made("custom_entity", R"({"one_pl":"Hobby","many_pl":"Hobby","belongs_to":"person"})");
    made("custom_entity", R"({"one_pl":"Marka","many_pl":"Marki","belongs_to":"office"})");
    made("custom_field",
         R"({"entity":"x_vehicle","label_pl":"Rejestracja","type":"text","is_searched":true})");
    EXPECT_TRUE(broken_.empty());
    ASSERT_EQ(catalogue_->at("x_service").anchors.size(), 1U);
    EXPECT_EQ(catalogue_->at("x_service").anchors[0].size(), 2U);
    EXPECT_EQ(catalogue_->at("x_hobby").anchors.size(), catalogue_->at("person").anchors.size());
    EXPECT_TRUE(catalogue_->at("x_marka").belongs_to_office);
    const Id company = made("company", R"({"name":"A"})");
    const Id car = made(
        "x_vehicle", R"({"name":"Star","company":")" + company.to_text() + R"(","x_rejestracja":"LU 1234"})");
    EXPECT_NE(refusal("x_vehicle", R"({"name":"Bez firmy"})").find("company: required"), std::string::npos);
    made("x_service", R"({"name":"Wiosna","x_vehicle":")" + car.to_text() + "\"}");
    const rights::Actor sales{.groups = {"sales"}}, accounting{.groups = {"accounting"}};
    const auto& service = catalogue_->at("x_service");
    EXPECT_TRUE(rights_->may_ever(sales, service, "change"));
    EXPECT_FALSE(rights_->may_ever(accounting, service, "change"));
    EXPECT_TRUE(rights_->may_ever(accounting, service, "view"));
    const Id kind =
        save("custom_entity", R"({"one_pl":"Z","many_pl":"Z","name":"gone"})")->records.front().id;
    load();
    remove("custom_entity", kind);
    EXPECT_FALSE(rights_->may_ever(actor_, catalogue_->at("x_gone"), "view"));
}

// Of a field that a later program no longer understands the data stay and the office opens.
TEST_F(Custom, a_definition_that_is_not_understood_is_left_out) {
    made("custom_field", field("text", "good"));
    made("custom_field", field("link", "boss", R"(,"to":"person")"));
    connection_->execute("UPDATE custom_field SET \"to\" = 'gone_in_this_version' WHERE name = 'x_boss'");
    load();
    EXPECT_EQ(broken_, std::vector<std::string>{"company.x_boss"});
    EXPECT_EQ(catalogue_->at("company").find("x_boss"), nullptr);
    EXPECT_NE(catalogue_->at("company").find("x_good"), nullptr);
    EXPECT_EQ(refusal("custom_field", field("text", "another")), "");
    connection_->execute("UPDATE custom_field SET \"to\" = 'person' WHERE name = 'x_boss'");
    load();
    EXPECT_NE(catalogue_->at("company").find("x_boss"), nullptr);
}

TEST_F(Custom, a_change_parsed_before_is_carried_out_after) {
    const auto old_catalogue = catalogue_;
    const auto body = parse_json(R"({"set":{"name":"A"}})")->as_object();
    auto pending =
        change::parse_change(old_catalogue->at("company"), {}, Act::create, actor_, body, environment_);
    made("custom_field", field("text", "motto"));
    ASSERT_NE(old_catalogue, catalogue_);
    EXPECT_TRUE(change::speaks_of(*pending, *old_catalogue));
    EXPECT_FALSE(change::speaks_of(*pending, *catalogue_));
    const auto translated = change::translated(*pending, *catalogue_);
    EXPECT_EQ(translated.records[0].entity, &catalogue_->at("company"));
    EXPECT_EQ(translated.records[0].set[0].field, &catalogue_->at("company").at("name"));
    ASSERT_TRUE(committer_->commit(translated));
}

TEST_F(Custom, an_undo_of_the_definition_takes_it_back_and_keeps_the_data) {
    const auto committed = save("custom_field", field("text", "motto"));
    ASSERT_TRUE(committed);
    load();
    made("company", R"({"name":"A","x_motto":"Kto pyta"})");
    auto plan = committer_->plan_undo(actor_, committed->op, {});
    ASSERT_TRUE(plan) << said(plan.error());
    for (const auto& chunk : plan->chunks) {
        const auto undone = committer_->commit(chunk);
        ASSERT_TRUE(undone) << said(undone.error());
    }
    load();
    EXPECT_TRUE(catalogue_->at("company").at("x_motto").decl.retired);
    store::Use row{connection_->prepare("SELECT x_motto FROM company")};
    ASSERT_TRUE(row->step());
    EXPECT_EQ(row->text(0), "Kto pyta");
}

}  // namespace
}  // namespace teczka::areas
