internal import DesignLanguage
internal import StudyDesign

/// The words that may stand at a place of a design, where they are few.
struct FieldChoices {
  private let statement: DesignStatement

  init(_ statement: DesignStatement) { self.statement = statement }

  /// Nil where anything may stand.
  func words(at steps: [String]) -> [String]? {
    guard let section = steps.first, let last = steps.last else { return nil }
    switch (section, last) {
    case ("family", "family"): return ResponseFamily.Name.allCases.map(\.rawValue)
    case ("family", "link"): return links(steps.count > 2 ? steps[1] : "")
    case ("family", let name) where steps.count == 2: return links(name)
    case ("analysis", "family"): return ResponseFamily.Name.allCases.map(\.rawValue)
    case ("analysis", "estimator"): return Analysis.Estimator.words.map(\.keyword)
    case ("analysis", "residual"): return ["same", "independent"]
    case (_, "standardise"), (_, "redraw"), (_, "marginal"), (_, "common"), (_, "calibrate"):
      return ["true", "false"]
    case ("predictors", "level"), ("threshold", "level"), ("residual", "within"),
      ("dropout", "level"), ("predictors", "over"):
      return orNil(statement.levels)
    case ("predictors", "balance"):
      return Array(statement.levels.dropLast()) + ["study", "none"]
        + statement.predictors.map(\.key).filter { $0 != steps[1] }
    case ("predictors", "centre"): return ["grand"] + Array(statement.levels.dropLast())
    case (_, "method"):
      return StudyTest.Method.allCases.map(\.rawValue).filter { !$0.isEmpty }
    case ("tests", "side"): return ["two", "greater", "less"]
    case ("tests", "adjust"): return TestFamily.Adjustment.allCases.map(\.rawValue)
    case ("tests", "analysis"): return orNil(analyses)
    case ("target", "of"): return TargetRule.allCases.map(\.rawValue)
    case ("effects", "of"): return ["total", "residual"]
    case ("parameters", "parameters"): return ["fitted"]
    default: return nil
    }
  }

  private func links(_ family: String) -> [String]? {
    ResponseFamily.Name(rawValue: family)?.links.map(\.rawValue)
  }

  private var analyses: [String] {
    statement.root["analysis"]?.list?.compactMap { $0["name"]?.text } ?? []
  }

  private func orNil(_ words: [String]) -> [String]? { words.isEmpty ? nil : words }
}
