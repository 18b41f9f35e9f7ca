internal import Numerics

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The rows of the data set in hand, and what a quasi-likelihood makes of each at the present estimates.
struct QuasiRows {
  /// Columns of X.
  let p: Int
  /// X, row by row.
  let x: UnsafeMutablePointer<Double>
  let response: UnsafeMutablePointer<Double>
  let trials: UnsafeMutablePointer<Double>
  let offset: UnsafeMutablePointer<Double>
  /// Xβ, or Xβ + Zû.
  let linear: UnsafeMutablePointer<Double>
  /// z'Ωz, or z'Cov(û - u)z; used at order 2.
  let spread: UnsafeMutablePointer<Double>
  /// f'/√v, f''/√v and the working response, all at `linear` + `offset`.
  let slope: UnsafeMutablePointer<Double>
  let curvature: UnsafeMutablePointer<Double>
  let working: UnsafeMutablePointer<Double>
  private let column: UnsafeMutablePointer<Double>
  private let fixed: [Int]
  private let isBinomial: Bool

  init(_ model: GeneralisedModel, capacity n: Int, workspace: Workspace) {
    fixed = model.fixed
    p = model.fixed.count
    isBinomial = model.family.distribution == .binomial
    x = workspace.doubles(n * p)
    response = workspace.doubles(n)
    trials = workspace.doubles(n)
    offset = workspace.doubles(n)
    linear = workspace.doubles(n)
    spread = workspace.doubles(n)
    slope = workspace.doubles(n)
    curvature = workspace.doubles(n)
    working = workspace.doubles(n)
    column = workspace.doubles(n)
  }

  /// Takes in the data set that stands in the columns now.
  ///
  /// - Parameter everything: also what never changes.
  func read(_ source: GeneralisedSource, _ model: GeneralisedModel, everything: Bool) {
    let n = source.nesting.rowCount
    for (k, index) in fixed.enumerated() where everything || !source.isUnchanging(index) {
      read(index, of: source, to: x + k, stride: p)
    }
    source.copyRows(of: model.response, to: response)
    if let index = model.trials {
      source.copyRows(of: index, to: trials)
    } else {
      trials.update(repeating: 1, count: n)
    }
    offset.update(repeating: 0, count: n)
    for index in model.offsets {
      source.copyRows(of: index, to: column)
      for row in 0..<n { offset[row] += column[row] }
    }
  }

  /// Writes the values of a column row by row, `stride` numbers apart.
  func read(
    _ index: Int, of source: GeneralisedSource, to target: UnsafeMutablePointer<Double>, stride: Int
  ) {
    source.copyRows(of: index, to: column)
    for row in 0..<source.nesting.rowCount { target[row * stride] = column[row] }
  }

  /// Xβ of all rows.
  func setLinear(_ beta: UnsafePointer<Double>, _ n: Int) {
    for row in 0..<n {
      var sum = 0.0
      for k in 0..<p { sum += x[row * p + k] * beta[k] }
      linear[row] = sum
    }
  }

  /// Slopes, curvatures and working responses.
  ///
  /// The working response is (y - f(η) + f'(η)·linear - ½f''(η)·spread)/√v.
  func linearise(_ family: Family, order: Int, _ n: Int) {
    switch (family.distribution, family.link) {
    case (.negativeBinomial(let size), _):
      linearise(CountMoments(dispersion: 1 / size!), order, n)
    case (.binomial, .probit): linearise(ProbitMoments(), order, n)
    case (.binomial, .cloglog): linearise(ComplementaryLogMoments(), order, n)
    case (.binomial, _): linearise(LogitMoments(), order, n)
    default: linearise(CountMoments(dispersion: 0), order, n)
    }
  }

  @inline(__always)
  private func linearise<Distribution: WorkingDistribution>(
    _ distribution: Distribution, _ order: Int, _ n: Int
  ) {
    for row in 0..<n {
      let moments = distribution.moments(linear[row] + offset[row], response[row], trials[row])
      slope[row] = moments.slope
      curvature[row] = moments.curvature
      var value = moments.residual + moments.slope * linear[row]
      if order == 2 { value -= 0.5 * moments.curvature * spread[row] }
      working[row] = value
    }
  }

  /// Whether all responses are as small, or as large, as they can be.
  func extreme(_ n: Int) -> FitOutcome? {
    var allZero = true
    var allOne = isBinomial
    for row in 0..<n where trials[row] > 0 {
      if response[row] != 0 { allZero = false }
      if response[row] != trials[row] { allOne = false }
      if !allZero && !allOne { return nil }
    }
    return allZero ? .allZero : .allOne
  }

  /// A first linear predictor: the link of the responses, moved off the ends of their range.
  func setStart(_ family: Family, _ n: Int) {
    for row in 0..<n {
      var value = log(response[row] + 0.5)
      if isBinomial {
        let share = (response[row] + 0.5) / (trials[row] + 1)
        value = family.link == .cloglog ? log(-log(1 - share)) : log(share / (1 - share))
        if family.link == .probit { value *= 0.6 }
      }
      linear[row] = value - offset[row]
    }
  }

  /// Whether rows whose outcome the fixed part makes certain exist, and all turned out that way.
  func isSeparated(_ beta: UnsafePointer<Double>, _ link: Family.Link, _ n: Int) -> Bool {
    setLinear(beta, n)
    let low = link == .probit ? -5.0 : -12
    let high = link == .probit ? 5.0 : link == .cloglog ? 2.5 : 12
    var certain = 0
    for row in 0..<n where trials[row] > 0 {
      let eta = linear[row] + offset[row]
      if eta < low {
        if response[row] != 0 { return false }
        certain += 1
      } else if isBinomial && eta > high {
        if response[row] != trials[row] { return false }
        certain += 1
      }
    }
    return certain > 0
  }

  /// Whether the columns of X are independent; also writes the root mean square of each.
  func hasFullRank(
    _ gram: UnsafeMutablePointer<Double>, lengths: UnsafeMutablePointer<Double>, _ n: Int
  ) -> Bool {
    gram.update(repeating: 0, count: packedCount(p))
    for row in 0..<n { addOuter(x + row * p, p, to: gram) }
    for k in 0..<p { lengths[k] = (gram[packedIndex(k, k)] / Double(n)).squareRoot() }
    return choleskyPacked(gram, p)
  }
}

extension GeneralisedSource {
  /// Whether a column has the same value in the same row of every data set.
  func isUnchanging(_ column: Int) -> Bool { nesting.isFixed && isFixed[column] }
}
