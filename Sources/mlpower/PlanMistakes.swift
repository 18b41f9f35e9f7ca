import ModelFormula
import PowerStudy
import StudyDesign

/// What is wrong with the columns of a plan's models, in words, each with its place in the design.
struct PlanMistakes {
  /// The design's file, and its text.
  let path: String
  let text: String
  let plan: StudyPlan

  /// One line for each mistake; none if the plan can be run.
  var lines: [String] {
    let problems = planProblems(plan)
    return problems.map { "\(place): \(sentence($0))" }
  }

  /// The line of the design's model, if it is stated in block style.
  private var place: String {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    guard let line = lines.firstIndex(where: { $0.hasPrefix("model:") }) else { return path }
    return "\(path):\(line + 1):1"
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
    case .notFinite:
      return "\(what) has values that are infinite or not a number\(context(problem)): "
        + "see that logarithms, roots and quotients are of numbers that have one"
    }
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
