// One synchronous interface to the database engines. Statements are prepared once a connection and reused;
// SQL names its columns. Everything the machine does wrong goes through fail(); a constraint that a user can
// hit (unique) is told apart by step_unique().
#pragma once
#include <concepts>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/base/value.hpp"

namespace teczka::store {

enum class Dialect { sqlite, postgres };

// Not thread-safe; belongs to its connection. Parameters count from 1, columns from 0. From prepare() on, and
// again from the first bind() or step() after a reset(), it is in use; reset() gives it back.
class Statement {
public:
    virtual ~Statement() = default;
    virtual void bind_null(int at) = 0;
    virtual void bind(int at, std::int64_t value) = 0;
    virtual void bind(int at, std::string_view text) = 0;         // must outlive the next reset()
    virtual void bind(int at, const Id& id) = 0;                  // copied
    virtual void bind_bytes(int at, std::string_view bytes) = 0;  // must outlive the next reset()
    // Only for a Value itself, so that texts and literals stay unambiguous. Ids (many) are refused by
    // invariant.
    template <std::same_as<Value> V>
    void bind(int at, const V& value) {
        bind_value(at, value);
    }
    virtual bool step() = 0;         // true: a row stands
    virtual bool step_unique() = 0;  // for writes: false when a unique index refuses
    virtual bool is_null(int column) = 0;
    virtual std::int64_t integer(int column) = 0;
    virtual std::string_view text(int column) = 0;  // valid until the next step() or reset()
    virtual std::string_view bytes(int column) = 0;
    virtual Id id(int column) = 0;
    virtual void reset() = 0;  // forgets the row and the bindings; the statement can run again

private:
    void bind_value(int at, const Value& value);
};

// Resets the statement when it goes.
class Use {
public:
    explicit Use(Statement& statement) : statement_(statement) {}
    ~Use() { statement_.reset(); }
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;
    Statement* operator->() { return &statement_; }
    Statement& operator*() { return statement_; }

private:
    Statement& statement_;
};

// Owned by one thread at a time.
class Connection {
public:
    virtual ~Connection() = default;
    virtual Dialect dialect() const = 0;
    // Prepared once for this text and kept (least recently used of 200 go); a statement in use is not handed
    // out twice.
    virtual Statement& prepare(std::string_view sql) = 0;
    virtual void execute(std::string_view sql) = 0;  // one or many statements without rows
    virtual void begin() = 0;                        // writers: takes the write lock at once
    virtual void begin_read() = 0;                   // one consistent picture until end_read()
    virtual void end_read() = 0;
    virtual void commit() = 0;
    virtual void rollback() = 0;
    virtual void forget_statements() = 0;  // after a new catalogue version
    // Stops what runs on this connection after `ms`; it then fails with an interrupt. 0: no limit.
    virtual void limit_time(int ms) = 0;
};

struct SqliteOptions {
    std::string path;  // ":memory:" for tests
    bool is_writer{};  // exactly one per file: does all writes and all checkpoints
    int cache_kib{1024};
    bool synchronous_full{true};  // off only for building a demo office or a test file
    // A writer's commit moves the WAL into the file when it has more pages (16 MB); 0: its owner does, by
    // checkpoint(), once those who wait are answered.
    int checkpoint_pages{4096};
};
std::unique_ptr<Connection> open_sqlite(const SqliteOptions& options);
// Writers only, between transactions: moves the WAL into the file when it is above `pages`. Never blocks
// readers.
void checkpoint(Connection& writer, int pages);

// "name" quoted for both engines.
std::string quoted(std::string_view name);

}  // namespace teczka::store
