// Words by the search table's prefix scan, verified and then seen through the asker's rights. Where the asker
// sees few records of many, the other side drives: his own records are asked whether they contain the words.
#include "core/search/search.hpp"

#include <algorithm>
#include <map>

#include "core/base/json.hpp"
#include "core/base/limits.hpp"
#include "core/base/text.hpp"

namespace teczka::search {
namespace {

using catalogue::EntityModel;
using catalogue::FieldModel;
using std::string_view;

// Candidates looked at together; and how many in all before the asker's own records are searched instead.
constexpr std::size_t batch_rows = 64;
constexpr std::size_t candidates_at_most = 1'500;
constexpr std::size_t text_bytes = 200;
constexpr std::size_t words_at_most = 8;

struct Hit {
    const EntityModel* entity{};
    Id id{};
};

struct Candidate {
    const EntityModel* entity{};
    std::int64_t row{};
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
    void take(const std::vector<Candidate>& candidates);
    void take_entity(const EntityModel& entity, const std::vector<std::int64_t>& rows);
    void find_in_own();
    void add(const EntityModel& entity, const Id& id);
    bool matches(string_view folded) const;
    void write(const Hit& hit, JsonWriter& out);

    const query::Context& context_;
    const schema::Numbers& numbers_;
    const Ask& ask_;
    store::Connection& connection_;
    Wanted wanted_;
    std::size_t limit_{};
    std::vector<Hit> hits_;
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

void Search::take_entity(const EntityModel& entity, const std::vector<std::int64_t>& rows) {
    const auto fields = searched_fields(entity);
    std::string sql = "SELECT \"row\", id";
    for (const auto* field : fields) sql += ", " + store::quoted(std::string{field->name()} + "_fold");
    sql += " FROM " + store::quoted(entity.name()) + " WHERE deleted_at IS NULL AND \"row\" = ?1";
    store::Use select{connection_.prepare(sql)};
    Ids found;
    for (const auto row : rows) {
        select->reset();
        select->bind(1, row);
        if (!select->step()) continue;
        std::string texts;
        for (std::size_t i = 0; i < fields.size(); ++i) {
            // A text that the asker may not see finds nothing for him.
            if (!context_.rights.may_ever_see(context_.actor, *fields[i])) continue;
            (texts += select->text(static_cast<int>(i) + 2)) += ' ';
        }
        const bool by_number = !wanted_.number.empty() && digits(texts).contains(wanted_.number);
        if (by_number || matches(texts)) found.push_back(select->id(1));
    }
    for (const auto& id : query::visible(context_, entity, found, connection_)) add(entity, id);
}

void Search::take(const std::vector<Candidate>& candidates) {
    // Runs of one entity are asked together; the order of hits is that of the candidates.
    std::map<const EntityModel*, std::vector<std::int64_t>> by_entity;
    std::vector<const EntityModel*> order;
    for (const auto& [entity, row] : candidates) {
        auto& rows = by_entity[entity];
        if (rows.empty()) order.push_back(entity);
        if (std::ranges::find(rows, row) == rows.end()) rows.push_back(row);
    }
    for (const auto* entity : order) take_entity(*entity, by_entity[entity]);
}

// False when there were more candidates than it looked at.
bool Search::find_by_terms(string_view prefix) {
    const std::string from{prefix}, to = past(prefix);
    std::vector<Candidate> all;
    {
        store::Use scan{
            connection_.prepare("SELECT entity, record FROM search_term WHERE term >= ?1 AND term < ?2 "
                                "ORDER BY term, class, name_sort, entity, record LIMIT ?3")};
        scan->bind(1, string_view{from});
        scan->bind(2, string_view{to});
        scan->bind(3, static_cast<std::int64_t>(candidates_at_most));
        while (scan->step()) {
            const auto* entity = numbers_.find_entity(static_cast<int>(scan->integer(0)));
            if (entity != nullptr && may_be_found(*entity)) all.push_back({entity, scan->integer(1)});
            if (all.size() >= candidates_at_most) break;
        }
    }
    for (std::size_t at = 0; at < all.size() && !is_full(); at += batch_rows) {
        take({all.begin() + static_cast<std::ptrdiff_t>(at),
              all.begin() + static_cast<std::ptrdiff_t>(std::min(at + batch_rows, all.size()))});
    }
    return all.size() < candidates_at_most;
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

void Search::write(const Hit& hit, JsonWriter& out) {
    const auto titles = title_columns(*hit.entity);
    const auto subtitle = subtitle_column(context_, *hit.entity);
    auto query = query::parse(context_, *hit.entity,
                              {.where = "id = \"" + hit.id.to_text() + "\"",
                               .columns = subtitle.empty() ? titles : titles + "," + subtitle,
                               .limit = "1"});
    if (!query) return;
    (void)query::each(context_, *query, connection_, [&](const Id& id, std::span<const Value> values) {
        std::string title;
        const auto parts = values.size() - (subtitle.empty() ? 0 : 1);
        for (std::size_t i = 0; i < parts; ++i) {
            if (const auto* text = std::get_if<std::string>(&values[i]))
                title += (title.empty() ? "" : " ") + *text;
        }
        out.begin_object();
        out.member("entity", hit.entity->name());
        out.member("id", id);
        out.member("title", title);
        const auto* second = subtitle.empty() ? nullptr : std::get_if<std::string>(&values.back());
        out.member("subtitle", second == nullptr ? string_view{} : string_view{*second});
        out.end_object();
        return false;
    });
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
    for (std::size_t i = 0; i < std::min(limit_, hits_.size()); ++i) write(hits_[i], json);
    json.end_array();
    json.member("more", is_full());
    json.end_object();
    return {};
}

}  // namespace

Result<void> run(const query::Context& context, const schema::Numbers& numbers, const Ask& ask,
                 store::Connection& connection, std::string& out) {
    return Search{context, numbers, ask, connection}.run(out);
}

}  // namespace teczka::search
