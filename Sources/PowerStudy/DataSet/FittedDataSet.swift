internal import DataSimulation
public import MixedModels
internal import Numerics
public import StudyDesign

/// One simulated data set with the fit of one of the study's analyses: what a picture of it needs.
public struct FittedDataSet: Sendable {
  /// What was simulated.
  public let study: Study
  /// The index of the analysis.
  public let analysisIndex: Int
  /// The response of each row that is analysed; of categories their numbers from 0, of several trials the
  /// successes.
  public let response: [Double]
  /// The trials of each row; 1 where the response has none.
  public let trials: [Double]
  /// For each predictor its value in each row as analyses see it; of a factor the category's number from 0.
  public let variables: [String: [Double]]
  /// For each level of the study the unit of each row, from 0; nil where rows have several.
  public let units: [[Int]?]
  /// How the fit ended.
  public let outcome: FitOutcome
  /// The estimates, where there are some.
  public let fit: Fit?
  /// For each random term the units of each row with their weights.
  let memberships: [[[(unit: Int, weight: Double)]]]

  /// Estimates of a model.
  public struct Fit: Sendable, Equatable {
    /// One for each of the analysis's columns.
    public var coefficients: [Double]
    /// A covariance matrix for each random term, in squared units of the response or the link.
    public var covariances: [[[Double]]]
    /// The residual variance of normal responses, else 1.
    public var residualVariance: Double
    /// The family with its cuts or dispersion as estimated.
    public var family: ResponseFamily
  }

  /// The analysis.
  public var analysis: Analysis { study.analyses[analysisIndex] }

  /// Simulates and fits the data set that a run fits as its replicate of this number.
  ///
  /// - Parameter replicate: counted from 1.
  public init(
    scenario: Scenario, settings: SimulationSettings, replicate: Int, analysis: Int = 0
  ) {
    study = scenario.study
    analysisIndex = analysis
    var source = ReplicateSource(study: study, settings: settings, carriesAllEffects: true)
    source.drawMakingRoom(replicate)
    let simulator = source.simulator
    let rows = simulator.nesting.rowCount
    let values = simulator.response(ofAnalysis: analysis)
    response = (0..<rows).map { values[$0] }
    let isAnalysed = simulator.isAnalysed
    var variables: [String: [Double]] = [:]
    for predictor in study.predictors {
      guard let all = simulator.rowValues(of: predictor.name) else { continue }
      variables[predictor.name] = all.indices.filter { isAnalysed[$0] }.map { all[$0] }
    }
    self.variables = variables
    trials = Self.trials(of: study.analyses[analysis].family, variables, rows)
    let links = study.levels.indices.map { simulator.rowUnits(ofLevel: $0) }
    let analysed = isAnalysed.indices.filter { isAnalysed[$0] }
    units = links.map { link in link.isWeighted ? nil : analysed.map { Int(link.units[$0]) } }
    memberships = study.analyses[analysis].groupingLevels.map { level in
      let link = links[level]
      guard let starts = link.starts, let weights = link.weights else {
        return analysed.map { [(Int(link.units[$0]), 1)] }
      }
      return analysed.map { row in
        (Int(starts[row])..<Int(starts[row + 1])).map { (Int(link.units[$0]), weights[$0]) }
      }
    }
    (outcome, fit) = Self.fitted(study, analysis, simulator)
  }

  /// Makes one from its parts, each row in one unit of every level.
  init(
    study: Study, analysis: Int = 0, response: [Double], variables: [String: [Double]],
    units: [[Int]], fit: Fit?
  ) {
    self.study = study
    analysisIndex = analysis
    self.response = response
    self.variables = variables
    self.units = units
    trials = Self.trials(of: study.analyses[analysis].family, variables, response.count)
    memberships = study.analyses[analysis].groupingLevels.map { level in
      units[level].map { [($0, 1)] }
    }
    outcome = fit == nil ? .notConverged : .converged
    self.fit = fit
  }

  private static func trials(
    of family: ResponseFamily, _ variables: [String: [Double]], _ rows: Int
  ) -> [Double] {
    switch family.trials {
    case .number(let number): [Double](repeating: Double(number), count: rows)
    case .predictor(let name): variables[name] ?? [Double](repeating: 1, count: rows)
    case nil: [Double](repeating: 1, count: rows)
    }
  }
}
