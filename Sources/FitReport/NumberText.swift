internal import Foundation

/// How the numbers of one column are written: alike where their sizes allow it.
enum NumberStyle: Equatable {
  case decimals(Int)
  case significant(Int)

  /// Enough decimals for four digits of the smallest of these magnitudes; significant digits where
  /// that would make the largest unreadable. Zeros and what is not finite do not count.
  init(showing values: [Double]) {
    let sizes = values.map(\.magnitude).filter { $0 > 0 && $0.isFinite }
    guard let smallest = sizes.min(), let largest = sizes.max() else {
      self = .decimals(4)
      return
    }
    let decimals = max(0, 3 - Int(log10(smallest).rounded(.down)))
    let whole = max(0, Int(log10(largest).rounded(.down)))
    self = decimals > 8 || decimals + whole > 11 ? .significant(5) : .decimals(decimals)
  }

  func text(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "-" : value < 0 ? "-Inf" : "Inf" }
    let text =
      switch self {
      case .decimals(let count): String(format: "%.*f", count, value)
      case .significant(let count): String(format: "%.*g", count, value)
      }
    return text.hasPrefix("-") && text.allSatisfy({ "-0.".contains($0) })
      ? String(text.dropFirst()) : text
  }
}

/// A p value with three decimals or significant digits.
func pValueText(_ value: Double) -> String {
  if value.isNaN { return "-" }
  if value < 2.2e-16 { return "<2e-16" }
  return value < 0.001 ? String(format: "%.2e", value) : String(format: "%.4f", value)
}
