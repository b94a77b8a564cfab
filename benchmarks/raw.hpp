// SQLite without anything of ours around it: what the floors are measured with.
#pragma once
#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

namespace teczka::floor {

[[noreturn]] inline void stop(const std::string& why) {
    std::fprintf(stderr, "teczka_floor: %s\n", why.c_str());
    std::exit(1);
}

class Raw {
public:
    Raw(const std::string& path, int flags) {
        if (sqlite3_open_v2(path.c_str(), &db_, flags | SQLITE_OPEN_NOMUTEX, nullptr) != SQLITE_OK)
            stop("cannot open " + path);
        sqlite3_busy_timeout(db_, 5000);
    }
    ~Raw() { sqlite3_close_v2(db_); }
    Raw(const Raw&) = delete;
    Raw& operator=(const Raw&) = delete;

    sqlite3* handle() const { return db_; }
    void run(const std::string& sql) {
        if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
            stop(std::string(sqlite3_errmsg(db_)) + " in: " + sql.substr(0, 200));
    }

private:
    sqlite3* db_{};
};

class RawStatement {
public:
    RawStatement(Raw& raw, std::string_view sql) : raw_{&raw} {
        const int size = static_cast<int>(sql.size());
        if (sqlite3_prepare_v3(raw.handle(), sql.data(), size, SQLITE_PREPARE_PERSISTENT, &handle_,
                               nullptr) != SQLITE_OK)
            stop(std::string(sqlite3_errmsg(raw.handle())) + " in: " + std::string(sql.substr(0, 400)));
    }
    ~RawStatement() { sqlite3_finalize(handle_); }
    RawStatement(RawStatement&& other) noexcept
        : raw_{other.raw_}, handle_{std::exchange(other.handle_, nullptr)} {}
    RawStatement(const RawStatement&) = delete;
    RawStatement& operator=(const RawStatement&) = delete;

    operator sqlite3_stmt*() const { return handle_; }
    bool step() {
        const int code = sqlite3_step(handle_);
        if (code == SQLITE_ROW) return true;
        if (code != SQLITE_DONE) stop(sqlite3_errmsg(raw_->handle()));
        return false;
    }
    void run() {
        while (step()) {
        }
        sqlite3_reset(handle_);
    }
    std::int64_t integer(int column) const { return sqlite3_column_int64(handle_, column); }
    std::string text(int column) const {
        const auto* bytes = static_cast<const char*>(sqlite3_column_blob(handle_, column));
        const int size = sqlite3_column_bytes(handle_, column);
        return bytes == nullptr ? std::string{} : std::string{bytes, static_cast<std::size_t>(size)};
    }

private:
    Raw* raw_;
    sqlite3_stmt* handle_{};
};

}  // namespace teczka::floor
