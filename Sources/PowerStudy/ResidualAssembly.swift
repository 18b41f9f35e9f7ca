#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

internal import DataSimulation
internal import MixedModels
internal import Numerics
internal import StudyDesign

extension AnalysisAssembly {
  /// Indices of the columns that residuals depend on besides those of the model.
  struct ResidualColumns {
    var position: Int?
    var category: Int?
  }

  /// Adds the simulator's positions and categories of variance to the columns.
  static func residualColumns(
    _ simulator: StudySimulator, _ columns: inout [UnsafePointer<Double>], _ levels: inout [Int],
    _ fixed: inout [Bool]
  ) -> ResidualColumns {
    guard let rows = simulator.residualRows else { return ResidualColumns() }
    func append(_ values: UnsafePointer<Double>?) -> Int? {
      guard let values else { return nil }
      columns.append(values)
      levels.append(simulator.nesting.rowLevel)
      fixed.append(rows.isFixed)
      return columns.count - 1
    }
    return ResidualColumns(position: append(rows.positions), category: append(rows.categories))
  }
}

extension ResidualStructure {
  /// Residuals of a study in terms of the columns of its simulator.
  init(
    _ residual: ResidualModel, simulator: StudySimulator,
    columns: AnalysisAssembly.ResidualColumns
  ) {
    let correlation: Correlation =
      switch residual.correlation {
      case .independent: .independent
      case .autoregressive: .autoregressive
      case .compoundSymmetry: .compoundSymmetry
      case .unstructured(let matrix): .unstructured(positions: matrix.count)
      }
    self.init(
      correlation: correlation,
      within: residual.within.flatMap { simulator.nestingLevel(ofLevel: $0) },
      position: columns.position, category: columns.category,
      categoryCount: residual.groups?.variances.count ?? 1,
      varianceColumns: residual.function?.columns.map(simulator.index) ?? [])
  }
}

extension ResidualModel {
  /// The generating values as `ResidualStructure` counts them.
  var startParameters: [Double] {
    var start: [Double] = []
    switch correlation {
    case .independent: break
    case .autoregressive(let value), .compoundSymmetry(let value): start.append(value)
    case .unstructured(let matrix):
      start += matrix.indices.flatMap { matrix[$0][..<$0] }
    }
    if let variances = groups?.variances {
      start += variances.dropFirst().map { log($0 / variances[0]) }
    }
    if let omega = function?.covariance {
      start += omega.indices.flatMap { omega[$0][...$0] }.dropFirst().map { $0 / omega[0][0] }
    }
    return start
  }
}
