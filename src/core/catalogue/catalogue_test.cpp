// The test office builds as meant.
#include "core/catalogue/catalogue.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/catalogue/testing.hpp"

namespace teczka::catalogue {
namespace {

TEST(Catalogue, resolves_the_test_office) {
    const auto catalogue = test_catalogue();
    const EntityModel& company = catalogue->at("company");
    EXPECT_EQ(catalogue->company(), &company);
    EXPECT_EQ(company.fields[0].name(), "id");
    EXPECT_EQ(company.at("id").target, &company);
    EXPECT_EQ(company.at("created_by").target, catalogue->find("user"));
    EXPECT_EQ(catalogue->find("nothing"), nullptr);
    EXPECT_EQ(company.find("address"), nullptr);
    EXPECT_EQ(company.find_children("invoices")->link, &catalogue->at("invoice").at("company"));
    EXPECT_EQ(catalogue->at("invoice").at("lines").list_link, &catalogue->at("invoice_line").at("invoice"));
}

}  // namespace
}  // namespace teczka::catalogue
