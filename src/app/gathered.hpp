// A connection that gathers many small transactions into a few large ones: filling a new office, each commit
// would write every index page it touched. Only where nothing is promised to anybody before finish().
#pragma once
#include <utility>

#include "core/base/refusal.hpp"
#include "core/store/store.hpp"

namespace teczka::app {

class Gathered : public store::Connection {
public:
    Gathered(store::Connection& real, int commits) : real_{real}, commits_{commits} {}

    void finish() {
        if (std::exchange(waiting_, 0) > 0) real_.commit();
    }

    store::Dialect dialect() const override { return real_.dialect(); }
    store::Statement& prepare(std::string_view sql) override { return real_.prepare(sql); }
    void execute(std::string_view sql) override { real_.execute(sql); }
    void begin() override {
        if (waiting_ == 0) real_.begin();
    }
    void begin_read() override {}
    void end_read() override {}
    void commit() override {
        if (++waiting_ == commits_) finish();
    }
    void rollback() override { fail({.inside = "a gathered transaction failed"}); }
    void forget_statements() override { real_.forget_statements(); }
    void limit_time(int ms) override { real_.limit_time(ms); }

private:
    store::Connection& real_;
    int commits_;
    int waiting_{};
};

}  // namespace teczka::app
