/// Sums over data sets of the figures of all estimators and sets, from which means and their Monte Carlo
/// standard errors follow.
struct FigureSums: Sendable {
  private let estimators: Int
  private let sets: Int
  /// Data sets drawn, and how the fits of those that were fitted ended.
  private(set) var replicates = 0
  private(set) var singular = 0
  private(set) var failed = 0
  /// For each estimator, set and figure Σx, Σy, Σx², Σxy and Σy² of numerators x and denominators y.
  private var ratios: [Double]
  /// For each estimator and set the sums of the three products, then of the products of each two.
  private var products: [Double]

  private static let ratioSums = 5
  private static let productSums = 9

  init(estimators: Int, sets: Int) {
    self.estimators = estimators
    self.sets = sets
    ratios = [Double](
      repeating: 0, count: estimators * sets * ReplicateFigures.figures * Self.ratioSums)
    products = [Double](repeating: 0, count: estimators * sets * Self.productSums)
  }

  /// Counts a data set.
  mutating func count(isSingular: Bool, isFailed: Bool) {
    replicates += 1
    if isSingular { singular += 1 }
    if isFailed { failed += 1 }
  }

  /// Adds the figures of an estimator in one data set.
  mutating func add(_ figures: ReplicateFigures, estimator: Int) {
    let count = sets * ReplicateFigures.figures
    let first = estimator * count * Self.ratioSums
    ratios.withUnsafeMutableBufferPointer { sums in
      for index in 0..<count {
        let x = figures.numerators[index]
        let y = figures.denominators[index]
        let place = first + index * Self.ratioSums
        sums[place] += x
        sums[place + 1] += y
        sums[place + 2] += x * x
        sums[place + 3] += x * y
        sums[place + 4] += y * y
      }
    }
    products.withUnsafeMutableBufferPointer { sums in
      for set in 0..<sets {
        let own = figures.products + set * ReplicateFigures.productCount
        let place = (estimator * sets + set) * Self.productSums
        var next = 3
        for i in 0..<3 {
          sums[place + i] += own[i]
          for j in 0...i {
            sums[place + next] += own[i] * own[j]
            next += 1
          }
        }
      }
    }
  }

  /// Adds the sums of data sets that come after these.
  mutating func add(_ later: FigureSums) {
    replicates += later.replicates
    singular += later.singular
    failed += later.failed
    for index in ratios.indices { ratios[index] += later.ratios[index] }
    for index in products.indices { products[index] += later.products[index] }
  }

  /// Σx/Σy with its Monte Carlo standard error by linearisation; nil where Σy is 0.
  func ratio(_ figure: ThresholdFigure, estimator: Int, set: Int) -> Figure? {
    let place =
      ((estimator * sets + set) * ReplicateFigures.figures + figure.rawValue) * Self.ratioSums
    let (x, y) = (ratios[place], ratios[place + 1])
    guard y > 0 else { return nil }
    let value = x / y
    let squares =
      ratios[place + 2] - 2 * value * ratios[place + 3] + value * value * ratios[place + 4]
    return Figure(value, mcse: error(squares, over: y))
  }

  /// The squared correlation over all data sets, each around its own means; nil without spread.
  func squaredCorrelation(estimator: Int, set: Int) -> Figure? {
    let place = (estimator * sets + set) * Self.productSums
    let sums = Array(products[place..<place + Self.productSums])
    let (cross, first, second) = (sums[0], sums[1], sums[2])
    guard first > 0, second > 0 else { return nil }
    let value = cross * cross / (first * second)
    guard cross != 0 else { return Figure(0, mcse: nil) }
    // d log r² = 2 da/a - db/b - dc/c.
    let slopes = [2 / cross, -1 / first, -1 / second]
    var squares = 0.0
    var next = 3
    for i in 0..<3 {
      for j in 0...i {
        squares += (i == j ? 1 : 2) * slopes[i] * slopes[j] * sums[next]
        next += 1
      }
    }
    return Figure(min(value, 1), mcse: error(squares, over: 1).map { $0 * value })
  }

  /// √(R/(R - 1) Σ of squared residuals)/y.
  private func error(_ squares: Double, over y: Double) -> Double? {
    guard replicates > 1 else { return nil }
    let r = Double(replicates)
    return (max(squares, 0) * r / (r - 1)).squareRoot() / y
  }
}
