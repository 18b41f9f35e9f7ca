internal import DataSimulation
internal import MixedModels
internal import ModelFormula
internal import Numerics
public import StudyDesign

/// Random terms of an analysis whose variances the data of some scenarios cannot tell apart, however
/// many there are: several sets of them give the response the same distribution.
public struct IndistinctVariances: Sendable, Equatable {
  /// Index of the analysis.
  public var analysis: Int
  /// Indices of its random terms, in the order of its formula.
  public var terms: [Int]
  /// Indices of the scenarios.
  public var scenarios: [Int]

  /// Makes a finding.
  public init(analysis: Int, terms: [Int], scenarios: [Int]) {
    self.analysis = analysis
    self.terms = terms
    self.scenarios = scenarios
  }
}

/// Finds them by a few fits of each scenario, of those with at most 20,000 rows.
public func indistinctVariances(_ plan: StudyPlan) -> [IndistinctVariances] {
  var known: [String: [[Int]]] = [:]
  var found: [IndistinctVariances] = []
  for (index, scenario) in plan.scenarios.enumerated() {
    let study = scenario.study
    guard study.rowCount <= 20_000 else { continue }
    let structure = ([study.canonicalPath] + study.analyses.map(\.formula.text))
      .joined(separator: "\n")
    let terms = known[structure] ?? indistinctTerms(study, plan.simulation)
    known[structure] = terms
    for (analysis, terms) in terms.enumerated() where !terms.isEmpty {
      let same = found.firstIndex { $0.analysis == analysis && $0.terms == terms }
      if let same {
        found[same].scenarios.append(index)
      } else {
        found.append(IndistinctVariances(analysis: analysis, terms: terms, scenarios: [index]))
      }
    }
  }
  return found
}

/// For each analysis the random terms that cannot be told apart; none where residuals have a structure
/// of their own, and where responses are not normal.
private func indistinctTerms(_ study: Study, _ settings: SimulationSettings) -> [[Int]] {
  var terms = [[Int]](repeating: [], count: study.analyses.count)
  let asked = study.analyses.indices.filter { study.hasVariancesToConfuse(study.analyses[$0]) }
  guard !asked.isEmpty else { return terms }
  var source = ReplicateSource(study: study, settings: settings)
  let simulator = source.simulator
  let assembly = AnalysisAssembly(study: study, simulator: simulator)
  var fitter = LinearFitter(
    nesting: simulator.nesting, factors: assembly.factors, columnLevels: assembly.columnLevels,
    isFixed: assembly.isFixed, interceptColumn: assembly.interceptColumn,
    models: asked.map { assembly.models[$0] }, columns: assembly.columns)
  var sums = [InformationSum](repeating: InformationSum(), count: asked.count)
  // One data set clears most designs; what looks indistinct in one must do so in several.
  for replicate in 1...5 {
    // Data sets too large for the room there is, or of which nothing is left, show nothing.
    guard source.draw(replicate), simulator.nesting.rowCount > 0 else { return terms }
    fitter.update()
    for index in asked.indices {
      let outcome = fitter.fit(index)
      // Where variances cannot be told apart, an optimum may be hard to find.
      guard outcome.hasEstimates || outcome == .notConverged else { continue }
      sums[index].add(fitter, model: index)
    }
    if sums.allSatisfy(\.indistinctParameters.isEmpty) { break }
  }
  for (index, analysis) in asked.enumerated() {
    terms[analysis] = study.analyses[analysis].terms(with: sums[index].indistinctParameters)
  }
  return terms
}

extension Study {
  /// Whether an analysis has several variances to estimate, of normal responses with independent
  /// residuals.
  fileprivate func hasVariancesToConfuse(_ analysis: Analysis) -> Bool {
    model.family.isNormal && analysis.family.isNormal && analysis.residual == nil
      && analysis.columns.bars.reduce(0) { $0 + $1.columns.count } > 1
  }
}

extension Analysis {
  /// The random terms that have some of the covariance parameters.
  fileprivate func terms(with parameters: [Int]) -> [Int] {
    var first = 0
    return columns.bars.indices.filter { index in
      let order = columns.bars[index].columns.count
      let own = first..<first + order * (order + 1) / 2
      first = own.upperBound
      return parameters.contains(where: own.contains)
    }
  }
}
