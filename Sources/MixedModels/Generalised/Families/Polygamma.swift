#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

// log Γ and its derivatives at positive x, by recurrence up to 12 and the asymptotic series from there
// (Abramowitz & Stegun 6.1.15, 6.1.40, 6.3.5, 6.3.18, 6.4.6, 6.4.11); relative errors below 1e-13, of
// log Γ near its zeros 1 and 2 absolute ones.

/// log Γ(x).
func logGamma(_ x: Double) -> Double {
  var product = 1.0
  var x = x
  while x < 12 {
    product *= x
    x += 1
  }
  let r = 1 / x
  let v = r * r
  let series =
    r * (1.0 / 12 - v * (1.0 / 360 - v * (1.0 / 1260 - v * (1.0 / 1680 - v * (1.0 / 1188)))))
  return (x - 0.5) * log(x) - x + NormalTail.logRoot + series - log(product)
}

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
