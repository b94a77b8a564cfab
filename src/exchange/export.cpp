// See export.hpp.
#include "exchange/export.hpp"

#include <algorithm>

#include "core/query/each.hpp"
#include "core/store/machine.hpp"
#include "exchange/export_columns.hpp"
#include "formats/csv.hpp"

namespace teczka::exchange {
namespace {

using formats::CellKind;

constexpr std::size_t flush_bytes = 64 << 10;

// A reading transaction at a time, renewed between pages.
class Pictures {
public:
    explicit Pictures(store::Connection& connection) : connection_{connection} { connection_.begin_read(); }
    ~Pictures() { connection_.end_read(); }
    Pictures(const Pictures&) = delete;
    Pictures& operator=(const Pictures&) = delete;
    void renew() {
        connection_.end_read();
        connection_.begin_read();
    }
    std::int64_t seq() { return store::load_counter(connection_).seq; }

private:
    store::Connection& connection_;
};

using TakeRow = std::function<Result<void>(const formats::TableRow&)>;

// All rows, whatever becomes of them.
Result<Exported> walk(const query::Context& context, query::Query& query, store::Connection& connection,
                      const ExportOptions& options, const TakeRow& take) {
    query.limit = 0;
    query.after.clear();
    Pictures pictures{connection};
    Exported out{.seq_begin = pictures.seq()};
    CellMaker cells{query, options};
    Result<void> taken;
    bool is_cancelled = false;
    const auto ran = query::each(context, query, connection,
                                 [&](const Id& id, std::span<const Value> values) {
                                     taken = take(cells.make(id, values));
                                     ++out.rows;
                                     return taken.has_value();
                                 },
                                 {.with_titles = !options.language.empty(), .between = [&] {
                                      pictures.renew();
                                      is_cancelled = options.on_page && !options.on_page(out.rows);
                                      return !is_cancelled;
                                  }});
    if (!ran) return std::unexpected(ran.error());
    if (!taken) return std::unexpected(taken.error());
    if (is_cancelled) return refuse("job_cancelled");
    out.seq_end = pictures.seq();
    if (options.on_page) options.on_page(out.rows);
    return out;
}

void write_cell(formats::CsvWriter& out, const formats::Cell& cell, bool has_comma, std::string& room) {
    if (cell.kind == CellKind::text) return out.field(cell.text);
    if (cell.kind != CellKind::number || !has_comma) return out.plain_field(cell.text);
    room = cell.text;
    std::ranges::replace(room, '.', ',');
    out.plain_field(room);
}

// The currency that stands beside the entity's money: a column of its own, or the office's.
std::string office_currency(const query::Context& context, store::Connection& connection) {
    const auto* office = context.catalogue.find("office");
    if (office == nullptr) return {};
    const auto query = query::parse(context, *office, {.columns = "currency", .limit = "1"});
    std::string out;
    if (!query) return out;
    (void)query::each(context, *query, connection, [&](const Id&, std::span<const Value> values) {
        if (const auto* text = std::get_if<std::string>(values.data())) out = *text;
        return false;
    });
    return out;
}

// Appends the column; false when the entity has none that the asker may see.
bool add_currency(const query::Context& context, query::Query& query) {
    if (query.entity->find("currency") == nullptr) return false;
    auto own = query::parse(context, *query.entity, {.columns = "currency"});
    if (!own) return false;
    query.columns.push_back(std::move(own->columns.front()));
    return true;
}

}  // namespace

Result<void> restrict_to_export(const query::Context& context, query::Query& query) {
    const auto& [rights, actor, entity] = std::tie(context.rights, context.actor, *query.entity);
    if (!rights.may_ever(actor, entity, "export")) return refuse("entity_unknown", "entity");
    auto may = rights.condition(actor, entity, "export");
    if (may == rights.condition(actor, entity, "view")) return {};
    query.where = catalogue::make_and(std::move(query.where), std::move(may));
    return {};
}

Result<Exported> export_csv(const query::Context& context, query::Query query, store::Connection& connection,
                            const ExportOptions& options,
                            const std::function<void(std::string_view bytes)>& write) {
    const bool is_for_people = !options.language.empty();
    const bool is_polish = options.language == "pl";
    std::string buffer, room;
    formats::CsvWriter out{buffer,
                           {.delimiter = is_polish ? ';' : ',',
                            .has_byte_order_mark = is_for_people,
                            .guards_formulas = is_for_people}};
    if (options.has_ids) out.field("id");
    for (const auto& column : query.columns) out.field(column_head(column, options.language));
    out.end_record();
    auto exported =
        walk(context, query, connection, options, [&](const formats::TableRow& row) -> Result<void> {
            for (const auto& cell : row.cells) write_cell(out, cell, is_polish, room);
            out.end_record();
            if (buffer.size() >= flush_bytes) {
                write(buffer);
                buffer.clear();
            }
            return {};
        });
    if (exported) write(buffer);
    return exported;
}

Result<Exported> export_sheet(const query::Context& context, query::Query query,
                              store::Connection& connection, const ExportOptions& options,
                              const SheetFile& file) {
    auto own = options;
    if (own.language.empty()) own.language = "pl";
    auto head = sheet_head(query, own.language, own.has_ids);
    head.has_currency = std::ranges::any_of(head.columns, &formats::SheetColumn::is_money);
    const bool has_own_currency = head.has_currency && add_currency(context, query);
    const auto office = head.has_currency && !has_own_currency ? office_currency(context, connection) : "";
    const auto writer = file.make(file.folder, file.name, head);
    if (!writer) return std::unexpected(writer.error());
    formats::TableRow with_currency;
    auto exported = walk(context, query, connection, own, [&](const formats::TableRow& row) {
        if (!head.has_currency || has_own_currency) return (*writer)->row(row);
        with_currency = row;
        with_currency.cells.push_back({CellKind::text, office});
        return (*writer)->row(with_currency);
    });
    if (!exported) return exported;
    const auto cut = (*writer)->finish("seq " + std::to_string(exported->seq_begin) + "–" +
                                       std::to_string(exported->seq_end));
    if (!cut) return std::unexpected(cut.error());
    exported->cut = *cut;
    return exported;
}

query::Query whole_entity(const query::Context& context, const catalogue::EntityModel& entity) {
    query::Query out{.entity = &entity, .where = catalogue::make_literal(true)};
    for (const auto& field : entity.fields) {
        if (field.storage == catalogue::Storage::none || field.name() == "id" || field.name() == "rev")
            continue;
        auto one = query::parse(context, entity, {.columns = std::string{field.name()}});
        if (one) out.columns.push_back(std::move(one->columns.front()));
    }
    return out;
}

}  // namespace teczka::exchange
