internal import DataSimulation
internal import MixedModels
internal import ModelFormula
internal import Numerics
public import StudyDesign

/// Why no data set of a scenario can be fitted.
public struct PlanProblem: Sendable, Equatable {
  /// What is wrong with a column of a model.
  public enum Fact: Sendable, Hashable {
    /// It has this value in every row.
    case constant(Double)
    /// It is a combination of these other columns.
    case combination([String])
    /// It is a random effect that the fixed effects give freely to each unit of this level, so that no data
    /// tell of its variance.
    case nothingLeftToVary(level: String)
    /// It has values that are infinite or not numbers.
    case notFinite
    /// Of so many draws of the parameters this many cannot be: variances below 0, or correlations that
    /// do not go together. There is no column.
    case impossibleParameters(Int, of: Int)
    /// Its coefficient and mean make the expected count of a row this large, beyond what can be drawn.
    case expectedCount(Double, coefficient: Double, mean: Double)
    /// Its coefficient and mean make the probability of half of the rows this one, next to 0 or 1.
    case certainResponse(Double, coefficient: Double, mean: Double)
  }

  /// The coefficient or column, by its R name.
  public var column: String
  /// What is wrong with it.
  public var fact: Fact
  /// Index of the analysis whose coefficient it is; nil for a column of any model of the study.
  public var analysis: Int?
  /// Index of the first scenario in which it is so.
  public var scenario: Int
}

/// The columns of the plan's models that no replicate could be fitted with, found by drawing
/// predictors before anything is simulated.
///
/// Scenarios of more than a million rows are passed over. What chance does, such as a rare binary
/// without a 1, counts only if it is in each of ten data sets.
public func planProblems(_ plan: StudyPlan) -> [PlanProblem] {
  var checked: Set<String> = []
  var problems = impossiblePriors(plan)
  guard problems.isEmpty else { return problems }
  for (index, scenario) in plan.scenarios.enumerated() {
    let study = scenario.study
    let models = [study.model.formula] + study.analyses.map(\.formula)
    let structure = ([study.canonicalPath] + models.map(\.text) + extremes(study)).joined(
      separator: "\n")
    guard study.rowCount <= 1_000_000, checked.insert(structure).inserted else { continue }
    var check = ScenarioCheck(study: study, settings: plan.simulation)
    for finding in check.findings() {
      let isKnown = problems.contains {
        ($0.column, $0.analysis, $0.fact) == (finding.column, finding.analysis, finding.fact)
      }
      if isKnown { continue }
      problems.append(
        PlanProblem(
          column: finding.column, fact: finding.fact, analysis: finding.analysis, scenario: index))
    }
  }
  return problems
}

/// What decides, besides the structure of a study, whether its responses are extreme.
private func extremes(_ study: Study) -> [String] {
  study.model.family.isNormal
    ? [] : ["\(study.model.family.distribution) \(study.model.coefficients)"]
}

/// The first scenario with a prior that draws parameters that cannot be, if there is one.
private func impossiblePriors(_ plan: StudyPlan) -> [PlanProblem] {
  let draws = 10_000
  var checked: [ParameterPrior] = []
  for (index, scenario) in plan.scenarios.enumerated() {
    guard let prior = scenario.study.model.prior, !checked.contains(prior) else { continue }
    checked.append(prior)
    let count = impossibleDraws(of: scenario.study, among: draws, seed: plan.simulation.seed)
    guard count > 0 else { continue }
    let fact = PlanProblem.Fact.impossibleParameters(count, of: draws)
    return [PlanProblem(column: "", fact: fact, analysis: nil, scenario: index)]
  }
  return []
}

/// Draws the predictors of one scenario and looks at the columns.
private struct ScenarioCheck {
  /// A column and what is wrong with it.
  struct Finding: Equatable {
    let column: String
    let analysis: Int?
    let fact: PlanProblem.Fact
  }

  /// Data sets that must share a finding.
  private static let replicates = 10

  private let study: Study
  private var source: ReplicateSource
  private var simulator: StudySimulator { source.simulator }

  init(study: Study, settings: SimulationSettings) {
    self.study = study
    source = ReplicateSource(study: study, settings: settings)
  }

  /// What the first data set shows and all others confirm.
  mutating func findings() -> [Finding] {
    var found = findings(inReplicate: 1)
    for replicate in 2...Self.replicates where !found.isEmpty {
      let others = findings(inReplicate: replicate)
      found.removeAll { finding in
        !others.contains { $0.column == finding.column && $0.analysis == finding.analysis }
      }
    }
    return found
  }

  private mutating func findings(inReplicate replicate: Int) -> [Finding] {
    source.drawMakingRoom(replicate)
    let infinite = simulator.columns.filter { column in
      !(0..<simulator.nesting.unitCount(column.level)).allSatisfy { column.values[$0].isFinite }
    }
    guard infinite.isEmpty else {
      return infinite.map { Finding(column: name($0.recipe), analysis: nil, fact: .notFinite) }
    }
    return study.analyses.indices.flatMap { analysis in
      let dependent = dependentColumns(ofAnalysis: analysis)
      return dependent.isEmpty ? effectsWithoutVariance(ofAnalysis: analysis) : dependent
    } + extremeResponses
  }

  /// Random effects that the fixed ones leave nothing to, like those of two schools of which one is treated.
  private func effectsWithoutVariance(ofAnalysis index: Int) -> [Finding] {
    let analysis = study.analyses[index]
    let fixed = analysis.predictorColumns.map {
      rows(of: simulator.columns[simulator.index(of: $0)])
    }
    var found: [Finding] = []
    for (bar, level) in zip(analysis.columns.bars, analysis.groupingLevels) {
      guard let unitOfRow = unitOfRow(level) else { continue }
      let units = Set(unitOfRow)
      guard !units.isEmpty, units.count <= fixed.count else { continue }
      for recipe in bar.columns {
        let column = rows(of: simulator.columns[simulator.index(of: recipe)])
        let isFixed = units.allSatisfy { unit in
          let own = zip(column, unitOfRow).map { $1 == unit ? $0 : 0 }
          return MixedModels.dependentColumns(fixed + [own]).contains { $0.column == fixed.count }
        }
        guard isFixed else { continue }
        let fact = PlanProblem.Fact.nothingLeftToVary(level: study.levels[level].name)
        found.append(Finding(column: name(recipe), analysis: index, fact: fact))
      }
    }
    return found
  }

  /// For each row the unit of a level of the study; nil of units that share rows, and of those that are not
  /// ranges of rows where rows are lost.
  private func unitOfRow(_ level: Int) -> [Int32]? {
    let nesting = simulator.nesting
    if let place = simulator.nestingLevel(ofLevel: level) {
      return nesting.ancestors(of: nesting.rowLevel, at: place)
    }
    let link = simulator.rowUnits(ofLevel: level)
    guard !link.isWeighted, link.count == nesting.rowCount else { return nil }
    return (0..<link.count).map { link.units[$0] }
  }

  /// Counts and probabilities that no data set could be drawn or fitted with.
  private var extremeResponses: [Finding] {
    guard let extreme = ExtremeResponse(study: study, simulator: simulator) else { return [] }
    return [Finding(column: extreme.column, analysis: nil, fact: extreme.fact)]
  }

  private func dependentColumns(ofAnalysis index: Int) -> [Finding] {
    // Losses may leave nothing of a data set; its fits then fail and are counted.
    guard simulator.nesting.rowCount > 0 else { return [] }
    let fixed = study.analyses[index].predictorColumns
    let values = fixed.map { rows(of: simulator.columns[simulator.index(of: $0)]) }
    return MixedModels.dependentColumns(values).map { dependent in
      let first = values[dependent.column][0]
      let isConstant = values[dependent.column].allSatisfy { $0 == first }
      let combined = dependent.combined.map { name(fixed[$0]) }
      return Finding(
        column: name(fixed[dependent.column]), analysis: index,
        fact: isConstant ? .constant(first) : .combination(combined))
    }
  }

  /// The column with one value a row.
  private func rows(of column: StudySimulator.SimulatedColumn) -> [Double] {
    let nesting = simulator.nesting
    return nesting.ancestors(of: nesting.rowLevel, at: column.level).map { column.values[Int($0)] }
  }

  /// R's name; that of an offset is its expression.
  private func name(_ recipe: ColumnRecipe) -> String {
    guard recipe.name == "offset", case .numeric(let offset)? = recipe.parts.first else {
      return recipe.name
    }
    return offset.description
  }
}
