public import ModelFormula
public import Numerics
public import StudyDesign

/// Draws synthetic data sets of one study into buffers of its own, one after another.
///
/// A simulator belongs to one worker. Everything is allocated at construction; `draw` allocates
/// nothing.
public struct StudySimulator {
  /// Units that are ranges of rows, over the rows that are analysed.
  public let nesting: Nesting
  /// The same over all rows, those that are lost included.
  public let generatedNesting: Nesting
  /// Units with rows of the study (1) and of each of its levels in the data set in hand.
  public let unitsWithRows: UnsafePointer<Int>
  /// One entry for each column of a model matrix that any of the study's models needs.
  public private(set) var columns: [SimulatedColumn] = []
  /// The response with the effects listed in `carriedEffects`, one value for each row, lost or not.
  public let response: UnsafePointer<Double>
  /// For each coefficient of the generating model whether its effect is part of `response`.
  public let carriedEffects: [Bool]

  /// Where the rows' positions and categories of variance stand; nil if residuals are independent with
  /// one variance.
  public let residualRows: ResidualRows?

  private let study: Study
  private let units: StudyUnits
  private let buffers = Buffers()
  private let modelColumns: [ModelColumn]
  private let variables: [Variable]
  private var variableDraw: VariableDraw
  /// What analyses see of them.
  private let seenVariables: [Variable]
  /// Whether the last draw stopped because there was not enough room for the units drawn: the data set
  /// is then of no use, and a simulator with more room is needed.
  public var isOverfull: Bool { variableDraw.isOverfull }
  /// Whether anything but the response differs between replicates.
  private let redrawsVariables: Bool
  private let parameters: ModelParameters
  private let responseModel: ResponseModel
  /// Draws the response in its place where that is nominal.
  private let nominalDraw: NominalDraw?
  /// What is lost, and what is left.
  private let losses: LossDraw?
  private let analysed: AnalysedRows?
  private let offsetAdjustments: [OffsetAdjustment]
  /// For each analysis the columns that are added to its linear predictor, and that of its trials; as
  /// recipes of `columns`.
  private let analysisOffsets: [[ColumnRecipe]]
  private let analysisTrials: [ColumnRecipe?]
  /// For each analysis its response over the rows that are analysed.
  private let analysedResponses: [UnsafePointer<Double>]

  /// The response of an analysis with other offsets than the generating model's.
  private struct OffsetAdjustment {
    let target: UnsafeMutablePointer<Double>
    let offsets: [(values: UnsafePointer<Double>, holders: UnsafePointer<Int32>)]
  }

  /// - Parameter carriesAllEffects: whether the response holds all fixed effects. Without it those
  ///   whose columns are in every model that is fitted are left out: estimates and standard errors move with
  ///   them exactly, so that they can be added afterwards.
  /// - Parameter room: how much more memory than usual for units whose numbers are drawn.
  public init(study: Study, carriesAllEffects: Bool = false, room: Double = 1) {
    self.study = study
    let units = StudyUnits(study: study, room: room, buffers: buffers)
    self.units = units
    let nesting = units.nesting
    generatedNesting = nesting
    let analysed = study.missing == nil ? nil : AnalysedRows(of: nesting, buffers: buffers)
    self.analysed = analysed
    self.nesting = analysed?.nesting ?? nesting
    let isNormal = study.model.family.isNormal
    let isNominal = study.model.family.name == .nominal
    let carriesAllEffects = carriesAllEffects || study.losesByResponse || !isNormal
    unitsWithRows = units.unitsWithRows
    let builder = VariableBuilder(study: study, units: units, buffers: buffers)
    let variables = builder.variables
    self.variables = variables
    let seenVariables = variables.map { builder.seenInstead[$0.name] ?? $0 }
    self.seenVariables = seenVariables
    variableDraw = VariableDraw(
      study: study, variables: variables, allocations: builder.allocations, units: units)
    redrawsVariables =
      study.redrawsPredictors || variables.contains { $0.isDue(once: false) }
    let models = [study.model.columns] + study.analyses.map(\.columns)
    var made: [ModelColumn] = []
    // Columns of the generating model as the response follows from them, not as analyses see them.
    var hidden: [ModelColumn] = []
    let withError = study.predictorsWithError
    let buffers = buffers
    func column(_ recipe: ColumnRecipe, ofAnalysis: Bool = false) -> ModelColumn {
      let isHidden = !ofAnalysis && recipe.variableNames.contains(where: withError.contains)
      let pool = isHidden ? hidden : made
      if let known = pool.first(where: { $0.recipe.parts == recipe.parts }) { return known }
      let new = ModelColumn(
        recipe, variables: isHidden ? variables : seenVariables, units: units, buffers: buffers)
      if isHidden { hidden.append(new) } else { made.append(new) }
      return new
    }
    for (index, model) in models.enumerated() {
      for recipe in model.fixed + model.bars.flatMap(\.columns) {
        _ = column(recipe, ofAnalysis: index > 0)
      }
    }
    for recipe in study.model.residual?.function?.columns ?? [] {
      _ = column(recipe, ofAnalysis: true)
    }
    let offsetModels = models.enumerated().map { index, model in
      model.offsets.map { offset in
        column(
          ColumnRecipe(name: "offset", term: Term([offset]), parts: [.numeric(offset)]),
          ofAnalysis: index > 0)
      }
    }
    let hasOffsets = !models[0].offsets.isEmpty
    let differs =
      ((study.losesByResponse || !isNormal) && hasOffsets)
      || models.contains { model in
        model.offsets != models[0].offsets
          || model.offsets.contains { $0.names.contains(where: withError.contains) }
      }
    let dropped = study.coefficientsDroppedByTests
    let seenWithError = study.coefficientsWithError
    carriedEffects = study.model.columns.fixed.indices.map { index in
      carriesAllEffects || dropped.contains(index) || seenWithError[index]
        || study.model.prior?.coefficients[index] != nil
        || study.analyses.contains { !$0.generatingCoefficient.contains(index) }
    }
    let trials = study.model.family.trialsRecipe.map { column($0) }
    analysisTrials = study.analyses.map { analysis in
      let recipe = analysis.family.trialsRecipe
      _ = recipe.map { column($0, ofAnalysis: true) }
      return recipe
    }
    analysisOffsets = zip(study.analyses, offsetModels.dropFirst()).map { analysis, offsets in
      analysis.family.isNormal ? [] : offsets.map(\.recipe)
    }
    let y = buffers.make(nesting.rowCapacity)
    response = UnsafePointer(y)
    let carried = carriedEffects.indices.filter { [carriedEffects] in carriedEffects[$0] }
    parameters = ModelParameters(study: study, buffers: buffers)
    let residuals = study.model.residual.map { residual in
      ResidualDraw(
        residual, study: study, columns: residual.function?.columns.map { column($0) } ?? [],
        variables: variables, units: units, buffers: buffers)
    }
    residualRows = residuals.map { ResidualRows($0, analysed, isComplete: study.missing == nil) }
    responseModel = ResponseModel(
      study: study, parameters: parameters, fixed: study.model.columns.fixed.map { column($0) },
      carried: carried,
      offsets: differs || carriesAllEffects ? offsetModels[0] : [],
      bars: study.model.columns.bars.map { $0.columns.map { column($0) } }, residuals: residuals,
      familyDraw: isNormal || isNominal
        ? nil
        : FamilyDraw(
          study.model.family,
          trials: trials.map {
            FamilyDraw.Trials(
              values: $0.values, holders: nesting.holders(of: nesting.rowLevel, at: $0.level))
          }, buffers: buffers),
      units: units, y: y,
      buffers: buffers)
    nominalDraw =
      isNominal
      ? NominalDraw(
        study: study, parameters: parameters, fixed: study.model.columns.fixed.map { column($0) },
        bars: study.model.columns.bars.map { $0.columns.map { column($0) } }, units: units, y: y,
        buffers: buffers) : nil
    offsetAdjustments = zip(study.analyses, offsetModels.dropFirst()).map { analysis, offsets in
      // Of other families offsets are part of the linear predictor, not of the response.
      let isMoved = differs && analysis.family.isNormal
      return OffsetAdjustment(
        target: isMoved && !offsets.isEmpty ? buffers.make(nesting.rowCapacity) : y,
        offsets: isMoved
          ? offsets.map { ($0.values, nesting.holders(of: nesting.rowLevel, at: $0.level)) } : [])
    }
    modelColumns = made + hidden
    columns = Self.described(made, analysed, rowLevel: nesting.rowLevel)
    losses = Self.losses(of: study, variables, units, y, buffers)
    analysedResponses = Self.responses(offsetAdjustments.map(\.target), analysed)
    prepareFixed()
  }

  /// The columns from outside: of the rows those that are analysed.
  private static func described(
    _ columns: [ModelColumn], _ analysed: AnalysedRows?, rowLevel: Int
  ) -> [SimulatedColumn] {
    columns.map { column in
      var values = column.values
      if let analysed, column.level == rowLevel { values = analysed.column(values) }
      return SimulatedColumn(
        recipe: column.recipe, level: column.level, isFixed: column.isFixed, values: values,
        generatedValues: column.values)
    }
  }

  private static func responses(
    _ targets: [UnsafeMutablePointer<Double>], _ analysed: AnalysedRows?
  ) -> [UnsafePointer<Double>] {
    targets.map { target in
      let values = UnsafePointer(target)
      return analysed?.column(values) ?? values
    }
  }

  private static func losses(
    of study: Study, _ variables: [Variable], _ units: StudyUnits,
    _ y: UnsafeMutablePointer<Double>, _ buffers: Buffers
  ) -> LossDraw? {
    guard let missing = study.missing else { return nil }
    return LossDraw(
      missing, study: study, variables: variables, units: units, y: y, buffers: buffers)
  }

  /// Index into `columns` of a recipe of one of the study's models.
  public func index(of recipe: ColumnRecipe) -> Int {
    columns.firstIndex { $0.recipe.parts == recipe.parts }!
  }

  /// Indices into `columns` of what is added to the linear predictor of an analysis of a family other
  /// than the normal one, whose responses offsets are taken off.
  public func offsets(ofAnalysis analysis: Int) -> [Int] {
    analysisOffsets[analysis].map { index(of: $0) }
  }

  /// Index into `columns` of the trials of an analysis's binomial response; nil where each row has one.
  public func trials(ofAnalysis analysis: Int) -> Int? {
    analysisTrials[analysis].map { index(of: $0) }
  }

  /// The response that an analysis fits: of normal ones `response` less the analysis's offsets; of
  /// binomial ones the successes, of categories their indices from 0.
  public func response(ofAnalysis analysis: Int) -> UnsafePointer<Double> {
    analysedResponses[analysis]
  }

  /// What the generating model's prior drew for the data set in hand, in the prior's order.
  public var parameterDraws: UnsafePointer<Double> { UnsafePointer(parameters.draws) }

  /// The generating model's coefficients with which the data set in hand was drawn.
  public var coefficients: UnsafePointer<Double> { UnsafePointer(parameters.coefficients) }

  /// Draws what a prior has drawn, memberships and predictors (where they are redrawn), random effects
  /// and residuals.
  public mutating func draw(_ stream: inout RandomStream) {
    parameters.draw(&stream)
    if redrawsVariables {
      variableDraw.draw(&stream, once: false)
      if isOverfull { return }
      for column in modelColumns where !column.isFixed { column.fill() }
    }
    if let nominalDraw { nominalDraw.draw(&stream) } else { responseModel.draw(&stream) }
    for adjustment in offsetAdjustments { adjust(adjustment) }
    guard let losses, let analysed else { return }
    analysed.update(count: losses.draw(&stream, to: analysed.kept))
    units.countUnits(in: nesting)
  }

  /// Whether each row of the data set in hand is analysed; the others are lost.
  public var isAnalysed: [Bool] {
    let rows = generatedNesting.rowCount
    guard let analysed else { return [Bool](repeating: true, count: rows) }
    var left = [Bool](repeating: false, count: rows)
    for place in 0..<nesting.rowCount { left[Int(analysed.kept[place])] = true }
    return left
  }

  /// Draws memberships and predictors that are drawn once only; without it they are zero.
  ///
  /// - Parameter stream: a stream that no replicate uses.
  public mutating func drawOnce(_ stream: inout RandomStream) {
    guard !study.redrawsPredictors || variables.contains(where: \.isDrawnOnce) else { return }
    variableDraw.draw(&stream, once: true)
    if isOverfull { return }
    for column in modelColumns where column.isFixed || !study.redrawsPredictors { column.fill() }
  }

  /// The values of a variable, one a row; those of several weighted units as their mean.
  public func rowValues(of name: String) -> [Double]? {
    seenVariables.first { $0.name == name }.map { variable in
      let link = units.link(of: units.rowLevel, at: variable.level)
      return (0..<link.count).map { link.value(of: $0, from: UnsafePointer(variable.values)) }
    }
  }

  /// For each row that is analysed the unit of a level of the study in which it lies.
  public func analysedUnits(ofLevel level: Int) -> UnitLink {
    let link = rowUnits(ofLevel: level)
    return analysed?.link(link) ?? link
  }

  /// For each row, lost or not, the unit of a level of the study in which it lies.
  public func rowUnits(ofLevel level: Int) -> UnitLink {
    units.link(of: units.rowLevel, at: level + 1)
  }

  /// How many units of a level each unit of its parents has in the data set in hand; nil where that is
  /// one stated number.
  public func unitsPerParent(ofLevel level: Int) -> [Int]? { units.sizes(ofLevel: level) }

  /// The random intercepts of a level of the study in the data set in hand, one a unit; nil where its
  /// units are not ranges of rows or have other effects.
  public func randomIntercepts(ofLevel level: Int) -> UnsafePointer<Double>? {
    units.nestingLevel(level + 1).flatMap { responseModel.intercepts(ofLevel: $0) }
  }

  /// The level of the nesting that a level of the study is; nil if its units are not ranges of rows.
  public func nestingLevel(ofLevel level: Int) -> Int? { units.nestingLevel(level + 1) }

  private mutating func prepareFixed() {
    for variable in variables where variable.isFixed {
      if case .expression(let column) = variable.source { column.evaluate(to: variable.values) }
    }
    for column in modelColumns where column.isFixed { column.fill() }
  }

  private func adjust(_ adjustment: OffsetAdjustment) {
    guard !adjustment.offsets.isEmpty else { return }
    let rows = generatedNesting.rowCount
    adjustment.target.update(from: response, count: rows)
    for (values, holders) in adjustment.offsets {
      for row in 0..<rows { adjustment.target[row] -= values[Int(holders[row])] }
    }
  }
}
