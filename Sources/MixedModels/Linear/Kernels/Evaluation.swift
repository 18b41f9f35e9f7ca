#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

internal import Numerics

/// The two criteria of linear mixed models.
public enum Estimator: String, Sendable {
  case reml
  case ml
}

/// What one evaluation of the criterion at ψ gives; the buffers belong to the kernel's arena.
///
/// Notation as in Bates, Mächler, Bolker & Walker (2015), §3, with V = I + ZDZ' (σ² profiled out),
/// C = (X'V⁻¹X)⁻¹ and r² the penalised residual sum of squares.
struct Evaluation {
  /// Columns of X.
  let p: Int
  /// Covariance parameters.
  let parameterCount: Int
  /// n for ML, n - p for REML: the degrees of freedom of σ̂² = r²/ν.
  private(set) var nu: Double
  let estimator: Estimator

  /// -2 log likelihood, or the REML criterion.
  var criterion = Double.infinity
  /// r².
  var residualSumOfSquares = 0.0
  /// Whether X'V⁻¹X was positive definite.
  var hasFullRank = false
  /// Whether besides r² was positive, so that all figures exist.
  var isValid = false

  /// Whether the kernel gives second derivatives and expected information; else `observed` is the
  /// average information, and `information` the same or, where the kernel can bring it closer, an
  /// approximation of the expected one.
  var hasObserved = true

  /// ∂criterion/∂ψ.
  let gradient: UnsafeMutablePointer<Double>
  /// Expected information of the profiled criterion (that of Fisher scoring and IGLS), or the average
  /// of expected and observed (Gilmour, Thompson & Cullis 1995); packed.
  let information: UnsafeMutablePointer<Double>
  /// Second derivatives of the profiled criterion, packed.
  let observed: UnsafeMutablePointer<Double>
  /// β̂, p entries.
  let beta: UnsafeMutablePointer<Double>
  /// C, packed.
  let c: UnsafeMutablePointer<Double>
  /// [X y]'V⁻¹[X y], packed of order p + 1, the response last; written by the kernel.
  let root: UnsafeMutablePointer<Double>
  private let factor: UnsafeMutablePointer<Double>

  /// Doubles that an evaluation takes from an arena, and in how many pieces.
  static func size(p: Int, parameterCount: Int) -> (doubles: Int, pieces: Int) {
    (
      parameterCount + 2 * packedCount(parameterCount) + p + 2 * packedCount(p)
        + packedCount(p + 1), 7
    )
  }

  init(p: Int, parameterCount: Int, rows: Int, estimator: Estimator, arena: Arena) {
    self.p = p
    self.parameterCount = parameterCount
    self.estimator = estimator
    nu = Self.degreesOfFreedom(rows: rows, p: p, estimator)
    gradient = arena.take(parameterCount)
    information = arena.take(packedCount(parameterCount))
    observed = arena.take(packedCount(parameterCount))
    beta = arena.take(p)
    c = arena.take(packedCount(p))
    root = arena.take(packedCount(p + 1))
    factor = arena.take(packedCount(p))
  }

  /// Takes the number of rows of the data set in hand.
  mutating func setRows(_ rows: Int) {
    nu = Self.degreesOfFreedom(rows: rows, p: p, estimator)
  }

  private static func degreesOfFreedom(rows: Int, p: Int, _ estimator: Estimator) -> Double {
    Double(estimator == .reml ? rows - p : rows)
  }

  /// σ̂² at this ψ.
  var sigmaSquared: Double { residualSumOfSquares / nu }

  /// Solves for β̂, C, r² and the criterion from `root`.
  ///
  /// - Parameter logDeterminant: log |V|.
  mutating func solveRoot(logDeterminant: Double) {
    isValid = false
    hasFullRank = false
    criterion = .infinity
    for index in 0..<packedCount(p) { factor[index] = root[index] }
    guard choleskyPacked(factor, p) else { return }
    hasFullRank = true
    let response = root + packedIndex(p, 0)
    for index in 0..<p { beta[index] = response[index] }
    solveLower(factor, p, beta)
    var explained = 0.0
    var determinant = 1.0
    for index in 0..<p {
      explained += beta[index] * beta[index]
      determinant *= factor[packedIndex(index, index)]
    }
    residualSumOfSquares = response[p] - explained
    guard residualSumOfSquares > 1e-13 * response[p], residualSumOfSquares.isFinite else { return }
    solveLowerTransposed(factor, p, beta)
    var logFactor = 0.0
    if determinant > 1e-200 && determinant < 1e200 {
      logFactor = log(determinant)
    } else {
      for index in 0..<p { logFactor += log(factor[packedIndex(index, index)]) }
    }
    invertFromCholesky(factor, p, into: c)
    criterion =
      logDeterminant + (estimator == .reml ? 2 * logFactor : 0)
      + nu * (1 + log(2 * .pi * residualSumOfSquares / nu))
    isValid = criterion.isFinite
  }
}

/// How much of an evaluation is wanted; each includes those before it.
enum EvaluationDepth: Comparable {
  /// The criterion, β̂, C and r².
  case criterion
  /// Besides the gradient and curvatures to optimise by.
  case derivatives
  /// Besides everything that tests in small samples need, whatever the kernel optimises by: observed
  /// and expected curvature, and all of `DerivativeSums`.
  case inference
}

/// Evaluates the criterion of a linear mixed model at given covariance parameters.
///
/// Every kernel gives the same figures; they differ in the structures they are fast for.
protocol LinearKernel {
  var layout: CovarianceLayout { get }
  var evaluation: Evaluation { get set }
  /// Traces, quadratic forms and matrices by parameter; complete after an evaluation at the depth
  /// `inference`.
  var derivatives: DerivativeSums { get }
  /// Takes in the data set that the cross-products hold now.
  mutating func prepare(_ products: borrowing CrossProducts)
  /// Fills `evaluation` at ψ.
  mutating func evaluate(_ psi: UnsafePointer<Double>, _ depth: EvaluationDepth)
}
