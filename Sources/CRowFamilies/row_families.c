#include "row_families.h"

#include <math.h>

// Products are fused where the code says so and nowhere else.
#pragma STDC FP_CONTRACT OFF

#if defined(__x86_64__) && defined(__linux__)
#define FOR_EACH_WIDTH __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define FOR_EACH_WIDTH
#endif

#define ALWAYS_INLINE static inline __attribute__((always_inline))

typedef double four __attribute__((vector_size(32), aligned(8)));
typedef long long four_bits __attribute__((vector_size(32), aligned(8)));

#define LOAD(pointer) (*(const four *)(pointer))
#define STORE(pointer, value) (*(four *)(pointer) = (value))
#define EACH(value) ((four){(value), (value), (value), (value)})
#define ADD_PRODUCT(a, b, sum) __builtin_elementwise_fma((a), (b), (sum))

// Vectors go in and out of these by pointers, because calls by value depend on the width of registers.

ALWAYS_INLINE double total_of(const four *lanes) {
  return ((*lanes)[0] + (*lanes)[1]) + ((*lanes)[2] + (*lanes)[3]);
}
#define TOTAL(lanes) total_of(&(lanes))

#define CHOOSE(where, yes, no) \
  ((four)(((where) & (four_bits)(yes)) | (~(where) & (four_bits)(no))))

// Replaces x by exp(x) for |x| <= 708, to an ulp or so: x = k log 2 + r, |r| <= log 2 / 2, exp(r) by its
// series.
ALWAYS_INLINE void exponentiate(four *value) {
  const four x = __builtin_elementwise_max(__builtin_elementwise_min(*value, EACH(708.0)), EACH(-708.0));
  // Adding 1.5 * 2^52 leaves the nearest whole number in the last bits.
  const four shifted = ADD_PRODUCT(x, EACH(1.4426950408889634), EACH(6755399441055744.0));
  const four k = shifted - EACH(6755399441055744.0);
  four r = ADD_PRODUCT(k, EACH(-0x1.62e42fefa3800p-1), x);
  r = ADD_PRODUCT(k, EACH(-0x1.ef35793c76730p-45), r);
  four s = EACH(1.0 / 6227020800);
  s = ADD_PRODUCT(s, r, EACH(1.0 / 479001600));
  s = ADD_PRODUCT(s, r, EACH(1.0 / 39916800));
  s = ADD_PRODUCT(s, r, EACH(1.0 / 3628800));
  s = ADD_PRODUCT(s, r, EACH(1.0 / 362880));
  s = ADD_PRODUCT(s, r, EACH(1.0 / 40320));
  s = ADD_PRODUCT(s, r, EACH(1.0 / 5040));
  s = ADD_PRODUCT(s, r, EACH(1.0 / 720));
  s = ADD_PRODUCT(s, r, EACH(1.0 / 120));
  s = ADD_PRODUCT(s, r, EACH(1.0 / 24));
  s = ADD_PRODUCT(s, r, EACH(1.0 / 6));
  s = ADD_PRODUCT(s, r, EACH(0.5));
  s = ADD_PRODUCT(s, r, EACH(1.0));
  s = ADD_PRODUCT(s, r, EACH(1.0));
  const four_bits power = ((four_bits)shifted + 1023) << 52;
  *value = s * (four)power;
}

// Replaces t by log(1 + t) for 0 <= t <= 1, as 2 atanh(t / (2 + t)) by its series.
ALWAYS_INLINE void log_one_plus(four *value) {
  const four s = *value / (*value + EACH(2.0));
  const four q = s * s;
  four sum = EACH(1.0 / 33);
  for (int odd = 31; odd >= 1; odd -= 2) sum = ADD_PRODUCT(sum, q, EACH(1.0 / odd));
  *value = 2 * s * sum;
}

// The mean of one trial and its derivatives; exp(-|eta|) where the family needs it.
struct moments {
  four mean, w, w1, w2, e;
};

ALWAYS_INLINE void write_moments(enum row_family family, const four *eta, struct moments *m) {
  if (family == ROW_POISSON) {
    four mean = *eta;
    exponentiate(&mean);
    m->mean = m->w = m->w1 = m->w2 = m->e = mean;
    return;
  }
  // The smaller of the two probabilities is e / (1 + e), and e never overflows.
  four e = -__builtin_elementwise_abs(*eta);
  exponentiate(&e);
  const four larger = 1 / (1 + e);
  const four smaller = e * larger;
  const four_bits is_positive = *eta >= 0;
  const four difference = larger - smaller;
  m->e = e;
  m->mean = CHOOSE(is_positive, larger, smaller);
  m->w = larger * smaller;
  m->w1 = m->w * CHOOSE(is_positive, -difference, difference);
  m->w2 = m->w * ADD_PRODUCT(EACH(-6.0), m->w, EACH(1.0));
}

// -log p of one trial without y eta and what depends on y alone.
ALWAYS_INLINE void write_cumulant(enum row_family family, const four *eta, const struct moments *m,
                                  four *value) {
  if (family == ROW_POISSON) {
    *value = m->mean;
    return;
  }
  four lower = m->e;
  log_one_plus(&lower);
  *value = __builtin_elementwise_max(*eta, EACH(0.0)) + lower;
}

ALWAYS_INLINE int modes(struct row_data data, const enum row_family family, double sigma,
                        double tolerance, double *u) {
  // A change of the linear predictor beyond which the second order misleads.
  const double limit = 3 / sigma;
  for (long j = 0; j < data.clusters; ++j) {
    double at = u[j];
    int left = 100;
    for (; left > 0; --left) {
      four g = EACH(0.0), w = EACH(0.0);
      const four shift = EACH(sigma * at);
      for (long i = data.starts[j]; i < data.starts[j + 1]; i += 4) {
        const four eta = LOAD(data.xi + i) + shift;
        struct moments m;
        write_moments(family, &eta, &m);
        const four trials = LOAD(data.trials + i);
        g += ADD_PRODUCT(trials, m.mean, -LOAD(data.y + i));
        w = ADD_PRODUCT(trials, m.w, w);
      }
      double step = -(sigma * TOTAL(g) + at) / (1 + sigma * sigma * TOTAL(w));
      if (step > limit) step = limit;
      if (step < -limit) step = -limit;
      at += step;
      if (fabs(step) <= tolerance) break;
    }
    if (left == 0 || !isfinite(at)) return 1;
    u[j] = at;
  }
  return 0;
}

FOR_EACH_WIDTH
void row_predictors(struct row_data data, const double *base, const double *offset,
                    const double *const *columns, const double *beta, long column_count,
                    double *xi) {
  for (long j = 0; j < data.clusters; ++j) {
    const four base_each = EACH(base[j]);
    for (long i = data.starts[j]; i < data.starts[j + 1]; i += 4) {
      four sum = base_each + LOAD(offset + i);
      for (long k = 0; k < column_count; ++k)
        sum = ADD_PRODUCT(EACH(beta[k]), LOAD(columns[k] + i), sum);
      STORE(xi + i, sum);
    }
  }
}

FOR_EACH_WIDTH
int row_modes(struct row_data data, double sigma, double tolerance, double *u) {
  return data.family == ROW_POISSON ? modes(data, ROW_POISSON, sigma, tolerance, u)
                                    : modes(data, ROW_LOGIT, sigma, tolerance, u);
}

ALWAYS_INLINE void sums_of(struct row_data data, const enum row_family family, double sigma,
                           const double *u, const double *const *columns, long column_count,
                           double *sums, double *gradient, double *w, double *w1, double *w2) {
  for (long j = 0; j < data.clusters; ++j) {
    double *out = sums + j * (ROW_COLUMNS + 4 * column_count);
    const long first = data.starts[j], end = data.starts[j + 1];
    const four shift = EACH(sigma * u[j]);
    four value = EACH(0.0), g = EACH(0.0), s0 = EACH(0.0), s1 = EACH(0.0), s2 = EACH(0.0);
    for (long i = first; i < end; i += 4) {
      const four eta = LOAD(data.xi + i) + shift;
      const four trials = LOAD(data.trials + i), y = LOAD(data.y + i);
      struct moments m;
      four cumulant;
      write_moments(family, &eta, &m);
      write_cumulant(family, &eta, &m, &cumulant);
      value = ADD_PRODUCT(trials, cumulant, value);
      value = ADD_PRODUCT(-y, eta, value);
      const four row_g = ADD_PRODUCT(trials, m.mean, -y);
      const four row_w = trials * m.w, row_w1 = trials * m.w1, row_w2 = trials * m.w2;
      STORE(gradient + i, row_g);
      STORE(w + i, row_w);
      STORE(w1 + i, row_w1);
      STORE(w2 + i, row_w2);
      g += row_g;
      s0 += row_w;
      s1 += row_w1;
      s2 += row_w2;
    }
    out[ROW_VALUE] = TOTAL(value);
    out[ROW_G] = TOTAL(g);
    out[ROW_W] = TOTAL(s0);
    out[ROW_W1] = TOTAL(s1);
    out[ROW_W2] = TOTAL(s2);
    for (long k = 0; k < column_count; ++k) {
      const double *x = columns[k];
      g = s0 = s1 = s2 = EACH(0.0);
      for (long i = first; i < end; i += 4) {
        const four value_x = LOAD(x + i);
        g = ADD_PRODUCT(LOAD(gradient + i), value_x, g);
        s0 = ADD_PRODUCT(LOAD(w + i), value_x, s0);
        s1 = ADD_PRODUCT(LOAD(w1 + i), value_x, s1);
        s2 = ADD_PRODUCT(LOAD(w2 + i), value_x, s2);
      }
      double *column_out = out + ROW_COLUMNS + 4 * k;
      column_out[0] = TOTAL(g);
      column_out[1] = TOTAL(s0);
      column_out[2] = TOTAL(s1);
      column_out[3] = TOTAL(s2);
    }
  }
}

FOR_EACH_WIDTH
void row_sums(struct row_data data, double sigma, const double *u, const double *const *columns,
              long column_count, double *sums, double *gradient, double *w, double *w1, double *w2) {
  if (data.family == ROW_POISSON)
    sums_of(data, ROW_POISSON, sigma, u, columns, column_count, sums, gradient, w, w1, w2);
  else
    sums_of(data, ROW_LOGIT, sigma, u, columns, column_count, sums, gradient, w, w1, w2);
}

FOR_EACH_WIDTH
void row_weights(struct row_data data, const double *a, const double *b, double *w, const double *w1,
                 const double *w2) {
  for (long j = 0; j < data.clusters; ++j) {
    const four a_each = EACH(a[j]), b_each = EACH(b[j]);
    for (long i = data.starts[j]; i < data.starts[j + 1]; i += 4) {
      const four with_second = ADD_PRODUCT(a_each, LOAD(w2 + i), LOAD(w + i));
      STORE(w + i, ADD_PRODUCT(b_each, LOAD(w1 + i), with_second));
    }
  }
}

FOR_EACH_WIDTH
double row_product(const double *r, const double *x, const double *z, long rows) {
  four even = EACH(0.0), odd = EACH(0.0);
  long i = 0;
  for (; i + 8 <= rows; i += 8) {
    even = ADD_PRODUCT(LOAD(r + i) * LOAD(x + i), LOAD(z + i), even);
    odd = ADD_PRODUCT(LOAD(r + i + 4) * LOAD(x + i + 4), LOAD(z + i + 4), odd);
  }
  if (i < rows) even = ADD_PRODUCT(LOAD(r + i) * LOAD(x + i), LOAD(z + i), even);
  even += odd;
  return TOTAL(even);
}
