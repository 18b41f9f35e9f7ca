internal import ModelFormula

/// Several coefficients of a model that are tested together.
public struct JointRequest: Sendable, Hashable {
  /// As written.
  public var name: String
  /// Indices of the coefficients, each once.
  public var coefficients: [Int]
}

extension ModelFrame {
  /// Reads what is tested together: names of coefficients, or of terms for all their coefficients,
  /// separated by commas.
  public func jointRequest(_ text: String) throws(FrameError) -> JointRequest {
    var coefficients: [Int] = []
    var names: [String] = []
    for name in Self.parts(of: text) {
      if name.isEmpty { throw .emptyName(in: text) }
      let found = columns.fixed.indices(ofTerm: name)
      if found.isEmpty {
        let known = columns.fixed.map(\.term.name) + columns.fixed.map(\.name)
        throw .noCoefficient(
          name, nearest: nearestName(to: name, among: known), names: columns.fixed.map(\.name))
      }
      names.append(name)
      coefficients += found.filter { !coefficients.contains($0) }
    }
    return JointRequest(name: names.joined(separator: ", "), coefficients: coefficients)
  }

  /// Splits at commas that stand in no parentheses.
  private static func parts(of text: String) -> [String] {
    var parts = [""]
    var depth = 0
    for character in text {
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if character == "," && depth == 0 {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts.map { String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
  }
}
