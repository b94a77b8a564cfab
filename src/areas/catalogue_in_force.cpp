// See catalogue_in_force.hpp.
#include "areas/catalogue_in_force.hpp"

#include <algorithm>
#include <functional>

#include "areas/areas.hpp"
#include "areas/office/custom.hpp"
#include "core/schema/schema.hpp"

namespace teczka::areas {
namespace {

using catalogue::sv;
using office::CustomField;
using office::Definitions;

// Of what the definitions say: the same ones have the same number, after a new start and an undo too. As many
// bits as a number of JSON holds in a browser.
struct Hash {
    std::uint64_t bits{14695981039346656037U};  // FNV-1a

    void add_text(std::string_view text) {
        for (const char c : text) add_byte(c);
        add_byte('\n');
    }
    void add_byte(char c) { bits = (bits ^ static_cast<unsigned char>(c)) * 1099511628211U; }
    void add(const Value& value) {
        if (const auto* text = std::get_if<std::string>(&value)) return add_text(*text);
        if (const auto* number = std::get_if<std::int64_t>(&value)) return add_text(std::to_string(*number));
        if (const auto* id = std::get_if<Id>(&value)) return add_text(id->to_text());
        add_text("");
    }
};

struct Reader {
    const query::Context& system;
    store::Connection& reader;
    Hash hash{};
    bool has_any{};

    // Every record of the entity, deleted ones too.
    void each(sv name,
              const std::function<void(const Id&, const office::ReadField&, bool is_deleted)>& take) {
        const auto& entity = system.catalogue.at(name);
        std::vector<sv> names;
        std::string columns;
        for (const auto* field : entity.stored) {
            if (field->is_system && field->name() != "deleted_at") continue;
            names.push_back(field->name());
            columns += (columns.empty() ? "" : ",") + std::string(field->name());
        }
        auto query = query::parse(system, entity, {.columns = columns, .order = "rev"});
        if (!query) fail({.inside = "definitions cannot be read"});
        query->limit = 0;
        query->with_deleted = true;
        (void)query::each(system, *query, reader, [&](const Id& id, std::span<const Value> values) {
            const office::ReadField read = [&](sv field) {
                return values[static_cast<std::size_t>(std::ranges::find(names, field) - names.begin())];
            };
            has_any = true;
            for (const auto& value : values) hash.add(value);
            take(id, read, !is_null(read("deleted_at")));
            return true;
        });
    }
};

Definitions read_definitions(Reader& reader) {
    std::vector<office::CustomEntity> entities;
    std::vector<CustomField> fields;
    std::vector<office::CustomChoice> choices;
    reader.each("custom_entity", [&](const Id& id, const office::ReadField& read, bool is_deleted) {
        entities.push_back(office::read_custom_entity(id, read));
        entities.back().is_retired |= is_deleted;
    });
    reader.each("custom_field", [&](const Id& id, const office::ReadField& read, bool is_deleted) {
        fields.push_back(office::read_custom_field(id, read));
        fields.back().is_retired |= is_deleted;
    });
    reader.each("custom_choice", [&](const Id&, const office::ReadField& read, bool is_deleted) {
        choices.push_back(office::read_custom_choice(read));
        choices.back().is_retired |= is_deleted;
    });
    return office::ordered(std::move(entities), std::move(fields), std::move(choices));
}

bool is_about(sv complaint, sv place) {
    return complaint.starts_with(place) && (complaint.size() == place.size() ||
                                            complaint[place.size()] == '.' || complaint[place.size()] == '_');
}

// Takes out what the complaints speak of; true when that was anything.
bool leave_out(Definitions& definitions, const Refusal& refusal, std::vector<std::string>& broken) {
    const auto is_blamed = [&](const std::string& place) {
        const bool is_named = std::ranges::any_of(
            refusal.complaints, [&](const Complaint& complaint) { return is_about(complaint.field, place); });
        if (is_named) broken.push_back(place);
        return is_named;
    };
    const auto fields =
        std::erase_if(definitions.fields, [&](const CustomField& field) { return is_blamed(field.place()); });
    if (fields > 0) return true;
    return std::erase_if(definitions.entities,
                         [&](const office::CustomEntity& entity) { return is_blamed(entity.name); }) > 0;
}

// "The company at the end of this path is mine", as a condition of the record it begins at.
std::string owned_by_me(std::span<const catalogue::AnchorStep> path) {
    std::string prefix;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const auto& [link, is_children] = path[i];
        if (is_children)
            return prefix + std::string(link->decl.inverse) + " any(" + owned_by_me(path.subspan(i + 1)) +
                   ")";
        prefix += std::string(link->name()) + ".";
    }
    return prefix + "owner = me or " + prefix + "owner in standing_in_for";
}

}  // namespace

CatalogueInForce catalogue_in_force(const query::Context& system, store::Connection& reader) {
    Reader all{system, reader};
    auto definitions = read_definitions(all);
    CatalogueInForce out;
    if (all.has_any) out.version = static_cast<std::int64_t>(all.hash.bits >> 11U);
    while (true) {
        const auto declared = office::declare(entities(), definitions);
        auto built = catalogue::Catalogue::build(declared->entities, declared);
        if (built) {
            out.catalogue = std::move(*built);
            return out;
        }
        if (!leave_out(definitions, built.error(), out.broken))
            fail({.inside = "the catalogue does not hold"});
    }
}

CatalogueInForce bring_in_force(const query::Context& system, store::Connection& writer) {
    auto out = catalogue_in_force(system, writer);
    const auto upgrade = schema::difference(writer, *out.catalogue);
    if (!upgrade) fail({.inside = "what was added at run time does not fit the tables"});
    schema::apply(writer, *out.catalogue, *upgrade);
    return out;
}

bool is_definition(const catalogue::EntityModel& entity) {
    return entity.name() == "custom_entity" || entity.name() == "custom_field" ||
           entity.name() == "custom_choice";
}

CustomRights custom_rights(const catalogue::Catalogue& catalogue) {
    constexpr sv sees = "view export", changes = "create change delete import",
                 all = "view export create change delete import";
    CustomRights out;
    for (const auto& entity : catalogue.entities()) {
        const sv name = entity->name();
        if (!catalogue::is_custom(name)) continue;
        if (entity->anchors.empty()) {
            out.lines.push_back({"accounting sales", name, sees});
            out.lines.push_back({"management administrator", name, all});
            continue;
        }
        std::string own;
        for (const auto& path : entity->anchors) own += (own.empty() ? "" : " or ") + owned_by_me(path);
        out.lines.push_back({"accounting administrator", name, sees});
        out.lines.push_back({"management", name, all});
        out.lines.push_back({"sales", name, sees, "anchored"});
        out.lines.push_back({"sales", name, changes, out.texts.emplace_back(std::move(own))});
    }
    return out;
}

}  // namespace teczka::areas
