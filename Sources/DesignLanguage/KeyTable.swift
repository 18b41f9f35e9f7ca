/// The keys that may stand in one kind of mapping: those served, and those of the language that
/// this version refuses by name.
struct KeyTable: Sendable {
  /// What the mapping is, as in "a level has no key 'sice'".
  let owner: String
  /// Keys that are read.
  let served: [String]
  /// Keys of the language that are not served.
  let refused: [String]

  init(_ owner: String, served: [String], refused: [String] = []) {
    self.owner = owner
    self.served = served
    self.refused = refused
  }

  var all: [String] { served + refused }
}

/// Every table of fixed keys, with the sections of the language that they belong to.
extension KeyTable {
  static let level = KeyTable(
    "a level", served: ["per", "size", "total", "values", "in", "members"],
    refused: ["sizes", "by"])

  static let drawing = KeyTable("a draw", served: ["weights", "table"])

  static let members = KeyTable("'members'", served: ["count", "weights"])

  static let distributions = [
    "lognormal", "gamma", "t", "integers", "exponential", "poisson", "negative_binomial", "any_of",
    "mixture", "column",
  ]

  static let predictor = KeyTable(
    "a predictor",
    served: [
      "level", "normal", "binary", "uniform", "categories", "values", "value", "assign", "balance",
    ],
    refused: distributions + [
      "sequence", "steps", "over", "mean_of", "by", "centre", "standardise", "reliability",
      "redraw",
    ])

  static let normal = KeyTable("'normal'", served: ["mean", "sd"])

  static let effect = KeyTable(
    "an effect", served: ["d", "of"],
    refused: distributions + [
      "normal", "binary", "uniform", "categories", "odds_ratio", "rate_ratio", "probability",
      "rate", "marginal", "r2",
    ])

  static let random = KeyTable(
    "a random term", served: ["sd", "variance", "icc", "correlation", "covariance"],
    refused: ["distribution"])

  static let residual = KeyTable(
    "'residual'", served: ["sd", "variance", "total_variance", "total_sd"],
    refused: ["within", "ar1", "correlation", "by", "distribution"])

  static let analysis = KeyTable(
    "an analysis", served: ["name", "model", "family", "estimator", "method"],
    refused: ["residual"])

  static let test = KeyTable(
    "a test",
    served: [
      "term", "joint", "contrast", "equivalence", "precision", "variance", "tests", "adjust",
      "against", "side", "alpha", "method", "analysis", "name",
    ])

  static let simulation = KeyTable(
    "'simulation'", served: ["replicates", "seed", "redraw", "common", "calibrate"],
    refused: ["until", "at_most"])

  static let target = KeyTable("'target'", served: ["power", "of"])

  /// The table of the mapping that a path of keys leads to; nil where names are free.
  static func table(at path: [String]) -> KeyTable? {
    switch (path.first, path.count) {
    case (nil, _): DesignSection.keys
    case ("levels", 2): level
    case ("levels", 4) where path[2] == "in": drawing
    case ("levels", 4) where path[2] == "members": members
    case ("predictors", 2): predictor
    case ("predictors", 3) where path[2] == "normal": normal
    case ("effects", 2): effect
    case ("random", 2): random
    case ("residual", 1): residual
    case ("analysis", 2): analysis
    case ("tests", 2): test
    case ("tests", 4) where path[2] == "tests": test
    case ("simulation", 1): simulation
    case ("target", 1): target
    default: nil
    }
  }
}
