/// What the text of a cell means where numbers are expected.
enum CSVNumber {
  case number(Double)
  /// Nothing, or `NA`.
  case missing
  /// Infinite or not a number, by its text or by its size.
  case notFinite
  case text
}

extension UnsafeBufferPointer<UInt8> {
  /// The range without blanks at its ends.
  @inline(__always)
  func trimmed(_ start: Int, _ end: Int) -> Range<Int> {
    var (start, end) = (start, end)
    while start < end, self[start].isBlank { start += 1 }
    while start < end, self[end - 1].isBlank { end -= 1 }
    return start..<end
  }

  func isMissing(_ cell: CSVCell) -> Bool {
    let range = trimmed(cell.start, cell.end)
    return range.isEmpty || isNA(range)
  }

  private func isNA(_ range: Range<Int>) -> Bool {
    range.count == 2 && self[range.lowerBound] == UInt8(ascii: "N")
      && self[range.lowerBound + 1] == UInt8(ascii: "A")
  }

  /// Reads a cell as a number.
  ///
  /// Decimals only, with sign, point and exponent. Whole numbers beyond 2⁵³ that are written out
  /// digit by digit count as text: they are labels, and doubles would merge neighbours.
  func number(_ cell: CSVCell) -> CSVNumber {
    let range = trimmed(cell.start, cell.end)
    if range.isEmpty { return .missing }
    var decimal = Decimal()
    guard decimal.read(self, range) else {
      if isNA(range) { return .missing }
      return isNonFiniteWord(range) ? .notFinite : .text
    }
    if let exact = decimal.exactValue { return .number(exact) }
    if decimal.isLongWholeNumber { return .text }
    guard let value = Double(String(decoding: self[range], as: UTF8.self)) else { return .text }
    return value.isFinite ? .number(value) : .notFinite
  }

  private func isNonFiniteWord(_ range: Range<Int>) -> Bool {
    guard range.count <= 9 else { return false }
    let word = String(decoding: self[range], as: UTF8.self).lowercased()
    let bare = word.hasPrefix("-") || word.hasPrefix("+") ? String(word.dropFirst()) : word
    return ["inf", "infinity", "nan"].contains(bare)
  }
}

/// A decimal number ±mantissa × 10^exponent as its digits are read.
private struct Decimal {
  private var mantissa: UInt64 = 0
  /// Whether the mantissa left out digits that did not fit.
  private var isCut = false
  private var exponent = 0
  private var isNegative = false
  private var hasPointOrExponent = false

  /// Powers of ten that doubles hold exactly.
  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// A mantissa below 2⁵³ times or divided by such a power rounds once, so the result is the
  /// nearest double (Clinger 1990). Nil where that does not hold.
  var exactValue: Double? {
    guard !isCut, mantissa <= 1 << 53, exponent.magnitude <= 22 else { return nil }
    let power = Decimal.powers[Int(exponent.magnitude)]
    let value = exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
    return isNegative ? -value : value
  }

  var isLongWholeNumber: Bool { !hasPointOrExponent }

  /// Reads the whole range; false if it is not a decimal number.
  mutating func read(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
    var index = range.lowerBound
    let end = range.upperBound
    isNegative = bytes[index] == UInt8(ascii: "-")
    if isNegative || bytes[index] == UInt8(ascii: "+") { index += 1 }
    let whole = readDigits(bytes, &index, end)
    var fraction = 0
    if index < end, bytes[index] == UInt8(ascii: ".") {
      index += 1
      hasPointOrExponent = true
      fraction = readDigits(bytes, &index, end)
      exponent -= fraction
    }
    guard whole + fraction > 0 else { return false }
    return index == end || readExponent(bytes, index, end)
  }

  /// Appends digits to the mantissa and says how many there were.
  @inline(__always)
  private mutating func readDigits(
    _ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int, _ end: Int
  ) -> Int {
    let start = index
    while index < end {
      let digit = bytes[index] &- UInt8(ascii: "0")
      guard digit < 10 else { break }
      if mantissa < 1_000_000_000_000_000_000 {
        mantissa = mantissa * 10 + UInt64(digit)
      } else {
        isCut = true
      }
      index += 1
    }
    return index - start
  }

  private mutating func readExponent(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int
  ) -> Bool {
    guard bytes[start] | 0x20 == UInt8(ascii: "e") else { return false }
    var index = start + 1
    let isBelowOne = index < end && bytes[index] == UInt8(ascii: "-")
    if isBelowOne || (index < end && bytes[index] == UInt8(ascii: "+")) { index += 1 }
    guard index < end else { return false }
    var value = 0
    while index < end {
      let digit = bytes[index] &- UInt8(ascii: "0")
      guard digit < 10 else { return false }
      value = min(value * 10 + Int(digit), 100_000)
      index += 1
    }
    exponent += isBelowOne ? -value : value
    hasPointOrExponent = true
    return true
  }
}
