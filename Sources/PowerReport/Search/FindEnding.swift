import PowerStudy
import StudyDesign

/// What the figures of a search are, and where they come from.
struct FindEnding {
  let result: SearchResult
  let version: String

  var lines: [String] {
    [
      marks, methods, rejectionCurves, effects, frontier, result.plan.anticonservativeTests,
      settings,
    ].compactMap { $0 }.flatMap { wrapped($0) }
  }

  private var findings: [SearchFinding] { result.findings }

  private var marks: String? {
    findings.contains { finding in
      finding.answer != nil && (finding.outcome == .found || finding.outcome == .atFirst)
    } ? "* the answer" : nil
  }

  private var methods: String? {
    guard findings.contains(where: { $0.method == .standardErrors && $0.replicates > 0 }) else {
      return nil
    }
    let known = result.plan.scenarios[0].study.model.family.isNormal
    let how =
      findings.contains { !$0.effects.isEmpty } && !known
      ? "squared standard errors at the effects looked at"
      : known
        ? "errors at known variances, corrected by what estimates add, and freed of what the departures "
          + "of each data set from its expectation explain (control variates)"
        : "squared standard errors, of which a smooth curve over sizes is fitted"
    return
      "Power is that of the standard error method, from the mean squared standard error and the "
      + "true value (Browne, Golalizadeh Lahi & Parker 2009). It rests on all data sets of the search "
      + "at once: \(how). Rejects: the share of data sets in which the test rejects, with Wilson's 95% "
      + "interval; it does not move the answer."
  }

  private var rejectionCurves: String? {
    for finding in findings {
      guard case .rejections(let test) = finding.method else { continue }
      let why =
        test.map { "The standard error method does not serve \($0)" }
        ?? "The standard error method does not serve tests that count together"
      return why + ": power is that of a rising probit curve fitted to the rejections of all sizes "
        + "looked at, and less sure than by that method."
    }
    return nil
  }

  private var effects: String? {
    guard findings.contains(where: { !$0.effects.isEmpty }) else { return nil }
    let isNormal = result.plan.scenarios[0].study.model.family.isNormal
    return "Rejects is the share at the effect found"
      + (isNormal ? ", of the same data sets with their estimates moved." : ".")
  }

  private var frontier: String? {
    findings.contains { $0.frontier != nil }
      ? "Combinations beside the answer follow from the same errors, without data sets of their own."
      : nil
  }

  /// How much was fitted, the seed and the program.
  var settings: String {
    let spent = findings.reduce(0) { $0 + $1.replicates }
    return "\(NumberText.count(spent)) data sets in this search, seed "
      + "\(result.plan.simulation.seed), \(version)."
  }
}
