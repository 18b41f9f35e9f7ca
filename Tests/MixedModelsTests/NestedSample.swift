import MixedModels
import Numerics

/// A made-up data set of nested units: an intercept, a predictor x of the rows, a predictor t of the
/// top units, and a response with effects of both, of the units at each level, and of x by top unit.
struct NestedSample {
  /// For each level of grouping, top first, the unit of each row.
  let units: [[Int32]]
  let x: [Double]
  let t: [Double]
  let y: [Double]

  /// Balanced data.
  ///
  /// - Parameters:
  ///   - sizes: units of each level in each unit of the level above; the last are the rows.
  ///   - sd: SD of the effects of each level, the residual's last.
  ///   - slope: SD of the effect of x between top units.
  init(_ sizes: [Int], sd: [Double], slope: Double = 0, seed: UInt64) {
    self.init(Nesting(unitsPerParent: sizes), sd: sd, slope: slope, seed: seed)
  }

  /// Data with this nesting.
  init(_ nesting: Nesting, sd: [Double], slope: Double = 0, seed: UInt64) {
    precondition(sd.count == nesting.rowLevel)
    var stream = RandomStream(seed: seed, pathHash: 1, replicate: 1)
    let n = nesting.rowCount
    units = (1..<nesting.rowLevel).map { nesting.ancestors(of: nesting.rowLevel, at: $0) }
    x = (0..<n).map { _ in stream.normal() + 0.3 }
    t = units[0].map { Double($0 % 2) }
    let slopes = (0..<nesting.unitCount(1)).map { _ in slope * stream.normal() }
    var y = (0..<n).map { _ in sd.last! * stream.normal() }
    for row in 0..<n { y[row] += 1 + (0.5 + slopes[Int(units[0][row])]) * x[row] - 0.2 * t[row] }
    for level in units.indices {
      let effects = (0..<nesting.unitCount(level + 1)).map { _ in sd[level] * stream.normal() }
      for row in 0..<n { y[row] += effects[Int(units[level][row])] }
    }
    self.y = y
  }

  var ones: [Double] { y.map { _ in 1 } }

  /// The model y ~ 1 + ... with random intercepts at every level.
  func intercepts(fixed: [[Double]]? = nil) -> LinearModelData {
    LinearModelData(
      response: y, fixed: fixed ?? [ones],
      terms: units.map { GroupedTerm(groups: $0, columns: [ones]) })
  }

  /// The model y ~ x + t with an effect of x by top unit, and random intercepts at every level.
  func slopes(isCorrelated: Bool = true) -> LinearModelData {
    var terms = intercepts().terms
    if isCorrelated {
      terms[0].columns.append(x)
    } else {
      terms.insert(GroupedTerm(groups: units[0], columns: [x]), at: 1)
    }
    return LinearModelData(response: y, fixed: [ones, x, t], terms: terms)
  }
}
