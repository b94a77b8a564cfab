// Words by the search table's prefix scan, each candidate seen through the asker's rights and verified. Where
// the asker sees few records of many, the other side drives: his own records are asked whether they contain
// the words.
#include "core/search/search.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "core/base/json.hpp"
#include "core/base/limits.hpp"
#include "core/base/text.hpp"
#include "core/query/glance.hpp"

namespace teczka::search {
namespace {

using catalogue::EntityModel;
using catalogue::FieldModel;
using std::string_view;

// Candidates looked at before the asker's own records are searched instead: a look takes some 3 µs, while to
// search what hangs on one company takes three times that.
constexpr std::int64_t candidates_at_most = 10'000, candidates_a_company = 3, candidates_at_least = 300;
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

// Past every text that begins with `prefix`.
std::string past(string_view prefix) { return std::string{prefix} + "\xf4\x8f\xbf\xbf"; }

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
    bool find_by_terms(string_view prefix);
    void consider(const EntityModel& entity, std::int64_t row);
    std::int64_t candidates() const;
    void find_in_own();
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
    std::vector<Hit> hits_;
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

std::int64_t Search::candidates() const {
    const auto& portfolio = context_.portfolio;
    if (portfolio.own < 0 || portfolio.own == portfolio.all) return candidates_at_most;
    return std::min(candidates_at_most, candidates_at_least + candidates_a_company * portfolio.own);
}

// False when there were more candidates than it looked at.
bool Search::find_by_terms(string_view prefix) {
    const std::string from{prefix}, to = past(prefix);
    store::Use scan{
        connection_.prepare("SELECT entity, record FROM search_term WHERE term >= ?1 AND term < ?2 AND (?3 "
                            "IS NULL OR entity = ?3) "
                            "ORDER BY term, class, name_sort, entity, record LIMIT ?4")};
    const auto most = candidates();
    scan->bind(1, string_view{from});
    scan->bind(2, string_view{to});
    if (ask_.entity == nullptr)
        scan->bind_null(3);
    else
        scan->bind(3, std::int64_t{numbers_.of(*ask_.entity)});
    scan->bind(4, most);
    std::int64_t looked = 0;
    for (; !is_full() && scan->step(); ++looked) {
        const auto* entity = numbers_.find_entity(static_cast<int>(scan->integer(0)));
        if (entity != nullptr && may_be_found(*entity)) consider(*entity, scan->integer(1));
    }
    return looked < most;
}

// The asker's own records, asked one entity after the other whether they contain the words.
void Search::find_in_own() {
    for (const auto& entity : context_.catalogue.entities()) {
        if (is_full() || !may_be_found(*entity)) continue;
        std::string where;
        for (const auto& word : wanted_.words) {
            std::string one;
            for (const auto* field : searched_fields(*entity)) {
                if (!context_.rights.may_ever_see(context_.actor, *field)) continue;
                one +=
                    (one.empty() ? "" : " or ") + std::string{field->name()} + " contains \"" + word + "\"";
            }
            if (!one.empty()) where += (where.empty() ? "(" : " and (") + one + ")";
        }
        if (where.empty()) continue;
        auto query = query::parse(context_, *entity,
                                  {.where = where, .columns = "id", .limit = std::to_string(limit_ + 1)});
        if (!query) continue;
        (void)query::each(context_, *query, connection_, [&](const Id& id, std::span<const Value>) {
            add(*entity, id);
            return !is_full();
        });
    }
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
    bool is_whole = find_by_terms(wanted_.lead);
    if (!wanted_.number.empty() && wanted_.number != wanted_.lead) is_whole &= find_by_terms(wanted_.number);
    if (!is_whole && !is_full()) find_in_own();
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
