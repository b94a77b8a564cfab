// Lines of rights, resolved once; asking is adding up the lines of the actor's groups.
#include "core/rights/rights.hpp"

#include <algorithm>
#include <map>

#include "core/rights/rights_anchor.hpp"
#include "core/rights/rights_view.hpp"

namespace teczka::rights {
namespace {

using catalogue::Catalogue;
using catalogue::make_literal;
using catalogue::make_or;

enum class Covers { all, finance, rest };

struct Line {
    std::string group;
    std::string text, fields;  // as written
    bool is_default{true};
    bool is_broken{};
    Covers covers{};
    const FieldModel* only{};                // a line of this field alone
    std::vector<const FieldModel*> without;  // fields that have lines of their own
    Expression when;
    // `when` told apart; both false when it is the literal true.
    Expression companies = make_literal(false);
    Expression besides = make_literal(false);
    std::optional<std::size_t> anchor;  // the only one that `companies` speaks of

    bool covers_field(const FieldModel& field) const {
        if (only != nullptr) return &field == only;
        if (std::ranges::find(without, &field) != without.end()) return false;
        return covers == Covers::all || (covers == Covers::finance) == field.is_finance;
    }
};

std::vector<string_view> words(string_view text) {
    std::vector<string_view> out;
    while (!text.empty()) {
        const auto blank = text.find(' ');
        if (blank != 0) out.push_back(text.substr(0, blank));
        text = blank == string_view::npos ? string_view{} : text.substr(blank + 1);
    }
    return out;
}

std::optional<Covers> covers_of(string_view fields) {
    if (fields == "*") return Covers::all;
    if (fields == "$") return Covers::finance;
    if (fields == "-$") return Covers::rest;
    return {};
}

}  // namespace

struct Rights::Impl {
    using Lines = std::vector<Line>;
    using Cells =
        std::vector<std::map<std::string, Lines, std::less<>>>;  // by EntityModel::number, then verb
    Cells lines, replaced;
    const Catalogue* catalogue{};

    const Lines* find(const EntityModel& entity, string_view verb) const {
        const auto& verbs = lines[static_cast<std::size_t>(entity.number)];
        const auto found = verbs.find(verb);
        return found == verbs.end() ? nullptr : &found->second;
    }
};

namespace {

using Impl = std::vector<std::map<std::string, std::vector<Line>, std::less<>>>;

std::vector<Row> rows_of(const Catalogue& catalogue, const Impl& cells) {
    std::vector<Row> out;
    for (const auto& entity : catalogue.entities())
        for (const auto& [verb, lines] : cells[static_cast<std::size_t>(entity->number)])
            for (const auto& line : lines)
                out.push_back({line.group, entity.get(), verb, line.text, line.fields, line.is_default,
                               line.is_broken});
    return out;
}

// Does the line say anything to this actor?
bool is_his(const Rights& rights, const Actor& actor, const Line& line) {
    return actor.is_in(line.group) &&
           (actor.viewer == nullptr || reads_only_shown(rights, *actor.viewer, line.when));
}

// The lines that show or open records, those of the actor's groups alone. Finance lines add records only
// where a verb has no other line of the actor's (accounting changes nothing of a company but its finance
// fields).
std::vector<const Line*> record_lines(const Rights& rights, const Actor& actor,
                                      const std::vector<Line>* lines, string_view verb) {
    std::vector<const Line*> out;
    if (lines == nullptr) return out;
    for (const auto& line : *lines)
        if (line.only == nullptr && (line.covers != Covers::finance || verb != "view") &&
            is_his(rights, actor, line))
            out.push_back(&line);
    return out;
}

bool allows_any(const std::vector<const Line*>& lines) {
    return std::ranges::any_of(lines, [](const auto* line) { return !is_false(line->when); });
}

Expression sum_of(const std::vector<const Line*>& lines) {
    Expression out = make_literal(false);
    for (const auto* line : lines) {
        if (is_true(line->when)) return make_literal(true);
        out = make_or(std::move(out), line->when);
    }
    return out;
}

// Builds the lines; complaints are collected, so that all that is wrong is said at once.
struct Reader {
    const Catalogue& catalogue;
    std::span<const std::span<const catalogue::Right>> areas;
    std::span<const Decision> decisions;
    Impl lines, replaced;
    Refusal refusal;
    std::string at;  // "rights[3]"

    void complain(string_view entity, string_view verb, std::string code,
                  std::vector<std::pair<std::string, std::string>> parameters = {}) {
        refusal.complaints.push_back({at + ": " + std::string{entity} + " " + std::string{verb},
                                      std::move(code), std::move(parameters)});
    }

    const Decision* decision_of_companies(string_view group) const {
        const auto found = std::ranges::find_if(decisions, [&](const Decision& one) {
            return catalogue.company() != nullptr && one.entity == catalogue.company()->name() &&
                   one.verb == "view" && one.field.empty() && one.group == group;
        });
        return found == decisions.end() ? nullptr : &*found;
    }

    // The group's own condition for viewing a company, unchecked.
    Expression company_condition(string_view group) const {
        if (const auto* decided = decision_of_companies(group)) {
            auto when = catalogue::parse(decided->when);
            return when && checked(*when, *catalogue.company()) ? std::move(*when) : make_literal(false);
        }
        std::optional<Expression> out;
        for (const auto& area : areas)
            for (const auto& right : area) {
                const auto holds = [](string_view text, string_view word) {
                    const auto all = words(text);
                    return std::ranges::find(all, word) != all.end();
                };
                if (!holds(right.groups, group) || !holds(right.verbs, "view") || right.fields == "$")
                    continue;
                if (catalogue.company() == nullptr || !holds(right.entity, catalogue.company()->name()))
                    continue;
                auto when = catalogue::parse(right.when);
                if (!when) continue;  // complained about at its own line
                if (is_true(*when)) return *when;
                out = either(std::move(out), std::move(*when));
            }
        return out ? std::move(*out) : make_literal(false);
    }

    Result<Expression> checked(Expression tree, const EntityModel& entity) const {
        if (tree.op == catalogue::Op::literal) return tree;
        const auto ok = check(tree, entity, {.allow_anchored = entity.belongs_to_record});
        if (!ok) return std::unexpected{ok.error()};
        if (tree.type != catalogue::Type::boolean) return refuse("type_mismatch");
        return tree;
    }

    Result<Line> line(const catalogue::Right& right, string_view group, const EntityModel& entity) const {
        Line out;
        out.group = group;
        out.text = right.when;
        out.fields = right.fields;
        const auto covers = covers_of(right.fields);
        if (!covers) return refuse("right_fields");
        out.covers = *covers;
        auto tree = catalogue::parse(right.when);
        if (!tree) return std::unexpected{tree.error()};
        if (names_anchored(*tree) && entity.anchors.empty() && !entity.belongs_to_record)
            return refuse("right_without_anchor");
        const auto of_company = company_condition(group);
        const bool expands = names_anchored(*tree) && !entity.belongs_to_record;
        auto when =
            checked(expands ? replace_anchored(*tree, expand_anchors(entity, of_company)) : *tree, entity);
        if (!when) return std::unexpected{when.error()};
        out.when = std::move(*when);
        if (entity.anchors.empty() || is_true(out.when)) return out;
        auto parts = split_at_anchor(entity, *tree);
        if (parts.is_anchored) parts.companies = either(std::move(parts.companies), of_company);
        if (parts.companies) {
            auto companies = checked(std::move(*parts.companies), *catalogue.company());
            if (!companies) return std::unexpected{companies.error()};
            out.companies = std::move(*companies);
            out.anchor = parts.anchor;
        }
        if (parts.besides) {
            auto besides = checked(std::move(*parts.besides), entity);
            if (!besides) return std::unexpected{besides.error()};
            out.besides = std::move(*besides);
        }
        return out;
    }

    void add(const catalogue::Right& right, string_view entity_name) {
        const auto* entity = catalogue.find(entity_name);
        if (entity == nullptr) return complain(entity_name, right.verbs, "entity_unknown");
        for (const auto group : words(right.groups)) {
            auto made = line(right, group, *entity);
            if (!made) {
                for (auto& complaint : made.error().complaints)
                    complain(entity_name, right.verbs, complaint.code, complaint.parameters);
                return;
            }
            for (const auto verb : words(right.verbs)) of(*entity, verb).push_back(*made);
        }
    }

    std::vector<Line>& of(const EntityModel& entity, string_view verb) {
        return lines[static_cast<std::size_t>(entity.number)][std::string{verb}];
    }

    Line decided_line(const Decision& decision, const EntityModel& entity, string_view when,
                      string_view fields) const {
        auto made = line({.groups = {}, .entity = {}, .verbs = {}, .when = when, .fields = fields},
                         decision.group, entity);
        Line out = made ? std::move(*made) : Line{};
        if (!made) {
            out.group = decision.group;
            out.text = when;
            out.covers = *covers_of(fields);
            out.when = make_literal(false);
            out.is_broken = true;
        }
        out.fields = decision.field.empty() ? std::string{fields} : decision.field;
        out.is_default = false;
        return out;
    }

    void decide(const Decision& decision, const EntityModel& entity) {
        auto& all = of(entity, decision.verb);
        if (!decision.field.empty()) {
            const auto* field = entity.find(decision.field);
            if (field == nullptr) return;
            for (auto& line : all)
                if (line.group == decision.group) line.without.push_back(field);
            auto made = decided_line(decision, entity, decision.when, "*");
            made.only = field;
            all.push_back(std::move(made));
            return;
        }
        for (const auto& line : all)
            if (line.group == decision.group)
                replaced[static_cast<std::size_t>(entity.number)][decision.verb].push_back(line);
        std::erase_if(all, [&](const Line& line) { return line.group == decision.group; });
        const bool is_alike = decision.finance.empty() || decision.finance == decision.when;
        all.push_back(decided_line(decision, entity, decision.when, is_alike ? "*" : "-$"));
        if (!is_alike) all.push_back(decided_line(decision, entity, decision.finance, "$"));
    }

    // Cells before fields: these are taken out of those.
    void decide_all() {
        for (const bool is_field : {false, true}) {
            for (const auto& decision : decisions) {
                const auto* entity = catalogue.find(decision.entity);
                if (entity != nullptr && decision.field.empty() != is_field) decide(decision, *entity);
            }
        }
    }
};

bool is_verb(const EntityModel& entity, string_view verb) {
    constexpr string_view plain[]{"view", "export", "create", "change", "delete", "import"};
    if (std::ranges::find(plain, verb) != std::end(plain)) return true;
    if (verb == "merge") return true;
    return std::ranges::any_of(entity.fields, [&](const FieldModel& field) {
        return std::ranges::any_of(field.decl.moves, [&](const auto& move) { return move.action == verb; });
    });
}

}  // namespace

bool Actor::is_in(string_view group) const { return std::ranges::find(groups, group) != groups.end(); }

Result<std::shared_ptr<const Rights>> Rights::build(const Catalogue& catalogue,
                                                    std::span<const std::span<const catalogue::Right>> areas,
                                                    std::span<const Decision> decisions) {
    Reader reader{.catalogue = catalogue,
                  .areas = areas,
                  .decisions = decisions,
                  .lines = {},
                  .replaced = {},
                  .refusal = {},
                  .at = {}};
    reader.lines.resize(catalogue.entities().size());
    reader.replaced.resize(catalogue.entities().size());
    int number = 0;
    for (const auto& area : areas)
        for (const auto& right : area) {
            reader.at = "rights[" + std::to_string(number++) + "]";
            for (const auto entity : words(right.entity)) reader.add(right, entity);
        }
    if (!reader.refusal.complaints.empty()) return std::unexpected{std::move(reader.refusal)};
    reader.decide_all();
    auto impl = std::make_shared<Rights::Impl>();
    impl->lines = std::move(reader.lines);
    impl->replaced = std::move(reader.replaced);
    impl->catalogue = &catalogue;
    auto rights = std::make_shared<Rights>();
    rights->impl_ = std::move(impl);
    return rights;
}

Result<void> Rights::check(const Catalogue& catalogue, const Decision& decision) {
    const auto* entity = catalogue.find(decision.entity);
    if (entity == nullptr) return refuse("entity_unknown", "entity");
    if (!is_verb(*entity, decision.verb)) return refuse("verb_unknown", "verb");
    if (!decision.field.empty() && entity->find(decision.field) == nullptr)
        return refuse("field_unknown", "field", {{"name", decision.field}});
    const Reader reader{.catalogue = catalogue,
                        .areas = {},
                        .decisions = {},
                        .lines = {},
                        .replaced = {},
                        .refusal = {},
                        .at = {}};
    Refusal refusal;
    for (const auto& [name, text] : {std::pair{"when", &decision.when}, {"finance", &decision.finance}}) {
        if (text->empty() && text == &decision.finance) continue;
        auto made = reader.line({.groups = {}, .entity = {}, .verbs = {}, .when = *text}, {}, *entity);
        if (made) continue;
        for (auto& complaint : made.error().complaints) {
            complaint.field = name;
            refusal.complaints.push_back(std::move(complaint));
        }
    }
    if (!refusal.complaints.empty()) return std::unexpected{std::move(refusal)};
    return {};
}

std::vector<Row> Rights::table() const { return rows_of(*impl_->catalogue, impl_->lines); }

std::vector<Row> Rights::replaced() const { return rows_of(*impl_->catalogue, impl_->replaced); }

Expression Rights::condition(const Actor& actor, const EntityModel& entity, string_view verb) const {
    if (entity.decl.is_retired) return make_literal(false);
    if (actor.is_system) return make_literal(true);
    auto out = sum_of(record_lines(*this, actor, impl_->find(entity, verb), verb));
    if (actor.viewer == nullptr || verb != "view") return out;
    return make_and(std::move(out), spelled_out(condition(*actor.viewer, entity, verb), *actor.viewer));
}

bool Rights::may_ever(const Actor& actor, const EntityModel& entity, string_view verb) const {
    if (entity.decl.is_retired) return false;
    if (actor.is_system) return true;
    return allows_any(record_lines(*this, actor, impl_->find(entity, verb), verb)) &&
           (actor.viewer == nullptr || may_ever(*actor.viewer, entity, verb));
}

Expression Rights::field_condition(const Actor& actor, const FieldModel& field, string_view verb) const {
    if (actor.viewer == nullptr || verb != "view") return own_field_condition(actor, field, verb);
    return make_and(own_field_condition(actor, field, verb),
                    spelled_out(field_condition(*actor.viewer, field, verb), *actor.viewer));
}

Expression Rights::own_field_condition(const Actor& actor, const FieldModel& field, string_view verb) const {
    if (actor.is_system) return make_literal(true);
    const auto* lines = impl_->find(*field.owner, verb);
    if (lines == nullptr) return make_literal(false);
    // What every record in sight grants needs no condition of its own: a mask that repeats the scope would
    // only keep indexes from being used.
    const auto records = record_lines(*this, actor, lines, verb);
    if (!records.empty() &&
        std::ranges::all_of(records, [&](const auto* line) { return line->covers_field(field); }))
        return make_literal(true);
    std::vector<const Line*> showing;
    for (const auto& line : *lines)
        if (line.covers_field(field) && is_his(*this, actor, line)) showing.push_back(&line);
    return sum_of(showing);
}

bool Rights::may_ever_see(const Actor& actor, const FieldModel& field) const {
    if (field.decl.retired) return false;
    if (actor.is_system) return true;
    if (actor.viewer != nullptr && !may_ever_see(*actor.viewer, field)) return false;
    const auto* lines = impl_->find(*field.owner, "view");
    return lines != nullptr && std::ranges::any_of(*lines, [&](const auto& line) {
               return line.covers_field(field) && !is_false(line.when) && is_his(*this, actor, line);
           });
}

std::optional<Rights::AnchorScope> Rights::anchor_scope(const Actor& actor, const EntityModel& entity) const {
    if (actor.is_system || entity.anchors.empty()) return {};
    // Two scopes at once have no one way.
    if (actor.viewer != nullptr && !is_true(condition(*actor.viewer, entity, "view"))) return {};
    AnchorScope out{make_literal(false), make_literal(false), entity.anchors};
    const Line* first = nullptr;
    for (const auto* line : record_lines(*this, actor, impl_->find(entity, "view"), "view")) {
        if (is_true(line->when)) return {};
        if (is_false(line->companies)) {
            out.besides = make_or(std::move(out.besides), line->besides);
            continue;
        }
        if (first == nullptr) first = line;
        // One scope of companies goes one way: what another line says of another way stays a condition of the
        // record.
        const bool is_same_way = line->anchor == first->anchor;
        if (is_same_way) out.companies = make_or(std::move(out.companies), line->companies);
        out.besides = make_or(std::move(out.besides), is_same_way ? line->besides : line->when);
    }
    if (is_false(out.companies) || is_true(out.companies)) return {};
    if (first->anchor) out.paths = out.paths.subspan(*first->anchor, 1);
    return out;
}

std::vector<string_view> Rights::verbs(const Actor& actor, const EntityModel& entity) const {
    std::vector<string_view> out;
    for (const auto& [verb, lines] : impl_->lines[static_cast<std::size_t>(entity.number)])
        if (verb == "view" ? may_ever(actor, entity, verb)
                           : actor.is_system || allows_any(record_lines(*this, actor, &lines, verb)))
            out.push_back(verb);
    return out;
}

std::vector<DecidingLine> Rights::lines(const Actor& actor, const EntityModel& entity, string_view verb,
                                        const FieldModel* field) const {
    std::vector<DecidingLine> out;
    const auto* all = impl_->find(entity, verb);
    const auto add = [&](const auto& line) {
        out.push_back({line.group, line.text, line.fields, &line.when});
    };
    if (field == nullptr)
        for (const auto* line : record_lines(*this, actor, all, verb)) add(*line);
    else if (all != nullptr)
        for (const auto& line : *all)
            if (line.covers_field(*field) && is_his(*this, actor, line)) add(line);
    return out;
}

}  // namespace teczka::rights
