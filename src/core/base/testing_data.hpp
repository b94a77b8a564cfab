// Where tests find the shared real data, which the repository does not hold. For tests only.
#pragma once
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

namespace teczka {

inline std::string shared_data(const std::string& path) {
    const char* root = std::getenv("TECZKA_SHARED");
    return (root != nullptr ? std::string(root) : std::string(TECZKA_SOURCE_DIR "/../shared")) + "/data/" +
           path;
}

// Nothing when the file is not there: the test is skipped then.
inline std::optional<std::string> read_shared(const std::string& path) {
    std::ifstream file(shared_data(path), std::ios::binary);
    if (!file) return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(file), {});
}

inline std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string line = text.substr(at, end - at);
        if (line.ends_with('\r')) line.pop_back();
        lines.push_back(std::move(line));
        at = end + 1;
    }
    return lines;
}

// Fields of one line with quotes doubled inside quoted fields.
inline std::vector<std::string> csv_fields(const std::string& line) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (std::size_t at = 0; at < line.size(); ++at) {
        const char c = line[at];
        if (quoted && c == '"' && at + 1 < line.size() && line[at + 1] == '"')
            fields.back() += '"', ++at;
        else if (c == '"')
            quoted = !quoted;
        else if (c == ',' && !quoted)
            fields.emplace_back();
        else
            fields.back() += c;
    }
    return fields;
}

}  // namespace teczka
