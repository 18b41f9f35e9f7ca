internal import ModelFormula
internal import StudyDesign

/// A test as written, before it is applied to the analyses.
private struct TestStatement {
  let term: String
  let node: DesignNode
  var name: String
  var against = 0.0
  var side = StudyTest.Side.two
  var alphas = [0.05]
  var method: StudyTest.Method?
  var analysis: String?
  /// Whether all of it was understood.
  var isWhole = true

  /// Whether nothing tells the two tests apart in a report.
  func isSameTest(as other: TestStatement) -> Bool {
    isWhole && other.isWhole && name == other.name && term == other.term && against == other.against
      && side == other.side
      && alphas == other.alphas && method == other.method && analysis == other.analysis
  }
}

extension DesignReading {
  /// `tests`: what is tested; every coefficient but the intercept (unless alone) if left out.
  mutating func readTests() {
    let statements = testStatements()
    guard analysesAreWhole else { return }
    let applied = statements.map { apply($0) }
    for index in analyses.indices {
      tests += applied.flatMap { $0.filter { $0.analysis == index } }
    }
  }

  private mutating func testStatements() -> [TestStatement] {
    guard let node = root["tests"] else { return defaultTests() }
    guard let items = node.list, !items.isEmpty else {
      report(.wantsList("tests", found: node.kindInWords), at: node)
      return []
    }
    var statements: [TestStatement] = []
    for item in items {
      let mistakes = findings.count
      guard var statement = statement(of: item) else { continue }
      statement.isWhole = findings.count == mistakes
      if statements.contains(where: { $0.isSameTest(as: statement) }) {
        report(.testTwice(statement.name), at: item)
      } else if let name = item["name"], statements.contains(where: { $0.name == statement.name }) {
        report(.testNameTwice(statement.name), at: name)
      }
      statements.append(statement)
    }
    return statements
  }

  private func defaultTests() -> [TestStatement] {
    var names: [String] = []
    for analysis in analyses {
      let fixed = analysis.columns.fixed
      let tested = fixed.count == 1 ? fixed : fixed.filter { !$0.parts.isEmpty }
      for name in tested.map(\.statedName) where !names.contains(name) { names.append(name) }
    }
    return names.map { TestStatement(term: $0, node: root, name: $0) }
  }

  private mutating func statement(of item: DesignNode) -> TestStatement? {
    if let term = item.text { return TestStatement(term: term, node: item, name: term) }
    guard let fields = fields(item, .test) else { return nil }
    guard let node = fields["term"] else {
      if !hasRejectedKey(item) { report(.testWithoutTerm, at: item) }
      return nil
    }
    guard let term = node.text else {
      report(.wantsName(found: node.kindInWords), at: node)
      return nil
    }
    var statement = TestStatement(term: term, node: node, name: name(fields["name"]) ?? term)
    if let node = fields["against"], let value = number(node) { statement.against = value }
    if let node = fields["side"],
      let word = word(node, of: "side", served: ["two", "greater", "less"])
    {
      statement.side = StudyTest.Side(rawValue: word) ?? .two
    }
    if let node = fields["alpha"] { statement.alphas = alphas(node) }
    if let node = fields["method"] { statement.method = testMethod(node) }
    if let node = fields["analysis"] { statement.analysis = analysisName(node) }
    return statement
  }

  /// One level of significance or a list of them.
  private mutating func alphas(_ node: DesignNode) -> [Double] {
    (node.list ?? [node]).compactMap { item in
      guard let alpha = number(item) else { return nil }
      if let problem = AnalysisRules.problem(alpha: alpha, path: []) {
        report(Wording(problem.fact), at: item)
        return nil
      }
      return alpha
    }
  }

  private mutating func analysisName(_ node: DesignNode) -> String? {
    let known = analyses.map(\.name)
    if let text = node.text, known.contains(text) { return text }
    if analysesAreWhole {
      let nearest = nearestName(to: node.text ?? "", among: known)
      report(.unknownAnalysis(node.kindInWords, nearest: nearest, known: known), at: node)
    }
    return nil
  }

  /// The test in every analysis that has its coefficient, or in the one that it names.
  private mutating func apply(_ statement: TestStatement) -> [StudyTest] {
    let chosen = analyses.indices.filter {
      statement.analysis == nil || analyses[$0].name == statement.analysis
    }
    let found = chosen.map { ($0, analyses[$0].columns.fixed.indices(ofTerm: statement.term)) }
    if let several = found.first(where: { $0.1.count > 1 }) {
      let names = several.1.map { analyses[several.0].columns.fixed[$0].statedName }
      report(.jointTest(statement.term, coefficients: names), at: statement.node)
      return []
    }
    if found.allSatisfy(\.1.isEmpty) {
      reportUnknown(statement, chosen)
      return []
    }
    return found.flatMap { index, columns in
      columns.flatMap { column in tests(statement, analysis: index, column: column) }
    }
  }

  private mutating func reportUnknown(_ statement: TestStatement, _ chosen: [Int]) {
    var known: [String] = []
    for name in chosen.flatMap({ analyses[$0].columns.fixed.map(\.statedName) })
    where !known.contains(name) { known.append(name) }
    let nearest = nearestName(to: statement.term, among: known)
    report(
      .testOfNothing(
        statement.term, analysis: statement.analysis, nearest: nearest, known: known),
      at: statement.node)
  }

  private func tests(_ statement: TestStatement, analysis: Int, column: Int) -> [StudyTest] {
    let usual: StudyTest.Method = analyses[analysis].columns.bars.isEmpty ? .t : .z
    return statement.alphas.map { alpha in
      StudyTest(
        name: statement.name, analysis: analysis, coefficient: column, against: statement.against,
        side: statement.side, alpha: alpha,
        method: statement.method ?? analysisMethods[analysis] ?? usual)
    }
  }
}
