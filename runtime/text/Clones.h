// Functions compiled for several levels of the instruction set.
#pragma once

/// Before a hot function: the program's start picks the form for the machine by cpuid. Sanitizers cannot run the
/// choice.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SMELT_CLONES
#endif
#endif
#if !defined(SMELT_CLONES) && defined(__x86_64__) && defined(__linux__)
#define SMELT_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#elif !defined(SMELT_CLONES)
#define SMELT_CLONES
#endif
