import MixedModels
import ModelFormula
public import StudyDesign

/// The replicates of all tests of a scenario.
struct StudyEvidence {
  let study: Study
  let result: ScenarioResult
  let tests: [TestEvidence]
  /// The power aimed at, if stated.
  let target: Double?
  /// For each family the p values of its members.
  let families: [[[Double]]]

  init(study: Study, result: ScenarioResult, target: Double? = nil) {
    self.target = target
    precondition(study.tests.count == result.samples.count)
    self.study = study
    self.result = result
    let tests = study.tests.indices.map { index in
      TestEvidence(test: study.tests[index], in: study, result, result.samples[index])
    }
    self.tests = tests
    families = study.families.map { family in family.members.map { tests[$0].pValues } }
  }

  /// The family that a test is a member of, and its place there.
  func family(of test: Int) -> (family: Int, place: Int)? {
    for (index, family) in study.families.enumerated() {
      if let place = family.members.firstIndex(of: test) { return (index, place) }
    }
    return nil
  }

  /// For each replicate which members of a family are rejected, given their p values.
  func decisions(_ family: Int, _ pValues: [[Double]]) -> [[Bool]] {
    let adjustment = study.families[family].adjustment
    let alpha = study.tests[study.families[family].members[0]].alpha
    return pValues[0].indices.map { replicate in
      adjustment.rejections(pValues.map { $0[replicate] }, alpha: alpha)
    }
  }

  /// For each replicate whether a test is rejected, adjusted if it is a member of a family.
  func rejections(ofTest index: Int) -> [Bool] {
    let test = study.tests[index]
    switch test.hypothesis {
    case .any(let family): return decisions(family, families[family]).map { $0.contains(true) }
    case .all(let family): return decisions(family, families[family]).map { !$0.contains(false) }
    default: break
    }
    if let (family, place) = family(of: index) {
      return decisions(family, families[family]).map { $0[place] }
    }
    let evidence = tests[index]
    var rejected = [Bool](repeating: false, count: evidence.outcomes.count)
    if let statistics = evidence.statistics {
      for one in statistics.rejected { rejected[statistics.chosen[one]] = true }
    } else if let estimates = evidence.estimates {
      for one in estimates.indices where estimates.rejects(one, test) {
        rejected[estimates.chosen[one]] = true
      }
    }
    return rejected
  }

  /// All figures of one test but those of its calibration.
  func summary(_ index: Int) -> TestSummary {
    let test = study.tests[index]
    let evidence = tests[index]
    let family = family(of: index)
    let rejected = rejections(ofTest: index)
    var summary: TestSummary
    switch test.hypothesis {
    case .coefficient, .contrast, .equivalence, .precision:
      let estimates = evidence.estimates!
      summary = TestSummary(
        test: test, analysis: name(of: test), truth: study.truth(of: test),
        observations: observations(of: test), fits: FitCounts(evidence.outcomes),
        replicates: estimates,
        rejected: estimates.indices.filter { rejected[estimates.chosen[$0]] },
        isAdjusted: family != nil)
    case .joint, .variance, .any, .all:
      summary = plainSummary(
        test, evidence, rejected: rejected.count { $0 }, isAdjusted: family != nil, index)
    }
    addAssurance(to: &summary, index, isAdjusted: family != nil)
    summary.estimateDensity = evidence.estimateDensity
    summary.nullEstimateDensity = nullDensity(index, summary)
    if study.isWithError(test) {
      summary.standardErrorPower = .withheld(.measuredWithError)
      summary.shareReachingTarget = nil
    }
    summary.adjustment = family.map { study.families[$0.family].adjustment }
    if case .any(let family) = test.hypothesis {
      summary.adjustment = study.families[family].adjustment
    } else if case .all(let family) = test.hypothesis {
      summary.adjustment = study.families[family].adjustment
    }
    return summary
  }

  /// The distribution of the estimates where the null hypothesis is true, moved there or simulated.
  private func nullDensity(_ index: Int, _ summary: TestSummary) -> EstimateDensity? {
    let density = summary.estimateDensity
    if summary.isTrueNull { return density }
    if let moved = tests[index].translatedDensity(of: density) { return moved }
    guard let null = result.nulls.first(where: { $0.tests.contains(index) }) else { return nil }
    return TestEvidence(
      test: study.tests[index], in: null.study, null.result, null.result.samples[index]
    ).estimateDensity
  }

  /// The figures of a test without estimates of a coefficient.
  private func plainSummary(
    _ test: StudyTest, _ evidence: TestEvidence, rejected: Int, isAdjusted: Bool, _ index: Int
  ) -> TestSummary {
    var summary = TestSummary(
      test: test, analysis: name(of: test), truth: study.truth(of: test),
      observations: observations(of: test), fits: FitCounts(evidence.outcomes),
      power: Share(count: rejected, total: evidence.outcomes.count),
      standardErrorPower: isAdjusted
        ? .withheld(.notServed) : standardErrorPower(test, evidence, index))
    summary.isTrueNull = study.isTrueNull(test)
    if case .variance = test.hypothesis {
      let chosen = evidence.outcomes.indices.filter { evidence.outcomes[$0].hasEstimates }
      summary.summariseEstimates(
        evidence.usableEstimates!,
        trueValues: evidence.trueValues.map { values in chosen.map { values[$0] } } ?? [])
    }
    if test.method.hasDegreesOfFreedom || test.method == .f {
      summary.meanDF = evidence.statistics?.meanDF
    }
    return summary
  }

  private func standardErrorPower(
    _ test: StudyTest, _ evidence: TestEvidence, _ index: Int
  ) -> StandardErrorPower {
    guard case .joint(let coefficients) = test.hypothesis, test.method != .lrt,
      let statistics = evidence.statistics
    else { return .withheld(.notServed) }
    let truths = coefficients.compactMap { study.truth(ofCoefficient: $0, of: test.analysis) }
    let all = result.samples[index].covariances
    return StandardErrorPower(
      truths: truths.count == coefficients.count ? truths : nil,
      covariances: all.map { entries in statistics.chosen.map { entries[$0] } },
      criticalValue: statistics.meanCriticalValue, test: test)
  }

  private func name(of test: StudyTest) -> String { study.analyses[test.analysis].name }

  private func observations(of test: StudyTest) -> Double { result.observations[test.analysis] }
}

extension Study {
  /// The generating value of a coefficient of an analysis; nil if the generating model lacks it.
  func truth(ofCoefficient index: Int, of analysis: Int) -> Double? {
    analyses[analysis].generatingCoefficient[index].map { model.coefficients[$0] }
  }

  /// The true value of what a test is about: a coefficient, the weighted sum of a contrast, or a
  /// variance, which is 0 where the generating model has none. Nil for several coefficients at once, and
  /// where the generating model lacks a coefficient.
  public func truth(of test: StudyTest) -> Double? {
    if case .variance(let bar, let effect) = test.hypothesis {
      guard let place = generatingVariance(bar: bar, effect: effect, of: test.analysis) else {
        return 0
      }
      return model.randomTerms[place.term].covariance[place.effect][place.effect]
    }
    let analysis = analyses[test.analysis]
    guard let weights = test.weights(count: analysis.columns.fixed.count) else { return nil }
    let used = weights.indices.filter { weights[$0] != 0 }
    let truths = used.map { truth(ofCoefficient: $0, of: test.analysis) }
    guard !truths.contains(nil) else { return nil }
    return zip(used, truths).dropFirst().reduce(weights[used[0]] * truths[0]!) {
      $0 + weights[$1.0] * $1.1!
    }
  }

  /// Where the generating model has the variance of one column of a bar of an analysis.
  func generatingVariance(
    bar: Int, effect: Int, of analysis: Int
  ) -> (term: Int, effect: Int)? {
    let column = analyses[analysis].columns.bars[bar].columns[effect]
    let level = analyses[analysis].groupingLevels[bar]
    for (term, random) in model.randomTerms.enumerated() where random.level == level {
      let columns = model.columns.bars[term].columns
      if let place = columns.firstIndex(where: { $0.parts == column.parts }) {
        return (term, place)
      }
    }
    return nil
  }

  /// Whether what a test is about is drawn for each replicate.
  func isDrawn(_ test: StudyTest) -> Bool {
    guard let prior = model.prior else { return false }
    switch test.hypothesis {
    case .any(let family), .all(let family):
      return families[family].members.contains { isDrawn(tests[$0]) }
    case .variance(let bar, let effect):
      return generatingVariance(bar: bar, effect: effect, of: test.analysis).map {
        prior.covariances[$0.term][$0.effect][$0.effect] != nil
      } ?? false
    case .coefficient, .contrast, .joint, .equivalence, .precision:
      return test.coefficients.contains { index in
        analyses[test.analysis].generatingCoefficient[index].map {
          prior.coefficients[$0] != nil
        } ?? false
      }
    }
  }

  /// Whether the null hypothesis of a test of several coefficients, of a variance or of a family is
  /// true. What the generating model lacks is taken for 0.
  func isTrueNull(_ test: StudyTest) -> Bool {
    guard !isDrawn(test) else { return false }
    return switch test.hypothesis {
    case .joint(let coefficients):
      coefficients.allSatisfy { truth(ofCoefficient: $0, of: test.analysis) ?? 0 == 0 }
    case .variance: truth(of: test) == 0
    case .equivalence(_, let lower, let upper):
      truth(of: test).map { $0 <= lower || $0 >= upper } ?? false
    case .any(let family), .all(let family):
      families[family].members.allSatisfy { isTrueNull(tests[$0]) }
    case .coefficient, .contrast: truth(of: test) == test.against
    case .precision: false
    }
  }
}
