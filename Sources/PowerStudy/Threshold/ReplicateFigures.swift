internal import Numerics

/// The figures of one estimator in one data set: for each set of groups a numerator and a denominator of
/// each figure, 0 and 0 where a data set says nothing of it.
struct ReplicateFigures {
  let setCount: Int
  let numerators: UnsafeMutablePointer<Double>
  let denominators: UnsafeMutablePointer<Double>
  /// For each set Σ(p - p̄)(t - t̄), Σ(p - p̄)² and Σ(t - t̄)² of figures p and truths t.
  let products: UnsafeMutablePointer<Double>
  private let arena: Arena

  static let figures = ThresholdFigure.allCases.count
  static let productCount = 3

  init(setCount: Int) {
    self.setCount = setCount
    let count = setCount * Self.figures
    arena = Arena(doubles: 2 * count + setCount * Self.productCount, pieces: 3)
    numerators = arena.take(count)
    denominators = arena.take(count)
    products = arena.take(setCount * Self.productCount)
  }

  func clear() {
    let count = setCount * Self.figures
    numerators.update(repeating: 0, count: count)
    denominators.update(repeating: 0, count: count)
    products.update(repeating: 0, count: setCount * Self.productCount)
  }

  /// Sets a figure of a set of groups.
  @inline(__always)
  func set(_ figure: ThresholdFigure, ofSet set: Int, _ numerator: Double, _ denominator: Double) {
    let place = set * Self.figures + figure.rawValue
    numerators[place] = numerator
    denominators[place] = denominator
  }
}
