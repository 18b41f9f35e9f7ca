import StudyDesign

/// How often tests reject true null hypotheses.
///
/// A member of a family is taken with its own null hypothesis true and the others as they are; any and
/// all members of a family with all of them true.
struct Calibration {
  let evidence: StudyEvidence
  /// Simulations in which null hypotheses are true that translation does not reach.
  let nulls: [NullResult]

  private var study: Study { evidence.study }

  /// The share of replicates in which a test rejects; nil where there is no null hypothesis to make
  /// true.
  func share(ofTest index: Int) -> Share? {
    let test = study.tests[index]
    let rejected: [Bool]?
    switch test.hypothesis {
    case .precision: rejected = nil
    case .any(let family):
      rejected = jointly(family, index) { $0.contains(true) }
    case .all(let family):
      rejected = jointly(family, index) { !$0.contains(false) }
    default:
      rejected =
        evidence.tests[index].translatedPValues.map { alone(index, pValues: $0) }
        ?? simulated(index)
    }
    return rejected.map { Share(count: $0.count { $0 }, total: $0.count) }
  }

  /// The shares that other methods would have.
  func alternatives(toTest index: Int) -> [MethodCalibration] {
    evidence.result.alternatives.filter { $0.test == index }.compactMap { alternative in
      var test = study.tests[index]
      test.method = alternative.method
      let other = TestEvidence(test: test, in: study, evidence.result, alternative.sample)
      return other.translatedPValues.map { pValues in
        let rejected = alone(index, pValues: pValues)
        let share = Share(count: rejected.count { $0 }, total: rejected.count)
        return MethodCalibration(method: alternative.method, nullRejection: share)
      }
    }
  }

  /// Rejections of a test whose own p values are those of a true null hypothesis.
  private func alone(_ index: Int, pValues: [Double]) -> [Bool] {
    guard let (family, place) = evidence.family(of: index) else {
      return pValues.map { $0 < study.tests[index].alpha }
    }
    var all = evidence.families[family]
    all[place] = pValues
    return evidence.decisions(family, all).map { $0[place] }
  }

  /// Rejections in a family whose null hypotheses are all true.
  private func jointly(
    _ family: Int, _ index: Int, _ isRejected: ([Bool]) -> Bool
  ) -> [Bool]? {
    let members = study.families[family].members
    let pValues = members.compactMap { evidence.tests[$0].translatedPValues }
    guard pValues.count == members.count else { return simulated(index) }
    return evidence.decisions(family, pValues).map(isRejected)
  }

  /// Rejections where the null hypothesis was simulated, or is true as it is.
  private func simulated(_ index: Int) -> [Bool]? {
    if let null = nulls.first(where: { $0.tests.contains(index) }) {
      return StudyEvidence(study: null.study, result: null.result).rejections(ofTest: index)
    }
    return study.isTrueNull(study.tests[index]) ? evidence.rejections(ofTest: index) : nil
  }
}
