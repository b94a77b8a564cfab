// What the office added at run time, from definitions (records of custom_entity, custom_field, custom_choice)
// to declarations that a catalogue is built of.
#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/value.hpp"
#include "core/catalogue/catalogue.hpp"

namespace teczka::areas::office {

struct CustomChoice {
    Id field{};
    std::string code, label_pl, label_en, colour;
    std::int64_t position{};
    bool is_retired{};
};
struct CustomField {
    Id id{};
    std::string entity, name, type, label_pl, label_en, help_pl, help_en, to, min, checker, initial;
    std::int64_t scale{}, max{}, position{};
    bool is_required{}, is_searched{}, is_finance{}, is_hidden{}, is_retired{};
    std::vector<CustomChoice> choices{};  // in the order people see

    std::string place() const { return entity + "." + name; }  // as complaints of a catalogue name it
};
struct CustomEntity {
    Id id{};
    std::string name, one_pl, many_pl, one_en, many_en, belongs_to;
    std::int64_t position{};
    bool is_retired{};
};
// What is deleted counts as retired: its data stay, and so does its name.
struct Definitions {
    std::vector<CustomEntity> entities;
    std::vector<CustomField> fields;
};

// The value of one field of a definition, wherever it is read.
using ReadField = std::function<Value(catalogue::sv field)>;
CustomEntity read_custom_entity(const Id& id, const ReadField& read);
CustomField read_custom_field(const Id& id, const ReadField& read);
CustomChoice read_custom_choice(const ReadField& read);
// Orders all, and gives each field its choices.
Definitions ordered(std::vector<CustomEntity> entities, std::vector<CustomField> fields,
                    std::vector<CustomChoice> choices);

// Declarations with the strings and tables they are made of.
struct Declared {
    std::vector<const catalogue::Entity*> entities;  // first those given, in their order

    std::deque<std::string> texts;
    std::deque<std::vector<catalogue::sv>> words;
    std::deque<std::vector<catalogue::Choice>> choices;
    std::deque<std::vector<catalogue::Field>> fields;
    std::deque<std::vector<catalogue::Group>> groups;
    std::deque<catalogue::Entity> made;
};
// `base`: what is compiled in; what was added to them is left out of them first.
std::shared_ptr<const Declared> declare(std::span<const catalogue::Entity* const> base,
                                        const Definitions& definitions);

// May the office add fields to records of this kind? Not to those nobody sees a page of, nor to what hangs on
// any record, nor to definitions.
bool takes_fields(const catalogue::EntityModel& entity);

// "Ocena klienta" → "x_ocena_klienta"; without the prefix for a choice.
std::string name_of_label(catalogue::sv label, catalogue::sv prefix);

}  // namespace teczka::areas::office
