internal import StudyDesign

/// What a design says of the residual.
enum ResidualStatement {
  /// Its own variance.
  case own(Quantity)
  /// The variance of random intercepts and residual together.
  case total(Quantity)

  var value: Quantity {
    switch self {
    case .own(let variance), .total(let variance): variance
    }
  }
}

/// The residual as stated, or why there is none.
enum ResidualReading {
  case stated(ResidualStatement)
  case missing
  /// Stated, but not understood; this has been reported.
  case broken
}

extension DesignReading {
  /// `residual`: one of `sd`, `variance`, `total_variance`, `total_sd`.
  mutating func readResidual() -> ResidualReading {
    guard let node = root["residual"] else { return .missing }
    guard let fields = fields(node, .residual) else { return .broken }
    residualDistribution = fields["distribution"].flatMap { shape($0) }
    let given = fields.given(KeyTable.residualScales)
    guard let key = given.first, let value = fields[key] else {
      if fields["distribution"] != nil, fitted != nil { return .missing }
      if !hasRejectedKey(node) { report(.residualWithoutScale, at: position(of: ["residual"])) }
      return .broken
    }
    for extra in given.dropFirst() {
      report(.twoScales(key, extra, of: "the residual"), at: fields.position(extra))
    }
    if value.mapping != nil, !isDistribution(value) {
      report(.notServed("a residual that differs by group or term"), at: value)
      return .broken
    }
    guard let stated = quantity(value, of: "residual.\(key)", within: .spread) else {
      return .broken
    }
    let found = stated.value
    guard found >= 0 else {
      report(
        Wording(key.hasSuffix("sd") ? .sdBelowZero(found) : .varianceBelowZero(found)), at: value)
      return .broken
    }
    guard found > 0 else {
      report(Wording(.residualNotAboveZero(found)), at: value)
      return .broken
    }
    let variance = key.hasSuffix("sd") ? stated * stated : stated
    return .stated(key.hasPrefix("total") ? .total(variance) : .own(variance))
  }
}
