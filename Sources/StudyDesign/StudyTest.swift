/// A test of one hypothesis about one analysis at one level of significance.
public struct StudyTest: Sendable, Equatable {
  /// The name in reports: the stated one, else what was typed.
  public var name: String
  /// Index into the analyses.
  public var analysis: Int
  /// What is tested.
  public var hypothesis: Hypothesis
  /// The null value of a coefficient or contrast; 0 for all other hypotheses.
  public var against: Double
  /// The alternative.
  public var side: Side
  /// The level of significance; all of it in one tail if one-sided.
  public var alpha: Double
  /// The reference distribution.
  public var method: Method

  /// What a test is about. Coefficients are indices into the analysis's `columns.fixed`.
  public enum Hypothesis: Sendable, Equatable {
    /// One coefficient is `against`.
    case coefficient(Int)
    /// A weighted sum of coefficients is `against`; one weight for each of `columns.fixed`.
    case contrast([Double])
    /// All of these coefficients are 0.
    case joint([Int])
    /// A coefficient lies at or outside one of two margins: rejected by two one-sided tests, each at
    /// `alpha` (Schuirmann 1987).
    case equivalence(Int, lower: Double, upper: Double)
    /// No test: whether the half-width of the confidence interval is at most `halfWidth`.
    case precision(Int, halfWidth: Double)
    /// One variance of a random term is 0, and its covariances with it. Indices into the analysis's
    /// `columns.bars` and that bar's columns.
    case variance(bar: Int, effect: Int)
    /// Any member of a family (index into the study's families) is rejected.
    case any(family: Int)
    /// All members of a family are rejected.
    case all(family: Int)
  }

  /// The alternative hypothesis.
  public enum Side: String, Sendable, Equatable {
    case two
    case greater
    case less
    /// Of a statistic that only large values speak against: joint tests and those of variances.
    case upper
    /// Between two margins.
    case equivalence
    /// Of something that is no test by itself: a precision, any or all of a family.
    case none = ""
  }

  /// How the test statistic is judged.
  public enum Method: String, Sendable, Equatable, CaseIterable {
    /// Standard normal; χ² for joint tests.
    case z
    /// Student's t with the residual degrees of freedom, n - p; F for joint tests, as below.
    case t
    /// t with degrees of freedom by the level that the tested column varies at (Pinheiro & Bates
    /// 2000, §2.4.2).
    case betweenWithin = "between-within"
    /// t with Satterthwaite's degrees of freedom (Giesbrecht & Burns 1985; Fai & Cornelius 1996).
    case satterthwaite
    /// t with adjusted standard errors (Kenward & Roger 1997).
    case kenwardRoger = "kenward-roger"
    /// Likelihood ratio.
    case lrt
    /// The exact F test of a variance (Seely & El-Bassiouni 1983).
    case f
    /// Of any or all members of a family, each judged by its own method.
    case none = ""
  }

  /// Makes a test.
  public init(
    name: String, analysis: Int, hypothesis: Hypothesis, against: Double = 0, side: Side = .two,
    alpha: Double = 0.05, method: Method
  ) {
    self.name = name
    self.analysis = analysis
    self.hypothesis = hypothesis
    self.against = against
    self.side = side
    self.alpha = alpha
    self.method = method
  }

  /// Makes a test of one coefficient.
  public init(
    name: String, analysis: Int, coefficient: Int, against: Double = 0, side: Side = .two,
    alpha: Double = 0.05, method: Method
  ) {
    self.init(
      name: name, analysis: analysis, hypothesis: .coefficient(coefficient), against: against,
      side: side, alpha: alpha, method: method)
  }

  /// The coefficients that the hypothesis is about, none for variances and families.
  public var coefficients: [Int] {
    switch hypothesis {
    case .coefficient(let index), .equivalence(let index, _, _), .precision(let index, _): [index]
    case .contrast(let weights): weights.indices.filter { weights[$0] != 0 }
    case .joint(let indices): indices
    case .variance, .any, .all: []
    }
  }

  /// The weight of each coefficient in the one figure that is tested, of a contrast or a single
  /// coefficient; nil for other hypotheses.
  ///
  /// - Parameter count: how many coefficients the analysis has.
  public func weights(count: Int) -> [Double]? {
    switch hypothesis {
    case .coefficient(let index), .equivalence(let index, _, _), .precision(let index, _):
      (0..<count).map { $0 == index ? 1 : 0 }
    case .contrast(let weights): weights
    case .joint, .variance, .any, .all: nil
    }
  }
}

/// Tests of one analysis at one level of significance that are adjusted for being several.
public struct TestFamily: Sendable, Equatable {
  /// The name in reports.
  public var name: String
  /// How the members' rejections are adjusted.
  public var adjustment: Adjustment
  /// Indices into the study's tests, in the order of the report; at least two.
  public var members: [Int]

  /// A procedure for several tests.
  public enum Adjustment: String, Sendable, Equatable, CaseIterable {
    /// Step-down (Holm 1979): keeps the chance of any false rejection at alpha.
    case holm
    /// Each at alpha over the number of tests: likewise.
    case bonferroni
    /// Step-up (Benjamini & Hochberg 1995): keeps the expected share of false rejections among the
    /// rejections at alpha, if the tests are independent or positively dependent.
    case bh
  }

  /// Makes a family.
  public init(name: String, adjustment: Adjustment, members: [Int]) {
    self.name = name
    self.adjustment = adjustment
    self.members = members
  }
}
