internal import DataTable
public import MixedModels

/// How residuals are to vary and correlate.
public struct ResidualRequest: Sendable, Equatable {
  /// Between rows of one unit.
  public enum Pattern: String, Sendable, CaseIterable {
    case independent
    case autoregressive = "ar1"
    case compoundSymmetry = "cs"
    case unstructured
  }

  /// The correlation of rows of one unit, in the order of the file.
  public var pattern: Pattern
  /// The column of the units, `a:b` for combinations; nil only for independent residuals.
  public var within: String?
  /// The column whose categories have variances of their own.
  public var by: String?

  /// States a structure.
  public init(pattern: Pattern, within: String?, by: String?) {
    precondition(pattern == .independent || within != nil)
    self.pattern = pattern
    self.within = pattern == .independent ? nil : within
    self.by = by
  }

  /// The columns that it reads.
  var columnNames: [String] { withinColumns + [by].compactMap(\.self) }

  fileprivate var withinColumns: [String] {
    within?.split(separator: ":").map(String.init) ?? []
  }
}

/// A structure of the residuals put together with a table.
public struct ResidualFrame: Sendable {
  /// As asked for.
  public let request: ResidualRequest
  /// The units within which residuals correlate.
  public let units: GroupingFactor?
  /// The most rows of a unit, incomplete ones included.
  public let positionCount: Int
  /// The categories that have variances of their own.
  public let categories: [String]
  /// As the fitter takes it.
  public let rows: RowResidual

  /// A row's position counts all rows of its unit in the table, incomplete ones included: a missing
  /// occasion leaves a gap.
  init(
    _ request: ResidualRequest, table: DataTable, complete: CompleteRows
  ) throws(FrameError) {
    self.request = request
    var positions: [Int]?
    if let within = request.within {
      let names = request.withinColumns
      let counted = Self.positions(names.map { table[$0]!.values }, complete)
      units = GroupingFactor(names: names, columns: names.map { complete.columns[$0]! })
      positions = counted
      positionCount = (counted.max() ?? 0) + 1
      let pairs = positionCount * (positionCount - 1) / 2
      if request.pattern == .unstructured && pairs >= complete.rows.count {
        throw .tooManyPositions(positionCount, within: within)
      }
    } else {
      units = nil
      positionCount = 1
    }
    var codes: [Int32]?
    if let by = request.by {
      let factor = complete.columns[by]!.asFactor
      if factor.categories.count == 1 { throw .oneCategory(by) }
      for (index, category) in factor.categories.enumerated()
      where factor.codes.count(where: { $0 == index }) == 1 {
        throw .oneRowOfCategory(category, of: by)
      }
      categories = factor.categories
      codes = factor.codes
    } else {
      categories = []
    }
    rows = RowResidual(
      correlation: request.pattern.correlation(positions: positionCount), units: units?.units,
      positions: positions, categories: codes)
  }

  /// For each complete row the number of rows of its unit before it.
  private static func positions(_ columns: [DataColumn.Values], _ complete: CompleteRows) -> [Int] {
    let codes = columns.map { $0.asFactor.codes }
    var next: [[Int32]: Int] = [:]
    let all = codes[0].indices.map { row in
      let unit = codes.map { $0[row] }
      defer { next[unit, default: 0] += 1 }
      return next[unit, default: 0]
    }
    return complete.rows.map { all[$0] }
  }
}

extension ResidualRequest.Pattern {
  fileprivate func correlation(positions: Int) -> ResidualStructure.Correlation {
    switch self {
    case .independent: .independent
    case .autoregressive: .autoregressive
    case .compoundSymmetry: .compoundSymmetry
    case .unstructured: .unstructured(positions: positions)
    }
  }
}
