// Words a made-up Polish office is built of: names, towns, trades, products. All invented or common.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace teczka::app::demo {

using std::string_view;

struct FirstName {
    string_view nominative, vocative;
    bool is_woman;
};
struct Surname {
    string_view man, woman;
};
struct Town {
    string_view name, postal_prefix;  // "00"
    int region;                       // in regions()
    int weight;
};
struct ProductGroup {
    string_view name;
};
struct Product {
    string_view code, name;
    int group;
    std::int64_t price;  // grosze
    int warranty_months;
};
struct Trade {
    string_view word, industry;
};

std::span<const FirstName> first_names();
std::span<const Surname> surnames();
std::span<const Town> towns();
std::span<const string_view> regions();  // the sixteen voivodeships
std::span<const string_view> streets();
std::span<const Trade> trades();
std::span<const string_view> company_stems();
std::span<const string_view> legal_forms();
std::span<const ProductGroup> product_groups();
std::span<const Product> products();
std::span<const string_view> subjects();  // of calls, meetings, letters
std::span<const string_view> task_titles();

// splitmix64: every demo office of one seed is the same.
class Chance {
public:
    explicit Chance(std::uint64_t seed) : state_{seed} {}
    std::uint64_t next();
    std::int64_t below(std::int64_t bound) {
        return static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(bound));
    }
    std::int64_t between(std::int64_t low, std::int64_t high) { return low + below(high - low + 1); }
    bool one_in(std::int64_t n) { return below(n) == 0; }
    template <class T>
    const T& of(std::span<const T> list) {
        return list[static_cast<std::size_t>(below(static_cast<std::int64_t>(list.size())))];
    }

private:
    std::uint64_t state_;
};

std::string tax_id(Chance& chance);  // a NIP whose check digit fits
std::string regon(Chance& chance);

}  // namespace teczka::app::demo
