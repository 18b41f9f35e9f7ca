// Only headers free of GSL's own CBLAS enumerations, which clash with those of OpenBLAS.
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_min.h>
#include <gsl/gsl_multimin.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_roots.h>
#include <gsl/gsl_sf_erf.h>
#include <gsl/gsl_sf_gamma.h>

// GSL's minimiser types are global variables, which strict concurrency refuses.
static inline const gsl_multimin_fminimizer_type *simplex_minimizer_type(void) {
  return gsl_multimin_fminimizer_nmsimplex2;
}
