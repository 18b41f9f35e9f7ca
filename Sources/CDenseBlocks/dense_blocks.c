#include "dense_blocks.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF

#if defined(__x86_64__) && defined(__linux__)
#define FOR_EACH_WIDTH __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define FOR_EACH_WIDTH
#endif

#define ALWAYS_INLINE static inline __attribute__((always_inline))

// t[j] -= sum over k < count of c[k * step] rows[k * stride + j], for from <= j < to.
ALWAYS_INLINE void subtract_rows(double *restrict t, const double *c, long step,
                                 const double *restrict rows, long stride, long count, long from,
                                 long to) {
  long k = 0;
  for (; k + 4 <= count; k += 4) {
    const double c0 = c[k * step], c1 = c[(k + 1) * step], c2 = c[(k + 2) * step],
                 c3 = c[(k + 3) * step];
    const double *r0 = rows + k * stride, *r1 = r0 + stride, *r2 = r1 + stride, *r3 = r2 + stride;
    for (long j = from; j < to; ++j)
      t[j] -= (c0 * r0[j] + c1 * r1[j]) + (c2 * r2[j] + c3 * r3[j]);
  }
  for (; k < count; ++k) {
    const double c0 = c[k * step];
    const double *r0 = rows + k * stride;
    for (long j = from; j < to; ++j) t[j] -= c0 * r0[j];
  }
}

FOR_EACH_WIDTH
void dense_subtract_product(double *b, const double *w, const double *v, long rows, long columns,
                            long stride) {
  long n = 0;
  for (; n + 4 <= rows; n += 4) {
    const double *w0 = w + n * stride, *w1 = w0 + stride, *w2 = w1 + stride, *w3 = w2 + stride;
    const double *v0 = v + n * stride, *v1 = v0 + stride, *v2 = v1 + stride, *v3 = v2 + stride;
    long i = 0;
    // Two rows of b at a time share what is loaded of v.
    for (; i + 2 <= columns; i += 2) {
      const double a0 = w0[i], a1 = w1[i], a2 = w2[i], a3 = w3[i];
      const double c0 = w0[i + 1], c1 = w1[i + 1], c2 = w2[i + 1], c3 = w3[i + 1];
      if (a0 == 0 && a1 == 0 && a2 == 0 && a3 == 0 && c0 == 0 && c1 == 0 && c2 == 0 && c3 == 0)
        continue;
      double *restrict s = b + i * stride;
      double *restrict t = s + stride;
      for (long j = i & ~3L; j < stride; ++j) {
        s[j] -= (a0 * v0[j] + a1 * v1[j]) + (a2 * v2[j] + a3 * v3[j]);
        t[j] -= (c0 * v0[j] + c1 * v1[j]) + (c2 * v2[j] + c3 * v3[j]);
      }
    }
    if (i < columns) {
      const double a0 = w0[i], a1 = w1[i], a2 = w2[i], a3 = w3[i];
      double *restrict s = b + i * stride;
      for (long j = i & ~3L; j < stride; ++j)
        s[j] -= (a0 * v0[j] + a1 * v1[j]) + (a2 * v2[j] + a3 * v3[j]);
    }
  }
  for (; n < rows; ++n) {
    const double *w0 = w + n * stride, *v0 = v + n * stride;
    for (long i = 0; i < columns; ++i) {
      const double a0 = w0[i];
      if (a0 == 0) continue;
      double *restrict s = b + i * stride;
      for (long j = i & ~3L; j < stride; ++j) s[j] -= a0 * v0[j];
    }
  }
}

// out[n] and out[n + 1], the two rows that share what is loaded of m; or only the first of them.
ALWAYS_INLINE void multiply_rows(double *restrict out, const double *restrict r,
                                 const double *restrict m, const int *first, long inner,
                                 long stride, int two) {
  double *restrict s = out;
  double *restrict t = out + stride;
  for (long j = 0; j < stride; ++j) s[j] = 0;
  if (two)
    for (long j = 0; j < stride; ++j) t[j] = 0;
  for (long k = 0; k < inner; k += 4) {
    // The rows of r are padded with anything: beyond `inner` nothing counts.
    double a[4], c[4];
    const double *rows[4];
    for (long i = 0; i < 4; ++i) {
      const int counts = k + i < inner;
      a[i] = counts ? r[k + i] : 0;
      c[i] = counts && two ? r[stride + k + i] : 0;
      rows[i] = counts ? m + (k + i) * stride : m;
    }
    const double a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3];
    const double c0 = c[0], c1 = c[1], c2 = c[2], c3 = c[3];
    if (a0 == 0 && a1 == 0 && a2 == 0 && a3 == 0 && c0 == 0 && c1 == 0 && c2 == 0 && c3 == 0)
      continue;
    const double *m0 = rows[0], *m1 = rows[1], *m2 = rows[2], *m3 = rows[3];
    if (two) {
      for (long j = first[k / 4]; j < stride; ++j) {
        s[j] += (a0 * m0[j] + a1 * m1[j]) + (a2 * m2[j] + a3 * m3[j]);
        t[j] += (c0 * m0[j] + c1 * m1[j]) + (c2 * m2[j] + c3 * m3[j]);
      }
    } else {
      for (long j = first[k / 4]; j < stride; ++j)
        s[j] += (a0 * m0[j] + a1 * m1[j]) + (a2 * m2[j] + a3 * m3[j]);
    }
  }
}

FOR_EACH_WIDTH
void dense_multiply(double *out, const double *r, const double *m, const int *first, long rows,
                    long inner, long stride) {
  long n = 0;
  for (; n + 2 <= rows; n += 2)
    multiply_rows(out + n * stride, r + n * stride, m, first, inner, stride, 1);
  if (n < rows) multiply_rows(out + n * stride, r + n * stride, m, first, inner, stride, 0);
}

FOR_EACH_WIDTH
void dense_factorise(double *a, long order, long stride) {
  for (long i = 0; i < order; ++i) {
    double *row = a + i * stride;
    subtract_rows(row, a + i, stride, a, stride, i, i & ~3L, order);
    const double root = sqrt(row[i]);
    const double reciprocal = 1 / root;
    row[i] = root;
    for (long j = i + 1; j < order; ++j) row[j] *= reciprocal;
  }
}

FOR_EACH_WIDTH
void dense_solve_rows(const double *u, double *y, long order, long from, long stride) {
  for (long i = 0; i < order; ++i) {
    double *row = y + i * stride;
    subtract_rows(row, u + i, stride, y, stride, i, from, stride);
    const double reciprocal = 1 / u[i * stride + i];
    for (long j = from; j < stride; ++j) row[j] *= reciprocal;
  }
}

FOR_EACH_WIDTH
void dense_invert(const double *u, double *inverse, long order, long stride) {
  for (long i = order - 1; i >= 0; --i) {
    double *row = inverse + i * stride;
    const double reciprocal = 1 / u[i * stride + i];
    for (long j = 0; j < stride; ++j) row[j] = 0;
    subtract_rows(row, u + i * stride + i + 1, 1, row + stride, stride, order - i - 1,
                  (i + 1) & ~3L, stride);
    for (long j = 0; j < order; ++j) row[j] *= reciprocal;
    row[i] = reciprocal;
  }
}
