// See chunk.hpp.
#include "api/chunk.hpp"

#include <boost/json/serialize.hpp>
#include <charconv>
#include <unordered_set>

#include "api/routes.hpp"
#include "core/base/limits.hpp"

namespace teczka::api {
namespace {

constexpr string_view prefix = "records[";

// "records[12].name" → 12
std::optional<std::size_t> record_of(string_view field) {
    if (!field.starts_with(prefix)) return {};
    std::size_t number = 0;
    const auto begin = field.data() + prefix.size(), end = field.data() + field.size();
    if (std::from_chars(begin, end, number).ec != std::errc{}) return {};
    return number;
}

string_view without_record(string_view field) {
    const auto dot = field.find("].");
    return dot == string_view::npos ? field : field.substr(dot + 2);
}

bool ends_the_job(const Refusal& refusal) {
    return std::ranges::any_of(refusal.complaints, [](const Complaint& one) {
        return one.code == "job_cancelled" || one.code == "user_inactive" || one.code == "storage_failed" ||
               one.code == "busy";
    });
}

// What each record is refused for; one that names no record is everybody's.
std::vector<Refusal> by_record(const Refusal& refusal, std::size_t records) {
    std::vector<Refusal> out(records);
    for (const auto& complaint : refusal.complaints) {
        const auto record = record_of(complaint.field);
        for (std::size_t i = 0; i < records; ++i) {
            if (record && *record < records && *record != i) continue;
            out[i].kind = refusal.kind;
            out[i].complaints.push_back(
                {std::string{without_record(complaint.field)}, complaint.code, complaint.parameters});
        }
    }
    return out;
}

}  // namespace

Result<ChunkResult> commit_chunk(JobWork& work, change::Pending pending,
                                 const std::function<void(const Id&, const Refusal&)>& on_refused) {
    ChunkResult result;
    while (!pending.records.empty()) {
        std::unordered_set<Id> wanted;
        for (std::size_t i = 0; i < pending.records.size(); ++i) {
            pending.records[i].at = std::string{prefix} + std::to_string(i) + "].";
            wanted.insert(pending.records[i].id);
        }
        const auto committed = work.commit(pending);
        if (committed) {
            for (const auto& record : committed->records)
                result.changed += std::int64_t(wanted.erase(record.id));
            break;
        }
        if (ends_the_job(committed.error())) return std::unexpected(committed.error());
        const auto refusals = by_record(committed.error(), pending.records.size());
        std::vector<change::RecordChange> good;
        for (std::size_t i = 0; i < refusals.size(); ++i) {
            if (refusals[i].complaints.empty()) {
                good.push_back(std::move(pending.records[i]));
            } else {
                on_refused(pending.records[i].id, refusals[i]);
                ++result.refused;
            }
        }
        pending.records = std::move(good);
    }
    return result;
}

void Tally::add_line(std::string line) {
    if (lines_.size() < limits::result_lines) lines_.push_back(std::move(line));
}

void Tally::refuse_record(const Id& id, const Refusal& why) {
    std::string line;
    JsonWriter out{line};
    out.begin_object();
    out.member("id", id);
    out.key("errors");
    write_complaints(out, why.complaints);
    out.end_object();
    add_line(std::move(line));
}

void Tally::keep_field(const change::Committer::Kept& field) {
    ++kept;
    std::string line;
    JsonWriter out{line};
    out.begin_object();
    out.member("entity", field.entity->name());
    out.member("id", field.id);
    out.member("field", field.field);
    out.end_object();
    add_line(std::move(line));
}

std::string Tally::to_json(const Id& batch) const {
    std::string body;
    JsonWriter out{body};
    out.begin_object();
    out.member("changed", changed);
    out.member("refused", refused);
    out.member("kept", kept);
    out.member("batch", batch);
    out.key("lines");
    out.begin_array();
    for (const auto& line : lines_) out.raw(line);
    out.end_array();
    out.end_object();
    return body;
}

void Tally::read(const json::object& state) {
    const auto number = [&](string_view name) {
        const auto* value = state.if_contains(name);
        return value != nullptr && value->is_int64() ? value->get_int64() : 0;
    };
    changed = number("changed");
    refused = number("refused");
    kept = number("kept");
    const auto* lines = state.if_contains("lines");
    if (lines == nullptr || !lines->is_array()) return;
    for (const auto& line : lines->get_array()) lines_.push_back(json::serialize(line));
}

}  // namespace teczka::api
