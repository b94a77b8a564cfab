// See demo.hpp. One company after the other with all that belongs to it, so that memory does not grow with
// their number.
#include "app/demo.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "api/demo.hpp"
#include "app/demo_words.hpp"
#include "app/first_data.hpp"
#include "core/base/dates.hpp"
#include "core/base/limits.hpp"
#include "core/base/text.hpp"

namespace teczka::app {
namespace {

using change::FieldValue;
using demo::Chance;

constexpr std::int64_t day_ms = 86'400'000;
constexpr DemoLogin logins[]{{"ksiegowosc", "Barbara Księgowa", "accounting"},
                             {"dyrekcja", "Andrzej Dyrektor", "management"},
                             {"handlowiec", "Łukasz Handlowy", "sales"},
                             {"administrator", "Żaneta Administrator", "administrator"}};

// "Łukasz Żak" → "lukasz.zak"
std::string mailbox(std::string_view first, std::string_view last) {
    auto text = fold(std::string{first} + "." + std::string{last});
    std::erase(text, ' ');
    return text;
}

class Maker {
public:
    Maker(change::Committer& committer, const catalogue::Catalogue& catalogue, Environment& environment,
          const DemoOptions& options)
        : committer_{committer},
          catalogue_{catalogue},
          environment_{environment},
          options_{options},
          chance_{options.seed} {
        actor_.is_system = true;
        actor_.login = "system";
    }

    Result<void> run();

private:
    using Set = std::initializer_list<std::pair<std::string_view, Value>>;

    Id add(std::string_view entity, Set values);
    Id add(std::string_view entity, Id id, Set values);
    Result<void> flush();
    void make_office();
    void make_users();
    void make_products();
    Result<void> make_company(std::int64_t number);
    void make_people(const Id& company, std::string_view domain, std::int64_t count);
    void make_supply(const Id& company, int tier);
    void make_activities(const Id& company, const Id& owner);
    void make_invoices(const Id& company, int tier);
    const demo::Town& town();
    std::string phone() {
        return fmt::format("+48 {} {} {}", chance_.between(500, 899), chance_.between(100, 999),
                           chance_.between(100, 999));
    }
    Id owner_of(std::int64_t number);
    std::int64_t instant(std::int32_t day) {
        return day * day_ms + chance_.between(7 * 60, 17 * 60) * 60'000;
    }

    change::Committer& committer_;
    const catalogue::Catalogue& catalogue_;
    Environment& environment_;
    const DemoOptions& options_;
    Chance chance_;
    rights::Actor actor_;
    change::Pending pending_;
    Id batch_{environment_.make_id()};
    std::vector<Id> territories_, salespeople_, portfolio_users_, products_, people_of_company_;
    std::vector<std::int64_t> portfolio_left_;
    std::vector<Id> tier_one_, tier_two_;  // recent ones to buy from
    std::int64_t invoice_number_{};
    Id management_{};
};

Id Maker::add(std::string_view entity, Set values) { return add(entity, environment_.make_id(), values); }

Id Maker::add(std::string_view entity, Id id, Set values) {
    const auto& model = catalogue_.at(entity);
    change::RecordChange record{.entity = &model, .id = id, .act = change::Act::create};
    for (const auto& [name, value] : values) {
        if (!is_null(value)) record.set.push_back({&model.at(name), value});
    }
    pending_.records.push_back(std::move(record));
    return id;
}

Result<void> Maker::flush() {
    if (pending_.records.empty()) return {};
    pending_.op = environment_.make_id();
    pending_.actor = actor_;
    pending_.via = change::Via::system;
    pending_.batch = batch_;
    pending_.accepted = {{"tax_id_twice", "demo"}, {"email_twice", "demo"},  {"phone_twice", "demo"},
                         {"name_twice", "demo"},   {"number_twice", "demo"}, {"tier_inconsistent", "demo"},
                         {"supply_twice", "demo"}};
    auto committed = committer_.commit(pending_);
    pending_.records.clear();
    if (!committed) return std::unexpected(committed.error());
    return {};
}

void Maker::make_office() {
    add("setting", {{"key", std::string{api::demo_setting}}, {"value", batch_.to_text()}});
    add("office", {{"code", std::string{"main"}},
                   {"name", std::string{"Północ Kable – Przedstawicielstwo w Polsce"}},
                   {"tax_id", demo::tax_id(chance_)},
                   {"address_street", std::string{"ul. Techniczna 12"}},
                   {"address_postal_code", std::string{"02-677"}},
                   {"address_city", std::string{"Warszawa"}},
                   {"address_country", std::string{"PL"}},
                   {"currency", std::string{"PLN"}},
                   {"language", std::string{"pl"}},
                   {"time_zone", std::string{"Europe/Warsaw"}}});
}

void Maker::make_users() {
    for (const auto region : demo::regions())
        territories_.push_back(add("territory", {{"name", std::string{region}}}));
    const auto user = [&](std::string_view login, std::string_view name, std::string_view code, Value own) {
        return add("user", {{"login", std::string{login}},
                            {"name", std::string{name}},
                            {"groups", Ids{group_id(code)}},
                            {"territories", own},
                            {"language", std::string{"pl"}},
                            {"email", std::string{login} + "@polnoc-kable.example"}});
    };
    for (const auto& [login, name, code] : logins) {
        const auto id = user(login, name, code, code == "sales" ? Value{Ids{territories_[6]}} : Value{});
        if (code == "sales") salespeople_.push_back(id);
        if (code == "management") management_ = id;
    }
    const auto more = std::clamp<std::int64_t>(options_.companies / 2000, 5, 60);
    for (std::int64_t i = 0; i < more; ++i) {
        const auto& first = chance_.of(demo::first_names());
        const auto& last = chance_.of(demo::surnames());
        const auto surname = first.is_woman ? last.woman : last.man;
        const auto login = mailbox(first.nominative, surname) + std::to_string(i + 1);
        salespeople_.push_back(user(login, std::string{first.nominative} + " " + std::string{surname},
                                    "sales",
                                    Ids{territories_[static_cast<std::size_t>(i) % territories_.size()]}));
    }
    for (const auto size : options_.portfolios) {
        portfolio_users_.push_back(
            user("sales-" + std::to_string(size), "Handlowiec " + std::to_string(size), "sales", {}));
        portfolio_left_.push_back(size);
    }
}

void Maker::make_products() {
    std::vector<Id> groups;
    for (const auto& group : demo::product_groups())
        groups.push_back(add("product_group", {{"name", std::string{group.name}}}));
    for (const auto& product : demo::products()) {
        products_.push_back(add("product", {{"code", std::string{product.code}},
                                            {"name", std::string{product.name}},
                                            {"group", groups[static_cast<std::size_t>(product.group)]},
                                            {"warranty_months", std::int64_t{product.warranty_months}}}));
    }
}

const demo::Town& Maker::town() {
    static const auto all = [] {
        std::int64_t sum = 0;
        for (const auto& one : demo::towns()) sum += one.weight;
        return sum;
    }();
    auto at = chance_.below(all);
    for (const auto& one : demo::towns()) {
        if ((at -= one.weight) < 0) return one;
    }
    return demo::towns().front();
}

// Portfolios of a wanted size are spread over all companies; the rest go to the salespeople by turns of
// chance.
Id Maker::owner_of(std::int64_t number) {
    const auto left = options_.companies - number;
    for (std::size_t i = 0; i < portfolio_users_.size(); ++i) {
        if (portfolio_left_[i] > 0 && chance_.below(std::max<std::int64_t>(left, 1)) < portfolio_left_[i]) {
            --portfolio_left_[i];
            return portfolio_users_[i];
        }
    }
    return chance_.of(std::span<const Id>{salespeople_});
}

Result<void> Maker::make_company(std::int64_t number) {
    const int tier = number < 3 || chance_.one_in(100) ? 1 : chance_.below(100) < 60 ? 2 : 3;
    constexpr std::string_view partners[]{"installer", "integrator", "reseller", "installer"};
    const auto& trade = demo::trades()[static_cast<std::size_t>(tier == 3 ? chance_.between(11, 17)
                                                                          : chance_.between(0, 10))];
    const auto& where = town();
    const auto stem = chance_.of(demo::company_stems());
    const auto form = chance_.of(demo::legal_forms());
    const auto name = tier == 3 ? fmt::format("{} {} {}", trade.word, stem, where.name)
                                : fmt::format("{} {} {} {}", stem, trade.word, where.name, form);
    const auto domain = fmt::format("{}{}.example", mailbox(stem, trade.word), number + 1);
    const auto owner = owner_of(number);
    const auto id = environment_.make_id();
    const auto status = chance_.below(10);
    const bool is_lost = chance_.one_in(25), is_watched = chance_.one_in(9),
               is_good = !is_lost && !is_watched;
    const auto trimmed_name = std::string{trimmed(name)};
    add("company", id,
        {{"name", trimmed_name},
         {"kind", std::string{tier == 1   ? "distributor"
                              : tier == 3 ? "end_customer"
                                          : chance_.of(std::span<const std::string_view>{partners})}},
         {"tier", std::int64_t{tier}},
         {"tax_id", demo::tax_id(chance_)},
         {"regon", demo::regon(chance_)},
         {"status", std::string{status < 6   ? "active"
                                : status < 8 ? "prospect"
                                : status < 9 ? "dormant"
                                             : "former"}},
         {"address_street", fmt::format("ul. {} {}", chance_.of(demo::streets()), chance_.between(1, 140))},
         {"address_postal_code", fmt::format("{}-{:03}", where.postal_prefix, chance_.between(1, 999))},
         {"address_city", std::string{where.name}},
         {"address_region", std::string{demo::regions()[static_cast<std::size_t>(where.region)]}},
         {"address_country", std::string{"PL"}},
         {"phone", phone()},
         {"email", "biuro@" + domain},
         {"website", "https://www." + domain},
         {"industry", std::string{trade.industry}},
         {"employees_count", chance_.between(2, tier == 1 ? 900 : 120)},
         {"language", std::string{"pl"}},
         {"owner", owner},
         {"territory", territories_[static_cast<std::size_t>(where.region)]},
         {"currency", std::string{"PLN"}},
         {"credit_limit", tier == 3 ? Value{} : Value{chance_.between(1, 60) * 500'000}},
         {"credibility", std::string{is_lost      ? "lost"
                                     : is_watched ? "watch"
                                                  : "good"}},
         {"credibility_since",
          is_good ? Value{} : Value{std::int64_t{options_.today - chance_.between(10, 400)}}},
         {"credibility_reason", is_good ? Value{} : Value{std::string{"opóźnienia w płatnościach"}}}});
    make_supply(id, tier);
    make_people(id, domain, number % 2 == 0 ? 2 : 1);
    make_activities(id, owner);
    make_invoices(id, tier);
    auto& sellers = tier == 1 ? tier_one_ : tier_two_;
    if (tier < 3) {
        if (sellers.size() < 200)
            sellers.push_back(id);
        else
            sellers[static_cast<std::size_t>(chance_.below(200))] = id;
    }
    if (pending_.records.size() >= limits::bulk_records - 60) return flush();
    return {};
}

void Maker::make_supply(const Id& company, int tier) {
    const auto& sellers = tier == 2 ? tier_one_ : tier_two_;
    if (tier == 1 || sellers.empty() || (tier == 3 && !chance_.one_in(3))) return;
    add("supply", {{"supplier", chance_.of(std::span<const Id>{sellers})},
                   {"customer", company},
                   {"key_customer", std::int64_t{tier == 3 || chance_.one_in(4)}},
                   {"since", options_.today - chance_.between(100, 2500)},
                   {"share_percent", Value{}}});
}

void Maker::make_people(const Id& company, std::string_view domain, std::int64_t count) {
    constexpr std::pair<std::string_view, std::string_view> posts[]{{"director", "Dyrektor handlowy"},
                                                                    {"manager", "Kierownik projektów"},
                                                                    {"specialist", "Specjalista ds. zakupów"},
                                                                    {"installer", "Instalator sieci"},
                                                                    {"board", "Prezes zarządu"}};
    constexpr std::string_view roles[]{"decides", "influences", "uses", "gatekeeps"};
    people_of_company_.clear();
    for (std::int64_t i = 0; i < count; ++i) {
        const auto& first = chance_.of(demo::first_names());
        const auto& last = chance_.of(demo::surnames());
        const std::string surname{first.is_woman ? last.woman : last.man};
        const auto id =
            add("person",
                {{"first_name", std::string{first.nominative}},
                 {"last_name", surname},
                 {"salutation",
                  fmt::format("{} {}", first.is_woman ? "Szanowna Pani" : "Szanowny Panie", first.vocative)},
                 {"email", mailbox(first.nominative, surname) + "@" + std::string{domain}},
                 {"mobile", phone()},
                 {"language", std::string{"pl"}}});
        const auto& [level, position] =
            posts[static_cast<std::size_t>(i == 0 ? chance_.below(2) * 4 : chance_.between(1, 3))];
        add("employment", {{"person", id},
                           {"company", company},
                           {"position", std::string{position}},
                           {"job_level", std::string{level}},
                           {"decision_role",
                            std::string{roles[static_cast<std::size_t>(i == 0 ? 0 : chance_.between(1, 3))]}},
                           {"reports_to", i == 0 ? Value{} : Value{people_of_company_.front()}},
                           {"valid_from", options_.today - chance_.between(60, 3000)},
                           {"is_primary", std::int64_t{1}}});
        people_of_company_.push_back(id);
    }
}

void Maker::make_activities(const Id& company, const Id& owner) {
    constexpr std::string_view kinds[]{"call", "meeting", "email", "letter", "note", "visit"};
    for (int i = 0; i < 3; ++i) {
        const auto kind = kinds[static_cast<std::size_t>(chance_.below(6))];
        add("activity",
            {{"kind", std::string{kind}},
             {"happened_at", instant(options_.today - static_cast<std::int32_t>(chance_.between(1, 1000)))},
             {"company", company},
             {"person", chance_.of(std::span<const Id>{people_of_company_})},
             {"subject", std::string{chance_.of(demo::subjects())}},
             {"direction", std::string{chance_.one_in(2) ? "in" : "out"}},
             {"user", owner}});
    }
    if (!chance_.one_in(8)) return;
    add("task", {{"title", std::string{chance_.of(demo::task_titles())}},
                 {"company", company},
                 {"assignee", owner},
                 {"due_at", instant(options_.today + static_cast<std::int32_t>(chance_.between(-10, 30)))}});
}

void Maker::make_invoices(const Id& company, int tier) {
    // One a company in the mean: distributors buy every quarter, end customers do not buy from us.
    const auto count = tier == 1 ? chance_.between(10, 36) : tier == 2 ? chance_.between(0, 2) : 0;
    for (std::int64_t i = 0; i < count; ++i) {
        const auto sold = options_.today - static_cast<std::int32_t>(chance_.between(0, 3 * 365));
        const auto id = environment_.make_id();
        struct Line {
            std::size_t product;
            std::int64_t quantity, discount;
        };
        std::vector<Line> lines(static_cast<std::size_t>(chance_.between(1, 3)));
        for (auto& line : lines) {
            line = {
                static_cast<std::size_t>(chance_.below(static_cast<std::int64_t>(demo::products().size()))),
                chance_.between(1, tier == 1 ? 400 : 40), chance_.between(0, 5) * 500};
        }
        add("invoice", id,
            {{"number", fmt::format("FV/{}/{:06}", to_civil(sold).year, ++invoice_number_)},
             {"company", company},
             {"issued_on", std::int64_t{sold}},
             {"sold_on", std::int64_t{sold}},
             {"due_on", std::int64_t{sold + 30}},
             {"currency", std::string{"PLN"}}});
        std::int64_t position = 0;
        for (const auto& line : lines) {
            const auto& product = demo::products()[line.product];
            add("invoice_line", {{"invoice", id},
                                 {"position", ++position},
                                 {"product", products_[line.product]},
                                 {"name", std::string{product.name}},
                                 {"quantity", line.quantity * 10'000},
                                 {"unit", std::string{"szt."}},
                                 {"unit_price", product.price * 100},
                                 {"discount_percent", line.discount}});
        }
    }
}

Result<void> Maker::run() {
    make_office();
    make_users();
    make_products();
    if (auto flushed = flush(); !flushed) return flushed;
    for (std::int64_t i = 0; i < options_.companies; ++i) {
        if (auto made = make_company(i); !made) return made;
        if (options_.progress && (i + 1) % 10'000 == 0) options_.progress(i + 1, options_.companies);
    }
    return flush();
}

}  // namespace

std::span<const DemoLogin> demo_logins() { return logins; }

Result<void> make_demo(change::Committer& committer, const catalogue::Catalogue& catalogue,
                       Environment& environment, const DemoOptions& options) {
    return Maker{committer, catalogue, environment, options}.run();
}

}  // namespace teczka::app
