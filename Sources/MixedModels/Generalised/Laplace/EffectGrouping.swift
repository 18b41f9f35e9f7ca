internal import Numerics

/// A grouping of a generalised model: which units the rows belong to, and the random effects that
/// every unit has.
///
/// The effects of all terms of one grouping stand together, those of a term behind those of the term
/// before.
struct EffectGrouping {
  /// One random effect of a unit: a column of Z in one of the row's linear predictors.
  struct Effect {
    let column: UnsafePointer<Double>
    let predictor: Int
  }

  /// One covariance matrix: consecutive effects of a unit.
  struct Block {
    let firstEffect: Int
    let order: Int
    /// Its first parameter among all θ.
    let firstParameter: Int
  }

  let effects: [Effect]
  let blocks: [Block]
  /// The most units there can be.
  let capacity: Int
  /// The units of the entries; entry i is row i where each row has one unit.
  let units: UnsafePointer<Int32>
  /// Where memberships have weights: the first entry of each row, and the number of entries.
  let starts: UnsafePointer<Int32>?
  let weights: UnsafePointer<Double>?
  /// Whether the memberships never change.
  let isFixed: Bool
  private let level: (nesting: Nesting, index: Int)?

  /// Random effects of a unit.
  var order: Int { effects.count }
  /// Units now.
  var unitCount: Int { level.map { $0.nesting.unitCount($0.index) } ?? capacity }

  init(
    _ grouping: LinearModel.Grouping, of source: GeneralisedSource, effects: [Effect],
    blocks: [Block]
  ) {
    self.effects = effects
    self.blocks = blocks
    switch grouping {
    case .level(let index):
      let nesting = source.nesting
      level = (nesting, index)
      capacity = nesting.capacity(index)
      units = nesting.holders(of: nesting.rowLevel, at: index)
      starts = nil
      weights = nil
      isFixed = nesting.isFixed
    case .factor(let index):
      let factor = source.factors[index]
      level = nil
      capacity = factor.unitCount
      isFixed = factor.isFixed && source.nesting.isFixed
      switch factor.memberships {
      case .single(let units):
        self.units = units
        starts = nil
        weights = nil
      case .weighted(let starts, let units, let weights):
        self.units = units
        self.starts = starts
        self.weights = weights
      }
    }
  }

  /// The entries of a row.
  @inline(__always)
  func entries(_ row: Int) -> Range<Int> {
    guard let starts else { return row..<row + 1 }
    return Int(starts[row])..<Int(starts[row + 1])
  }

  /// The weight of an entry.
  @inline(__always)
  func weight(_ entry: Int) -> Double { weights?[entry] ?? 1 }
}
