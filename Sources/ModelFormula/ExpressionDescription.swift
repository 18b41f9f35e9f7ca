extension Expression: CustomStringConvertible {
  /// The text that R's `deparse` gives: `I(age^2)`, `log(x)`, `a + b`, `x/2`, `g == "new"`.
  public var description: String {
    switch self {
    case .number(let value): deparsedNumber(value)
    case .name(let name): name
    case .text(let text): text.contains("\"") ? "'\(text)'" : "\"\(text)\""
    case .unary(let sign, let operand): sign.rawValue + operand.description
    case .binary(let symbol, let left, let right):
      left.description + symbol.deparsed + right.description
    case .parenthesised(let inner): "(" + inner.description + ")"
    case .call(let function, let arguments):
      function + "(" + arguments.map(\.description).joined(separator: ", ") + ")"
    }
  }
}

extension Expression.BinaryOperator {
  /// The operator with R's spaces around it.
  fileprivate var deparsed: String {
    switch self {
    case .power, .modulo, .divide: rawValue
    default: " " + rawValue + " "
    }
  }
}

/// A number as R deparses it: at most 15 significant digits, fixed unless scientific is shorter.
private func deparsedNumber(_ value: Double) -> String {
  guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Inf" : "Inf" }
  if value == 0 { return "0" }
  let (digits, exponent) = significantDigits(value.magnitude)
  let sign = value < 0 ? "-" : ""
  let fixed = fixedNotation(digits, exponent: exponent)
  let scientific = scientificNotation(digits, exponent: exponent)
  return sign + (fixed.count <= scientific.count ? fixed : scientific)
}

/// Up to 15 decimal digits d₀d₁d₂… without trailing zeros and the exponent e of d₀.d₁d₂… × 10ᵉ.
private func significantDigits(_ value: Double) -> (digits: [UInt8], exponent: Int) {
  let text = "\(value)".split(separator: "e")
  var exponent = text.count == 2 ? Int(text[1])! : 0
  let parts = text[0].split(separator: ".", omittingEmptySubsequences: false)
  exponent += parts[0].count - 1
  var digits = parts.joined().utf8.map { $0 - UInt8(ascii: "0") }
  let zeros = digits.prefix { $0 == 0 }.count
  digits.removeFirst(zeros)
  exponent -= zeros
  if digits.count > 15 {
    let roundsUp = digits[15] >= 5
    digits.removeSubrange(15...)
    if roundsUp, carry(&digits) { exponent += 1 }
  }
  while digits.count > 1, digits.last == 0 { digits.removeLast() }
  return (digits, exponent)
}

/// Adds one in the last place; true if that made a new leading digit.
private func carry(_ digits: inout [UInt8]) -> Bool {
  for index in digits.indices.reversed() {
    if digits[index] < 9 {
      digits[index] += 1
      return false
    }
    digits[index] = 0
  }
  digits[0] = 1
  return true
}

private func characters(_ digits: some Sequence<UInt8>) -> String {
  digits.map { String($0) }.joined()
}

private func fixedNotation(_ digits: [UInt8], exponent: Int) -> String {
  if exponent < 0 {
    return "0." + String(repeating: "0", count: -exponent - 1) + characters(digits)
  }
  let whole = characters(digits.prefix(exponent + 1))
  let zeros = String(repeating: "0", count: max(0, exponent + 1 - digits.count))
  let fraction = characters(digits.dropFirst(exponent + 1))
  return whole + zeros + (fraction.isEmpty ? "" : "." + fraction)
}

private func scientificNotation(_ digits: [UInt8], exponent: Int) -> String {
  let fraction = digits.count > 1 ? "." + characters(digits.dropFirst()) : ""
  let power = exponent.magnitude < 10 ? "0\(exponent.magnitude)" : "\(exponent.magnitude)"
  return "\(digits[0])" + fraction + "e" + (exponent < 0 ? "-" : "+") + power
}
