import ModelFormula
import StudyDesign

/// A test in words, without its name: what is done, of what, against what, at which level.
struct TestWording {
  let study: Study
  let test: StudyTest
  /// What stands for figures that change over a grid.
  let against: String
  let alpha: String
  /// `two-sided`, or the several sides of a grid.
  let side: String
  /// What the method is called; with several analyses, what each takes.
  let method: String

  var text: String {
    switch test.hypothesis {
    case .coefficient:
      if test.method == .lrt { return "\(method)\(ofCoefficient) at alpha \(alpha)" }
      return "\(side) \(method)\(ofCoefficient) against \(against) at alpha \(alpha)"
    case .contrast:
      return "\(side) \(method) of \(sum) against \(against) at alpha \(alpha)"
    case .joint: return "\(method) of \(list(names)) at alpha \(alpha)"
    case .equivalence(_, let lower, let upper):
      let margins = "\(NumberText.value(lower)) and \(NumberText.value(upper))"
      return "equivalence of \(names[0]) between \(margins), \(method) one-sided at both, each at "
        + "alpha \(alpha)"
    case .precision(_, let halfWidth):
      return "interval of \(names[0]) by \(method) at alpha \(alpha), half-width at most "
        + NumberText.value(halfWidth)
    case .variance: return "\(method) of the variance of \(variance) at alpha \(alpha)"
    case .any(let family): return familyText("any", family)
    case .all(let family): return familyText("all", family)
    }
  }

  /// The coefficients that are tested, as a design names them.
  private var names: [String] {
    test.coefficients.map { study.analyses[test.analysis].columns.fixed[$0].plainName }
  }

  /// ` of x` where the test has another name than its coefficient.
  private var ofCoefficient: String {
    let isNamed = test.name == names[0] || test.name.hasSuffix(": \(names[0])")
    return isNamed ? "" : " of \(names[0])"
  }

  /// A contrast as a sum: `a - 0.5 b`.
  private var sum: String {
    guard case .contrast(let weights) = test.hypothesis else { return "" }
    var text = ""
    for (index, name) in zip(test.coefficients, names) {
      let weight = weights[index]
      let size = abs(weight) == 1 ? name : "\(NumberText.value(abs(weight))) \(name)"
      if text.isEmpty {
        text = (weight < 0 ? "-" : "") + size
      } else {
        text += (weight < 0 ? " - " : " + ") + size
      }
    }
    return text
  }

  /// The variance that is tested: `treatment by site`.
  private var variance: String {
    guard case .variance(let bar, let effect) = test.hypothesis else { return "" }
    let term = study.analyses[test.analysis].columns.bars[bar]
    let group = term.grouping.joined(separator: ":")
    let covariances = term.columns.count > 1 ? " and its covariances" : ""
    return "\(term.columns[effect].plainName) by \(group)\(covariances)"
  }

  private func familyText(_ how: String, _ index: Int) -> String {
    let family = study.families[index]
    return "\(how) of \(family.members.count) tests rejected, "
      + "\(family.adjustment.phrase) at alpha \(alpha)"
  }

  private func list(_ words: [String]) -> String {
    guard words.count > 1 else { return words[0] }
    return words.dropLast().joined(separator: ", ") + " and " + words[words.count - 1]
  }
}

extension TestFamily.Adjustment {
  /// How rejections are adjusted, in words.
  var phrase: String {
    switch self {
    case .holm: "adjusted by Holm"
    case .bonferroni: "adjusted by Bonferroni"
    case .bh: "adjusted by Benjamini-Hochberg"
    }
  }
}

extension ColumnRecipe {
  /// The coefficient as a design names it.
  var plainName: String { name == "(Intercept)" ? "intercept" : name }
}

extension StudyTest {
  /// The kind of test in words, with what its degrees of freedom come from.
  var methodName: String {
    let source =
      switch method {
      case .betweenWithin: " (between-within)"
      case .satterthwaite: " (Satterthwaite)"
      case .kenwardRoger: " (Kenward-Roger)"
      case .z, .t, .lrt, .f, .none: ""
      }
    switch (hypothesis, method) {
    case (_, .lrt): return "likelihood ratio test"
    case (_, .f): return "exact F test"
    case (.joint, .z): return "joint chi-square test"
    case (.joint, _): return "joint F test\(source)"
    case (_, .z): return "z test"
    default: return "t test\(source)"
    }
  }
}

extension StudyTest.Side {
  /// `two-sided` and the like; empty where there is no choice.
  var adjective: String {
    switch self {
    case .two: "two-sided"
    case .greater: "one-sided (greater)"
    case .less: "one-sided (less)"
    case .upper, .equivalence, .none: ""
    }
  }
}
