#include "dense_blocks.h"

#include <math.h>

#if defined(__x86_64__) && defined(__linux__)
#define FOR_EACH_WIDTH __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define FOR_EACH_WIDTH
#endif

#define ALWAYS_INLINE static inline __attribute__((always_inline))

// Four numbers, wherever they lie.
typedef double four __attribute__((vector_size(32), aligned(8)));

#define LOAD(pointer) (*(const four *)(pointer))
#define STORE(pointer, value) (*(four *)(pointer) = (value))
#define EACH(value) ((four){(value), (value), (value), (value)})
#define ADD_PRODUCT(a, b, sum) __builtin_elementwise_fma((a), (b), (sum))

// Four rows of b from column i on: 4 x 8 numbers at a time stay in registers.
ALWAYS_INLINE void subtract_strip(double *b, const double *w, const double *v, long rows, long i,
                                  long stride) {
  long j = i;
  for (; j + 8 <= stride; j += 8) {
    four s[4][2];
    for (int k = 0; k < 4; ++k) {
      s[k][0] = LOAD(b + (i + k) * stride + j);
      s[k][1] = LOAD(b + (i + k) * stride + j + 4);
    }
    for (long n = 0; n < rows; ++n) {
      const four v0 = LOAD(v + n * stride + j), v1 = LOAD(v + n * stride + j + 4);
      for (int k = 0; k < 4; ++k) {
        const four c = EACH(-w[n * stride + i + k]);
        s[k][0] = ADD_PRODUCT(c, v0, s[k][0]);
        s[k][1] = ADD_PRODUCT(c, v1, s[k][1]);
      }
    }
    for (int k = 0; k < 4; ++k) {
      STORE(b + (i + k) * stride + j, s[k][0]);
      STORE(b + (i + k) * stride + j + 4, s[k][1]);
    }
  }
  if (j < stride) {
    four s[4];
    for (int k = 0; k < 4; ++k) s[k] = LOAD(b + (i + k) * stride + j);
    for (long n = 0; n < rows; ++n) {
      const four v0 = LOAD(v + n * stride + j);
      for (int k = 0; k < 4; ++k) s[k] = ADD_PRODUCT(EACH(-w[n * stride + i + k]), v0, s[k]);
    }
    for (int k = 0; k < 4; ++k) STORE(b + (i + k) * stride + j, s[k]);
  }
}

FOR_EACH_WIDTH
void dense_subtract_product(double *b, const double *w, const double *v, long rows, long stride) {
  for (long i = 0; i < stride; i += 4) subtract_strip(b, w, v, rows, i, stride);
}

FOR_EACH_WIDTH
void dense_multiply(double *out, const double *r, const double *m, const int *ends, long rows,
                    long stride) {
  long n = 0;
  for (; n + 4 <= rows; n += 4) {
    const double *a = r + n * stride;
    long j = 0;
    for (; j + 8 <= stride; j += 8) {
      const long end = ends[j / 4 + 1] > ends[j / 4] ? ends[j / 4 + 1] : ends[j / 4];
      four s[4][2];
      for (int k = 0; k < 4; ++k) s[k][0] = s[k][1] = EACH(0.0);
      for (long t = 0; t < end; ++t) {
        const four m0 = LOAD(m + t * stride + j), m1 = LOAD(m + t * stride + j + 4);
        for (int k = 0; k < 4; ++k) {
          const four c = EACH(a[k * stride + t]);
          s[k][0] = ADD_PRODUCT(c, m0, s[k][0]);
          s[k][1] = ADD_PRODUCT(c, m1, s[k][1]);
        }
      }
      for (int k = 0; k < 4; ++k) {
        STORE(out + (n + k) * stride + j, s[k][0]);
        STORE(out + (n + k) * stride + j + 4, s[k][1]);
      }
    }
    if (j < stride) {
      four s[4];
      for (int k = 0; k < 4; ++k) s[k] = EACH(0.0);
      for (long t = 0; t < ends[j / 4]; ++t) {
        const four m0 = LOAD(m + t * stride + j);
        for (int k = 0; k < 4; ++k) s[k] = ADD_PRODUCT(EACH(a[k * stride + t]), m0, s[k]);
      }
      for (int k = 0; k < 4; ++k) STORE(out + (n + k) * stride + j, s[k]);
    }
  }
  for (; n < rows; ++n) {
    for (long j = 0; j < stride; j += 4) {
      four s = EACH(0.0);
      for (long t = 0; t < ends[j / 4]; ++t)
        s = ADD_PRODUCT(EACH(r[n * stride + t]), LOAD(m + t * stride + j), s);
      STORE(out + n * stride + j, s);
    }
  }
}

FOR_EACH_WIDTH
void dense_add_weighted(double *out, const double *weights, const double *m, long rows,
                        long stride) {
  long j = 0;
  for (; j + 16 <= stride; j += 16) {
    four s0 = LOAD(out + j), s1 = LOAD(out + j + 4), s2 = LOAD(out + j + 8),
         s3 = LOAD(out + j + 12);
    for (long n = 0; n < rows; ++n) {
      const four c = EACH(weights[n]);
      const double *row = m + n * stride + j;
      s0 = ADD_PRODUCT(c, LOAD(row), s0);
      s1 = ADD_PRODUCT(c, LOAD(row + 4), s1);
      s2 = ADD_PRODUCT(c, LOAD(row + 8), s2);
      s3 = ADD_PRODUCT(c, LOAD(row + 12), s3);
    }
    STORE(out + j, s0);
    STORE(out + j + 4, s1);
    STORE(out + j + 8, s2);
    STORE(out + j + 12, s3);
  }
  for (; j < stride; j += 4) {
    four s = LOAD(out + j);
    for (long n = 0; n < rows; ++n)
      s = ADD_PRODUCT(EACH(weights[n]), LOAD(m + n * stride + j), s);
    STORE(out + j, s);
  }
}

FOR_EACH_WIDTH
void dense_mix(double *out, const double *in, const double *c, long order, long count, long plane,
               long stride) {
  for (long unit = 0; unit < count; ++unit) {
    const double *weights = c + unit * order * order;
    const double *from = in + unit * stride;
    double *to = out + unit * stride;
    if (order == 1) {
      for (long j = 0; j < stride; j += 4) STORE(to + j, EACH(weights[0]) * LOAD(from + j));
    } else if (order == 2) {
      const four c00 = EACH(weights[0]), c01 = EACH(weights[1]);
      const four c10 = EACH(weights[2]), c11 = EACH(weights[3]);
      for (long j = 0; j < stride; j += 4) {
        const four x = LOAD(from + j), y = LOAD(from + plane + j);
        STORE(to + j, ADD_PRODUCT(c01, y, c00 * x));
        STORE(to + plane + j, ADD_PRODUCT(c11, y, c10 * x));
      }
    } else {
      for (long k = 0; k < order; ++k) {
        for (long j = 0; j < stride; j += 4) {
          four s = EACH(0.0);
          for (long i = 0; i < order; ++i)
            s = ADD_PRODUCT(EACH(weights[k * order + i]), LOAD(from + i * plane + j), s);
          STORE(to + k * plane + j, s);
        }
      }
    }
  }
}

// row[j] -= sum over k < count of c[k * step] rows[k][j], from column `from` on.
ALWAYS_INLINE void subtract_rows(double *row, const double *c, long step, const double *rows,
                                 long count, long from, long stride) {
  long j = from;
  for (; j + 16 <= stride; j += 16) {
    four s0 = LOAD(row + j), s1 = LOAD(row + j + 4), s2 = LOAD(row + j + 8),
         s3 = LOAD(row + j + 12);
    for (long k = 0; k < count; ++k) {
      const four weight = EACH(-c[k * step]);
      const double *other = rows + k * stride + j;
      s0 = ADD_PRODUCT(weight, LOAD(other), s0);
      s1 = ADD_PRODUCT(weight, LOAD(other + 4), s1);
      s2 = ADD_PRODUCT(weight, LOAD(other + 8), s2);
      s3 = ADD_PRODUCT(weight, LOAD(other + 12), s3);
    }
    STORE(row + j, s0);
    STORE(row + j + 4, s1);
    STORE(row + j + 8, s2);
    STORE(row + j + 12, s3);
  }
  for (; j < stride; j += 4) {
    four s = LOAD(row + j);
    for (long k = 0; k < count; ++k)
      s = ADD_PRODUCT(EACH(-c[k * step]), LOAD(rows + k * stride + j), s);
    STORE(row + j, s);
  }
}

ALWAYS_INLINE void scale_row(double *row, double factor, long from, long stride) {
  for (long j = from; j < stride; j += 4) STORE(row + j, EACH(factor) * LOAD(row + j));
}

FOR_EACH_WIDTH
void dense_factorise(double *a, long order, long stride) {
  for (long i = 0; i < order; ++i) {
    double *row = a + i * stride;
    subtract_rows(row, a + i, stride, a, i, i & ~3L, stride);
    const double root = sqrt(row[i]);
    scale_row(row, 1 / root, i & ~3L, stride);
    row[i] = root;
  }
}

FOR_EACH_WIDTH
void dense_solve_rows(const double *u, double *y, long order, long from, long stride) {
  for (long i = 0; i < order; ++i) {
    double *row = y + i * stride;
    subtract_rows(row, u + i, stride, y, i, from, stride);
    scale_row(row, 1 / u[i * stride + i], from, stride);
  }
}

FOR_EACH_WIDTH
void dense_invert(const double *u, double *inverse, long order, long stride) {
  for (long i = order - 1; i >= 0; --i) {
    double *row = inverse + i * stride;
    const double reciprocal = 1 / u[i * stride + i];
    for (long j = 0; j < stride; ++j) row[j] = 0;
    subtract_rows(row, u + i * stride + i + 1, 1, row + stride, order - i - 1, i & ~3L, stride);
    scale_row(row, reciprocal, i & ~3L, stride);
    row[i] = reciprocal;
  }
}
