internal import Numerics

/// The true values of an analysis's coefficients in the data set in hand; 0 where the generating model
/// has none.
struct TrueValues {
  /// For each coefficient the index of the generating model's, or -1.
  private let sources: UnsafePointer<Double>
  private let values: UnsafePointer<Double>

  /// - Parameter values: the generating model's coefficients, as they stand at any time.
  init(sources: [Int?], _ values: UnsafePointer<Double>, arena: Arena) {
    let kept = arena.take(sources.count)
    for (index, source) in sources.enumerated() { kept[index] = Double(source ?? -1) }
    self.sources = UnsafePointer(kept)
    self.values = values
  }

  subscript(coefficient: Int) -> Double {
    let source = Int(sources[coefficient])
    return source < 0 ? 0 : values[source]
  }
}
