// What a grid shows of a row: its cells, what is wrong, what it would change, and which records it may be a
// double of. Everything is asked under the asker's own rights.
#include <map>

#include "core/base/text.hpp"
#include "core/change/values.hpp"
#include "core/search/alike.hpp"
#include "exchange/keys.hpp"
#include "exchange/shapes.hpp"
#include "exchange/wizard.hpp"

namespace teczka::exchange {
namespace {

using catalogue::EntityModel;
using catalogue::FieldModel;
using catalogue::Storage;
using change::Act;
using change::RecordChange;

constexpr std::size_t shown_doubles = 5, shown_fields = 12;

const RecordChange* main_change(const Row& row, const EntityModel& entity) {
    for (const auto& change : row.changes) {
        if (change.entity == &entity) return &change;
    }
    return nullptr;
}

// Fields that can be laid side by side: columns of both.
std::vector<const FieldModel*> comparable(const RecordChange& change) {
    std::vector<const FieldModel*> out;
    for (const auto& [field, value] : change.set) {
        if (!is_null(value) && field->storage != Storage::ids && field->decl.type != catalogue::Type::note &&
            out.size() < shown_fields)
            out.push_back(field);
    }
    return out;
}

void write_set(const RecordChange& change, JsonWriter& out) {
    out.key("set");
    out.begin_object();
    for (const auto& [field, value] : change.set) {
        if (is_null(value) || field->storage == Storage::ids) continue;
        out.key(field->name());
        change::write_value(*field, value, out);
    }
    out.end_object();
}

bool is_warning(const Complaint& complaint) {
    return std::ranges::any_of(
        complaint.parameters, [](const auto& one) { return one.first == "warning" && one.second == "true"; });
}

}  // namespace

struct Remarks::Impl {
    const query::Context& context;
    store::Connection& connection;
    const Mapping& mapping;
    search::Alike alike{context, connection};
    std::map<const FieldModel*, query::Finder> finders{};
    std::map<std::string, std::pair<Id, std::int64_t>> titles{};  // of this chunk, folded → record and line

    struct Double {
        Id id;
        std::string by;       // code of the warning, or name_alike
        std::int64_t line{};  // when a row before this one brings it
    };
    std::vector<Double> doubles_of(const RecordChange& change, std::int64_t line);
    void by_values(const RecordChange& change, std::vector<Double>& out);
    void by_title(const RecordChange& change, std::int64_t line, std::vector<Double>& out);
    void write_record(const RecordChange& change, const Id& id, JsonWriter& out);
    std::string remark(const Row& row);
    query::Finder& finder(const FieldModel& field);
};

query::Finder& Remarks::Impl::finder(const FieldModel& field) {
    const auto known = finders.find(&field);
    if (known != finders.end()) return known->second;
    const FieldModel* const fields[]{&field};
    return finders.emplace(&field, query::Finder{context, *field.owner, fields, {}, connection})
        .first->second;
}

void Remarks::Impl::by_values(const RecordChange& change, std::vector<Double>& out) {
    for (const auto& [field, value] : change.set) {
        if (field->decl.twice.empty() || is_null(value)) continue;
        const Value values[]{as_kept(*field, value)};
        finder(*field).each(values, [&, code = field->decl.twice](const Id& id, std::span<const Value>) {
            const bool is_new = std::ranges::none_of(out, [&](const Double& one) { return one.id == id; });
            if (id != change.id && is_new) out.push_back({id, std::string{code}});
            return out.size() < shown_doubles;
        });
    }
}

void Remarks::Impl::by_title(const RecordChange& change, std::int64_t line, std::vector<Double>& out) {
    const auto& title = change.entity->title;
    if (!title.front()->decl.is_title) return;
    std::vector<std::string> texts;
    std::string whole;
    for (const auto* field : title) {
        if (!field->keeps_fold) return;
        const auto found = std::ranges::find(change.set, field, &change::FieldValue::field);
        const bool is_given = found != change.set.end() && !is_null(found->value);
        texts.push_back(is_given ? as_text(found->value) : std::string{});
        whole += texts.back() + ' ';
    }
    const auto folded = fold(whole);
    if (folded.empty()) return;
    const auto [known, is_first] = titles.try_emplace(folded, std::pair{change.id, line});
    if (!is_first) out.push_back({known->second.first, "name_alike", known->second.second});
    for (const auto& id : alike.find(*change.entity, title, texts, shown_doubles)) {
        const bool is_new = std::ranges::none_of(out, [&](const Double& one) { return one.id == id; });
        if (is_new && id != change.id && out.size() < shown_doubles) out.push_back({id, "name_alike"});
    }
}

std::vector<Remarks::Impl::Double> Remarks::Impl::doubles_of(const RecordChange& change, std::int64_t line) {
    std::vector<Double> out;
    by_values(change, out);
    if (out.size() < shown_doubles) by_title(change, line, out);
    return out;
}

// The record as it stands, in the columns that the row sets: one row of an answer.
void Remarks::Impl::write_record(const RecordChange& change, const Id& id, JsonWriter& out) {
    auto shown = change.entity->title;
    for (const auto* field : comparable(change)) {
        if (std::ranges::find(shown, field) == shown.end()) shown.push_back(field);
    }
    std::string columns;
    for (const auto* field : shown) columns += (columns.empty() ? "" : ",") + std::string{field->name()};
    auto query =
        query::parse(context, *change.entity,
                     {.where = "id = " + quoted_text(id.to_text()), .columns = columns, .limit = "1"});
    std::string answer;
    if (query) (void)query::run(context, *query, connection, answer);
    constexpr std::string_view before = R"({"rows":[)";
    const auto end = answer.rfind("]}");
    const bool is_there = answer.starts_with(before) && end != std::string::npos && end > before.size();
    out.key("record");
    out.raw(is_there ? std::string_view{answer}.substr(before.size(), end - before.size()) : "null");
}

std::string Remarks::Impl::remark(const Row& row) {
    const auto& entity = *mapping.sources[row.source].main_record().entity;
    const auto* change = main_change(row, entity);
    std::string json;
    JsonWriter out{json};
    out.begin_object();
    out.member("entity", entity.name());
    out.key("doubles");
    out.begin_array();
    if (change != nullptr && change->act == Act::create) {
        for (const auto& one : doubles_of(*change, row.line)) {
            out.begin_object();
            out.member("id", one.id);
            out.member("by", one.by);
            if (one.line > 0) out.member("line", one.line);
            write_record(*change, one.id, out);
            out.end_object();
        }
    }
    out.end_array();
    if (change != nullptr) {
        write_set(*change, out);
        if (change->act == Act::change) write_record(*change, change->id, out);
    }
    return json;
}

Remarks::Remarks(const query::Context& context, store::Connection& connection, const Mapping& mapping)
    : impl_{new Impl{context, connection, mapping}} {}
Remarks::~Remarks() = default;

void Remarks::look(std::vector<Row>& rows) {
    impl_->titles.clear();
    for (auto& row : rows) row.remark = impl_->remark(row);
}

std::string row_json(const Row& row, Outcome outcome, std::vector<std::string>& codes) {
    std::string rest;
    JsonWriter more{rest};
    more.begin_object();
    more.member("source", static_cast<std::int64_t>(row.source));
    more.member("line", row.line);
    more.member("outcome", outcome_name(outcome));
    more.key("cells");
    more.begin_array();
    for (const auto cell : row.cells()) more.text(is_utf8(cell) ? cell : "�");
    more.end_array();
    const auto complaints = row.refusal ? row.refusal->complaints : std::vector<Complaint>{};
    more.key("errors");
    api::write_complaints(more, complaints);
    for (const auto& complaint : complaints)
        if (is_warning(complaint)) codes.push_back(complaint.code);
    if (row.remark.find(R"("by":"name_alike")") != std::string::npos) codes.emplace_back("name_alike");
    more.key("codes");
    more.begin_array();
    for (const auto& code : codes) more.text(code);
    more.end_array();
    more.end_object();
    // The remark is an object left open.
    return row.remark.empty() ? rest : row.remark + "," + rest.substr(1);
}

}  // namespace teczka::exchange
