// See export_columns.hpp.
#include "exchange/export_columns.hpp"

#include <algorithm>

#include "core/base/dates.hpp"
#include "core/base/decimal.hpp"

namespace teczka::exchange {
namespace {

using catalogue::Fold;
using catalogue::Label;
using catalogue::Op;
using catalogue::Type;
using formats::CellKind;

struct Word {
    std::string_view name;
    Label label;
};
constexpr Word words[]{{"sum", {"suma", "sum"}},        {"count", {"liczba", "count"}},
                       {"min", {"najmniej", "least"}},  {"max", {"najwięcej", "greatest"}},
                       {"any", {"są", "any"}},          {"none", {"brak", "none"}},
                       {"year", {"rok", "year"}},       {"quarter", {"kwartał", "quarter"}},
                       {"month", {"miesiąc", "month"}}, {"week", {"tydzień", "week"}},
                       {"day", {"dzień", "day"}}};

std::string in(const Label& label, std::string_view language) {
    return std::string{language == "en" ? label.en : label.pl};
}

std::string word(std::string_view name, std::string_view language) {
    const auto* found = std::ranges::find(words, name, &Word::name);
    return found == std::end(words) ? std::string{name} : in(found->label, language);
}

std::string head_of(const catalogue::Expression& expression, std::string_view language) {
    std::string out;
    for (const auto* link : expression.links) out += in(link->decl.label, language) + " / ";
    switch (expression.op) {
        case Op::children: {
            const auto& link = *expression.child_link;
            const auto& label =
                link.decl.inverse_label.pl.empty() ? link.owner->decl.many : link.decl.inverse_label;
            out += in(label, language) + ": " + word(expression.name, language);
            const bool has_of = expression.name != "count" && expression.name != "any" &&
                                expression.name != "none" && !expression.args.empty();
            return has_of ? out + " " + head_of(expression.args[0], language) : out;
        }
        case Op::part:
            return head_of(expression.args[0], language) + ": " + word(expression.name, language);
        default:
            return out + (expression.field == nullptr ? expression.written
                                                      : in(expression.field->decl.label, language));
    }
}

CellKind kind_of(const query::Column& column) {
    switch (column.expression.type) {
        case Type::integer:
        case Type::decimal:
        case Type::money:
            return CellKind::number;
        case Type::date:
            return CellKind::date;
        case Type::instant:
            return CellKind::date_time;
        case Type::boolean:
            return CellKind::boolean;
        default:
            return CellKind::text;
    }
}

int width_of(const query::Column& column, CellKind kind, std::size_t head_bytes) {
    int width = 22;
    if (kind == CellKind::date || kind == CellKind::number) width = 13;
    if (kind == CellKind::date_time) width = 17;
    if (kind == CellKind::boolean) width = 8;
    if (column.expression.type == Type::note) width = 50;
    const auto* field = column.expression.field;
    if (field != nullptr && field->name() == "name") width = 36;
    return std::max(width, std::min(28, static_cast<int>(head_bytes) + 3));
}

// A sum of sums, of counts and of money makes sense; of tiers, percentages or years it does not.
bool has_sum(const catalogue::Expression& expression) {
    if (expression.op == Op::children) return expression.name == "sum" || expression.name == "count";
    if (expression.op != Op::path || !expression.links.empty() || expression.field == nullptr) return false;
    const auto fold = expression.field->decl.rollup.fold;
    if (fold != Fold::none) return fold == Fold::sum || fold == Fold::count;
    return expression.type == Type::money;
}

}  // namespace

std::string column_head(const query::Column& column, std::string_view language) {
    return language.empty() ? column.name : head_of(column.expression, language);
}

formats::SheetHead sheet_head(const query::Query& query, std::string_view language, bool has_ids) {
    formats::SheetHead head{.sheet = in(query.entity->decl.many, language),
                            .total = language == "en" ? "Sum" : "Suma"};
    if (has_ids) head.columns.push_back({.head = "id", .width = 38});
    for (const auto& column : query.columns) {
        const auto& expression = column.expression;
        const auto kind = kind_of(column);
        auto text = column_head(column, language);
        const auto width = width_of(column, kind, text.size());
        const bool is_own = expression.op == Op::path && expression.links.empty();
        head.columns.push_back({.head = std::move(text),
                                .kind = kind,
                                .scale = expression.type == Type::money ? 2 : expression.scale,
                                .width = width,
                                .is_money = expression.type == Type::money && is_own,
                                .is_summed = kind == CellKind::number && has_sum(expression)});
    }
    return head;
}

std::string CellMaker::label(const query::Column& column, const std::string& code) const {
    const auto* field = column.expression.field;
    const auto* choice = field == nullptr || options_.language.empty() ? nullptr : field->find_choice(code);
    return choice == nullptr ? code : in(choice->label, options_.language);
}

void CellMaker::number(const query::Column& column, std::int64_t number, formats::Cell& cell,
                       std::string& text) const {
    const bool is_for_people = !options_.language.empty();
    switch (column.expression.type) {
        case Type::date:
            text = format_date(static_cast<std::int32_t>(number));
            break;
        case Type::instant:
            text = format_instant(is_for_people && options_.local_ms ? options_.local_ms(number) : number);
            if (is_for_people) text.resize(text.find_first_of(".Z"));
            break;
        case Type::boolean:
            text = number != 0 ? "1" : "0";
            break;
        default:
            text =
                format_decimal(number, column.expression.type == Type::money ? 2 : column.expression.scale);
    }
    cell.kind = kind_of(column);
}

formats::Cell CellMaker::cell(const query::Column& column, const Value& value, std::string& text) const {
    formats::Cell out{CellKind::text};
    text.clear();
    if (const auto* one = std::get_if<std::int64_t>(&value)) {
        number(column, *one, out, text);
    } else if (const auto* id = std::get_if<Id>(&value)) {
        text = id->to_text();
    } else if (const auto* ids = std::get_if<Ids>(&value)) {
        for (const auto& each : *ids) text += (text.empty() ? "" : "|") + each.to_text();
    } else if (const auto* own = std::get_if<std::string>(&value)) {
        if (column.expression.type != Type::choices) {
            text = label(column, *own);
        } else {
            // Several codes are kept with a comma at either end.
            for (std::size_t at = 1; at < own->size();) {
                const auto comma = std::min(own->find(',', at), own->size());
                text += (text.empty()                ? ""
                         : options_.language.empty() ? ","
                                                     : ", ") +
                        label(column, own->substr(at, comma - at));
                at = comma + 1;
            }
        }
    }
    if (text.empty()) out.kind = CellKind::empty;
    out.text = text;
    return out;
}

const formats::TableRow& CellMaker::make(const Id& id, std::span<const Value> values) {
    ++row_.line;
    row_.cells.clear();
    if (options_.has_ids) {
        texts_.back() = id.to_text();
        row_.cells.push_back({CellKind::text, texts_.back()});
    }
    for (std::size_t i = 0; i < values.size(); ++i)
        row_.cells.push_back(cell(query_.columns[i], values[i], texts_[i]));
    return row_;
}

}  // namespace teczka::exchange
