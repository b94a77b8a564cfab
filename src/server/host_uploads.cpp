// /uploads: a file comes in pieces of at most limits::body_bytes, each written where it belongs and
// forgotten. What arrived is known after a kill, so the client asks for the offset and goes on.
#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <filesystem>

#include "api/routes.hpp"
#include "core/base/limits.hpp"
#include "core/base/text.hpp"
#include "core/store/machine_jobs.hpp"
#include "server/doors.hpp"

namespace teczka::server {
namespace {

using store::Upload;

std::filesystem::path path_of(const HostOptions& options, const Id& id) {
    return std::filesystem::path{options.folder} / "uploads" / id.to_text();
}

api::Response about(const Upload& upload, int status = 200) {
    std::string body;
    JsonWriter out{body};
    out.begin_object();
    out.member("id", upload.id);
    out.member("name", upload.name);
    out.member("bytes", upload.bytes);
    out.member("offset", upload.received);
    out.end_object();
    auto response = api::json_answer(std::move(body), status);
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

api::Response refused(Kind kind, std::string field, std::string code,
                      std::vector<std::pair<std::string, std::string>> parameters = {}) {
    return api::problem({kind, {{std::move(field), std::move(code), std::move(parameters)}}});
}

Result<Upload> parse_upload(const api::Request& request) {
    auto body = api::body_object(request);
    if (!body) return std::unexpected(body.error());
    Upload upload;
    for (const auto& member : *body) {
        const std::string_view name{member.key()};
        const auto& value = member.value();
        if (name == "name" && value.is_string())
            upload.name = std::string_view{value.get_string()};
        else if (name == "bytes" && value.is_int64())
            upload.bytes = value.get_int64();
        else
            return refuse(name == "name" || name == "bytes" ? "wrong_type" : "field_unknown",
                          std::string{name});
    }
    if (upload.name.empty()) return refuse("required", "name");
    if (upload.name.size() > 250) return refuse("text_too_long", "name", {{"max", "250"}});
    if (std::ranges::any_of(upload.name,
                            [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '/'; }))
        return refuse("text_control_characters", "name");
    if (upload.bytes < 1) return refuse("upload_empty", "bytes");
    if (upload.bytes > limits::upload_bytes)
        return refuse(Kind::too_large, "upload_too_large", "bytes",
                      {{"max", std::to_string(limits::upload_bytes)}});
    return upload;
}

std::optional<std::int64_t> offset_of(const api::Request& request) {
    const auto parameters = api::parse_parameters(request.query());
    if (!parameters || parameters->size() != 1 || parameters->front().first != "offset") return {};
    const auto& text = parameters->front().second;
    std::int64_t offset = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), offset);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || offset < 0) return {};
    return offset;
}

bool write_piece(const std::filesystem::path& path, std::int64_t offset, std::string_view bytes) {
    std::error_code error;
    std::filesystem::create_directories(path.parent_path(), error);
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) return false;
    while (!bytes.empty()) {
        const auto count = ::pwrite(fd, bytes.data(), bytes.size(), offset);
        if (count <= 0) break;
        bytes.remove_prefix(static_cast<std::size_t>(count));
        offset += count;
    }
    const bool is_whole = bytes.empty() && ::fdatasync(fd) == 0;
    return ::close(fd) == 0 && is_whole;
}

}  // namespace

// The asker's own.
std::optional<Upload> Host::Impl::upload_of(const Visit& visit) {
    Lease reader{*this};
    auto upload = store::find_upload(*reader, visit.bound.id);
    if (!upload || upload->user != visit.asker->actor.user) return {};
    return upload;
}

void Host::Impl::show_upload(const Visit& visit, api::Responder respond) {
    const auto upload = upload_of(visit);
    respond(upload ? about(*upload) : api::problem(api::not_found()));
}

void Host::Impl::remove_upload(const Visit& visit, api::Responder respond) {
    if (!upload_of(visit)) return respond(api::problem(api::not_found()));
    const auto& id = visit.bound.id;
    const auto removed = write_machine([&](store::Connection& connection) -> Result<void> {
        store::remove_upload(connection, id);
        return {};
    });
    std::error_code error;
    std::filesystem::remove(path_of(options, id), error);
    respond(removed ? api::Response{.status = 204} : api::problem(removed.error()));
}

void Host::Impl::begin_upload(const Visit& visit, api::Responder respond) {
    if (options.folder.empty()) return respond(api::problem(api::not_found()));
    auto upload = parse_upload(visit.request);
    if (!upload) return respond(api::problem(upload.error()));
    auto& environment = thread_environment();
    upload->id = environment.make_id();
    upload->user = visit.asker->actor.user;
    upload->created_at = environment.now_ms();
    const auto written = write_machine([&](store::Connection& connection) -> Result<void> {
        if (store::uploads_of(connection, upload->user) >= limits::uploads_per_user)
            return refuse(Kind::throttled, "too_many_uploads", {},
                          {{"max", std::to_string(limits::uploads_per_user)}});
        store::insert_upload(connection, *upload);
        return {};
    });
    respond(written ? about(*upload, 201) : api::problem(written.error()));
}

void Host::Impl::take_piece(const Visit& visit, api::Responder respond) {
    const auto found = upload_of(visit);
    if (!found) return respond(api::problem(api::not_found()));
    auto upload = *found;
    const auto& request = visit.request;
    const auto offset = offset_of(request);
    if (!offset) return respond(refused(Kind::invalid, "offset", "request_number"));
    const auto past = *offset + static_cast<std::int64_t>(request.body.size());
    if (*offset != upload.received)
        return respond(refused(Kind::conflict, "offset", "upload_offset",
                               {{"offset", std::to_string(upload.received)}}));
    if (past > upload.bytes) return respond(api::problem({Kind::invalid, {{"offset", "upload_too_long"}}}));
    {
        const std::lock_guard lock{uploading_mutex};
        if (!uploading.insert(upload.id).second)
            return respond(refused(Kind::conflict, "offset", "upload_busy"));
    }
    auto answer = [&] {
        if (!write_piece(path_of(options, upload.id), *offset, request.body))
            return refused(Kind::unavailable, "", "storage_failed");
        const auto written = write_machine([&](store::Connection& connection) -> Result<void> {
            if (store::advance_upload(connection, upload.id, *offset, past)) return {};
            return refuse(Kind::conflict, "upload_busy", "offset");
        });
        if (!written) return api::problem(written.error());
        upload.received = past;
        return about(upload);
    }();
    {
        const std::lock_guard lock{uploading_mutex};
        uploading.erase(upload.id);
    }
    respond(std::move(answer));
}

// The folder is looked through before the table: a file begun meanwhile has its line already.
void Host::Impl::sweep_uploads() {
    std::error_code error;
    std::vector<std::filesystem::path> files;
    for (const auto& entry :
         std::filesystem::directory_iterator{std::filesystem::path{options.folder} / "uploads", error})
        files.push_back(entry.path());
    const auto oldest = thread_environment().now_ms() - limits::upload_hours * 3600LL * 1000;
    std::set<std::string> known;
    std::vector<Id> old;
    {
        Lease reader{*this};
        store::each_upload(*reader, [&](const Upload& upload) {
            if (upload.created_at < oldest)
                old.push_back(upload.id);
            else
                known.insert(upload.id.to_text());
        });
    }
    (void)write_machine([&](store::Connection& connection) -> Result<void> {
        for (const auto& id : old) store::remove_upload(connection, id);
        return {};
    });
    for (const auto& file : files)
        if (!known.contains(file.filename().string())) std::filesystem::remove(file, error);
}

namespace {

constexpr api::NamedShape shapes[]{{"Upload", "{id: id, name: text, bytes: integer, offset: integer}"}};
constexpr Door doors[]{
    {{.method = "POST",
      .path = "/uploads",
      .name = "begin_upload",
      .summary = "Begin to send a file",
      .body = "{name: text, bytes: integer}",
      .answer = "Upload",
      .status = 201,
      .refused = "413"},
     &Host::Impl::begin_upload,
     true},
    {{.method = "GET",
      .path = "/uploads/{id}",
      .name = "show_upload",
      .summary = "How much of a file has come",
      .answer = "Upload"},
     &Host::Impl::show_upload},
    {{.method = "PUT",
      .path = "/uploads/{id}",
      .name = "send_piece",
      .summary = "Send a piece of a file",
      .body = "bytes",
      .answer = "Upload",
      .parameters = "{offset: integer}",
      .body_type = "application/octet-stream",
      .refused = "409 413 503"},
     &Host::Impl::take_piece,
     true},
    {{.method = "DELETE", .path = "/uploads/{id}", .name = "remove_upload", .summary = "Forget a file"},
     &Host::Impl::remove_upload,
     true},
};

}  // namespace

Doors upload_doors() { return {"uploads", "Files that come in pieces.", doors, shapes}; }

}  // namespace teczka::server
