internal import ModelFormula
internal import StudyDesign

/// Effects stated in standard deviations: `{d: 0.4, of: total}`; `{r2: ...}` is read in a file of its own.
extension DesignReading {
  /// The coefficient in units of the response.
  mutating func scaled(_ node: DesignNode, of owner: String, columns found: [Int]) -> Quantity? {
    guard let fields = fields(node, .effect) else { return nil }
    let onResponse = fields.given(Self.responseScales)
    if isNormal, familyIsKnown, let key = onResponse.first ?? fields.given(["marginal"]).first {
      report(.ofOtherResponses(key), at: fields.position(key))
      return nil
    }
    if !isNormal, let key = fields.given(["d", "of", "r2"]).first {
      report(.ofNormalResponses(key), at: fields.position(key))
      return nil
    }
    if let key = onResponse.first {
      return onResponseScale(fields, key: key, of: owner, columns: found)
    }
    if residualModel?.hasUnequalVariances == true, !fields.given(["r2", "d"]).isEmpty {
      report(.scaleOfUnequalResiduals, at: node)
      return nil
    }
    if let share = fields["r2"] { return fromR2(share, fields, of: owner, columns: found) }
    guard let size = fields["d"] else {
      if !hasRejectedKey(node) { report(.effectWithoutNumber, at: node) }
      return nil
    }
    var scale = "total"
    if let of = fields["of"] {
      guard let stated = word(of, of: "scale", served: ["total", "residual"]) else { return nil }
      scale = stated
    }
    guard let d = quantity(size, of: owner + ".d"), let residualVariance, let covariances else {
      return nil
    }
    let variance =
      scale == "residual" ? residualVariance : residualVariance + intercepts(covariances)
    return d * variance.squareRoot
  }

  private func intercepts(_ matrices: [[[Quantity]]]) -> Quantity {
    guard let columns else { return Quantity(0) }
    return zip(columns.bars, matrices).reduce(Quantity(0)) { sum, pair in
      let intercept = pair.0.columns.firstIndex { $0.parts.isEmpty }
      return intercept.map { sum + pair.1[$0][$0] } ?? sum
    }
  }
}
