#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// log Φ(x) and its derivatives, safe in both tails.
///
/// Below -20 by the asymptotic series of log Φ(-z) = -z²/2 - log(z √2π) - v + 5/2 v² - 37/3 v³ + ...,
/// v = z⁻² (from Abramowitz & Stegun 26.2.12), whose terms left out are below 1e-13 there; the closed
/// forms of the higher derivatives lose there what rounding gives times z³.
struct NormalTail {
  /// log Φ(x).
  let logValue: Double
  /// Its derivatives: φ(x)/Φ(x), and so on.
  let first: Double
  let second: Double
  let third: Double

  /// log √(2π).
  static let logRoot = 0.91893853320467274178

  @inline(__always)
  init(_ x: Double) {
    if x < -20 {
      let z = -x
      let r = 1 / z
      let v = r * r
      logValue =
        -0.5 * z * z - log(z) - Self.logRoot
        - v * (1 - v * (2.5 - v * (37.0 / 3 - v * (88.25 - v * (816.2 - v * 55205.0 / 6)))))
      first = z + r * (1 - v * (2 - v * (10 - v * (74 - v * (706 - v * (8162 - v * 110410))))))
      second =
        -1 + v * (1 - v * (6 - v * (50 - v * (518 - v * (6354 - v * (89782 - v * 1_435_330))))))
      third =
        v * r
        * (2 - v * (24 - v * (300 - v * (4144 - v * (63540 - v * (1_077_384 - v * 20_094_620))))))
    } else {
      logValue =
        x < 0
        ? log(0.5 * erfc(-x * 0.5.squareRoot())) : log1p(-0.5 * erfc(x * 0.5.squareRoot()))
      first = exp(-0.5 * x * x - Self.logRoot - logValue)
      let sum = first + x
      second = -first * sum
      third = -(second * sum + first * (second + 1))
    }
  }
}
