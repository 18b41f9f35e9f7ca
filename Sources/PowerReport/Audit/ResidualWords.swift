import ModelFormula
import StudyDesign

extension ResidualModel {
  /// `e_ij ~ N(0, v)`, or one for each group.
  ///
  /// - Parameters:
  ///   - symbol: up to the letter of the distribution.
  ///   - common: the variance of all rows, or where all columns but the first are 0.
  func variances(symbol: String, common: String) -> [String] {
    if let groups {
      return zip(groups.names, groups.variances).map { name, variance in
        "\(symbol)(0, \(NumberText.value(variance))) where \(groups.predictor) = \(name)"
      }
    }
    guard let function else { return ["\(symbol)(0, \(common))"] }
    let omega = function.covariance
    let names = function.columns.map { $0.parts.isEmpty ? "" : $0.name }
    let terms = omega.indices.flatMap { i in
      (0...i).compactMap { j -> String? in
        let factor = (i == j ? 1 : 2) * omega[i][j]
        if factor == 0 { return nil }
        let product =
          i == j
          ? (i == 0 ? "" : " \(names[i])²") : " " + [names[j], names[i]].joined(separator: " ")
        return NumberText.value(factor) + product.replacing("  ", with: " ")
      }
    }
    return ["\(symbol)(0, \(terms.joined(separator: " + ")))"]
  }

  /// The correlations of the residuals of one unit.
  func correlations(symbol: String, unit: String?) -> [String] {
    guard let unit else { return [] }
    switch correlation {
    case .independent: return []
    case .autoregressive(let value):
      return ["cor of two \(symbol) of one \(unit), d rows apart = \(power(value, "d"))"]
    case .compoundSymmetry(let value):
      return ["cor of two \(symbol) of one \(unit) = \(NumberText.value(value))"]
    case .unstructured:
      return ["cor of two \(symbol) of one \(unit) by their places, below"]
    }
  }

  private func power(_ value: Double, _ exponent: String) -> String {
    let base = NumberText.value(value)
    return "\(value < 0 ? "(\(base))" : base)^\(exponent)"
  }

  /// The kind of structure in words.
  func words(levels: [Level]) -> String {
    var parts: [String] = []
    if let within {
      let unit = levels[within].name
      switch correlation {
      case .independent: break
      case .autoregressive: parts.append("AR(1) within \(unit)")
      case .compoundSymmetry: parts.append("one correlation within \(unit)")
      case .unstructured: parts.append("unstructured correlations within \(unit)")
      }
    }
    if let groups { parts.append("a variance for each \(groups.predictor)") }
    if let function {
      parts.append(
        "a variance that depends on "
          + function.columns.dropFirst().map(\.name).joined(separator: ", "))
    }
    return parts.joined(separator: ", ")
  }

  /// For which rows the variance stands that partitions take.
  var condition: String {
    if let groups { return "\(groups.predictor) = \(groups.names[0])" }
    guard let function else { return "" }
    return function.columns.dropFirst().map { "\($0.name) = 0 in the residual" }
      .joined(separator: ", ")
  }
}

extension AuditSheet {
  /// Variances around the fixed part that differ, where there is one level only.
  var unequalVariances: [String] {
    guard let groups = study.model.residual?.groups else { return [] }
    var table = TextTable()
    table.rows = [[groups.predictor, "variance"]]
    table.rows += zip(groups.names, groups.variances).map { [$0, NumberText.estimate($1)] }
    return ["Variance around the fixed part"] + table.lines
  }

  /// What residuals and random effects together make of the correlation of two rows of one unit.
  var residualCorrelations: [String] {
    guard let residual = study.model.residual, let within = residual.within else { return [] }
    let unit = study.levels[within].name
    let partition = audit.scenarios[0].partitions[audit.scenarios[0].reference]
    let rows = study.levels.count - 1
    let shared = study.levels.holders(of: within).union([within])
      .reduce(0) { $0 + partition.variances[$1] }
    let variance = partition.variances[rows]
    func implied(_ value: Double) -> String {
      NumberText.probability((shared + variance * value) / partition.total)
    }
    let suffix = partition.condition.isEmpty ? "" : " at \(partition.condition)"
    var lead =
      "Correlation of two rows of one \(unit), random effects and residuals together\(suffix)"
    if plan.scenarios.count > 1 { lead += " (first scenario)" }
    switch residual.correlation {
    case .independent: return []
    case .compoundSymmetry(let value):
      return [""] + wrapped("\(lead): \(implied(value)).")
    case .autoregressive(let value):
      var power = 1.0
      let figures = (1...5).map { distance in
        power *= value
        return "\(distance) apart \(implied(power))"
      }
      return [""] + wrapped("\(lead): \(figures.joined(separator: ", ")).")
    case .unstructured(let matrix):
      let names = study.levels[rows].placeNames(matrix.count)
      let shown = min(matrix.count, 12)
      var table = TextTable()
      table.rows = [[""] + names.prefix(shown - 1)]
      table.rows += (1..<shown).map { i in
        [names[i]] + (0..<shown - 1).map { $0 < i ? implied(matrix[i][$0]) : "" }
      }
      return [""] + wrapped("\(lead)\(shown < matrix.count ? ", the first \(shown)" : "")")
        + table.lines
    }
  }
}

extension Level {
  /// What the rows of a unit are called in their order.
  fileprivate func placeNames(_ count: Int) -> [String] {
    if case .listed(let names) = units, names.count == count { return names }
    return (1...max(count, 1)).map(String.init)
  }
}
