#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Entries of the residuals' relative covariance matrix R of a block, and of its derivatives.
///
/// With φ the residual's own parameters (see `ResidualStructure.parameterCount`):
/// R_kl = s_k s_l C_kl, s_k = exp(τ/2) of the row's category; or on the diagonal x'Ωx.
struct ResidualEntries {
  private let structure: ResidualStructure
  private let correlationCount: Int
  private let ratioCount: Int
  /// The number of columns of the variance function.
  private let order: Int
  /// Index of the first of them among the values of `BlockRows`.
  private let firstColumn: Int
  /// Index of the residual's units among the groupings of `BlockRows`.
  private let grouping: Int?

  init(_ structure: ResidualStructure, grouping: Int?, firstColumn: Int) {
    self.structure = structure
    self.grouping = grouping
    self.firstColumn = firstColumn
    correlationCount = structure.correlation.parameterCount
    ratioCount = structure.categoryCount - 1
    order = structure.varianceColumns.count
  }

  var parameterCount: Int { structure.parameterCount }

  /// Whether the parameters can be: correlations inside ±1. What else they must obey shows in the
  /// factorisation of V.
  func areInside(_ phi: UnsafePointer<Double>) -> Bool {
    for index in 0..<correlationCount where !(phi[index].magnitude < 1) { return false }
    for index in 0..<ratioCount where !(phi[correlationCount + index].magnitude < 200) {
      return false
    }
    return true
  }

  /// Adds R to the lower triangle of `target`, row-major of order m; false if a variance is not
  /// positive.
  func add(
    _ rows: borrowing BlockRows, _ phi: UnsafePointer<Double>,
    to target: UnsafeMutablePointer<Double>
  ) -> Bool {
    let m = rows.count
    for k in 0..<m {
      let variance = order > 0 ? functionValue(rows, k, phi) : ratio(rows, k, phi)
      guard variance > 0 else { return false }
      target[k * m + k] += variance
      guard correlationCount > 0 else { continue }
      for l in 0..<k where areTogether(rows, k, l) {
        let scale = ratioCount > 0 ? (variance * ratio(rows, l, phi)).squareRoot() : 1
        target[k * m + l] += scale * correlation(rows, k, l, phi, 0)
      }
    }
    return true
  }

  /// Writes ∂R/∂φᵢ.
  func writeDerivative(
    _ i: Int, _ rows: borrowing BlockRows, _ phi: UnsafePointer<Double>,
    to target: UnsafeMutablePointer<Double>
  ) {
    let m = rows.count
    if i >= correlationCount + ratioCount {
      writeFunctionDerivative(i - correlationCount - ratioCount + 1, rows, to: target)
      return
    }
    for k in 0..<m {
      for l in 0...k {
        let value =
          i < correlationCount
          ? scale(rows, k, l, phi) * correlationDerivative(i, rows, k, l, phi)
          : share(i, rows, k, l) * entry(rows, k, l, phi)
        target[k * m + l] = value
        target[l * m + k] = value
      }
    }
  }

  /// Writes ∂²R/∂φᵢ∂φⱼ, i ≥ j, unless it is 0 everywhere.
  ///
  /// - Returns: whether it is not.
  func writeSecondDerivative(
    _ i: Int, _ j: Int, _ rows: borrowing BlockRows, _ phi: UnsafePointer<Double>,
    to target: UnsafeMutablePointer<Double>
  ) -> Bool {
    guard i < correlationCount + ratioCount else { return false }
    if i < correlationCount {
      guard structure.correlation == .autoregressive else { return false }
    }
    let m = rows.count
    for k in 0..<m {
      for l in 0...k {
        let value: Double
        if i < correlationCount {
          value =
            areTogether(rows, k, l) && k != l
            ? scale(rows, k, l, phi) * correlation(rows, k, l, phi, 2) : 0
        } else if j < correlationCount {
          value =
            share(i, rows, k, l) * scale(rows, k, l, phi)
            * correlationDerivative(j, rows, k, l, phi)
        } else {
          value = share(i, rows, k, l) * share(j, rows, k, l) * entry(rows, k, l, phi)
        }
        target[k * m + l] = value
        target[l * m + k] = value
      }
    }
    return true
  }

  // MARK: Pieces

  private func areTogether(_ rows: borrowing BlockRows, _ k: Int, _ l: Int) -> Bool {
    guard let grouping else { return false }
    let units = rows.units(grouping)
    return units[k] == units[l]
  }

  private func entry(
    _ rows: borrowing BlockRows, _ k: Int, _ l: Int, _ phi: UnsafePointer<Double>
  ) -> Double {
    if k == l { return ratio(rows, k, phi) }
    guard areTogether(rows, k, l) else { return 0 }
    return scale(rows, k, l, phi) * correlation(rows, k, l, phi, 0)
  }

  /// The correlation of two rows of a unit (AR(1): or its derivative of this order).
  private func correlation(
    _ rows: borrowing BlockRows, _ k: Int, _ l: Int, _ phi: UnsafePointer<Double>,
    _ derivative: Int
  ) -> Double {
    switch structure.correlation {
    case .independent: return 0
    case .compoundSymmetry: return phi[0]
    case .autoregressive:
      let distance = (rows.positions[k] - rows.positions[l]).magnitude
      if distance < derivative { return 0 }
      let power = integerPower(phi[0], Int(distance) - derivative)
      switch derivative {
      case 0: return power
      case 1: return Double(distance) * power
      default: return Double(distance) * Double(distance - 1) * power
      }
    case .unstructured: return phi[pair(rows, k, l)]
    }
  }

  private func correlationDerivative(
    _ i: Int, _ rows: borrowing BlockRows, _ k: Int, _ l: Int, _ phi: UnsafePointer<Double>
  ) -> Double {
    guard k != l, areTogether(rows, k, l) else { return 0 }
    switch structure.correlation {
    case .independent: return 0
    case .compoundSymmetry: return 1
    case .autoregressive: return correlation(rows, k, l, phi, 1)
    case .unstructured: return pair(rows, k, l) == i ? 1 : 0
    }
  }

  /// The parameter of two positions.
  private func pair(_ rows: borrowing BlockRows, _ k: Int, _ l: Int) -> Int {
    let a = max(rows.positions[k], rows.positions[l])
    return a * (a - 1) / 2 + min(rows.positions[k], rows.positions[l])
  }

  /// The row's variance relative to the first category's.
  private func ratio(
    _ rows: borrowing BlockRows, _ k: Int, _ phi: UnsafePointer<Double>
  ) -> Double {
    guard ratioCount > 0 else { return 1 }
    let category = rows.categories[k]
    return category == 0 ? 1 : exp(phi[correlationCount + category - 1])
  }

  private func scale(
    _ rows: borrowing BlockRows, _ k: Int, _ l: Int, _ phi: UnsafePointer<Double>
  ) -> Double {
    ratioCount > 0 ? (ratio(rows, k, phi) * ratio(rows, l, phi)).squareRoot() : 1
  }

  /// Half for each of two rows that are of the category of the log ratio φᵢ: ∂ log R_kl/∂φᵢ.
  private func share(_ i: Int, _ rows: borrowing BlockRows, _ k: Int, _ l: Int) -> Double {
    let category = i - correlationCount + 1
    return (rows.categories[k] == category ? 0.5 : 0) + (rows.categories[l] == category ? 0.5 : 0)
  }

  private func functionValue(
    _ rows: borrowing BlockRows, _ k: Int, _ phi: UnsafePointer<Double>
  ) -> Double {
    var sum = 0.0
    for a in 0..<order {
      for b in 0...a {
        let index = packedIndex(a, b)
        let omega = index == 0 ? 1 : phi[correlationCount + ratioCount + index - 1]
        let product = rows.values(firstColumn + a)[k] * rows.values(firstColumn + b)[k]
        sum += (a == b ? 1 : 2) * omega * product
      }
    }
    return sum
  }

  /// x_a x_b, twice if a ≠ b, on the diagonal.
  private func writeFunctionDerivative(
    _ index: Int, _ rows: borrowing BlockRows, to target: UnsafeMutablePointer<Double>
  ) {
    let m = rows.count
    var a = 0
    while packedCount(a + 1) <= index { a += 1 }
    let b = index - packedCount(a)
    target.update(repeating: 0, count: m * m)
    for k in 0..<m {
      let product = rows.values(firstColumn + a)[k] * rows.values(firstColumn + b)[k]
      target[k * m + k] = (a == b ? 1 : 2) * product
    }
  }
}

/// x to a power of 0 or more.
func integerPower(_ x: Double, _ exponent: Int) -> Double {
  var result = 1.0
  var base = x
  var left = exponent
  while left > 0 {
    if left & 1 == 1 { result *= base }
    base *= base
    left >>= 1
  }
  return result
}
