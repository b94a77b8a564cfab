// See tables.hpp.
#include "worker/tables.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <span>

#include "formats/file_kind.hpp"
#include "worker/child.hpp"
#include "worker/protocol.hpp"
#include "worker/table_messages.hpp"

namespace teczka::worker {
namespace {

// An open file that is closed with its last user.
using File = std::shared_ptr<const int>;

File held(int fd) {
    return {new int{fd}, [](const int* file) {
                ::close(*file);
                delete file;
            }};
}

File open_file(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat about {};
    if (fd < 0 || ::fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) {
        if (fd >= 0) ::close(fd);
        return nullptr;
    }
    return held(fd);
}

// An empty file without a name, gone with its last user. On a disk, unlike what may lie in /tmp.
File open_scratch() {
    int fd = -1;
    for (const auto* folder : {"/var/tmp", "/tmp"})
        if (fd < 0) fd = ::open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    return fd < 0 ? nullptr : held(fd);
}

formats::ByteSource source_of(File file) {
    return [file = std::move(file)](std::span<char> to) -> std::size_t {
        for (;;) {
            const auto count = ::read(*file, to.data(), to.size());
            if (count >= 0) return static_cast<std::size_t>(count);
            if (errno != EINTR) fail({.inside = "a file of tables could not be read"});
        }
    };
}

std::unexpected<Refusal> unavailable() { return refuse(Kind::unavailable, "worker_unavailable"); }

Refusal refusal_of(const Message& answer) {
    Complaint complaint{"", answer.size() > 1 ? answer[1] : "worker_refused"};
    for (std::size_t i = 2; i + 1 < answer.size(); i += 2)
        complaint.parameters.emplace_back(answer[i], answer[i + 1]);
    return {Kind::invalid, {std::move(complaint)}};
}

// A spreadsheet: every question is a worker of its own, which dies with the answer or with the next question.
class SheetTable : public exchange::TableFile {
public:
    SheetTable(std::string worker_path, File file, const exchange::TableOptions& options)
        : worker_path_{std::move(worker_path)}, file_{std::move(file)}, skip_rows_{options.skip_rows} {}

    Result<exchange::TableInfo> open() override {
        if (!ask({"sheets"})) return give_up(unavailable().error());
        auto answer = receive_answer();
        if (!answer) return give_up(answer.error());
        auto sheets = answer->size() == 2 ? unpack_sheets((*answer)[1]) : std::nullopt;
        child_.reset();
        if (!sheets) return give_up(unavailable().error());
        sheet_count_ = sheets->size();
        return exchange::TableInfo{.kind = "xlsx", .sheets = std::move(*sheets)};
    }
    Result<void> open_sheet(std::size_t sheet) override {
        if (sheet >= sheet_count_) return refuse("sheet_unknown", "sheet");
        batch_.clear();
        rows_ = Unpacked{{}};
        notes_ = {};
        skipped_ = permille_ = 0;
        width_ = 0;
        is_over_ = !ask({"rows", std::to_string(sheet)});
        if (is_over_) return unavailable();
        return {};
    }
    Result<bool> next(exchange::TableRow& row) override {
        for (; skipped_ < skip_rows_; ++skipped_) {
            if (auto got = next_row(row); !got || !*got) return got;
        }
        auto got = next_row(row);
        if (!got || !*got) return got;
        if (width_ == 0) width_ = row.cells.size();
        if (row.cells.size() < width_) row.cells.resize(width_);
        return true;
    }
    bool is_over() const override { return is_over_; }
    exchange::SheetNotes notes() const override { return notes_; }
    int permille() const override { return permille_; }

private:
    static constexpr std::chrono::seconds time_limit{30};  // of one message

    bool ask(const std::vector<std::string_view>& request) {
        const auto scratch = open_scratch();
        if (scratch) child_ = Child::start(worker_path_, role_read_sheets, {*file_, *scratch});
        return child_ &&
               send_bytes(child_->fd(), encode(request), std::chrono::steady_clock::now() + time_limit);
    }
    std::unexpected<Refusal> give_up(Refusal refusal) {
        is_over_ = true;
        child_.reset();
        return std::unexpected(std::move(refusal));
    }
    // "ok" and "rows" as they came.
    Result<Message> receive_answer() {
        auto answer = receive(child_->fd(), std::chrono::steady_clock::now() + time_limit);
        if (!answer || answer->empty()) return unavailable();
        if (answer->front() == "ok" || answer->front() == "rows") return std::move(*answer);
        return std::unexpected(refusal_of(*answer));
    }
    Result<bool> next_row(exchange::TableRow& row) {
        if (is_over_) return false;
        while (rows_.is_empty()) {
            auto more = next_batch();
            if (!more || !*more) return more;
        }
        rows_.row(row);
        if (rows_.is_broken()) return give_up(unavailable().error());
        return true;
    }
    Result<bool> next_batch() {
        auto answer = receive_answer();
        if (!answer) return give_up(answer.error());
        if (answer->front() == "rows" && answer->size() == 3) {
            permille_ = std::clamp(std::atoi((*answer)[1].c_str()), 0, 1000);
            batch_ = std::move((*answer)[2]);
            rows_ = Unpacked{batch_};
            return true;
        }
        const auto notes = answer->size() == 2 ? unpack_notes((*answer)[1]) : std::nullopt;
        if (!notes) return give_up(unavailable().error());
        notes_ = *notes;
        permille_ = 1000;
        is_over_ = true;
        child_.reset();
        return false;
    }

    std::string worker_path_;
    File file_;
    int skip_rows_{}, skipped_{};
    std::size_t sheet_count_{}, width_{};
    std::optional<Child> child_;
    std::string batch_;
    Unpacked rows_{{}};
    exchange::SheetNotes notes_;
    int permille_{};
    bool is_over_{};
};

}  // namespace

Result<std::unique_ptr<exchange::TableFile>> open_tables(const std::string& worker_path,
                                                         const std::string& path,
                                                         const exchange::TableOptions& options) {
    auto file = open_file(path);
    if (!file) return refuse(Kind::not_found, "file_missing");
    if (formats::looks_like_workbook(*file)) return std::make_unique<SheetTable>(worker_path, file, options);
    struct stat about {};
    ::fstat(*file, &about);
    return exchange::csv_table(source_of(std::move(file)), options, about.st_size);
}

}  // namespace teczka::worker
