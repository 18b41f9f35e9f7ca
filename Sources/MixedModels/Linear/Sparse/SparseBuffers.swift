/// Working memory of a sparse kernel; columns over the rows of the data lie one after another.
struct SparseBuffers {
  /// V⁻¹[X Py].
  let solved: UnsafeMutablePointer<Double>
  /// VᵢPy, or VᵢV⁻¹x for each column x of X, of each parameter; and V⁻¹ times them.
  let variates: UnsafeMutablePointer<Double>
  let solvedVariates: UnsafeMutablePointer<Double>
  /// Z'V⁻¹[X Py].
  let scores: UnsafeMutablePointer<Double>
  /// One number for each effect and column in hand.
  let effects: UnsafeMutablePointer<Double>
  /// Columns over the rows that are solved for at once.
  let columnBatch: UnsafeMutablePointer<Double>
  /// Parameters beside those in hand.
  let moved: UnsafeMutablePointer<Double>

  /// Columns of effects that are solved for at once where a covariance matrix is singular.
  static let batch = 32

  init(
    rowCount: Int, effectCount: Int, p: Int, parameterCount n: Int, keepsProducts: Bool,
    workspace: Workspace
  ) {
    let variateCount = max(keepsProducts ? n * p : n, 1)
    solved = workspace.doubles((p + 1) * rowCount)
    variates = workspace.doubles(variateCount * rowCount)
    solvedVariates = workspace.doubles(variateCount * rowCount)
    scores = workspace.doubles((p + 1) * effectCount)
    effects = workspace.doubles(max(p + 1, variateCount, Self.batch) * effectCount)
    columnBatch = workspace.doubles(Self.batch * rowCount)
    moved = workspace.doubles(n)
  }
}
