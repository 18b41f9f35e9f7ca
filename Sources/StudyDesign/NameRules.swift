/// Rule 2 of the language: response, levels, predictors and `let` names are columns of one table.
public enum NameRules {
  /// What a name stands for; levels and `let` names become columns of `power.csv`.
  public enum Role: Sendable {
    case level
    case letName
    case predictor
    case response
  }

  /// A name together with its place in the design.
  public struct Use: Sendable {
    /// The name.
    public var name: String
    /// What it stands for.
    public var role: Role
    /// Where it is given.
    public var path: [String]

    /// Makes a use of a name.
    public init(_ name: String, as role: Role, at path: [String]) {
      self.name = name
      self.role = role
      self.path = path
    }
  }

  /// Columns of `power.csv` that are not levels or paths.
  public static let resultColumns: Set<String> = [
    "analysis", "test", "method", "side", "alpha", "truth", "observations", "replicates",
    "converged", "singular", "failed", "power", "power_mcse", "power_low", "power_high",
    "power_se_method", "power_se_method_low", "power_se_method_high", "mean_estimate", "bias",
    "bias_mcse", "empirical_se", "empirical_se_mcse", "model_se", "model_se_mcse",
    "relative_error_se", "relative_error_se_mcse", "rmse", "rmse_mcse", "coverage",
    "coverage_mcse", "bias_eliminated_coverage", "bias_eliminated_coverage_mcse", "type_s",
    "type_s_mcse", "type_m", "type_m_mcse", "mean_df", "against", "null_rejection",
    "null_rejection_low", "null_rejection_high", "assurance", "assurance_low", "assurance_high",
    "share_reaching_target", "adjust",
  ]

  /// Words that a level cannot be called, because sizes and `balance` use them.
  public static let wordsOfSizes: Set<String> = ["x", "per", "none", "study"]

  /// Every name that breaks the rule, in the order given.
  public static func problems(_ uses: [Use]) -> [StudyProblem] {
    var seen: Set<String> = []
    var problems: [StudyProblem] = []
    for use in uses {
      if let fact = fact(of: use) {
        problems.append(StudyProblem(use.path, fact))
      } else if !seen.insert(use.name).inserted {
        problems.append(StudyProblem(use.path, .nameStandsTwice(use.name)))
      }
    }
    return problems
  }

  private static func fact(of use: Use) -> StudyFact? {
    guard isWord(use.name) else { return .nameIsNotAWord(use.name) }
    if use.name == "intercept" { return .nameIsReserved(use.name) }
    if use.role == .level, wordsOfSizes.contains(use.name) {
      return .nameIsReservedForLevels(use.name)
    }
    if use.role == .level || use.role == .letName, resultColumns.contains(use.name) {
      return .nameIsAResultColumn(use.name)
    }
    return nil
  }

  /// Whether `name` is a letter followed by letters, digits, `_` and `.`.
  public static func isWord(_ name: String) -> Bool {
    guard let first = name.first, first.isLetter else { return false }
    return name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
  }
}
