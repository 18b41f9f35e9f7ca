internal import Numerics
internal import StudyDesign

/// Gives independent standard normals, one a row, the correlations and relative standard deviations of
/// a study's residuals.
struct ResidualDraw {
  private let correlation: ResidualModel.Correlation
  private let nesting: Nesting
  /// Level of the nesting of the units; nil for independent rows.
  private let within: Int?
  /// The factor L of unstructured correlations, packed row by row.
  private let factor: UnsafeMutablePointer<Double>
  /// The number of rows that each row stands after in its unit.
  let positions: UnsafeMutablePointer<Double>
  private let groups: ResidualGroups?
  private let function: ResidualFunction?

  /// - Parameter columns: those of the variance function.
  init(
    _ residual: ResidualModel, study: Study, columns: [ModelColumn], variables: [Variable],
    units: StudyUnits, buffers: Buffers
  ) {
    nesting = units.nesting
    correlation = residual.correlation
    within = residual.within.flatMap { units.nestingLevel($0 + 1) }
    positions = buffers.make(within == nil ? 0 : nesting.rowCapacity)
    if case .unstructured(let matrix) = residual.correlation {
      let lower = semidefiniteFactor(matrix)
      factor = buffers.make(lower.indices.flatMap { lower[$0][...$0] })
    } else {
      factor = buffers.make(0)
    }
    groups = residual.groups.map {
      ResidualGroups(
        $0, variables: variables, units: units, scale: study.model.residualVariance,
        buffers: buffers)
    }
    function = residual.function.map {
      ResidualFunction($0, columns: columns, nesting: units.nesting)
    }
    fillPositions()
  }

  /// Whether residuals correlate within units.
  var hasUnits: Bool { within != nil }

  /// Each row's category of variance, from 0; nil if all rows have one variance.
  var categories: UnsafePointer<Double>? { groups.map { UnsafePointer($0.categories) } }

  /// Whether positions and categories are the same in every data set.
  var isFixed: Bool { nesting.isFixed && groups?.isFixed != false }

  /// Shapes the normals in `y`, overwriting them.
  func shape(_ y: UnsafeMutablePointer<Double>) {
    if !nesting.isFixed { fillPositions() }
    correlate(y)
    groups?.scale(y, count: nesting.rowCount)
    function?.scale(y)
  }

  private func fillPositions() {
    guard let within else { return }
    let starts = nesting.starts(of: within)
    for unit in 0..<nesting.unitCount(within) {
      for row in starts[unit]..<starts[unit + 1] { positions[row] = Double(row - starts[unit]) }
    }
  }

  private func correlate(_ y: UnsafeMutablePointer<Double>) {
    guard let within else { return }
    let starts = nesting.starts(of: within)
    for unit in 0..<nesting.unitCount(within) {
      let own = y + starts[unit]
      let count = starts[unit + 1] - starts[unit]
      switch correlation {
      case .independent: return
      case .autoregressive(let rho): autoregress(own, count, rho)
      case .compoundSymmetry(let rho): equicorrelate(own, count, rho)
      case .unstructured: multiplyByFactor(own, count)
      }
    }
  }

  /// eₖ = ρeₖ₋₁ + √(1 - ρ²) zₖ.
  private func autoregress(_ e: UnsafeMutablePointer<Double>, _ count: Int, _ rho: Double) {
    let innovation = (1 - rho * rho).squareRoot()
    for k in 1..<max(count, 1) { e[k] = rho * e[k - 1] + innovation * e[k] }
  }

  /// Each residual given those before it, of which there are k with the sum s: mean ρs/(1 + (k-1)ρ),
  /// variance 1 - kρ²/(1 + (k-1)ρ).
  private func equicorrelate(_ e: UnsafeMutablePointer<Double>, _ count: Int, _ rho: Double) {
    var sum = 0.0
    for k in 0..<count {
      let denominator = 1 + Double(k - 1) * rho
      let variance = k == 0 ? 1 : 1 - Double(k) * rho * rho / denominator
      let mean = k == 0 ? 0 : rho * sum / denominator
      e[k] = mean + variance.squareRoot() * e[k]
      sum += e[k]
    }
  }

  private func multiplyByFactor(_ e: UnsafeMutablePointer<Double>, _ count: Int) {
    var k = count - 1
    while k >= 0 {
      let row = factor + k * (k + 1) / 2
      var sum = 0.0
      for j in 0...k { sum += row[j] * e[j] }
      e[k] = sum
      k -= 1
    }
  }
}

/// Standard deviations that differ between the values of a predictor.
struct ResidualGroups {
  let categories: UnsafeMutablePointer<Double>
  let isFixed: Bool
  private let source: UnsafePointer<Double>
  private let link: UnitLink
  private let values: UnsafeMutablePointer<Double>
  private let deviations: UnsafeMutablePointer<Double>
  private let count: Int

  /// - Parameter scale: the variance that others are relative to.
  init(
    _ groups: ResidualModel.Groups, variables: [Variable], units: StudyUnits, scale: Double,
    buffers: Buffers
  ) {
    let variable = variables.first { $0.name == groups.predictor }!
    source = UnsafePointer(variable.values)
    link = units.link(of: units.rowLevel, at: variable.level)
    isFixed = variable.isFixed && link.isFixed
    values = buffers.make(groups.values)
    deviations = buffers.make(groups.variances.map { ($0 / scale).squareRoot() })
    count = groups.values.count
    categories = buffers.make(units.nesting.rowCapacity)
  }

  /// Finds each row's category and multiplies by its standard deviation.
  func scale(_ y: UnsafeMutablePointer<Double>, count rows: Int) {
    for row in 0..<rows {
      let value = source[Int(link.units[row])]
      var category = 0
      while category < count - 1 && values[category] != value { category += 1 }
      categories[row] = Double(category)
      y[row] *= deviations[category]
    }
  }
}

/// A standard deviation √(x'Ωx) that depends on columns x, relative to that where x = (1, 0, …).
struct ResidualFunction {
  private let columns: [(values: UnsafePointer<Double>, holders: UnsafePointer<Int32>)]
  private let nesting: Nesting
  /// Relative to Ω's first entry.
  private let omega: [[Double]]

  init(_ function: ResidualModel.Function, columns: [ModelColumn], nesting: Nesting) {
    self.nesting = nesting
    self.columns = columns.dropFirst().map {
      (UnsafePointer($0.values), nesting.holders(of: nesting.rowLevel, at: $0.level))
    }
    let first = function.covariance[0][0]
    omega = function.covariance.map { $0.map { $0 / first } }
  }

  /// Multiplies each row by its standard deviation.
  func scale(_ y: UnsafeMutablePointer<Double>) {
    for row in 0..<nesting.rowCount {
      var variance = 0.0
      for i in omega.indices {
        let x = value(i, row)
        for j in omega.indices { variance += x * omega[i][j] * value(j, row) }
      }
      y[row] *= max(variance, 0).squareRoot()
    }
  }

  private func value(_ column: Int, _ row: Int) -> Double {
    guard column > 0 else { return 1 }
    let source = columns[column - 1]
    return source.values[Int(source.holders[row])]
  }
}
