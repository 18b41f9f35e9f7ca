internal import ModelFormula
internal import Numerics
internal import StudyDesign

/// One column of a model matrix with its values: a product of variables and category indicators.
struct ModelColumn {
  let recipe: ColumnRecipe
  /// Level of the nesting at which the column varies.
  let level: Int
  let isFixed: Bool
  let values: UnsafePointer<Double>
  /// How the values are made; nil if they are those of a variable.
  private let filler: Filler?

  /// Multiplies parts into a buffer.
  private struct Filler {
    let target: UnsafeMutablePointer<Double>
    let count: Int
    let factors: [Factor]
  }

  /// One factor of the product, read at the column's level through `holders` if it is higher up.
  private struct Factor {
    let values: UnsafePointer<Double>
    let holders: [Int32]?
    /// If not nil, 1 where the value equals it, else 0.
    let indicated: Double?
    let expression: (column: ExpressionColumn, target: UnsafeMutablePointer<Double>)?
  }

  init(_ recipe: ColumnRecipe, variables: [Variable], nesting: Nesting, buffers: Buffers) {
    self.recipe = recipe
    if recipe.parts.count == 1, case .numeric(.name(let name)) = recipe.parts[0] {
      let variable = variables.first { $0.name == name }!
      level = variable.level
      isFixed = variable.isFixed
      values = UnsafePointer(variable.values)
      filler = nil
      return
    }
    let parts = recipe.parts.map {
      Part($0, variables: variables, nesting: nesting, buffers: buffers)
    }
    let level = parts.map(\.level).max() ?? 0
    self.level = level
    isFixed = parts.allSatisfy(\.isFixed)
    let target = buffers.make(nesting.unitCount(level))
    values = UnsafePointer(target)
    filler = Filler(
      target: target, count: nesting.unitCount(level),
      factors: parts.map { part in
        Factor(
          values: part.values,
          holders: part.level == level ? nil : nesting.ancestors(of: level, at: part.level),
          indicated: part.indicated, expression: part.expression)
      })
  }

  /// One part of the recipe, at its own level.
  private struct Part {
    let level: Int
    let isFixed: Bool
    let values: UnsafePointer<Double>
    let indicated: Double?
    let expression: (column: ExpressionColumn, target: UnsafeMutablePointer<Double>)?

    init(
      _ part: ColumnRecipe.Part, variables: [Variable], nesting: Nesting, buffers: Buffers
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
          expression, level: nil, variables: variables, nesting: nesting, buffers: buffers)
        let target = buffers.make(nesting.unitCount(column.level))
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
    for index in 0..<filler.count { filler.target[index] = 1 }
    for factor in filler.factors {
      if let (column, target) = factor.expression { column.evaluate(to: target) }
      multiply(filler.target, filler.count, by: factor)
    }
  }

  private func multiply(
    _ target: UnsafeMutablePointer<Double>, _ count: Int, by factor: Factor
  ) {
    let values = factor.values
    switch (factor.holders, factor.indicated) {
    case (nil, nil): for index in 0..<count { target[index] *= values[index] }
    case (nil, let category?):
      for index in 0..<count where values[index] != category { target[index] = 0 }
    case (let holders?, nil):
      holders.withUnsafeBufferPointer { holders in
        for index in 0..<count { target[index] *= values[Int(holders[index])] }
      }
    case (let holders?, let category?):
      holders.withUnsafeBufferPointer { holders in
        for index in 0..<count where values[Int(holders[index])] != category { target[index] = 0 }
      }
    }
  }
}
