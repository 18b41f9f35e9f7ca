import ModelFormula
import StudyDesign

/// A swept path as an axis of a picture.
struct PictureAxis: Equatable {
  /// The path with what its values are: `pupil (number per school)`.
  var title: String
  /// The values as texts, in the order of the grid.
  var labels: [String]
  /// The values as numbers; nil if some are not, or two are alike.
  var values: [Double]?

  init(title: String, labels: [String]) {
    self.title = title
    self.labels = labels
    let numbers = labels.compactMap(Double.init).filter(\.isFinite)
    values = numbers.count == labels.count && Set(numbers).count == numbers.count ? numbers : nil
  }

  /// An axis of the grid.
  init(_ axis: GridAxis, of study: Study) {
    let meaning = PathMeaning(path: axis.path, study: study).text
    self.init(title: axis.path + (meaning.map { " (\($0))" } ?? ""), labels: axis.labels)
  }

  /// Whether lines may join values.
  var isNumeric: Bool { values != nil }

  /// The indices of the values from the lowest to the highest; of labels as they stand.
  var order: [Int] {
    guard let values else { return Array(labels.indices) }
    return values.indices.sorted { values[$0] < values[$1] }
  }

  /// The axis with its values in that order.
  var ascending: PictureAxis { PictureAxis(title: title, labels: order.map { labels[$0] }) }
}

/// What the values of a path are, with their unit.
struct PathMeaning {
  let path: String
  let study: Study

  /// In a few words; nil where the path alone must do.
  var text: String? {
    if let level = study.levels.firstIndex(where: { $0.name == path }) { return number(level) }
    let keys = path.split(separator: ".").map(String.init)
    let kinds: [String: String] = [
      "icc": "intraclass correlation", "cv": "coefficient of variation",
      "r2": "share of variance explained", "odds_ratio": "odds ratio", "rate_ratio": "rate ratio",
      "probability": "probability", "rate": "rate", "d": "standardised difference",
      "ar1": "autocorrelation", "correlation": "correlation", "correlations": "correlation",
      "reliability": "reliability", "share": "share lost",
    ]
    for key in keys.reversed() {
      if let kind = kinds[key] { return key == kind && key == keys.last ? nil : kind }
    }
    switch (keys.first, keys.last) {
    case ("effects", _): return "coefficient, \(unit)"
    case ("random", _), ("residual", _):
      if keys.contains("sd") { return "SD, \(unit)" }
      if keys.contains("variance") { return "variance, squared \(unit)" }
      return nil
    default: return nil
    }
  }

  /// How many units of a level there are, and in what.
  private func number(_ index: Int) -> String {
    let level = study.levels[index]
    let parents = level.parents.map { study.levels[$0].name }.joined(separator: " x ")
    let place = parents.isEmpty ? "" : " per \(parents)"
    if case .unequal = level.units { return parents.isEmpty ? "number" : "mean number\(place)" }
    return "number\(place)"
  }

  private var unit: String { study.model.responseUnit }
}

extension GeneratingModel {
  /// What linear predictors are measured in: `units of score`, `logit scale`.
  var responseUnit: String { family.unit(of: "\(formula.response)") }
}

extension ResponseFamily {
  /// What the coefficients of a model of this response are measured in.
  func unit(of response: String) -> String {
    switch link {
    case .identity: "units of \(response)"
    case .log: "log scale"
    case .logit, .probit, .cloglog: "\(link.rawValue) scale"
    }
  }
}
