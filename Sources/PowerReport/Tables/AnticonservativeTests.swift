import ModelFormula
import StudyDesign

extension StudyPlan {
  /// Once for all tests of coefficients beside random terms that take large-sample distributions.
  var anticonservativeTests: String? {
    let analyses = scenarios.flatMap(\.study.analyses)
    let methods = scenarios.flatMap { scenario in
      scenario.study.tests.filter {
        !$0.hypothesis.isVariance && !scenario.study.analyses[$0.analysis].columns.bars.isEmpty
      }.map(\.method)
    }
    let cure = "Method satterthwaite, the default with REML, has small-sample degrees of freedom."
    if analyses.contains(where: { !$0.family.isNormal }) {
      return methods.contains(.z) || methods.contains(.lrt)
        ? "With random terms z and likelihood ratio tests reject too often when clusters are few; power "
          + "is overstated likewise. Method between-within has fewer degrees of freedom for effects of "
          + "clusters, and calibrate: true shows the type I error."
        : nil
    }
    if methods.contains(.z) {
      return
        "With random terms a z test rejects too often when clusters are few: at a nominal 5%, in "
        + "a balanced trial of two arms, a true null value in some 10% of studies with 6 clusters, "
        + "8% with 10 and 6.5% with 20; power is overstated likewise. \(cure)"
    }
    guard methods.contains(.lrt) else { return nil }
    return "With random terms a likelihood ratio test of coefficients rejects too often when "
      + "clusters are few; power is overstated likewise. \(cure)"
  }
}
