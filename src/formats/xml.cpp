// Nothing is thrown through expat's frames: the parser is stopped and the reason kept.
#include "formats/xml.hpp"

#include <expat.h>

#include <cstring>
#include <memory>
#include <new>

#include "core/base/limits.hpp"
#include "formats/zip.hpp"

namespace teczka::formats {
namespace {

constexpr int piece_bytes = 64 << 10;

std::string_view local(const char* name) {
    const auto* colon = std::strchr(name, ':');
    return colon == nullptr ? name : colon + 1;
}

struct Parsing {
    XML_Parser parser{};
    XmlHandler& handler;
    int depth{};
    const char* code{};  // of a refusal

    void stop(const char* because) {
        code = because;
        XML_StopParser(parser, XML_FALSE);
    }
};

// One event handed on.
template <class Act>
void hand_on(void* data, Act&& act) {
    auto& parsing = *static_cast<Parsing*>(data);
    try {
        act(parsing);
    } catch (const std::bad_alloc&) {
        return parsing.stop("sheet_too_large");
    }
    if (!parsing.handler.wants_more) XML_StopParser(parsing.parser, XML_FALSE);
}

void XMLCALL on_begin(void* data, const char* name, const char** attributes) {
    hand_on(data, [&](Parsing& parsing) {
        if (++parsing.depth > limits::sheet_depth) return parsing.stop("sheet_too_large");
        parsing.handler.begin(local(name), XmlAttributes{attributes});
    });
}

void XMLCALL on_end(void* data, const char* name) {
    hand_on(data, [&](Parsing& parsing) {
        --parsing.depth;
        parsing.handler.end(local(name));
    });
}

void XMLCALL on_text(void* data, const char* text, int length) {
    hand_on(data, [&](Parsing& parsing) { parsing.handler.text({text, static_cast<std::size_t>(length)}); });
}

void XMLCALL on_doctype(void* data, const char*, const char*, const char*, int) {
    static_cast<Parsing*>(data)->stop("sheet_doctype");
}

Result<void> feed(const ByteSource& source, Parsing& parsing) {
    std::int64_t fed = 0;
    for (bool is_last = false; !is_last;) {
        auto* buffer = static_cast<char*>(XML_GetBuffer(parsing.parser, piece_bytes));
        if (buffer == nullptr) return refuse("sheet_too_large");
        const auto count = source(std::span{buffer, piece_bytes});
        is_last = count == 0;
        fed += static_cast<std::int64_t>(count);
        const auto status = XML_ParseBuffer(parsing.parser, static_cast<int>(count), is_last);
        if (parsing.code != nullptr) return refuse(parsing.code);
        if (!parsing.handler.wants_more) return {};
        if (status != XML_STATUS_OK) {
            const bool is_full = XML_GetErrorCode(parsing.parser) == XML_ERROR_NO_MEMORY;
            return refuse(is_full ? "sheet_too_large" : "sheet_xml");
        }
        // A token that never ends is looked at again with every piece.
        if (fed - XML_GetCurrentByteIndex(parsing.parser) > limits::sheet_token_bytes)
            return refuse("sheet_too_large");
    }
    return {};
}

}  // namespace

std::string_view XmlAttributes::get(std::string_view name) const {
    for (const auto** pair = pairs_; *pair != nullptr; pair += 2) {
        if (local(*pair) == name) return pair[1];
    }
    return {};
}

Result<void> parse_xml(const ByteSource& source, XmlHandler& handler) {
    const std::unique_ptr<std::remove_pointer_t<XML_Parser>, decltype(&XML_ParserFree)> parser{
        XML_ParserCreate(nullptr), XML_ParserFree};
    if (parser == nullptr) throw std::bad_alloc{};
    Parsing parsing{.parser = parser.get(), .handler = handler};
    XML_SetUserData(parser.get(), &parsing);
    XML_SetElementHandler(parser.get(), on_begin, on_end);
    XML_SetCharacterDataHandler(parser.get(), on_text);
    XML_SetStartDoctypeDeclHandler(parser.get(), on_doctype);
    try {
        return feed(source, parsing);
    } catch (const BrokenPart&) {
        return refuse("sheet_broken");
    }
}

}  // namespace teczka::formats
