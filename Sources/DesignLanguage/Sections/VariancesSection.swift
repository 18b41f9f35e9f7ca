internal import StudyDesign

extension DesignReading {
  /// `random` and `residual`, which an `icc` ties to each other.
  mutating func readVariances() {
    let residual = readResidual()
    let statements = readRandom()
    guard columns != nil else { return }
    var parts = VarianceParts(residual: residual, fitted: fitted?.residualVariance)
    let intercepts = statements.flatMap { $0.interceptVariances }
    parts.addIntercepts(intercepts.compactMap { $0 }, areWhole: !intercepts.contains(nil))
    parts.addShares(statements.compactMap { $0.icc?.share })
    reportMissingResidual(residual, statements)
    reportFacts(of: parts, statements)
    let scale = parts.resolve()
    residualVariance = scale?.residual
    randomTerms = terms(statements, total: scale?.total)
  }

  private mutating func reportMissingResidual(
    _ residual: ResidualReading, _ statements: [RandomStatement]
  ) {
    guard case .missing = residual, fitted == nil, !lacksEstimates, isNormal else { return }
    if let icc = statements.compactMap(\.icc).first {
      report(.iccWithoutScale, at: icc.position)
    } else {
      reportMissingSection("residual", example: "{sd: NUMBER}")
    }
  }

  private mutating func reportFacts(of parts: VarianceParts, _ statements: [RandomStatement]) {
    guard let fact = parts.fact else { return }
    let icc = statements.compactMap { $0.icc?.position }.last
    report(Wording(fact), at: icc ?? position(of: ["residual"]))
  }

  private mutating func terms(
    _ statements: [RandomStatement], total: Double?
  ) -> [RandomTerm]? {
    var terms: [RandomTerm] = []
    var areWhole = true
    for (bar, level) in groupingLevels.enumerated() {
      guard let statement = statements.first(where: { $0.level == level }),
        let covariance = statement.covariance(ofBar: bar, total: total)
      else {
        areWhole = false
        continue
      }
      let problems = CovarianceRules.problems(covariance, level: statement.key)
      report(problems)
      areWhole = areWhole && problems.isEmpty
      terms.append(RandomTerm(level: level, covariance: covariance))
    }
    return areWhole ? terms : nil
  }
}

/// How the variances of random intercepts and the residual make up their total.
private struct VarianceParts {
  var residual: ResidualStatement?
  private var stated = 0.0
  private var share = 0.0
  private var isWhole = true

  init(residual reading: ResidualReading, fitted: Double?) {
    switch reading {
    case .stated(let statement): residual = statement
    case .missing: residual = fitted.map { .own($0) }
    case .broken: residual = nil
    }
  }

  mutating func addIntercepts(_ variances: [Double], areWhole: Bool) {
    stated += variances.reduce(0, +)
    isWhole = areWhole
  }

  mutating func addShares(_ shares: [Double]) { share += shares.reduce(0, +) }

  /// What keeps the parts from making up a total.
  var fact: StudyFact? {
    guard let residual, isWhole else { return nil }
    if share >= 1 { return .iccsLeaveNothing(sum: share) }
    if case .total(let total) = residual, total * (1 - share) - stated <= 0 {
      return .totalBelowParts(total: total, parts: stated + share * total)
    }
    return nil
  }

  /// The total and the residual variance; nil if something is missing or does not fit.
  func resolve() -> (total: Double, residual: Double)? {
    guard let residual, isWhole, fact == nil else { return nil }
    switch residual {
    case .total(let total): return (total, total * (1 - share) - stated)
    case .own(let variance):
      let total = (variance + stated) / (1 - share)
      return (total, variance)
    }
  }
}
