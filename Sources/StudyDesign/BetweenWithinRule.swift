internal import ModelFormula

/// Degrees of freedom by the structure of the data, for nested grouping factors (Pinheiro & Bates
/// 2000, Mixed-Effects Models in S and S-PLUS, §2.4.2).
///
/// A coefficient belongs to the outermost grouping within whose units its column is constant, to the
/// rows if there is none; one with a random slope belongs to the grouping of that slope. A grouping
/// has as many degrees of freedom as it has units, less the units of the grouping above and less the
/// coefficients whose columns are constant within its units but not within those above, the intercept
/// at the top.
public struct BetweenWithinRule: Sendable {
  /// Level index of each grouping factor, outer ones first.
  private let groupings: [Int]
  /// For each coefficient the grouping, as index into `groupings`, at which its column varies; their
  /// number for the rows.
  private let homes: [Int]
  /// The same, with random slopes heeded.
  private let testedAt: [Int]
  private let units: [Double]
  private let rowLevel: Int
  /// Linear predictors a row, each with the same columns.
  private let predictorCount: Int

  /// Nil if the grouping factors of the analysis are not each nested in the next; the units within
  /// which residuals correlate are among them.
  ///
  /// - Parameters:
  ///   - analysis: the model.
  ///   - levels: the levels of the study.
  ///   - predictors: its predictors.
  public init?(analysis: Analysis, levels: [Level], predictors: [Predictor]) {
    let within = [analysis.residual?.within].compactMap(\.self)
    let groupings = Set(analysis.groupingLevels + within).sorted { first, second in
      first != second && levels.lies(second, in: first)
    }
    let rows = levels.count - 1
    let isChain = zip(groupings, groupings.dropFirst() + [rows]).allSatisfy { outer, inner in
      levels.lies(inner, in: outer) && !levels.isWeighted(inner, in: outer)
    }
    guard isChain else { return nil }
    self.groupings = groupings
    predictorCount = analysis.family.predictorCount
    rowLevel = rows
    units =
      groupings.map { LevelRules.unitCount(at: $0, of: levels) } + [
        LevelRules.unitCount(at: levels.count - 1, of: levels)
      ]
    func isConstant(_ part: ColumnRecipe.Part, within grouping: Int) -> Bool {
      let names =
        switch part {
        case .numeric(let expression): expression.names
        case .indicator(let variable, _): variable.names
        }
      return names.allSatisfy { name in
        PredictorRules.level(of: name, predictors: predictors, levels: levels)
          .map { levels.lies(grouping, in: $0) } ?? true
      }
    }
    let homes = analysis.columns.fixed.map { recipe in
      groupings.firstIndex { grouping in
        recipe.parts.allSatisfy { isConstant($0, within: grouping) }
      } ?? groupings.count
    }
    self.homes = homes
    testedAt = zip(analysis.columns.fixed, homes).map { recipe, home in
      let slopes = zip(analysis.columns.bars, analysis.groupingLevels).filter { bar, grouping in
        // What varies within the units of the grouping is the slope's variable.
        func inner(_ recipe: ColumnRecipe) -> Set<ColumnRecipe.Part> {
          Set(recipe.parts.filter { !isConstant($0, within: grouping) })
        }
        return !inner(recipe).isEmpty && bar.columns.contains { inner($0) == inner(recipe) }
      }
      let outermost = slopes.map { groupings.firstIndex(of: $0.1)! }.min()
      return min(home, outermost ?? home)
    }
  }

  /// The degrees of freedom of a test of these coefficients: the fewest of any.
  public func degreesOfFreedom(of coefficients: [Int]) -> Double {
    counts(of: coefficients).map { count in
      let above = count.above.map { units[place(of: $0)] } ?? 0
      return units[place(of: count.level)] - above - Double(count.coefficients)
    }.min() ?? .infinity
  }

  /// Degrees of freedom as a difference of numbers: units of a level, less the units of the level
  /// above, less coefficients.
  public struct Count: Sendable, Equatable {
    /// Index of the level.
    public var level: Int
    /// Index of the level above; nil at the top.
    public var above: Int?
    /// How many coefficients are constant at that level.
    public var coefficients: Int

    /// Makes a count.
    public init(level: Int, above: Int?, coefficients: Int) {
      self.level = level
      self.above = above
      self.coefficients = coefficients
    }
  }

  /// For each of some coefficients how its degrees of freedom are counted.
  public func counts(of coefficients: [Int]) -> [Count] {
    coefficients.map { coefficient in
      let grouping = testedAt[coefficient]
      return Count(
        level: grouping < groupings.count ? groupings[grouping] : rowLevel,
        above: grouping > 0 ? groupings[grouping - 1] : nil,
        coefficients: homes.count { $0 == grouping } / predictorCount)
    }
  }

  private func place(of level: Int) -> Int { groupings.firstIndex(of: level) ?? groupings.count }
}
