internal import ModelFormula
public import JSONText
internal import PowerReport
public import StudyDesign

/// A figure that follows from a design without simulating, for the margin of a form.
public struct DesignFact: Sendable, Equatable {
  /// What it is.
  public var label: String
  /// The figure.
  public var value: String
  /// What it means, in a sentence.
  public var note: String

  /// `{"label", "value", "note"}`.
  public var json: JSONValue {
    .object([("label", .text(label)), ("value", .text(value)), ("note", .text(note))])
  }
}

extension DesignFact {
  /// The facts of a plan: how alike rows of one unit are, what that costs, and how much is simulated; of the
  /// scenario with this number, from 0.
  public static func facts(of plan: StudyPlan, scenario number: Int = 0) -> [DesignFact] {
    guard plan.scenarios.indices.contains(number) else { return [] }
    let study = plan.scenarios[number].study
    let audit = ScenarioAudit(study: study, settings: plan.simulation)
    let place = plan.axes.isEmpty ? "" : "at " + plan.place(ofScenario: number)
    return (correlations(study, audit) + weight(study, audit)).map { $0.adding(place) }
      + [rows(study, audit).adding(place)] + fits(plan)
  }

  /// The intraclass correlation of each level that has variance.
  private static func correlations(_ study: Study, _ audit: ScenarioAudit) -> [DesignFact] {
    guard study.model.family.name != .nominal else { return [] }
    let partition = audit.partitions[audit.reference]
    let correlations = partition.correlations
    let low = study.levels.count - 1
    return study.levels.indices.dropLast().compactMap { level in
      guard partition.variances[level] > 0, let correlation = correlations[level] else {
        return nil
      }
      let name = study.levels[level].name
      let at = partition.condition.isEmpty ? "" : ", where \(partition.condition)"
      return DesignFact(
        label: "ICC of \(name)", value: NumberText.fixed(correlation, decimals: 3),
        note:
          "how alike the responses of two of one \(name) (\(study.levels[low].name)) are, beyond what "
          + "predictors tell: 0 no more than any two, 1 all the same\(at)")
    }
  }

  private static func weight(_ study: Study, _ audit: ScenarioAudit) -> [DesignFact] {
    guard audit.isNested, study.levels.count > 1, study.model.family.name != .nominal,
      audit.effectiveRows.isFinite, abs(audit.effectiveRows) < 1e15
    else { return [] }
    return [
      DesignFact(
        label: "Design effect", value: NumberText.significant(audit.designEffect, digits: 3),
        note: "how many times larger the variance of the mean is than with as many independent "
          + "rows; so is that of the effect of a predictor of the top level"),
      DesignFact(
        label: "Effective sample size",
        value: NumberText.count(Int(max(1, audit.effectiveRows).rounded())),
        note: "independent rows that would say as much about the mean"),
    ]
  }

  private static func rows(_ study: Study, _ audit: ScenarioAudit) -> DesignFact {
    let units = zip(study.levels, audit.units).dropLast().map { level, count in
      "\(NumberText.count(count)) of \(level.name)"
    }
    let note =
      units.isEmpty
      ? "rows of one data set" : "rows of one data set, in " + units.joined(separator: ", ")
    return DesignFact(label: "Observations", value: NumberText.count(audit.rows), note: note)
  }

  private static func fits(_ plan: StudyPlan) -> [DesignFact] {
    let replicates = plan.simulation.mostReplicates
    let analyses = plan.scenarios[0].study.analyses.count
    let fits = plan.scenarios.reduce(0) { $0 + replicates * $1.study.analyses.count }
    let scenarios = plan.scenarios.count
    return [
      DesignFact(
        label: "Fits", value: NumberText.count(fits),
        note: "\(NumberText.count(scenarios)) \(scenarios == 1 ? "scenario" : "scenarios") × "
          + "\(NumberText.count(replicates)) data sets × \(analyses) "
          + "\(analyses == 1 ? "analysis" : "analyses")"
          + (plan.simulation.until == nil ? "" : ", at most"))
    ]
  }

  private func adding(_ place: String) -> DesignFact {
    place.isEmpty
      ? self : DesignFact(label: label, value: value, note: "\(note); \(place)")
  }
}

extension StudyPlan {
  fileprivate func place(ofScenario number: Int) -> String {
    zip(axes, scenarios[number].coordinates).map { "\($0.path) = \($0.labels[$1])" }
      .joined(separator: ", ")
  }
}
