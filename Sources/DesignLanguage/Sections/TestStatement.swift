internal import StudyDesign

/// A method as written, with its place.
struct StatedMethod {
  let method: StudyTest.Method
  let node: DesignNode
}

/// A test as written, before it is applied to the analyses.
struct TestStatement {
  let subject: Subject
  /// The whole test.
  let node: DesignNode
  var name: String
  var keys = TestKeys()
  /// Whether all of it was understood.
  var isWhole = true

  /// A name of a coefficient, term or variance, and where it stands.
  struct Name {
    let text: String
    let position: Position
  }

  /// What the test is about, in the names of its author.
  enum Subject {
    /// A coefficient, or all coefficients of a term.
    case term(Name)
    case joint([Name])
    case contrast([Weight])
    case equivalence(Name, lower: Double, upper: Double)
    case precision(Name, halfWidth: Double)
    case variance(Name)
    case family(TestFamily.Adjustment, [TestStatement])
  }

  /// A part of a contrast.
  enum Weight {
    case coefficient(Name, Double)
    /// Weights of the categories of a factor, which sum to 0.
    case categories(Name, [(name: Name, weight: Double)])
  }

  /// Whether nothing tells the two tests apart in a report.
  func isSameTest(as other: TestStatement) -> Bool {
    isWhole && other.isWhole && name == other.name
      && node.flowSubject == other.node.flowSubject && keys.isSame(as: other.keys)
  }

  /// The name with that of its family before it.
  func member(of family: String) -> TestStatement {
    var member = self
    member.name = "\(family): \(name)"
    return member
  }
}

/// The keys that a family hands down to its members; nil where not stated.
struct TestKeys {
  var against: (value: Double, position: Position)?
  var side: (side: StudyTest.Side, position: Position)?
  var alphas: [Double]?
  var method: StatedMethod?
  var analysis: String?

  /// What is not stated is taken from the family.
  func completed(by family: TestKeys) -> TestKeys {
    var keys = self
    keys.against = against ?? family.against
    keys.side = side ?? family.side
    keys.alphas = alphas ?? family.alphas
    keys.method = method ?? family.method
    keys.analysis = analysis ?? family.analysis
    return keys
  }

  func isSame(as other: TestKeys) -> Bool {
    (against?.value ?? 0) == (other.against?.value ?? 0)
      && (side?.side ?? .two) == (other.side?.side ?? .two)
      && (alphas ?? [0.05]) == (other.alphas ?? [0.05])
      && method?.method == other.method?.method && analysis == other.analysis
  }
}

extension DesignNode {
  /// What a test says it is about, on one line; all of it if that cannot be told.
  fileprivate var flowSubject: String {
    if let text { return text }
    let subject = mapping?.first { DesignReading.testSubjects.contains($0.key) }
    guard let subject else { return flowText }
    return subject.key == "term" ? subject.value.flowText : subject.key + subject.value.flowText
  }
}
