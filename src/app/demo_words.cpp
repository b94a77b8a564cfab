// See demo_words.hpp.
#include "app/demo_words.hpp"

#include <array>

namespace teczka::app::demo {
namespace {

constexpr FirstName first_name_list[]{
    {"Anna", "Anno", true},
    {"Katarzyna", "Katarzyno", true},
    {"Magdalena", "Magdaleno", true},
    {"Agnieszka", "Agnieszko", true},
    {"Joanna", "Joanno", true},
    {"Małgorzata", "Małgorzato", true},
    {"Ewa", "Ewo", true},
    {"Barbara", "Barbaro", true},
    {"Żaneta", "Żaneto", true},
    {"Łucja", "Łucjo", true},
    {"Zofia", "Zofio", true},
    {"Beata", "Beato", true},
    {"Dorota", "Doroto", true},
    {"Iwona", "Iwono", true},
    {"Urszula", "Urszulo", true},
    {"Piotr", "Piotrze", false},
    {"Krzysztof", "Krzysztofie", false},
    {"Andrzej", "Andrzeju", false},
    {"Tomasz", "Tomaszu", false},
    {"Paweł", "Pawle", false},
    {"Michał", "Michale", false},
    {"Marcin", "Marcinie", false},
    {"Jakub", "Jakubie", false},
    {"Łukasz", "Łukaszu", false},
    {"Grzegorz", "Grzegorzu", false},
    {"Stanisław", "Stanisławie", false},
    {"Wojciech", "Wojciechu", false},
    {"Rafał", "Rafale", false},
    {"Zbigniew", "Zbigniewie", false},
    {"Mirosław", "Mirosławie", false},
    {"Bartłomiej", "Bartłomieju", false},
    {"Sławomir", "Sławomirze", false},
    {"Świętosław", "Świętosławie", false},
};
constexpr Surname surname_list[]{
    {"Nowak", "Nowak"},           {"Kowalski", "Kowalska"},
    {"Wiśniewski", "Wiśniewska"}, {"Wójcik", "Wójcik"},
    {"Kamiński", "Kamińska"},     {"Lewandowski", "Lewandowska"},
    {"Zieliński", "Zielińska"},   {"Szymański", "Szymańska"},
    {"Woźniak", "Woźniak"},       {"Dąbrowski", "Dąbrowska"},
    {"Kozłowski", "Kozłowska"},   {"Jankowski", "Jankowska"},
    {"Mazur", "Mazur"},           {"Kwiatkowski", "Kwiatkowska"},
    {"Krawczyk", "Krawczyk"},     {"Piotrowski", "Piotrowska"},
    {"Grabowski", "Grabowska"},   {"Pawłowski", "Pawłowska"},
    {"Michalski", "Michalska"},   {"Król", "Król"},
    {"Wieczorek", "Wieczorek"},   {"Jabłoński", "Jabłońska"},
    {"Wróbel", "Wróbel"},         {"Majewski", "Majewska"},
    {"Olszewski", "Olszewska"},   {"Stępień", "Stępień"},
    {"Malinowski", "Malinowska"}, {"Jaworski", "Jaworska"},
    {"Adamczyk", "Adamczyk"},     {"Dudek", "Dudek"},
    {"Pawlak", "Pawlak"},         {"Górski", "Górska"},
    {"Sikora", "Sikora"},         {"Walczak", "Walczak"},
    {"Baran", "Baran"},           {"Rutkowski", "Rutkowska"},
    {"Michalak", "Michalak"},     {"Szewczyk", "Szewczyk"},
    {"Ostrowski", "Ostrowska"},   {"Tomaszewski", "Tomaszewska"},
    {"Zalewski", "Zalewska"},     {"Wróblewski", "Wróblewska"},
    {"Źrebiec", "Źrebiec"},       {"Żak", "Żak"},
    {"Ćwikła", "Ćwikła"},         {"Świątek", "Świątek"},
    {"Łęcki", "Łęcka"},           {"Ślusarczyk", "Ślusarczyk"},
    {"Gąsior", "Gąsior"},         {"Błaszczyk", "Błaszczyk"},
};
constexpr string_view region_list[]{
    "dolnośląskie",   "kujawsko-pomorskie",  "lubelskie",     "lubuskie",
    "łódzkie",        "małopolskie",         "mazowieckie",   "opolskie",
    "podkarpackie",   "podlaskie",           "pomorskie",     "śląskie",
    "świętokrzyskie", "warmińsko-mazurskie", "wielkopolskie", "zachodniopomorskie"};
constexpr Town town_list[]{
    {"Wrocław", "50", 0, 7},
    {"Legnica", "59", 0, 2},
    {"Bydgoszcz", "85", 1, 4},
    {"Toruń", "87", 1, 3},
    {"Lublin", "20", 2, 4},
    {"Zamość", "22", 2, 1},
    {"Zielona Góra", "65", 3, 2},
    {"Gorzów Wielkopolski", "66", 3, 2},
    {"Łódź", "90", 4, 7},
    {"Pabianice", "95", 4, 1},
    {"Kraków", "30", 5, 8},
    {"Tarnów", "33", 5, 2},
    {"Nowy Sącz", "33", 5, 1},
    {"Warszawa", "00", 6, 18},
    {"Radom", "26", 6, 2},
    {"Płock", "09", 6, 2},
    {"Siedlce", "08", 6, 1},
    {"Opole", "45", 7, 2},
    {"Kędzierzyn-Koźle", "47", 7, 1},
    {"Rzeszów", "35", 8, 3},
    {"Przemyśl", "37", 8, 1},
    {"Białystok", "15", 9, 3},
    {"Łomża", "18", 9, 1},
    {"Gdańsk", "80", 10, 5},
    {"Gdynia", "81", 10, 3},
    {"Słupsk", "76", 10, 1},
    {"Katowice", "40", 11, 5},
    {"Gliwice", "44", 11, 3},
    {"Częstochowa", "42", 11, 2},
    {"Bielsko-Biała", "43", 11, 3},
    {"Kielce", "25", 12, 3},
    {"Ostrowiec Świętokrzyski", "27", 12, 1},
    {"Olsztyn", "10", 13, 2},
    {"Ełk", "19", 13, 1},
    {"Poznań", "60", 14, 6},
    {"Kalisz", "62", 14, 2},
    {"Szczecin", "70", 15, 4},
    {"Koszalin", "75", 15, 1},
};
constexpr string_view street_list[]{"Długa",       "Krótka",       "Polna",        "Leśna",
                                    "Słoneczna",   "Ogrodowa",     "Lipowa",       "Łąkowa",
                                    "Kwiatowa",    "Kościuszki",   "Mickiewicza",  "Słowackiego",
                                    "Żeromskiego", "Sienkiewicza", "Piłsudskiego", "Wojska Polskiego",
                                    "3 Maja",      "Świętojańska", "Przemysłowa",  "Fabryczna",
                                    "Magazynowa",  "Składowa",     "Źródlana",     "Ćwiczebna",
                                    "Techniczna",  "Elektryczna",  "Kolejowa",     "Dworcowa"};
constexpr Trade trade_list[]{{"Instalacje", "instalacje elektryczne"},
                             {"Sieci", "sieci komputerowe"},
                             {"Teletechnika", "teletechnika"},
                             {"Elektro", "hurtownia elektryczna"},
                             {"Systemy", "integracja systemów"},
                             {"Telekom", "telekomunikacja"},
                             {"Okablowanie", "okablowanie strukturalne"},
                             {"Alarmy", "systemy alarmowe"},
                             {"Automatyka", "automatyka budynkowa"},
                             {"Światłowody", "sieci światłowodowe"},
                             {"Serwis IT", "usługi informatyczne"},
                             {"Budownictwo", "budownictwo"},
                             {"Szpital", "ochrona zdrowia"},
                             {"Logistyka", "logistyka"},
                             {"Mleczarnia", "przemysł spożywczy"},
                             {"Hotel", "hotelarstwo"},
                             {"Politechnika", "szkolnictwo"},
                             {"Urząd", "administracja"}};
constexpr string_view stem_list[]{
    "Bałtyk",  "Wisła",   "Tatry",     "Karpaty",  "Mazury", "Sudety", "Żubr",   "Orzeł",
    "Jantar",  "Gryf",    "Łoś",       "Świt",     "Zorza",  "Iskra",  "Wega",   "Polaris",
    "Omega",   "Delta",   "Sigma",     "Merkury",  "Atlas",  "Neptun", "Feniks", "Kontakt",
    "Impuls",  "Ampera",  "Voltex",    "Elmont",   "Kabex",  "Netra",  "Telmix", "Sieciomat",
    "Optinet", "Linkpol", "Instalbud", "Techmont", "Elsat",  "Ruter"};
constexpr string_view form_list[]{"Sp. z o.o.", "S.A.", "Sp. j.", "s.c.", "Sp. z o.o. Sp. k.", ""};
constexpr ProductGroup group_list[]{{"Kable miedziane"},
                                    {"Światłowody"},
                                    {"Gniazda i panele"},
                                    {"Szafy i obudowy"},
                                    {"Narzędzia i mierniki"}};
constexpr Product product_list[]{{"UTP6-305", "Kabel U/UTP kat. 6 LSZH, 305 m", 0, 61'900, 300},
                                 {"FTP6A-500", "Kabel F/FTP kat. 6A LSZH, 500 m", 0, 189'900, 300},
                                 {"SFTP7-500", "Kabel S/FTP kat. 7 LSZH, 500 m", 0, 242'000, 300},
                                 {"UTP5E-305", "Kabel U/UTP kat. 5e PVC, 305 m", 0, 38'500, 180},
                                 {"PATCH6-1", "Kabel krosowy kat. 6, 1 m", 0, 1'250, 60},
                                 {"PATCH6A-2", "Kabel krosowy kat. 6A, 2 m", 0, 2'390, 60},
                                 {"OM4-12", "Kabel światłowodowy OM4, 12 włókien", 1, 480, 300},
                                 {"OS2-24", "Kabel światłowodowy OS2, 24 włókna", 1, 690, 300},
                                 {"PIGTAIL-LC", "Pigtail LC OM4, 2 m", 1, 1'590, 60},
                                 {"PANEL-FO24", "Przełącznica światłowodowa 24 × SC", 1, 32'900, 60},
                                 {"KEY6", "Moduł keystone kat. 6", 2, 1'390, 300},
                                 {"KEY6A", "Moduł keystone kat. 6A ekranowany", 2, 2'790, 300},
                                 {"PANEL24-6A", "Panel krosowy 24 porty kat. 6A", 2, 38'900, 300},
                                 {"GN-2X", "Gniazdo natynkowe 2 × RJ45", 2, 2'150, 60},
                                 {"SZ-42U", "Szafa stojąca 42U 800 × 1000", 3, 329'000, 60},
                                 {"SZ-15U", "Szafa wisząca 15U", 3, 74'900, 60},
                                 {"PDU-8", "Listwa zasilająca 8 gniazd 19\"", 3, 15'900, 24},
                                 {"LSA", "Narzędzie uderzeniowe LSA", 4, 9'900, 12},
                                 {"CERT-8A", "Certyfikator okablowania, wynajem na dobę", 4, 45'000, 0},
                                 {"ZAC-RJ45", "Zaciskarka RJ45", 4, 12'900, 12}};
constexpr string_view subject_list[]{"Zapytanie o cennik",
                                     "Ustalenia po targach",
                                     "Oferta na okablowanie biurowca",
                                     "Wysłane katalogi",
                                     "Reklamacja paneli",
                                     "Termin szkolenia instalatorów",
                                     "Rozmowa o limicie kredytowym",
                                     "Nowy projekt: szpital",
                                     "Przegląd gwarancyjny",
                                     "Warunki na przyszły rok",
                                     "Próbki modułów kat. 6A",
                                     "Spotkanie z zarządem",
                                     "Prośba o referencje",
                                     "Zmiana osoby kontaktowej",
                                     "Obrót za kwartał",
                                     "Zaproszenie na śniadanie z producentem",
                                     "Uzgodnienie dostawy",
                                     "Konkurencyjna oferta u klienta",
                                     "Życzenia świąteczne",
                                     "Ćwierćroczny przegląd współpracy"};
constexpr string_view task_list[]{"Oddzwonić w sprawie oferty",
                                  "Wysłać cennik",
                                  "Przygotować umowę partnerską",
                                  "Umówić wizytę",
                                  "Sprawdzić certyfikaty instalatorów",
                                  "Dopytać o płatność",
                                  "Zaprosić na szkolenie",
                                  "Złożyć życzenia"};

}  // namespace

std::span<const FirstName> first_names() { return first_name_list; }
std::span<const Surname> surnames() { return surname_list; }
std::span<const Town> towns() { return town_list; }
std::span<const string_view> regions() { return region_list; }
std::span<const string_view> streets() { return street_list; }
std::span<const Trade> trades() { return trade_list; }
std::span<const string_view> company_stems() { return stem_list; }
std::span<const string_view> legal_forms() { return form_list; }
std::span<const ProductGroup> product_groups() { return group_list; }
std::span<const Product> products() { return product_list; }
std::span<const string_view> subjects() { return subject_list; }
std::span<const string_view> task_titles() { return task_list; }

std::uint64_t Chance::next() {
    state_ += 0x9e3779b97f4a7c15ULL;
    auto mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
    return mixed ^ (mixed >> 31);
}

namespace {

template <std::size_t N>
std::string weighted(Chance& chance, const std::array<int, N>& weights, int modulus, bool ten_is_zero) {
    for (;;) {
        std::string digits;
        int sum = 0;
        for (const int weight : weights) {
            const auto digit = static_cast<int>(chance.below(10));
            digits += static_cast<char>('0' + digit);
            sum += digit * weight;
        }
        const int check = sum % modulus;
        if (digits[0] == '0' || (check == 10 && !ten_is_zero)) continue;
        return digits + static_cast<char>('0' + check % 10);
    }
}

}  // namespace

std::string tax_id(Chance& chance) {
    return weighted(chance, std::array{6, 5, 7, 2, 3, 4, 5, 6, 7}, 11, false);
}
std::string regon(Chance& chance) { return weighted(chance, std::array{8, 9, 2, 3, 4, 5, 6, 7}, 11, true); }

}  // namespace teczka::app::demo
