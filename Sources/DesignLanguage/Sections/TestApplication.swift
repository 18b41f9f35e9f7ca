internal import ModelFormula
internal import StudyDesign

/// The tests that one statement makes in one analysis; those of a family at one level of
/// significance.
struct AppliedTest {
  let analysis: Int
  let name: String
  /// How the tests are adjusted; nil if they are no family.
  let adjustment: TestFamily.Adjustment?
  let tests: [StudyTest]
}

extension DesignReading {
  /// The test in every analysis that has what it is about, or in the one that it names.
  mutating func apply(_ statement: TestStatement) -> [AppliedTest] {
    guard case .family(let adjustment, let members) = statement.subject else {
      return applySingle(statement).map {
        AppliedTest(
          analysis: $0.analysis, name: statement.name, adjustment: nil, tests: $0.tests)
      }
    }
    let applied = members.map { applySingle($0) }
    return analyses.indices.flatMap { index in
      let found = applied.compactMap { $0.first { $0.analysis == index }?.tests }
      let count = found.map(\.count).min() ?? 0
      return (0..<(found.count > 1 ? count : 0)).map { alpha in
        AppliedTest(
          analysis: index, name: statement.name, adjustment: adjustment,
          tests: found.map { $0[alpha] })
      }
    }
  }

  /// One test for each alpha in each analysis.
  private mutating func applySingle(
    _ statement: TestStatement
  ) -> [(analysis: Int, tests: [StudyTest])] {
    let chosen = analyses.indices.filter {
      statement.keys.analysis == nil || analyses[$0].name == statement.keys.analysis
    }
    let mistakes = findings.count
    var absent: [TestStatement.Name] = []
    var found: [(analysis: Int, tests: [StudyTest])] = []
    for index in chosen {
      switch hypothesis(of: statement.subject, in: analyses[index]) {
      case .found(let hypothesis):
        found.append((index, tests(statement, analysis: index, hypothesis)))
      case .absent(let name): absent.append(name)
      case .reported: break
      }
    }
    if found.isEmpty, findings.count == mistakes, let name = absent.first {
      reportUnknown(name, statement, chosen)
    }
    return found
  }

  private mutating func reportUnknown(
    _ name: TestStatement.Name, _ statement: TestStatement, _ chosen: [Int]
  ) {
    var isVariance = false
    if case .variance = statement.subject { isVariance = true }
    var known: [String] = []
    for index in chosen {
      let names =
        isVariance
        ? variances(of: analyses[index]).map(\.statedName)
        : analyses[index].columns.fixed.map(\.statedName)
      known += names.filter { !known.contains($0) }
    }
    let nearest = nearestName(to: name.text, among: known)
    report(
      .testOfNothing(
        name.text, noun: isVariance ? "variance" : "coefficient",
        analysis: statement.keys.analysis, nearest: nearest, known: known),
      at: name.position)
  }

  private mutating func tests(
    _ statement: TestStatement, analysis index: Int, _ hypothesis: StudyTest.Hypothesis
  ) -> [StudyTest] {
    let analysis = analyses[index]
    let keys = statement.keys
    var test = StudyTest(
      name: statement.name, analysis: index, hypothesis: hypothesis,
      side: hypothesis.onlySide ?? .two, method: .none)
    if hypothesis.onlySide == nil {
      test.side = keys.side?.side ?? .two
      test.against = keys.against?.value ?? 0
    } else {
      if let side = keys.side { report(.keyOfSingleTest("side", hypothesis), at: side.position) }
      if let value = keys.against {
        report(.keyOfSingleTest("against", hypothesis), at: value.position)
      }
    }
    let inherited = analysisMethods[index].flatMap { stated in
      hypothesis.isVariance && ![.lrt, .f].contains(stated.method) ? nil : stated
    }
    let stated = keys.method ?? inherited
    test.method = stated?.method ?? Self.usualMethod(hypothesis, analysis)
    let fact = TestRules.fact(test, of: analysis, levels: levels, predictors: predictors)
    if let fact {
      report(Wording(fact), at: stated?.node.position ?? statement.node.position)
      return []
    }
    return (keys.alphas ?? [0.05]).map { alpha in
      var one = test
      one.alpha = alpha
      return one
    }
  }

  /// The method where neither test nor analysis states one.
  private static func usualMethod(
    _ hypothesis: StudyTest.Hypothesis, _ analysis: Analysis
  ) -> StudyTest.Method {
    if hypothesis.isVariance { return .lrt }
    if !analysis.family.isNormal { return .z }
    if analysis.isLeastSquares { return .t }
    guard analysis.estimator == .reml else { return .z }
    let counts = analysis.columns.bars.isEmpty && analysis.residual?.within != nil
    return counts ? .betweenWithin : .satterthwaite
  }
}

extension StudyTest.Hypothesis {
  /// The side that the hypothesis leaves; nil where there is a choice.
  fileprivate var onlySide: StudyTest.Side? {
    switch self {
    case .coefficient, .contrast: nil
    case .joint, .variance: .upper
    case .equivalence: .equivalence
    case .precision, .any, .all: StudyTest.Side.none
    }
  }
}
