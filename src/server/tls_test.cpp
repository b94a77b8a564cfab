// Files that are no certificate. What a browser meets is tests/api/jobs_life.mjs's affair.
#include "server/tls.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace teczka::server {
namespace {

// Made for these tests; it certifies nothing.
constexpr std::string_view certificate_pem = R"(-----BEGIN CERTIFICATE-----
MIIBdTCCARugAwIBAgIUVz/b8OE8Bgxy1on0Hyoye5h8rBcwCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjUxMzQyNTZaGA8yMTI2MTEwMTEzNDI1
NlowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABHYj
1oW3je19umUF28NxQWvhNrUqN2crTbH10KlCwDB2tWyjq/ac2Wa4601hKeqPE8BN
KBLtdoiHMyKwmjc7otSjUzBRMB0GA1UdDgQWBBRCJSbN/re6o80RKT6IlgHlXlsv
dzAfBgNVHSMEGDAWgBRCJSbN/re6o80RKT6IlgHlXlsvdzAPBgNVHRMBAf8EBTAD
AQH/MAoGCCqGSM49BAMCA0gAMEUCICTFmQz20APmuMSqcxlWOIiA7euPCjjzELmw
hAw7xd06AiEA8I6OvBX7ld72ycLb6LCCDGcEua8PpaMkbp9gUNlh1KM=
-----END CERTIFICATE-----
)";
constexpr std::string_view key_pem = R"(-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgJvVXSVRMwbvi0mgB
stm8l+798XyOOVqeB4KAcvAuBdShRANCAAR2I9aFt43tfbplBdvDcUFr4Ta1Kjdn
K02x9dCpQsAwdrVso6v2nNlmuOtNYSnqjxPATSgS7XaIhzMisJo3O6LU
-----END PRIVATE KEY-----
)";
constexpr std::string_view other_key_pem = R"(-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIEXcMpDcPUxYHDdGx7Xn+GbyTeR8u48MoXp0nDXoknkIoAoGCCqGSM49
AwEHoUQDQgAE3V4VEtoSy5m3iZhLHK/c9NGxdnvDrwaMCfcrXkXJ4umviNhTpi84
sDCzpAk0mIRd+S5sX2t3ohXrvKSlXGKZkg==
-----END EC PRIVATE KEY-----
)";

std::string file(const std::string& name, std::string_view content) {
    const auto path = testing::TempDir() + "teczka_tls_" + name;
    std::ofstream{path} << content;
    return path;
}
std::string code(const auto& result) { return result ? "" : result.error().complaints.at(0).code; }

TEST(Tls, refuses_what_is_no_certificate_with_its_key) {
    const auto good = file("good.pem", certificate_pem), key = file("good.key", key_pem);
    struct Case {
        std::string certificate, key, code;
    };
    for (const auto& [certificate, given, expected] :
         std::vector<Case>{{good, key, ""},
                           {"/nowhere.pem", key, "certificate_unreadable"},
                           {file("empty.pem", ""), key, "certificate_unreadable"},
                           {key, key, "certificate_unreadable"},
                           {good, "/nowhere.key", "key_unreadable"},
                           {good, good, "key_unreadable"},
                           {good, file("other.key", other_key_pem), "key_unreadable"}})
        EXPECT_EQ(code(Tls::load(certificate, given)), expected) << certificate << " " << given;
}

TEST(Tls, notices_new_files_and_keeps_the_old_when_they_are_broken) {
    const auto certificate = file("a.pem", certificate_pem), key = file("a.key", key_pem);
    const auto tls = Tls::load(certificate, key);
    ASSERT_TRUE(tls);
    EXPECT_FALSE((*tls)->has_changed());
    file("a.pem", "broken");
    EXPECT_TRUE((*tls)->has_changed());
    EXPECT_EQ(code((*tls)->reload()), "certificate_unreadable");
    EXPECT_FALSE((*tls)->has_changed());  // said once
    EXPECT_TRUE((*tls)->accept(0));       // the old one serves on
    file("a.pem", certificate_pem);
    EXPECT_TRUE((*tls)->has_changed());
    EXPECT_EQ(code((*tls)->reload()), "");
}

}  // namespace
}  // namespace teczka::server
