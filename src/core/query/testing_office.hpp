// A small office with rows, for the tests of query/ alone: seeded records with nulls, ties, Polish names,
// deleted parents and hidden territories, held in memory beside the same rows in SQLite; and what an asker
// sees of them, by the plain evaluator.
#pragma once
#include <map>
#include <memory>
#include <random>
#include <unordered_map>

#include "core/catalogue/evaluate.hpp"
#include "core/catalogue/testing.hpp"
#include "core/query/query.hpp"
#include "core/store/store.hpp"

namespace teczka::query {

struct Record {
    Id id;
    std::int64_t rev{};
    bool is_deleted{};
    std::vector<Value> values;  // by FieldModel::position
};

// The rows as they are: no masks, no visibility.
class Office : public catalogue::Source {
public:
    explicit Office(std::uint64_t seed, int companies);

    const catalogue::Catalogue& catalogue() const { return *catalogue_; }
    const rights::Rights& rights() const { return *rights_; }
    store::Connection& connection() { return *connection_; }
    const std::vector<Record>& records(const EntityModel& entity) const {
        return records_[static_cast<std::size_t>(entity.number)];
    }
    const Record* find(const EntityModel& entity, const Id& id) const;
    // management, accounting, sales with territories and a substitution, sales alone
    const std::vector<rights::Actor>& actors() const { return actors_; }
    Context context(const rights::Actor& actor, std::int64_t own_companies) const;  // of a million

    bool exists(const EntityModel& entity, const Id& id) override;
    Value value(const FieldModel& field, const Id& id) override;
    Ids children(const FieldModel& link, const Id& target) override;

    static constexpr std::int32_t today = 20'000;  // 2024-10-04
    static constexpr std::int64_t now_ms =
        std::int64_t{today} * 86'400'000 - 1'800'000;  // still yesterday in UTC

private:
    void make_records(int companies);
    void keep_unique();
    Value make_value(const FieldModel& field);
    std::string make_text(const FieldModel& field);
    Value rolled_up(const FieldModel& field, const Id& id);
    void store_records();
    void store_grouped(const FieldModel& field);
    int below(int past) { return static_cast<int>(random_() % static_cast<std::uint64_t>(past)); }

    std::shared_ptr<const catalogue::Catalogue> catalogue_;
    std::shared_ptr<const rights::Rights> rights_;
    std::unique_ptr<store::Connection> connection_;
    std::mt19937_64 random_;
    std::vector<std::vector<Record>> records_;
    std::unordered_map<Id, std::pair<const EntityModel*, std::size_t>> places_;
    std::map<std::pair<const FieldModel*, Id>, Value> rollups_;
    std::map<std::pair<const FieldModel*, Id>, Ids> children_;
    std::vector<rights::Actor> actors_;
    std::uint64_t last_id_{};
};

// The same rows as one asker sees them.
class Seen : public catalogue::Source {
public:
    Seen(Office& office, const Context& context) : office_(office), context_(context) {}

    bool sees(const EntityModel& entity, const Id& id);  // deleted or not
    bool shows(const FieldModel& field, const Id& id);
    bool exists(const EntityModel& entity, const Id& id) override;
    Value value(const FieldModel& field, const Id& id) override;
    Ids children(const FieldModel& link, const Id& target) override;

    Value evaluated(const Expression& expression, const EntityModel& entity, const Id& id);
    std::string title(const EntityModel& entity, const Id& id, int depth = 0);

private:
    // Computed fields as fields of their own, so that the evaluator asks value() for them too.
    Expression shadowed(Expression expression);
    bool holds(const Expression& condition, const EntityModel& entity, const Id& id);

    Office& office_;
    const Context& context_;
    std::map<const FieldModel*, std::unique_ptr<FieldModel>> shadows_;
    std::map<const Expression*, Expression> shadowed_;  // of the trees asked about, which outlive this
    std::unordered_map<Id, bool> sees_;
    std::map<const FieldModel*, Expression> masks_;
    std::map<const EntityModel*, Expression> scopes_;
};

}  // namespace teczka::query
