internal import StudyDesign

// Thresholds of publication

extension Wording {
  static let thresholdWithoutCandidates = Wording(
    "'threshold' lacks 'candidates', the numbers of answers to choose from; write "
      + "'candidates: [5, 10, 20]'")

  static func wantsCandidates(found: String) -> Wording {
    Wording(
      "'candidates' is a list of numbers, such as '[5, 10, 20]' or '5..50 by 5', not \(found)")
  }

  static func tooManyCandidates(_ found: Int) -> Wording {
    Wording(
      "\(found) candidates are more than the \(PublicationThreshold.mostCandidates) that can be meant"
    )
  }

  static func settingOfTests(_ key: String) -> Wording {
    Wording(
      "'\(key)' is about the power of tests, of which a design with a 'threshold' has those it names under "
        + "'tests'; there are none")
  }

  static func wantsEstimators(found: String) -> Wording {
    Wording("'estimators' is a list such as '[raw, shrunken]', not \(found)")
  }

  static let benchmarkWithoutValue = Wording(
    "'benchmark' lacks 'value'; write '{value: overall}', or a number")

  static func thresholdWithoutGroups(_ grouping: [String]) -> Wording {
    grouping.isEmpty
      ? Wording(
        "a threshold is about groups, but the model has no random term; add one such as '(1 | course)'"
      )
      : Wording(
        "none of \(list(grouping)) lies in all others; say under 'threshold' which 'level' is published"
      )
  }

  static func thresholdSentence(_ fact: ThresholdFact) -> String {
    switch fact {
    case .candidatesNotAscending(let candidate, let before):
      "candidates ascend, each one once, but \(candidate) follows \(before)"
    case .rateOutside(let rate):
      "a response rate is above 0 and at most 1, but this one is \(number(rate))"
    case .distanceNotAboveZero(let distance):
      "a distance must be above 0, but is \(number(distance))"
    case .marginBelowZero(let margin): "a margin cannot be below 0, but is \(number(margin))"
    case .requirementOutside(let share):
      "what is required is a share above 0 and below 1, but this one is \(number(share))"
    case .distanceNotStated:
      "'require' names 'within', but 'threshold' does not say within what; add 'within: 0.1', say"
    case .estimatorNotComputed(let estimator):
      "'require' names '\(estimator.rawValue)', which is not among the 'estimators'"
    case .estimatorTwice(let estimator): "the estimator '\(estimator.rawValue)' stands twice"
    case .belowWithoutBenchmark:
      "'below' is the distance from a benchmark, and there is none; add 'benchmark: {value: overall}'"
    case .benchmarkOutside(let value):
      "shares are compared with a share between 0 and 1, but this one is \(number(value))"
    case .belowOutside(let value):
      "a group this far below the benchmark would have a share of \(number(value))"
    default: studySentence(fact)
    }
  }

  private static func studySentence(_ fact: ThresholdFact) -> String {
    switch fact {
    case .levelOfRows(let name):
      "'\(name)' is the level of the answers themselves; groups of them are published"
    case .levelWithoutEffects(let name, let grouping):
      "'\(name)' has no random intercept in the model, so that its groups do not differ; "
        + hint(nil, known: grouping, noun: "grouping levels")
    case .levelDrawn(let name):
      notServed("a threshold with units of '\(name)' that are not ranges of rows").sentence
    case .family(let family):
      notServed("a threshold for responses of family '\(family.rawValue)'; normal and binomial are")
        .sentence
    case .link(let link):
      notServed("a threshold with the link '\(link.rawValue)'; logit is").sentence
    case .trials: notServed("a threshold for responses of several trials").sentence
    case .slopes(let name):
      notServed("a threshold with random slopes ('\(name)'); random intercepts are").sentence
    case .effectsBelow(let name, let published):
      notServed("a threshold of '\(published)' with random effects of '\(name)' within it").sentence
    case .tooManyGroupings:
      notServed("a threshold with random terms of more than two nested levels, one each").sentence
    case .offset: notServed("a threshold with an offset in the model").sentence
    case .predictorsOfYesNo:
      notServed("a threshold for yes/no responses with predictors in the model").sentence
    case .measurementError:
      notServed("a threshold with predictors that are measured with error").sentence
    case .residualStructure:
      notServed("a threshold with residuals that correlate or differ in variance").sentence
    case .shapeOfYesNo:
      notServed("a threshold for yes/no responses with random effects that are not normal").sentence
    case .drawnParameters:
      notServed("a threshold with parameters that are drawn for each replicate").sentence
    case .otherFamily:
      notServed("a threshold whose first analysis has another family than the model").sentence
    case .otherEffects(let name):
      "the first analysis is the one whose estimates are published; it needs a random intercept of "
        + "'\(name)', and none that the model lacks"
    default: preconditionFailure("not a fact about studies")
    }
  }
}
