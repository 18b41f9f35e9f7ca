/// Matrices of one block of rows, and sums over the columns, that an evaluation needs.
struct BlockBuffers {
  /// The largest order there is room for.
  let capacity: Int
  /// V, then W = V⁻¹.
  let w: UnsafeMutablePointer<Double>
  /// Σ XCX' over the blocks, then WΣW.
  let s: UnsafeMutablePointer<Double>
  /// Σ ee' over the blocks, e = y - Xβ̂, then WΣW.
  let e: UnsafeMutablePointer<Double>
  let work: UnsafeMutablePointer<Double>
  let other: UnsafeMutablePointer<Double>
  let third: UnsafeMutablePointer<Double>
  let fourth: UnsafeMutablePointer<Double>
  /// For each parameter Vᵢ.
  let derivatives: [UnsafeMutablePointer<Double>]
  /// For each parameter Gᵢ = WVᵢ.
  let products: [UnsafeMutablePointer<Double>]
  private let workspace = Workspace()

  init(capacity: Int, parameterCount: Int) {
    self.capacity = capacity
    let size = capacity * capacity + capacity
    w = workspace.doubles(size)
    s = workspace.doubles(size)
    e = workspace.doubles(size)
    work = workspace.doubles(size)
    other = workspace.doubles(size)
    third = workspace.doubles(size)
    fourth = workspace.doubles(size)
    let workspace = workspace
    derivatives = (0..<parameterCount).map { _ in workspace.doubles(size) }
    products = (0..<parameterCount).map { _ in workspace.doubles(size) }
  }
}
