// See names.hpp. Countries an office trades with; all others are written by their code.
#include "exchange/names.hpp"

#include <span>
#include <unordered_map>

#include "core/base/text.hpp"

namespace teczka::exchange {
namespace {

using catalogue::Type;

struct Named {
    std::string_view code, pl, en;
};
// clang-format off
constexpr Named countries[]{
    {"PL", "Polska", "Poland"},
    {"DE", "Niemcy", "Germany"},
    {"AT", "Austria", "Austria"},
    {"CH", "Szwajcaria", "Switzerland"},
    {"CZ", "Czechy", "Czechia"},
    {"CZ", "Czechy", "Czech Republic"},
    {"SK", "Słowacja", "Slovakia"},
    {"HU", "Węgry", "Hungary"},
    {"UA", "Ukraina", "Ukraine"},
    {"BY", "Białoruś", "Belarus"},
    {"LT", "Litwa", "Lithuania"},
    {"LV", "Łotwa", "Latvia"},
    {"EE", "Estonia", "Estonia"},
    {"RU", "Rosja", "Russia"},
    {"FI", "Finlandia", "Finland"},
    {"SE", "Szwecja", "Sweden"},
    {"NO", "Norwegia", "Norway"},
    {"DK", "Dania", "Denmark"},
    {"IS", "Islandia", "Iceland"},
    {"GB", "Wielka Brytania", "United Kingdom"},
    {"GB", "Anglia", "UK"},
    {"GB", "Zjednoczone Królestwo", "Great Britain"},
    {"IE", "Irlandia", "Ireland"},
    {"NL", "Holandia", "Netherlands"},
    {"NL", "Niderlandy", "The Netherlands"},
    {"BE", "Belgia", "Belgium"},
    {"LU", "Luksemburg", "Luxembourg"},
    {"FR", "Francja", "France"},
    {"ES", "Hiszpania", "Spain"},
    {"PT", "Portugalia", "Portugal"},
    {"IT", "Włochy", "Italy"},
    {"SI", "Słowenia", "Slovenia"},
    {"HR", "Chorwacja", "Croatia"},
    {"RS", "Serbia", "Serbia"},
    {"BA", "Bośnia i Hercegowina", "Bosnia and Herzegovina"},
    {"ME", "Czarnogóra", "Montenegro"},
    {"MK", "Macedonia Północna", "North Macedonia"},
    {"AL", "Albania", "Albania"},
    {"GR", "Grecja", "Greece"},
    {"BG", "Bułgaria", "Bulgaria"},
    {"RO", "Rumunia", "Romania"},
    {"MD", "Mołdawia", "Moldova"},
    {"TR", "Turcja", "Turkey"},
    {"CY", "Cypr", "Cyprus"},
    {"MT", "Malta", "Malta"},
    {"GE", "Gruzja", "Georgia"},
    {"AM", "Armenia", "Armenia"},
    {"AZ", "Azerbejdżan", "Azerbaijan"},
    {"KZ", "Kazachstan", "Kazakhstan"},
    {"IL", "Izrael", "Israel"},
    {"AE", "Zjednoczone Emiraty Arabskie", "United Arab Emirates"},
    {"SA", "Arabia Saudyjska", "Saudi Arabia"},
    {"IN", "Indie", "India"},
    {"CN", "Chiny", "China"},
    {"HK", "Hongkong", "Hong Kong"},
    {"TW", "Tajwan", "Taiwan"},
    {"JP", "Japonia", "Japan"},
    {"KR", "Korea Południowa", "South Korea"},
    {"SG", "Singapur", "Singapore"},
    {"MY", "Malezja", "Malaysia"},
    {"TH", "Tajlandia", "Thailand"},
    {"VN", "Wietnam", "Vietnam"},
    {"ID", "Indonezja", "Indonesia"},
    {"PH", "Filipiny", "Philippines"},
    {"AU", "Australia", "Australia"},
    {"NZ", "Nowa Zelandia", "New Zealand"},
    {"US", "Stany Zjednoczone", "United States"},
    {"US", "USA", "United States of America"},
    {"CA", "Kanada", "Canada"},
    {"MX", "Meksyk", "Mexico"},
    {"BR", "Brazylia", "Brazil"},
    {"AR", "Argentyna", "Argentina"},
    {"CL", "Chile", "Chile"},
    {"CO", "Kolumbia", "Colombia"},
    {"PE", "Peru", "Peru"},
    {"VE", "Wenezuela", "Venezuela"},
    {"UY", "Urugwaj", "Uruguay"},
    {"EG", "Egipt", "Egypt"},
    {"MA", "Maroko", "Morocco"},
    {"TN", "Tunezja", "Tunisia"},
    {"ZA", "Republika Południowej Afryki", "South Africa"},
    {"NG", "Nigeria", "Nigeria"},
    {"KE", "Kenia", "Kenya"},
};
constexpr Named languages[]{
    {"pl", "polski", "Polish"},
    {"en", "angielski", "English"},
    {"de", "niemiecki", "German"},
    {"cs", "czeski", "Czech"},
    {"sk", "słowacki", "Slovak"},
    {"uk", "ukraiński", "Ukrainian"},
    {"ru", "rosyjski", "Russian"},
    {"lt", "litewski", "Lithuanian"},
    {"fr", "francuski", "French"},
    {"es", "hiszpański", "Spanish"},
    {"it", "włoski", "Italian"},
    {"pt", "portugalski", "Portuguese"},
    {"nl", "niderlandzki", "Dutch"},
    {"sv", "szwedzki", "Swedish"},
    {"no", "norweski", "Norwegian"},
    {"da", "duński", "Danish"},
    {"fi", "fiński", "Finnish"},
    {"hu", "węgierski", "Hungarian"},
    {"ro", "rumuński", "Romanian"},
};
// clang-format on

using ByName = std::unordered_map<std::string, std::string_view>;

ByName by_name(std::span<const Named> names) {
    ByName out;
    for (const auto& one : names) {
        for (const auto name : {one.code, one.pl, one.en}) out.emplace(fold(name), one.code);
    }
    return out;
}

}  // namespace

std::string code_of(const catalogue::FieldModel& field, std::string text) {
    const auto type = field.decl.type;
    if (type == Type::country || type == Type::language) {
        static const ByName of_countries = by_name(countries), of_languages = by_name(languages);
        const auto& names = type == Type::country ? of_countries : of_languages;
        const auto known = names.find(fold(text));
        return known == names.end() ? text : std::string{known->second};
    }
    if (field.decl.choices.empty() || field.find_choice(text) != nullptr) return text;
    const auto folded = fold(text);
    for (const auto& choice : field.decl.choices) {
        if (fold(choice.label.pl) == folded || fold(choice.label.en) == folded || fold(choice.code) == folded)
            return std::string{choice.code};
    }
    return text;
}

}  // namespace teczka::exchange
