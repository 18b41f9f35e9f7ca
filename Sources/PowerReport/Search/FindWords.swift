import ModelFormula
import PowerStudy
import StudyDesign

/// What a search found, in sentences.
struct FindWords {
  let result: SearchResult
  let finding: SearchFinding

  private var axes: [SearchAxis] { result.search.axes }
  private var plan: StudyPlan { result.plan }
  private var target: String { NumberText.value(plan.target ?? 0) }

  // MARK: The answer

  /// The answer in a sentence.
  var answer: String {
    switch finding.outcome {
    case .impossible: "there is none: no value within the bounds gives a design that can be."
    case .noEffect(let test):
      "there is none: the true value of \(test) is its null value or lies on the other side of it, so "
        + "that no size brings its power above the level of the test."
    case .tooDear(let least):
      "there is none: the smallest design within the bounds costs \(NumberText.money(least)), more "
        + "than the budget of \(NumberText.money(result.search.budget ?? 0))."
    case .outOfReach(let beyond, let cap): outOfReach(beyond, cap)
    case .found, .atFirst: found
    }
  }

  private var found: String {
    if case .effect = result.search.unknowns { return effects }
    guard let answer = finding.answer else { return "" }
    let place = values(answer.values)
    if let budget = result.search.budget {
      let reached = plan.target.map {
        answer.power >= $0
          ? ", which reaches \(NumberText.value($0))"
          : ", which does not reach \(NumberText.value($0))"
      }
      return
        "\(place), at \(NumberText.money(answer.cost ?? 0)) of \(NumberText.money(budget)), has the "
        + "most power: \(NumberText.probability(answer.power))\(reached ?? "")."
    }
    let cost = answer.cost.map { " and costs \(NumberText.money($0))" } ?? ""
    let bound = finding.outcome == .atFirst ? boundReached(answer) : ""
    if axes.count > 1 {
      return "\(place) is the cheapest combination with power \(target)\(which)\(cost).\(bound)"
    }
    let superlative =
      axes[0].isSize ? "the smallest" : isFalling(answer) ? "the largest" : "the first"
    return "\(place) is \(superlative) value with power \(target)\(which)\(cost).\(bound)"
  }

  /// Whether power falls as the value rises.
  private func isFalling(_ answer: CandidateFigures) -> Bool {
    finding.neighbours.contains {
      ($0.values[0] > answer.values[0]) == ($0.power < answer.power)
    } && !axes[0].isSize
  }

  private var which: String {
    plan.scenarios[0].study.tests.count > 1 ? " of \(plan.targetRule.words)" : ""
  }

  private func boundReached(_ answer: CandidateFigures) -> String {
    " It is the first one within the bounds: an even "
      + (axes[0].isSize ? "smaller" : "more extreme") + " one may do."
  }

  private var effects: String {
    let all = finding.effects.map { "\(NumberText.estimate($0.value)) of \($0.test)" }
    return "with power \(target) the design detects \(all.joined(separator: ", "))."
  }

  private func outOfReach(_ beyond: Double?, _ cap: Double?) -> String {
    guard let answer = finding.answer else {
      return "no combination within the bounds reaches power \(target)\(which)."
    }
    let place = values(answer.values)
    let power = NumberText.probability(answer.power)
    let start = "no value within the bounds reaches power \(target)\(which); \(place) has \(power)."
    if axes.count > 1 {
      return
        "no combination within the bounds reaches power \(target)\(which); the most is \(power), "
        + "of \(place)."
    }
    if let cap {
      return start + " However large \(axes[0].path) is, power does not exceed "
        + "\(NumberText.probability(cap)): what else varies in the design sets that limit, and only "
        + "more units there, or less variance, can raise it."
    }
    if let beyond {
      return start + " It would take about \(axes[0].path) = \(NumberText.value(beyond))."
    }
    return start
  }

  private func values(_ values: [Double]) -> String {
    zip(axes, values).map { "\($0.path) = \(NumberText.value($1))" }.joined(separator: ", ")
  }

  // MARK: How sure, and at what expense

  var remarks: [String] { [steadiness, certainty, effort].compactMap { $0 } }

  private var steadiness: String? {
    guard finding.isUnsteady else { return nil }
    return "Power does not rise steadily with \(axes[0].path): the answer is the first value that "
      + "reaches the target, and larger ones may fall below it again."
  }

  private var certainty: String? {
    guard let certainty = finding.certainty else { return nil }
    let all = axes.count > 1 ? ", given the other sizes" : ""
    let near =
      finding.isUnsteady
      ? "" : ", that the right one is it or next to it \(chance(certainty.withinOne))"
    switch finding.outcome {
    case .found, .atFirst:
      return "The chance that this is the right answer by the method is "
        + "\(chance(certainty.exact))\(near)\(all)."
    case .outOfReach:
      return "The chance that none within the bounds reaches the target is "
        + "\(chance(certainty.exact))."
    case .noEffect, .tooDear, .impossible: return nil
    }
  }

  /// Chances near 1 are not rounded up to it.
  private func chance(_ value: Double) -> String {
    value > 0.999 ? "above .999" : value < 0.001 ? "below .001" : NumberText.probability(value)
  }

  private var effort: String? {
    guard finding.replicates > 0 else { return nil }
    let own = NumberText.count(finding.replicates)
    let fitted = "\(own) data sets were fitted"
    guard !axes.isEmpty, finding.candidates > 1 else { return fitted + "." }
    let grid = Double(finding.candidates) * Double(plan.simulation.replicates)
    let all = grid < 1e15 ? NumberText.count(Int(grid)) : NumberText.value(grid)
    return fitted + "; a grid of all \(NumberText.count(finding.candidates)) candidates with "
      + "\(NumberText.count(plan.simulation.replicates)) each would have taken \(all)."
  }

  // MARK: To report

  /// Sentences for an application or an article.
  var forGrant: [String] {
    switch finding.outcome {
    case .found, .atFirst: break
    case .outOfReach, .noEffect, .tooDear, .impossible: return []
    }
    if !finding.effects.isEmpty { return finding.effects.enumerated().map(sentence) }
    guard let answer = finding.answer else { return [] }
    return answer.tests.indices.map { sentence(answer, $0) }
  }

  private func sentence(_ answer: CandidateFigures, _ index: Int) -> String {
    let figures = answer.tests[index]
    let power = NumberText.probability(figures.power)
    let study = (answer.scenario ?? plan.scenarios[0]).study
    let basis: String
    switch finding.method {
    case .standardErrors: basis = "standard error method"
    case .rejections: basis = "share of rejections, smoothed over sizes"
    }
    let isSingle = answer.tests.count == study.tests.count
    let test =
      isSingle
      ? phrase(of: index, study)
      : "rejection of \(figures.name == "any" ? "any" : "all") of the \(study.tests.count) tests"
    let error = figures.interval.map { ", 95% interval \(NumberText.interval($0))" } ?? ""
    let effect = isSingle ? study.effect(ofTest: index).map { " for a true value of \($0)" } : nil
    return "With \(sizes(answer.scenario, answer.rows))\(others(answer)), \(test) has a power of "
      + "\(power)\(effect ?? "") (\(basis)\(error); simulation of "
      + "\(NumberText.count(finding.replicates)) data sets)."
  }

  private func sentence(_ index: Int, _ effect: DetectableEffect) -> String {
    let study = (finding.scenario ?? plan.scenarios[0]).study
    return "With \(sizes(finding.scenario, nil)), \(phrase(of: index, study)) has a power of "
      + "\(target) if the true value is \(NumberText.estimate(effect.value)) (standard error method; "
      + "simulation of \(NumberText.count(finding.replicates)) data sets)."
  }

  /// `the test of treatment (two-sided z test against 0 at alpha 0.05)`.
  private func phrase(of index: Int, _ study: Study) -> String {
    let words = TestBlock(tests: [index]).wording(studies: [study])
    return "the test of \(study.tests[index].name) (\(words))"
  }

  /// `26 units of school, 20 of pupil per school (520 rows)`.
  private func sizes(_ scenario: Scenario?, _ rows: Int?) -> String {
    let scenario = scenario ?? plan.scenarios[0]
    let levels = scenario.study.levels
    let words = scenario.statedSizes.enumerated().map { place, stated -> String in
      let level = levels.first { $0.name == stated.level }
      let above = (level?.parents ?? []).map { levels[$0].name }
      let within = above.isEmpty ? "" : " per \(above.joined(separator: " x "))"
      let units = place > 0 ? "" : stated.size == 1 ? "unit " : "units "
      return "\(size(stated, of: level)) \(units)of \(stated.level)\(within)"
    }
    let all = rows.map { " (\(NumberText.count($0)) rows)" } ?? ""
    return words.joined(separator: ", ") + all
  }

  /// Expressions may state sizes that are rounded to whole numbers.
  private func size(_ stated: Scenario.StatedSize, of level: Level?) -> String {
    if case .counted(let size)? = level?.units { return NumberText.count(size) }
    return NumberText.value(stated.size)
  }

  /// Values of the search that are no sizes.
  private func others(_ answer: CandidateFigures) -> String {
    let chosen = zip(axes, answer.values).filter { !$0.0.isSize }
    return chosen.map { " and \($0.path) = \(NumberText.value($1))" }.joined()
  }
}

extension Study {
  /// The true value of a tested coefficient, in words; nil where it is none or is drawn.
  fileprivate func effect(ofTest index: Int) -> String? {
    guard case .coefficient(let coefficient) = tests[index].hypothesis,
      let source = analyses[tests[index].analysis].generatingCoefficient[coefficient],
      model.prior == nil
    else { return nil }
    return NumberText.value(model.coefficients[source])
  }
}
