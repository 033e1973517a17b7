/* Yardsticks for benchmarks/engine.py, compiled at run time with `cc -O3 -march=native -shared -fPIC`.
 *
 * earliest: the one-pass earliest-arrival algorithm of Wu et al. (PVLDB 7:9, 2014) on a stream of contacts
 *           sorted by time, one source, strict order. It is what a C++ library such as TGLib spends per source.
 * stream_or: a[i] |= b[i] over long arrays, the memory limit of any engine that ors rows of bits.
 */
#include <stdint.h>

void earliest(const int32_t *source, const int32_t *target, const int64_t *time, int64_t ties,
              int64_t actors, int32_t from, int64_t *arrival) {
    for (int64_t x = 0; x < actors; x++) arrival[x] = INT64_MAX;
    arrival[from] = INT64_MIN;
    for (int64_t i = 0; i < ties; i++) {
        int64_t t = time[i];
        if (arrival[source[i]] < t && t < arrival[target[i]]) arrival[target[i]] = t;
    }
}

typedef uint64_t line __attribute__((vector_size(64)));

void stream_or(line *a, const line *b, int64_t lines, int64_t times) {
    for (int64_t r = 0; r < times; r++) {
        for (int64_t i = 0; i < lines; i++) a[i] |= b[i];
        __asm__ volatile("" ::"r"(a) : "memory");
    }
}
