import ModelFormula
import StudyDesign

extension AuditSheet {
  /// What is published from how many answers on, of the first scenario.
  var threshold: [Passage] {
    guard let threshold = study.threshold else { return [] }
    let isOne = studies.allSatisfy { $0.threshold == threshold }
    return [.heading("Publication" + (isOne ? "" : " (first scenario)"))]
      + ThresholdWords(study: study, threshold: threshold).lines.map(Passage.remark)
  }
}

/// A threshold of publication in words.
struct ThresholdWords {
  let study: Study
  let threshold: PublicationThreshold

  /// One paragraph for each part of it.
  var lines: [String] {
    [figure, rule] + [closeness, comparison, requirements].compactMap { $0 }
  }

  private var group: String { study.levels[threshold.level].name }

  /// What is computed, and what it stands for.
  private var figure: String {
    let estimators = threshold.estimators.map { estimator in
      switch estimator {
      case .raw: "raw (the mean of the answers)"
      case .shrunken: "shrunken (empirical Bayes)"
      }
    }
    let adjusted = study.model.columns.fixed.contains { !$0.parts.isEmpty }
    return "of each \(group) the \(isShare ? "share of yes" : "mean")"
      + (adjusted ? ", adjusted to the mean of the predictors" : "")
      + ": \(estimators.joined(separator: ", "))"
  }

  private var isShare: Bool { study.model.family.name == .binomial }

  private var rule: String {
    let share = threshold.leastResponse
    let answers = share > 0 ? " and \(NumberText.percent(share)) of the members" : ""
    return "from so many answers on\(answers): "
      + threshold.candidates.map(String.init).joined(separator: ", ")
  }

  /// The truth that figures are held against.
  var truth: String {
    study.publishesFiniteGroups
      ? "the truth is the mean of all members of a \(group), of whom some have not answered"
      : "all members answer; the truth is the mean that a \(group) would have with members without number"
  }

  private var closeness: String? {
    let distance = threshold.within.map {
      "; a figure is close if it is within \(NumberText.value($0)) of it"
    }
    return truth + (distance ?? "")
  }

  private var comparison: String? {
    threshold.benchmark.map { benchmark in
      let value = benchmark.value.map(NumberText.value) ?? "the mean of all"
      let margin =
        benchmark.margin > 0
        ? ", a difference is more than \(NumberText.value(benchmark.margin))" : ""
      let below = threshold.below.map {
        "; one that lies \(NumberText.value($0)) below it should be found"
      }
      return "each \(group) is compared with \(value)\(margin)\(below ?? "")"
    }
  }

  private var requirements: String? {
    guard !threshold.requirements.isEmpty else { return nil }
    let texts = threshold.requirements.map {
      "\($0.quantity.rawValue) at least \(NumberText.value($0.least)) (\($0.estimator.rawValue))"
    }
    return "required: \(texts.joined(separator: ", "))"
  }
}
