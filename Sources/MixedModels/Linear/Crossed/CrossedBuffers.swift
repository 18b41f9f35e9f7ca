internal import Numerics

/// Working memory of a crossed model's kernel: what is kept of all components, and what is needed for
/// one component at a time.
struct CrossedBuffers {
  /// W, in the places of the unit rows.
  let unitRows: UnsafeMutablePointer<Double>
  /// L of each eliminated unit, row-major, by position.
  let unitFactors: UnsafeMutablePointer<Double>
  /// For each of them its q × q matrices L⁻¹Λ' and I - Z'ZΛ(LL')⁻¹Λ', row-major.
  let unitWeights: UnsafeMutablePointer<Double>
  let unitRemainders: UnsafeMutablePointer<Double>
  /// B, U and G, in the places of the rest rows.
  let rest: UnsafeMutablePointer<Double>
  let factor: UnsafeMutablePointer<Double>
  let solved: UnsafeMutablePointer<Double>
  /// For each component how many rows of ΛU⁻¹ reach into each four columns.
  let rowEnds: [UnsafePointer<Int32>]

  /// ΛU⁻¹ and beside it ΛU⁻¹G of [X y]: R × S.
  let inverse: UnsafeMutablePointer<Double>
  /// G of [X y], column by column.
  let omega: UnsafeMutablePointer<Double>
  /// R and J, qN × S.
  let rows: UnsafeMutablePointer<Double>
  let projected: UnsafeMutablePointer<Double>
  /// Z'V₁⁻¹Z of each unit: for each packed pair of effects one number a unit.
  let blocks: UnsafeMutablePointer<Double>
  /// The same of JJ'; before that a unit's q × q matrix.
  let shares: UnsafeMutablePointer<Double>
  /// Z'V⁻¹X of the eliminated effects and of the rest, column by column; Z'Py is the last column.
  let unitScores: UnsafeMutablePointer<Double>
  let restScores: UnsafeMutablePointer<Double>
  /// For each variate (parameter and column) J'c or Gc, and the first part of Z'V⁻¹Zc.
  let variateShares: UnsafeMutablePointer<Double>
  let variateUnits: UnsafeMutablePointer<Double>
  let variateRest: UnsafeMutablePointer<Double>
  /// Z'V⁻¹Z between the eliminated effects and the rest, and within the rest.
  let unitRest: UnsafeMutablePointer<Double>
  let restRest: UnsafeMutablePointer<Double>
  /// J'EJ for each parameter of the eliminated factor.
  let grams: UnsafeMutablePointer<Double>
  /// Most eliminated effects of a component, most effects of its rest, and the longest row.
  let unitLength: Int
  let restLength: Int
  let shareLength: Int

  init(
    shape: CrossedShape, p: Int, parameterCount n: Int, workspace: Workspace
  ) {
    let q = shape.eliminated.map { shape.factors[$0].order } ?? 0
    let units = shape.components.map(\.unitCount).max() ?? 0
    let stride = shape.components.map(\.stride).max() ?? 0
    let rest = CrossProductPlan.padded(shape.components.map(\.restCount).max() ?? 0)
    let length = CrossProductPlan.padded(q * units)
    unitLength = length
    restLength = rest
    shareLength = stride
    unitRows = workspace.doubles(shape.unitRowsCount)
    unitFactors = workspace.doubles(q * q * shape.unitPositions.count)
    unitWeights = workspace.doubles(q * q * shape.unitPositions.count)
    unitRemainders = workspace.doubles(q * q * shape.unitPositions.count)
    self.rest = workspace.doubles(shape.restRowsCount)
    factor = workspace.doubles(shape.restRowsCount)
    solved = workspace.doubles(shape.restRowsCount)
    rowEnds = shape.components.map { workspace.indices(Self.rowEnds(shape, $0)) }
    inverse = workspace.doubles(stride * stride)
    omega = workspace.doubles((p + 1) * rest)
    let rowSize = shape.components.map { q * $0.unitCount * $0.stride }.max() ?? 0
    rows = workspace.doubles(rowSize)
    projected = workspace.doubles(rowSize)
    blocks = workspace.doubles(packedCount(q) * units)
    shares = workspace.doubles(max(packedCount(q) * units, q * q))
    unitScores = workspace.doubles((p + 1) * length)
    restScores = workspace.doubles((p + 1) * rest)
    let variates = n * max(p, 1)
    variateShares = workspace.doubles(variates * stride)
    variateUnits = workspace.doubles(variates * length)
    variateRest = workspace.doubles(variates * stride)
    unitRest = workspace.doubles(rowSize)
    restRest = workspace.doubles(stride * stride)
    grams = workspace.doubles(packedCount(q) * stride * stride)
  }

  /// Rows of ΛU⁻¹ of effects of one unit mix, so that each begins where the unit's first one does.
  private static func rowEnds(
    _ shape: CrossedShape, _ component: CrossedShape.Component
  ) -> [Int32] {
    var begins: [Int] = []
    for (place, index) in shape.rest.enumerated() {
      for _ in 0..<shape.orders[index] {
        begins += (0..<component.restUnits[place]).map { component.restColumns[place] + $0 }
      }
    }
    return stride(from: 0, to: component.stride, by: 4).map { column in
      let isBeside = column + 3 >= component.restCount
      return Int32(
        isBeside ? begins.count : 1 + (begins.lastIndex { $0 <= column + 3 } ?? -1))
    }
  }
}
