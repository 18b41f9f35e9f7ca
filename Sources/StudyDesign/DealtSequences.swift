/// Sequences of values, one of which each unit of a level goes through.
///
/// The predictor varies between the units of another level, `over`, within those of `level`: it has the
/// value that stands in the unit's sequence at the position of the unit of `over` within its parent.
/// Sequences shorter than the units of `over` are repeated.
public struct DealtSequences: Sendable, Equatable {
  /// The sequences, all of one length: numbers, or indices of categories.
  public var rows: [[Double]]
  /// Index into the levels: the level whose units the sequences are dealt to, in equal shares.
  public var level: Int
  /// Index into the levels: the level along whose units a sequence is read.
  public var over: Int
  /// Within what the sequences are dealt evenly.
  public var balance: Predictor.Balance
  /// Whether they are the steps of a stepped wedge: 0 up to a period, 1 from there on.
  public var isStaircase: Bool

  /// Makes sequences.
  public init(
    rows: [[Double]], level: Int, over: Int, balance: Predictor.Balance, isStaircase: Bool = false
  ) {
    self.rows = rows
    self.level = level
    self.over = over
    self.balance = balance
    self.isStaircase = isStaircase
  }

  /// A stepped wedge: the units of the k-th step (from 1) change from 0 to 1 after k of the
  /// `steps + 1` periods.
  public static func staircase(
    steps: Int, level: Int, over: Int, balance: Predictor.Balance
  ) -> DealtSequences {
    let rows = (1...max(steps, 1)).map { step in
      (0...max(steps, 1)).map { period in period < step ? 0.0 : 1 }
    }
    return DealtSequences(
      rows: rows, level: level, over: over, balance: balance, isStaircase: true)
  }
}
