#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Draws from the gamma distribution with a given shape and scale 1, whose mean and variance are the
/// shape (Marsaglia & Tsang 2000, ACM TOMS 26(3)).
///
/// Below shape 1 a draw of shape + 1 is multiplied by U^(1/shape), as they propose; with tiny shapes
/// most draws are too small for a Double and become 0.
public struct GammaSampler: Sendable {
  /// The shape raised above 1, less 1/3.
  private let d: Double
  private let c: Double
  /// 1/shape below shape 1, else 0.
  private let power: Double

  /// - Parameter shape: above 0.
  public init(shape: Double) {
    precondition(shape > 0 && shape.isFinite)
    d = (shape < 1 ? shape + 1 : shape) - 1.0 / 3
    c = 1 / (9 * d).squareRoot()
    power = shape < 1 ? 1 / shape : 0
  }

  /// One draw.
  public func draw(_ stream: inout RandomStream) -> Double {
    while true {
      let x = stream.normal()
      let root = 1 + c * x
      guard root > 0 else { continue }
      let v = root * root * root
      let u = stream.openUniform()
      let square = x * x
      if u < 1 - 0.0331 * square * square || log(u) < 0.5 * square + d * (1 - v + log(v)) {
        return power == 0 ? d * v : d * v * pow(stream.openUniform(), power)
      }
    }
  }
}

extension RandomStream {
  /// A number uniform on (0, 1], a multiple of 2⁻⁵³, whose logarithm is finite.
  @inlinable
  public mutating func openUniform() -> Double { Double((next() >> 11) &+ 1) * 0x1p-53 }

  /// A draw from the exponential distribution with mean 1.
  public mutating func exponential() -> Double { -log(openUniform()) }
}
