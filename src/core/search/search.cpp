// Words by the search table's prefix scan, each candidate seen through the asker's rights and verified. Where
// the asker sees few records of many, the other side may drive: his own records are asked whether they
// contain the words. Which side is the shorter way follows from how many candidates there are and from his
// share of all companies.
#include "core/search/search.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <unordered_map>

#include "core/base/json.hpp"
#include "core/base/limits.hpp"
#include "core/base/text.hpp"
#include "core/query/glance.hpp"
#include "core/query/many.hpp"

namespace teczka::search {
namespace {

using catalogue::EntityModel;
using catalogue::FieldModel;
using std::string_view;

// Counted to choose the side that drives; further ones would not change the choice.
constexpr std::int64_t candidates_counted = 20'000;
// To search all that hangs on one company of the asker's takes as long as so many candidates take.
constexpr double candidates_a_company = 3;
constexpr std::size_t text_bytes = 200;
constexpr std::size_t words_at_most = 8;

struct Hit {
    const EntityModel* entity{};
    Id id{};
};

std::vector<const FieldModel*> searched_fields(const EntityModel& entity) {
    std::vector<const FieldModel*> fields;
    for (const auto& field : entity.fields) {
        if (field.decl.searched && field.keeps_fold) fields.push_back(&field);
    }
    return fields;
}

// What a person typed, taken apart: the words, and all digits when it reads like a number.
struct Wanted {
    std::vector<std::string> words;
    string_view lead;  // the longest word: it finds, the others verify
    std::string number;
};

Wanted wanted_of(string_view typed) {
    Wanted wanted;
    const auto folded = fold(typed);
    for (const auto word : folded_words(folded)) {
        if (wanted.words.size() < words_at_most) wanted.words.emplace_back(word);
    }
    const bool reads_like_number = std::ranges::all_of(
        folded, [](char c) { return (c >= '0' && c <= '9') || string_view{" -+()./"}.contains(c); });
    if (reads_like_number) wanted.number = digits(folded);
    if (!wanted.words.empty()) {
        wanted.lead = *std::ranges::max_element(wanted.words, {}, &std::string::size);
    }
    return wanted;
}

// The terms that begin with a text: from it on, and before what is past them all.
struct Range {
    explicit Range(string_view prefix) : from{prefix}, past{from + "\xf4\x8f\xbf\xbf"} {}
    std::string from, past;
};

class Search {
public:
    Search(const query::Context& context, const schema::Numbers& numbers, const Ask& ask,
           store::Connection& connection)
        : context_{context},
          numbers_{numbers},
          ask_{ask},
          connection_{connection},
          wanted_{wanted_of(ask.text)} {
        limit_ = static_cast<std::size_t>(ask.limit > 0 ? ask.limit : limits::search_rows);
    }

    Result<void> run(std::string& out);

private:
    bool may_be_found(const EntityModel& entity) const {
        return (ask_.entity == nullptr || ask_.entity == &entity) &&
               context_.rights.may_ever(context_.actor, entity, "view");
    }
    bool is_full() const { return hits_.size() > limit_; }
    void bind_range(store::Statement& scan, const Range& range, const EntityModel* only) const;
    void count_candidates(std::int64_t most);
    bool is_own_shorter();
    void find_by_terms(const EntityModel* only);
    void consider(const EntityModel& entity, std::int64_t row);
    void find_in_own();
    void ask_own(const EntityModel& entity);
    void add(const EntityModel& entity, const Id& id);
    bool matches(string_view folded) const;
    struct Shown {
        std::string title, subtitle;
    };
    void show(const EntityModel& entity, std::unordered_map<Id, Shown>& out);
    void write_hits(JsonWriter& out);

    const query::Context& context_;
    const schema::Numbers& numbers_;
    const Ask& ask_;
    store::Connection& connection_;
    Wanted wanted_;
    std::size_t limit_{};
    std::vector<Range> ranges_;
    std::vector<Hit> hits_;
    std::map<const EntityModel*, std::int64_t> counts_;  // of candidates, of what the asker may be shown
    bool is_counted_{};                                  // to the end
    std::map<const EntityModel*, query::Glance> glances_;
};

void Search::add(const EntityModel& entity, const Id& id) {
    const auto is_known =
        std::ranges::any_of(hits_, [&](const Hit& hit) { return hit.id == id && hit.entity == &entity; });
    if (!is_known && !is_full()) hits_.push_back({&entity, id});
}

// Every word begins a word of the record's searched texts, given one behind the other.
bool Search::matches(string_view folded) const {
    const auto present = folded_words(folded);
    return std::ranges::all_of(wanted_.words, [&](const std::string& word) {
        return std::ranges::any_of(present, [&](string_view one) { return one.starts_with(word); });
    });
}

void Search::consider(const EntityModel& entity, std::int64_t row) {
    auto glance = glances_.find(&entity);
    if (glance == glances_.end()) {
        auto fields = searched_fields(entity);
        // A text that the asker may not see finds nothing for him.
        std::erase_if(fields, [&](const FieldModel* field) {
            return !context_.rights.may_ever_see(context_.actor, *field);
        });
        query::Glance made{context_, entity, fields, connection_};
        glance = glances_.emplace(&entity, std::move(made)).first;
    }
    Id id;
    std::string texts;
    if (!glance->second.look(row, id, texts)) return;
    const bool by_number = !wanted_.number.empty() && digits(texts).contains(wanted_.number);
    if (by_number || matches(texts)) add(entity, id);
}

// To `term >= ?1 AND term < ?2 AND (?3 IS NULL OR entity = ?3)`.
void Search::bind_range(store::Statement& scan, const Range& range, const EntityModel* only) const {
    scan.bind(1, string_view{range.from});
    scan.bind(2, string_view{range.past});
    if (only == nullptr)
        scan.bind_null(3);
    else
        scan.bind(3, std::int64_t{numbers_.of(*only)});
}

void Search::count_candidates(std::int64_t most) {
    counts_.clear();
    is_counted_ = true;
    for (const auto& range : ranges_) {
        store::Use scan{connection_.prepare(
            "SELECT entity FROM search_term WHERE term >= ?1 AND term < ?2 AND (?3 IS NULL "
            "OR entity = ?3) LIMIT ?4")};
        bind_range(*scan, range, ask_.entity);
        scan->bind(4, most);
        std::int64_t all = 0;
        for (; scan->step(); ++all) {
            const auto* entity = numbers_.find_entity(static_cast<int>(scan->integer(0)));
            if (entity != nullptr && may_be_found(*entity)) ++counts_[entity];
        }
        is_counted_ = is_counted_ && all < most;
    }
}

// As many hits as are shown come after so many steps on either way, were the asker's records spread evenly.
bool Search::is_own_shorter() {
    const auto& portfolio = context_.portfolio;
    if (portfolio.own < 0 || portfolio.own >= portfolio.all) return false;
    count_candidates(candidates_counted);
    double all = 0;
    for (const auto& [entity, count] : counts_) all += static_cast<double>(count);
    const auto own = static_cast<double>(portfolio.own);
    const auto share = own / static_cast<double>(portfolio.all);
    const auto wanted = static_cast<double>(limit_ + 1);
    const auto by_terms = share > 0 ? std::min(all, wanted / share) : all;
    const auto by_own = candidates_a_company * own * std::min(1.0, wanted / std::max(1.0, all * share));
    return by_own < by_terms;
}

void Search::find_by_terms(const EntityModel* only) {
    for (const auto& range : ranges_) {
        store::Use scan{
            connection_.prepare("SELECT entity, record FROM search_term WHERE term >= ?1 AND term < ?2 AND "
                                "(?3 IS NULL OR entity = "
                                "?3) ORDER BY term, class, name_sort, entity, record")};
        bind_range(*scan, range, only);
        while (!is_full() && scan->step()) {
            const auto* entity = numbers_.find_entity(static_cast<int>(scan->integer(0)));
            if (entity != nullptr && may_be_found(*entity)) consider(*entity, scan->integer(1));
        }
    }
}

// One entity after the other, first those with the most candidates.
void Search::find_in_own() {
    std::vector<const EntityModel*> done;
    const auto ask_counted = [&] {
        std::vector<const EntityModel*> entities;
        for (const auto& [entity, count] : counts_)
            if (std::ranges::find(done, entity) == done.end()) entities.push_back(entity);
        std::ranges::sort(entities, {}, [&](const EntityModel* entity) {
            return std::pair{-counts_[entity], entity->number};
        });
        for (const auto* entity : entities)
            if (!is_full()) ask_own(*entity);
        done.insert(done.end(), entities.begin(), entities.end());
    };
    ask_counted();
    if (is_full() || is_counted_) return;
    count_candidates(INT64_MAX);
    ask_counted();
}

// Whether those of one entity contain the words.
void Search::ask_own(const EntityModel& entity) {
    if (!context_.rights.anchor_scope(context_.actor, entity)) return find_by_terms(&entity);
    std::string where;
    for (const auto& word : wanted_.words) {
        std::string one;
        for (const auto* field : searched_fields(entity)) {
            if (!context_.rights.may_ever_see(context_.actor, *field)) continue;
            one += (one.empty() ? "" : " or ") + std::string{field->name()} + " contains \"" + word + "\"";
        }
        if (!one.empty()) where += (where.empty() ? "(" : " and (") + one + ")";
    }
    if (where.empty()) return;
    const auto query = query::parse(context_, entity, {.where = where, .columns = "id"});
    if (!query) return;
    query::each_found(context_, *query, connection_, [&](const Id& id) {
        add(entity, id);
        return !is_full();
    });
}

// The columns that make a record's title, through the link where a title is one.
std::string title_columns(const EntityModel& entity) {
    std::string columns;
    const auto append = [&](const std::string& path) { columns += (columns.empty() ? "" : ",") + path; };
    for (const auto* field : entity.title) {
        if (field->storage != catalogue::Storage::id || field->target == nullptr) {
            append(std::string{field->name()});
            continue;
        }
        for (const auto* inner : field->target->title) {
            if (inner->storage != catalogue::Storage::id) {
                append(std::string{field->name()} + "." + std::string{inner->name()});
            }
        }
    }
    return columns;
}

// The first text or link of the list's columns that is not the title tells two Kowalskis apart.
std::string subtitle_column(const query::Context& context, const EntityModel& entity) {
    for (const auto name : entity.decl.list_columns) {
        const auto* field = entity.find(name);
        if (field == nullptr || std::ranges::find(entity.title, field) != entity.title.end()) continue;
        const bool is_text = field->storage == catalogue::Storage::text && field->decl.choices.empty();
        if (is_text && context.rights.may_ever_see(context.actor, *field)) return std::string{name};
    }
    return {};
}

// Titles of all hits of one entity.
void Search::show(const EntityModel& entity, std::unordered_map<Id, Shown>& out) {
    const auto titles = title_columns(entity);
    const auto subtitle = subtitle_column(context_, entity);
    std::string where;
    for (const auto& hit : hits_)
        if (hit.entity == &entity) where += (where.empty() ? "id in (\"" : ", \"") + hit.id.to_text() + '"';
    auto query = query::parse(context_, entity,
                              {.where = where + ")",
                               .columns = subtitle.empty() ? titles : titles + "," + subtitle,
                               .limit = std::to_string(hits_.size())});
    if (!query) return;
    (void)query::each(context_, *query, connection_, [&](const Id& id, std::span<const Value> values) {
        Shown shown;
        const auto parts = values.size() - (subtitle.empty() ? 0 : 1);
        for (std::size_t i = 0; i < values.size(); ++i) {
            const auto* text = std::get_if<std::string>(&values[i]);
            if (text == nullptr) continue;
            auto& to = i < parts ? shown.title : shown.subtitle;
            to += (to.empty() ? "" : " ") + *text;
        }
        out.emplace(id, std::move(shown));
        return true;
    });
}

void Search::write_hits(JsonWriter& out) {
    std::unordered_map<Id, Shown> shown;
    std::vector<const EntityModel*> entities;
    hits_.resize(std::min(limit_, hits_.size()));
    for (const auto& hit : hits_) {
        if (std::ranges::find(entities, hit.entity) != entities.end()) continue;
        entities.push_back(hit.entity);
        show(*hit.entity, shown);
    }
    for (const auto& hit : hits_) {
        const auto& [title, subtitle] = shown[hit.id];
        out.begin_object();
        out.member("entity", hit.entity->name());
        out.member("id", hit.id);
        out.member("title", title);
        out.member("subtitle", subtitle);
        out.end_object();
    }
}

Result<void> Search::run(std::string& out) {
    if (ask_.text.size() > text_bytes || !is_plain_text(ask_.text, false)) return refuse("search_text", "q");
    if (wanted_.lead.size() < static_cast<std::size_t>(limits::search_prefix))
        return refuse("search_too_short", "q");
    ranges_.emplace_back(wanted_.lead);
    if (!wanted_.number.empty() && wanted_.number != wanted_.lead) ranges_.emplace_back(wanted_.number);
    if (is_own_shorter())
        find_in_own();
    else
        find_by_terms(ask_.entity);
    JsonWriter json{out};
    json.begin_object();
    json.key("hits");
    json.begin_array();
    const bool has_more = is_full();
    write_hits(json);
    json.end_array();
    json.member("more", has_more);
    json.end_object();
    return {};
}

}  // namespace

Result<void> run(const query::Context& context, const schema::Numbers& numbers, const Ask& ask,
                 store::Connection& connection, std::string& out) {
    return Search{context, numbers, ask, connection}.run(out);
}

}  // namespace teczka::search
