// What a field takes: limits, codes and the written form of a value. Private to change/.
#pragma once
#include <optional>

#include "core/change/change.hpp"

namespace teczka::change {

// What is wrong with a typed value by itself (kind of value, length, control characters, codes); nothing when
// it fits. The complaint's field is empty.
std::optional<Complaint> misfit(const FieldModel& field, const Value& value);

// ISO form with a decimal point: what parse_text_value() reads. "" for null.
std::string text_of(const FieldModel& field, const Value& value);

// As docs/api.md says a value is answered; a link as its id alone.
void write_value(const FieldModel& field, const Value& value, JsonWriter& out);

}  // namespace teczka::change
