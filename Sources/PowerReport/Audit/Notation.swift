import ModelFormula
import StudyDesign

/// The names of things in equations: units i, j, k, … from the last level up; random effects e at
/// the last level, u, v, f, g, h at those above.
struct Notation {
  let levels: [Level]
  let predictors: [Predictor]

  init(_ study: Study) {
    levels = study.levels
    predictors = study.predictors
  }

  /// The letter of a level's units.
  func letter(_ level: Int) -> String {
    let letters = "ijklmnopqrst"
    let height = levels.count - 1 - level
    return height < letters.count ? String(Array(letters)[height]) : "i\(height)"
  }

  /// The letters of a unit and of all units that it lies in, from the inside: `jk`.
  func subscripts(_ level: Int) -> String {
    (0...level).reversed().map(letter).joined()
  }

  /// The letter of the random effects of a level.
  func effect(_ level: Int) -> String {
    let letters = ["e", "u", "v", "f", "g", "h"]
    let height = levels.count - 1 - level
    return height < letters.count ? letters[height] : "u\(height)."
  }

  /// A column of X or Z with the units it varies over: `prior_ij`, `time_ij·armnew_j`.
  func column(_ recipe: ColumnRecipe) -> String {
    let names = recipe.name.split(separator: ":").map(String.init)
    guard names.count == recipe.parts.count else {
      return "\(recipe.name)_\(subscripts(recipe.parts.map(level).max() ?? 0))"
    }
    return zip(names, recipe.parts).map { "\($0)_\(subscripts(level(of: $1)))" }
      .joined(separator: "·")
  }

  /// The lowest level among the inputs of a part; the last level for unknown names.
  private func level(of part: ColumnRecipe.Part) -> Int {
    let names =
      switch part {
      case .numeric(let expression): expression.names
      case .indicator(let variable, _): variable.names
      }
    return names.map(level).max() ?? 0
  }

  private func level(of name: String) -> Int {
    predictors.first { $0.name == name }?.level
      ?? levels.firstIndex { $0.name == name }
      ?? levels.count - 1
  }
}
