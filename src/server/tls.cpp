// The few functions of libssl that are used, found when first needed. Its headers give the types.
#include "server/tls.hpp"

#include <dlfcn.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <sys/stat.h>

#include <optional>
#include <utility>

namespace teczka::server {
namespace {

struct Library {
    decltype(&::TLS_server_method) server_method{};
    decltype(&::SSL_CTX_new) ctx_new{};
    decltype(&::SSL_CTX_free) ctx_free{};
    decltype(&::SSL_CTX_ctrl) ctx_ctrl{};
    decltype(&::SSL_CTX_set_options) ctx_set_options{};
    decltype(&::SSL_CTX_set_cipher_list) ctx_set_cipher_list{};
    decltype(&::SSL_CTX_set_alpn_select_cb) ctx_set_alpn_select_cb{};
    decltype(&::SSL_CTX_set_default_passwd_cb) ctx_set_default_passwd_cb{};
    decltype(&::SSL_CTX_use_certificate_chain_file) ctx_use_certificate_chain_file{};
    decltype(&::SSL_CTX_use_PrivateKey_file) ctx_use_private_key_file{};
    decltype(&::SSL_CTX_check_private_key) ctx_check_private_key{};
    decltype(&::SSL_new) ssl_new{};
    decltype(&::SSL_free) ssl_free{};
    decltype(&::SSL_set_fd) ssl_set_fd{};
    decltype(&::SSL_set_accept_state) ssl_set_accept_state{};
    decltype(&::SSL_read) ssl_read{};
    decltype(&::SSL_write) ssl_write{};
    decltype(&::SSL_get_error) ssl_get_error{};
    decltype(&::SSL_has_pending) ssl_has_pending{};
    decltype(&::SSL_shutdown) ssl_shutdown{};
    decltype(&::ERR_clear_error) err_clear_error{};
};

template <class Function>
bool find(void* handle, const char* name, Function& function) {
    function = reinterpret_cast<Function>(::dlsym(handle, name));
    return function != nullptr;
}

std::optional<Library> load_library() {
    ::signal(SIGPIPE, SIG_IGN);  // it writes without MSG_NOSIGNAL
    void* handle = ::dlopen("libssl.so.3", RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) return {};
    Library l;
    const bool has_all =
        find(handle, "TLS_server_method", l.server_method) && find(handle, "SSL_CTX_new", l.ctx_new) &&
        find(handle, "SSL_CTX_free", l.ctx_free) && find(handle, "SSL_CTX_ctrl", l.ctx_ctrl) &&
        find(handle, "SSL_CTX_set_options", l.ctx_set_options) &&
        find(handle, "SSL_CTX_set_cipher_list", l.ctx_set_cipher_list) &&
        find(handle, "SSL_CTX_set_alpn_select_cb", l.ctx_set_alpn_select_cb) &&
        find(handle, "SSL_CTX_set_default_passwd_cb", l.ctx_set_default_passwd_cb) &&
        find(handle, "SSL_CTX_use_certificate_chain_file", l.ctx_use_certificate_chain_file) &&
        find(handle, "SSL_CTX_use_PrivateKey_file", l.ctx_use_private_key_file) &&
        find(handle, "SSL_CTX_check_private_key", l.ctx_check_private_key) &&
        find(handle, "SSL_new", l.ssl_new) && find(handle, "SSL_free", l.ssl_free) &&
        find(handle, "SSL_set_fd", l.ssl_set_fd) &&
        find(handle, "SSL_set_accept_state", l.ssl_set_accept_state) &&
        find(handle, "SSL_read", l.ssl_read) && find(handle, "SSL_write", l.ssl_write) &&
        find(handle, "SSL_get_error", l.ssl_get_error) &&
        find(handle, "SSL_has_pending", l.ssl_has_pending) && find(handle, "SSL_shutdown", l.ssl_shutdown) &&
        find(handle, "ERR_clear_error", l.err_clear_error);
    return has_all ? std::optional{l} : std::nullopt;
}

// Once a process; never unloaded.
const std::optional<Library>& library() {
    static const auto loaded = load_library();
    return loaded;
}

// Of TLS 1.2; those of 1.3 are all good.
constexpr const char* ciphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

int choose_http(SSL*, const unsigned char** out, unsigned char* size, const unsigned char* offered,
                unsigned int length, void*) {
    constexpr std::string_view wanted = "http/1.1";
    for (unsigned int at = 0; at < length && at + 1 + offered[at] <= length; at += 1U + offered[at]) {
        if (std::string_view{reinterpret_cast<const char*>(offered + at + 1), offered[at]} != wanted)
            continue;
        *out = offered + at + 1;
        *size = offered[at];
        return SSL_TLSEXT_ERR_OK;
    }
    return SSL_TLSEXT_ERR_NOACK;
}

// An encrypted key is refused: nobody sits at the server to type a passphrase.
int no_passphrase(char*, int, int, void*) { return 0; }

Result<std::shared_ptr<void>> make_context(const std::string& certificate, const std::string& key) {
    if (!library()) return refuse("tls_library_missing");
    const auto& l = *library();
    l.err_clear_error();
    std::shared_ptr<SSL_CTX> context{l.ctx_new(l.server_method()), l.ctx_free};
    if (!context) return refuse("tls_library_missing");
    auto* ctx = context.get();
    l.ctx_ctrl(ctx, SSL_CTRL_SET_MIN_PROTO_VERSION, TLS1_2_VERSION, nullptr);
    l.ctx_set_options(ctx, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    // Buffers of idle connections are given back; half an answer may be sent from elsewhere in memory.
    l.ctx_ctrl(ctx, SSL_CTRL_MODE,
               SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER,
               nullptr);
    l.ctx_ctrl(ctx, SSL_CTRL_SET_SESS_CACHE_MODE, SSL_SESS_CACHE_OFF, nullptr);
    l.ctx_set_cipher_list(ctx, ciphers);
    l.ctx_set_alpn_select_cb(ctx, choose_http, nullptr);
    l.ctx_set_default_passwd_cb(ctx, no_passphrase);
    if (l.ctx_use_certificate_chain_file(ctx, certificate.c_str()) != 1)
        return refuse("certificate_unreadable", "certificate", {{"path", certificate}});
    // Loading already compares it with the certificate.
    if (l.ctx_use_private_key_file(ctx, key.c_str(), SSL_FILETYPE_PEM) != 1 ||
        l.ctx_check_private_key(ctx) != 1)
        return refuse("key_unreadable", "key", {{"path", key}});
    l.err_clear_error();
    return std::shared_ptr<void>{std::move(context)};
}

std::string stamp_of(const std::string& path) {
    struct stat about {};
    if (::stat(path.c_str(), &about) != 0) return "missing";
    return std::to_string(about.st_mtim.tv_sec) + "." + std::to_string(about.st_mtim.tv_nsec) + "/" +
           std::to_string(about.st_size) + "/" + std::to_string(about.st_ino);
}

SSL* as_ssl(void* ssl) { return static_cast<SSL*>(ssl); }

Moved moved(SSL* ssl, int count) {
    if (count > 0) return {.bytes = static_cast<std::size_t>(count)};
    const int error = library()->ssl_get_error(ssl, count);
    library()->err_clear_error();
    if (error == SSL_ERROR_WANT_READ) return {};
    if (error == SSL_ERROR_WANT_WRITE) return {.wants_write = true};
    return {.has_failed = true};
}

}  // namespace

TlsSession::TlsSession(std::shared_ptr<void> context, int fd) : context_{std::move(context)} {
    auto* ssl = library()->ssl_new(static_cast<SSL_CTX*>(context_.get()));
    if (ssl == nullptr || library()->ssl_set_fd(ssl, fd) != 1) fail({.inside = "no memory for TLS"});
    library()->ssl_set_accept_state(ssl);
    ssl_ = ssl;
}

TlsSession::~TlsSession() { library()->ssl_free(as_ssl(ssl_)); }

Moved TlsSession::read(std::span<char> to) {
    std::size_t total = 0;
    while (total < to.size()) {
        const auto rest = to.subspan(total);
        auto one = moved(as_ssl(ssl_),
                         library()->ssl_read(as_ssl(ssl_), rest.data(), static_cast<int>(rest.size())));
        if (one.bytes == 0) {
            if (total > 0) break;
            return one;
        }
        total += one.bytes;
    }
    return {.bytes = total};
}

Moved TlsSession::write(std::string_view bytes) {
    return moved(as_ssl(ssl_),
                 library()->ssl_write(as_ssl(ssl_), bytes.data(), static_cast<int>(bytes.size())));
}

bool TlsSession::has_pending() const { return library()->ssl_has_pending(as_ssl(ssl_)) == 1; }

void TlsSession::say_goodbye() {
    (void)library()->ssl_shutdown(as_ssl(ssl_));
    library()->err_clear_error();
}

Tls::Tls(std::string certificate, std::string key)
    : certificate_{std::move(certificate)}, key_{std::move(key)} {}

Result<std::shared_ptr<Tls>> Tls::load(std::string certificate, std::string key) {
    std::shared_ptr<Tls> tls{new Tls{std::move(certificate), std::move(key)}};
    if (auto loaded = tls->reload(); !loaded) return std::unexpected(loaded.error());
    return tls;
}

Result<void> Tls::reload() {
    const auto now = stamp();
    auto context = make_context(certificate_, key_);
    const std::lock_guard lock{mutex_};
    loaded_stamp_ = now;  // also when refused: it is said once, until the files change again
    if (!context) return std::unexpected(context.error());
    context_ = std::move(*context);
    return {};
}

bool Tls::has_changed() const {
    const std::lock_guard lock{mutex_};
    return stamp() != loaded_stamp_;
}

std::string Tls::stamp() const { return stamp_of(certificate_) + " " + stamp_of(key_); }

std::unique_ptr<TlsSession> Tls::accept(int fd) const {
    const std::lock_guard lock{mutex_};
    return std::make_unique<TlsSession>(context_, fd);
}

}  // namespace teczka::server
