internal import Numerics

/// Sums and cross-products of the columns of a crossed model, in the order of its shape.
struct CrossedProducts {
  let shape: CrossedShape
  /// Z'Z of each eliminated unit: for each packed pair of effects one number a unit, by position.
  let unitSquares: UnsafeMutablePointer<Double>
  /// Z'[Z_rest X y] of the eliminated effects.
  let unitRows: UnsafeMutablePointer<Double>
  /// [Z_rest X y]'[Z_rest X y], upper triangle.
  let restRows: UnsafeMutablePointer<Double>

  private let workspace: Workspace
  /// The model's columns (X, the response, further columns of Z) as columns of the cross-products.
  private let columns: [Int]
  private let ones: Int
  private let readsRows: Bool
  private let nesting: Nesting
  private let itemLevel: Int
  private let sources: [ProductTargets]
  /// The first item of each position of eliminated units, and the number of items, if the items lie in
  /// that order.
  private let starts: [Int]?
  private let positions: UnsafePointer<Int32>
  /// Sums of a product over the units of a factor.
  private let sums: UnsafeMutablePointer<Double>
  private let product: UnsafeMutablePointer<Double>
  private var isFresh = true

  /// - Parameters:
  ///   - columns: the model's columns, X first, then the response, as columns of the cross-products.
  ///   - p: columns of X.
  ///   - ones: the cross-products' column of ones.
  ///   - readsRows: whether items are rows; otherwise units of the base level.
  init(
    shape: CrossedShape, plan: CrossProductPlan, columns: [Int], p: Int, ones: Int,
    readsRows: Bool, workspace: Workspace
  ) {
    self.shape = shape
    self.workspace = workspace
    self.columns = columns
    self.ones = ones
    self.readsRows = readsRows
    nesting = plan.nesting
    itemLevel = readsRows ? plan.nesting.rowLevel : plan.baseLevel
    let units = shape.unitPositions.count
    let q = shape.eliminated.map { shape.factors[$0].order } ?? 0
    unitSquares = workspace.doubles(packedCount(q) * units)
    unitRows = workspace.doubles(shape.unitRowsCount)
    restRows = workspace.doubles(shape.restRowsCount)
    sums = workspace.doubles(shape.factors.map(\.unitCount).max() ?? 0)
    product = workspace.doubles(plan.nesting.capacity(itemLevel))
    positions = workspace.indices(shape.unitPositions)
    starts = Self.starts(shape, itemCount: plan.nesting.unitCount(itemLevel))
    let builder = ProductTargetBuilder(
      shape: shape, p: p, workspace: workspace, unitSquares: unitSquares, unitRows: unitRows,
      restRows: restRows)
    sources = builder.sources(isFixed: columns.map { plan.isFixed[$0] })
  }

  private static func starts(_ shape: CrossedShape, itemCount: Int) -> [Int]? {
    guard let eliminated = shape.eliminated, shape.factors[eliminated].isFixed else { return nil }
    var starts = [0]
    var previous = 0
    for item in 0..<itemCount {
      let position = Int(shape.unitPositions[Int(shape.factors[eliminated].units[item])])
      guard position >= previous else { return nil }
      while starts.count <= position { starts.append(item) }
      previous = position
    }
    while starts.count <= shape.unitPositions.count { starts.append(itemCount) }
    return starts
  }

  private var itemCount: Int { nesting.unitCount(itemLevel) }

  /// Recomputes what depends on columns or memberships that changed.
  mutating func update(_ products: borrowing CrossProducts) {
    for source in sources where isFresh || !source.isFixed || !nesting.isFixed {
      let values = values(source.a, source.b, products)
      if !source.eliminatedTargets.isEmpty || !source.rootTargets.isEmpty {
        distributeEliminated(values, source)
      }
      for (factor, targets) in source.restTargets { distribute(values, factor, targets) }
      for cells in source.cells { add(values, cells) }
    }
    isFresh = false
  }

  /// The products of two columns, item by item.
  private func values(
    _ a: Int, _ b: Int, _ products: borrowing CrossProducts
  ) -> UnsafePointer<Double> {
    if !readsRows {
      return UnsafePointer(
        products.unitProducts + packedIndex(columns[a], columns[b]) * products.plan.stride)
    }
    let first = products.rows(columns[a])
    let second = products.rows(columns[b])
    if columns[a] == ones { return second }
    if columns[b] == ones { return first }
    let itemCount = itemCount
    var index = 0
    while index + 4 <= itemCount {
      store(load(first + index) * load(second + index), product + index)
      index += 4
    }
    while index < itemCount {
      product[index] = first[index] * second[index]
      index += 1
    }
    return UnsafePointer(product)
  }

  /// Sums over the eliminated units and over components.
  private func distributeEliminated(_ values: UnsafePointer<Double>, _ source: ProductTargets) {
    guard let eliminated = shape.eliminated else {
      let all = sum(values, itemCount)
      for target in source.rootTargets { target.destination[Int(target.indices[0])] = all }
      return
    }
    let count = shape.unitPositions.count
    let sums = sums
    if let starts {
      starts.withUnsafeBufferPointer { starts in
        for unit in 0..<count {
          sums[unit] = sum(values + starts[unit], starts[unit + 1] - starts[unit])
        }
      }
    } else {
      let units = shape.factors[eliminated].units
      sums.update(repeating: 0, count: count)
      for item in 0..<itemCount { sums[Int(positions[Int(units[item])])] += values[item] }
    }
    for target in source.eliminatedTargets {
      for unit in 0..<count { target.destination[Int(target.indices[unit])] = sums[unit] }
    }
    for target in source.rootTargets {
      shape.components.withUnsafeBufferPointer { components in
        for index in 0..<components.count {
          target.destination[Int(target.indices[index])] = sum(
            sums + components[index].firstUnit, components[index].unitCount)
        }
      }
    }
  }

  /// Sums over the units of a factor of the rest.
  private func distribute(
    _ values: UnsafePointer<Double>, _ index: Int, _ targets: [ProductTargets.Sums]
  ) {
    let factor = shape.factors[index]
    let sums = sums
    sums.update(repeating: 0, count: factor.unitCount)
    if factor.isSingle {
      for item in 0..<itemCount { sums[Int(factor.units[item])] += values[item] }
    } else {
      for item in 0..<itemCount {
        for entry in factor.entries(item) {
          sums[Int(factor.units[entry])] += factor.weight(entry) * values[item]
        }
      }
    }
    for target in targets {
      for unit in 0..<factor.unitCount {
        target.destination[Int(target.indices[unit])] = sums[unit]
      }
    }
  }

  /// Sums over the pairs of units of two factors.
  private func add(_ values: UnsafePointer<Double>, _ cells: ProductTargets.Cells) {
    for block in cells.blocks {
      for row in 0..<block.rowCount {
        (cells.destination + block.first + row * block.stride).update(
          repeating: 0, count: block.width)
      }
    }
    let first = shape.factors[cells.first]
    let second = shape.factors[cells.second]
    let destination = cells.destination
    let rows = cells.rows
    let columns = cells.columns
    if first.isSingle && second.isSingle {
      let units = first.units
      let others = second.units
      for item in 0..<itemCount {
        destination[Int(rows[Int(units[item])] + columns[Int(others[item])])] += values[item]
      }
      return
    }
    for item in 0..<itemCount {
      for entry in first.entries(item) {
        let value = first.weight(entry) * values[item]
        let row = rows[Int(first.units[entry])]
        for other in second.entries(item) {
          destination[Int(row + columns[Int(second.units[other])])] += second.weight(other) * value
        }
      }
    }
  }
}
