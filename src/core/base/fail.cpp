// The only throw of the core; the browser's build has no exceptions and stops instead.
#include "core/base/refusal.hpp"

namespace teczka {

void fail([[maybe_unused]] Failure failure) {
#ifdef __wasm__
    __builtin_trap();
#else
    throw failure;
#endif
}

}  // namespace teczka
