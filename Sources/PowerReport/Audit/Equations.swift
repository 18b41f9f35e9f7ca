import ModelFormula
import StudyDesign

/// The generating model as equations: the response, each coefficient that varies between units, and
/// one line per level with the distribution of its random effects.
struct Equations {
  private let study: Study
  private let notation: Notation
  private let effects: [RandomEffect]

  /// One random effect of one level.
  private struct RandomEffect {
    var level: Int
    /// `u0`.
    var symbol: String
    var column: ColumnRecipe
    /// Index of its random term, and its place in that.
    var term: Int
    var place: Int
  }

  init(_ study: Study) {
    self.study = study
    notation = Notation(study)
    effects = Self.effects(of: study, notation: notation)
  }

  /// The equation of the response or of its linear predictors, as terms to be added up.
  var responses: [(left: String, terms: [String])] {
    let columns = study.model.columns.fixed
    let units = notation.subscripts(study.levels.count - 1)
    let offsets = study.model.columns.offsets.map { "offset(\($0.description))" }
    switch study.model.family.distribution {
    case .normal:
      let name = "\(study.model.formula.response.description)_\(units)"
      return [(name, terms(Array(columns.indices), effects) + offsets + ["e_\(units)"])]
    case .nominal(let categories):
      let count = columns.count / (categories.count - 1)
      return categories.dropFirst().enumerated().map { place, category in
        let own = effects.filter { effect in
          let all = study.model.columns.bars[effect.term].columns.count
          return effect.place / (all / (categories.count - 1)) == place
        }
        let indices = Array(place * count..<(place + 1) * count)
        return ("η_\(units) of \(category)", terms(indices, own, category: category))
      }
    case .binomial, .poisson, .negativeBinomial, .ordinal, .gamma, .beta:
      let left = study.model.family.predictor(units: units)
      return [(left, terms(Array(columns.indices), effects) + offsets)]
    }
  }

  /// Coefficients with their columns, then random effects without a coefficient.
  ///
  /// - Parameter category: that of a nominal response, which names of columns begin with.
  private func terms(
    _ indices: [Int], _ effects: [RandomEffect], category: String? = nil
  ) -> [String] {
    let columns = study.model.columns.fixed
    func text(_ column: ColumnRecipe) -> String {
      var column = column
      if let category { column.name = String(column.name.dropFirst(category.count + 1)) }
      return notation.column(column)
    }
    let fixed = indices.map { index in
      let units = varyingUnits(of: columns[index])
      let number = index + study.firstCoefficient
      let symbol = units.isEmpty ? "β\(number)" : "β\(number)_\(units)"
      return columns[index].parts.isEmpty ? symbol : "\(symbol) \(text(columns[index]))"
    }
    let loose = effects.filter { effect in !columns.contains { $0.name == effect.column.name } }
    return fixed
      + loose.map { effect in
        let symbol = notation.effect(effect.symbol, of: effect.level)
        return effect.column.parts.isEmpty ? symbol : "\(symbol) \(text(effect.column))"
      }
  }

  /// How the response follows from the linear predictor, of responses that are not normal.
  func family(dispersion: String) -> [String] {
    let units = notation.subscripts(study.levels.count - 1)
    let name = "\(study.model.formula.response.description)_\(units)"
    var trials = ""
    if case .predictor(let predictor)? = study.model.family.trials {
      let level = study.predictors.first { $0.name == predictor }?.level ?? study.levels.count - 1
      trials = "\(predictor)_\(notation.subscripts(notation.seen(level)))"
    }
    return study.model.family.equations(
      response: name, units: units, trials: trials, dispersion: dispersion)
  }

  /// `β1_j = β1 + u1_j` for each coefficient that varies.
  var coefficients: [String] {
    study.model.columns.fixed.enumerated().compactMap { index, column in
      let own = effects.filter { $0.column.name == column.name }
      guard !own.isEmpty else { return nil }
      let sum = own.map { notation.effect($0.symbol, of: $0.level) }
      let number = index + study.firstCoefficient
      return "β\(number)_\(varyingUnits(of: column)) = "
        + (["β\(number)"] + sum).joined(separator: " + ")
    }
  }

  /// One entry per level that has random effects, top first: the level, its letter, and the
  /// distributions. `variance` words a variance by random term and place, and the residual variance
  /// at term nil; `correlation` words that of two places of a term, nil where undefined.
  func distributions(
    variance: (_ term: Int?, _ place: Int) -> String,
    correlation: (_ term: Int, _ row: Int, _ column: Int) -> String?
  ) -> [(level: String, text: [String])] {
    study.levels.indices.compactMap { level in
      let own = effects.filter { $0.level == level }
      let units = notation.subscripts(level)
      var parts = own.map {
        let letter = study.model.randomTerms[$0.term].distribution == nil ? "N" : "D"
        return "\($0.symbol)_\(units) ~ \(letter)(0, \(variance($0.term, $0.place)))"
      }
      for (index, second) in own.enumerated() {
        for first in own[..<index] where first.term == second.term {
          guard let value = correlation(first.term, first.place, second.place) else { continue }
          parts.append("cor(\(first.symbol)_\(units), \(second.symbol)_\(units)) = \(value)")
        }
      }
      if level == study.levels.count - 1, study.model.family.isNormal {
        parts += residual(units: units, variance: variance(nil, 0))
      }
      let name =
        study.levels[level].isImplied
        ? study.levels.title(of: level) : "\(study.levels[level].name) (\(notation.letter(level)))"
      return parts.isEmpty ? nil : (name, parts)
    }
  }

  /// The distribution of the residuals, and their correlation.
  private func residual(units: String, variance: String) -> [String] {
    let symbol = "e_\(units)"
    let letter = study.model.residualDistribution == nil ? "N" : "D"
    guard let residual = study.model.residual else {
      return ["\(symbol) ~ \(letter)(0, \(variance))"]
    }
    return residual.variances(symbol: "\(symbol) ~ \(letter)", common: variance)
      + residual.correlations(symbol: symbol, unit: residual.within.map { study.levels[$0].name })
  }

  /// The subscripts of a coefficient that has random effects: those of all their levels.
  private func varyingUnits(of column: ColumnRecipe) -> String {
    notation.subscripts(
      effects.filter { $0.column.name == column.name }.map { notation.seen($0.level) })
  }

  /// Effects of one level are counted through all its random terms, from 0.
  private static func effects(of study: Study, notation: Notation) -> [RandomEffect] {
    var counts: [Int: Int] = [:]
    var effects: [RandomEffect] = []
    for (index, term) in study.model.randomTerms.enumerated() {
      for (place, column) in study.model.columns.bars[index].columns.enumerated() {
        let number = counts[term.level, default: 0]
        counts[term.level] = number + 1
        effects.append(
          RandomEffect(
            level: term.level, symbol: "\(notation.effect(term.level))\(number)", column: column,
            term: index, place: place))
      }
    }
    return effects
  }
}

extension Study {
  /// The number of the first coefficient: 1 where cuts stand for the intercept.
  var firstCoefficient: Int { model.family.isOrdinal ? 1 : 0 }
}
