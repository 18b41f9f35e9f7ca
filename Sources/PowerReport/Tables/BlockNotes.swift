import PowerStudy
import StudyDesign

/// Sentences below the tables of a block about what a reader of its figures must know.
struct BlockNotes {
  let summary: RunSummary
  let block: TestBlock

  /// The sentences, wrapped.
  var lines: [String] { sentences.flatMap { wrapped($0, first: "  ") } }

  /// The sentences; one that begins with `!` is a warning.
  var sentences: [String] {
    block.tests.flatMap { test in
      let all = summary.scenarios.indices.map { Case(summary: summary, scenario: $0, test: test) }
      let suffix = block.tests.count > 1 ? " (\(all[0].figures.analysis))" : ""
      return [
        typeIError(all, suffix), coverage(all, suffix), standardErrors(all, suffix),
        bias(all, suffix),
        withheld(all, suffix), truth(all), measurement(all, suffix),
      ].compactMap { $0 }
    }
  }

  /// One scenario's figures of one test.
  private struct Case {
    var figures: TestSummary
    var place: String

    init(summary: RunSummary, scenario: Int, test: Int) {
      figures = summary.scenarios[scenario].tests[test]
      place = summary.plan.words(ofScenario: scenario)
    }
  }

  /// Type I errors above the nominal level beyond Monte Carlo error, and what to do about it.
  private func typeIError(_ all: [Case], _ suffix: String) -> String? {
    let found = all.compactMap { one -> (one: Case, size: Double, text: String)? in
      guard one.figures.isAnticonservative, let share = one.figures.nullRejection else {
        return nil
      }
      let value = NumberText.percent(share.value)
      return (one, share.value, "\(value) (nominal \(NumberText.percent(one.figures.test.alpha)))")
    }
    let lead = "! The test rejects a true null hypothesis too often\(suffix)"
    guard let sentence = sentence(lead, found, of: all.count) else { return nil }
    let largest = found.max { $0.size < $1.size }!
    let advice = largest.one.figures.methodAdvice(in: summary.plan.scenarios[0].study)
    return [sentence, advice].compactMap { $0 }.joined(separator: " ")
  }

  /// Coverage further from nominal than three Monte Carlo standard errors.
  private func coverage(_ all: [Case], _ suffix: String) -> String? {
    let found = all.compactMap { one -> (one: Case, size: Double, text: String)? in
      let nominal = one.figures.nominalCoverage
      guard let coverage = one.figures.coverage, nominal > 0 else { return nil }
      let error = (nominal * (1 - nominal) / Double(coverage.total)).squareRoot()
      let distance = abs(coverage.value - nominal)
      guard distance > 3 * error else { return nil }
      let value = NumberText.probability(coverage.value)
      return (one, distance, "\(value) (nominal \(NumberText.probability(nominal)))")
    }
    return sentence("Coverage off its nominal value\(suffix)", found, of: all.count)
  }

  /// A model SE off by at least 5% and by more than three Monte Carlo standard errors.
  private func standardErrors(_ all: [Case], _ suffix: String) -> String? {
    let found = all.compactMap { one -> (one: Case, size: Double, text: String)? in
      guard let error = one.figures.relativeErrorSE, let mcse = error.mcse,
        abs(error.value) >= 5, abs(error.value) > 3 * mcse
      else { return nil }
      let size = NumberText.fixed(abs(error.value), decimals: 1)
      let direction = error.value < 0 ? "too small" : "too large"
      return (one, abs(error.value), "\(size)% \(direction)")
    }
    return sentence(
      "Model standard errors off the spread of estimates\(suffix)", found, of: all.count)
  }

  /// A bias above 5% of the empirical SE and above three Monte Carlo standard errors.
  private func bias(_ all: [Case], _ suffix: String) -> String? {
    let found = all.compactMap { one -> (one: Case, size: Double, text: String)? in
      guard let bias = one.figures.bias, let mcse = bias.mcse,
        let spread = one.figures.empiricalSE?.value, abs(bias.value) > 3 * mcse,
        abs(bias.value) > 0.05 * spread
      else { return nil }
      let value = NumberText.estimate(bias.value)
      let error = NumberText.significant(mcse, digits: 2)
      return (one, abs(bias.value) / spread, "\(value) (Monte Carlo SE \(error))")
    }
    return sentence("Biased estimates\(suffix)", found, of: all.count)
  }

  /// Standard error figures withheld because one replicate dominates.
  private func withheld(_ all: [Case], _ suffix: String) -> String? {
    let found = all.compactMap { one -> (one: Case, size: Double, text: String)? in
      guard case .withheld(.dominated(let share)) = one.figures.standardErrorPower else {
        return nil
      }
      let text = "\(NumberText.percent(share)) of the sum of squared standard errors"
      return (one, share, text)
    }
    return sentence(
      "SE method withheld where one replicate makes over 5% of its sum\(suffix)", found,
      of: all.count)
  }

  /// An analysis whose coefficient the generating model lacks.
  private func truth(_ all: [Case]) -> String? {
    guard all.allSatisfy({ $0.figures.lacksTruth }), let first = all.first?.figures else {
      return nil
    }
    return "The generating model has no such coefficient (\(first.analysis)): there is no true "
      + "value to give bias, coverage or power by the SE method."
  }

  /// A predictor that the analysis sees with error.
  private func measurement(_ all: [Case], _ suffix: String) -> String? {
    guard
      all.contains(where: { $0.figures.standardErrorPower == .withheld(.measuredWithError) })
    else { return nil }
    return "The analysis sees a predictor with error of measurement\(suffix): estimates are not "
      + "about the true value, and there is no power by the SE method."
  }

  /// The lead, how often, and the largest case with its place.
  private func sentence(
    _ lead: String, _ found: [(one: Case, size: Double, text: String)], of count: Int
  ) -> String? {
    guard var largest = found.first else { return nil }
    for next in found.dropFirst() where next.size > largest.size { largest = next }
    let place = largest.one.place
    if count == 1 || place.isEmpty { return "\(lead): \(largest.text)." }
    let most = found.count == 1 ? ", at" : ", most at"
    return "\(lead) in \(found.count) of \(count) scenarios\(most) \(place): \(largest.text)."
  }
}
