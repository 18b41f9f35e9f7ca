internal import StudyDesign

/// The keys that may stand in one kind of mapping.
struct KeyTable: Sendable {
  /// What the mapping is, as in "a level has no key 'sice'".
  let owner: String
  /// Keys that are read.
  let served: [String]

  init(_ owner: String, served: [String]) {
    self.owner = owner
    self.served = served
  }
}

/// Every table of fixed keys, with the sections of the language that they belong to.
extension KeyTable {
  static let level = KeyTable(
    "a level", served: ["per", "size", "sizes", "by", "total", "values", "in", "members"])

  /// A size that is drawn: a distribution, or mean and coefficient of variation of a gamma.
  static let size = KeyTable("a size", served: ["mean", "cv", "min", "max"] + distributions)

  static let chance = KeyTable("a chance", served: ["logit"])

  static let dropout = KeyTable(
    "'dropout'", served: ["level", "over", "share", "shape", "by"])

  static let drawing = KeyTable("a draw", served: ["weights", "table"])

  static let members = KeyTable("'members'", served: ["count", "weights"])

  /// The keys of distributions.
  static let distributions = [
    "normal", "binary", "uniform", "categories", "lognormal", "gamma", "t", "integers",
    "exponential", "poisson", "negative_binomial", "any_of", "mixture", "column",
  ]

  static let distribution = KeyTable("a distribution", served: distributions)

  static let mixturePart = KeyTable("a part of a mixture", served: ["weight"] + distributions)

  /// The parameters of a distribution that has them by name; none of the others.
  private static let parameterNames = [
    "normal": ["mean", "sd"], "lognormal": ["mean", "cv"], "gamma": ["mean", "cv"],
    "t": ["df", "mean", "sd"], "negative_binomial": ["mean", "size"], "column": ["file", "name"],
  ]

  /// The parameters of a distribution that has them by name.
  static func parameters(of distribution: String) -> KeyTable {
    KeyTable("'\(distribution)'", served: parameterNames[distribution] ?? [])
  }

  static let predictor = KeyTable(
    "a predictor",
    served: ["level"] + distributions + [
      "values", "value", "assign", "balance", "sequence", "steps", "over", "mean_of", "by",
      "centre",
      "standardise", "reliability", "redraw",
    ])

  static let effect = KeyTable(
    "an effect",
    served: ["d", "of", "r2"] + DesignReading.responseScales + ["marginal"] + distributions)

  static let random = KeyTable(
    "a random term",
    served: ["sd", "variance", "icc", "correlation", "covariance", "distribution"])

  static let residual = KeyTable(
    "'residual'",
    served: residualScales + [
      "within", "ar1", "correlation", "covariance", "by", "distribution",
    ])

  /// The keys that give the residual its size.
  static let residualScales = ["sd", "variance", "total_variance", "total_sd"]

  /// What stands beside the name of a family.
  static func family(_ name: ResponseFamily.Name) -> KeyTable {
    let own =
      switch name {
      case .binomial: ["trials"]
      case .nominal: ["categories"]
      default: name.dispersion.map { [$0] } ?? []
      }
    return KeyTable("family '\(name.rawValue)'", served: ["link"] + own)
  }

  /// The names of families.
  static let families = KeyTable(
    "'family'", served: ResponseFamily.Name.allCases.map(\.rawValue))

  static let cuts = KeyTable("'cuts'", served: ["probabilities", "marginal"])

  /// An icc of a response that is not normal.
  static let share = KeyTable("an icc", served: ["latent", "observed"])

  static let analysis = KeyTable(
    "an analysis", served: ["name", "model", "family", "residual", "estimator", "method"])

  static let test = KeyTable(
    "a test",
    served: [
      "term", "joint", "contrast", "equivalence", "precision", "variance", "tests", "adjust",
      "against", "side", "alpha", "method", "analysis", "name",
    ])

  static let simulation = KeyTable(
    "'simulation'",
    served: ["replicates", "seed", "redraw", "common", "calibrate", "until", "at_most"])

  static let stopping = KeyTable("'until'", served: ["mcse"])

  static let threshold = KeyTable(
    "'threshold'",
    served: [
      "level", "candidates", "response_at_least", "estimators", "within", "below", "benchmark",
      "require",
    ])

  static let benchmark = KeyTable("'benchmark'", served: ["value", "margin"])

  /// What is required of all figures, or of those of one estimator.
  static let requirements = KeyTable(
    "'require'",
    served: PublicationThreshold.Requirement.Quantity.allCases.map(\.rawValue)
      + PublicationThreshold.Estimator.allCases.map(\.rawValue))

  static let requirementsOfOne = KeyTable(
    "a requirement",
    served: PublicationThreshold.Requirement.Quantity.allCases.map(\.rawValue))

  static let target = KeyTable("'target'", served: ["power", "of"])

  /// The table of the mapping that a path of keys leads to; nil where names are free.
  static func table(at path: [String]) -> KeyTable? {
    switch (path.first, path.count) {
    case (nil, _): DesignSection.keys
    case ("levels", 2): level
    case ("levels", 3) where path[2] == "size": size
    case ("levels", 4) where path[2] == "in": drawing
    case ("levels", 4) where path[2] == "members": members
    case ("predictors", 2): predictor
    case ("effects", 2) where path[1] == "cuts": cuts
    case ("effects", 2): effect
    case ("family", 1): families
    case ("family", 2): ResponseFamily.Name(rawValue: path[1]).map(family)
    case ("random", 2): random
    case ("random", 3) where path[2] == "icc": share
    case ("residual", 1): residual
    case ("analysis", 2): analysis
    case ("tests", 2): test
    case ("tests", 4) where path[2] == "tests": test
    case ("simulation", 1): simulation
    case ("simulation", 2) where path[1] == "until": stopping
    case ("target", 1): target
    case ("threshold", 1): threshold
    case ("threshold", 2) where path[1] == "benchmark": benchmark
    case ("threshold", 2) where path[1] == "require": requirements
    case ("threshold", 3) where path[1] == "require": requirementsOfOne
    case ("response_rate", 1): chance
    case ("missing", 1): chance
    case ("nonresponse", 2): chance
    case ("dropout", 1): dropout
    default: distributionTable(at: path)
    }
  }

  /// The parameters of a distribution, wherever one may stand.
  private static func distributionTable(at path: [String]) -> KeyTable? {
    if path.last == "distribution" { return distribution }
    guard let last = path.last, path.count >= 3 else { return nil }
    if parameterNames[last] != nil { return parameters(of: last) }
    return Int(last) != nil && path[path.count - 2] == "mixture" ? mixturePart : nil
  }
}
