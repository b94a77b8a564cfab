// A database in memory, a committer and shorthands, for tests of whatever stands on change/.
#pragma once
#include <gtest/gtest.h>

#include "core/catalogue/testing.hpp"
#include "core/change/change.hpp"

namespace teczka::change {

struct TestOffice {
    explicit TestOffice(std::span<const std::span<const Rule>> rules = {},
                        std::shared_ptr<const catalogue::Catalogue> given = catalogue::test_catalogue())
        : model(std::move(given)), environment(seeded_environment(7, 1'767'600'000'000)) {
        const std::span<const catalogue::Right> areas[]{catalogue::test_rights};
        auto built = rights::Rights::build(*model, areas);
        TECZKA_INVARIANT(built.has_value());
        rights = *built;
        writer = store::open_sqlite({.path = ":memory:", .is_writer = true});
        auto upgrade = schema::difference(*writer, *model);
        TECZKA_INVARIANT(upgrade.has_value());
        schema::apply(*writer, *model, *upgrade);
        committer = std::make_unique<Committer>(*writer, Options{*model, *rights, rules, environment});
        system.is_system = true;
    }

    const EntityModel& entity(string_view name) const { return model->at(name); }
    Id id() { return environment.make_id(); }

    // Values as texts; "" is null.
    using Texts = std::vector<std::pair<string_view, std::string>>;
    std::vector<FieldValue> values(const EntityModel& of, const Texts& texts) const {
        std::vector<FieldValue> out;
        for (const auto& [name, text] : texts) {
            auto value = parse_text_value(of.at(name), text);
            EXPECT_TRUE(value.has_value()) << name << " " << text;
            out.push_back({&of.at(name), value ? std::move(*value) : Value{}});
        }
        return out;
    }
    RecordChange record(string_view name, Act act, const Id& of, const Texts& texts = {}) const {
        return {.entity = &entity(name), .id = of, .act = act, .set = values(entity(name), texts)};
    }
    Pending pending(std::vector<RecordChange> records, const rights::Actor& actor) {
        return {.op = environment.make_id(), .actor = actor, .records = std::move(records)};
    }
    Result<Committed> commit(std::vector<RecordChange> records) {
        return committer->commit(pending(std::move(records), system));
    }
    Id create(string_view name, const Texts& texts) {
        const Id made = id();
        const auto committed = commit({record(name, Act::create, made, texts)});
        EXPECT_TRUE(committed.has_value()) << name << ": " << said(committed);
        return made;
    }
    Result<Committed> change(string_view name, const Id& of, const Texts& texts) {
        return commit({record(name, Act::change, of, texts)});
    }
    Result<Committed> remove(string_view name, const Id& of) {
        return commit({record(name, Act::remove, of)});
    }

    // "field:code field:code", sorted; "" when it succeeded.
    static std::string said(const Result<Committed>& result) {
        if (result) return {};
        std::vector<std::string> all;
        for (const auto& complaint : result.error().complaints)
            all.push_back(complaint.field + ":" + complaint.code);
        std::ranges::sort(all);
        std::string out;
        for (const auto& one : all) out += (out.empty() ? "" : " ") + one;
        return out;
    }
    // First column of the first row as text; "∅" for null or no row.
    std::string ask(const std::string& sql) {
        store::Use row(writer->prepare(sql));
        if (!row->step() || row->is_null(0)) return "∅";
        return std::string(row->text(0));
    }
    std::string column(string_view name, const Id& of, string_view field) {
        store::Use row(writer->prepare("SELECT " + store::quoted(field) + " FROM " + store::quoted(name) +
                                       " WHERE id = ?1"));
        row->bind(1, of);
        if (!row->step() || row->is_null(0)) return "∅";
        return std::string(row->text(0));
    }

    std::shared_ptr<const catalogue::Catalogue> model;
    std::shared_ptr<const rights::Rights> rights;
    Environment environment;
    std::unique_ptr<store::Connection> writer;
    std::unique_ptr<Committer> committer;
    rights::Actor system;
};

}  // namespace teczka::change
