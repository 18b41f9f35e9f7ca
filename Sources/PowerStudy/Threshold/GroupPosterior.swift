#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// 1/(1 + exp(-x)).
@inline(__always)
func expit(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

/// The random effects of groups given their answers and a fitted model: conditional modes and the
/// curvatures there, for normal answers means and variances.
///
/// Symbols: u effect of a group with variance τ², w that of the unit above with variance ω²; of a group W
/// is what its answers say about its linear predictor, H = W + 1/τ².
struct GroupPosterior {
  let model: GroupModel
  let isShare: Bool

  /// Effects of all groups.
  ///
  /// - Parameter starts: the first group of each unit above, and the number of groups.
  func write(_ groups: GroupBuffers, starts: UnsafePointer<Int>, unitsAbove: Int) {
    for unit in 0..<unitsAbove { write(groups, starts[unit]..<starts[unit + 1]) }
  }

  /// Effects of all groups where there is no effect above.
  ///
  /// - Parameter table: has taken this model.
  static func write(_ groups: GroupBuffers, count: Int, _ table: PosteriorTable) {
    for group in 0..<count {
      let own = table.of(groups.answers[group], groups.mean[group])
      groups.effect[group] = own.effect
      groups.spread[group] = own.variance
      groups.effectAbove[group] = 0
      groups.spreadAbove[group] = 0
    }
  }

  /// Effect and variance of one group whose linear predictor without its own effect is known.
  func of(
    _ answers: Double, _ mean: Double, offset: Double
  ) -> (effect: Double, variance: Double) {
    guard model.groupVariance > 0, answers > 0 else { return (0, model.groupVariance) }
    let precision = 1 / model.groupVariance
    guard isShare else {
      let weight = answers / model.residualVariance
      return (weight * (mean - offset) / (weight + precision), 1 / (weight + precision))
    }
    var u = 0.0
    var curvature = precision
    for _ in 0..<50 {
      let p = expit(offset + u)
      curvature = answers * p * (1 - p) + precision
      let step = (answers * (mean - p) - precision * u) / curvature
      u += Self.damped(step)
      if abs(step) < 1e-7 { break }
    }
    return (u, 1 / curvature)
  }

  /// Steps of no more than 2 on the logit scale, where Newton's method could overshoot.
  @inline(__always)
  private static func damped(_ step: Double) -> Double { min(max(step, -2), 2) }

  /// Effects of the groups of one unit above, together with its own.
  private func write(_ groups: GroupBuffers, _ range: Range<Int>) {
    var w = 0.0
    for group in range { groups.effect[group] = 0 }
    var schur = 0.0
    for _ in 0..<(isShare ? 60 : 2) {
      let (step, largest) = newtonStep(groups, range, w, &schur)
      w += step
      if max(abs(step), largest) < 1e-7 { break }
    }
    let spreadAbove = model.varianceAbove > 0 ? 1 / schur : 0
    for group in range {
      let (weight, curvature) = information(groups, group, w)
      let share = curvature.isFinite ? 1 - weight / curvature : 1
      let own = curvature.isFinite ? 1 / curvature : 0
      groups.spread[group] = own + share * share * spreadAbove
      groups.spreadAbove[group] = spreadAbove
      groups.effectAbove[group] = w
      groups.effect[group] += w
    }
  }

  /// W and H of a group at its effect and that above.
  @inline(__always)
  private func information(
    _ groups: GroupBuffers, _ group: Int, _ w: Double
  ) -> (weight: Double, curvature: Double) {
    let n = groups.answers[group]
    let weight: Double
    if isShare {
      let p = expit(model.intercept + w + groups.effect[group])
      weight = n * p * (1 - p)
    } else {
      weight = n / model.residualVariance
    }
    return (weight, weight + 1 / model.groupVariance)
  }

  /// One Newton step: moves the groups' effects, returns that of w and the largest of the others.
  private func newtonStep(
    _ groups: GroupBuffers, _ range: Range<Int>, _ w: Double, _ schur: inout Double
  ) -> (step: Double, largest: Double) {
    var gradient = 0.0
    schur = 0
    let hasOwn = model.groupVariance > 0
    let precision = hasOwn ? 1 / model.groupVariance : 0
    for group in range {
      let (g, weight) = score(groups, group, w)
      guard hasOwn else {
        gradient += g
        schur += weight
        continue
      }
      let curvature = weight + precision
      let own = g - precision * groups.effect[group]
      gradient += g - weight * own / curvature
      schur += weight - weight * weight / curvature
    }
    var step = 0.0
    if model.varianceAbove > 0 {
      schur += 1 / model.varianceAbove
      step = Self.damped((gradient - w / model.varianceAbove) / schur, isShare)
    }
    var largest = 0.0
    guard hasOwn else { return (step, 0) }
    for group in range {
      let (g, weight) = score(groups, group, w)
      let change = Self.damped(
        (g - precision * groups.effect[group] - weight * step) / (weight + precision), isShare)
      largest = max(largest, abs(change))
      groups.effect[group] += change
    }
    return (step, largest)
  }

  @inline(__always)
  private static func damped(_ step: Double, _ isShare: Bool) -> Double {
    isShare ? damped(step) : step
  }

  /// The derivative of a group's log likelihood in its linear predictor, and minus its second one.
  @inline(__always)
  private func score(
    _ groups: GroupBuffers, _ group: Int, _ w: Double
  ) -> (first: Double, weight: Double) {
    let n = groups.answers[group]
    let eta = model.intercept + w + groups.effect[group]
    if isShare {
      let p = expit(eta)
      return (n * (groups.mean[group] - p), n * p * (1 - p))
    }
    let weight = n / model.residualVariance
    return (weight * (groups.mean[group] - eta), weight)
  }
}
