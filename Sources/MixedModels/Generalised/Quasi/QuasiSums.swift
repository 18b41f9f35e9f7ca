internal import Numerics

/// What one pass over the rows gives a step of generalised least squares and of Fisher scoring.
struct QuasiSums {
  let p: Int
  let parameterCount: Int
  /// [X, working response]'V⁻¹[X, working response], packed.
  let cross: UnsafeMutablePointer<Double>
  /// tr(V⁻¹V_kV⁻¹V_l) of the parameters, packed.
  let fisher: UnsafeMutablePointer<Double>
  /// tr(V⁻¹V_k).
  let traces: UnsafeMutablePointer<Double>
  let parameters: UnsafeMutablePointer<QuasiParameter>

  init(p: Int, parameters: [QuasiParameter], workspace: Workspace) {
    self.p = p
    parameterCount = parameters.count
    cross = workspace.doubles(packedCount(p + 1))
    fisher = workspace.doubles(packedCount(parameters.count))
    traces = workspace.doubles(parameters.count)
    let words = (MemoryLayout<QuasiParameter>.stride + 7) / 8
    self.parameters = UnsafeMutableRawPointer(workspace.doubles(words * parameters.count))
      .bindMemory(to: QuasiParameter.self, capacity: max(parameters.count, 1))
    for (index, parameter) in parameters.enumerated() { self.parameters[index] = parameter }
  }

  func reset() {
    cross.update(repeating: 0, count: packedCount(p + 1))
    fisher.update(repeating: 0, count: packedCount(parameterCount))
    traces.update(repeating: 0, count: parameterCount)
  }

  /// Adds the products of all rows without random effects.
  func addRows(_ rows: QuasiRows, _ n: Int, _ row: UnsafeMutablePointer<Double>) {
    for index in 0..<n {
      rows.writeScaled(index, to: row)
      addOuter(row, p + 1, to: cross)
    }
  }
}

/// Adds vv' to a packed matrix of order `n`.
@inline(__always)
func addOuter(
  _ v: UnsafePointer<Double>, _ n: Int, to packed: UnsafeMutablePointer<Double>
) {
  var target = packed
  for i in 0..<n {
    let value = v[i]
    for j in 0...i { target[j] += value * v[j] }
    target += i + 1
  }
}

extension QuasiRows {
  /// Writes [x·f'/√v, working response] of a row.
  @inline(__always)
  func writeScaled(_ row: Int, to target: UnsafeMutablePointer<Double>) {
    let x = x + row * p
    for k in 0..<p { target[k] = slope[row] * x[k] }
    target[p] = working[row]
  }
}
