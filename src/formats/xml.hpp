// XML as a stream of events (expat), for files that may be hostile: no document type and so no entities of
// its own, bounded depth and tokens. Only teczka-worker links this.
#pragma once
#include <string_view>

#include "core/base/refusal.hpp"
#include "formats/csv.hpp"

namespace teczka::formats {

// Attributes of one element; names are local ones, without a prefix.
class XmlAttributes {
public:
    explicit XmlAttributes(const char** pairs) : pairs_{pairs} {}
    std::string_view get(std::string_view name) const;  // "" when absent

private:
    const char** pairs_;
};

// What happens in the document; names are local ones. Throws bad_alloc alone: it is called through C.
class XmlHandler {
public:
    virtual ~XmlHandler() = default;
    virtual void begin(std::string_view name, const XmlAttributes& attributes) = 0;
    virtual void end(std::string_view name) = 0;
    virtual void text(std::string_view) {}  // in pieces
    bool wants_more{true};                  // set to false to stop: the rest is not read
};

// Refuses: sheet_doctype (a document type), sheet_xml (not well-formed, cut off), sheet_too_large (depth,
// tokens). `source` may throw BrokenPart, which is sheet_broken.
Result<void> parse_xml(const ByteSource& source, XmlHandler& handler);

}  // namespace teczka::formats
