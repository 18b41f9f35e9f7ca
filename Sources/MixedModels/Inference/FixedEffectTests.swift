internal import Numerics

/// Tests of the fixed effects of one model's last fit; allocates nothing after construction.
///
/// What all hypotheses of a fit share is computed at the first one that needs it.
struct FixedEffectTests {
  private let arena: Arena
  private let p: Int
  private let inference: LinearModel.Inference
  private let joint: JointHypothesis
  private var satterthwaite: Satterthwaite?
  private let kenwardRoger: KenwardRoger?
  private var hasCurvature = false
  private var hasAdjustment = false

  /// The last fit, as its kernel left it.
  struct Fit {
    let evaluation: Evaluation
    let derivatives: DerivativeSums
    let psi: UnsafePointer<Double>
  }

  init(layout: CovarianceLayout, p: Int, inference: LinearModel.Inference) {
    let n = layout.parameterCount
    self.p = p
    self.inference = inference
    var doubles = JointHypothesis.doubles(p: p, parameterCount: n)
    var pieces = JointHypothesis.pieces
    if inference >= .curvature {
      doubles += Satterthwaite.doubles(p: p, parameterCount: n)
      pieces += Satterthwaite.pieces
    }
    if inference >= .products {
      doubles += KenwardRoger.doubles(p: p, parameterCount: n)
      pieces += KenwardRoger.pieces
    }
    arena = Arena(doubles: doubles, pieces: pieces)
    joint = JointHypothesis(p: p, parameterCount: n, arena: arena)
    satterthwaite =
      inference >= .curvature ? Satterthwaite(layout: layout, p: p, arena: arena) : nil
    kenwardRoger =
      inference >= .products ? KenwardRoger(p: p, parameterCount: n, arena: arena) : nil
  }

  /// Forgets the fit before.
  mutating func reset() {
    hasCurvature = false
    hasAdjustment = false
  }

  /// l'β̂ with its standard error and degrees of freedom.
  mutating func contrast(
    _ l: UnsafePointer<Double>, _ fit: Fit, by method: FixedEffectMethod
  ) -> ContrastFigures {
    prepare(fit, method)
    let evaluation = fit.evaluation
    var estimate = 0.0
    for i in 0..<p { estimate += l[i] * evaluation.beta[i] }
    let c = method == .kenwardRoger ? kenwardRoger!.adjusted : evaluation.c
    let variance = evaluation.sigmaSquared * quadraticForm(l, c, p)
    let degrees =
      switch method {
      case .wald(let degrees): degrees
      case .satterthwaite:
        satterthwaite!.degreesOfFreedom(l, evaluation, fit.derivatives)
      case .kenwardRoger: kenwardRoger!.degreesOfFreedom(l, evaluation)
      }
    return ContrastFigures(
      estimate: estimate, standardError: variance.squareRoot(), degreesOfFreedom: degrees)
  }

  /// The F test of Lβ + shift = 0.
  mutating func joint(
    _ rows: UnsafePointer<Double>, count k: Int, shift: UnsafePointer<Double>?, _ fit: Fit,
    by method: FixedEffectMethod
  ) -> JointFigures {
    precondition((1...p).contains(k))
    prepare(fit, method)
    switch method {
    case .wald(let degrees):
      return JointFigures(
        statistic: joint.statistic(
          rows, k, shift: shift, beta: fit.evaluation.beta, fit.evaluation.c,
          sigmaSquared: fit.evaluation.sigmaSquared),
        numeratorDegreesOfFreedom: k, degreesOfFreedom: degrees)
    case .satterthwaite:
      return joint.satterthwaite(
        rows, k, shift: shift, fit.evaluation, fit.derivatives, satterthwaite!)
    case .kenwardRoger:
      return joint.kenwardRoger(rows, k, shift: shift, fit.evaluation, kenwardRoger!)
    }
  }

  /// Cov_A(β̂)/σ², packed.
  mutating func adjustedCovariance(_ fit: Fit) -> UnsafePointer<Double> {
    prepare(fit, .kenwardRoger)
    return UnsafePointer(kenwardRoger!.adjusted)
  }

  private mutating func prepare(_ fit: Fit, _ method: FixedEffectMethod) {
    precondition(method.inference <= inference, "the fit did not leave what the test needs")
    precondition(
      method.inference == .none || fit.evaluation.estimator == .reml, "small-sample tests need REML"
    )
    if method == .satterthwaite && !hasCurvature {
      satterthwaite!.prepare(psi: fit.psi, fit.evaluation, fit.derivatives)
      hasCurvature = true
    }
    if method == .kenwardRoger && !hasAdjustment {
      kenwardRoger!.prepare(psi: fit.psi, fit.evaluation, fit.derivatives)
      hasAdjustment = true
    }
  }
}
