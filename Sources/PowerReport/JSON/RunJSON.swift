internal import JSONText
public import PowerStudy
internal import StudyDesign

/// The shape of the JSON texts of runs and checks: it grows by one when a key goes or changes its meaning, and
/// stays when keys are added.
public let jsonShapeVersion = 1

/// The figures of a run as a JSON object, for machines: those of `power.csv` under the same names, null where
/// a figure is not defined.
///
/// - Parameter version: the program's name and version.
public func runJSON(summary: RunSummary, version: String) -> String {
  let plan = summary.plan
  let members: [(key: String, value: JSONValue)] =
    jsonOpening(plan, version: version) + [
      ("replicates", .count(plan.simulation.replicates)),
      ("until", plan.simulation.untilJSON),
      ("seed", .text(String(plan.simulation.seed))),
      ("target", .optional(plan.target)),
      ("grid", plan.gridJSON),
      (
        "scenarios",
        .list(
          zip(plan.scenarios, summary.scenarios).map { scenario, figures in
            .object(
              scenario.placeJSON(axes: plan.axes) + [
                ("tests", .list(figures.tests.map { test($0, target: plan.target) }))
              ])
          })
      ),
    ]
  return JSONValue.object(members).lines(depth: 4)
}

/// What every JSON text of a plan begins with.
func jsonOpening(_ plan: StudyPlan, version: String) -> [(key: String, value: JSONValue)] {
  [
    ("version", .count(jsonShapeVersion)),
    ("program", .text(version)),
    ("title", .text(plan.title)),
    ("remarks", .list(plan.remarks.map(JSONValue.text))),
  ]
}

/// The columns of `power.csv`, and what the text says of them.
private func test(_ test: TestSummary, target: Double?) -> JSONValue {
  var members = PowerColumn.all.map { column in
    (key: column.name, value: column.value(test).json)
  }
  members.append(("is_type_i_error", .boolean(test.isTrueNull)))
  members.append(("reaches_target", target == nil ? .null : .boolean(test.reaches(target))))
  members.append(
    (
      "stricter_methods",
      .list(
        test.alternatives.map { other in
          .object([
            ("method", .text(other.method.rawValue)),
            ("null_rejection", .number(other.nullRejection.value)),
            ("null_rejection_low", .number(other.nullRejection.interval.lowerBound)),
            ("null_rejection_high", .number(other.nullRejection.interval.upperBound)),
          ])
        })
    ))
  return .object(members)
}

extension PowerColumn.Value {
  /// As a value of a JSON object; null for an empty field.
  fileprivate var json: JSONValue {
    switch self {
    case .text(let text): text.isEmpty ? .null : .text(text)
    case .number(let number): .optional(number)
    }
  }
}

extension SimulationSettings {
  /// The stopping rule; null without one.
  var untilJSON: JSONValue {
    until.map { .object([("mcse", .number($0.mcse)), ("at_most", .count($0.atMost))]) } ?? .null
  }
}

extension StudyPlan {
  /// The swept paths with the labels of their values.
  var gridJSON: JSONValue {
    .list(
      axes.map { axis in
        .object([
          ("path", .text(axis.path)), ("values", .list(axis.labels.map(JSONValue.text))),
        ])
      })
  }
}

extension Scenario {
  /// Its values of the swept paths, and the stated sizes of the levels.
  func placeJSON(axes: [GridAxis]) -> [(key: String, value: JSONValue)] {
    [
      (
        "grid",
        .object(
          zip(axes, coordinates).map { axis, value in (axis.path, .text(axis.labels[value])) })
      ),
      ("levels", .object(statedSizes.map { ($0.level, .number($0.size)) })),
    ]
  }
}
