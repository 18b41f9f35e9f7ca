internal import DesignFiles
internal import DesignForm
internal import DesignLanguage
internal import JSONText
internal import StudyDesign

/// What is to be said about the text of a design.
struct DesignAnswer {
  let text: String
  let rules: DesignRules
  /// Which of its scenarios the facts are about; the one that the design states if there is none of this number.
  var scenario: Int?

  /// So many scenarios are listed.
  private static let mostPlaces = 500

  /// The mistakes; the form; what follows from the design; where its scenarios lie.
  var members: [(key: String, value: JSONValue)] {
    var mistakes: [JSONValue] = []
    var plan: StudyPlan?
    do throws(DesignErrors) {
      plan = try rules.read(text).plan
    } catch {
      mistakes = error.diagnostics.map(mistake)
    }
    return [
      ("mistakes", .list(mistakes)), ("form", DesignForm(text: text)?.json ?? .null),
      ("facts", .list(plan.map(facts) ?? [])),
      ("scenarios", .list(plan.map(places) ?? [])),
      ("statedScenario", .count(plan?.statedScenario ?? 0)),
    ]
  }

  /// All of it.
  var json: JSONValue { .object(members) }

  private func mistake(_ diagnostic: Diagnostic) -> JSONValue {
    .object([
      ("line", .count(diagnostic.line)), ("column", .count(diagnostic.column)),
      ("message", .text(diagnostic.message)),
    ])
  }

  private func facts(of plan: StudyPlan) -> [JSONValue] {
    let wanted = scenario.flatMap { plan.scenarios.indices.contains($0) ? $0 : nil }
    return DesignFact.facts(of: plan, scenario: wanted ?? plan.statedScenario).map(\.json)
  }

  private func places(of plan: StudyPlan) -> [JSONValue] {
    guard !plan.axes.isEmpty else { return [] }
    return plan.scenarios.prefix(Self.mostPlaces).map { $0.place(on: plan.axes) }
  }
}

extension Scenario {
  /// The swept paths with their values here.
  func place(on axes: [GridAxis]) -> JSONValue {
    .object(zip(axes, coordinates).map { ($0.path, .text($0.labels[$1])) })
  }
}
