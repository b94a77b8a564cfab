// A message is on its way while the next one is gathered: both processes work.
#include "worker/sheet_writer.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <chrono>

#include "worker/child.hpp"
#include "worker/protocol.hpp"
#include "worker/table_messages.hpp"

namespace teczka::worker {
namespace {

std::unexpected<Refusal> unavailable() { return refuse(Kind::unavailable, "worker_unavailable"); }

constexpr std::chrono::minutes zip_time_limit{10};  // a big office packs for a minute or two

Result<Child> start_in(const std::string& worker_path, const std::string& folder) {
    const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return refuse(Kind::unavailable, "sheet_not_written");
    auto child = Child::start(worker_path, role_write_sheet, {fd});
    ::close(fd);
    if (!child) return unavailable();
    return std::move(*child);
}

class WorkerSheet : public exchange::SheetWriter {
public:
    explicit WorkerSheet(Child child) : child_{std::move(child)} {}

    Result<void> begin(const std::string& name, const formats::SheetHead& head) {
        return send({"begin", name, pack(head)});
    }
    Result<void> row(const formats::TableRow& row) override {
        packed_.row(row);
        if (packed_.bytes.size() < batch_bytes) return {};
        return flush();
    }
    Result<std::int64_t> finish(const std::string& comment) override {
        if (auto done = flush(); !done) return std::unexpected(done.error());
        if (auto done = send({"finish", comment}); !done) return std::unexpected(done.error());
        const auto answer = await();
        if (!answer) return std::unexpected(answer.error());
        return answer->size() == 3 ? std::atoll((*answer)[2].c_str()) : 0;
    }

private:
    static constexpr std::chrono::seconds time_limit{120};  // of one message; the last one zips it all

    static Deadline deadline() { return std::chrono::steady_clock::now() + time_limit; }
    Result<void> flush() {
        if (packed_.bytes.empty()) return {};
        auto sent = send({"rows", packed_.bytes});
        packed_.bytes.clear();
        return sent;
    }
    Result<void> send(const std::vector<std::string_view>& request) {
        if (is_awaited_) {
            if (auto answer = await(); !answer) return std::unexpected(answer.error());
        }
        if (!send_bytes(child_.fd(), encode(request), deadline())) return unavailable();
        is_awaited_ = true;
        return {};
    }
    Result<Message> await() {
        is_awaited_ = false;
        auto answer = receive(child_.fd(), deadline());
        if (!answer || answer->empty()) return unavailable();
        if (answer->front() == "ok") return std::move(*answer);
        if (answer->size() > 1 && (*answer)[1] == "sheet_not_written")
            return refuse(Kind::unavailable, "sheet_not_written");
        return unavailable();
    }

    Child child_;
    Packed packed_;
    bool is_awaited_{};
};

}  // namespace

Result<void> zip_files(const std::string& worker_path, const std::string& folder, const std::string& name,
                       const std::vector<std::string>& parts) {
    auto child = start_in(worker_path, folder);
    if (!child) return std::unexpected(child.error());
    Packed names;
    for (const auto& part : parts) names.text(part);
    const auto until = std::chrono::steady_clock::now() + zip_time_limit;
    if (!send_bytes(child->fd(), encode({"zip", name, names.bytes}), until)) return unavailable();
    const auto answer = receive(child->fd(), until);
    if (!answer || answer->empty()) return unavailable();
    if (answer->front() != "ok") return refuse(Kind::unavailable, "sheet_not_written");
    return {};
}

exchange::MakeSheetWriter sheet_writers(std::string worker_path) {
    return [path = std::move(worker_path)](
               const std::string& folder, const std::string& name,
               const formats::SheetHead& head) -> Result<std::unique_ptr<exchange::SheetWriter>> {
        auto child = start_in(path, folder);
        if (!child) return std::unexpected(child.error());
        auto writer = std::make_unique<WorkerSheet>(std::move(*child));
        if (auto begun = writer->begin(name, head); !begun) return std::unexpected(begun.error());
        return writer;
    };
}

}  // namespace teczka::worker
