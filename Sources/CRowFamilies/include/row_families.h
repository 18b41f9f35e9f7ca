#ifndef ROW_FAMILIES_H
#define ROW_FAMILIES_H

// Passes over the rows of clusters that share one random effect u of standard deviation sigma, for
// families whose weight is the derivative of their mean.
//
// Rows lie cluster after cluster; clusters begin at multiples of four, and rows that fill them up have
// trials 0 and response 0. eta = xi + sigma u, g = -d log p / d eta = trials mu(eta) - y, w = dg/d eta,
// w1 and w2 its first and second derivatives. Sums have a fixed order, lanes before a fixed tree, and
// products are fused everywhere, so that every processor gets the same digits.

enum row_family { ROW_LOGIT = 0, ROW_POISSON = 1 };

// Rows of all clusters.
struct row_data {
  enum row_family family;
  long clusters;
  // Per cluster: its first row and, as last entry, the number of rows.
  const long *starts;
  const double *xi, *y, *trials;
};

// xi of all rows: the cluster's base and the row's offset, and beta times the row's columns.
void row_predictors(struct row_data data, const double *base, const double *offset,
                    const double *const *columns, const double *beta, long column_count,
                    double *xi);

// Newton's method for the mode of each cluster's h(u) = -log p + u^2 / 2, from the values in u; 0 if all
// converged.
int row_modes(struct row_data data, double sigma, double tolerance, double *u);

// Sums of a cluster; those of column k follow as four numbers each.
enum row_sum { ROW_VALUE, ROW_G, ROW_W, ROW_W1, ROW_W2, ROW_COLUMNS };

// At the modes: per cluster the sums of -log p (without what depends on y alone), g, w, w1 and w2, then
// for each column x those of g x, w x, w1 x, w2 x; 5 + 4 columns numbers. Writes g, w, w1, w2 row by row.
void row_sums(struct row_data data, double sigma, const double *u, const double *const *columns,
              long column_count, double *sums, double *g, double *w, double *w1, double *w2);

// The weight w + a w2 + b w1 of each row, a and b per cluster; overwrites w.
void row_weights(struct row_data data, const double *a, const double *b, double *w, const double *w1,
                 const double *w2);

// Sum of r x z over rows, their number a multiple of four.
double row_product(const double *r, const double *x, const double *z, long rows);

#endif
