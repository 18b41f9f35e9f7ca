internal import MixedModels

/// What measures read of the last fits of several models.
protocol FittedModels {
  func coefficient(_ index: Int, of model: Int) -> Double
  func covariance(_ first: Int, _ second: Int, of model: Int) -> Double
  func adjustedCovariance(_ first: Int, _ second: Int, of model: Int) -> Double
  func contrast(_ weights: UnsafePointer<Double>, of model: Int, by method: FixedEffectMethod)
    -> ContrastFigures
  func jointTest(
    _ rows: UnsafePointer<Double>, count: Int, shift: UnsafePointer<Double>?, of model: Int,
    by method: FixedEffectMethod
  ) -> JointFigures
  /// -2 log likelihood, or the REML criterion.
  func criterion(of model: Int) -> Double
  /// An entry of the covariance matrices of the random terms, packed one after another.
  func termVariance(_ index: Int, of model: Int) -> Double
}

extension LinearFitter: FittedModels {
  func termVariance(_ index: Int, of model: Int) -> Double {
    residualVariance(of: model) * relativeCovariance(index, of: model)
  }
}

extension GeneralisedFitter: FittedModels {
  func adjustedCovariance(_ first: Int, _ second: Int, of model: Int) -> Double {
    covariance(first, second, of: model)
  }

  func contrast(_ weights: UnsafePointer<Double>, of model: Int, by method: FixedEffectMethod)
    -> ContrastFigures
  { contrast(weights, of: model, degreesOfFreedom: method.knownDegreesOfFreedom) }

  func jointTest(
    _ rows: UnsafePointer<Double>, count: Int, shift: UnsafePointer<Double>?, of model: Int,
    by method: FixedEffectMethod
  ) -> JointFigures {
    jointTest(
      rows, count: count, shift: shift, of: model, degreesOfFreedom: method.knownDegreesOfFreedom)
  }

  func criterion(of model: Int) -> Double { deviance(of: model) }

  func termVariance(_ index: Int, of model: Int) -> Double { termCovariance(index, of: model) }
}

extension FixedEffectMethod {
  /// The degrees of freedom of a Wald test; the other methods are those of normal models.
  fileprivate var knownDegreesOfFreedom: Double {
    guard case .wald(let degrees) = self else {
      preconditionFailure("a small-sample test of a generalised model")
    }
    return degrees
  }
}
