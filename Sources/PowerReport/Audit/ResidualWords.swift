import ModelFormula
import StudyDesign

extension ResidualModel {
  /// `e_ij ~ N(0, v)`, or one for each group.
  ///
  /// - Parameters:
  ///   - common: the variance of all rows, or where all columns but the first are 0.
  ///   - distributed: makes the statement of a variance.
  func variances(common: Maths, distributed: (Maths) -> Maths) -> [Maths] {
    if let groups {
      return zip(groups.names, groups.variances).map { name, variance in
        let place = Maths.words(" where \(groups.predictor) = \(name)")
        return .row([distributed(.number(NumberText.value(variance))), place])
      }
    }
    guard let function else { return [distributed(common)] }
    let terms = varianceTerms(function)
    return [distributed(.row(Array(terms.map { [$0] }.joined(separator: [.plus]))))]
  }

  /// The terms of a variance that depends on predictors: `1`, `0.5 x`, `0.2 x²`.
  private func varianceTerms(_ function: ResidualModel.Function) -> [Maths] {
    let omega = function.covariance
    return omega.indices.flatMap { i in
      (0...i).compactMap { j -> Maths? in
        let factor = (i == j ? 1 : 2) * omega[i][j]
        if factor == 0 { return nil }
        let names = [j, i].map { function.columns[$0] }.filter { !$0.parts.isEmpty }.map(\.name)
        let number = Maths.number(NumberText.value(factor))
        if i == j, let name = names.first {
          return .row([number, .times, .power(.name(name), .number("2"))])
        }
        return .row([number] + names.flatMap { [.times, .name($0)] })
      }
    }
  }

  /// The correlations of the residuals of one unit.
  func correlations(symbol: Maths, unit: String?) -> [Maths] {
    guard let unit else { return [] }
    let lead = [Maths.words("cor of two "), symbol, .words(" of one \(unit)")]
    switch correlation {
    case .independent: return []
    case .autoregressive(let value):
      let number = Maths.number(NumberText.value(value))
      let power = Maths.power(value < 0 ? .group(number) : number, .name("d"))
      return [.row(lead + [.words(", "), .name("d"), .words(" rows apart"), .equals, power])]
    case .compoundSymmetry(let value):
      return [.row(lead + [.equals, .number(NumberText.value(value))])]
    case .unstructured:
      return [.row(lead + [.words(" by their places, below")])]
    }
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
  var unequalVariances: [Passage] {
    guard let groups = study.model.residual?.groups else { return [] }
    var table = TextTable(headers: 1)
    table.rows = [[groups.predictor, "variance"]]
    table.rows += zip(groups.names, groups.variances).map { [$0, NumberText.estimate($1)] }
    return [.heading("Variance around the fixed part"), .table(table)]
  }

  /// What residuals and random effects together make of the correlation of two rows of one unit.
  var residualCorrelations: [Passage] {
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
      return [.gap, .paragraph("\(lead): \(implied(value)).")]
    case .autoregressive(let value):
      var power = 1.0
      let figures = (1...5).map { distance in
        power *= value
        return "\(distance) apart \(implied(power))"
      }
      return [.gap, .paragraph("\(lead): \(figures.joined(separator: ", ")).")]
    case .unstructured(let matrix):
      let names = study.levels[rows].placeNames(matrix.count)
      let shown = min(matrix.count, 12)
      var table = TextTable(headers: 1)
      table.rows = [[""] + names.prefix(shown - 1)]
      table.rows += (1..<shown).map { i in
        [names[i]] + (0..<shown - 1).map { $0 < i ? implied(matrix[i][$0]) : "" }
      }
      let place = shown < matrix.count ? ", the first \(shown)" : ""
      return [.gap, .heading(lead + place), .table(table)]
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
