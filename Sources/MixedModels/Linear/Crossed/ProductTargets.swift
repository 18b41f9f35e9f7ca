/// Where the sums of the products of one pair of columns go.
struct ProductTargets {
  /// The pair, as indices of the model's own columns.
  let a: Int
  let b: Int
  /// Whether neither the columns nor any memberships change.
  let isFixed: Bool
  /// Sums over each eliminated unit.
  var eliminatedTargets: [Sums] = []
  /// Sums over each unit of a factor of the rest, by factor.
  var restTargets: [(factor: Int, targets: [Sums])] = []
  /// Sums over each component.
  var rootTargets: [Sums] = []
  /// Sums over each pair of units of two factors.
  var cells: [Cells] = []

  var isEmpty: Bool {
    eliminatedTargets.isEmpty && restTargets.isEmpty && rootTargets.isEmpty && cells.isEmpty
  }

  /// A place for each unit or component.
  struct Sums {
    let destination: UnsafeMutablePointer<Double>
    let indices: UnsafePointer<Int32>
  }

  /// A place for each pair of units: that of the row, moved by that of the column.
  struct Cells {
    let first: Int
    let second: Int
    let destination: UnsafeMutablePointer<Double>
    let rows: UnsafePointer<Int32>
    let columns: UnsafePointer<Int32>
    /// The places, component by component.
    let blocks: [Block]
  }

  /// `rowCount` runs of `width` places, `stride` apart.
  struct Block {
    let first: Int
    let rowCount: Int
    let stride: Int
    let width: Int
  }
}

/// Finds out where the products of each pair of columns are needed.
struct ProductTargetBuilder {
  let shape: CrossedShape
  /// Columns of X; they come first, then the response.
  let p: Int
  let workspace: Workspace
  let unitSquares: UnsafeMutablePointer<Double>
  let unitRows: UnsafeMutablePointer<Double>
  let restRows: UnsafeMutablePointer<Double>

  /// The pairs that are needed.
  ///
  /// - Parameter isFixed: for each of the model's columns whether it never changes.
  func sources(isFixed: [Bool]) -> [ProductTargets] {
    let membershipsAreFixed = shape.factors.allSatisfy(\.isFixed)
    return isFixed.indices.flatMap { a in
      (0...a).compactMap { b in
        var targets = ProductTargets(
          a: a, b: b, isFixed: isFixed[a] && isFixed[b] && membershipsAreFixed)
        addEliminated(a, b, &targets)
        for factor in shape.rest { addRest(factor, a, b, &targets) }
        if a <= p {
          let places = shape.components.map { component in
            let low = component.restCount + b
            let high = component.restCount + a
            return Int32(component.restRows + low * component.stride + high)
          }
          targets.rootTargets = [
            .init(destination: restRows, indices: workspace.indices(places))
          ]
        }
        return targets.isEmpty ? nil : targets
      }
    }
  }

  /// Calls `body` with the two effects of a factor pair whose columns are a and b, in both orders.
  private func forEachPair(
    _ first: [Int], _ second: [Int], _ a: Int, _ b: Int, _ body: (Int, Int) -> Void
  ) {
    for (k, column) in first.enumerated() {
      for (l, other) in second.enumerated()
      where (column == a && other == b) || (column == b && other == a) {
        body(k, l)
      }
    }
  }

  private func addEliminated(_ a: Int, _ b: Int, _ targets: inout ProductTargets) {
    guard let eliminated = shape.eliminated else { return }
    let factor = shape.factors[eliminated]
    let count = Int32(factor.unitCount)
    // Sums are by position here.
    forEachPair(factor.columns, factor.columns, a, b) { k, l in
      guard k >= l else { return }
      let first = Int32(packedIndex(k, l)) * count
      let places = (0..<count).map { first + $0 }
      targets.eliminatedTargets.append(
        .init(destination: unitSquares, indices: workspace.indices(places)))
    }
    forEachPair(factor.columns, Array(0...p), a, b) { k, c in
      let places = shape.components.flatMap { component in
        (0..<component.unitCount).map { unit in
          Int32(rowStart(component, k, unit) + component.restCount + c)
        }
      }
      targets.eliminatedTargets.append(
        .init(destination: unitRows, indices: workspace.indices(places)))
    }
    for (place, other) in shape.rest.enumerated() {
      let second = shape.factors[other]
      forEachPair(factor.columns, second.columns, a, b) { k, l in
        let rows = shape.places[eliminated].map { unit in
          Int32(rowStart(shape.components[Int(unit.component)], k, Int(unit.position)))
        }
        let blocks = shape.components.map { component in
          ProductTargets.Block(
            first: rowStart(component, k, 0) + column(component, place, l, 0),
            rowCount: component.unitCount, stride: component.stride,
            width: component.restUnits[place])
        }
        targets.cells.append(
          .init(
            first: eliminated, second: other, destination: unitRows, rows: workspace.indices(rows),
            columns: columns(other, place, l), blocks: blocks))
      }
    }
  }

  /// The start of the unit row of effect k of a component's unit.
  private func rowStart(_ component: CrossedShape.Component, _ k: Int, _ unit: Int) -> Int {
    component.unitRows + (k * component.unitCount + unit) * component.stride
  }

  /// The column of effect k of a unit of a factor of the rest.
  private func column(
    _ component: CrossedShape.Component, _ place: Int, _ k: Int, _ unit: Int
  ) -> Int {
    component.restColumns[place] + k * component.restUnits[place] + unit
  }

  private func columns(_ factor: Int, _ place: Int, _ k: Int) -> UnsafePointer<Int32> {
    workspace.indices(
      shape.places[factor].map { unit in
        Int32(column(shape.components[Int(unit.component)], place, k, Int(unit.position)))
      })
  }

  /// The start of the rest row of effect k of each unit of a factor.
  private func restRowStarts(_ factor: Int, _ place: Int, _ k: Int) -> [Int32] {
    shape.places[factor].map { unit in
      let component = shape.components[Int(unit.component)]
      let row = column(component, place, k, Int(unit.position))
      return Int32(component.restRows + row * component.stride)
    }
  }

  private func addRest(_ index: Int, _ a: Int, _ b: Int, _ targets: inout ProductTargets) {
    let place = shape.rest.firstIndex(of: index)!
    let factor = shape.factors[index]
    var sums: [ProductTargets.Sums] = []
    forEachPair(factor.columns, Array(0...p), a, b) { k, c in
      let places = zip(restRowStarts(index, place, k), shape.places[index]).map { start, unit in
        start + Int32(shape.components[Int(unit.component)].restCount + c)
      }
      sums.append(.init(destination: restRows, indices: workspace.indices(places)))
    }
    forEachPair(factor.columns, factor.columns, a, b) { k, l in
      guard k <= l else { return }
      if factor.isSingle {
        let places = zip(restRowStarts(index, place, k), shape.places[index]).map { start, unit in
          let component = shape.components[Int(unit.component)]
          return start + Int32(column(component, place, l, Int(unit.position)))
        }
        sums.append(.init(destination: restRows, indices: workspace.indices(places)))
      } else {
        targets.cells.append(cells(index, place, k, index, place, l))
      }
    }
    if !sums.isEmpty { targets.restTargets.append((index, sums)) }
    for (other, second) in shape.rest.enumerated() where other > place {
      forEachPair(factor.columns, shape.factors[second].columns, a, b) { k, l in
        targets.cells.append(cells(index, place, k, second, other, l))
      }
    }
  }

  private func cells(
    _ first: Int, _ place: Int, _ k: Int, _ second: Int, _ other: Int, _ l: Int
  ) -> ProductTargets.Cells {
    .init(
      first: first, second: second, destination: restRows,
      rows: workspace.indices(restRowStarts(first, place, k)), columns: columns(second, other, l),
      blocks: shape.components.map { component in
        let row = column(component, place, k, 0)
        return .init(
          first: component.restRows + row * component.stride + column(component, other, l, 0),
          rowCount: component.restUnits[place], stride: component.stride,
          width: component.restUnits[other])
      })
  }
}
