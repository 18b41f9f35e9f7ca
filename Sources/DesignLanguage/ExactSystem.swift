/// A system of linear equations Xb = m that has one solution or none, at least as many equations as
/// unknowns.
struct ExactSystem {
  private let rows: [[Double]]
  /// The first column that is a combination of those before it, if there is one.
  let dependentColumn: Int?
  /// (X'X)⁻¹X', whose product with m is b; empty if there is a dependent column.
  let inverse: [[Double]]

  /// - Parameter rows: X by rows.
  init(_ rows: [[Double]]) {
    self.rows = rows
    let count = rows.first?.count ?? 0
    // Gram-Schmidt, twice for accuracy: X = QR.
    var q: [[Double]] = []
    var r = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    for column in 0..<count {
      var rest = rows.map { $0[column] }
      let length = Self.length(rest)
      for _ in 0..<2 {
        for (k, direction) in q.enumerated() {
          let part = Self.product(direction, rest)
          r[k][column] += part
          for row in rest.indices { rest[row] -= part * direction[row] }
        }
      }
      let left = Self.length(rest)
      guard left > 1e-10 * max(length, 1e-300), left.isFinite else {
        dependentColumn = column
        inverse = []
        return
      }
      r[column][column] = left
      q.append(rest.map { $0 / left })
    }
    dependentColumn = nil
    inverse = Self.backSubstituted(r, q)
  }

  /// R⁻¹Q', with entries that are fractions of small whole numbers freed of rounding.
  private static func backSubstituted(_ r: [[Double]], _ q: [[Double]]) -> [[Double]] {
    var inverse = q
    for row in r.indices.reversed() {
      for cell in inverse[row].indices {
        var value = q[row][cell]
        for later in r.indices where later > row { value -= r[row][later] * inverse[later][cell] }
        inverse[row][cell] = value / r[row][row]
      }
    }
    // 2⁴·3²·5·7·11·13, a multiple of all denominators to 16.
    let scale = 720_720.0
    return inverse.map { row in
      row.map { value in
        let whole = (value * scale).rounded()
        return abs(value * scale - whole) < 1e-6 ? whole / scale : value
      }
    }
  }

  /// Xb for the solution of least squares.
  func fit(_ means: [Double]) -> [Double] {
    let solution = inverse.map { Self.product($0, means) }
    return rows.map { Self.product($0, solution) }
  }

  /// The equation that the solution of least squares is furthest from meeting; nil if it meets all.
  func worstFit(of means: [Double]) -> Int? {
    let errors = zip(fit(means), means).map { abs($0 - $1) }
    let scale = means.map { abs($0) }.max() ?? 0
    guard let worst = errors.indices.max(by: { errors[$0] < errors[$1] }) else { return nil }
    return errors[worst] > 1e-9 * max(scale, 1e-300) ? worst : nil
  }

  private static func product(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private static func length(_ a: [Double]) -> Double { product(a, a).squareRoot() }
}
