internal import ModelFormula
internal import StudyDesign

extension DesignReading {
  /// The keys of a test of which it has exactly one.
  static let testSubjects = [
    "term", "joint", "contrast", "equivalence", "precision", "variance", "tests",
  ]

  /// `tests`: what is tested; every coefficient but the intercept (unless alone) if left out.
  mutating func readTests() {
    // A design that asks for a threshold tests nothing unless it says so.
    if root["tests"] == nil, root["threshold"] != nil { return }
    let statements = root["tests"].map { testStatements($0, in: nil) } ?? defaultTests()
    guard analysesAreWhole else { return }
    let applied = statements.map { apply($0) }
    for index in analyses.indices {
      for found in applied.flatMap({ $0 }) where found.analysis == index { append(found) }
    }
  }

  /// Adds tests of one statement and analysis; the members of a family are known by their place.
  private mutating func append(_ found: AppliedTest) {
    let first = tests.count
    tests += found.tests
    guard let adjustment = found.adjustment else { return }
    let family = families.count
    families.append(
      TestFamily(
        name: found.name, adjustment: adjustment, members: Array(first..<tests.count)))
    let alpha = found.tests[0].alpha
    for (name, hypothesis) in [
      ("any", StudyTest.Hypothesis.any(family: family)), ("all", .all(family: family)),
    ] {
      tests.append(
        StudyTest(
          name: "\(found.name): \(name)", analysis: found.analysis, hypothesis: hypothesis,
          side: .none, alpha: alpha, method: .none))
    }
  }

  /// The tests of a list; `family` is the name of the family whose members they are, nil for the
  /// section itself.
  mutating func testStatements(_ node: DesignNode, in family: String?) -> [TestStatement] {
    guard let items = node.list, !items.isEmpty else {
      report(.wantsList("tests", found: node.kindInWords), at: node)
      return []
    }
    var statements: [TestStatement] = []
    for item in items {
      let mistakes = findings.count
      guard var statement = statement(of: item, isMember: family != nil) else { continue }
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
    return names.map { name in
      TestStatement(
        subject: .term(.init(text: name, position: root.position)), node: root, name: name)
    }
  }

  private mutating func statement(of item: DesignNode, isMember: Bool) -> TestStatement? {
    if let term = item.text {
      let name = TestStatement.Name(text: term, position: item.position)
      return TestStatement(subject: .term(name), node: item, name: term)
    }
    guard let fields = fields(item, .test) else { return nil }
    let keys = testKeys(fields)
    let subjects = fields.given(Self.testSubjects)
    guard let subject = subjects.first else {
      if !hasRejectedKey(item) { report(.testWithoutTerm, at: item) }
      return nil
    }
    if subjects.count > 1 {
      report(.testOfSeveral(subjects), at: fields.position(subjects[1]))
      return nil
    }
    if let node = fields["adjust"], subject != "tests" {
      report(.adjustOfOneTest, at: node)
    }
    let stated = name(fields["name"])
    if subject == "tests" { return family(fields, name: stated, keys, isMember: isMember) }
    guard let (read, typed) = testSubject(subject, fields[subject]!) else { return nil }
    return TestStatement(subject: read, node: item, name: stated ?? typed, keys: keys)
  }

  private mutating func testKeys(_ fields: Fields) -> TestKeys {
    var keys = TestKeys()
    if let node = fields["against"], let value = number(node) {
      keys.against = (value, node.position)
    }
    if let node = fields["side"],
      let word = word(node, of: "side", served: ["two", "greater", "less"])
    {
      keys.side = (StudyTest.Side(rawValue: word) ?? .two, node.position)
    }
    if let node = fields["alpha"] { keys.alphas = alphas(node) }
    if let node = fields["method"] { keys.method = statedMethod(node) }
    if let node = fields["analysis"] { keys.analysis = analysisName(node) }
    return keys
  }

  /// One level of significance or a list of them.
  private mutating func alphas(_ node: DesignNode) -> [Double] {
    if let items = node.list, items.isEmpty {
      report(.wantsNumber(found: node.kindInWords), at: node)
    }
    var alphas: [Double] = []
    for item in node.list ?? [node] {
      guard let alpha = number(item) else { continue }
      if let problem = AnalysisRules.problem(alpha: alpha, path: []) {
        report(Wording(problem.fact), at: item)
      } else if alphas.contains(alpha) {
        report(.alphaTwice(alpha), at: item)
      } else {
        alphas.append(alpha)
      }
    }
    return alphas
  }

  /// One of the methods of the language.
  mutating func statedMethod(_ node: DesignNode) -> StatedMethod? {
    let words = StudyTest.Method.allCases.filter { $0 != .none }.map(\.rawValue)
    return word(node, of: "method", served: words)
      .flatMap { StudyTest.Method(rawValue: $0) }.map { StatedMethod(method: $0, node: node) }
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

  /// `{name, adjust, tests: [...]}`, whose other keys hold for its members.
  private mutating func family(
    _ fields: Fields, name: String?, _ keys: TestKeys, isMember: Bool
  ) -> TestStatement? {
    if isMember {
      report(.familyInFamily, at: fields.node)
      return nil
    }
    let members = testStatements(fields["tests"]!, in: name ?? "")
    if fields["tests"]!.list?.count == 1 { report(.familyOfOne, at: fields["tests"]!) }
    for member in members where member.node.mapping?.contains(where: { $0.key == "alpha" }) == true
    {
      report(.memberWithKey("alpha"), at: member.node)
    }
    for member in members
    where member.node.mapping?.contains(where: { $0.key == "analysis" }) == true {
      report(.memberWithKey("analysis"), at: member.node)
    }
    for member in members {
      if case .precision = member.subject { report(.precisionInFamily, at: member.node) }
    }
    guard let adjustNode = fields["adjust"] else {
      if !hasRejectedKey(fields.node) { report(.familyWithoutAdjust, at: fields.node) }
      return nil
    }
    let adjustments = TestFamily.Adjustment.allCases.map(\.rawValue)
    let word = word(adjustNode, of: "adjustment", served: adjustments)
    guard let name else {
      if fields["name"] == nil { report(.familyWithoutName, at: fields.node) }
      return nil
    }
    guard let adjustment = word.flatMap({ TestFamily.Adjustment(rawValue: $0) }) else { return nil }
    let complete = members.map { member in
      var member = member.member(of: name)
      member.keys = member.keys.completed(by: keys)
      return member
    }
    return TestStatement(
      subject: .family(adjustment, complete), node: fields.node, name: name, keys: keys)
  }
}
