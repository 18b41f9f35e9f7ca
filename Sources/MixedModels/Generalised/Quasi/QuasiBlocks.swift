internal import COpenBLAS
internal import Numerics

/// Products with V⁻¹ for any groupings, block by block: a block is a unit of the top grouping where all
/// groupings are nested, and the whole data set where some are row factors.
///
/// The formulas are those of `QuasiUnits` with the effects of all units of a block, by dense matrices. Only
/// the products of effects of the same unit are carried at order 2, and only their covariances with each
/// other: residuals and their covariances are found level by level.
final class QuasiBlocks {
  /// Where a grouping's effects stand in the block in hand.
  private struct Place {
    var firstUnit = 0
    var unitCount = 0
    /// The first row of M, and the first column of T, which has none for products.
    var row = 0
    var column = 0
    /// Rows of a unit.
    var size = 0
    var order = 0
  }

  private let sums: QuasiSums
  private let groupings: UnsafeMutablePointer<QuasiGrouping>
  private let groupingCount: Int
  private let nesting: Nesting
  /// The level whose units are the blocks; 0 with row factors.
  private let blockLevel: Int
  private let workspace = Workspace()
  private let places: UnsafeMutablePointer<Place>
  private let row: UnsafeMutablePointer<Double>
  private let prior: UnsafeMutablePointer<Double>
  private let half: UnsafeMutablePointer<Double>

  /// Effects for which there is room, and room itself.
  private var capacity = 0
  private var room = Workspace()
  private var products: UnsafeMutablePointer<Double>! = nil
  private var right: UnsafeMutablePointer<Double>! = nil
  private var matrix: UnsafeMutablePointer<Double>! = nil
  private var solution: UnsafeMutablePointer<Double>! = nil
  private var pivots: UnsafeMutablePointer<Int32>! = nil
  private var positions: UnsafeMutablePointer<Int>! = nil
  private var values: UnsafeMutablePointer<Double>! = nil

  init(
    _ groupings: UnsafeMutablePointer<QuasiGrouping>, count: Int, nesting: Nesting,
    hasProducts: Bool, sums: QuasiSums
  ) {
    self.groupings = groupings
    self.nesting = nesting
    self.sums = sums
    groupingCount = count
    let levels = (0..<count).map { groupings[$0].level }
    blockLevel = levels.contains(-1) ? 0 : levels.min()!
    let words = (MemoryLayout<Place>.stride + 7) / 8
    places = UnsafeMutableRawPointer(workspace.doubles(words * count))
      .bindMemory(to: Place.self, capacity: count)
    places.initialize(repeating: Place(), count: count)
    let widest = (0..<count).map { groupings[$0].order + packedCount(groupings[$0].order) }.max()!
    row = workspace.doubles(sums.p + 1)
    prior = workspace.doubles(widest * widest)
    half = workspace.doubles(widest)
    makeRoom(largestBlock(hasProducts: hasProducts))
  }

  private func makeRoom(_ effects: Int) {
    guard effects > capacity else { return }
    capacity = effects
    room = Workspace()
    products = room.doubles(packedCount(effects))
    right = room.doubles(effects * (sums.p + 1))
    matrix = room.doubles(effects * effects)
    solution = room.doubles(effects * (effects + sums.p + 1))
    pivots = room.indices(effects)
    positions = room.integers(effects)
    values = room.doubles(effects)
  }

  private func largestBlock(hasProducts: Bool) -> Int {
    (0..<nesting.unitCount(blockLevel)).reduce(0) {
      max($0, place(rows(ofBlock: $1), hasProducts: hasProducts).effects)
    }
  }

  private func rows(ofBlock block: Int) -> Range<Int> {
    let starts = nesting.starts(of: blockLevel)
    return starts[block]..<starts[block + 1]
  }

  /// Lays out the effects of a block.
  private func place(
    _ rows: Range<Int>, hasProducts: Bool
  ) -> (effects: Int, columns: Int) {
    var effects = 0
    var columns = 0
    for index in 0..<groupingCount {
      let grouping = groupings[index]
      let first = grouping.level < 0 || rows.isEmpty ? 0 : grouping.unit(rows.lowerBound)
      let count =
        grouping.level < 0
        ? grouping.unitCapacity : rows.isEmpty ? 0 : grouping.unit(rows.upperBound - 1) - first + 1
      let size = grouping.order + (hasProducts ? packedCount(grouping.order) : 0)
      places[index] = Place(
        firstUnit: first, unitCount: count, row: effects, column: columns, size: size,
        order: grouping.order)
      effects += count * size
      columns += count * grouping.order
    }
    return (effects, columns)
  }

  /// Fills the sums, and scores and blocks of the groupings; false if numbers overflow.
  func accumulate(_ rows: QuasiRows, hasProducts: Bool) -> Bool {
    // Units without rows lie in no block.
    for g in 0..<groupingCount { groupings[g].clearSums(p: sums.p) }
    for block in 0..<nesting.unitCount(blockLevel) {
      let range = self.rows(ofBlock: block)
      let (effects, columns) = place(range, hasProducts: hasProducts)
      if range.isEmpty { continue }
      makeRoom(effects)
      addRows(rows, range, hasProducts, effects)
      guard solve(effects, columns) else { return false }
      addCross(effects, columns)
      store(effects, columns)
      addInformation(effects)
    }
    return true
  }

  private func addRows(
    _ rows: QuasiRows, _ range: Range<Int>, _ hasProducts: Bool, _ effects: Int
  ) {
    let (products, right, positions, values) = (products!, right!, positions!, values!)
    let (places, groupings, row) = (places, groupings, row)
    let width = sums.p + 1
    products.update(repeating: 0, count: packedCount(effects))
    right.update(repeating: 0, count: effects * width)
    for index in range {
      var count = 0
      for g in 0..<groupingCount {
        for entry in groupings[g].entries(index) {
          let first =
            places[g].row + (groupings[g].unit(entry) - places[g].firstUnit) * places[g].size
          groupings[g].writeEffects(
            index, groupings[g].weight(entry), rows.slope[index], rows.curvature[index],
            hasProducts: hasProducts, to: values + count)
          for k in 0..<places[g].size { positions[count + k] = first + k }
          count += places[g].size
        }
      }
      rows.writeScaled(index, to: row)
      addOuter(row, width, to: sums.cross)
      for i in 0..<count {
        let value = values[i]
        let target = right + positions[i] * width
        for k in 0..<width { target[k] += value * row[k] }
        for j in 0...i { products[packedIndex(positions[i], positions[j])] += value * values[j] }
      }
    }
  }

  /// T and scores: (I + MG)⁻¹[M by its columns of effects, U'[X, working response]], by columns.
  private func solve(_ effects: Int, _ columns: Int) -> Bool {
    let (products, right, matrix, solution) = (products!, right!, matrix!, solution!)
    for g in 0..<groupingCount {
      let place = places[g]
      for unit in 0..<place.unitCount {
        groupings[g].writePrior(place.firstUnit + unit, size: place.size, to: prior)
        let first = place.row + unit * place.size
        for j in 0..<place.size {
          let target = matrix + (first + j) * effects
          target.update(repeating: 0, count: effects)
          for k in 0..<place.size where prior[k * place.size + j] != 0 {
            let factor = prior[k * place.size + j]
            for i in 0..<effects { target[i] += factor * products[packedIndex(i, first + k)] }
          }
          target[first + j] += 1
        }
        for a in 0..<place.order {
          let target = solution + (place.column + unit * place.order + a) * effects
          for i in 0..<effects { target[i] = products[packedIndex(i, first + a)] }
        }
      }
    }
    let width = sums.p + 1
    for k in 0..<width {
      let target = solution + (columns + k) * effects
      for i in 0..<effects { target[i] = right[i * width + k] }
    }
    var order = Int32(effects)
    var count = Int32(columns + width)
    var info: Int32 = 0
    dgesv_(&order, &count, matrix, &order, pivots, solution, &order, &info)
    return info == 0
  }

  /// Adds the block's part of [X, working response]'V⁻¹[X, working response].
  private func addCross(_ effects: Int, _ columns: Int) {
    let (right, solution) = (right!, solution!)
    let width = sums.p + 1
    for g in 0..<groupingCount {
      let place = places[g]
      for unit in 0..<place.unitCount {
        groupings[g].writePrior(place.firstUnit + unit, size: place.size, to: prior)
        let first = place.row + unit * place.size
        for r in 0..<width {
          for j in 0..<place.size {
            var sum = 0.0
            for k in 0..<place.size {
              sum += right[(first + k) * width + r] * prior[k * place.size + j]
            }
            half[j] = sum
          }
          for c in 0...r {
            let scores = solution + (columns + c) * effects + first
            var sum = 0.0
            for j in 0..<place.size { sum += half[j] * scores[j] }
            sums.cross[packedIndex(r, c)] -= sum
          }
        }
      }
    }
  }

  private func store(_ effects: Int, _ columns: Int) {
    let solution = solution!
    let width = sums.p + 1
    for g in 0..<groupingCount {
      let place = places[g]
      let q = place.order
      for index in 0..<place.unitCount {
        let unit = place.firstUnit + index
        let first = place.row + index * place.size
        for a in 0..<q {
          for b in 0...a {
            groupings[g].blocks[unit * packedCount(q) + packedIndex(a, b)] =
              solution[(place.column + index * q + b) * effects + first + a]
          }
          for k in 0..<width {
            groupings[g].scores[(unit * q + a) * width + k] =
              solution[(columns + k) * effects + first + a]
          }
        }
      }
    }
  }

  private func addInformation(_ effects: Int) {
    let parameters = sums.parameters
    var index = 0
    for k in 0..<sums.parameterCount {
      sums.traces[k] += trace(parameters[k], effects)
      for l in 0...k {
        sums.fisher[index] +=
          0.5 * parameters[k].multiplicity * parameters[l].multiplicity
          * doubleTrace(parameters[k], parameters[l], effects)
        index += 1
      }
    }
  }

  private func trace(_ one: QuasiParameter, _ effects: Int) -> Double {
    let place = places[one.grouping]
    var sum = 0.0
    for unit in 0..<place.unitCount {
      let column = solution + (place.column + unit * place.order + one.b) * effects
      sum += column[place.row + unit * place.size + one.a]
    }
    return one.multiplicity * sum
  }

  /// Σ over units u and v of T(uₐ, v_c)T(u_b, v_d) + T(uₐ, v_d)T(u_b, v_c).
  private func doubleTrace(
    _ one: QuasiParameter, _ other: QuasiParameter, _ effects: Int
  ) -> Double {
    let rows = places[one.grouping]
    let columns = places[other.grouping]
    var sum = 0.0
    for v in 0..<columns.unitCount {
      let first = solution + (columns.column + v * columns.order) * effects + rows.row
      let c = first + other.a * effects
      let d = first + other.b * effects
      for u in 0..<rows.unitCount {
        let a = u * rows.size + one.a
        let b = u * rows.size + one.b
        sum += c[a] * d[b] + d[a] * c[b]
      }
    }
    return sum
  }
}
