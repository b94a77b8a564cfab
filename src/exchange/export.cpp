// See export.hpp.
#include "exchange/export.hpp"

#include "core/base/dates.hpp"
#include "core/base/decimal.hpp"
#include "formats/csv.hpp"

namespace teczka::exchange {
namespace {

using catalogue::Type;

constexpr std::size_t flush_bytes = 64 << 10;

std::string number_text(Type type, int scale, std::int64_t number) {
    switch (type) {
        case Type::date:
            return format_date(static_cast<std::int32_t>(number));
        case Type::instant:
            return format_instant(number);
        case Type::boolean:
            return number != 0 ? "1" : "0";
        default:
            return format_decimal(number, scale);
    }
}

void write_value(formats::CsvWriter& out, const query::Column& column, const Value& value) {
    const auto& expression = column.expression;
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
        out.plain_field(number_text(expression.type, expression.scale, *number));
    } else if (const auto* text = std::get_if<std::string>(&value)) {
        // Several codes are kept with a comma at either end.
        if (expression.type == Type::choices && text->size() >= 2)
            out.field(text->substr(1, text->size() - 2));
        else
            out.field(*text);
    } else if (const auto* id = std::get_if<Id>(&value)) {
        out.plain_field(id->to_text());
    } else if (const auto* ids = std::get_if<Ids>(&value)) {
        std::string joined;
        for (const auto& one : *ids) joined += (joined.empty() ? "" : "|") + one.to_text();
        out.plain_field(joined);
    } else {
        out.plain_field("");
    }
}

std::string heading(const query::Column& column, std::string_view language) {
    const auto* field = column.expression.op == catalogue::Op::path ? column.expression.field : nullptr;
    if (language.empty() || field == nullptr || !column.expression.links.empty()) return column.name;
    return std::string{language == "en" ? field->decl.label.en : field->decl.label.pl};
}

}  // namespace

Result<std::int64_t> export_csv(const query::Context& context, const query::Query& query,
                                store::Connection& connection, const ExportOptions& options) {
    std::string buffer;
    formats::CsvWriter out{
        buffer, {.has_byte_order_mark = options.for_people, .guards_formulas = options.for_people}};
    for (const auto& column : query.columns) out.field(heading(column, options.language));
    out.end_record();
    std::int64_t rows = 0;
    const auto ran = query::each(context, query, connection, [&](const Id&, std::span<const Value> values) {
        for (std::size_t i = 0; i < values.size(); ++i) write_value(out, query.columns[i], values[i]);
        out.end_record();
        ++rows;
        if (buffer.size() >= flush_bytes) {
            options.write(buffer);
            buffer.clear();
        }
        return true;
    });
    if (!ran) return std::unexpected(ran.error());
    options.write(buffer);
    return rows;
}

}  // namespace teczka::exchange
