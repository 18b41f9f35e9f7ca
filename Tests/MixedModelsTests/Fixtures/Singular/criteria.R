# Prints the REML criteria, coefficients and standard errors that BoundaryTests.swift holds, with
# lme4 1.1-31: the best of three optimisers from three starts each. The data are replicates of the
# shipped designs 04 (10 schools, 3 classes of 6), 06 (12 sites of 10, slope variance 0.05) and the
# growth curves (20 persons, slope SD 0.1).
library(lme4)
models <- list(
  middle = score ~ treatment + (1 + treatment | school) + (1 | class),
  multisite = y ~ treatment + (1 + treatment | site),
  growth = pain ~ month * arm + (1 + month | person))
controls <- list(
  bobyqa = list(rhobeg = 0.2, rhoend = 1e-9, maxfun = 2e5),
  nloptwrap = list(xtol_abs = 1e-12, ftol_abs = 1e-12, maxeval = 1e5),
  Nelder_Mead = list(maxfun = 2e5, FtolAbs = 1e-12, FtolRel = 1e-14, XtolRel = 1e-12))
best <- function(formula, data) {
  fits <- list()
  for (name in names(controls)) for (start in 1:3) {
    control <- lmerControl(optimizer = name, optCtrl = controls[[name]], calc.derivs = FALSE)
    set.seed(start)
    count <- if (grepl("class", deparse(formula)[1])) 4 else 3
    first <- if (start == 1) NULL else abs(rnorm(count))
    fit <- suppressMessages(suppressWarnings(
      lmer(formula, data, control = control, start = first)))
    fits <- c(fits, fit)
  }
  fits[[which.min(sapply(fits, REMLcrit))]]
}
for (name in names(models)) for (file in Sys.glob(paste0(name, "-*.csv"))) {
  fit <- best(models[[name]], read.csv(file))
  last <- length(fixef(fit))
  cat(sprintf("%s criterion %.9f singular %s estimate %.7f se %.7f\n", sub(".csv", "", file),
    REMLcrit(fit), isSingular(fit), fixef(fit)[last], sqrt(diag(as.matrix(vcov(fit))))[last]))
}
