// See sheets_in.hpp. A stalled reader stalls the worker: nothing piles up.
#include "worker/sheets_in.hpp"

#include <charconv>

#include "formats/xlsx.hpp"
#include "worker/child.hpp"
#include "worker/table_messages.hpp"

namespace teczka::worker {
namespace {

Message refused(const Refusal& refusal) {
    const auto& complaint = refusal.complaints.front();
    Message out{"refused", complaint.code};
    for (const auto& [name, value] : complaint.parameters) {
        out.push_back(name);
        out.push_back(value);
    }
    return out;
}

// Gathers rows until they are worth a message.
class Batches {
public:
    bool add(const formats::TableRow& row, int permille) {
        packed_.row(row);
        permille_ = permille;
        return packed_.bytes.size() < batch_bytes || flush();
    }
    bool flush() {
        if (packed_.bytes.empty()) return true;
        const bool is_sent =
            send_bytes(0, encode({"rows", std::to_string(permille_), packed_.bytes}), std::nullopt);
        packed_.bytes.clear();
        return is_sent;
    }

private:
    Packed packed_;
    int permille_{};
};

}  // namespace

Message list_sheets(std::span<const std::string> arguments) {
    if (!arguments.empty()) return {"refused", "arguments"};
    const auto reader = formats::XlsxReader::open(file_descriptor, scratch_descriptor);
    if (!reader) return refused(reader.error());
    return {"ok", pack(reader->sheets())};
}

Message send_rows(std::span<const std::string> arguments) {
    std::size_t sheet = 0;
    if (arguments.size() != 1) return {"refused", "arguments"};
    const auto* end = arguments[0].data() + arguments[0].size();
    if (std::from_chars(arguments[0].data(), end, sheet).ptr != end) return {"refused", "arguments"};
    auto reader = formats::XlsxReader::open(file_descriptor, scratch_descriptor);
    if (!reader) return refused(reader.error());
    Batches batches;
    const auto notes = reader->read(
        sheet, [&](const formats::TableRow& row, int permille) { return batches.add(row, permille); });
    if (!batches.flush()) return {"refused", "worker_unavailable"};
    if (!notes) return refused(notes.error());
    return {"ok", pack(*notes)};
}

}  // namespace teczka::worker
