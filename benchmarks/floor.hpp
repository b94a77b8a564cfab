// The verbs of teczka_floor, each in its own file. All but `statements` print one line of JSON.
#pragma once
#include <cstdint>
#include <string>

namespace teczka::floor {

// The HTTP host with a handler that answers two fixed bytes, until it is killed.
void serve(int port);
// The statements that the product runs for a client's card as `login`, for random ids of the file, in one
// thread.
void read_cards(const std::string& data, const std::string& ids, const std::string& login, int seconds);
// The statements behind any GET of the api, each with its plan: for whoever makes it faster.
void show_statements(const std::string& data, const std::string& login, const std::string& target);
// What the product wrote behind journal row `since`, written once more by a bare loop into `to`: a copy of
// the file from before, or a new file of the same schema.
struct Inserts {
    std::string from, to;
    int per_commit{64};
    std::int64_t since{};
    int cache_kib{4096};
};
void insert_again(const Inserts& inserts);
// The same data in plain tables with the same indexes, and what the product's file is made of.
void copy_plain(const std::string& from, const std::string& to);
void add_up_lines(const std::string& data);
void choose_words(const std::string& data, std::int64_t wanted);
void last_seq(const std::string& data);
// A workbook of 15 columns with shared texts, many of them different.
void make_sheet(const std::string& to, int rows);
// The product's way through such a one, and the most memory that its worker took.
void read_sheet(const std::string& worker, const std::string& from);

}  // namespace teczka::floor
