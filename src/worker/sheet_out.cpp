// See sheet_out.hpp. One worker writes one file.
#include "worker/sheet_out.hpp"

#include <optional>
#include <vector>

#include "formats/xlsx_writer.hpp"
#include "formats/zip.hpp"
#include "worker/child.hpp"
#include "worker/table_messages.hpp"

namespace teczka::worker {
namespace {

std::optional<formats::XlsxWriter>& writer() {
    static std::optional<formats::XlsxWriter> one;
    return one;
}

const std::string& folder() {
    static const auto path = "/proc/self/fd/" + std::to_string(file_descriptor);
    return path;
}

bool is_plain(std::string_view name) { return !name.empty() && name.find('/') == std::string_view::npos; }

}  // namespace

Message begin_sheet(std::span<const std::string> arguments) {
    if (arguments.size() != 2 || writer() || !is_plain(arguments[0])) return {"refused", "arguments"};
    auto head = unpack_head(arguments[1]);
    if (!head || head->columns.empty()) return {"refused", "arguments"};
    writer().emplace(folder(), arguments[0], std::move(*head));
    return {"ok"};
}

Message write_rows(std::span<const std::string> arguments) {
    if (arguments.size() != 1 || !writer()) return {"refused", "arguments"};
    Unpacked in{arguments[0]};
    formats::TableRow row;
    while (!in.is_empty()) {
        in.row(row);
        if (in.is_broken()) return {"refused", "arguments"};
        writer()->row(row);
    }
    return {"ok"};
}

Message finish_sheet(std::span<const std::string> arguments) {
    if (arguments.size() != 1 || !writer()) return {"refused", "arguments"};
    const auto written = writer()->finish(arguments[0]);
    writer().reset();
    if (!written) return {"refused", written.error().complaints.front().code};
    return {"ok", std::to_string(written->rows), std::to_string(written->cut)};
}

Message zip_files(std::span<const std::string> arguments) {
    if (arguments.size() != 2 || !is_plain(arguments[0])) return {"refused", "arguments"};
    std::vector<std::string> parts;
    Unpacked in{arguments[1]};
    while (!in.is_empty()) {
        parts.emplace_back(in.text());
        if (!is_plain(parts.back())) return {"refused", "arguments"};
    }
    if (auto written = formats::write_zip(folder(), arguments[0], parts); !written)
        return {"refused", written.error().complaints.front().code};
    return {"ok"};
}

}  // namespace teczka::worker
