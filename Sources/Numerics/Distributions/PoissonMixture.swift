import CGSL

/// Σ P(J = j) f(j) for J Poisson with this mean and f between 0 and 1.
///
/// The sum begins at the mode and goes both ways until what is left weighs less than 1e-17, so that
/// nothing underflows when the mean is large, and all terms are positive.
func poissonMixture(mean: Double, _ value: (Int) -> Double) -> Double {
  precondition(mean >= 0 && mean.isFinite)
  if mean == 0 { return value(0) }
  let mode = Int(mean.rounded(.down))
  let atMode = poissonProbability(mode, mean)
  var sum = atMode * value(mode)
  var weight = atMode
  var index = mode
  while index > 0 {
    weight *= Double(index) / mean
    index -= 1
    sum += weight * value(index)
    // What lies below is at most a geometric series with this ratio.
    let ratio = Double(index) / mean
    if weight * ratio < 1e-17 * (1 - ratio) { break }
  }
  weight = atMode
  index = mode
  while true {
    index += 1
    weight *= mean / Double(index)
    sum += weight * value(index)
    let ratio = mean / Double(index + 1)
    if weight * ratio < 1e-17 * (1 - ratio) { break }
  }
  return min(max(sum, 0), 1)
}

/// The Poisson probability in Loader's form (2000, Fast and accurate computation of binomial
/// probabilities): Γ without its leading Stirling terms, and a deviance that is small near the mode.
private func poissonProbability(_ count: Int, _ mean: Double) -> Double {
  precondition(GSLErrors.areReturned)
  if count == 0 { return exp(-mean) }
  let j = Double(count)
  let relative = (mean - j) / j
  // j log(j/mean) + mean - j = j (r - log(1 + r)).
  let deviance = j * (relative - gsl_log1p(relative))
  return exp(-deviance) / ((2 * Double.pi * j).squareRoot() * gsl_sf_gammastar(j))
}
