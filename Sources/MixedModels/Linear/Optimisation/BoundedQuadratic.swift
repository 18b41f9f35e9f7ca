internal import Numerics

/// Minimises g's + ½s'Hs over the step s, some of whose entries have lower bounds.
///
/// An active-set search: entries that would cross their bound are put on it and the rest solved
/// again. Fits the few covariance parameters of a mixed model; buffers are made once.
struct BoundedQuadratic {
  let capacity: Int
  private let free: UnsafeMutablePointer<Double>
  private let reduced: UnsafeMutablePointer<Double>
  private let solution: UnsafeMutablePointer<Double>

  static func doubles(_ n: Int) -> Int { 2 * n + packedCount(n) }

  init(capacity: Int, arena: Arena) {
    self.capacity = capacity
    free = arena.take(capacity)
    solution = arena.take(capacity)
    reduced = arena.take(packedCount(capacity))
  }

  /// - Parameters:
  ///   - n: the number of entries.
  ///   - gradient: g.
  ///   - curvature: H, packed.
  ///   - lowest: the lower bound of each entry of s, -infinity where there is none. An entry whose
  ///     bound is 0 and whose gradient is not negative stays put.
  ///   - step: receives s.
  /// - Returns: the predicted decrease -(g's + ½s'Hs), or nil if H is not positive definite on the
  ///   entries that are free.
  func solve(
    _ n: Int, gradient: UnsafePointer<Double>, curvature: UnsafePointer<Double>,
    lowest: UnsafePointer<Double>, step: UnsafeMutablePointer<Double>
  ) -> Double? {
    if n == 1 { return solveSingle(gradient[0], curvature[0], lowest[0], step) }
    for i in 0..<n {
      let isHeld = lowest[i] == 0 && gradient[i] >= 0
      free[i] = isHeld ? 0 : 1
      step[i] = 0
    }
    while true {
      guard solveFree(n, gradient, curvature, step) else { return nil }
      var crossed = false
      for i in 0..<n where free[i] > 0 && step[i] < lowest[i] {
        free[i] = 0
        step[i] = lowest[i]
        crossed = true
      }
      if !crossed { break }
    }
    var change = 0.0
    for i in 0..<n {
      change += step[i] * gradient[i]
      for j in 0..<n { change += 0.5 * step[i] * curvature[packedIndex(i, j)] * step[j] }
    }
    return -change
  }

  private func solveSingle(
    _ gradient: Double, _ curvature: Double, _ lowest: Double, _ step: UnsafeMutablePointer<Double>
  ) -> Double? {
    step[0] = 0
    if lowest == 0 && gradient >= 0 { return 0 }
    guard curvature > 0, curvature.isFinite else { return nil }
    let move = max(-gradient / curvature, lowest)
    step[0] = move
    return -(gradient + 0.5 * curvature * move) * move
  }

  /// Solves for the free entries, the others staying as they are in `step`.
  private func solveFree(
    _ n: Int, _ gradient: UnsafePointer<Double>, _ curvature: UnsafePointer<Double>,
    _ step: UnsafeMutablePointer<Double>
  ) -> Bool {
    var count = 0
    for i in 0..<n where free[i] > 0 {
      var right = -gradient[i]
      var position = 0
      for j in 0..<n {
        if free[j] == 0 {
          right -= curvature[packedIndex(i, j)] * step[j]
        } else if j <= i {
          reduced[packedIndex(count, position)] = curvature[packedIndex(i, j)]
          position += 1
        }
      }
      solution[count] = right
      count += 1
    }
    guard choleskyPacked(reduced, count, tolerance: 1e-11) else { return false }
    solveLower(reduced, count, solution)
    solveLowerTransposed(reduced, count, solution)
    var position = 0
    for i in 0..<n where free[i] > 0 {
      step[i] = solution[position]
      position += 1
    }
    return true
  }
}
