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
  /// `residual`: one of `sd`, `variance`, `total_variance`, `total_sd`, and how it varies and
  /// correlates.
  mutating func readResidual() -> ResidualReading {
    guard let node = root["residual"] else { return .missing }
    guard let fields = fields(node, .residual) else { return .broken }
    residualDistribution = fields["distribution"].flatMap { shape($0) }
    let mistakes = findings.count
    let correlation = residualCorrelation(fields)
    let reading = residualScale(fields)
    if let (within, correlation) = correlation {
      var model = residualModel ?? ResidualModel()
      (model.within, model.correlation) = (within, correlation)
      residualModel = model
    }
    if findings.count > mistakes {
      residualModel = nil
      return .broken
    }
    return reading
  }

  /// One of `sd`, `variance`, `total_variance`, `total_sd`.
  private mutating func residualScale(_ fields: Fields) -> ResidualReading {
    let node = fields.node
    let given = fields.given(KeyTable.residualScales)
    guard let key = given.first, let value = fields[key] else {
      if fields["distribution"] != nil, fitted != nil { return .missing }
      if !hasRejectedKey(node) { report(.residualWithoutScale, at: position(of: ["residual"])) }
      return .broken
    }
    for extra in given.dropFirst() {
      report(.twoScales(key, extra, of: "the residual"), at: fields.position(extra))
    }
    if let by = fields["by"] { return residualGroups(by, value, key: key) }
    if value.mapping != nil, !isDistribution(value) {
      return residualFunction(fields, value, key: key)
    }
    for key in fields.given(["correlation", "covariance"]) where fields["within"] == nil {
      report(.residualCorrelationWithoutUnits(key), at: fields.position(key))
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
