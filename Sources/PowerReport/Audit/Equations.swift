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
    var symbol: Maths
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
  var responses: [Equation] {
    let columns = study.model.columns.fixed
    let offsets = study.model.columns.offsets.map {
      Maths.call("offset", [.name($0.description)])
    }
    switch study.model.family.distribution {
    case .normal:
      let error = Maths.indexed(.name("e"), units)
      return [
        Equation(
          left: response, terms: terms(Array(columns.indices), effects) + offsets + [error])
      ]
    case .nominal(let categories):
      let count = columns.count / (categories.count - 1)
      return categories.dropFirst().enumerated().map { place, category in
        let own = effects.filter { effect in
          let all = study.model.columns.bars[effect.term].columns.count
          return effect.place / (all / (categories.count - 1)) == place
        }
        let indices = Array(place * count..<(place + 1) * count)
        return Equation(
          left: .row([.indexed(.name("η"), units), .words(" of \(category)")]),
          terms: terms(indices, own, category: category))
      }
    case .binomial, .poisson, .negativeBinomial, .ordinal, .gamma, .beta:
      return [
        Equation(
          left: study.model.family.predictor(units: units),
          terms: terms(Array(columns.indices), effects) + offsets)
      ]
    }
  }

  /// The letters of a row and of the units it lies in.
  private var units: String { notation.subscripts(study.levels.count - 1) }

  private var response: Maths {
    .indexed(.name(study.model.formula.response.description), units)
  }

  /// Coefficients with their columns, then random effects without a coefficient.
  ///
  /// - Parameter category: that of a nominal response, which names of columns begin with.
  private func terms(
    _ indices: [Int], _ effects: [RandomEffect], category: String? = nil
  ) -> [Maths] {
    let columns = study.model.columns.fixed
    func product(_ factor: Maths, _ column: ColumnRecipe) -> Maths {
      guard !column.parts.isEmpty else { return factor }
      var column = column
      if let category { column.name = String(column.name.dropFirst(category.count + 1)) }
      return .row([factor, .times, notation.column(column)])
    }
    let fixed = indices.map { product(coefficient($0), columns[$0]) }
    let loose = effects.filter { effect in !columns.contains { $0.name == effect.column.name } }
    return fixed
      + loose.map { product(notation.effect($0.symbol, of: $0.level), $0.column) }
  }

  /// `β1`, or `β1_j` if it varies.
  private func coefficient(_ index: Int) -> Maths {
    let units = varyingUnits(of: study.model.columns.fixed[index])
    let symbol = Maths.symbol("β", index + study.firstCoefficient)
    return units.isEmpty ? symbol : .indexed(symbol, units)
  }

  /// How the response follows from the linear predictor, of responses that are not normal.
  func family(dispersion: String) -> [Maths] {
    var trials = Maths.number("")
    if case .predictor(let predictor)? = study.model.family.trials {
      let level = study.predictors.first { $0.name == predictor }?.level ?? study.levels.count - 1
      trials = .indexed(.name(predictor), notation.subscripts(notation.seen(level)))
    }
    return study.model.family.equations(
      response: response, units: units, trials: trials, dispersion: .value(dispersion))
  }

  /// `β1_j = β1 + u1_j` for each coefficient that varies.
  var coefficients: [Equation] {
    study.model.columns.fixed.enumerated().compactMap { index, column in
      let own = effects.filter { $0.column.name == column.name }
      guard !own.isEmpty else { return nil }
      return Equation(
        left: coefficient(index),
        terms: [.symbol("β", index + study.firstCoefficient)]
          + own.map { notation.effect($0.symbol, of: $0.level) })
    }
  }

  /// One entry per level that has random effects, top first: the level, its letter, and the
  /// distributions. `variance` words a variance by random term and place, and the residual variance
  /// at term nil; `correlation` words that of two places of a term, nil where undefined.
  func distributions(
    variance: (_ term: Int?, _ place: Int) -> String,
    correlation: (_ term: Int, _ row: Int, _ column: Int) -> String?
  ) -> [LevelDistributions] {
    study.levels.indices.compactMap { level in
      let own = effects.filter { $0.level == level }
      let units = notation.subscripts(level)
      var parts = own.map { effect in
        let isNormal = study.model.randomTerms[effect.term].distribution == nil
        return Maths.indexed(effect.symbol, units)
          .distributed(isNormal, .value(variance(effect.term, effect.place)))
      }
      for (index, second) in own.enumerated() {
        for first in own[..<index] where first.term == second.term {
          guard let value = correlation(first.term, first.place, second.place) else { continue }
          let pair = [first, second].map { Maths.indexed($0.symbol, units) }
          parts.append(.row([.call("cor", pair), .equals, .value(value)]))
        }
      }
      if level == study.levels.count - 1, study.model.family.isNormal {
        parts += residualStatements(variance: variance(nil, 0))
      }
      let name =
        study.levels[level].isImplied
        ? study.levels.title(of: level) : "\(study.levels[level].name) (\(notation.letter(level)))"
      return parts.isEmpty ? nil : LevelDistributions(level: name, parts: parts)
    }
  }

  /// The distribution of the residuals, and their correlation.
  func residualStatements(variance text: String) -> [Maths] {
    let variance = Maths.value(text)
    let symbol = Maths.indexed(.name("e"), units)
    let isNormal = study.model.residualDistribution == nil
    guard let residual = study.model.residual else {
      return [symbol.distributed(isNormal, variance)]
    }
    return residual.variances(common: variance) { symbol.distributed(isNormal, $0) }
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
            level: term.level, symbol: .symbol(notation.effect(term.level), number), column: column,
            term: index, place: place))
      }
    }
    return effects
  }
}

/// The distributions of the random effects of a level.
struct LevelDistributions: Equatable {
  /// The level, with the letter of its units.
  var level: String
  /// `u0_j ~ N(0, 0.15)` and the like, then correlations.
  var parts: [Maths]
}

extension Maths {
  /// `~ N(0, v)`, or `D` in place of `N` for another distribution.
  fileprivate func distributed(_ isNormal: Bool, _ variance: Maths) -> Maths {
    .row([self, .follows, .call(isNormal ? "N" : "D", [.number("0"), variance])])
  }
}

extension Study {
  /// The number of the first coefficient: 1 where cuts stand for the intercept.
  var firstCoefficient: Int { model.family.isOrdinal ? 1 : 0 }
}
