internal import Numerics

extension ModelRows {
  /// Why the data set in hand has no maximum of its likelihood, as far as that shows before a fit.
  ///
  /// - Parameter packed: room for a packed matrix of the order of β.
  func obstacle(_ packed: UnsafeMutablePointer<Double>) -> FitOutcome? {
    if count == 0 || count < fixed.count { return .degenerate }
    if response.family.isContinuous && count <= fixed.count { return .degenerate }
    if let outcome = uniformResponses() { return outcome }
    return hasIndependentColumns(packed) ? nil : .rankDeficient
  }

  private func uniformResponses() -> FitOutcome? {
    switch response.family.distribution {
    case .binomial:
      if (0..<count).allSatisfy({ response.y[$0] == 0 }) { return .allZero }
      if (0..<count).allSatisfy({ response.y[$0] == response.trials[$0] }) { return .allOne }
    case .poisson, .negativeBinomial:
      if (0..<count).allSatisfy({ response.y[$0] == 0 }) { return .allZero }
    case .ordinal(let categories), .nominal(let categories):
      if (0..<count).allSatisfy({ response.y[$0] == 0 }) { return .allZero }
      let last = Double(categories - 1)
      if (0..<count).allSatisfy({ response.y[$0] == last }) { return .allOne }
      for category in 0..<categories
      where !(0..<count).contains(where: { response.y[$0] == Double(category) }) {
        return .degenerate
      }
    case .gamma:
      if !(0..<count).allSatisfy({ response.y[$0] > 0 }) { return .degenerate }
    case .beta:
      if !(0..<count).allSatisfy({ response.y[$0] > 0 && response.y[$0] < 1 }) {
        return .degenerate
      }
    }
    return nil
  }

  private func hasIndependentColumns(_ packed: UnsafeMutablePointer<Double>) -> Bool {
    // Cuts are an intercept.
    var hasCuts = false
    if case .ordinal = response.family.distribution { hasCuts = true }
    for i in fixed.indices {
      for j in 0...i {
        packed[packedIndex(i, j)] = dot(fixed[i], fixed[j], count)
        if hasCuts {
          packed[packedIndex(i, j)] -= sum(fixed[i], count) * sum(fixed[j], count) / Double(count)
        }
      }
    }
    return choleskyPacked(packed, fixed.count, tolerance: 1e-12)
  }
}
