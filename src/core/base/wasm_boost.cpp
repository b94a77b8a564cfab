// Only in the browser's build: Boost.JSON compiled in from its headers, and what stands for exceptions there,
// since that C++ runtime has none. Whatever would throw (memory out, an accessor used wrongly) stops the
// core. This file alone is compiled without -fno-exceptions, because Boost's sources hold a few throws.
#ifdef __wasm__
#include <boost/assert/source_location.hpp>
#include <boost/json/src.hpp>
#include <cstddef>
#include <exception>

namespace boost {

void throw_exception(const std::exception&) { __builtin_trap(); }
void throw_exception(const std::exception&, const source_location&) { __builtin_trap(); }

}  // namespace boost

extern "C" {

void* __cxa_allocate_exception(std::size_t) { __builtin_trap(); }
[[noreturn]] void __cxa_throw(void*, void*, void (*)(void*)) { __builtin_trap(); }

}  // extern "C"
#endif
