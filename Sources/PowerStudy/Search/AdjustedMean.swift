/// The mean of a figure over replicates, freed of what departures with known mean 0 explain of it.
///
/// With controls c of mean 0 the intercept of the regression y = μ + γ'c estimates E(y) with the variance
/// of its residuals in place of that of y (Lavenberg & Welch 1981).
struct AdjustedMean {
  let value: Double
  /// Its Monte Carlo standard error; 0 where all values agree.
  let standardError: Double

  /// - Parameters:
  ///   - values: one for each replicate; at least one.
  ///   - controls: for each control its value in each replicate.
  init(_ values: [Double], controls: [[Double]]) {
    let n = values.count
    let plain = Moments(values)
    let mean = plain.mean ?? .nan
    let scale = (plain.variance ?? 0).squareRoot()
    // With few replicates the regression would fit noise.
    guard n >= 10 * (controls.count + 1), scale > 0, !controls.isEmpty else {
      value = mean
      standardError = plain.standardErrorOfMean ?? .infinity
      return
    }
    let means = controls.map { orderedSum($0) / Double(n) }
    let centered = zip(controls, means).map { control, mean in control.map { $0 - mean } }
    let used = centered.indices.filter { index in
      orderedSum(centered[index]) { $0 * $0 } > 0
    }
    let k = used.count
    var products = [Double](repeating: 0, count: k * k)
    var right = [Double](repeating: 0, count: k)
    for (row, i) in used.enumerated() {
      for (column, j) in used.enumerated() where column <= row {
        let sum = Self.dot(centered[i], centered[j])
        products[row * k + column] = sum
        products[column * k + row] = sum
      }
      right[row] = Self.dot(centered[i], values)
    }
    let weights = Self.solve(products, right, k)
    var adjusted = mean
    for (row, i) in used.enumerated() { adjusted -= weights[row] * means[i] }
    var residuals = values.map { $0 - mean }
    for (row, i) in used.enumerated() {
      for replicate in 0..<n { residuals[replicate] -= weights[row] * centered[i][replicate] }
    }
    let sum = orderedSum(residuals) { $0 * $0 }
    // The intercept's variance grows with the distance of the controls' means from 0.
    let distance = Self.distance(products, used.map { means[$0] }, k)
    value = adjusted
    standardError = (sum / Double(n - k - 1) * (1 / Double(n) + distance)).squareRoot()
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    orderedSum(zip(a, b).map { $0 * $1 })
  }

  /// m'A⁻¹m.
  private static func distance(_ a: [Double], _ m: [Double], _ k: Int) -> Double {
    zip(m, solve(a, m, k)).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The solution of a positive semi-definite system; 0 for what depends on what stands before it.
  private static func solve(_ matrix: [Double], _ right: [Double], _ k: Int) -> [Double] {
    var a = matrix
    var b = right
    var isUsed = [Bool](repeating: true, count: k)
    for pivot in 0..<k {
      let value = a[pivot * k + pivot]
      guard value > 1e-10 * matrix[pivot * k + pivot] else {
        isUsed[pivot] = false
        continue
      }
      for row in pivot + 1..<max(k, pivot + 1) {
        let factor = a[row * k + pivot] / value
        for column in pivot..<k { a[row * k + column] -= factor * a[pivot * k + column] }
        b[row] -= factor * b[pivot]
      }
    }
    var x = [Double](repeating: 0, count: k)
    for row in (0..<k).reversed() where isUsed[row] {
      var sum = b[row]
      for column in row + 1..<max(k, row + 1) { sum -= a[row * k + column] * x[column] }
      x[row] = sum / a[row * k + row]
    }
    return x
  }
}
