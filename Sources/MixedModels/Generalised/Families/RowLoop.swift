/// A loop over rows that is compiled for each density.
protocol RowLoop {
  /// Returns a sum over the rows, or 0.
  func run<Density: RowDensity>(_ density: Density) -> Double
}

/// Σ log p.
struct ValueSum: RowLoop {
  let eta: UnsafePointer<Double>
  let count: Int

  func run<Density: RowDensity>(_ density: Density) -> Double {
    var sum = 0.0
    for row in 0..<count { sum += density.value(eta[row], row) }
    return sum
  }
}

/// Σ log p, with derivatives.
struct Curvatures: RowLoop {
  let eta: UnsafePointer<Double>
  let count: Int
  let first: UnsafeMutablePointer<Double>
  let weight: UnsafeMutablePointer<Double>

  func run<Density: RowDensity>(_ density: Density) -> Double {
    var sum = 0.0
    for row in 0..<count {
      let figures = density.curvature(eta[row], row)
      sum += figures.value
      first[row] = figures.first
      weight[row] = figures.weight
    }
    return sum
  }
}

/// log p of each row.
struct RowValues: RowLoop {
  let eta: UnsafePointer<Double>
  let count: Int
  let values: UnsafeMutablePointer<Double>
  let first: UnsafeMutablePointer<Double>?

  func run<Density: RowDensity>(_ density: Density) -> Double {
    guard let first else {
      for row in 0..<count { values[row] = density.value(eta[row], row) }
      return 0
    }
    for row in 0..<count {
      let figures = density.curvature(eta[row], row)
      values[row] = figures.value
      first[row] = figures.first
    }
    return 0
  }
}

/// ½ c ∂w/∂η.
struct LeverageSlopes: RowLoop {
  let eta: UnsafePointer<Double>
  let count: Int
  let leverages: UnsafePointer<Double>
  let slopes: UnsafeMutablePointer<Double>

  func run<Density: RowDensity>(_ density: Density) -> Double {
    for row in 0..<count {
      slopes[row] = 0.5 * leverages[row] * density.weightSlope(eta[row], row)
    }
    return 0
  }
}

/// The gradient in the family's parameters.
struct ParameterSlopes: RowLoop {
  let eta: UnsafePointer<Double>
  let count: Int
  let shares: UnsafePointer<Double>
  let leverages: UnsafePointer<Double>
  let shifts: UnsafePointer<Double>
  let gradient: UnsafeMutablePointer<Double>

  func run<Density: RowDensity>(_ density: Density) -> Double {
    for row in 0..<count {
      density.addParameterSlopes(
        eta[row], row, share: shares[row], leverage: leverages[row], shift: shifts[row],
        to: gradient)
    }
    return 0
  }
}
