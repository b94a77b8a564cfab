// SQLite behind the store: its pragmas, its error codes and the cache of prepared statements. Left out of the
// browser build, so it may read a monotonic clock.
#include <sqlite3.h>

#include <bit>
#include <chrono>
#include <cstring>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "core/base/refusal.hpp"
#include "core/store/snapshot.hpp"
#include "core/store/store.hpp"

namespace teczka::store {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kept_statements = 200;
// Checkpoints and rare schema locks are shorter than this.
constexpr int busy_timeout_ms = 5'000;
// Virtual machine steps between two looks at the clock: some 50 µs.
constexpr int steps_between_looks = 2'000;
constexpr char nothing[] = "";  // binds as empty; a null pointer would bind as NULL

// All of the text, since statements may differ anywhere; four words at a time, because the standard hash
// takes longer for 2 KB than the look-up may.
struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
        constexpr std::uint64_t factor = 0xff51afd7ed558ccdU;
        std::uint64_t lanes[4] = {text.size(), 1, 2, 3};
        while (text.size() >= sizeof lanes) {
            std::uint64_t words[4];
            std::memcpy(words, text.data(), sizeof words);
            for (int i = 0; i < 4; ++i) lanes[i] = std::rotl(lanes[i] ^ words[i], 29) * factor;
            text.remove_prefix(sizeof lanes);
        }
        std::uint64_t rest[4]{};
        if (!text.empty()) std::memcpy(rest, text.data(), text.size());
        std::uint64_t hash = 0;
        for (int i = 0; i < 4; ++i) hash = std::rotl(hash ^ lanes[i] ^ (rest[i] * factor), 31) * factor;
        return static_cast<std::size_t>(hash ^ (hash >> 32U));
    }
};

struct Told {
    int code;
    const char* sentence;
};
// These leave nothing of the transaction behind.
constexpr Told voiding[] = {
    {SQLITE_FULL, "the disk is full"},
    {SQLITE_IOERR, "the disk could not be read or written"},
    {SQLITE_NOMEM, "out of memory"},
    {SQLITE_INTERRUPT, "this took too long and was stopped"},
    {SQLITE_CORRUPT, "the data file is damaged"},
    {SQLITE_NOTADB, "the data file is damaged"},
};

bool is_unique_violation(int code) {
    return code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY ||
           code == SQLITE_CONSTRAINT_ROWID;
}

// Before the first connection: no serialising inside SQLite (a connection belongs to one thread) and no
// global memory accounts, whose lock all readers would share. Memory is bounded by cache_kib of each
// connection.
void configure_once() {
    static std::once_flag once;
    std::call_once(once, [] {
        sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 512, 64);
        sqlite3_initialize();
    });
}

class SqliteConnection;

class SqliteStatement final : public Statement {
public:
    SqliteStatement(SqliteConnection& connection, std::string_view sql);
    ~SqliteStatement() override { sqlite3_finalize(handle_); }
    SqliteStatement(const SqliteStatement&) = delete;
    SqliteStatement& operator=(const SqliteStatement&) = delete;

    using Statement::bind;
    void bind_null(int at) override { bound(sqlite3_bind_null(handle_, at)); }
    void bind(int at, std::int64_t value) override { bound(sqlite3_bind_int64(handle_, at, value)); }
    void bind(int at, std::string_view text) override {
        bound(sqlite3_bind_text64(handle_, at, text.data() != nullptr ? text.data() : nothing, text.size(),
                                  SQLITE_STATIC, SQLITE_UTF8));
    }
    void bind(int at, const Id& id) override {
        bound(sqlite3_bind_blob(handle_, at, id.bytes.data(), static_cast<int>(id.bytes.size()),
                                SQLITE_TRANSIENT));
    }
    void bind_bytes(int at, std::string_view bytes) override {
        bound(sqlite3_bind_blob64(handle_, at, bytes.data() != nullptr ? bytes.data() : nothing, bytes.size(),
                                  SQLITE_STATIC));
    }
    bool step() override;
    bool step_unique() override;
    bool is_null(int column) override { return sqlite3_column_type(handle_, column) == SQLITE_NULL; }
    std::int64_t integer(int column) override { return sqlite3_column_int64(handle_, column); }
    std::string_view text(int column) override {
        const auto* start = sqlite3_column_text(handle_, column);
        return of(start, column);
    }
    std::string_view bytes(int column) override { return of(sqlite3_column_blob(handle_, column), column); }
    Id id(int column) override {
        const std::string_view held = bytes(column);
        Id id;
        TECZKA_INVARIANT(held.size() == id.bytes.size());
        std::memcpy(id.bytes.data(), held.data(), id.bytes.size());
        return id;
    }
    void reset() override {
        sqlite3_reset(handle_);  // repeats the error of the last step, already reported
        sqlite3_clear_bindings(handle_);
        is_used = false;
    }

    bool is_used{};
    std::uint64_t last_used{};

private:
    // The start must be asked for before the length: it may convert the value.
    std::string_view of(const void* start, int column) {
        if (start == nullptr) return {};
        return {static_cast<const char*>(start),
                static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
    }
    void bound(int code);
    int run();

    SqliteConnection& connection_;
    sqlite3_stmt* handle_{};
};

class SqliteConnection final : public Connection {
public:
    explicit SqliteConnection(const SqliteOptions& options);
    ~SqliteConnection() override {
        kept_.clear();
        sqlite3_close_v2(db_);
    }
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    Dialect dialect() const override { return Dialect::sqlite; }
    Statement& prepare(std::string_view sql) override;
    void execute(std::string_view sql) override {
        const std::string ended(sql);
        if (const int code = sqlite3_exec(db_, ended.c_str(), nullptr, nullptr, nullptr); code != SQLITE_OK) {
            fail_with(code, sql);
        }
    }
    void begin() override { run("BEGIN IMMEDIATE"); }
    void begin_read() override { run("BEGIN"); }
    void end_read() override { end("COMMIT"); }
    void commit() override {
        TECZKA_INVARIANT(sqlite3_get_autocommit(db_) == 0);
        end("COMMIT");
        if (checkpoint_pages_ > 0) move_wal(checkpoint_pages_);
    }
    void rollback() override { end("ROLLBACK"); }
    void forget_statements() override;
    void limit_time(int ms) override {
        is_limited_ = ms > 0;
        deadline_ = Clock::now() + std::chrono::milliseconds(ms);
        sqlite3_progress_handler(db_, is_limited_ ? steps_between_looks : 0, &is_late, this);
    }

    sqlite3* handle() const { return db_; }
    void move_wal(int above_pages);
    // Makes true what a voiding failure says, then leaves.
    [[noreturn]] void fail_with(int code, std::string_view sql);

private:
    static int is_late(void* self) {
        const auto& connection = *static_cast<SqliteConnection*>(self);
        return connection.is_limited_ && Clock::now() >= connection.deadline_ ? 1 : 0;
    }
    static int count_pages(void* self, sqlite3* /*db*/, const char* /*name*/, int pages) {
        static_cast<SqliteConnection*>(self)->wal_pages_ = pages;
        return SQLITE_OK;
    }
    void configure(const SqliteOptions& options);
    void run(std::string_view sql) {
        Use statement(prepare(sql));
        statement->step();
    }
    // A transaction that a failure already ended is ended; the time limit must not stop its end.
    void end(std::string_view sql) {
        if (sqlite3_get_autocommit(db_) != 0) return;
        const bool was_limited = std::exchange(is_limited_, false);
        run(sql);
        is_limited_ = was_limited;
    }
    void drop_least_recently_used();

    sqlite3* db_{};
    std::unordered_map<std::string, std::vector<std::unique_ptr<SqliteStatement>>, TextHash, std::equal_to<>>
        kept_;
    std::size_t kept_count_{};
    std::uint64_t uses_{};
    int wal_pages_{}, checkpoint_pages_{};
    bool is_limited_{};
    Clock::time_point deadline_{};
};

SqliteStatement::SqliteStatement(SqliteConnection& connection, std::string_view sql)
    : connection_(connection) {
    const int code = sqlite3_prepare_v3(connection.handle(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &handle_, nullptr);
    if (code != SQLITE_OK) connection.fail_with(code, sql);
    TECZKA_INVARIANT(handle_ != nullptr);
}

void SqliteStatement::bound(int code) {
    is_used = true;
    if (code != SQLITE_OK) connection_.fail_with(code, sqlite3_sql(handle_));
}

int SqliteStatement::run() {
    is_used = true;
    return sqlite3_step(handle_);
}

bool SqliteStatement::step() {
    const int code = run();
    if (code == SQLITE_ROW || code == SQLITE_DONE) return code == SQLITE_ROW;
    sqlite3_reset(handle_);
    connection_.fail_with(code, sqlite3_sql(handle_));
}

bool SqliteStatement::step_unique() {
    const int code = run();
    if (code == SQLITE_ROW || code == SQLITE_DONE) return true;
    sqlite3_reset(handle_);
    if (is_unique_violation(code)) return false;
    connection_.fail_with(code, sqlite3_sql(handle_));
}

SqliteConnection::SqliteConnection(const SqliteOptions& options) {
    configure_once();
    const int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (options.is_writer ? SQLITE_OPEN_CREATE : 0);
    if (const int code = sqlite3_open_v2(options.path.c_str(), &db_, flags, nullptr); code != SQLITE_OK) {
        const std::string why = sqlite3_errstr(code);
        sqlite3_close_v2(std::exchange(db_, nullptr));
        fail({.inside = "cannot open " + options.path + ": " + why,
              .public_sentence = "the data file cannot be opened"});
    }
    // A failing pragma must not leave the handle open: the destructor does not run for a half-made object.
    struct Closer {
        sqlite3** db;
        ~Closer() {
            if (db != nullptr) sqlite3_close_v2(*db);
        }
    } closer{&db_};
    configure(options);
    closer.db = nullptr;
}

void SqliteConnection::configure(const SqliteOptions& options) {
    sqlite3_extended_result_codes(db_, 1);
    sqlite3_busy_timeout(db_, busy_timeout_ms);
    // A misspelt column name is an error, never a text.
    sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    sqlite3_db_config(db_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    execute("PRAGMA cache_size=-" + std::to_string(options.cache_kib) +
            "; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON;");
    if (!options.is_writer) {
        sqlite3_db_config(db_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
        execute("PRAGMA wal_autocheckpoint=0; PRAGMA query_only=ON;");
        return;
    }
    execute(options.synchronous_full ? "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                                     : "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;");
    sqlite3_wal_autocheckpoint(db_, 0);
    checkpoint_pages_ = options.checkpoint_pages;
    sqlite3_wal_hook(db_, &count_pages, this);
}

void SqliteConnection::move_wal(int above_pages) {
    if (wal_pages_ <= above_pages) return;
    const int code = sqlite3_wal_checkpoint_v2(db_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    // Busy: a reader still needs the rest; the next call goes on.
    if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY) fail_with(code, "checkpoint");
}

Statement& SqliteConnection::prepare(std::string_view sql) {
    auto found = kept_.find(sql);
    if (found != kept_.end()) {
        for (const auto& statement : found->second) {
            if (statement->is_used) continue;
            statement->is_used = true;
            statement->last_used = ++uses_;
            return *statement;
        }
    }
    auto made = std::make_unique<SqliteStatement>(*this, sql);
    made->is_used = true;
    made->last_used = ++uses_;
    if (kept_count_ >= kept_statements) drop_least_recently_used();
    found = kept_.try_emplace(std::string(sql)).first;
    found->second.push_back(std::move(made));
    ++kept_count_;
    return *found->second.back();
}

void SqliteConnection::drop_least_recently_used() {
    auto oldest = kept_.end();
    std::size_t oldest_at{};
    std::uint64_t oldest_use = uses_ + 1;
    for (auto entry = kept_.begin(); entry != kept_.end(); ++entry) {
        for (std::size_t at = 0; at < entry->second.size(); ++at) {
            const SqliteStatement& statement = *entry->second[at];
            if (statement.is_used || statement.last_used >= oldest_use) continue;
            oldest = entry;
            oldest_at = at;
            oldest_use = statement.last_used;
        }
    }
    if (oldest == kept_.end()) return;  // all in use: keep more until they come back
    oldest->second.erase(oldest->second.begin() + static_cast<std::ptrdiff_t>(oldest_at));
    --kept_count_;
    if (oldest->second.empty()) kept_.erase(oldest);
}

void SqliteConnection::forget_statements() {
    for (auto entry = kept_.begin(); entry != kept_.end();) {
        kept_count_ -=
            std::erase_if(entry->second, [](const auto& statement) { return !statement->is_used; });
        entry = entry->second.empty() ? kept_.erase(entry) : std::next(entry);
    }
}

void SqliteConnection::fail_with(int code, std::string_view sql) {
    Failure failure{.inside = std::string(sqlite3_errmsg(db_)) + " (" + std::to_string(code) +
                              "): " + std::string(sql.substr(0, 500))};
    for (const Told& told : voiding) {
        if ((code & 0xff) != told.code) continue;
        failure.public_sentence = told.sentence;
        failure.voids_transaction = true;
        failure.is_too_slow = told.code == SQLITE_INTERRUPT;
        if (sqlite3_get_autocommit(db_) == 0) {
            is_limited_ = false;
            sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
        }
    }
    fail(std::move(failure));
}

}  // namespace

std::unique_ptr<Connection> open_sqlite(const SqliteOptions& options) {
    return std::make_unique<SqliteConnection>(options);
}

void checkpoint(Connection& writer, int pages) {
    TECZKA_INVARIANT(writer.dialect() == Dialect::sqlite);
    auto& sqlite = static_cast<SqliteConnection&>(writer);
    TECZKA_INVARIANT(sqlite3_get_autocommit(sqlite.handle()) != 0);
    sqlite.move_wal(pages);
}

void snapshot_to(Connection& reader, const std::string& path) {
    TECZKA_INVARIANT(reader.dialect() == Dialect::sqlite);
    auto& sqlite = static_cast<SqliteConnection&>(reader);
    SqliteConnection copy{{.path = path, .is_writer = true, .synchronous_full = false}};
    auto* backup = sqlite3_backup_init(copy.handle(), "main", sqlite.handle(), "main");
    if (backup == nullptr) copy.fail_with(sqlite3_errcode(copy.handle()), "backup");
    sqlite3_backup_step(backup, -1);
    const int code = sqlite3_backup_finish(backup);
    if (code != SQLITE_OK) copy.fail_with(code, "backup");
}

}  // namespace teczka::store
