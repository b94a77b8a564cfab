// See route.hpp.
#include "api/route.hpp"

namespace teczka::api {

using std::string_view;

Segments segments_of(string_view path) {
    Segments out;
    while (!path.empty()) {
        const auto slash = path.find('/');
        out.push_back(path.substr(0, slash));
        path = slash == string_view::npos ? string_view{} : path.substr(slash + 1);
    }
    return out;
}

std::optional<Bound> match_path(string_view pattern, const Segments& path) {
    Bound bound;
    for (const auto segment : path) {
        if (!pattern.starts_with('/')) return {};
        pattern.remove_prefix(1);
        const auto wanted = pattern.substr(0, pattern.find('/'));
        pattern.remove_prefix(wanted.size());
        if (wanted == segment) continue;
        if (!wanted.starts_with('{')) return {};
        if (wanted == "{entity}") continue;
        if (wanted == "{id}") {
            const auto id = Id::parse(segment);
            if (!id) return {};
            bound.id = *id;
        } else {
            (wanted == "{action}" ? bound.action : bound.name) = segment;
        }
    }
    return pattern.empty() ? std::optional{bound} : std::nullopt;
}

}  // namespace teczka::api
