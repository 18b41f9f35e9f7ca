import ArgumentParser
import DataTable
import FitReport
import MixedModels
import ModelFormula
import ModelFrame

/// `mlpower fit`: one model, real data.
struct FitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Fit a linear or generalised linear mixed model to the data of a CSV file.",
    discussion: """
      The formula follows lme4, for example 'y ~ x * arm + (1 + x | school/class)'. Text columns \
      are factors with their categories in the order of code points, the first one the reference. \
      Rows that miss a value of a variable of the formula are left out and counted.

      Yes/no responses are 0 and 1, or text with two categories of which the second is success; \
      'cbind(successes, failures) ~ ...' or --trials gives several trials a row. Ordered categories \
      are numbers, or text in the order of --factor. 'offset(log(t))' adds to the linear predictor.

      Examples:
        mlpower fit Exam.csv 'normexam ~ standLRT + (standLRT | school)'
        mlpower fit Exam.csv 'normexam ~ schgend' --factor schgend=mixed,boys,girls
        mlpower fit Exam.csv 'normexam ~ sex + (1 | school)' --format json
        mlpower fit Exam.csv 'normexam ~ schgend + (1 | school)' --test schgend
        mlpower fit Exam.csv 'normexam ~ standLRT' --residual cs --within school
        mlpower fit Exam.csv 'sex ~ standLRT + (1 | school)' --family binomial
        mlpower fit Exam.csv 'intake ~ sex + (1 | school)' --family ordinal
      """)

  @Argument(help: ArgumentHelp("A CSV file whose first line names the columns.", valueName: "data"))
  var data: String

  @Argument(help: ArgumentHelp("The model, in quotes.", valueName: "formula"))
  var formula: String

  @Option(
    help: ArgumentHelp(
      """
      The distribution of the response: normal, binomial, poisson, negative_binomial, ordinal, \
      nominal, gamma or beta.
      """, valueName: "family"))
  var family: FamilyChoice = .normal

  @Option(
    help: ArgumentHelp(
      """
      Of binomial and ordinal responses logit, probit or cloglog; log of counts and gamma; logit of \
      nominal and beta. Default: the first.
      """, valueName: "link"))
  var link: LinkChoice?

  @Option(
    help: ArgumentHelp("The column with the trials of a binomial response.", valueName: "COLUMN"))
  var trials: String?

  @Option(
    name: .customLong("agq"),
    help: ArgumentHelp(
      """
      Points of adaptive Gauss-Hermite quadrature, with one random effect a unit. 1: Laplace's \
      approximation (default); 0: coefficients of the conditional modes (lme4's nAGQ = 0).
      """, valueName: "K"))
  var points: Int?

  @Option(
    help: """
      What is optimised: reml or ml; for a --family laplace, or MLwiN's quasi-likelihoods mql1, mql2, \
      pql1, pql2. Without random terms the fit is least squares, or maximum likelihood.
      """)
  var estimator: EstimatorChoice?

  @Option(
    name: .customLong("factor"),
    help: ArgumentHelp(
      "Treat a column as a factor, with its numbers in order or the categories as listed. Repeatable.",
      valueName: "COLUMN[=a,b,c]"))
  var factors: [FactorChoice] = []

  @Option(
    name: .customLong("df"),
    help: ArgumentHelp(
      """
      Degrees of freedom of the tests: satterthwaite, kenward-roger (with adjusted standard errors), \
      between-within (nested groups), or none for z tests. Default: satterthwaite with REML, none \
      with ML; without random terms the residual degrees of freedom, or between-within where residuals \
      correlate.
      """, valueName: "method"))
  var degreesOfFreedom: DegreesOfFreedomChoice?

  @Option(
    name: .customLong("test"),
    help: ArgumentHelp(
      """
      Test coefficients together, by an F test. A term stands for all its coefficients, so that a \
      factor's name tests all its categories. Repeatable.
      """, valueName: "a,b"))
  var tests: [String] = []

  @Option(
    name: .customLong("members"),
    help: ArgumentHelp(
      """
      Columns that name a row's units of a grouping factor, each with the column of its weight; where \
      a row has fewer units, both are NA. Repeatable.
      """, valueName: "nurse=n1:w1,n2:w2"))
  var members: [MembersChoice] = []

  @Option(
    help: ArgumentHelp(
      """
      Correlation of the residuals within the units of --within, their rows in the order of the file: \
      independent, ar1, cs (one for all pairs) or unstructured (one for each pair of rows). A row that \
      is left out keeps its place.
      """, valueName: "structure"))
  var residual: ResidualChoice?

  @Option(
    help: ArgumentHelp(
      "The units within which residuals correlate; a:b for combinations.", valueName: "GROUP"))
  var within: String?

  @Option(
    help: ArgumentHelp(
      "Residual variances of their own for each category of a column.", valueName: "COLUMN"))
  var by: String?

  @Option(help: "text to read, or json for machines.")
  var format: OutputFormat = .text

  @Flag(name: .shortAndLong, help: "No messages about rows left out.")
  var quiet = false

  enum EstimatorChoice: String, CaseIterable, ExpressibleByArgument {
    case reml
    case ml
    case laplace
    case mql1
    case mql2
    case pql1
    case pql2

    /// Whether it is for responses that are not normal.
    var isGeneralised: Bool { self != .reml && self != .ml }
  }

  enum FamilyChoice: String, CaseIterable, ExpressibleByArgument {
    case normal
    case binomial
    case poisson
    case negativeBinomial = "negative_binomial"
    case ordinal
    case nominal
    case gamma
    case beta

    /// Nil for a normal response.
    var kind: ResponseRequest.Kind? { ResponseRequest.Kind(rawValue: rawValue) }
  }

  enum LinkChoice: String, CaseIterable, ExpressibleByArgument {
    case logit
    case probit
    case cloglog
    case log
    case identity

    /// Nil for the identity.
    var link: Family.Link? { Family.Link(rawValue: rawValue) }
  }

  enum DegreesOfFreedomChoice: String, CaseIterable, ExpressibleByArgument {
    case satterthwaite
    case kenwardRoger = "kenward-roger"
    case betweenWithin = "between-within"
    case none

    /// What it asks the fit for.
    var method: DegreesOfFreedomMethod {
      switch self {
      case .satterthwaite: .satterthwaite
      case .kenwardRoger: .kenwardRoger
      case .betweenWithin: .betweenWithin
      case .none: .wald
      }
    }
  }

  enum ResidualChoice: String, CaseIterable, ExpressibleByArgument {
    case independent
    case ar1
    case cs
    case unstructured
  }

  mutating func validate() throws {
    var names: Set<String> = []
    for factor in factors where !names.insert(factor.column).inserted {
      throw ValidationError("--factor names '\(factor.column)' twice.")
    }
    if let choice = degreesOfFreedom, choice.method.needsREML, estimator == .ml {
      throw ValidationError(
        "--df \(choice.rawValue) needs REML estimates: leave --estimator ml out, or use --df none.")
    }
    var factors: Set<String> = []
    for choice in members where !factors.insert(choice.members.name).inserted {
      throw ValidationError("--members names '\(choice.members.name)' twice.")
    }
    try validateResidual()
    try family == .normal ? validateNormal() : validateGeneralised()
    if tests.contains(where: { $0.allSatisfy { $0.isWhitespace || $0 == "," } }) {
      throw ValidationError("--test names no coefficient.")
    }
  }

  private func validateResidual() throws {
    let correlates = residual != nil && residual != .independent
    if correlates && within == nil {
      throw ValidationError(
        "--residual \(residual!.rawValue) needs --within, the units of the rows.")
    }
    if !correlates && within != nil {
      throw ValidationError("--within goes with --residual ar1, cs or unstructured.")
    }
    if residualRequest != nil && degreesOfFreedom == .kenwardRoger {
      throw ValidationError(
        "--df kenward-roger does not go with --residual or --by: use --df satterthwaite.")
    }
    if residualRequest != nil && !members.isEmpty {
      throw ValidationError("--members does not go with --residual or --by.")
    }
  }

  private func validateNormal() throws {
    if let link, link != .identity {
      throw ValidationError("--link \(link.rawValue) goes with a --family.")
    }
    if trials != nil { throw ValidationError("--trials goes with --family binomial.") }
    if points != nil { throw ValidationError("--agq goes with a --family.") }
    if let estimator, estimator.isGeneralised {
      throw ValidationError("--estimator \(estimator.rawValue) goes with a --family.")
    }
  }

  private func validateGeneralised() throws {
    let name = "--family \(family.rawValue)"
    let links = family.kind!.links
    if let link, !links.contains(where: { $0 == link.link }) {
      let known = links.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("\(name) has no --link \(link.rawValue): use \(known).")
    }
    if trials != nil && family != .binomial {
      throw ValidationError("--trials goes with --family binomial.")
    }
    if let points, !(0...100).contains(points) {
      throw ValidationError("--agq \(points): give a number of points from 0 to 100.")
    }
    switch estimator {
    case .mql1, .mql2, .pql1, .pql2:
      if family != .binomial && family != .poisson {
        throw ValidationError(
          "--estimator \(estimator!.rawValue) is for binomial and poisson responses.")
      }
      if points != nil { throw ValidationError("--agq goes with --estimator laplace.") }
    case .reml: throw ValidationError("--estimator reml goes with normal responses.")
    case nil, .ml, .laplace: break
    }
    if residualRequest != nil {
      throw ValidationError("--residual and --by go with normal responses.")
    }
    if let choice = degreesOfFreedom, choice != .none, choice != .betweenWithin {
      throw ValidationError(
        "\(name) has z tests: leave --df \(choice.rawValue) out, or use --df between-within.")
    }
  }

  /// How a model whose response is not normal is fitted.
  private var generalisedEstimator: GeneralisedModel.Estimator {
    switch (estimator, points ?? 1) {
    case (.mql1, _): .quasi(.marginal, order: 1)
    case (.mql2, _): .quasi(.marginal, order: 2)
    case (.pql1, _): .quasi(.penalised, order: 1)
    case (.pql2, _): .quasi(.penalised, order: 2)
    case (_, 0): .conditionalModes
    case (_, 1): .laplace
    case (_, let count): .quadrature(points: count)
    }
  }

  /// Nil for independent residuals with equal variances.
  private var residualRequest: ResidualRequest? {
    let pattern = residual.map { ResidualRequest.Pattern(rawValue: $0.rawValue)! } ?? .independent
    if pattern == .independent && by == nil { return nil }
    return ResidualRequest(pattern: pattern, within: within, by: by)
  }

  /// What tests use unless --df says otherwise.
  private func defaultMethod(_ frame: ModelFrame) -> DegreesOfFreedomMethod? {
    guard estimator != .ml else { return nil }
    let counts = frame.randomTerms.isEmpty && frame.residual?.units != nil
    return counts ? .betweenWithin : .satterthwaite
  }

  func run() throws {
    let input = FitInput(path: data)
    let parsed = try input.formula(formula)
    let table = try input.table(factors)
    let model = try input.named { () throws(FrameError) in
      let frame = try ModelFrame(
        table: table, formula: parsed, statedFactors: Set(factors.map(\.column)),
        members: members.map(\.members), residual: residualRequest,
        family: family.kind.map { ResponseRequest($0, link: link?.link, trials: trials) })
      if !quiet { report(frame) }
      var requests: [JointRequest] = []
      for test in tests { requests.append(try frame.jointRequest(test)) }
      if frame.generalised != nil {
        return try frame.fit(
          generalisedEstimator, countsUnits: degreesOfFreedom == .betweenWithin, tests: requests)
      }
      return try frame.fit(
        estimator == .ml ? .ml : .reml,
        degreesOfFreedom: degreesOfFreedom?.method ?? defaultMethod(frame),
        tests: requests)
    }
    switch format {
    case .text: try StandardOutput.write(fitText(model, dataName: input.fileName))
    case .json: try StandardOutput.write(fitJSON(model))
    }
  }

  private func report(_ frame: ModelFrame) {
    guard frame.droppedRowCount > 0 else { return }
    let rows = frame.droppedRowCount == 1 ? "1 row" : "\(frame.droppedRowCount) rows"
    let columns = frame.missing.map { "\($0.column) (\($0.count))" }.joined(separator: ", ")
    StandardError().line("\(data): \(rows) left out for missing values of \(columns)")
  }
}

/// `COLUMN` or `COLUMN=a,b,c`.
struct FactorChoice: ExpressibleByArgument {
  let column: String
  /// The categories in order; nil for the sorted ones.
  let categories: [String]?

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    column = String(parts[0])
    categories =
      parts.count == 1
      ? nil : parts[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    if column.isEmpty || categories?.contains("") == true { return nil }
  }
}

/// `FACTOR=UNIT:WEIGHT,UNIT:WEIGHT`.
struct MembersChoice: ExpressibleByArgument {
  let members: MemberColumns

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty else { return nil }
    var pairs: [MemberColumns.Pair] = []
    for text in parts[1].split(separator: ",", omittingEmptySubsequences: false) {
      let columns = text.split(separator: ":", omittingEmptySubsequences: false)
      guard columns.count == 2, !columns[0].isEmpty, !columns[1].isEmpty else { return nil }
      pairs.append(.init(unit: String(columns[0]), weight: String(columns[1])))
    }
    members = MemberColumns(name: String(parts[0]), pairs: pairs)
  }
}
