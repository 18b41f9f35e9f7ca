import Foundation
import Numerics

@testable import MixedModels

/// Quasi-likelihood estimates by matrices of all rows: the formulas of Goldstein (1991) and Goldstein &
/// Rasbash (1996) as they stand, with V inverted whole and the covariances found by regressing the products
/// of residuals on their expectations. At the estimates that regression gives the covariances back.
struct QuasiReference {
  let sample: QuasiSample
  let model: GeneralisedModel
  var beta: [Double]
  /// Ω of each grouping.
  var omegas: [[[Double]]]
  var covariance: [[Double]] = []
  /// y'PV_kPy - tr(V⁻¹V_k) of the covariances as they were given, in the order of the groupings.
  var gradient: [Double] = []
  var rounds = 0

  typealias Matrix = [[Double]]

  /// Mean, its first two derivatives and the variance of a row.
  private func row(_ eta: Double, _ m: Double) -> (f: Double, d: Double, h: Double, v: Double) {
    let normal = exp(-eta * eta / 2) / (2 * Double.pi).squareRoot()
    switch (model.family.distribution, model.family.link) {
    case (.binomial, .probit):
      let p = 0.5 * erfc(-eta / 2.0.squareRoot())
      return (m * p, m * normal, -m * eta * normal, m * p * (1 - p))
    case (.binomial, .cloglog):
      let p = 1 - exp(-exp(eta))
      let d = exp(eta - exp(eta))
      return (m * p, m * d, m * d * (1 - exp(eta)), m * p * (1 - p))
    case (.binomial, _):
      let p = 1 / (1 + exp(-eta))
      return (m * p, m * p * (1 - p), m * p * (1 - p) * (1 - 2 * p), m * p * (1 - p))
    case (.negativeBinomial(let size), _):
      let f = exp(eta)
      return (f, f, f, f + f * f / size!)
    default:
      let f = exp(eta)
      return (f, f, f, f)
    }
  }

  /// Columns of the effects of each grouping, and the term of each.
  private let groupings: [(grouping: LinearModel.Grouping, columns: [Int], terms: [Int])]

  /// - Parameter covariances: at which coefficients, residuals and their covariances are iterated to their
  ///   end before a step of the covariances is taken.
  init(_ sample: QuasiSample, _ model: GeneralisedModel, covariances: [Double]) {
    self.sample = sample
    self.model = model
    beta = model.fixed.map { _ in 0 }
    var groupings: [(grouping: LinearModel.Grouping, columns: [Int], terms: [Int])] = []
    for (index, term) in model.terms.enumerated() {
      if !groupings.contains(where: { $0.grouping == term.grouping }) {
        groupings.append((term.grouping, [], []))
      }
      let place = groupings.firstIndex { $0.grouping == term.grouping }!
      groupings[place].columns += term.columns
      groupings[place].terms += term.columns.map { _ in index }
    }
    self.groupings = groupings
    omegas = groupings.map { group in group.terms.map { _ in group.terms.map { _ in 0 } } }
    var rest = covariances[...]
    for term in model.terms.indices {
      let g = groupings.firstIndex { $0.terms.contains(term) }!
      let own = groupings[g].terms.indices.filter { groupings[g].terms[$0] == term }
      for a in own {
        for b in own where b <= a {
          omegas[g][a][b] = rest.removeFirst()
          omegas[g][b][a] = omegas[g][a][b]
        }
      }
    }
    guard case .quasi(let at, let order) = model.estimator else { fatalError() }
    iterate(isPenalised: at == .penalised, order: order)
  }

  /// Covariances in the order of the terms, packed.
  var packed: [Double] {
    model.terms.indices.flatMap { term -> [Double] in
      let g = groupings.firstIndex { $0.terms.contains(term) }!
      let own = groupings[g].terms.indices.filter { groupings[g].terms[$0] == term }
      return own.indices.flatMap { a in (0...a).map { omegas[g][own[a]][own[$0]] } }
    }
  }

  private mutating func iterate(isPenalised: Bool, order: Int) {
    let n = sample.nesting.rowCount
    let x = model.fixed.map(sample.rows)
    let y = sample.rows(model.response)
    let m = model.trials.map(sample.rows) ?? [Double](repeating: 1, count: n)
    let offset = model.offsets.map(sample.rows).reduce([Double](repeating: 0, count: n)) {
      zip($0, $1).map { $0 + $1 }
    }
    // Z of each grouping: z[grouping][unit][effect][row].
    let z = groupings.map { grouping -> [[[Double]]] in
      let members = sample.memberships(grouping.grouping)
      let units = members.flatMap { $0.map(\.unit) }.max()! + 1
      return (0..<units).map { unit in
        grouping.columns.map { column in
          zip(sample.rows(column), members).map { value, entries in
            value * (entries.first { $0.unit == unit }?.weight ?? 0)
          }
        }
      }
    }
    var u = z.map { $0.map { $0.map { _ in 0.0 } } }
    var s = z.indices.map { g in z[g].map { _ in omegas[g] } }
    for _ in 0..<100 {
      rounds += 1
      var linear = combine(beta, x)
      var quadratic = [Double](repeating: 0, count: n)
      var quadraticV = Matrix(repeating: quadratic, count: n)
      for g in z.indices {
        for unit in z[g].indices where order == 2 {
          var form = Matrix(repeating: [Double](repeating: 0, count: n), count: n)
          add(isPenalised ? s[g][unit] : omegas[g], z[g][unit], to: &form)
          for i in 0..<n {
            quadratic[i] += form[i][i]
            for k in 0..<n { quadraticV[i][k] += form[i][k] * form[i][k] }
          }
        }
        for unit in z[g].indices where isPenalised {
          for a in z[g][unit].indices {
            for i in 0..<n { linear[i] += z[g][unit][a][i] * u[g][unit][a] }
          }
        }
      }
      let rows = (0..<n).map { row(linear[$0] + offset[$0], m[$0]) }
      var z0 = y
      for i in 0..<n {
        z0[i] += rows[i].d * linear[i] - rows[i].f
        z0[i] -= 0.5 * rows[i].h * quadratic[i]
      }
      func sloped(_ column: [Double]) -> [Double] { (0..<n).map { rows[$0].d * column[$0] } }
      let dx = x.map(sloped)
      let dz = z.map { units in units.map { effects in effects.map(sloped) } }
      // Known variances, then those of the random effects.
      var known = Matrix(repeating: [Double](repeating: 0, count: n), count: n)
      for i in 0..<n {
        known[i][i] = rows[i].v
        for k in 0..<n { known[i][k] += 0.5 * rows[i].h * rows[k].h * quadraticV[i][k] }
      }
      var v = known
      for g in z.indices { for unit in z[g].indices { add(omegas[g], dz[g][unit], to: &v) } }
      let inverse = invert(v)
      let vx = dx.map { multiply(inverse, $0) }
      covariance = invert(dx.map { multiply(vx, $0) })
      let next = multiply(covariance, multiply(vx, z0))
      let fitted = combine(next, dx)
      let residual = (0..<n).map { z0[$0] - fitted[$0] }
      let vr = multiply(inverse, residual)
      // Residuals and their comparative covariances.
      for g in z.indices {
        for unit in z[g].indices {
          let own = dz[g][unit]
          u[g][unit] = multiply(omegas[g], multiply(own, vr))
          // Cov(u_hat) = Omega Z'V^-1 (V - X(X'V^-1 X)^-1 X') V^-1 Z Omega
          let vz = own.map { multiply(inverse, $0) }
          let xz = vz.map { multiply(dx, $0) }
          var inner = omegas[g]
          for a in own.indices {
            for b in own.indices {
              inner[a][b] = dot(own[a], vz[b]) - dot(xz[a], multiply(covariance, xz[b]))
            }
          }
          let ofResiduals = product(product(omegas[g], inner), omegas[g])
          for a in own.indices {
            for b in own.indices { s[g][unit][a][b] = omegas[g][a][b] - ofResiduals[a][b] }
          }
        }
      }
      let change = zip(beta, next).map { abs($0 - $1) }.max()!
      beta = next
      if change < 1e-13 || rounds == 100 {
        omegas = regress(inverse, vr, dz, known)
        return
      }
    }
  }

  /// Covariances by generalised least squares of (rr' - known) on its expectations.
  private mutating func regress(
    _ inverse: Matrix, _ vr: [Double], _ dz: [[[[Double]]]], _ known: Matrix
  ) -> [Matrix] {
    var places: [(grouping: Int, a: Int, b: Int)] = []
    for g in dz.indices {
      let terms = groupings[g].terms
      for a in terms.indices {
        for b in 0...a where terms[a] == terms[b] { places.append((g, a, b)) }
      }
    }
    let n = inverse.count
    let derivatives = places.map { place -> Matrix in
      var d = Matrix(repeating: [Double](repeating: 0, count: n), count: n)
      var entry = omegas[place.grouping].map { $0.map { _ in 0.0 } }
      entry[place.a][place.b] = 1
      entry[place.b][place.a] = 1
      for unit in dz[place.grouping] { add(entry, unit, to: &d) }
      return d
    }
    let products = derivatives.map { product(inverse, $0) }
    let fisher = products.map { a in products.map { trace(a, $0) } }
    let knownShare = product(inverse, known)
    let right = places.indices.map { k in
      dot(vr, multiply(derivatives[k], vr)) - trace(products[k], knownShare)
    }
    let theta = places.isEmpty ? [] : multiply(invert(fisher), right)
    let steps = zip(theta, places).map { $0 - omegas[$1.grouping][$1.a][$1.b] }
    gradient = multiply(fisher, steps)
    var result = omegas
    for (k, place) in places.enumerated() {
      result[place.grouping][place.a][place.b] = theta[k]
      result[place.grouping][place.b][place.a] = theta[k]
    }
    return result
  }

  /// Adds ZΩZ' of one unit.
  private func add(_ omega: Matrix, _ z: [[Double]], to v: inout Matrix) {
    let own = v.indices.filter { row in z.contains { $0[row] != 0 } }
    for i in own {
      for a in z.indices {
        for b in z.indices where omega[a][b] != 0 {
          let factor = z[a][i] * omega[a][b]
          v[i].withUnsafeMutableBufferPointer { row in
            z[b].withUnsafeBufferPointer { z in for k in own { row[k] += factor * z[k] } }
          }
        }
      }
    }
  }

  /// By Gauss-Jordan elimination with row exchanges.
  private func invert(_ a: Matrix) -> Matrix {
    let n = a.count
    var rows = a.indices.map { i in a[i] + a.indices.map { $0 == i ? 1.0 : 0 } }
    for k in 0..<n {
      let pivot = (k..<n).max { rows[$0][k].magnitude < rows[$1][k].magnitude }!
      rows.swapAt(k, pivot)
      let scale = 1 / rows[k][k]
      rows[k] = rows[k].map { scale * $0 }
      for i in 0..<n where i != k && rows[i][k] != 0 {
        let factor = rows[i][k]
        rows[k].withUnsafeBufferPointer { source in
          rows[i].withUnsafeMutableBufferPointer { target in
            for j in k..<2 * n { target[j] -= factor * source[j] }
          }
        }
      }
    }
    return rows.map { Array($0[n...]) }
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        var sum = 0.0
        for i in 0..<a.count { sum += a[i] * b[i] }
        return sum
      }
    }
  }

  /// The columns of x with weights.
  private func combine(_ weights: [Double], _ x: [[Double]]) -> [Double] {
    var sum = [Double](repeating: 0, count: x[0].count)
    for (weight, column) in zip(weights, x) {
      for i in sum.indices { sum[i] += weight * column[i] }
    }
    return sum
  }

  private func multiply(_ a: Matrix, _ x: [Double]) -> [Double] { a.map { dot($0, x) } }

  private func product(_ a: Matrix, _ b: Matrix) -> Matrix {
    let columns = b[0].indices.map { j in b.map { $0[j] } }
    return a.map { row in columns.map { dot(row, $0) } }
  }

  /// tr(AB).
  private func trace(_ a: Matrix, _ b: Matrix) -> Double {
    let columns = b[0].indices.map { j in b.map { $0[j] } }
    return zip(a, columns).reduce(0) { $0 + dot($1.0, $1.1) }
  }
}
