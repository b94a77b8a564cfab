// Templates: columns in braces between fixed text.
#include <algorithm>

#include "exchange/mapping.hpp"

namespace teczka::exchange {

Result<Template> Template::parse(std::string_view text) {
    Template parsed;
    std::string fixed;
    const auto flush = [&] {
        if (!fixed.empty()) parsed.parts_.push_back({std::move(fixed), {}, 0});
        fixed.clear();
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.substr(i, 2) == "{{" || text.substr(i, 2) == "}}") {
            fixed += text[i++];
        } else if (text[i] == '{') {
            const auto end = text.find('}', i);
            if (end == std::string_view::npos || end == i + 1) return refuse("template_brace");
            flush();
            parsed.parts_.push_back({{}, std::string{text.substr(i + 1, end - i - 1)}, 0});
            i = end;
        } else {
            fixed += text[i];
        }
    }
    flush();
    return parsed;
}

Result<void> Template::bind(const std::vector<std::string>& head) {
    for (auto& part : parts_) {
        if (part.column.empty()) continue;
        const auto found = std::ranges::find(head, part.column);
        if (found == head.end()) return refuse("column_unknown", {}, {{"column", part.column}});
        part.at = static_cast<std::size_t>(found - head.begin());
    }
    return {};
}

std::string Template::fill(const std::vector<std::string_view>& row) const {
    std::string out;
    bool has_columns = false, has_content = false;
    for (const auto& part : parts_) {
        if (part.column.empty()) {
            out += part.text;
            continue;
        }
        has_columns = true;
        has_content |= !row[part.at].empty();
        out += row[part.at];
    }
    if (has_columns && !has_content) return {};
    return out;
}

std::optional<std::size_t> Template::only_column() const {
    if (parts_.size() != 1 || parts_[0].column.empty()) return {};
    return parts_[0].at;
}

}  // namespace teczka::exchange
