# lme4 as a partner of the benchmark, at its leanest: one model frame for all replicates, all responses
# drawn at once, refit() for each, Wald z. Predictors are not redrawn.
#
# Reads lines "CASE REPLICATES", answers each with the seconds that drawing, fitting and testing took.
# Run with OPENBLAS_NUM_THREADS=1.
suppressPackageStartupMessages(library(lme4))

two_level <- function(clusters, size) {
  data.frame(g = gl(clusters, size), x = rnorm(clusters * size))
}

three_levels <- function(schools, classes, pupils) {
  data <- data.frame(
    school = gl(schools, classes * pupils), class = gl(schools * classes, pupils))
  data$treatment <- sample(rep(0:1, length.out = schools))[data$school]
  data
}

crossed <- function(subjects, items) {
  data <- expand.grid(item = factor(seq_len(items)), subject = factor(seq_len(subjects)))
  data$x <- rnorm(nrow(data))
  data
}

cases <- list(
  "two-level-20x20" = list(
    data = two_level(20, 20), formula = ~ x + (1 | g), beta = c(0, 0.14), theta = 0.5),
  "two-level-100x50" = list(
    data = two_level(100, 50), formula = ~ x + (1 | g), beta = c(0, 0.14), theta = 0.5),
  "slope-60x20" = list(
    data = two_level(60, 20), formula = ~ x + (1 + x | g), beta = c(0, 0.14),
    theta = c(0.5, 0.3 * sqrt(0.1), sqrt(0.1 * (1 - 0.3^2)))),
  "three-levels-20x4x25" = list(
    data = three_levels(20, 4, 25), formula = ~ treatment + (1 | school) + (1 | class),
    beta = c(0, 0.3), theta = sqrt(c(0.1 / 0.9, 0.15 / 0.85))),
  "crossed-50x30" = list(
    data = crossed(50, 30), formula = ~ x + (1 + x | subject) + (1 | item), beta = c(0, 0.14),
    theta = c(0.5, 0.3 * sqrt(0.1), sqrt(0.1 * (1 - 0.3^2)), sqrt(0.15))),
  "logistic-20x20" = list(
    data = two_level(20, 20), formula = ~ x + (1 | g), beta = c(log(0.4 / 0.6), 0.14),
    theta = sqrt(0.822467), family = binomial),
  "logistic-60x20" = list(
    data = two_level(60, 20), formula = ~ x + (1 | g), beta = c(log(0.4 / 0.6), 0.14),
    theta = sqrt(0.822467), family = binomial),
  "poisson-60x20" = list(
    data = two_level(60, 20), formula = ~ x + (1 | g), beta = c(log(2), 0.14), theta = 0.5,
    family = poisson)
)


# One fit of a data set: reads the file, and times lmer() alone.
large_fit <- function(path) {
  data <- read.csv(path)
  data$s <- factor(data$s)
  data$d <- factor(data$d)
  system.time(lmer(y ~ service + (1 | s) + (1 | d), data))[["elapsed"]]
}

measure <- function(case, replicates) {
  family <- if (is.null(case$family)) gaussian else case$family
  truth <- list(beta = case$beta, theta = case$theta)
  if (is.null(case$family)) truth$sigma <- 1
  data <- case$data
  draw <- function(n) {
    suppressMessages(
      simulate(case$formula, newdata = data, newparams = truth, family = family, nsim = n))
  }
  data$y <- draw(1)[[1]]
  formula <- update(case$formula, y ~ .)
  model <- suppressMessages(
    if (is.null(case$family)) lmer(formula, data) else glmer(formula, data, family))
  elapsed <- system.time({
    responses <- draw(replicates)
    rejections <- 0
    for (y in responses) {
      fit <- suppressMessages(refit(model, y))
      z <- fixef(fit)[2] / sqrt(vcov(fit)[2, 2])
      rejections <- rejections + (abs(z) > qnorm(0.975))
    }
  })
  elapsed[["elapsed"]]
}

input <- file("stdin", "r")
while (length(line <- readLines(input, n = 1)) > 0) {
  request <- strsplit(line, " ")[[1]]
  seconds <-
    if (request[1] == "fit") large_fit(request[2])
    else measure(cases[[request[1]]], as.integer(request[2]))
  cat(sprintf("%.9f\n", seconds))
  flush(stdout())
}
