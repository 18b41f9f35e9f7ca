import StudyDesign

extension AuditSheet {
  /// What the design looks for, and what it costs as it stands.
  var search: [Passage] { search(hint: "; 'mlpower find' finds it") }

  /// The same with a hint how to find it.
  func search(hint: String) -> [Passage] {
    guard plan.search != nil || plan.cost != nil else { return [] }
    return [.heading("Search")] + unknowns(hint) + costs
  }

  private func unknowns(_ hint: String) -> [Passage] {
    guard let search = plan.search else { return [] }
    let goal: String
    if let budget = search.budget {
      goal = "the most power for at most \(NumberText.money(budget))"
    } else {
      let power = NumberText.value(plan.target ?? 0)
      let tests = study.tests.count
      let which = tests == 1 ? "" : " of \(plan.targetRule.words)"
      goal = "power \(power)\(which)" + (search.cost == nil ? "" : " at the least cost")
    }
    switch search.unknowns {
    case .effect: return [.remark("the smallest effect that is detected with \(goal)")]
    case .values(let axes):
      return [
        .entries(axes.map { Passage.Entry($0.path, words: bounds($0)) }),
        .remark("for \(goal)\(hint)"),
      ]
    }
  }

  private func bounds(_ axis: SearchAxis) -> String {
    let (low, high) = (axis.values.first!, axis.values.last!)
    if axis.values.count == 1 { return NumberText.value(low) }
    return "from \(NumberText.value(low)) to \(NumberText.value(high)), "
      + "\(NumberText.count(axis.values.count)) values"
  }

  private var costs: [Passage] {
    guard let cost = plan.cost else { return [] }
    let fixed = cost.fixed > 0 ? ["\(NumberText.money(cost.fixed)) in any case"] : []
    let units = cost.units.map { unit in
      switch unit.rate {
      case .each(let sum): "\(NumberText.money(sum)) a \(unit.level)"
      case .by(let predictor, let sums):
        "\(sums.map(NumberText.money).joined(separator: " or ")) a \(unit.level) by \(predictor)"
      }
    }
    let totals = Variety(plan.scenarios.map { cost.total(of: $0.study) }).text(NumberText.money)
    return [
      .remark("Cost: \((fixed + units).joined(separator: ", ")): \(totals) as the design stands")
    ]
  }
}

extension NumberText {
  /// A sum of money: whole or with two decimals, commas between thousands.
  static func money(_ sum: Double) -> String {
    guard abs(sum) < 1e13 else { return value(sum) }
    let cents = Int((abs(sum) * 100).rounded())
    let (whole, rest) = cents.quotientAndRemainder(dividingBy: 100)
    let sign = sum < 0 && cents > 0 ? "-" : ""
    return sign + count(whole) + (rest == 0 ? "" : rest < 10 ? ".0\(rest)" : ".\(rest)")
  }
}

extension TargetRule {
  /// `each test`, and so on.
  var words: String {
    switch self {
    case .each: "each test"
    case .any: "any of the tests"
    case .all: "all tests at once"
    }
  }
}
