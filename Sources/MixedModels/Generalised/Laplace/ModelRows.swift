internal import Numerics

/// The rows of a generalised model: X, the offsets, the columns of Z and the responses, with one number
/// a row whatever the level at which a column varies.
struct ModelRows {
  let source: GeneralisedSource
  /// The most rows there can be; planes over the rows lie so far apart.
  let stride: Int
  /// Columns of X.
  let fixed: [UnsafeMutablePointer<Double>]
  /// The sum of the offsets.
  let offset: UnsafeMutablePointer<Double>
  var response: ResponseRows

  private let model: GeneralisedModel
  /// The model's columns of X and Z with their rows.
  private let copies: [(column: Int, rows: UnsafeMutablePointer<Double>)]
  private let scratch: UnsafeMutablePointer<Double>
  private var hasFixedRows = false

  init(_ model: GeneralisedModel, _ source: GeneralisedSource, workspace: Workspace) {
    self.model = model
    self.source = source
    stride = source.nesting.rowCapacity
    var copies: [(column: Int, rows: UnsafeMutablePointer<Double>)] = []
    for column in Set(model.fixed + model.terms.flatMap(\.columns)).sorted() {
      copies.append((column, workspace.doubles(stride)))
    }
    self.copies = copies
    fixed = model.fixed.map { column in copies.first { $0.column == column }!.rows }
    offset = workspace.doubles(stride)
    scratch = workspace.doubles(stride)
    response = ResponseRows(model.family, stride: stride, workspace: workspace)
  }

  var count: Int { source.nesting.rowCount }

  /// The rows of a column of X or Z.
  func rows(of column: Int) -> UnsafeMutablePointer<Double> {
    copies.first { $0.column == column }!.rows
  }

  /// Takes in the data set that stands in the source's columns.
  mutating func update() {
    let staysPut = source.nesting.isFixed
    for copy in copies where !(hasFixedRows && staysPut && source.isFixed[copy.column]) {
      source.copyRows(of: copy.column, to: copy.rows)
    }
    hasFixedRows = true
    offset.update(repeating: 0, count: count)
    for column in model.offsets {
      source.copyRows(of: column, to: scratch)
      for row in 0..<count { offset[row] += scratch[row] }
    }
    source.copyRows(of: model.response, to: response.y)
    if let trials = model.trials { source.copyRows(of: trials, to: response.trials) }
    response.update(count: count)
  }

  /// Writes the fixed part of all linear predictors, planes over the rows.
  func fixedPart(_ beta: UnsafePointer<Double>, to planes: UnsafeMutablePointer<Double>) {
    for predictor in 0..<response.predictorCount {
      let plane = planes + predictor * stride
      plane.update(from: offset, count: count)
      for (j, x) in fixed.enumerated() {
        let weight = beta[predictor * fixed.count + j]
        for row in 0..<count { plane[row] += weight * x[row] }
      }
    }
  }

  /// Adds X times coefficients to planes over the rows.
  func add(_ beta: UnsafePointer<Double>, to planes: UnsafeMutablePointer<Double>) {
    for predictor in 0..<response.predictorCount {
      let plane = planes + predictor * stride
      for (j, x) in fixed.enumerated() {
        let weight = beta[predictor * fixed.count + j]
        for row in 0..<count { plane[row] += weight * x[row] }
      }
    }
  }

  /// Writes factor × X'planes.
  func project(
    _ planes: UnsafePointer<Double>, factor: Double, to result: UnsafeMutablePointer<Double>
  ) {
    for predictor in 0..<response.predictorCount {
      for (j, x) in fixed.enumerated() {
        result[predictor * fixed.count + j] =
          factor * dot(x, planes + predictor * stride, count)
      }
    }
  }
}
