/// Numbers as reports print them.
package enum NumberText {
  /// Stands where a figure is not defined.
  package static let none = "–"

  /// A probability with three decimals and no leading zero: `.823`, `1.000`.
  package static func probability(_ value: Double) -> String {
    guard !value.isNaN else { return none }
    let text = fixed(value, decimals: 3)
    return text.hasPrefix("0.") ? String(text.dropFirst()) : text
  }

  /// Both ends of an interval of probabilities: `.798–.846`.
  package static func interval(_ range: ClosedRange<Double>) -> String {
    "\(probability(range.lowerBound))–\(probability(range.upperBound))"
  }

  /// A share in percent: `12%`, `1.3%`, `0.04%`.
  package static func percent(_ share: Double) -> String {
    "\(significant(100 * share, digits: 2))%"
  }

  /// A stated value: as short as it reads back, but at most seven significant digits.
  package static func value(_ value: Double) -> String { significant(value, digits: 7) }

  /// A simulated value with four significant digits.
  package static func estimate(_ value: Double) -> String { significant(value, digits: 4) }

  /// A count with commas between thousands: `1,000,000`.
  package static func count(_ count: Int) -> String {
    let digits = Array(String(count.magnitude))
    let groups = digits.indices.map { index in
      let left = digits.count - index
      return (index > 0 && left % 3 == 0 ? "," : "") + String(digits[index])
    }
    return (count < 0 ? "-" : "") + groups.joined()
  }

  /// A number with this many decimals, halves away from zero; beyond 18 digits as Swift prints it.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    let scale = powerOfTen(decimals)
    guard value.isFinite, abs(value) * scale < 1e18 else { return String(value) }
    let scaled = Int64((abs(value) * scale).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard decimals > 0 else { return sign + String(scaled) }
    let digits = String(scaled)
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
  }

  /// A number rounded to this many significant digits, without trailing zeros after the point.
  package static func significant(_ value: Double, digits: Int) -> String {
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : String(value) }
    guard (-5..<15).contains(orderOfMagnitude(value)) else { return String(value) }
    let text = fixed(value, decimals: decimals(of: value, digits: digits))
    guard text.contains(".") else { return text }
    let trimmed = text.reversed().drop { $0 == "0" }.drop { $0 == "." }
    return String(trimmed.reversed())
  }

  /// The decimals that show this many significant digits of a number other than 0, at most 9.
  package static func decimals(of value: Double, digits: Int) -> Int {
    min(9, max(0, digits - 1 - orderOfMagnitude(value)))
  }

  /// The exponent of the leading decimal digit; 0 where there is none (0, infinity).
  private static func orderOfMagnitude(_ value: Double) -> Int {
    guard value.isFinite, value != 0 else { return 0 }
    var order = 0
    while abs(value) >= powerOfTen(order + 1) { order += 1 }
    while abs(value) < powerOfTen(order) && order > -20 { order -= 1 }
    return order
  }

  private static func powerOfTen(_ exponent: Int) -> Double {
    let power = (0..<abs(exponent)).reduce(1.0) { product, _ in product * 10 }
    return exponent < 0 ? 1 / power : power
  }
}
