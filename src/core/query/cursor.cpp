// The cursor of a page: order keys and id of its last row, bound to the question, the asker and the rights'
// version by a keyed hash (SipHash-2-4, Aumasson and Bernstein 2012, twice with independent keys: 128 bits).
// It is opaque and tamper-proof, not secret: it holds only values its page has shown or ordered by.
#include <array>
#include <bit>
#include <cstring>

#include "core/query/drive.hpp"

namespace teczka::query {
namespace {

constexpr char version = 1;
constexpr std::size_t tag_bytes = 16;

struct Sip {
    std::uint64_t v0, v1, v2, v3;
    void round() {
        v0 += v1, v1 = std::rotl(v1, 13) ^ v0, v0 = std::rotl(v0, 32);
        v2 += v3, v3 = std::rotl(v3, 16) ^ v2;
        v0 += v3, v3 = std::rotl(v3, 21) ^ v0;
        v2 += v1, v1 = std::rotl(v1, 17) ^ v2, v2 = std::rotl(v2, 32);
    }
    void take(std::uint64_t word) { v3 ^= word, round(), round(), v0 ^= word; }
};

std::uint64_t little_endian(std::string_view bytes) {
    std::uint64_t out = 0;
    for (std::size_t i = bytes.size(); i-- > 0;) out = out << 8U | static_cast<unsigned char>(bytes[i]);
    return out;
}

std::uint64_t siphash(std::uint64_t k0, std::uint64_t k1, std::string_view bytes) {
    Sip sip{k0 ^ 0x736f6d6570736575U, k1 ^ 0x646f72616e646f6dU, k0 ^ 0x6c7967656e657261U,
            k1 ^ 0x7465646279746573U};
    const auto length = static_cast<std::uint64_t>(bytes.size()) << 56U;
    for (; bytes.size() >= 8; bytes.remove_prefix(8)) sip.take(little_endian(bytes.substr(0, 8)));
    sip.take(length | little_endian(bytes));
    sip.v2 ^= 0xff;
    for (int i = 0; i < 4; ++i) sip.round();
    return sip.v0 ^ sip.v1 ^ sip.v2 ^ sip.v3;
}

void append_word(std::string& out, std::uint64_t word) {
    for (int i = 0; i < 8; ++i) out += static_cast<char>(word >> (8 * i) & 0xffU);
}

std::string tag_of(string_view key, std::string_view bytes) {
    TECZKA_INVARIANT(key.size() == 32);
    std::string out;
    for (std::size_t half = 0; half < 32; half += 16)
        append_word(
            out, siphash(little_endian(key.substr(half, 8)), little_endian(key.substr(half + 8, 8)), bytes));
    return out;
}

// As somebody asks who has the cursor and goes on with an ordinary list.
Expression whole_condition(const Query& query) {
    if (query.of_seen == nullptr) return query.where;
    Expression link{.op = Op::path, .written = std::string{query.of_seen->name()}};
    Expression about{.value = query.about, .type = catalogue::Type::link};
    Expression hangs{.op = Op::equal};
    hangs.args = {std::move(link), std::move(about)};
    return make_and(std::move(hangs), query.where);
}

// What the cursor belongs to. Columns, limit and counting may differ between pages.
std::string question(const Context& context, const Query& query) {
    std::string text{query.entity->name()};
    text += '\n' + to_text(whole_condition(query)) + '\n';
    for (const auto& order : query.order)
        text += (order.descending ? "-" : "+") + to_text(order.expression) + '\n';
    text += query.with_deleted ? "deleted " : "";
    text += context.actor.user.to_text();
    append_word(text, static_cast<std::uint64_t>(context.rights_version));
    return text;
}

// The body's length stands first, so that nothing can move over the border to the question.
std::string signature(const Context& context, const Query& query, std::string_view body) {
    std::string signed_text;
    append_word(signed_text, body.size());
    signed_text += body;
    return tag_of(context.cursor_key, signed_text + question(context, query));
}

constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string to_base64(std::string_view bytes) {
    std::string out;
    std::uint32_t bits = 0;
    int held = 0;
    for (const char byte : bytes) {
        bits = bits << 8U | static_cast<unsigned char>(byte);
        for (held += 8; held >= 6;) out += letters[bits >> (held -= 6) & 63U];
    }
    if (held > 0) out += letters[bits << (6 - held) & 63U];
    return out;
}

std::optional<std::string> from_base64(std::string_view text) {
    std::string out;
    std::uint32_t bits = 0;
    int held = 0;
    for (const char letter : text) {
        const auto value = letters.find(letter);
        if (value == std::string_view::npos) return {};
        bits = bits << 6U | static_cast<std::uint32_t>(value);
        held += 6;
        if (held >= 8) out += static_cast<char>(bits >> (held -= 8) & 0xffU);
    }
    return out;
}

// Behind a letter for its kind: n null, i integer, t text (its length first), d id.
void append_value(std::string& out, const Value& value) {
    if (is_null(value)) {
        out += 'n';
    } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        out += 'i';
        append_word(out, static_cast<std::uint64_t>(*integer));
    } else if (const auto* text = std::get_if<std::string>(&value)) {
        out += 't';
        append_word(out, text->size());
        out += *text;
    } else {
        out += 'd';
        const auto& id = as_id(value);
        out.append(id.bytes.begin(), id.bytes.end());
    }
}

// Only what append_value wrote comes here: the tag is checked before.
Value take_value(std::string_view& bytes) {
    const char kind = bytes.front();
    bytes.remove_prefix(1);
    if (kind == 'n') return {};
    if (kind == 'd') {
        Id id;
        std::memcpy(id.bytes.data(), bytes.data(), 16);
        bytes.remove_prefix(16);
        return id;
    }
    const auto word = little_endian(bytes.substr(0, 8));
    bytes.remove_prefix(8);
    if (kind == 'i') return static_cast<std::int64_t>(word);
    std::string text{bytes.substr(0, static_cast<std::size_t>(word))};
    bytes.remove_prefix(text.size());
    return text;
}

}  // namespace

std::string make_cursor(const Context& context, const Query& query, const Cursor& cursor) {
    std::string body{version};
    for (const auto& value : cursor.values) append_value(body, value);
    append_value(body, cursor.id);
    return to_base64(body + signature(context, query, body));
}

Result<Cursor> read_cursor(const Context& context, const Query& query) {
    const auto bytes = from_base64(query.after);
    if (!bytes || bytes->size() <= tag_bytes || bytes->front() != version)
        return refuse("cursor_invalid", "after");
    auto body = std::string_view{*bytes}.substr(0, bytes->size() - tag_bytes);
    if (signature(context, query, body) != std::string_view{*bytes}.substr(body.size()))
        return refuse("cursor_invalid", "after");
    body.remove_prefix(1);
    Cursor out;
    while (!body.empty()) out.values.push_back(take_value(body));
    out.id = as_id(out.values.back());
    out.values.pop_back();
    return out;
}

}  // namespace teczka::query
