import ModelFormula
import StudyDesign

/// The names of things in equations: units i, j, k, … from the last level up; random effects e at
/// the last level, u, v, f, g, h at those above.
struct Notation {
  let levels: [Level]
  let predictors: [Predictor]
  private let rows: Int

  init(_ study: Study) {
    levels = study.levels
    predictors = study.predictors
    rows = study.levels.count - 1
  }

  /// Whether a row has several units of a level, with weights.
  func isWeighted(_ level: Int) -> Bool { levels.isWeighted(rows, in: level) }

  /// The letter of a level's units.
  func letter(_ level: Int) -> String {
    let letters = "ijklmnopqrst"
    let height = levels[level...].count { !$0.isImplied } - 1
    return height < letters.count ? String(Array(letters)[height]) : "i\(height)"
  }

  /// The letters of a unit and of all units that it lies in, from the inside: `jk`.
  func subscripts(_ level: Int) -> String { subscripts([level]) }

  /// The letters of units of several levels and of all units that they lie in, each once.
  func subscripts(_ some: [Int]) -> String {
    let all = some.reduce(into: Set<Int>()) { found, level in
      found.formUnion(levels.holders(of: level).filter { !levels.isWeighted(level, in: $0) })
      found.insert(level)
    }
    return all.filter { !levels[$0].isImplied }.sorted(by: >).map(letter).joined()
  }

  /// The random effect of a level as a row has it: `u0_jk`, or the weighted sum over its units.
  func effect(_ symbol: Maths, of level: Int) -> Maths {
    let effect = Maths.indexed(symbol, subscripts(level))
    guard isWeighted(level) else { return effect }
    let weight = Maths.indexed(.name("w"), subscripts(rows) + letter(level))
    return .sum(letter(level), .row([weight, .times, effect]))
  }

  /// The level whose units tell what a row has of a level: itself, or the row with several units.
  func seen(_ level: Int) -> Int { isWeighted(level) ? rows : level }

  /// The letter of the random effects of a level.
  func effect(_ level: Int) -> String {
    let letters = ["e", "u", "v", "f", "g", "h"]
    let height = levels.count - 1 - level
    return height < letters.count ? letters[height] : "u\(height)."
  }

  /// A column of X or Z with the units it varies over: `prior_ij`, `time_ij·armnew_j`.
  func column(_ recipe: ColumnRecipe) -> Maths {
    let names = recipe.name.split(separator: ":").map(String.init)
    guard names.count == recipe.parts.count else {
      return .indexed(.name(recipe.name), subscripts(recipe.parts.flatMap { inputs(of: $0) }))
    }
    let factors = zip(names, recipe.parts).map {
      Maths.indexed(.name($0), subscripts(inputs(of: $1)))
    }
    return .row(Array(factors.map { [$0] }.joined(separator: [.sign("·")])))
  }

  /// The levels of the inputs of a part; the last level for unknown names.
  private func inputs(of part: ColumnRecipe.Part) -> [Int] {
    let names =
      switch part {
      case .numeric(let expression): expression.names
      case .indicator(let variable, _): variable.names
      }
    return names.map { seen(level(of: $0)) }
  }

  private func level(of name: String) -> Int {
    predictors.first { $0.name == name }?.level
      ?? levels.firstIndex { $0.name == name }
      ?? levels.count - 1
  }
}
