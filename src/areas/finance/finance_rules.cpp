// How amounts follow from one another: line from its factors, invoice from its lines, base amounts by the
// rate.
#include <cstdlib>

#include "areas/finance/finance.hpp"
#include "core/base/decimal.hpp"

namespace teczka::areas::finance {
namespace {
using catalogue::EntityModel;
using catalogue::FieldModel;
using change::Workspace;

constexpr int rate_scale = 6;
constexpr std::int64_t whole_percent = 10'000;  // 100.00 %

bool is_true(const Value& value) { return !is_null(value) && as_integer(value) != 0; }

void set_if_other(Workspace& work, const FieldModel& field, const Id& id, Value value) {
    if (work.value(field, id) != value) work.set(field, id, std::move(value));
}

// quantity (4 places) × price (4) × (100 % − discount) (4) has 12 places: rounded once, to 2. Null when a
// factor is missing or the product is beyond 64 bits.
Value product(const Value& quantity, const Value& price, const Value& discount) {
    if (is_null(quantity) || is_null(price)) return {};
    const std::int64_t rest = whole_percent - (is_null(discount) ? 0 : as_integer(discount));
    const auto full = multiply(as_integer(quantity), as_integer(price), 0);
    const auto net = full ? multiply(*full, rest, 10) : std::nullopt;
    return net ? Value{*net} : Value{};
}

// Net follows its factors until somebody says otherwise.
void line_net_of_factors(Workspace& work, const EntityModel& entity, const Id& id) {
    if (work.is_removed(entity, id)) return;
    const FieldModel& net = entity.at("net");
    const Value computed = product(work.get(entity, id, "quantity"), work.get(entity, id, "unit_price"),
                                   work.get(entity, id, "discount_percent"));
    const Value present = work.get(entity, id, "net");
    if (!is_null(present)) {
        const Value former = work.before(net, id);
        const bool followed = !is_null(former) && !work.is_changed(net, id) &&
                              former == product(work.before(entity.at("quantity"), id),
                                                work.before(entity.at("unit_price"), id),
                                                work.before(entity.at("discount_percent"), id));
        if (!followed) return;
    }
    if (is_null(computed)) return work.refuse("net_required", "net");
    set_if_other(work, net, id, computed);
}

struct Lines {
    std::int64_t net{};
    std::size_t count{};
};

Lines lines_of(Workspace& work, const Id& invoice) {
    const EntityModel& line = work.catalogue().at("invoice_line");
    const Ids ids = work.children(line.at("invoice"), invoice);
    Lines lines{.net = 0, .count = ids.size()};
    for (const Id& id : ids)
        if (const Value net = work.get(line, id, "net"); !is_null(net)) lines.net += as_integer(net);
    return lines;
}

void warn_of_difference(Workspace& work, std::int64_t net, std::int64_t lines) {
    work.warn("net_differs_from_lines", "net",
              {{"net", format_decimal(net, 2)}, {"lines", format_decimal(lines, 2)}});
}

// An invoice whose net was left out takes the sum of its lines, now and whenever they change. A settlement's
// lines show the whole order although only the rest is due, so its net must be said.
void invoice_net_of_lines(Workspace& work, const EntityModel& entity, const Id& id) {
    if (work.is_removed(entity, id)) return;
    const FieldModel& net = entity.at("net");
    const FieldModel& flag = entity.at("net_is_from_lines");
    const bool is_settlement = work.text(entity, id, "kind") == "settlement";
    const Value given = work.get(entity, id, "net");
    if (is_null(given)) {
        if (is_settlement) return work.refuse("net_required", "net");
        set_if_other(work, flag, id, Value{std::int64_t{1}});
        return set_if_other(work, net, id, Value{lines_of(work, id).net});
    }
    if (is_null(work.get(entity, id, "net_is_from_lines")))
        set_if_other(work, flag, id, Value{std::int64_t{0}});
    if (is_settlement || !(work.is_created(entity, id) || work.is_changed(net, id))) return;
    const Lines lines = lines_of(work, id);
    if (lines.net == as_integer(given)) return;
    if (is_true(work.get(entity, id, "net_is_from_lines")))
        set_if_other(work, flag, id, Value{std::int64_t{0}});
    if (lines.count > 0) warn_of_difference(work, as_integer(given), lines.net);
}

// Lines of a file arrive one after another: as long as they are short of a given net, they are incomplete,
// not different.
void invoice_follows_line(Workspace& work, const EntityModel& entity, const Id& id) {
    const EntityModel& invoice = work.catalogue().at("invoice");
    const Value owner =
        work.is_removed(entity, id) ? work.before(entity.at("invoice"), id) : work.get(entity, id, "invoice");
    if (is_null(owner) || !work.exists(invoice, as_id(owner))) return;
    const Id at = as_id(owner);
    if (work.is_removed(invoice, at)) return;
    const Value net = work.get(invoice, at, "net");
    if (is_null(net)) return;  // the invoice's own rule comes to it
    const Lines lines = lines_of(work, at);
    if (is_true(work.get(invoice, at, "net_is_from_lines")))
        return set_if_other(work, invoice.at("net"), at, Value{lines.net});
    if (work.is_created(invoice, at) || work.text(invoice, at, "kind") == "settlement") return;
    if (lines.net == as_integer(net) || lines.count == 0) return;
    if (work.is_created(entity, id) && std::abs(lines.net) < std::abs(as_integer(net))) return;
    warn_of_difference(work, as_integer(net), lines.net);
}

Value in_base(const Value& amount, const Value& rate) {
    if (is_null(amount)) return {};
    if (is_null(rate)) return amount;
    const auto base = multiply(as_integer(amount), as_integer(rate), rate_scale);
    return base ? Value{*base} : Value{};
}

// Stored, because roll-ups add them up and a sum must not depend on how engines round.
void base_amounts(Workspace& work, const EntityModel& entity, const Id& id) {
    if (work.is_removed(entity, id)) return;
    const Value rate = work.get(entity, id, "rate");
    const Value net = work.get(entity, id, "net");
    const Value open = catalogue::evaluate(entity.at("open_amount").expression, entity, id, work, work.now());
    const Value net_base = in_base(net, rate);
    const Value open_base = in_base(open, rate);
    if (is_null(net_base) != is_null(net) || is_null(open_base) != is_null(open))
        return work.refuse("number_out_of_range", "rate");
    set_if_other(work, entity.at("net_base"), id, net_base);
    set_if_other(work, entity.at("open_base"), id, open_base);
}

// Without a rate an amount in another currency would count as if it were ours.
void foreign_currency_has_rate(Workspace& work, const EntityModel& entity, const Id& id) {
    if (work.is_removed(entity, id) || !is_null(work.get(entity, id, "rate"))) return;
    if (!work.is_created(entity, id) && !work.is_changed(entity.at("currency"), id) &&
        !work.is_changed(entity.at("rate"), id))
        return;
    const EntityModel& office = work.catalogue().at("office");
    const Ids ours = work.where_equal(office.at("code"), Value{std::string{"main"}}, 1);
    if (ours.empty()) return;
    const std::string currency = work.text(entity, id, "currency");
    if (currency != work.text(office, ours.front(), "currency"))
        work.warn("rate_missing", "rate", {{"currency", currency}});
}

void number_once_an_issuer(Workspace& work, const EntityModel& entity, const Id& id) {
    const FieldModel& number = entity.at("number");
    if (work.is_removed(entity, id)) return;
    if (!work.is_changed(number, id) && !work.is_changed(entity.at("issuer"), id) &&
        !work.is_created(entity, id))
        return;
    const Value value = work.value(number, id);
    if (is_null(value)) return;
    const std::string issuer = work.text(entity, id, "issuer");
    for (const Id& other : work.where_equal(number, value, 100))
        if (other != id && work.text(entity, other, "issuer") == issuer)
            return work.warn("number_twice", "number", {{"number", as_text(value)}});
}

constexpr change::Rule all[]{
    {"invoice_line", "line_net_of_factors", line_net_of_factors},
    {"invoice_line", "invoice_follows_line", invoice_follows_line},
    {"invoice", "invoice_net_of_lines", invoice_net_of_lines},
    {"invoice", "base_amounts", base_amounts},
    {"invoice", "foreign_currency_has_rate", foreign_currency_has_rate},
    {"invoice", "number_once_an_issuer", number_once_an_issuer},
};

}  // namespace

std::span<const change::Rule> rules() { return all; }

}  // namespace teczka::areas::finance
