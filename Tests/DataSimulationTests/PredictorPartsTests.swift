import DataTable
import Foundation
import Testing

/// Predictors made of parts, means, corrections and errors. Bounds as `MonteCarloMean` states them.
@Suite struct PredictorPartsTests {
  private func design(_ rest: String, effects: String = "{intercept: 0}", model: String = "y ~ 1")
    -> String
  {
    """
    levels: {g: 6, i: 5 per g}
    \(rest)
    model: \(model)
    effects: \(effects)
    residual: {sd: 1}
    """
  }

  /// Mean products of rows i and i + 1 of one group, and of rows of neighbouring groups.
  private func products(
    _ tables: [DataTable], _ a: String, _ b: String, _ centers: (Double, Double)
  )
    -> (row: MonteCarloMean, group: MonteCarloMean, other: MonteCarloMean)
  {
    func mean(_ step: Int, _ rows: [Int]) -> MonteCarloMean {
      MonteCarloMean(
        values: tables.map { table in
          let (a, b) = (table.numbers(a), table.numbers(b))
          return rows.reduce(0) { $0 + (a[$1] - centers.0) * (b[$1 + step] - centers.1) }
            / Double(rows.count)
        })
    }
    return (
      mean(0, Array(0..<30)), mean(1, (0..<30).filter { $0 % 5 < 4 }), mean(5, Array(0..<25))
    )
  }

  @Test func `parts have their variances at their levels`() throws {
    let tables = try tables(
      design("predictors: {x: {normal: {mean: 7, sd: {g: 2, i: 0.5}}}}"), count: 4000)
    let found = products(tables, "x", "x", (7, 7))
    #expect(MonteCarloMean(values: tables.map { mean($0.numbers("x")) }).isNear(7))
    #expect(found.row.isNear(4.25))
    #expect(found.group.isNear(4))
    #expect(found.other.isNear(0))
  }

  /// Covariances of normal predictors: r·s·t at each level, with none between levels.
  @Test func `correlations hold at each level by themselves`() throws {
    let tables = try tables(
      design(
        """
        predictors:
          a: {normal: {mean: 1, sd: {g: 2, i: 3}}}
          b: {normal: {sd: {g: 1, i: 0.5}}}
          c: {level: i, normal: {sd: 2}}
          d: {level: g, normal: {sd: 1}}
        correlations:
          a: {b: {g: 0.8, i: -0.6}, c: 0.5, d: -0.3}
        """), count: 4000)
    let ab = products(tables, "a", "b", (1, 0))
    #expect(ab.row.isNear(0.8 * 2 - 0.6 * 1.5))
    #expect(ab.group.isNear(0.8 * 2))
    #expect(ab.other.isNear(0))
    #expect(products(tables, "a", "c", (1, 0)).row.isNear(0.5 * 6))
    #expect(products(tables, "a", "c", (1, 0)).group.isNear(0))
    #expect(products(tables, "a", "d", (1, 0)).row.isNear(-0.3 * 2))
    #expect(products(tables, "b", "c", (0, 0)).row.isNear(0))
    #expect(products(tables, "b", "d", (0, 0)).row.isNear(0))
    for (name, variance) in [("a", 13.0), ("b", 1.25), ("c", 4), ("d", 1)] {
      let center = name == "a" ? 1.0 : 0
      #expect(products(tables, name, name, (center, center)).row.isNear(variance), "\(name)")
    }
  }

  /// Signs about the medians of two variables have the mean product 2/π·asin r, r the correlation of
  /// their scores (Sheppard 1899).
  @Test func `other distributions keep their shape and the correlation of their scores`() throws {
    let tables = try tables(
      design(
        """
        predictors:
          w: {level: i, gamma: {mean: 2, cv: 1}}
          t: {level: i, t: {df: 4, sd: 1}}
          p: {level: i, poisson: 3}
          h: {level: i, binary: 0.5}
          c: {level: i, categories: {low: 0.5, high: 0.5}}
        correlations: {w: {t: 0.6, p: 0.5, h: -0.4, c: 0.3}}
        """), count: 4000)
    let median: Double = 2 * log(2.0 as Double)
    func sign(_ name: String, _ value: Double) -> Double {
      switch name {
      case "w": value > median ? 1 : -1
      case "t": value > 0 ? 1 : -1
      default: value == 1 ? 1 : -1
      }
    }
    for (name, r) in [("t", 0.6), ("h", -0.4), ("c", 0.3)] {
      let values = tables.map { table in
        mean(
          zip(table.numbers("w"), table.numbers(name)).map { sign("w", $0) * sign(name, $1) })
      }
      #expect(MonteCarloMean(values: values).isNear(2 / Double.pi * asin(r)), "\(name)")
    }
    #expect(MonteCarloMean(values: tables.map { mean($0.numbers("w")) }).isNear(2))
    let squares = tables.map { meanProduct($0.numbers("w"), $0.numbers("w"), about: (2, 2)) }
    #expect(MonteCarloMean(values: squares).isNear(4))
    let counts = tables.map { mean($0.numbers("p").map { $0 == 2 ? 1 : 0 }) }
    #expect(MonteCarloMean(values: counts).isNear(4.5 * exp(-3)))
    // Integrals over the normal density and Poisson cuts: E (w - 2)(p - 3) at r = 0.5.
    let products = tables.map { meanProduct($0.numbers("w"), $0.numbers("p"), about: (2, 3)) }
    #expect(MonteCarloMean(values: products).isNear(1.577969))
  }

  @Test func `means, centring and standardising are those of the data set`() throws {
    let table = try tables(
      design(
        """
        predictors:
          x: {normal: {mean: 4, sd: {g: 1, i: 2}}, centre: g}
          m: {mean_of: x, by: g}
          c: {mean_of: x, by: g, centre: grand}
          z: {level: i, gamma: {mean: 2, cv: 1}, standardise: true}
          q: {level: g, uniform: [1, 5], centre: grand, standardise: yes}
          v: {value: x + m}
        """), count: 1)[0]
    let (x, m, c) = (table.numbers("x"), table.numbers("m"), table.numbers("c"))
    let (z, q, v) = (table.numbers("z"), table.numbers("q"), table.numbers("v"))
    for group in 0..<6 {
      let rows = group * 5..<group * 5 + 5
      #expect(mean(Array(x[rows])).magnitude < 1e-12)
      // x + m is x before it was centred; m is its mean.
      #expect((mean(Array(v[rows])) - m[group * 5]).magnitude < 1e-12)
      #expect(Set(m[rows]).count == 1)
    }
    #expect(mean(c).magnitude < 1e-12)
    #expect((0..<30).allSatisfy { (m[$0] - c[$0] - mean(m)).magnitude < 1e-12 })
    #expect(mean(z).magnitude < 1e-12)
    #expect((meanProduct(z, z) * 30 / 29 - 1).magnitude < 1e-12)
    let groups = (0..<6).map { q[5 * $0] }
    #expect(mean(groups).magnitude < 1e-12)
    #expect((meanProduct(groups, groups) * 6 / 5 - 1).magnitude < 1e-12)
    #expect(Set(m).count == 6)
  }

  /// The response follows from the true score: Var(seen) = V/ρ, Cov(y, seen) = βV; the mean over a
  /// group that analyses see is that of the seen values.
  @Test func `analyses see predictors with the stated reliability`() throws {
    let text = design(
      """
      predictors:
        x: {normal: {mean: 3, sd: {g: 1, i: 2}}, reliability: 0.8}
        m: {mean_of: x, by: g}
        d: {value: 2 * x}
      """, effects: "{intercept: 0, x: 0.5}", model: "y ~ x")
    let tables = try tables(text, count: 4000)
    let seen = products(tables, "x", "x", (3, 3))
    #expect(seen.row.isNear(5 / 0.8))
    #expect(seen.group.isNear(1))
    #expect(products(tables, "x", "y", (3, 1.5)).row.isNear(0.5 * 5))
    #expect(products(tables, "y", "y", (1.5, 1.5)).row.isNear(0.25 * 5 + 1))
    for table in tables.prefix(5) {
      let (x, m, d) = (table.numbers("x"), table.numbers("m"), table.numbers("d"))
      for group in 0..<6 {
        #expect((mean(Array(x[group * 5..<group * 5 + 5])) - m[group * 5]).magnitude < 1e-12)
      }
      #expect(zip(x, d).allSatisfy { ($0 * 2 - $1).magnitude < 1e-12 })
    }
  }

  @Test(arguments: [
    ("true", "redraw: false", "redraw: true"), ("false", "redraw: no", "redraw: yes"),
  ])
  func `each predictor says when it is drawn`(study: String, once: String, anew: String) throws {
    let text =
      design(
        """
        predictors:
          a: {level: i, normal: {sd: 1}, \(once)}
          b: {level: i, normal: {sd: {g: 1, i: 1}}, \(anew)}
          m: {mean_of: a, by: g}
          n: {mean_of: b, by: g}
          e: {value: a + 1}
          f: {value: a + b}
          k: {level: g, assign: [0, 1], \(once)}
          r: {level: i, uniform: [0, 1], reliability: 0.5, \(once)}
        """, effects: "{intercept: 0, a: 1, b: 1}", model: "y ~ a + b")
      + "\nsimulation: {redraw: \(study)}"
    let all = try tables(text, count: 5)
    for name in ["a", "m", "e", "k", "r"] {
      #expect(Set(all.map { $0.numbers(name) }).count == 1, "\(name)")
      #expect(Set(all[0].numbers(name)).count > 1)
    }
    for name in ["b", "n", "f", "y"] {
      #expect(Set(all.map { $0.numbers(name) }).count == 5, "\(name)")
    }
    for table in all {
      let (a, b, f) = (table.numbers("a"), table.numbers("b"), table.numbers("f"))
      #expect(f.indices.allSatisfy { (f[$0] - a[$0] - b[$0]).magnitude < 1e-12 })
    }
  }

  @Test func `predictors at crossings have parts and correlations too`() throws {
    let tables = try tables(
      """
      levels: {s: 4, w: 3, r: 2 per s x w}
      predictors:
        x: {level: s x w, lognormal: {mean: 2, cv: 0.5}}
        z: {normal: {sd: {s: 1, s x w: 2}}}
        m: {mean_of: z, by: s}
      correlations: {x: {z: 0.7}}
      model: y ~ 1
      effects: {intercept: 0}
      residual: {sd: 1}
      """, count: 2000)
    for table in tables.prefix(3) {
      #expect(Set(table.numbers("x")).count == 12)
      #expect(Set(table.numbers("z")).count == 12)
      #expect(Set(table.numbers("m")).count == 4)
    }
    let variances = tables.map { meanProduct($0.numbers("z"), $0.numbers("z")) }
    #expect(MonteCarloMean(values: variances).isNear(5))
    // Cov(exp(m + t u), z) = r t E exp(m + t u) with t² = log 1.25; z's SD at the crossing is 2.
    let products = tables.map { meanProduct($0.numbers("x"), $0.numbers("z"), about: (2, 0)) }
    #expect(MonteCarloMean(values: products).isNear(0.7 * 2 * log(1.25).squareRoot() * 2))
  }

  /// Sizes that are drawn anew: means, centring and parts go by the units there are.
  @Test func `numbers of units may differ between data sets`() throws {
    let tables = try tables(
      """
      levels: {g: 8, i: {per: g, size: {poisson: 6}}}
      predictors:
        x: {normal: {mean: 4, sd: {g: 1, i: 2}}}
        w: {level: i, gamma: {mean: 2, cv: 1}, centre: g}
        z: {level: i, uniform: [0, 1], standardise: true, reliability: 0.5}
        m: {mean_of: x, by: g}
      correlations: {x: {w: 0.5}}
      model: y ~ 1
      effects: {intercept: 0}
      residual: {sd: 1}
      """, count: 1000)
    for table in tables.prefix(20) {
      let (g, x, w) = (table.numbers("g"), table.numbers("x"), table.numbers("w"))
      let (m, z) = (table.numbers("m"), table.numbers("z"))
      for group in Set(g) {
        let rows = g.indices.filter { g[$0] == group }
        #expect(mean(rows.map { w[$0] }).magnitude < 1e-12)
        #expect(rows.allSatisfy { row in (m[row] - mean(rows.map { x[$0] })).magnitude < 1e-12 })
      }
      #expect(mean(z).magnitude < 1e-12)
      #expect(table.rowCount == z.count)
    }
    #expect(Set(tables.map(\.rowCount)).count > 5)
    // The first row of a data set is there whatever the sizes.
    let squares = tables.map { ($0.numbers("x")[0] - 4) * ($0.numbers("x")[0] - 4) }
    #expect(MonteCarloMean(values: squares).isNear(5))
  }

  /// Patients with one to three nurses each: a part at the nurses is the weighted mean of their scores,
  /// a nurse's mean that of her patients by their weights.
  @Test func `parts and means go through weighted memberships`() throws {
    let table = try tables(
      """
      levels: {nurse: 6, patient: {total: 40, members: {nurse: {count: 1..3, weights: equal}}}}
      predictors:
        a: {level: nurse, normal: {sd: 1}}
        x: {normal: {sd: {nurse: 1, patient: 1e-12}}}
        p: {level: patient, normal: {sd: 1}}
        m: {mean_of: p, by: nurse}
      correlations: {a: {x: 1}}
      model: y ~ 1
      effects: {intercept: 0}
      residual: {sd: 1}
      """, count: 1)[0]
    let (a, x, p, m) = (
      table.numbers("a"), table.numbers("x"), table.numbers("p"), table.numbers("m")
    )
    // Perfectly correlated scores are the same, and so are their weighted means.
    #expect(zip(a, x).allSatisfy { ($0 - $1).magnitude < 1e-9 })
    var sums = [Double](repeating: 0, count: 7)
    var weights = sums
    func members(_ row: Int) -> [(nurse: Int, weight: Double)] {
      (1...3).compactMap { place in
        guard let units = table["nurse_\(place)"], case .numbers(let nurses) = units.values,
          !nurses[row].isNaN
        else { return nil }
        return (Int(nurses[row]), table.numbers("nurse_\(place)_weight")[row])
      }
    }
    for row in p.indices {
      for (nurse, weight) in members(row) {
        sums[nurse] += weight * p[row]
        weights[nurse] += weight
      }
    }
    for row in p.indices {
      let expected = members(row).reduce(0) { $0 + $1.weight * sums[$1.nurse] / weights[$1.nurse] }
      #expect((m[row] - expected).magnitude < 1e-12)
    }
  }
}
