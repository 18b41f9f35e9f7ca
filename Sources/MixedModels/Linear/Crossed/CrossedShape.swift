/// Where the numbers of a crossed model stand: which factor is eliminated first, and which parts of
/// the model have nothing to do with each other.
///
/// The factor with the most random effects is eliminated unit by unit. The effects of all other
/// factors, the rest, are then eliminated at once. Rows that share no unit, directly or through others,
/// belong to different components, each with matrices of its own: in nested data the components are
/// the top units.
///
/// For a component with N units to eliminate, q effects each, R effects of the rest and p columns of X
/// the numbers stand in two matrices of the row length S, R + p + 1 padded to a multiple of four:
/// - `unit rows`, qN × S: Z'[Z_rest X y] of the eliminated effects, effect by effect and unit by unit;
/// - `rest rows`, S × S: [Z_rest X y]'[Z_rest X y], upper triangle; the rest's columns factor by factor,
///   effect by effect and unit by unit.
struct CrossedShape {
  let factors: [CrossedFactor]
  /// The factor eliminated unit by unit; nil where all memberships have weights.
  let eliminated: Int?
  /// The other factors.
  let rest: [Int]
  /// Random effects of a unit of each factor.
  let orders: UnsafePointer<Int>
  let components: [Component]
  /// For each factor and unit the component and the place among the factor's units there.
  let places: [[Place]]
  /// Positions of eliminated units, component by component.
  let unitPositions: [Int32]

  struct Place {
    var component: Int32 = 0
    var position: Int32 = 0
  }

  struct Component {
    var index = 0
    /// Eliminated units and the position of the first of them.
    var unitCount = 0
    var firstUnit = 0
    /// For each factor of the rest its number of units and its first column. Pointers, so that a
    /// component is passed on without counting references.
    let restUnits: UnsafeMutablePointer<Int>
    let restColumns: UnsafeMutablePointer<Int>
    /// R.
    var restCount = 0
    /// S.
    var stride = 0
    /// Where its unit rows and its rest rows begin.
    var unitRows = 0
    var restRows = 0
  }

  let unitRowsCount: Int
  let restRowsCount: Int

  /// - Parameters:
  ///   - p: columns of X.
  ///   - itemCount: the number of items.
  init(_ factors: [CrossedFactor], p: Int, itemCount: Int, workspace: Workspace) {
    self.factors = factors
    eliminated = factors.indices.filter { factors[$0].isSingle }
      .max { factors[$0].effectCount < factors[$1].effectCount }
    let eliminated = eliminated
    let rest = factors.indices.filter { $0 != eliminated }
    self.rest = rest
    let orders = workspace.integers(factors.count)
    for (index, factor) in factors.enumerated() { orders[index] = factor.order }
    self.orders = UnsafePointer(orders)
    let isSplit = eliminated != nil && factors.allSatisfy(\.isFixed)
    let (labels, count) =
      isSplit
      ? Self.connected(factors, itemCount: itemCount)
      : (factors.map { [Int32](repeating: 0, count: $0.unitCount) }, 1)
    var components = (0..<max(count, 1)).map { index in
      Component(
        index: index, restUnits: workspace.integers(rest.count),
        restColumns: workspace.integers(rest.count))
    }
    var places: [[Place]] = []
    for (factor, labels) in labels.enumerated() {
      let place = rest.firstIndex(of: factor)
      places.append(
        labels.map { label in
          let component = Int(label)
          if let place {
            components[component].restUnits[place] += 1
            return Place(
              component: label, position: Int32(components[component].restUnits[place] - 1))
          }
          components[component].unitCount += 1
          return Place(component: label, position: Int32(components[component].unitCount - 1))
        })
    }
    var unit = 0
    var unitRows = 0
    var restRows = 0
    let q = eliminated.map { factors[$0].order } ?? 0
    for index in components.indices {
      var column = 0
      for (place, factor) in rest.enumerated() {
        components[index].restColumns[place] = column
        column += components[index].restUnits[place] * factors[factor].order
      }
      let stride = CrossProductPlan.padded(column + p + 1)
      components[index].restCount = column
      components[index].stride = stride
      components[index].firstUnit = unit
      components[index].unitRows = unitRows
      components[index].restRows = restRows
      unit += components[index].unitCount
      unitRows += components[index].unitCount * q * stride
      restRows += stride * stride
    }
    self.components = components
    self.places = places
    unitRowsCount = unitRows
    restRowsCount = restRows
    unitPositions =
      eliminated.map { factor in
        places[factor].map { Int32(components[Int($0.component)].firstUnit) + $0.position }
      } ?? []
  }

  /// For each factor the component of each unit, and the number of components. Units without items
  /// are in the first.
  private static func connected(
    _ factors: [CrossedFactor], itemCount: Int
  ) -> ([[Int32]], Int) {
    var firsts: [Int] = []
    var total = 0
    for factor in factors {
      firsts.append(total)
      total += factor.unitCount
    }
    var parent = Array(0..<total)
    var isUsed = [Bool](repeating: false, count: total)
    func root(_ unit: Int) -> Int {
      var unit = unit
      while parent[unit] != unit {
        parent[unit] = parent[parent[unit]]
        unit = parent[unit]
      }
      return unit
    }
    for item in 0..<itemCount {
      var known: Int?
      for (index, factor) in factors.enumerated() {
        for entry in factor.entries(item) {
          let unit = firsts[index] + Int(factor.units[entry])
          isUsed[unit] = true
          if let known { parent[root(unit)] = root(known) }
          known = unit
        }
      }
    }
    var label = [Int32](repeating: -1, count: total)
    var count: Int32 = 0
    for unit in 0..<total where isUsed[unit] {
      let top = root(unit)
      if label[top] < 0 {
        label[top] = count
        count += 1
      }
    }
    return (
      factors.enumerated().map { index, factor in
        (0..<factor.unitCount).map { unit in
          isUsed[firsts[index] + unit] ? label[root(firsts[index] + unit)] : 0
        }
      }, Int(count)
    )
  }

  /// The most effects that remain of a component once its units are eliminated.
  static func restCount(_ sources: CrossedSources, p: Int) -> Int {
    let shape = CrossedShape(
      sources.factors, p: p, itemCount: sources.itemCount, workspace: Workspace())
    return shape.components.map(\.restCount).max() ?? 0
  }
}
