/// What groups are compared with in one data set.
struct GroupComparison {
  /// The benchmark as it truly is, and as it is known from the answers.
  var truth: Double
  var estimate: Double
  /// A group differs if it lies further from the benchmark than this.
  var margin: Double

  /// Whether a group truly differs, and on which side it then lies: -1, 0 (does not differ), 1.
  @inline(__always)
  func side(ofTruth value: Double) -> Double {
    value > truth + margin ? 1 : value < truth - margin ? -1 : 0
  }

  /// On which side of the benchmark a published figure lies; 0 on it.
  @inline(__always)
  func side(ofFigure value: Double) -> Double {
    value > estimate ? 1 : value < estimate ? -1 : 0
  }

  /// On which side an interval lies wholly beyond the benchmark; 0 if it does not.
  @inline(__always)
  func flag(low: Double, high: Double) -> Double {
    low > estimate + margin ? 1 : high < estimate - margin ? -1 : 0
  }
}
