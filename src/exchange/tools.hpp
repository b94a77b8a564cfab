// What the host lends to routes and jobs of exchange besides a database and a folder.
#pragma once
#include "api/office.hpp"
#include "exchange/tables.hpp"

namespace teczka::exchange {

class Tools : public api::Lender {
public:
    // As worker::open_tables: spreadsheets are read by a worker of their own.
    virtual Result<std::unique_ptr<TableFile>> open_tables(const std::string& path,
                                                           const TableOptions& table) = 0;
};

// Where there is a lender at all, it is the native host's, which lends all of it.
inline Tools& tools_of(const api::Office& office) { return static_cast<Tools&>(*office.lender); }

}  // namespace teczka::exchange
