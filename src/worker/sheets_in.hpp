// Reading of spreadsheets: the verbs `sheets` and `rows` of table_messages.hpp. Only teczka-worker links
// this.
#pragma once
#include <span>
#include <string>

#include "worker/protocol.hpp"

namespace teczka::worker {

Message list_sheets(std::span<const std::string> arguments);
Message send_rows(std::span<const std::string> arguments);

}  // namespace teczka::worker
