internal import Numerics

extension LinearFitter {
  /// A combination l'β of the fixed effects of a model's last fit: its estimate, standard error and
  /// degrees of freedom. Allocates nothing.
  ///
  /// - Parameters:
  ///   - weights: l, as many as the model has fixed effects, not all 0.
  ///   - method: must not need more than the model's `inference` leaves behind; models without random
  ///     terms have everything. The fit must have estimates.
  public func contrast(
    _ weights: UnsafePointer<Double>, of model: Int, by method: FixedEffectMethod
  ) -> ContrastFigures {
    let fitter = fitters[model]
    return fitter.tests.contrast(weights, fitter.lastFit, by: method)
  }

  /// The F test of Lβ + shift = 0 in a model's last fit. Allocates nothing.
  ///
  /// - Parameters:
  ///   - rows: L, row-major, k rows that are not dependent (else the statistic is NaN, or under
  ///     Satterthwaite's method their rank counts), each as long as there are fixed effects.
  ///   - count: k, from 1 to the number of fixed effects.
  ///   - shift: k numbers added to Lβ̂, such as minus the values under the null hypothesis; nil: none.
  ///   - method: as for `contrast`.
  public func jointTest(
    _ rows: UnsafePointer<Double>, count: Int, shift: UnsafePointer<Double>? = nil, of model: Int,
    by method: FixedEffectMethod
  ) -> JointFigures {
    let fitter = fitters[model]
    return fitter.tests.joint(rows, count: count, shift: shift, fitter.lastFit, by: method)
  }

  /// Kenward and Roger's adjusted covariance of two coefficients of a model's last fit, in squared
  /// units of the response.
  public func adjustedCovariance(_ first: Int, _ second: Int, of model: Int) -> Double {
    let fitter = fitters[model]
    let fit = fitter.lastFit
    return fit.evaluation.sigmaSquared
      * fitter.tests.adjustedCovariance(fit)[packedIndex(first, second)]
  }
}
