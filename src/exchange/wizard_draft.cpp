// Drafts on the disk: small JSON files, written anew and renamed.
#include <fstream>
#include <map>
#include <optional>
#include <sstream>

#include "exchange/row_log.hpp"
#include "exchange/shapes.hpp"
#include "exchange/wizard.hpp"

namespace teczka::exchange {
namespace {

namespace fs = std::filesystem;

std::string whole_file(const fs::path& path) {
    std::ifstream file{path, std::ios::binary};
    std::ostringstream out;
    if (file) out << file.rdbuf();
    return std::move(out).str();
}

void replace_file(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    const auto fresh = path.string() + ".new";
    {
        std::ofstream file{fresh, std::ios::binary | std::ios::trunc};
        file << text;
        if (!file.flush()) fail({.inside = "cannot write " + fresh, .public_sentence = "the disk is full"});
    }
    fs::rename(fresh, path);
}

json::object object_in(const fs::path& path) {
    auto parsed = parse_json(whole_file(path));
    return parsed && parsed->is_object() ? std::move(parsed->as_object()) : json::object{};
}

// Over the doubtful rows of the log, once, forwards.
class Cursor {
public:
    Cursor(const std::string& base, json::object choices)
        : log_{base, "doubtful"}, choices_{std::move(choices)} {
        step();
    }
    Decision at(std::size_t source, std::int64_t line);

private:
    void step();
    const json::object* choice(const json::object* of_row, const json::array& codes) const;
    const json::object* member(std::string_view name, const std::string& key) const;

    RowLogReader log_;
    json::object choices_, row_;
    std::int64_t number_{};
    std::pair<std::int64_t, std::int64_t> place_{};
};

void Cursor::step() {
    const auto line = log_.at(number_++);
    auto parsed = parse_json(line);
    row_ = parsed && parsed->is_object() ? std::move(parsed->as_object()) : json::object{};
    place_ = row_.empty() ? std::pair<std::int64_t, std::int64_t>{INT64_MAX, 0}
                          : std::pair{row_.at("source").as_int64(), row_.at("line").as_int64()};
}

const json::object* Cursor::member(std::string_view name, const std::string& key) const {
    const auto* all = choices_.if_contains(name);
    const auto* one = all != nullptr && all->is_object() ? all->as_object().if_contains(key) : nullptr;
    return one == nullptr ? nullptr : one->if_object();
}

// The row's own, else that for all rows of its kind.
const json::object* Cursor::choice(const json::object* of_row, const json::array& codes) const {
    if (of_row != nullptr) return of_row;
    for (const auto& code : codes) {
        if (const auto* found = member("kinds", std::string{std::string_view{code.as_string()}}))
            return found;
    }
    return nullptr;
}

Decision Cursor::at(std::size_t source, std::int64_t line) {
    const std::pair<std::int64_t, std::int64_t> wanted{static_cast<std::int64_t>(source), line};
    while (place_ < wanted) step();
    const bool is_doubtful = place_ == wanted;
    const json::array none;
    const auto& codes = is_doubtful ? row_.at("codes").as_array() : none;
    const auto* given = choice(member("rows", std::to_string(source) + ":" + std::to_string(line)), codes);
    Decision decision;
    if (given == nullptr) return decision;
    const auto what = text_of(*given, "do");
    if (what == "skip") decision.what = Decision::Do::skip;
    if (!is_doubtful) return decision;
    if (what == "create") {
        decision.what = Decision::Do::create;
        decision.reason = text_of(*given, "reason");
        for (const auto& code : codes) decision.accepts.emplace_back(std::string_view{code.as_string()});
    }
    const auto& doubles = row_.at("doubles").as_array();
    if (what == "change" && !doubles.empty()) {
        const auto own = Id::parse(text_of(*given, "record"));
        decision.record = own ? *own : Id::parse(text_of(doubles.front().as_object(), "id")).value_or(Id{});
        if (!decision.record.is_nil()) decision.what = Decision::Do::change;
    }
    return decision;
}

}  // namespace

fs::path Draft::folder_of(api::Office& office, const Id& id) {
    return fs::path{office.lender->folder()} / "imports" / id.to_text();
}

Result<Draft> Draft::find(api::Office& office, const rights::Actor& actor, const Id& id) {
    const auto folder = folder_of(office, id);
    auto state = object_in(folder / "import.json");
    const bool is_own =
        !state.empty() && (actor.is_system || text_of(state, "user") == actor.self().user.to_text());
    if (!is_own) return std::unexpected(api::not_found());
    return Draft{folder, std::move(state)};
}

void Draft::save(const std::function<void(json::object&)>& change) {
    change(state_);
    replace_file(folder_ / "import.json", json::serialize(state_));
}

Result<Mapping> Draft::mapping(const catalogue::Catalogue& catalogue) const {
    return parse_mapping(state_.at("mapping").as_object(), catalogue);
}

std::string Draft::text(std::string_view name) const { return text_of(state_, name); }

bool Draft::is_founding() const {
    const auto* flag = state_.if_contains("is_founding");
    return flag != nullptr && flag->is_bool() && flag->as_bool();
}

Result<std::unique_ptr<TableFile>> Draft::open(const SourceMapping& source, Tools& tools) const {
    for (const auto& one : state_.at("files").as_array()) {
        const auto& file = one.as_object();
        if (text_of(file, "name") != source.file) continue;
        return tools.open_tables(
            (folder_ / text_of(file, "path")).string(),
            {.charset = source.charset, .delimiter = source.delimiter, .skip_rows = source.skip_rows});
    }
    return refuse("file_missing");
}

json::object Draft::choices() const { return object_in(folder_ / "choices.json"); }
void Draft::save_choices(const json::object& choices) const {
    replace_file(folder_ / "choices.json", json::serialize(choices));
}
void Draft::remove() const { fs::remove_all(folder_); }

std::function<Decision(std::size_t, std::int64_t)> decisions_of(const Draft& draft) {
    auto choices = draft.choices();
    if (choices.empty()) return {};
    auto cursor = std::make_shared<Cursor>(draft.log("rehearsal"), std::move(choices));
    return [cursor](std::size_t source, std::int64_t line) { return cursor->at(source, line); };
}

}  // namespace teczka::exchange
