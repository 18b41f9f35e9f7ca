internal import ModelFormula

extension DesignReading {
  /// No number of a study is larger: squares of such numbers, and products of these, are finite.
  static let largestNumber = 1e50

  /// The value of a NUMBER: a finite decimal or an expression of numbers and `let` names.
  ///
  /// Nil if it is none, which has then been reported, or if a name in it has no value, which has
  /// been reported where the name is defined.
  mutating func number(_ node: DesignNode) -> Double? {
    guard let value = finiteNumber(node) else { return nil }
    if abs(value) <= DesignReading.largestNumber { return value }
    report(.numberTooLarge(node.text ?? "", limit: DesignReading.largestNumber), at: node)
    return nil
  }

  private mutating func finiteNumber(_ node: DesignNode) -> Double? {
    guard let text = node.text else {
      report(.wantsNumber(found: node.kindInWords), at: node)
      return nil
    }
    if let plain = plainNumber(text) { return plain }
    if isNotFinite(text) {
      report(.notFinite(text), at: node)
      return nil
    }
    if isDecimalComma(text) {
      report(.decimalComma(text), at: node)
      return nil
    }
    guard let expression = expression(text, at: node) else { return nil }
    return value(of: expression, at: node)
  }

  /// The expression written in a text; nil if it is none, which has then been reported.
  mutating func expression(_ text: String, at node: DesignNode) -> Expression? {
    do {
      return try sources.expression(text)
    } catch {
      let place = node.position(atUTF8Offset: error.offset)
      report(.badExpression(text, error), at: place)
      return nil
    }
  }

  private mutating func value(of expression: Expression, at node: DesignNode) -> Double? {
    if expression.names.contains(where: brokenLets.contains) || reportDrawn(expression, at: node) {
      return nil
    }
    do {
      let value = try expression.evaluate { lets[$0] }
      if value.isFinite { return value }
      report(.notFinite(node.text ?? expression.description), at: node)
    } catch .unknownName(let name) {
      let nearest = nearestName(to: name, among: lets.keys.sorted())
      report(.unknownLet(name, nearest: nearest), at: node.position(of: name))
    } catch {
      report(.plain("\(error)"), at: node)
    }
    return nil
  }

  /// The number in a text if the text is one, without any report.
  func silentNumber(_ text: String) -> Double? {
    if let plain = plainNumber(text) { return plain }
    guard let expression = try? sources.expression(text) else { return nil }
    guard let value = try? expression.evaluate({ lets[$0] }), value.isFinite else { return nil }
    return value
  }

  /// A whole number from `lowest` on.
  mutating func wholeNumber(_ node: DesignNode, atLeast lowest: Double) -> Double? {
    guard let value = number(node) else { return nil }
    if value == value.rounded(), value >= lowest { return value }
    report(.wantsWholeNumber(found: value, atLeast: lowest), at: node)
    return nil
  }

  /// `true` or `false`.
  mutating func flag(_ node: DesignNode) -> Bool? {
    switch node.text {
    case "true", "yes", "on": return true
    case "false", "no", "off": return false
    default:
      report(.wantsFlag(found: node.kindInWords), at: node)
      return nil
    }
  }

  /// One of several words.
  mutating func word(
    _ node: DesignNode, of what: String, served: [String]
  ) -> String? {
    guard let text = node.text else {
      report(.wantsWord(what, found: node.kindInWords, words: served), at: node)
      return nil
    }
    if served.contains(text) { return text }
    let nearest = nearestName(to: text, among: served)
    report(.unknownWord(text, of: what, nearest: nearest, words: served), at: node)
    return nil
  }
}

/// The value of a text that is a decimal number and nothing else.
package func plainNumber(_ text: String) -> Double? {
  let isDecimal = text.utf8.allSatisfy { byte in
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: ".")
      || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "e")
  }
  guard isDecimal, let value = Double(text), value.isFinite else { return nil }
  return value
}

/// Whether a text is a spelling of infinity or of no number at all.
func isNotFinite(_ text: String) -> Bool {
  let word = text.lowercased().drop { $0 == "-" || $0 == "+" }
  return ["nan", ".nan", "inf", ".inf", "infinity", "na", "∞"].contains(String(word))
}

/// Whether a text is a number with a decimal comma, like `0,5`.
private func isDecimalComma(_ text: String) -> Bool {
  let parts = text.split(separator: ",", omittingEmptySubsequences: false)
  return parts.count == 2 && parts.allSatisfy { plainNumber(String($0)) != nil }
}
