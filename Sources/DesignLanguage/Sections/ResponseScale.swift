internal import ModelFormula
internal import Numerics
internal import StudyDesign

/// A mean of the response that gives a coefficient its value once intercept and variances are known.
struct StatedMean {
  /// A probability or rate.
  let mean: Quantity
  /// Whether it is the mean over the random effects, not that where they are 0.
  let isMarginal: Bool
  let node: DesignNode
}

/// What an `icc` is a share of.
enum ShareScale: String {
  /// The variances on the scale of the model.
  case latent
  /// The variance of the response itself.
  case observed
}

/// An observed icc, which needs the intercept before it gives a variance.
struct ObservedShare {
  let share: Double
  let level: Int
  let position: Position
  let statements: [RandomStatement]
}

/// Effects on the scale of responses that are not normal: `odds_ratio`, `rate_ratio`, `probability`,
/// `rate`.
extension DesignReading {
  static let responseScales = ["odds_ratio", "rate_ratio", "probability", "rate"]

  /// A coefficient by one of these keys; nil if it is wrong or waits for others, which is then noted.
  mutating func onResponseScale(
    _ fields: Fields, key: String, of owner: String, columns found: [Int]
  ) -> Quantity? {
    let value = fields[key]!
    if let second = fields.given(Self.responseScales).dropFirst().first {
      report(.twoScales(key, second, of: "the effect"), at: fields.position(second))
      return nil
    }
    guard familyIsKnown else { return nil }
    let isRatio = key.hasSuffix("ratio")
    if isRatio, let marginal = fields["marginal"] {
      report(.marginalOfRatio(key), at: marginal)
      return nil
    }
    let isOfOdds = key == "odds_ratio" || key == "probability"
    guard serves(key, isOfOdds: isOfOdds) else {
      report(.scaleOfOtherLink(key, responseFamily), at: fields.position(key))
      return nil
    }
    if isRatio, found.contains(where: { columns?.fixed[$0].parts.isEmpty == true }) {
      report(.ratioOfIntercept(isOfOdds ? "probability" : "rate"), at: fields.position(key))
      return nil
    }
    if key == "probability", responseFamily.isOrdinal {
      report(.probabilityOfOrdinal, at: fields.position(key))
      return nil
    }
    let isMarginal = fields["marginal"].flatMap { flag($0) } ?? false
    let bounds = key == "probability" ? ParameterBounds.probability : .ratio
    guard let stated = quantity(value, of: "\(owner).\(key)", within: bounds) else { return nil }
    guard stated.value > 0, key != "probability" || stated.value < 1 else {
      report(.effectOutside(key, stated.value), at: value)
      return nil
    }
    if isRatio { return stated.logarithm }
    for column in found {
      statedMeans[column] = StatedMean(mean: stated, isMarginal: isMarginal, node: value)
    }
    return Quantity(0)
  }

  private func serves(_ key: String, isOfOdds: Bool) -> Bool {
    switch key {
    case "probability": [.binomial, .beta, .ordinal].contains(responseFamily.name)
    case "odds_ratio": responseFamily.link == .logit
    default: responseFamily.link == .log
    }
  }

  /// Puts in the coefficients and variances that were stated on the scale of the response.
  ///
  /// - Parameter values: the coefficients, 0 where a mean stands for them.
  mutating func takeResponseScale(_ values: inout [Quantity?]) {
    guard let fixed = columns?.fixed else { return }
    let intercept = fixed.firstIndex { $0.parts.isEmpty }
    if observedShare != nil { takeObservedShare(intercept.flatMap { values[$0] }, intercept) }
    if let intercept, let stated = statedMeans[intercept] {
      values[intercept] = coefficient(stated, at: ReferencePoint(nil))
    }
    takeMarginalCuts()
    for (column, stated) in statedMeans.sorted(by: { $0.key < $1.key }) where column != intercept {
      let base = intercept.map { values[$0] } ?? Quantity(0)
      let predictor = coefficient(stated, at: ReferencePoint(fixed[column]))
      values[column] = base.flatMap { base in predictor.map { $0 - base } }
    }
  }

  /// The linear predictor of a stated mean.
  private mutating func coefficient(_ stated: StatedMean, at point: ReferencePoint) -> Quantity? {
    let link = responseFamily.link
    guard stated.isMarginal else {
      let value = link.predictor(of: stated.mean.value)
      guard let mean = stated.mean.expression else { return Quantity(value) }
      guard let expression = link.expression(of: mean) else {
        report(
          .notServed("a probability that is drawn beside link '\(link.rawValue)'"), at: stated.node)
        return nil
      }
      return Quantity(value, expression)
    }
    guard let variance = marginalVariance(at: point, for: stated.node) else { return nil }
    if stated.mean.isDrawn {
      report(.notServed("'marginal: true' of parameters that are drawn"), at: stated.node)
      return nil
    }
    return Quantity(link.predictor(ofMarginalMean: stated.mean.value, variance: variance))
  }

  /// The variance of the sum of random effects of a row; nil if that is not known or not served, which
  /// has then been reported.
  private mutating func marginalVariance(
    at point: ReferencePoint, for node: DesignNode
  ) -> Double? {
    guard let bars = columns?.bars, let covariances, isAverageServed(at: node) else { return nil }
    return zip(bars, covariances).reduce(0.0) { sum, pair in
      let x = pair.0.columns.map(point.value)
      return sum
        + x.indices.reduce(0.0) { sum, i in
          sum + x.indices.reduce(0.0) { $0 + x[i] * x[$1] * pair.1[i][$1].value }
        }
    }
  }

  /// Whether means over random effects can be worked out: normal ones, one a level, that are no draws.
  private mutating func isAverageServed(at node: DesignNode) -> Bool {
    let statements = observedShare?.statements ?? []
    let variances = statements.flatMap(\.interceptVariances).compactMap { $0 }
    let entries = covariances.map { Array($0.joined().joined()) } ?? variances
    let what: String?
    if entries.contains(where: \.isDrawn) {
      what = "that are drawn"
    } else if groupingLevels.contains(where: { effectDistributions[$0] != nil })
      || statements.contains(where: { $0.distribution != nil })
    {
      what = "with a 'distribution'"
    } else if levelsAreWhole,
      groupingLevels.contains(where: { levels.isWeighted(levels.count - 1, in: $0) })
    {
      what = "of several weighted units"
    } else {
      what = nil
    }
    if let what { report(.notServed("means over random effects \(what)"), at: node) }
    return what == nil
  }

  private mutating func takeMarginalCuts() {
    guard let node = marginalCuts, case .ordinal(let cuts) = responseFamily.distribution,
      let variance = marginalVariance(at: ReferencePoint(nil), for: node)
    else { return }
    responseFamily.distribution = .ordinal(cuts: moved(cuts, variance: variance))
  }

  /// Cuts whose cumulative probabilities become those over random effects of this variance.
  private func moved(_ cuts: [Double], variance: Double) -> [Double] {
    let link = responseFamily.link
    return cuts.map { link.predictor(ofMarginalMean: link.mean(at: $0), variance: variance) }
  }

  /// The variance of an observed icc, at the intercept or the cuts.
  private mutating func takeObservedShare(_ value: Quantity?, _ intercept: Int?) {
    guard let observed = observedShare else { return }
    let node = DesignNode(content: .text(""), position: observed.position)
    guard isAverageServed(at: node) else { return }
    let others = observed.statements.flatMap(\.interceptVariances).compactMap { $0?.value }
      .reduce(0, +)
    let known = statedMeans[intercept ?? -1]
    if value?.isDrawn == true || known?.mean.isDrawn == true {
      report(.notServed("an observed icc beside an intercept that is drawn"), at: observed.position)
      return
    }
    let link = responseFamily.link
    let family = responseFamily
    let areCutsMarginal = marginalCuts != nil
    func reference(_ variance: Double) -> ResponseFamily.Reference {
      if case .ordinal(let cuts) = family.distribution {
        let cuts = areCutsMarginal ? moved(cuts, variance: variance + others) : cuts
        return .init(ResponseFamily(.ordinal(cuts: cuts), link: link), predictor: 0)
      }
      guard let known else { return .init(family, predictor: value?.value ?? 0) }
      return .init(
        family,
        predictor: known.isMarginal
          ? link.predictor(ofMarginalMean: known.mean.value, variance: variance + others)
          : link.predictor(of: known.mean.value))
    }
    guard
      let variance = family.variance(
        ofObservedShare: observed.share, others: others, at: reference)
    else {
      report(.observedShareTooLarge(observed.share), at: observed.position)
      return
    }
    var statements = observed.statements
    for index in statements.indices where statements[index].level == observed.level {
      statements[index].settleIntercept(variance)
    }
    covariances = matrices(statements, total: nil)
  }
}

/// A row where all predictors are 0 and factors at their first category, but for those of one
/// coefficient, which are 1 or at its category.
private struct ReferencePoint {
  let recipe: ColumnRecipe?

  init(_ recipe: ColumnRecipe?) { self.recipe = recipe }

  /// The value of another column there.
  func value(_ column: ColumnRecipe) -> Double {
    column.parts.allSatisfy(holds) ? 1 : 0
  }

  private func holds(_ part: ColumnRecipe.Part) -> Bool {
    if recipe?.parts.contains(part) == true { return true }
    guard case .indicator(let variable, let category) = part, category == 0 else { return false }
    return recipe?.parts.contains { other in
      if case .indicator(variable, _) = other { true } else { false }
    } != true
  }
}

extension ResponseFamily.Link {
  /// The linear predictor of a mean that is drawn; nil where the language has no such function.
  fileprivate func expression(of mean: Expression) -> Expression? {
    switch self {
    case .identity: mean
    case .log: .call("log", [mean])
    case .logit: .call("logit", [mean])
    case .cloglog:
      .call("log", [.unary(.minus, .call("log", [.binary(.subtract, .number(1), mean)]))])
    case .probit: nil
    }
  }
}
