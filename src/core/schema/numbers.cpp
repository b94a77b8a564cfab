// Numbers of entities and fields: read, and given to what is new.
#include "core/schema/numbers.hpp"

#include <map>

#include "core/base/refusal.hpp"

namespace teczka::schema {
namespace {

using catalogue::EntityModel;
using catalogue::FieldModel;

using Key = std::pair<std::string, std::string>;

std::map<Key, int> read_numbers(store::Connection& connection) {
    std::map<Key, int> numbers;
    store::Use rows(connection.prepare("SELECT \"number\", \"entity\", \"field\" FROM \"number_of\""));
    while (rows->step())
        numbers.emplace(Key{rows->text(1), rows->text(2)}, static_cast<int>(rows->integer(0)));
    return numbers;
}

bool is_numbered(const FieldModel& field) { return field.storage != catalogue::Storage::none; }

template <class T>
void put(std::vector<T>& list, int number, T value) {
    const auto at = static_cast<std::size_t>(number);
    if (list.size() <= at) list.resize(at + 1);
    list[at] = value;
}

template <class T>
T get(const std::vector<T>& list, int number) {
    return number < 0 || static_cast<std::size_t>(number) >= list.size()
               ? T{}
               : list[static_cast<std::size_t>(number)];
}

}  // namespace

void give_numbers(store::Connection& writer, const catalogue::Catalogue& catalogue) {
    const auto known = read_numbers(writer);
    int last = 0;
    for (const auto& [key, number] : known) last = std::max(last, number);
    store::Use insert(
        writer.prepare("INSERT INTO \"number_of\" (\"number\", \"entity\", \"field\") VALUES (?1, ?2, ?3)"));
    const auto give = [&](std::string_view entity, std::string_view field) {
        if (known.contains(Key{entity, field})) return;
        insert->bind(1, ++last);
        insert->bind(2, entity);
        insert->bind(3, field);
        insert->step();
        insert->reset();
    };
    for (const auto& entity : catalogue.entities()) {
        give(entity->name(), "");
        for (const FieldModel& field : entity->fields)
            if (is_numbered(field)) give(entity->name(), field.name());
    }
}

Numbers load_numbers(store::Connection& connection, const catalogue::Catalogue& catalogue) {
    const auto known = read_numbers(connection);
    const auto number_of = [&](std::string_view entity, std::string_view field) {
        const auto found = known.find(Key{entity, field});
        TECZKA_INVARIANT(found != known.end());  // apply() has given one to each
        return found->second;
    };
    Numbers numbers;
    for (const auto& entity : catalogue.entities()) {
        numbers.entity.push_back(number_of(entity->name(), ""));
        put<const EntityModel*>(numbers.entity_of, numbers.entity.back(), entity.get());
        auto& fields = numbers.field.emplace_back();
        for (const FieldModel& field : entity->fields) {
            fields.push_back(is_numbered(field) ? number_of(entity->name(), field.name()) : -1);
            if (fields.back() >= 0) put<const FieldModel*>(numbers.field_of, fields.back(), &field);
        }
    }
    return numbers;
}

const EntityModel* Numbers::find_entity(int number) const { return get(entity_of, number); }
const FieldModel* Numbers::find_field(int number) const { return get(field_of, number); }

}  // namespace teczka::schema
