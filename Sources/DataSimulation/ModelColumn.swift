internal import ModelFormula
internal import Numerics
internal import StudyDesign

/// One column of a model matrix with its values: a product of variables and category indicators.
///
/// It stands at a level of the nesting: what varies at other levels is spread out to the rows.
struct ModelColumn {
  let recipe: ColumnRecipe
  /// Level of the nesting at which the column stands.
  let level: Int
  let isFixed: Bool
  let values: UnsafePointer<Double>
  /// How the values are made; nil if they are those of a variable.
  private let filler: Filler?

  /// Multiplies parts into a buffer.
  private struct Filler {
    let target: UnsafeMutablePointer<Double>
    let count: UnsafePointer<Int>
    let factors: [Factor]
  }

  /// One factor of the product, read at the column's level through `link` if it varies at another.
  private struct Factor {
    let values: UnsafePointer<Double>
    let link: UnitLink?
    /// If not nil, 1 where the value equals it, else 0.
    let indicated: Double?
    let expression: (column: ExpressionColumn, target: UnsafeMutablePointer<Double>)?
  }

  init(_ recipe: ColumnRecipe, variables: [Variable], units: StudyUnits, buffers: Buffers) {
    self.recipe = recipe
    if recipe.parts.count == 1, case .numeric(.name(let name)) = recipe.parts[0] {
      let variable = variables.first { $0.name == name }!
      if let level = units.nestingLevel(variable.level) {
        self.level = level
        isFixed = variable.isFixed
        values = UnsafePointer(variable.values)
        filler = nil
        return
      }
    }
    let parts = recipe.parts.map {
      Part($0, variables: variables, units: units, buffers: buffers)
    }
    let levels = parts.map { units.nestingLevel($0.level) ?? units.nesting.rowLevel }
    level = levels.max() ?? 0
    let place = units.level(ofNesting: level)
    let factors = parts.map { part in
      Factor(
        values: part.values,
        link: part.level == place ? nil : units.link(of: place, at: part.level),
        indicated: part.indicated, expression: part.expression)
    }
    isFixed =
      parts.allSatisfy(\.isFixed) && factors.allSatisfy { $0.link?.isFixed ?? true }
      && units.hasFixedCount(place)
    let target = buffers.make(units.capacity(place))
    values = UnsafePointer(target)
    filler = Filler(target: target, count: units.countPointer(place), factors: factors)
  }

  /// One part of the recipe, at its own level.
  private struct Part {
    let level: Int
    let isFixed: Bool
    let values: UnsafePointer<Double>
    let indicated: Double?
    let expression: (column: ExpressionColumn, target: UnsafeMutablePointer<Double>)?

    init(
      _ part: ColumnRecipe.Part, variables: [Variable], units: StudyUnits, buffers: Buffers
    ) {
      switch part {
      case .numeric(.name(let name)):
        self.init(variables.first { $0.name == name }!, indicated: nil)
      case .indicator(.name(let name), let category):
        self.init(variables.first { $0.name == name }!, indicated: Double(category))
      case .indicator(.call(_, let arguments), let category):
        // factor(x) of a numeric variable: categories are its distinct values in order.
        guard case .name(let name)? = arguments.first else { preconditionFailure() }
        let variable = variables.first { $0.name == name }!
        let value = variable.kind == .numeric ? variable.possibleValues[category] : Double(category)
        self.init(variable, indicated: value)
      case .numeric(let expression):
        let column = ExpressionColumn(
          expression, level: nil, variables: variables, units: units, buffers: buffers)
        let target = buffers.make(units.capacity(column.level))
        self.init(
          level: column.level, isFixed: column.isFixed, values: UnsafePointer(target),
          indicated: nil, expression: (column, target))
      case .indicator: preconditionFailure("indicator of an expression")
      }
    }

    private init(_ variable: Variable, indicated: Double?) {
      self.init(
        level: variable.level, isFixed: variable.isFixed, values: UnsafePointer(variable.values),
        indicated: indicated, expression: nil)
    }

    private init(
      level: Int, isFixed: Bool, values: UnsafePointer<Double>, indicated: Double?,
      expression: (column: ExpressionColumn, target: UnsafeMutablePointer<Double>)?
    ) {
      self.level = level
      self.isFixed = isFixed
      self.values = values
      self.indicated = indicated
      self.expression = expression
    }
  }

  /// Recomputes the values.
  func fill() {
    guard let filler else { return }
    let count = filler.count.pointee
    for index in 0..<count { filler.target[index] = 1 }
    for factor in filler.factors {
      if let (column, target) = factor.expression { column.evaluate(to: target) }
      multiply(filler.target, count, by: factor)
    }
  }

  private func multiply(
    _ target: UnsafeMutablePointer<Double>, _ count: Int, by factor: Factor
  ) {
    let values = factor.values
    switch (factor.link, factor.indicated) {
    case (nil, nil): for index in 0..<count { target[index] *= values[index] }
    case (nil, let category?):
      for index in 0..<count where values[index] != category { target[index] = 0 }
    case (let link?, nil):
      for index in 0..<count { target[index] *= link.value(of: index, from: values) }
    case (let link?, let category?):
      for index in 0..<count { target[index] *= link.share(of: category, at: index, from: values) }
    }
  }
}
