import ModelFormula
import StudyDesign

extension Predictor {
  /// How the values arise, in words.
  func origin(levels: [Level]) -> String {
    switch source {
    case .distribution(let distribution): distribution.words(text)
    case .values(let values): "\(list(values)) by position\(inParent(levels))"
    case .listed(let values): "\(list(values)), the units of the level\(inParent(levels))"
    case .assign(let values, let shares, let balance):
      allocation(values, shares, balance, levels: levels)
    case .sequence(let dealt): sequences(dealt, levels: levels)
    case .expression(let expression): "= \(expression.description)"
    case .column: "from the data\(categoryList)"
    case .parts(let mean, let parts): partsText(mean, parts, levels)
    case .meanOf(let name): "mean of \(name) over the units of each \(levels.title(of: level))"
    }
  }

  /// Whether chance has a part in the values.
  var isDrawn: Bool {
    switch source {
    case .distribution, .parts, .assign, .sequence: true
    case .values, .listed, .expression, .meanOf, .column: reliability != nil
    }
  }

  private func allocation(
    _ values: [Double], _ shares: [Double], _ balance: Balance, levels: [Level]
  ) -> String {
    let isEqual = shares.allSatisfy { abs($0 - shares[0]) < 1e-12 }
    let ratio = shares.map { NumberText.value($0) }.joined(separator: " : ")
    let split = isEqual ? "equal shares" : "shares \(ratio)"
    return "\(list(values)) in \(split)\(dealing(balance, levels: levels))"
  }

  private func dealing(_ balance: Balance, levels: [Level]) -> String {
    switch balance {
    case .within(let level): ", at random within each \(levels[level].name)"
    case .study: ", at random over the study"
    case .strata(let predictor, let level):
      ", at random within each value of \(predictor)"
        + (level.map { " in each \(levels[$0].name)" } ?? "")
    case .none: " on average, each unit by itself"
    }
  }

  private func sequences(_ dealt: DealtSequences, levels: [Level]) -> String {
    let (unit, over) = (levels[dealt.level].name, levels[dealt.over].name)
    let split = "dealt to each \(unit) in equal shares\(dealing(dealt.balance, levels: levels))"
    if dealt.isStaircase {
      let steps = dealt.rows.count
      return "0, then 1 from one \(over) on: \(steps) step\(steps == 1 ? "" : "s"), \(split)"
    }
    let rows = dealt.rows.map { $0.map(text).joined(separator: " ") }.joined(separator: " / ")
    return "sequences over \(over) \(rows), \(split)"
  }

  private func inParent(_ levels: [Level]) -> String {
    let parents = levels[level].parents.map { levels[$0].name }
    return parents.isEmpty ? "" : " in each " + parents.joined(separator: " x ")
  }

  private func list(_ values: [Double]) -> String {
    values.map(text).joined(separator: ", ")
  }

  private var categoryList: String {
    guard case .factor(let categories) = kind else { return "" }
    return ": \(categories.joined(separator: ", "))"
  }

  /// A value, or the name of a category.
  private func text(_ value: Double) -> String {
    guard case .factor(let categories) = kind else { return NumberText.value(value) }
    return categories[Int(value)]
  }
}
