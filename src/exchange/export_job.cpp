// See export_job.hpp.
#include "exchange/export_job.hpp"

#include <cstdio>

#include "core/base/dates.hpp"
#include "exchange/export.hpp"

namespace teczka::exchange {
namespace {

std::string text_of(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string{std::string_view{value->as_string()}} : "";
}

// A file of a job's folder, whole or not there.
class File {
public:
    File(const std::string& folder, const std::string& name)
        : path_{folder + "/" + name}, file_{std::fopen(path_.c_str(), "wb")} {
        is_whole_ = file_ != nullptr;
    }
    ~File() {
        if (file_ != nullptr) std::fclose(file_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    void write(std::string_view bytes) {
        is_whole_ = is_whole_ && std::fwrite(bytes.data(), 1, bytes.size(), file_) == bytes.size();
    }
    Result<void> close() {
        is_whole_ = is_whole_ && std::fclose(std::exchange(file_, nullptr)) == 0;
        if (is_whole_) return {};
        return refuse(Kind::unavailable, "sheet_not_written");
    }

private:
    std::string path_;
    std::FILE* file_;
    bool is_whole_{};
};

std::string result_of(const std::string& file, const Exported& exported) {
    std::string out;
    JsonWriter json{out};
    json.begin_object();
    json.key("files");
    json.begin_array();
    json.begin_object();
    json.member("name", file);
    json.end_object();
    json.end_array();
    json.member("rows", exported.rows);
    json.member("cut", exported.cut);
    json.member("seq_begin", exported.seq_begin);
    json.member("seq_end", exported.seq_end);
    json.end_object();
    return out;
}

// The question as the route has checked it, under the rights of now.
Result<query::Query> question(const query::Context& context, const json::object& parameters) {
    json::object body;
    for (const auto* name : {"entity", "where", "order", "columns"})
        if (const auto* value = parameters.if_contains(name)) body[name] = *value;
    auto query = query::parse_json_query(context, body);
    if (!query) return query;
    if (auto may = restrict_to_export(context, *query); !may) return std::unexpected(may.error());
    return query;
}

// "company-2026-11-25.xlsx"
std::string file_name(const query::Context& context, std::string_view what, std::string_view ending) {
    return std::string{what} + "-" + format_date(context.today) + "." + std::string{ending};
}

struct Part {
    const catalogue::EntityModel* entity{};
    std::string file;
    std::int64_t rows{};
};

Result<void> write_manifest(const std::string& folder, const std::vector<Part>& parts, const Exported& all,
                            const query::Context& context) {
    std::string text;
    JsonWriter json{text};
    json.begin_object();
    json.member("format", "teczka-export");
    json.member("version", 1);
    json.member("made_at", format_instant(context.now_ms));
    json.member("asked_by", context.actor.login);
    json.member("seq_begin", all.seq_begin);
    json.member("seq_end", all.seq_end);
    json.key("entities");
    json.begin_array();
    for (const auto& part : parts) {
        json.begin_object();
        json.member("name", part.entity->name());
        json.member("file", part.file);
        json.member("rows", part.rows);
        json.end_object();
    }
    json.end_array();
    json.end_object();
    File file{folder, "manifest.json"};
    file.write(text);
    return file.close();
}

}  // namespace

Result<std::string> run_export(api::JobWork& work, const FileMakers& makers) {
    auto& office = work.office();
    const auto context = office.context(work.actor());
    const auto& parameters = work.parameters();
    const auto query = question(context, parameters);
    if (!query) return std::unexpected(query.error());
    const auto language = text_of(parameters, "language");
    const auto* ids = parameters.if_contains("ids");
    const ExportOptions options{.language = language,
                                .has_ids = ids != nullptr && *ids == true,
                                .local_ms = makers.local_ms,
                                .on_page = [&](std::int64_t rows) {
                                    work.progress(rows, 0);
                                    return !work.is_cancelled();
                                }};
    const auto format = text_of(parameters, "format");
    const auto name = file_name(context, query->entity->name(), format);
    Result<Exported> exported;
    if (format == "xlsx") {
        exported = export_sheet(context, *query, office.reader, options, {makers.sheet, work.folder(), name});
    } else {
        File file{work.folder(), name};
        exported = export_csv(context, *query, office.reader, options,
                              [&](std::string_view bytes) { file.write(bytes); });
        if (auto closed = file.close(); exported && !closed) return std::unexpected(closed.error());
    }
    if (!exported) return std::unexpected(exported.error());
    return result_of(name, *exported);
}

Result<Exported> export_everything(const query::Context& context, store::Connection& connection,
                                   const FolderFile& file, const FileMakers& makers,
                                   const std::function<bool(std::int64_t rows)>& on_page) {
    Exported all;
    std::vector<Part> parts;
    std::vector<std::string> files{"manifest.json"};
    for (const auto& entity : context.catalogue.entities()) {
        auto query = whole_entity(context, *entity);
        if (query.columns.empty() || !restrict_to_export(context, query)) continue;
        const auto name = std::string{entity->name()} + ".csv";
        File out{file.folder, name};
        const ExportOptions options{.language = "", .has_ids = true, .on_page = [&](std::int64_t rows) {
                                        return !on_page || on_page(all.rows + rows);
                                    }};
        const auto exported = export_csv(context, std::move(query), connection, options,
                                         [&](std::string_view bytes) { out.write(bytes); });
        if (!exported) return exported;
        if (auto closed = out.close(); !closed) return std::unexpected(closed.error());
        if (parts.empty()) all.seq_begin = exported->seq_begin;
        all.seq_end = exported->seq_end;
        all.rows += exported->rows;
        parts.push_back({entity.get(), name, exported->rows});
        files.push_back(name);
    }
    if (auto written = write_manifest(file.folder, parts, all, context); !written)
        return std::unexpected(written.error());
    if (auto zipped = makers.zip(file.folder, file.name, files); !zipped)
        return std::unexpected(zipped.error());
    for (const auto& one : files) std::remove((file.folder + "/" + one).c_str());
    return all;
}

Result<std::string> run_export_all(api::JobWork& work, const FileMakers& makers) {
    auto& office = work.office();
    const auto context = office.context(work.actor());
    const auto name = file_name(context, "teczka", "zip");
    const auto exported =
        export_everything(context, office.reader, {work.folder(), name}, makers, [&](std::int64_t rows) {
            work.progress(rows, 0);
            return !work.is_cancelled();
        });
    if (!exported) return std::unexpected(exported.error());
    return result_of(name, *exported);
}

}  // namespace teczka::exchange
