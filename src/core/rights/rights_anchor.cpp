// Trees in, trees out; the caller has check() resolve what is made here.
#include "core/rights/rights_anchor.hpp"

#include <span>

namespace teczka::rights {
namespace {

using catalogue::AnchorPath;
using catalogue::AnchorStep;
using catalogue::Op;

std::string joined(const std::string& prefix, const std::string& path) {
    return prefix.empty() ? path : prefix + "." + path;
}

Expression path_of(const std::string& written) {
    Expression path;
    path.op = Op::path;
    path.written = written;
    return path;
}

Expression node(Op op, std::vector<Expression> args) {
    Expression out;
    out.op = op;
    out.args = std::move(args);
    return out;
}

// The tree as asked of a record that reaches the company by `prefix`. Inside a fold the paths are the
// child's own: only the way to the fold is prefixed.
Expression prefixed(Expression tree, const std::string& prefix) {
    if (prefix.empty()) return tree;
    if (tree.op == Op::path || tree.op == Op::children) tree.written = joined(prefix, tree.written);
    if (tree.op != Op::children)
        for (auto& arg : tree.args) arg = prefixed(std::move(arg), prefix);
    return tree;
}

// False where a path leads nowhere: comparisons with what is known, joined by and, or.
bool needs_company(const Expression& e) {
    if (e.op == Op::logical_and || e.op == Op::logical_or) {
        for (const auto& arg : e.args)
            if (!needs_company(arg)) return false;
        return true;
    }
    if (e.op != Op::equal && e.op != Op::in) return false;
    const auto& other = e.args.back();
    return other.op == Op::constant || other.op == Op::list ||
           (other.op == Op::literal && !is_null(other.value));
}

// A condition that would hold of nothing still needs the company to be there.
Expression asked_of_company(const Expression& of_company, const std::string& prefix) {
    if (prefix.empty() || needs_company(of_company)) return prefixed(of_company, prefix);
    auto is_there = node(Op::logical_not, {node(Op::is_null, {path_of(joined(prefix, "id"))})});
    if (is_true(of_company)) return is_there;
    return node(Op::logical_and, {std::move(is_there), prefixed(of_company, prefix)});
}

Expression expand_path(std::span<const AnchorStep> steps, const Expression& of_company) {
    std::string prefix;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const auto& [link, is_children] = steps[i];
        if (!is_children) {
            prefix = joined(prefix, std::string{link->name()});
            continue;
        }
        Expression fold;
        fold.op = Op::children;
        fold.name = "any";
        fold.written = joined(prefix, std::string{link->decl.inverse});
        fold.has_where = true;
        fold.args = {expand_path(steps.subspan(i + 1), of_company)};
        return fold;
    }
    return asked_of_company(of_company, prefix);
}

// An anchor that goes along links only, as a path; empty for a company itself.
std::optional<std::string> plain_prefix(const AnchorPath& anchor) {
    std::string prefix;
    for (const auto& [link, is_children] : anchor) {
        if (is_children) return {};
        prefix = joined(prefix, std::string{link->name()});
    }
    return prefix;
}

// `company.owner = me` → `owner = me`. Only comparisons that an empty path cannot fulfil.
std::optional<Expression> about_company(Expression term, const std::string& prefix) {
    if (prefix.empty()) return term;
    if (term.op != Op::equal && term.op != Op::in) return {};
    auto& path = term.args.front();
    if (path.op != Op::path || !path.written.starts_with(prefix + ".")) return {};
    if (!needs_company(term)) return {};
    path.written = path.written.substr(prefix.size() + 1);
    return term;
}

// A term about the company of one anchor goes to `companies`; a second anchor, or one beside `anchored`,
// would need a scope of its own and stays besides.
bool collect_company(const EntityModel& entity, const Expression& term, bool may_choose, Parts& parts) {
    for (std::size_t i = 0; i < entity.anchors.size(); ++i) {
        const auto prefix = plain_prefix(entity.anchors[i]);
        auto about = prefix ? about_company(term, *prefix) : std::nullopt;
        if (!about) continue;
        const bool is_only = entity.anchors.size() == 1;
        if (!is_only && (!may_choose || parts.anchor.value_or(i) != i)) return false;
        if (!is_only) parts.anchor = i;
        parts.companies = either(std::move(parts.companies), std::move(*about));
        return true;
    }
    return false;
}

void collect(const EntityModel& entity, const Expression& term, bool may_choose, Parts& parts) {
    if (term.op == Op::logical_or) {
        for (const auto& arg : term.args) collect(entity, arg, may_choose, parts);
    } else if (term.op == Op::constant && term.name == "anchored") {
        parts.is_anchored = true;
    } else if (!collect_company(entity, term, may_choose, parts)) {
        parts.besides = either(std::move(parts.besides), term);
    }
}

}  // namespace

Expression either(std::optional<Expression> a, Expression b) {
    if (!a) return b;
    return node(Op::logical_or, {std::move(*a), std::move(b)});
}

Expression expand_anchors(const EntityModel& entity, const Expression& of_company) {
    if (is_false(of_company)) return of_company;
    std::optional<Expression> out;
    for (const auto& path : entity.anchors) out = either(std::move(out), expand_path(path, of_company));
    return out ? std::move(*out) : catalogue::make_literal(false);
}

Expression replace_anchored(const Expression& condition, const Expression& with) {
    if (condition.op == Op::constant && condition.name == "anchored") return with;
    Expression out = condition;
    for (auto& arg : out.args) arg = replace_anchored(arg, with);
    return out;
}

bool names_anchored(const Expression& condition) {
    if (condition.op == Op::constant && condition.name == "anchored") return true;
    for (const auto& arg : condition.args)
        if (names_anchored(arg)) return true;
    return false;
}

Parts split_at_anchor(const EntityModel& entity, const Expression& condition) {
    // `anchored` anywhere speaks of all anchors: then no term may speak of one.
    Parts parts;
    if (!is_false(condition)) collect(entity, condition, !names_anchored(condition), parts);
    return parts;
}

}  // namespace teczka::rights
