// The few dense loops in which fits of crossed models spend their time, for matrices of up to some
// hundred columns that lie row by row, each row padded to a multiple of four.
//
// They are in C because the compiler can then make a version for each width of the processor's
// registers. No sum is reordered, and products are added by fused multiplication and addition, which
// is exact to the same last digit on all processors (where it is no instruction, it is slow).
#ifndef DENSE_BLOCKS_H
#define DENSE_BLOCKS_H

/// b[i][j] -= sum over n of w[n][i] v[n][j], for all i and j below `stride` with j >= i (and some j
/// below i).
void dense_subtract_product(double *b, const double *w, const double *v, long rows, long stride);

/// out[n][j] = sum over t of r[n][t] m[t][j], for all j below `stride`.
///
/// ends[j / 4] says how many rows t of m begin with zeros only up to the columns j, j + 1, j + 2, j + 3.
void dense_multiply(double *out, const double *r, const double *m, const int *ends, long rows,
                    long stride);

/// out[j] += sum over n of weights[n] m[n][j], for all j below `stride`.
void dense_add_weighted(double *out, const double *weights, const double *m, long rows, long stride);

/// For each of `count` units: row k of out is the sum over i of c[k][i] times row i of in. Row k of a
/// unit stands `plane` numbers after its row k - 1; c is order x order, one after another for each unit.
void dense_mix(double *out, const double *in, const double *c, long order, long count, long plane,
               long stride);

/// Replaces the upper triangle of the positive definite a by U with U'U = a.
void dense_factorise(double *a, long order, long stride);

/// Solves U'x = y for the columns of y from `from` on, a multiple of four; x replaces y.
void dense_solve_rows(const double *u, double *y, long order, long from, long stride);

/// Writes the inverse of the upper triangular u, its lower triangle 0.
void dense_invert(const double *u, double *inverse, long order, long stride);

#endif
