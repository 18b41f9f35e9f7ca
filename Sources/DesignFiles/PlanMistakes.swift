internal import DesignLanguage
internal import Foundation
internal import ModelFormula
internal import PowerStudy
internal import StudyDesign

/// What is wrong with the columns of a plan's models, in words, each with its place in the design.
struct PlanMistakes {
  /// What messages call the design's file, and its text.
  let fileName: String
  let text: String
  let plan: StudyPlan

  /// One for each mistake; none if the plan can be run.
  var diagnostics: [Diagnostic] {
    planProblems(plan).map { Diagnostic(at: place(of: $0), sentence($0)) }
  }

  /// The line of the design's model, or of the random terms if their parameters are at fault; where
  /// they are stated in block style, else the beginning.
  private func place(of problem: PlanProblem) -> Position {
    var section = "model:"
    if case .impossibleParameters = problem.fact {
      section = text.contains("\nrandom:") ? "random:" : "residual:"
    }
    if let place = placeOfEffect(problem) { return place }
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    return position(line: lines.firstIndex { $0.hasPrefix(section) } ?? 0)
  }

  /// Lines and columns from 0.
  private func position(line: Int, column: Int = 0) -> Position {
    Position(file: fileName, line: line + 1, column: column + 1)
  }

  /// Where the value of a coefficient stands, if it is the fault; that of `effects` if it has no key of
  /// its own.
  private func placeOfEffect(_ problem: PlanProblem) -> Position? {
    switch problem.fact {
    case .expectedCount, .certainResponse: break
    default: return nil
    }
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    guard let first = lines.firstIndex(where: { $0.hasPrefix("effects:") }) else { return nil }
    let key = problem.column == "(Intercept)" ? "intercept" : problem.column
    for index in first..<lines.count {
      let line = lines[index]
      if index > first, let start = line.first, !start.isWhitespace { break }
      var from = line.startIndex
      while let range = line[from...].range(of: key + ":") {
        let before =
          range.lowerBound == line.startIndex ? " " : line[line.index(before: range.lowerBound)]
        if " {,\"'".contains(before) {
          return position(
            line: index, column: line.distance(from: line.startIndex, to: range.lowerBound))
        }
        from = range.upperBound
      }
    }
    return position(line: first)
  }

  private func sentence(_ problem: PlanProblem) -> String {
    let what = "'\(problem.column)'"
    switch problem.fact {
    case .constant(let value):
      return "\(what) is constant\(context(problem)), \(number(value)) in every row: "
        + "let it vary, or leave it out of the model"
    case .combination(["(Intercept)"]):
      return "\(what) hardly varies for its size\(context(problem)), too little for the digits "
        + "of a fit: take its mean off"
    case .combination(let columns):
      return "\(what) is a combination of \(listed(columns))\(context(problem)): "
        + "leave it out of the model"
    case .nothingLeftToVary(let level):
      return "the fixed effects already give every unit of '\(level)' its own "
        + "\(problem.column)\(context(problem)), so that no data tell of its variance: take more units, or "
        + "leave this random effect out"
    case .impossibleParameters(let count, let all):
      return
        "of \(all) draws of the parameters \(count) cannot be\(context(problem)), with a variance "
        + "that is not above 0 or correlations that do not go together: narrow their distributions"
    case .expectedCount(let count, let coefficient, let mean):
      return "\(coefficientText(problem, coefficient, mean)): expected count "
        + "\(rough(count))\(context(problem)); no count beyond 1e9 is drawn"
    case .certainResponse(let probability, let coefficient, let mean):
      let text = probability > 0.5 ? "1 - \(rough(1 - probability))" : rough(probability)
      return "\(coefficientText(problem, coefficient, mean)): probability "
        + "\(probability == 1 ? "1" : text)\(context(problem)) in half of the rows or more, which leaves nothing "
        + "to chance"
    case .notFinite:
      return "\(what) has values that are infinite or not a number\(context(problem)): "
        + "see that logarithms, roots and quotients are of numbers that have one"
    }
  }

  /// `a coefficient of 6.95 per unit on the log scale with a mean of 6.13`.
  private func coefficientText(
    _ problem: PlanProblem, _ coefficient: Double, _ mean: Double
  ) -> String {
    let link = plan.scenarios[problem.scenario].study.model.family.link.rawValue
    return problem.column == "(Intercept)"
      ? "an intercept of \(short(coefficient)) on the \(link) scale"
      : "'\(problem.column)': a coefficient of \(short(coefficient)) per unit on the \(link) scale with a mean "
        + "of \(short(mean))"
  }

  /// Three significant digits.
  private func short(_ value: Double) -> String { String(format: "%.3g", value) }

  /// One significant digit.
  private func rough(_ value: Double) -> String {
    String(format: "%.0e", value).replacing("e+", with: "e").replacing("e0", with: "e")
      .replacing("e-0", with: "e-")
  }

  /// The analysis if there are several, and the scenario if there is a grid.
  private func context(_ problem: PlanProblem) -> String {
    let scenario = plan.scenarios[problem.scenario]
    var words = ""
    if let analysis = problem.analysis, scenario.study.analyses.count > 1 {
      words += " in analysis '\(scenario.study.analyses[analysis].name)'"
    }
    if !plan.axes.isEmpty {
      let cell = zip(plan.axes, scenario.coordinates).map { "\($0.path) = \($0.labels[$1])" }
      words += " where \(cell.joined(separator: ", "))"
    }
    return words
  }

  private func listed(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }

  private func number(_ value: Double) -> String { Expression.number(value).description }
}
