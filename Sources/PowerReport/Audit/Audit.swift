public import PowerStudy
public import StudyDesign

/// The figures of a design that follow from it without any simulation.
public struct Audit: Sendable, Equatable {
  /// One for each scenario, in the plan's order.
  public var scenarios: [ScenarioAudit]
  /// Fits that a run makes, with a stopping rule at most: scenarios × replicates × analyses.
  public var fits: Int

  /// Works out the figures of a plan.
  public init(plan: StudyPlan) {
    scenarios = plan.scenarios.map {
      ScenarioAudit(study: $0.study, settings: plan.simulation)
    }
    fits = plan.scenarios.reduce(0) {
      $0 + plan.simulation.mostReplicates * $1.study.analyses.count
    }
  }
}

/// The figures of one scenario.
public struct ScenarioAudit: Sendable, Equatable {
  /// Units in all, for each level; those of the last level are the rows.
  public var units: [Int]
  /// Rows that share a unit of each level, as a row meets them: N / units if all units are alike,
  /// else Σ n² / N over units of n rows.
  public var rowsPerUnit: [Double]
  /// How the variance divides between the levels, at one or more values of the predictors that have
  /// random slopes; one entry, at no values, without such slopes.
  public var partitions: [VariancePartition]
  /// What sizes come to and what is lost, where data sets differ in that or units in size; else nil.
  public var survey: UnitSurvey?
  /// The entry of `partitions` that the design effect refers to: at the middle of the predictors
  /// with slopes if they have one, else at the low end.
  public var reference: Int

  /// Works out the figures of a study.
  public init(study: Study, settings: SimulationSettings = SimulationSettings()) {
    var units = study.unitCounts
    var rowsPerUnit = study.rowsPerUnit(units: units)
    if study.hasDifferingUnits {
      let survey = UnitSurvey(study: study, settings: settings)
      units = zip(units, survey.units).map { stated, seen in
        seen.map { Int($0.rounded()) } ?? stated
      }
      units[units.count - 1] = Int(survey.rows.rounded())
      rowsPerUnit = zip(rowsPerUnit, survey.rowsPerUnit).map { $1 ?? $0 }
      self.survey = survey
    }
    self.units = units
    self.rowsPerUnit = rowsPerUnit
    let points = SlopePoint.points(of: study)
    partitions = points.map { VariancePartition(study: study, at: $0) }
    reference = points.count == 3 ? 1 : 0
    isNested = study.levels.isChain
  }

  /// Rows of one data set.
  public var rows: Int { units.last ?? 0 }

  /// Whether the levels are one chain, so that there is a design effect.
  public var isNested: Bool

  /// The variance of the mean over all rows relative to that of as many independent rows: 1 + Σ over
  /// levels of VPC × (rows per unit - 1) (Kish 1965 for two levels). It holds as well for the effect
  /// of a predictor of the top level; a predictor that varies within units is estimated better. Of use
  /// if the levels are nested.
  public var designEffect: Double {
    zip(partitions[reference].shares, rowsPerUnit).reduce(1) { $0 + $1.0 * ($1.1 - 1) }
  }

  /// Independent rows that would give the mean the same variance: rows / design effect.
  public var effectiveRows: Double { Double(rows) / designEffect }
}
