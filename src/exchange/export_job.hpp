// The jobs behind POST /exports: a list as a file, and everything as a zip. Repeatable from the start: the
// files are written anew.
#pragma once
#include "api/job.hpp"
#include "exchange/export.hpp"

namespace teczka::exchange {

// What writes files for us, handed in by app.
struct FileMakers {
    MakeSheetWriter sheet;
    // `parts`, files of the folder, into one new file beside them.
    std::function<Result<void>(const std::string& folder, const std::string& name,
                               const std::vector<std::string>& parts)>
        zip;
    std::function<std::int64_t(std::int64_t)> local_ms;  // see ExportOptions
};

struct FolderFile {
    std::string folder, name;
};
// One CSV file for programs an entity the asker may export, and manifest.json, as one zip.
Result<Exported> export_everything(const query::Context& context, store::Connection& connection,
                                   const FolderFile& file, const FileMakers& makers,
                                   const std::function<bool(std::int64_t rows)>& on_page);

// Parameters {entity, where?, order?, columns?, format, language, ids}, all checked by the route. Result:
// {"files":[{"name"}],"rows","cut","seq_begin","seq_end"}.
Result<std::string> run_export(api::JobWork& work, const FileMakers& makers);
// Everything; the same result.
Result<std::string> run_export_all(api::JobWork& work, const FileMakers& makers);

}  // namespace teczka::exchange
