internal import MixedModels
internal import Numerics
internal import StudyDesign

/// What the power of a test by the standard error method follows from, from some replicates: the mean
/// squared standard error (of joint tests the inverse noncentrality of the mean covariance matrix) and the
/// mean critical value.
struct ErrorFigures {
  var square = Double.nan
  /// The Monte Carlo standard error of the square, as a share of it.
  var relativeError = Double.infinity
  var critical = Double.nan
  var criticalError = Double.infinity
  /// Replicates with estimates.
  var usable = 0
  /// The share of the sum that its largest term makes.
  var largestShare = 0.0

  /// - Parameter controls: for each departure with mean 0 its values in the chosen replicates (from 0).
  init(
    study: Study, test index: Int, _ curve: TestCurve, _ result: ScenarioResult,
    controls: ([Int]) -> [[Double]]
  ) {
    let test = study.tests[index]
    let analysis = study.analyses[test.analysis]
    let sample = result.samples[index]
    let outcomes = sample.outcomes.isEmpty ? result.outcomes[test.analysis] : sample.outcomes
    if case .joint(let coefficients) = test.hypothesis {
      let replicates = StatisticReplicates(
        sample, outcomes: outcomes, test: test, analysis: analysis)
      let truths = coefficients.map { study.truth(ofCoefficient: $0, of: test.analysis) ?? 0 }
      usable = replicates.chosen.count
      guard usable > 0 else { return }
      critical = replicates.meanCriticalValue
      criticalError = 0
      takeJoint(
        truths, sample.covariances.map { entries in replicates.chosen.map { entries[$0] } },
        controls(replicates.chosen))
    } else {
      let replicates = UsableReplicates(sample, outcomes: outcomes, test: test)
      usable = replicates.chosen.count
      guard usable > 0 else { return }
      take(replicates, controls(replicates.chosen))
    }
  }

  private mutating func take(_ replicates: UsableReplicates, _ controls: [[Double]]) {
    let squares = replicates.squaredErrors
    let mean = AdjustedMean(squares, controls: controls)
    square = mean.value
    relativeError = mean.standardError / mean.value
    largestShare = squares.max()! / (squares.reduce(0, +))
    guard replicates.criticalValues.count > 1 else {
      critical = replicates.criticalValues[0]
      criticalError = 0
      return
    }
    let value = AdjustedMean(replicates.criticalValues, controls: controls)
    critical = value.value
    criticalError = value.standardError
  }

  /// λ = b'M⁻¹b with M the mean covariance matrix; its error is that of the mean of b'M⁻¹CᵣM⁻¹b.
  private mutating func takeJoint(
    _ truths: [Double], _ covariances: [[Double]], _ controls: [[Double]]
  ) {
    let means = covariances.map { AdjustedMean($0, controls: controls).value }
    guard let inverse = Inverse(packed: means, order: truths.count) else { return }
    let direction = inverse.product(truths)
    let noncentrality = zip(direction, truths).reduce(0) { $0 + $1.0 * $1.1 }
    guard noncentrality > 0 else { return }
    var forms = [Double](repeating: 0, count: covariances[0].count)
    var entry = 0
    for i in truths.indices {
      for j in 0...i {
        let weight = (i == j ? 1 : 2) * direction[i] * direction[j]
        for replicate in forms.indices {
          forms[replicate] += weight * covariances[entry][replicate]
        }
        entry += 1
      }
    }
    square = 1 / noncentrality
    relativeError = AdjustedMean(forms, controls: controls).standardError / noncentrality
    largestShare = forms.max()! / forms.reduce(0, +)
  }
}
