// The few dense loops in which fits of crossed models spend their time, for matrices of up to some
// hundred columns that lie row by row, each row padded to a multiple of four.
//
// They are in C because the compiler can then make a version for each width of the processor's
// registers. No sum is reordered and no product fused with an addition, so that all processors get the
// same digits.
#ifndef DENSE_BLOCKS_H
#define DENSE_BLOCKS_H

/// b[i][j] -= sum over n of w[n][i] v[n][j], for i < columns and i <= j < stride (and some j below i).
void dense_subtract_product(double *b, const double *w, const double *v, long rows, long columns,
                            long stride);

/// out[n][j] = sum over t < inner of r[n][t] m[t][j], for all j < stride.
///
/// first[t / 4] is a multiple of four below which rows t, t + 1, t + 2, t + 3 of m are 0.
void dense_multiply(double *out, const double *r, const double *m, const int *first, long rows,
                    long inner, long stride);

/// Replaces the upper triangle of the positive definite a by U with U'U = a.
void dense_factorise(double *a, long order, long stride);

/// Solves U'x = y for the columns of y from `from` on, a multiple of four; x replaces y.
void dense_solve_rows(const double *u, double *y, long order, long from, long stride);

/// Writes the inverse of the upper triangular u, its lower triangle 0.
void dense_invert(const double *u, double *inverse, long order, long stride);

#endif
