internal import CGSL

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

// Derivatives of log Γ at positive x, by recurrence up to 12 and the asymptotic series from there
// (Abramowitz & Stegun 6.3.5, 6.3.18, 6.4.6, 6.4.11); relative errors below 1e-13.

/// log Γ(x).
func logGamma(_ x: Double) -> Double { gsl_sf_lngamma(x) }

/// ψ(x).
func digamma(_ x: Double) -> Double {
  var sum = 0.0
  var x = x
  while x < 12 {
    sum -= 1 / x
    x += 1
  }
  let v = 1 / (x * x)
  let series =
    v * (1.0 / 12 - v * (1.0 / 120 - v * (1.0 / 252 - v * (1.0 / 240 - v * (1.0 / 132)))))
  return sum + log(x) - 0.5 / x - series
}

/// ψ₁(x), the derivative of ψ.
func trigamma(_ x: Double) -> Double {
  var sum = 0.0
  var x = x
  while x < 12 {
    sum += 1 / (x * x)
    x += 1
  }
  let r = 1 / x
  let v = r * r
  let series =
    v * (1.0 / 6 - v * (1.0 / 30 - v * (1.0 / 42 - v * (1.0 / 30 - v * (5.0 / 66)))))
  return sum + r * (1 + 0.5 * r + series)
}

/// ψ₂(x), the derivative of ψ₁; negative.
func tetragamma(_ x: Double) -> Double {
  var sum = 0.0
  var x = x
  while x < 12 {
    sum -= 2 / (x * x * x)
    x += 1
  }
  let r = 1 / x
  let v = r * r
  let series = v * (0.5 - v * (1.0 / 6 - v * (1.0 / 6 - v * (0.3 - v * (5.0 / 6)))))
  return sum - v * (1 + r + series)
}
