// A connection that only pretends to commit: everything happens inside one outer transaction that is taken
// back at the end. A dry run is thus the real run, down to unique indexes, and leaves nothing.
#pragma once
#include "core/base/refusal.hpp"
#include "core/store/store.hpp"

namespace teczka::exchange {

class Rehearsal : public store::Connection {
public:
    explicit Rehearsal(store::Connection& real) : real_{real} { real_.begin(); }
    ~Rehearsal() override { real_.rollback(); }
    Rehearsal(const Rehearsal&) = delete;
    Rehearsal& operator=(const Rehearsal&) = delete;

    store::Dialect dialect() const override { return real_.dialect(); }
    store::Statement& prepare(std::string_view sql) override { return real_.prepare(sql); }
    void execute(std::string_view sql) override { real_.execute(sql); }
    void begin() override {}
    void begin_read() override {}
    void end_read() override {}
    void commit() override {}
    // Only a failure of the machine takes a group back; a rehearsal cannot go on behind it.
    void rollback() override { fail({.inside = "a rehearsal failed"}); }
    void forget_statements() override { real_.forget_statements(); }
    void limit_time(int ms) override { real_.limit_time(ms); }

private:
    store::Connection& real_;
};

}  // namespace teczka::exchange
