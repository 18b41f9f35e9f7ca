internal import CRowFamilies
internal import Numerics

/// The rows of a model with one random intercept, cluster after cluster, each filled up to a multiple of
/// four rows without weight.
///
/// Columns that are constant within clusters stand once a cluster, so that their sums follow from
/// others.
final class ClusterRows {
  /// Clusters in hand.
  private(set) var clusterCount = 0
  /// Rows in hand, fillers included.
  private(set) var paddedCount = 0
  /// First row of each cluster, and the number of rows.
  let starts: UnsafeMutablePointer<Int>
  let response: UnsafeMutablePointer<Double>
  let trials: UnsafeMutablePointer<Double>
  let offset: UnsafeMutablePointer<Double>
  /// How often each cluster counts.
  let multiplicity: UnsafeMutablePointer<Double>
  /// Columns of X that are constant within clusters: their positions in the model and one value a
  /// cluster.
  let constant: [(position: Int, values: UnsafeMutablePointer<Double>)]
  /// The other columns of X: their positions and one value a row.
  let varying: [(position: Int, values: UnsafeMutablePointer<Double>)]
  /// The pointers of `varying`.
  let varyingColumns: UnsafeMutablePointer<UnsafePointer<Double>?>

  private let model: GeneralisedModel
  private let source: GeneralisedSource
  private let level: Int
  private let arena: Arena
  private var isFilled = false

  /// Clusters there is room for.
  let clusterCapacity: Int
  /// Rows there is room for.
  let rowCapacity: Int

  /// - Parameter level: of the nesting, whose units are the clusters.
  init(_ model: GeneralisedModel, _ source: GeneralisedSource, level: Int) {
    self.model = model
    self.source = source
    self.level = level
    let nesting = source.nesting
    let clusters = nesting.capacity(level)
    let rows = nesting.rowCapacity + 3 * clusters
    clusterCapacity = clusters
    rowCapacity = rows
    let columns = model.fixed.count
    arena = Arena(
      doubles: (3 + columns) * rows + (3 + columns) * (clusters + 1), pieces: 7 + columns)
    starts = arena.takeIndices(clusters + 1)
    response = arena.take(rows)
    trials = arena.take(rows)
    offset = arena.take(rows)
    multiplicity = arena.take(clusters)
    let arena = arena
    let isConstant = model.fixed.map { source.columnLevels[$0] <= level }
    constant = model.fixed.indices.filter { isConstant[$0] }.map { ($0, arena.take(clusters)) }
    varying = model.fixed.indices.filter { !isConstant[$0] }.map { ($0, arena.take(rows)) }
    varyingColumns = .allocate(capacity: max(varying.count, 1))
    for (index, column) in varying.enumerated() {
      varyingColumns[index] = UnsafePointer(column.values)
    }
  }

  deinit { varyingColumns.deallocate() }

  /// Takes in the data set in hand.
  func fill() {
    let nesting = source.nesting
    let isFirst = !isFilled || !nesting.isFixed
    if isFirst { layOut() }
    isFilled = true
    copy(model.response, to: response)
    if let column = model.multiplicity {
      multiplicity.update(from: source.columns[column], count: clusterCount)
    } else if isFirst {
      multiplicity.update(repeating: 1, count: clusterCount)
    }
    if let column = model.trials {
      if isFirst || !source.isFixed[column] { copy(column, to: trials) }
    } else if isFirst {
      forEachRow { trials[$0] = 1 }
    }
    for column in varying where isFirst || !source.isFixed[model.fixed[column.position]] {
      copy(model.fixed[column.position], to: column.values)
    }
    for column in constant where isFirst || !source.isFixed[model.fixed[column.position]] {
      let index = model.fixed[column.position]
      let holders = nesting.holders(of: level, at: source.columnLevels[index])
      for cluster in 0..<clusterCount {
        column.values[cluster] = source.columns[index][Int(holders[cluster])]
      }
    }
    if isFirst || model.offsets.contains(where: { !source.isFixed[$0] }) { addOffsets() }
  }

  private func layOut() {
    let nesting = source.nesting
    let rows = nesting.starts(of: level)
    clusterCount = nesting.unitCount(level)
    var next = 0
    for cluster in 0..<clusterCount {
      starts[cluster] = next
      next += (rows[cluster + 1] - rows[cluster] + 3) & ~3
    }
    starts[clusterCount] = next
    paddedCount = next
    response.update(repeating: 0, count: next)
    trials.update(repeating: 0, count: next)
    for column in varying { column.values.update(repeating: 0, count: next) }
  }

  /// Calls with the place of each row, without fillers.
  private func forEachRow(_ body: (Int) -> Void) {
    let rows = source.nesting.starts(of: level)
    for cluster in 0..<clusterCount {
      for place in 0..<(rows[cluster + 1] - rows[cluster]) { body(starts[cluster] + place) }
    }
  }

  private func copy(_ column: Int, to target: UnsafeMutablePointer<Double>) {
    let nesting = source.nesting
    let rows = nesting.starts(of: level)
    let columnLevel = source.columnLevels[column]
    let values = source.columns[column]
    if columnLevel == nesting.rowLevel {
      for cluster in 0..<clusterCount {
        (target + starts[cluster]).update(
          from: values + rows[cluster], count: rows[cluster + 1] - rows[cluster])
      }
      return
    }
    let holders = nesting.holders(of: nesting.rowLevel, at: columnLevel)
    for cluster in 0..<clusterCount {
      for row in rows[cluster]..<rows[cluster + 1] {
        target[starts[cluster] + row - rows[cluster]] = values[Int(holders[row])]
      }
    }
  }

  private func addOffsets() {
    let nesting = source.nesting
    let rows = nesting.starts(of: level)
    offset.update(repeating: 0, count: paddedCount)
    for column in model.offsets {
      let values = source.columns[column]
      let holders = nesting.holders(of: nesting.rowLevel, at: source.columnLevels[column])
      for cluster in 0..<clusterCount {
        for row in rows[cluster]..<rows[cluster + 1] {
          offset[starts[cluster] + row - rows[cluster]] += values[Int(holders[row])]
        }
      }
    }
  }
}
