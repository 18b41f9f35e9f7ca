internal import Numerics

extension DerivativeSums {
  /// Brings the average information closer to the expected one; the unscaled stays in `observed`.
  ///
  /// In balanced data both are the same but for the ratio of y'PVᵢPy/σ² to its expectation tr(PVᵢ) for
  /// each variance; a step by the expected information then goes all the way. At a minimum these ratios
  /// are 1.
  func scaleInformation(_ evaluation: Evaluation, _ layout: CovarianceLayout) {
    let sigma = evaluation.sigmaSquared
    let quadratic = values + self.layout.quadratic
    for block in layout.blocks {
      for i in 0..<block.order {
        for j in 0...i {
          let index = block.firstParameter + packedIndex(i, j)
          let scale = (ratio(block, i, sigma) * ratio(block, j, sigma)).squareRoot()
          for other in layout.blocks where other.firstParameter <= block.firstParameter {
            for k in 0..<other.order {
              for l in 0...k {
                let second = other.firstParameter + packedIndex(k, l)
                guard second <= index else { continue }
                let pair = packedIndex(index, second)
                let profile =
                  quadratic[index] * quadratic[second] / (evaluation.nu * sigma * sigma)
                let otherScale = (ratio(other, k, sigma) * ratio(other, l, sigma)).squareRoot()
                evaluation.information[pair] =
                  (evaluation.observed[pair] + profile) * (scale * otherScale).squareRoot()
                  - profile
              }
            }
          }
        }
      }
    }
  }

  /// tr(PVᵢ)σ²/y'PVᵢPy of a variance, kept between 1/10 and 10.
  private func ratio(_ block: CovarianceLayout.Block, _ effect: Int, _ sigma: Double) -> Double {
    let index = block.firstParameter + packedIndex(effect, effect)
    let expected = values[layout.trace + index] * sigma
    let found = values[layout.quadratic + index]
    return expected > 0 && found > 0 ? min(max(expected / found, 0.1), 10) : 1
  }
}
