// Values leave in the form docs/api.md gives each type.
#include "core/query/answer.hpp"

#include "core/base/dates.hpp"
#include "core/base/decimal.hpp"
#include "core/query/sql.hpp"

namespace teczka::query {

using catalogue::Type;

void bind_all(store::Statement& statement, const std::vector<Value>& bindings) {
    for (std::size_t i = 0; i < bindings.size(); ++i) statement.bind(static_cast<int>(i) + 1, bindings[i]);
}

LinksReader::LinksReader(const Context& context, const EntityModel& entity,
                         const std::vector<Compiled::Slot>& slots, store::Connection& connection)
    : held_(slots.size()) {
    for (std::size_t i = 0; i < slots.size(); ++i) {
        if (!slots[i].is_links) continue;
        const auto& field = *slots[i].field;
        Sql sql{context, connection.dialect()};
        const auto title = sql.tagged_title(*field.target, "l.target");
        const auto owner = sql.parameter(Value{});
        held_[i].statement =
            &connection.prepare("SELECT l.target, " + title + " FROM " +
                                quoted(std::string{entity.name()} + "_" + std::string{field.name()}) +
                                " AS l WHERE l.owner = " + owner + " ORDER BY l.target");
        held_[i].bindings = std::move(sql.bindings());
        held_[i].statement->reset();
    }
}

void LinksReader::write(std::size_t slot, const Id& owner, JsonWriter& out) {
    auto& held = held_[slot];
    held.bindings.back() = owner;
    store::Use statement{*held.statement};
    bind_all(*statement, held.bindings);
    out.begin_array();
    while (statement->step())
        write_link(statement->id(0), statement->is_null(1), statement->is_null(1) ? "" : statement->text(1),
                   out);
    out.end_array();
}

Ids LinksReader::ids(std::size_t slot, const Id& owner) {
    auto& held = held_[slot];
    held.bindings.back() = owner;
    store::Use statement{*held.statement};
    bind_all(*statement, held.bindings);
    Ids out;
    while (statement->step())
        if (!statement->is_null(1)) out.push_back(statement->id(0));
    return out;
}

std::string LinksReader::titles(std::size_t slot, const Id& owner) {
    auto& held = held_[slot];
    held.bindings.back() = owner;
    store::Use statement{*held.statement};
    bind_all(*statement, held.bindings);
    std::string out;
    while (statement->step())
        if (!statement->is_null(1))
            out += (out.empty() ? "" : "; ") + std::string{statement->text(1).substr(1)};
    return out;
}

void write_link(const Id& id, bool is_hidden, string_view tagged, JsonWriter& out, string_view entity) {
    out.begin_object();
    if (is_hidden) {
        out.member("hidden", true);
    } else {
        if (!entity.empty()) out.member("entity", entity);
        out.member("id", id);
        out.member("title", tagged.substr(1));
        if (tagged.front() == '1') out.member("deleted", true);
    }
    out.end_object();
}

namespace {

void write_codes(string_view codes, JsonWriter& out) {
    out.begin_array();
    while (codes.size() > 1) {
        codes.remove_prefix(1);  // ",a,b,"
        const auto comma = codes.find(',');
        out.text(codes.substr(0, comma));
        codes.remove_prefix(comma == string_view::npos ? codes.size() : comma);
    }
    out.end_array();
}

}  // namespace

void write_slot(const Compiled::Slot& slot, store::Statement& row, JsonWriter& out) {
    if (row.is_null(slot.at)) return out.null();
    switch (slot.type) {
        case Type::integer:
            return out.integer(row.integer(slot.at));
        case Type::decimal:
        case Type::money:
            return out.text(format_decimal(row.integer(slot.at), slot.scale));
        case Type::date:
            return out.text(format_date(static_cast<std::int32_t>(row.integer(slot.at))));
        case Type::instant:
            return out.text(format_instant(row.integer(slot.at)));
        case Type::boolean:
            return out.boolean(row.integer(slot.at) != 0);
        case Type::choices:
            return write_codes(row.text(slot.at), out);
        case Type::link: {
            // The id itself (`id` as a column, a system field) has no record beside it.
            if (slot.field == nullptr || !leads_on(*slot.field)) return out.id(row.id(slot.at));
            const bool is_hidden = row.is_null(slot.at + 1);
            return write_link(row.id(slot.at), is_hidden, is_hidden ? "" : row.text(slot.at + 1), out);
        }
        case Type::any_link: {
            const bool is_hidden = row.is_null(slot.at + 2);
            return write_link(row.id(slot.at), is_hidden, is_hidden ? "" : row.text(slot.at + 2), out,
                              row.text(slot.at + 1));
        }
        default:
            return out.text(row.text(slot.at));
    }
}

bool is_masked(const Compiled::Slot& slot, store::Statement& row) {
    return slot.mask_at >= 0 && !row.is_null(slot.mask_at) && row.integer(slot.mask_at) == 0;
}

void write_slots(const std::vector<Compiled::Slot>& slots, store::Statement& row, const Id& id,
                 LinksReader& links, JsonWriter& out) {
    bool has_masked = false;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        const auto& slot = slots[i];
        out.key(slot.name);
        const bool hides = is_masked(slot, row);
        has_masked = has_masked || hides;
        if (hides)
            out.null();
        else if (slot.is_links)
            links.write(i, id, out);
        else
            write_slot(slot, row, out);
    }
    if (!has_masked) return;
    out.key("masked");
    out.begin_array();
    for (const auto& slot : slots)
        if (is_masked(slot, row)) out.text(slot.name);
    out.end_array();
}

Value key_value(const Compiled::Slot& slot, store::Statement& row) {
    if (row.is_null(slot.at)) return {};
    if (slot.is_bytes) return std::string{row.bytes(slot.at)};
    if (slot.is_id) return row.id(slot.at);
    switch (slot.type) {
        case catalogue::Type::integer:
        case catalogue::Type::decimal:
        case catalogue::Type::money:
        case catalogue::Type::date:
        case catalogue::Type::instant:
        case catalogue::Type::boolean:
            return row.integer(slot.at);
        default:
            return std::string{row.text(slot.at)};
    }
}

Value slot_value(const Compiled::Slot& slot, store::Statement& row) {
    if (is_masked(slot, row) || row.is_null(slot.at)) return {};
    if (slot.type == catalogue::Type::link) {
        const bool is_hidden = slot.field != nullptr && leads_on(*slot.field) && row.is_null(slot.at + 1);
        return is_hidden ? Value{} : Value{row.id(slot.at)};
    }
    if (slot.type == catalogue::Type::any_link)
        return row.is_null(slot.at + 2) ? Value{} : Value{row.id(slot.at)};
    return key_value(slot, row);
}

}  // namespace teczka::query
