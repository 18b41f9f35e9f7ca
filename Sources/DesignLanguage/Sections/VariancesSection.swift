internal import StudyDesign

extension DesignReading {
  /// `random` and `residual`, which an `icc` ties to each other.
  mutating func readVariances() {
    let residual = isNormal ? readResidual() : noResidual()
    let statements = readRandom()
    guard columns != nil else { return }
    if residualModel?.hasUnequalVariances == true, let icc = statements.compactMap(\.icc).first {
      report(.scaleOfUnequalResiduals, at: icc.position)
    }
    let observed = statements.filter { $0.shareScale == .observed && $0.icc != nil }
    if let first = observed.first, let share = first.icc {
      takeNote(of: share, level: first.level, statements)
      return
    }
    var parts = VarianceParts(residual: residual, fitted: fitted?.residualVariance)
    let intercepts = statements.flatMap { $0.interceptVariances }
    parts.addIntercepts(
      intercepts.compactMap { $0 }, areWhole: !intercepts.contains(where: { $0 == nil }))
    parts.addShares(statements.compactMap { $0.icc?.share })
    reportMissingResidual(residual, statements)
    reportFacts(of: parts, statements)
    let scale = parts.resolve()
    residualVariance = isNormal ? scale?.residual : Quantity(0)
    covariances = matrices(statements, total: scale?.total)
  }

  /// What stands for the residual where there is none.
  private mutating func noResidual() -> ResidualReading {
    if let entry = root.entry("residual"), familyIsKnown {
      report(.residualOfOtherFamily(responseFamily.name), at: entry.keyPosition)
    }
    return .stated(.own(Quantity(responseFamily.latentVariance ?? 0)))
  }

  /// Keeps an observed icc until the intercept is known.
  private mutating func takeNote(
    of icc: (share: Quantity, position: Position), level: Int, _ statements: [RandomStatement]
  ) {
    residualVariance = Quantity(0)
    if let other = statements.first(where: { $0.level != level && $0.icc != nil })?.icc {
      report(.notServed("an observed icc beside another icc"), at: other.position)
      return
    }
    observedShare = ObservedShare(
      share: icc.share.value, level: level, position: icc.position, statements: statements)
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

  mutating func matrices(
    _ statements: [RandomStatement], total: Quantity?
  ) -> [[[Quantity]]]? {
    var matrices: [[[Quantity]]] = []
    var areWhole = true
    for (bar, level) in groupingLevels.enumerated() {
      guard let statement = statements.first(where: { $0.level == level }),
        let covariance = statement.covariance(ofBar: bar, total: total)
      else {
        areWhole = false
        continue
      }
      effectDistributions[level] = statement.distribution
      let problems = CovarianceRules.problems(
        covariance.map { $0.map(\.value) }, level: statement.key)
      report(problems)
      areWhole = areWhole && problems.isEmpty
      matrices.append(covariance)
    }
    return areWhole ? matrices : nil
  }
}

/// How the variances of random intercepts and the residual make up their total.
private struct VarianceParts {
  var residual: ResidualStatement?
  private var stated = Quantity(0)
  private var share = Quantity(0)
  private var isWhole = true

  init(residual reading: ResidualReading, fitted: Double?) {
    switch reading {
    case .stated(let statement): residual = statement
    case .missing: residual = fitted.map { .own(Quantity($0)) }
    case .broken: residual = nil
    }
  }

  mutating func addIntercepts(_ variances: [Quantity], areWhole: Bool) {
    stated = stated + variances.sum()
    isWhole = areWhole
  }

  mutating func addShares(_ shares: [Quantity]) { share = share + shares.sum() }

  /// What keeps the parts from making up a total.
  var fact: StudyFact? {
    guard let residual, isWhole else { return nil }
    if share.value >= 1 { return .iccsLeaveNothing(sum: share.value) }
    if case .total(let total) = residual, left(of: total).value <= 0 {
      return .totalBelowParts(
        total: total.value, parts: stated.value + share.value * total.value)
    }
    return nil
  }

  /// The total and the residual variance; nil if something is missing or does not fit.
  func resolve() -> (total: Quantity, residual: Quantity)? {
    guard let residual, isWhole, fact == nil else { return nil }
    switch residual {
    case .total(let total): return (total, left(of: total))
    case .own(let variance):
      let total = (variance + stated) / (Quantity(1) - share)
      return (total, variance)
    }
  }

  /// What of a total variance the random intercepts leave for the residual.
  private func left(of total: Quantity) -> Quantity {
    total * (Quantity(1) - share) - stated
  }
}
