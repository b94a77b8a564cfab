// What a committer owns between groups. Private to change/.
#pragma once
#include "core/change/authorise.hpp"
#include "core/change/journal.hpp"
#include "core/change/write.hpp"
#include "core/store/machine.hpp"

namespace teczka::change {

struct Committer::Impl {
    Impl(store::Connection& writer_connection, const Options& given)
        : options(given),
          connection(writer_connection),
          numbers(schema::load_numbers(writer_connection, given.catalogue)),
          layout(given.catalogue, given.rules),
          records(writer_connection, layout),
          journal(writer_connection, numbers),
          conditions(given.rights),
          writer(records, journal),
          committed_seq(store::load_counter(writer_connection).seq) {}

    std::optional<Result<Committed>> repetition(const Pending& pending);
    Result<Committed> run(const Pending& pending);
    Result<Committed> run_merge(const Pending& pending);
    bool is_merged(const MergeWish& wish);

    Options options;
    store::Connection& connection;
    schema::Numbers numbers;
    Layout layout;
    Records records;
    Journal journal;
    Conditions conditions;
    Writer writer;
    std::int64_t committed_seq{};
};

}  // namespace teczka::change
