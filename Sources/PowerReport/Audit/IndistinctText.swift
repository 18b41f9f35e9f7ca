import ModelFormula
import PowerStudy
import StudyDesign

extension AuditSheet {
  /// Random terms that no data of the design could tell apart.
  var indistinct: [Passage] {
    indistinctVariances(plan).map { finding in
      let analysis = plan.scenarios[finding.scenarios[0]].study.analyses[finding.analysis]
      let terms = finding.terms.map { "(\(analysis.formula.bars[$0].text))" }
      let last = terms[terms.count - 1]
      let names =
        terms.count == 1
        ? last : terms.dropLast().joined(separator: ", ") + " and " + last
      let first = zip(plan.axes, plan.scenarios[finding.scenarios[0]].coordinates).map {
        "\($0.path) \($0.labels[$1])"
      }
      let count = finding.scenarios.count
      let place =
        count == plan.scenarios.count
        ? ""
        : " in \(count) of \(plan.scenarios.count) scenarios (first: \(first.joined(separator: ", ")))"
      return .paragraph(
        "the variances of \(names) cannot be told apart\(place): different sets of them give the "
          + "response the same distribution, so that the estimates are arbitrary.", label: "Note")
    }
  }
}

extension Bar {
  /// As in the formula, without the parentheses.
  fileprivate var text: String {
    let terms = (hasIntercept ? ["1"] : ["0"]) + terms.map(\.name)
    return "\(terms.joined(separator: " + ")) | \(grouping.joined(separator: ":"))"
  }
}
