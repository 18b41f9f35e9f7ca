import ModelFormula
import PowerStudy
import StudyDesign

/// What a picture of a data set shows, in sentences.
struct DataSetWords {
  var view: DataSetView
  var lines: DataSetLines
  var replicate: Int

  var text: String {
    [size, choice, estimates, unpredicted].filter { !$0.isEmpty }.joined(separator: " ")
  }

  private var data: FittedDataSet { view.data }

  private var size: String {
    let rows = NumberText.count(data.response.count)
    let low = data.study.levels.last?.name ?? "row"
    let start = "One data set that the study might give, number \(replicate): \(rows) rows (\(low))"
    guard let level = view.level else { return start + "." }
    return start
      + " in \(NumberText.count(view.unitCount)) units of \(data.study.levels[level].name)."
  }

  private var choice: String {
    guard let level = view.level else { return points }
    let name = data.study.levels[level].name
    guard view.panels.count < view.unitCount else { return points }
    return "\(view.panels.count) units of \(name) are drawn, evenly spread over the data"
      + (points.isEmpty ? "." : "; " + points.prefix(1).lowercased() + points.dropFirst())
  }

  private var points: String {
    let most = view.panels.map(\.rows.count).max() ?? 0
    guard most > view.mostPoints else { return "" }
    return "At most \(view.mostPoints) points stand in each panel, evenly chosen."
  }

  /// The tested coefficients and the variance between the clusters that are drawn.
  private var estimates: String {
    guard let fit = data.fit else { return "The fit of this data set gave no estimates." }
    var tested: [Int] = []
    for test in data.study.tests where test.analysis == data.analysisIndex {
      guard case .coefficient(let index) = test.hypothesis, !tested.contains(index) else {
        continue
      }
      tested.append(index)
    }
    var found = tested.prefix(3).map { index in
      let name = data.analysis.columns.fixed[index].name
      let truth = data.analysis.generatingCoefficient[index].map {
        data.study.model.coefficients[$0]
      }
      return words(
        name == "(Intercept)" ? "the intercept" : "the effect of \(name)", fit.coefficients[index],
        truth)
    }
    found += variance(fit).map { [$0] } ?? []
    return found.isEmpty
      ? "" : "The fit estimates " + found.listed + "."
  }

  /// Why clusters have no lines of their own though the analysis has effects of theirs.
  private var unpredicted: String {
    guard data.fit != nil, let level = view.level, lines.deviations == nil,
      data.analysis.groupingLevels.contains(level)
    else { return "" }
    let name = data.study.levels[level].name
    return data.analysis.residual == nil
      ? "Too many effects hang together to predict those of each \(name)."
      : "With residuals that correlate or differ in variance no line of each \(name) is drawn."
  }

  private func variance(_ fit: FittedDataSet.Fit) -> String? {
    guard let level = view.level,
      let term = data.analysis.groupingLevels.firstIndex(of: level),
      fit.covariances[term].count == 1
    else { return nil }
    let own = data.study.model.randomTerms.filter { $0.level == level }
    let truth = own.count == 1 && own[0].covariance.count == 1 ? own[0].covariance[0][0] : nil
    let name = data.study.levels[level].name
    return words("the variance between units of \(name)", fit.covariances[term][0][0], truth)
  }

  private func words(_ name: String, _ value: Double, _ truth: Double?) -> String {
    let aside = truth.map { " (true: \(NumberText.significant($0, digits: 3)))" } ?? ""
    return "\(name) as \(NumberText.significant(value, digits: 3))\(aside)"
  }
}
