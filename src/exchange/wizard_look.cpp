// POST /imports/look: the first rows of a file, with which everything is guessed.
#include "exchange/keys.hpp"
#include "exchange/shapes.hpp"
#include "exchange/wizard.hpp"

namespace teczka::exchange {
namespace {

constexpr std::size_t looked_at_rows = 200, looked_at_bytes = 200'000;

std::size_t find_sheet(const TableInfo& info, const std::string& name) {
    std::size_t visible = info.sheets.size();
    for (std::size_t i = 0; i < info.sheets.size(); ++i) {
        if (!name.empty() && info.sheets[i].name == name) return i;
        if (visible == info.sheets.size() && !info.sheets[i].is_hidden) visible = i;
    }
    if (!name.empty()) return info.sheets.size();
    return visible == info.sheets.size() ? 0 : visible;
}

std::vector<std::string> texts(const TableRow& row, std::size_t width) {
    std::vector<std::string> out(width);
    for (std::size_t i = 0; i < width && i < row.cells.size(); ++i) out[i] = row.cells[i].text;
    return out;
}

}  // namespace

Result<TableOptions> table_options(const json::object& options) {
    TableOptions out;
    if (const auto encoding = text_of(options, "encoding"); !encoding.empty()) {
        out.charset = formats::find_charset(encoding);
        if (!out.charset) return refuse("encoding_unknown", "encoding", {{"name", encoding}});
    }
    if (const auto delimiter = text_of(options, "delimiter"); !delimiter.empty()) {
        if (delimiter.size() != 1) return refuse("wrong_type", "delimiter");
        out.delimiter = delimiter[0];
    }
    if (const auto* skip = options.if_contains("skip_rows")) {
        const auto* number = skip->if_int64();
        if (number == nullptr || *number < 0 || *number > 1000) return refuse("wrong_type", "skip_rows");
        out.skip_rows = static_cast<int>(*number);
    }
    return out;
}

Result<Look> look_at(const std::string& path, const json::object& options, Tools& tools) {
    const auto how = table_options(options);
    if (!how) return std::unexpected(how.error());
    auto table = tools.open_tables(path, *how);
    if (!table) return std::unexpected(table.error());
    const auto info = (*table)->open();
    if (!info) return std::unexpected(info.error());
    Look look{.info = *info};
    const auto sheet = find_sheet(*info, text_of(options, "sheet"));
    if (auto opened = (*table)->open_sheet(sheet); !opened) return std::unexpected(opened.error());
    if (sheet < info->sheets.size()) look.sheet = info->sheets[sheet].name;
    const auto* head = options.if_contains("head");
    const bool has_head = head == nullptr || !head->is_bool() || head->as_bool();
    TableRow row;
    const auto first = (*table)->next(row);
    if (!first) return std::unexpected(first.error());
    if (!*first) return refuse("csv_empty");
    look.sample.columns = has_head ? column_names(row) : column_numbers(row.cells.size());
    const auto width = look.sample.columns.size();
    if (!has_head) look.sample.rows.push_back(texts(row, width));
    std::size_t bytes = 0;
    while (look.sample.rows.size() < looked_at_rows && bytes < looked_at_bytes) {
        const auto next = (*table)->next(row);
        if (next && !*next) {
            look.is_whole = true;
            break;
        }
        if (!next && (*table)->is_over()) return std::unexpected(next.error());
        if (!next) continue;
        look.sample.rows.push_back(texts(row, width));
        for (const auto& cell : look.sample.rows.back()) bytes += cell.size();
    }
    return look;
}

namespace {

using api::Call;

// A field that was retired since is not brought in any more.
void forget_retired(const catalogue::Catalogue& catalogue, json::object& plan) {
    const auto entity = text_of(plan, "entity");
    const auto is_retired = [&](const json::value& one) {
        if (!one.is_object()) return false;
        for (const auto& role : roles_of(entity)) {
            if (role.name != text_of(one.as_object(), "role")) continue;
            const auto* model = catalogue.find(entity_of(role, entity));
            const auto* field = model == nullptr ? nullptr : model->find(text_of(one.as_object(), "field"));
            return field != nullptr && field->decl.retired;
        }
        return false;
    };
    json::array kept;
    for (const auto& one : plan.at("fields").as_array())
        if (!is_retired(one)) kept.push_back(one);
    plan["fields"] = std::move(kept);
}

// The plan of the last import of the same columns by the same person.
json::object remembered(Call& call, const rights::Actor& actor, const std::string& shape,
                        const std::string& entity) {
    const auto context = call.office.context(actor);
    const auto& batch = call.office.catalogue.at("import_batch");
    json::object plan;
    auto query = query::parse(context, batch,
                              {.where = "started_by = me and shape = " + quoted_text(shape),
                               .columns = "mapping",
                               .order = "-started_at",
                               .limit = "5"});
    if (!query) return plan;
    (void)query::each(context, *query, call.office.reader, [&](const Id&, std::span<const Value> values) {
        const auto parsed =
            is_null(values[0]) ? Result<json::value>{json::value{}} : parse_json(as_text(values[0]));
        const auto* fields =
            parsed && parsed->is_object() ? parsed->as_object().if_contains("fields") : nullptr;
        const bool is_plan = fields != nullptr && fields->is_array();
        if (is_plan && (entity.empty() || text_of(parsed->as_object(), "entity") == entity))
            plan = parsed->as_object();
        return plan.empty();
    });
    if (!plan.empty()) forget_retired(call.office.catalogue, plan);
    return plan;
}

json::object shape_json(const Look& look) {
    json::array sheets;
    for (const auto& sheet : look.info.sheets)
        sheets.push_back(json::object{{"name", sheet.name}, {"is_hidden", sheet.is_hidden}});
    return {{"kind", look.info.kind},
            {"encoding", formats::charset_name(look.info.charset)},
            {"delimiter", std::string(1, look.info.delimiter)},
            {"sheets", std::move(sheets)},
            {"sheet", look.sheet},
            {"rows", static_cast<std::int64_t>(look.sample.rows.size())},
            {"is_whole", look.is_whole}};
}

json::array first_rows(const Sample& sample) {
    json::array rows;
    for (std::size_t i = 0; i < sample.rows.size() && i < 5; ++i)
        rows.push_back(json::array(sample.rows[i].begin(), sample.rows[i].end()));
    return rows;
}

}  // namespace

const json::object& object_in(const json::object& body, std::string_view name) {
    static const json::object none;
    const auto* value = body.if_contains(name);
    return value != nullptr && value->is_object() ? value->as_object() : none;
}

Result<api::UploadedFile> upload_of(Call& call, const json::object& file) {
    const auto id = Id::parse(text_of(file, "upload"));
    if (!id) return refuse("required", "upload");
    return api::uploaded_file(call.office, call.actor, *id);
}

rights::Actor importer_of(Call& call) { return importer(call.actor, is_founding(call.office, call.actor)); }

api::Outcome answer_look(Call& call) {
    const auto body = api::body_object(call.request);
    if (!body) return api::problem(body.error());
    const auto file = upload_of(call, *body);
    if (!file) return api::problem(file.error());
    const auto seen = look_at(file->path, object_in(*body, "options"), tools_of(call.office));
    if (!seen) return api::problem(at_line(seen.error(), file->name, 0));
    const auto actor = importer_of(call);
    const auto context = call.office.context(actor);
    const auto entity = text_of(*body, "entity");
    const auto shape = shape_of(seen->sample.columns);
    auto plan = object_in(*body, "plan");
    const bool is_given = plan.contains("fields") && plan.at("fields").is_array();
    const bool is_remembered = !is_given && [&] {
        plan = remembered(call, actor, shape, entity);
        return !plan.empty();
    }();
    auto told =
        suggest(context, call.office.reader, seen->sample,
                {is_given || is_remembered ? text_of(plan, "entity") : entity, text_of(*body, "system")});
    if (!told) return api::problem(told.error());
    if (is_given || is_remembered) {
        plan = completed(context, call.office.reader, seen->sample, std::move(plan));
        auto described = describe(context, seen->sample, plan);
        (*told)["columns"] = described.at("columns");
        (*told)["plan"] = plan;
    }
    (*told)["shape"] = shape;
    (*told)["file"] = shape_json(*seen);
    (*told)["rows"] = first_rows(seen->sample);
    (*told)["is_remembered"] = is_remembered;
    (*told)["is_founding"] = actor.is_system && !call.actor.is_system;
    return api::json_answer(json::serialize(*told));
}

}  // namespace teczka::exchange
