import Glibc

/// The values that an axis names, as a person would choose them: multiples of 1, 2 or 5 times a power of
/// ten.
struct Ticks: Equatable {
  /// In ascending order.
  var values: [Double]
  /// The distance between them.
  var step: Double

  /// Ticks within `range`, as many as possible but at most `most` (at least 2).
  init(within range: ClosedRange<Double>, most: Int) {
    let span = range.upperBound - range.lowerBound
    guard span > 0, span.isFinite else {
      self.init(values: [range.lowerBound], step: 1)
      return
    }
    var exponent = Int(log10(span / Double(max(most, 2))).rounded(.down)) - 1
    while true {
      for leading in [1, 2, 5] {
        let multiples = Self.multiples(of: leading, exponent, in: range)
        if multiples.count <= max(most, 2) {
          // A tenth is written as a quotient: 3 / 10 is 0.3, 3 * 0.1 is not.
          let step = Self.value(leading, exponent)
          self.init(values: multiples.map { Self.value($0 * leading, exponent) }, step: step)
          return
        }
      }
      exponent += 1
    }
  }

  private init(values: [Double], step: Double) {
    self.values = values
    self.step = step
  }

  /// The values as text, all with the decimals of the step.
  var labels: [String] {
    let decimals = step >= 1 ? 0 : NumberText.decimals(of: step, digits: 1)
    return values.map { NumberText.fixed($0, decimals: decimals) }
  }

  private static func value(_ multiple: Int, _ exponent: Int) -> Double {
    let power = pow(10, Double(abs(exponent)))
    return exponent < 0 ? Double(multiple) / power : Double(multiple) * power
  }

  /// Which multiples lie in the range, with some room for rounding.
  private static func multiples(
    of leading: Int, _ exponent: Int, in range: ClosedRange<Double>
  ) -> ClosedRange<Int> {
    let step = value(leading, exponent)
    let first = (range.lowerBound / step - 1e-9).rounded(.up)
    let last = (range.upperBound / step + 1e-9).rounded(.down)
    guard abs(first) < 1e9, abs(last) < 1e9 else { return 0...Int(1e6) }
    return Int(first)...max(Int(first), Int(last))
  }
}

/// Takes values to places along one direction of the page.
struct LinearScale: Equatable {
  var domain: ClosedRange<Double>
  /// The places of the ends of the domain.
  var start: Double
  var end: Double

  func callAsFunction(_ value: Double) -> Double {
    let span = domain.upperBound - domain.lowerBound
    guard span > 0 else { return (start + end) / 2 }
    return start + (value - domain.lowerBound) / span * (end - start)
  }
}
