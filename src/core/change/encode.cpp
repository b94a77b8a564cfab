// Journal bytes: for each field its number, then new and, where asked for, old value; a value is a tag and
// its bytes. Integers are zigzag varints, ids 16 bytes, texts and sets have their length before them.
#include "core/change/change.hpp"

namespace teczka::change {
namespace {

enum class Tag : char { null, integer, text, id, ids };

void put_varint(std::string& out, std::uint64_t value) {
    while (value >= 0x80) {
        out += static_cast<char>(static_cast<unsigned char>(value | 0x80));
        value >>= 7;
    }
    out += static_cast<char>(static_cast<unsigned char>(value));
}

void put_id(std::string& out, const Id& id) {
    out.append(reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size());
}

std::uint64_t zigzag(std::int64_t value) {
    return (static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63);
}

std::int64_t unzigzag(std::uint64_t value) {
    return static_cast<std::int64_t>((value >> 1U) ^ (~(value & 1U) + 1U));
}

void put(std::string& out, const Value& value) {
    out += static_cast<char>(value.index());
    if (const auto* integer = std::get_if<std::int64_t>(&value)) put_varint(out, zigzag(*integer));
    if (const auto* text = std::get_if<std::string>(&value)) {
        put_varint(out, text->size());
        out += *text;
    }
    if (const auto* id = std::get_if<Id>(&value)) put_id(out, *id);
    if (const auto* ids = std::get_if<Ids>(&value)) {
        put_varint(out, ids->size());
        for (const Id& id : *ids) put_id(out, id);
    }
}

// A damaged journal is the machine's fault, not a user's.
struct Reader {
    string_view bytes;

    [[noreturn]] static void damaged() { fail({.inside = "a journal row cannot be read"}); }
    string_view take(std::size_t count) {
        if (count > bytes.size()) damaged();
        const auto taken = bytes.substr(0, count);
        bytes.remove_prefix(count);
        return taken;
    }
    std::uint64_t varint() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const auto byte = static_cast<unsigned char>(take(1)[0]);
            value |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
            if (byte < 0x80) return value;
        }
        damaged();
    }
    Id id() {
        Id id;
        const auto taken = take(id.bytes.size());
        std::copy(taken.begin(), taken.end(), id.bytes.begin());
        return id;
    }
    Value value() {
        switch (static_cast<Tag>(take(1)[0])) {
            case Tag::null:
                return {};
            case Tag::integer:
                return unzigzag(varint());
            case Tag::text:
                return std::string(take(static_cast<std::size_t>(varint())));
            case Tag::id:
                return id();
            case Tag::ids: {
                const std::uint64_t count = varint();
                if (count > bytes.size() / 16) damaged();
                Ids ids;
                for (std::uint64_t i = 0; i < count; ++i) ids.push_back(id());
                return ids;
            }
        }
        damaged();
    }
};

}  // namespace

std::string encode_journal(std::span<const JournalField> fields, bool with_old) {
    std::string out(1, with_old ? '\1' : '\0');
    for (const JournalField& field : fields) {
        put_varint(out, static_cast<std::uint64_t>(field.number));
        if (with_old) put(out, field.old_value);
        put(out, field.new_value);
    }
    return out;
}

std::vector<JournalField> decode_journal(string_view bytes) {
    std::vector<JournalField> fields;
    if (bytes.empty()) return fields;
    Reader reader{bytes};
    const bool with_old = reader.take(1)[0] != '\0';
    while (!reader.bytes.empty()) {
        JournalField field{.number = static_cast<int>(reader.varint())};
        if (with_old) field.old_value = reader.value();
        field.new_value = reader.value();
        fields.push_back(std::move(field));
    }
    return fields;
}

}  // namespace teczka::change
