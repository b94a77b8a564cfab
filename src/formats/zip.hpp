// Zips: parts of one, out of an open file that may be hostile: declared sizes are checked before the first
// byte is unpacked, and nothing unpacks to more than was declared. Only teczka-worker links this.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/refusal.hpp"
#include "formats/csv.hpp"

struct zip;

namespace teczka::formats {

struct ZipPart {
    std::uint64_t index{};
    std::int64_t bytes{};  // unpacked, as declared
    bool is_encrypted{};
};

// Refuses: sheet_broken (no zip, cut off), sheet_too_large (parts, unpacked bytes), sheet_bomb (unpacked
// against packed).
class Zip {
public:
    // Reads from the descriptor at places of its own; it stays the caller's.
    static Result<Zip> open(int fd);

    // By its whole name in either case, with / between folders; of several alike the first.
    const ZipPart* find(std::string_view name) const;
    // Refuses besides: sheet_encrypted; sheet_too_large when it unpacks to more than `max`. A part that turns
    // out broken while it is read throws BrokenPart.
    Result<ByteSource> read(const ZipPart& part, std::int64_t max) const;
    std::int64_t file_bytes() const { return file_bytes_; }

private:
    struct Close {
        void operator()(zip* archive) const;
    };
    std::unique_ptr<zip, Close> archive_;
    std::unordered_map<std::string, ZipPart> parts_;
    std::int64_t file_bytes_{};
};

struct BrokenPart {};

// The files `parts` of the folder as a new zip beside them. Refuses sheet_not_written.
Result<void> write_zip(const std::string& folder, const std::string& name,
                       const std::vector<std::string>& parts);

}  // namespace teczka::formats
