public import Numerics

/// Wald's exact F test that random effects of one grouping factor do not vary (Seely & El-Bassiouni
/// 1983).
///
/// All random effects are taken as fixed: F compares the residual sums of squares without and with the
/// tested ones, so that its null distribution does not depend on the variances of the others.
public struct ExactVarianceTest: Sendable {
  /// Columns of X, as indices of the data set's columns.
  public var fixed: [Int]
  /// The response.
  public var response: Int
  /// The level of the grouping factor in the nesting.
  public var level: Int
  /// Random-effects columns of the factor that stay under the null hypothesis.
  public var kept: [Int]
  /// Those whose variance is 0 under it.
  public var tested: [Int]

  /// States a test.
  public init(fixed: [Int], response: Int, level: Int, kept: [Int], tested: [Int]) {
    self.fixed = fixed
    self.response = response
    self.level = level
    self.kept = kept
    self.tested = tested
  }

  /// All columns: kept, tested, X, the response.
  var columns: [Int] { kept + tested + fixed + [response] }
}

/// The ratio of mean squares of an exact test, F distributed under the null hypothesis.
public struct MeanSquareRatio: Sendable, Equatable {
  /// The ratio; NaN if a number of degrees of freedom is not positive.
  public var statistic: Double
  /// Those of the mean square that holds the variance under test.
  public var numeratorDegreesOfFreedom: Double
  /// Those of the residual mean square.
  public var denominatorDegreesOfFreedom: Double
}

/// Computes exact tests for one data set after another; allocates nothing after construction.
public struct ExactVarianceFitter {
  private var products: CrossProducts
  private let kernels: [ExactVarianceKernel]
  private var isFresh = true

  /// - Parameters:
  ///   - nesting: units and rows.
  ///   - columnLevels: the level at which each column varies (0: the study).
  ///   - isFixed: whether a column keeps its values over all data sets.
  ///   - tests: what is tested.
  ///   - columns: for each column where as many values stand as its level has units; they must stay
  ///     valid for the fitter's life.
  public init(
    nesting: Nesting, columnLevels: [Int], isFixed: [Bool], tests: [ExactVarianceTest],
    columns: [UnsafePointer<Double>]
  ) {
    precondition(tests.allSatisfy { !$0.tested.isEmpty })
    let used = Set(tests.flatMap(\.columns)).sorted()
    let plan = CrossProductPlan(
      nesting: nesting, columnLevels: used.map { columnLevels[$0] },
      isFixed: used.map { isFixed[$0] }, baseLevel: tests.map(\.level).max() ?? 0,
      stratumLevels: [], keepsUnitProducts: true)
    products = CrossProducts(plan: plan, columns: used.map { columns[$0] })
    kernels = tests.map { test in
      ExactVarianceKernel(
        plan: plan, test: test, columns: test.columns.map { used.firstIndex(of: $0)! })
    }
  }

  /// Takes in the data set that stands in the columns now.
  public mutating func update() {
    products.update(everything: isFresh)
    isFresh = false
  }

  /// The ratio of mean squares of a test in the data set taken in last.
  public func ratio(of test: Int) -> MeanSquareRatio { kernels[test].evaluate(products) }
}
