internal import JSONText
internal import ModelFormula
internal import PowerStudy
public import StudyDesign

/// What a design says, worked out, as a JSON object for machines: the model, the figures of every scenario
/// that follow without simulating, the number of fits and about how long they take.
///
/// - Parameters:
///   - version: the program's name and version.
///   - seconds: how long a run would take.
public func checkJSON(plan: StudyPlan, version: String, seconds: Double) -> String {
  let audit = Audit(plan: plan)
  let study = plan.scenarios[0].study
  let members: [(key: String, value: JSONValue)] =
    jsonOpening(plan, version: version) + [
      ("description", plan.description.map(JSONValue.text) ?? .null),
      ("model", model(AuditSheet(plan: plan))),
      ("analyses", .list(study.analyses.map(analysis))),
      ("tests", .list(study.tests.map { test($0, of: study) })),
      ("target", .optional(plan.target)),
      ("grid", plan.gridJSON),
      ("replicates", .count(plan.simulation.replicates)),
      ("until", plan.simulation.untilJSON),
      ("seed", .text(String(plan.simulation.seed))),
      ("fits", .count(audit.fits)),
      ("seconds", .number(seconds)),
      (
        "scenarios",
        .list(
          zip(plan.scenarios, audit.scenarios).map { scenario, figures in
            .object(
              scenario.placeJSON(axes: plan.axes) + parameters(scenario.study)
                + sizes(scenario.study, figures))
          })
      ),
    ]
  return JSONValue.object(members).lines(depth: 3)
}

/// The generating model of the first scenario.
private func model(_ sheet: AuditSheet) -> JSONValue {
  let family = sheet.study.model.family
  return .object([
    ("formula", .text(sheet.study.model.formula.text)),
    ("family", .text(family.name.rawValue)),
    ("link", .text(family.link.rawValue)),
    ("text", .list(sheet.model.flatMap(\.lines).map(JSONValue.text))),
  ])
}

private func analysis(_ analysis: Analysis) -> JSONValue {
  .object([
    ("name", .text(analysis.name)),
    ("formula", .text(analysis.formula.text)),
    ("family", .text(analysis.family.name.rawValue)),
    ("link", .text(analysis.family.link.rawValue)),
    ("estimator", .text(analysis.estimatorName)),
  ])
}

private func test(_ test: StudyTest, of study: Study) -> JSONValue {
  .object([
    ("test", .text(test.name)),
    ("analysis", .text(study.analyses[test.analysis].name)),
    ("method", test.method.rawValue.isEmpty ? .null : .text(test.method.rawValue)),
    ("side", test.side.rawValue.isEmpty ? .null : .text(test.side.rawValue)),
    ("alpha", .number(test.alpha)),
    ("truth", .optional(study.truth(of: test))),
  ])
}

/// The values that a scenario's data follow from.
private func parameters(_ study: Study) -> [(key: String, value: JSONValue)] {
  let model = study.model
  var members: [(key: String, value: JSONValue)] = [
    (
      "coefficients",
      .object(zip(model.columns.fixed, model.coefficients).map { ($0.name, .number($1)) })
    ),
    (
      "random",
      .list(
        zip(model.randomTerms, model.columns.bars).map { term, bar in
          .object([
            ("level", .text(study.levels[term.level].name)),
            ("terms", .list(bar.columns.map { .text($0.name) })),
            ("covariance", .list(term.covariance.map { .list($0.map(JSONValue.number)) })),
          ])
        })
    ),
  ]
  if model.family.isNormal {
    members.append(("residual_variance", .number(model.residualVariance)))
  }
  if case .ordinal(let cuts) = model.family.distribution {
    members.append(("cuts", .list(cuts.map(JSONValue.number))))
  }
  if let dispersion = model.family.dispersion {
    members.append(("dispersion", .number(dispersion)))
  }
  return members
}

/// How many units and rows there are, how the variance divides, and what that does to a mean.
private func sizes(
  _ study: Study, _ audit: ScenarioAudit
) -> [(key: String, value: JSONValue)] {
  var members: [(key: String, value: JSONValue)] = [
    ("units", .object(zip(study.levels, audit.units).map { ($0.name, .count($1)) })),
    (
      "rows_per_unit",
      .object(zip(study.levels, audit.rowsPerUnit).map { ($0.name, .number($1)) })
    ),
  ]
  guard study.model.family.name != .nominal else { return members }
  members.append(
    (
      "variances",
      .list(
        audit.partitions.flatMap { partition in
          study.levels.indices.map { variance(study, partition, level: $0) }
        })
    ))
  members.append(("design_effect", audit.isNested ? .number(audit.designEffect) : .null))
  members.append(("effective_rows", audit.isNested ? .number(audit.effectiveRows) : .null))
  return members
}

private func variance(_ study: Study, _ partition: VariancePartition, level: Int) -> JSONValue {
  var members: [(key: String, value: JSONValue)] = [
    ("level", .text(study.levels[level].name)),
    ("at", partition.condition.isEmpty ? .null : .text(partition.condition)),
    ("variance", .number(partition.variances[level])),
    ("share", .number(partition.shares[level])),
    ("icc", .optional(partition.correlations[level])),
  ]
  if let latent = partition.latentCorrelations {
    members.append(("latent_icc", .optional(latent[level])))
  }
  return .object(members)
}
