/// The units of a grouping factor row by row, for factors whose units are no ranges of rows: crossed
/// with others, or of which a row may belong to several units.
///
/// The pointers must stay valid for the life of the fitter that gets them.
public struct RowFactor: @unchecked Sendable {
  /// Which units the rows belong to.
  public enum Memberships {
    /// One unit a row, from 0: as many entries as there are rows.
    case single(units: UnsafePointer<Int32>)
    /// Any number of units a row: those of row i are entries `starts[i]..<starts[i + 1]` of `units`
    /// and `weights`, no unit twice. `starts` has one entry more than there are rows. A random effect
    /// of a row is the weighted sum of its units' effects.
    case weighted(
      starts: UnsafePointer<Int32>, units: UnsafePointer<Int32>, weights: UnsafePointer<Double>)
  }

  /// How many units there are; some may have no rows.
  public var unitCount: Int
  /// Whether the memberships are the same in every data set; otherwise they may have changed before
  /// each `update`.
  public var isFixed: Bool
  /// Where the units of the rows stand.
  public var memberships: Memberships

  /// Makes a factor.
  public init(unitCount: Int, isFixed: Bool, memberships: Memberships) {
    self.unitCount = unitCount
    self.isFixed = isFixed
    self.memberships = memberships
  }
}
