// TLS of the listening addresses, from PEM files. OpenSSL is loaded only when a certificate is configured, so
// that an office without one does not pay its memory. TLS 1.2 with forward secrecy and authenticated
// encryption, and TLS 1.3; nothing older, no renegotiation, HTTP/1.1 alone.
#pragma once
#include <cstddef>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

#include "core/base/refusal.hpp"

namespace teczka::server {

// What became of an attempt to move bytes without waiting.
struct Moved {
    std::size_t bytes{};
    bool has_failed{};   // ended, reset, or no TLS: close
    bool wants_write{};  // nothing moved: try again when the socket can be written; else when it can be read
};

// One connection; on its own I/O thread. The descriptor stays its owner's.
class TlsSession {
public:
    TlsSession(std::shared_ptr<void> context, int fd);
    ~TlsSession();
    TlsSession(const TlsSession&) = delete;
    TlsSession& operator=(const TlsSession&) = delete;

    Moved read(std::span<char> to);
    // Tried again with the same bytes, at least as many, after it moved nothing.
    Moved write(std::string_view bytes);
    bool has_pending() const;  // decrypted already: the socket will not say so
    void say_goodbye();        // the end of data; no waiting

private:
    std::shared_ptr<void> context_;
    void* ssl_;
};

class Tls {
public:
    // Refuses tls_library_missing, certificate_unreadable (path), key_unreadable (path), key_of_another.
    static Result<std::shared_ptr<Tls>> load(std::string certificate, std::string key);

    // From any thread. New connections get the files as they are now; those that are open keep what they
    // have. Refused: all stays as it was.
    Result<void> reload();
    // The files' times differ from those that were loaded.
    bool has_changed() const;
    std::unique_ptr<TlsSession> accept(int fd) const;

private:
    Tls(std::string certificate, std::string key);
    std::string stamp() const;

    std::string certificate_, key_;
    mutable std::mutex mutex_;
    std::shared_ptr<void> context_;
    std::string loaded_stamp_;
};

}  // namespace teczka::server
