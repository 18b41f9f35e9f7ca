import CRowFamilies
import Numerics
import Testing

@testable import MixedModels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Laplace's approximation with one random intercept: its derivatives, and its value by other routes.
@Suite struct ScalarLaplaceTests {
  @Test("Gradient and Hessian are those of the value", arguments: [ROW_LOGIT, ROW_POISSON])
  func derivatives(family: row_family) {
    let sample = ClusterSample(family: family, sizes: [1, 3, 4, 7, 12, 20])
    var laplace = sample.laplace(family)
    let n = laplace.fixedCount + 1
    for sigma in [0.0, 0.3, 1.4] {
      var at = [0.2, -0.4, 0.5, 0.3] + [sigma]
      #expect(laplace.evaluate(&at, tolerance: 1e-9))
      let gradient = (0..<n).map { laplace.gradient[$0] }
      let hessian = (0..<packedCount(n)).map { laplace.hessian[$0] }
      let h = 1e-4
      for index in 0..<n where sigma > 0 || index < n - 1 {
        func moved(_ by: Double) -> (value: Double, gradient: [Double]) {
          var there = at
          there[index] += by
          #expect(laplace.evaluate(&there, tolerance: 1e-9))
          return (laplace.value, (0..<n).map { laplace.gradient[$0] })
        }
        let (up, down, far, near) = (moved(h), moved(-h), moved(2 * h), moved(-2 * h))
        let slope = (8 * (up.value - down.value) - (far.value - near.value)) / (12 * h)
        #expect(abs(slope - gradient[index]) < 1e-8 * (1 + abs(slope)))
        for other in 0..<n {
          let curvature =
            (8 * (up.gradient[other] - down.gradient[other])
              - (far.gradient[other] - near.gradient[other])) / (12 * h)
          let own = hessian[packedIndex(index, other)]
          #expect(abs(curvature - own) < 1e-7 * (1 + abs(own)), "\(index), \(other)")
        }
      }
    }
  }

  @Test("The value is that of the formula", arguments: [ROW_LOGIT, ROW_POISSON])
  func value(family: row_family) {
    let sample = ClusterSample(family: family, sizes: [2, 5, 9, 1, 30])
    var laplace = sample.laplace(family)
    var at = [0.2, -0.4, 0.5, 0.3, 0.8]
    #expect(laplace.evaluate(&at, tolerance: 1e-9))
    let expected = sample.plainValue(family, beta: Array(at.dropLast()), sigma: at[4])
    #expect(abs(laplace.value - expected) < 1e-10 * abs(expected))
  }

  @Test("The exponential is the library's, to two units in the last place")
  func exponential() {
    // One row a cluster without random effect: the sum of -log p of a Poisson row with y = 0.
    for eta in stride(from: -700.0, through: 700, by: 0.37) {
      let sample = ClusterSample(counts: [0], trials: [1], offset: [eta])
      var laplace = sample.laplace(ROW_POISSON)
      var at = [0.0, 0.0]
      _ = laplace.evaluate(&at, tolerance: 1e-9)
      #expect(abs(laplace.value - exp(eta)) <= 4e-16 * exp(eta))
    }
  }
}

/// Clusters of several sizes with an intercept, a column of the clusters and two of the rows.
final class ClusterSample {
  let nesting: Nesting
  let columns: [[Double]]
  let memory: [UnsafeMutablePointer<Double>]
  let source: GeneralisedSource
  let model: GeneralisedModel

  init(family: row_family, sizes: [Int]) {
    var stream = RandomStream(seed: 7, pathHash: 1, replicate: 1)
    // A sum of uniforms is near enough to normal here.
    func normal() -> Double { (0..<12).reduce(-6.0) { sum, _ in sum + stream.uniform() } }
    var starts = [0]
    for size in sizes { starts.append(starts.last! + size) }
    let rows = starts.last!
    nesting = Nesting(rowStarts: [[0, rows], starts])
    let cluster = sizes.map { _ in normal() }
    let first = (0..<rows).map { _ in normal() }
    let second = (0..<rows).map { _ in normal() }
    let offset = (0..<rows).map { _ in 0.3 * normal() }
    let trials = (0..<rows).map { family == ROW_LOGIT ? Double(1 + $0 % 3) : 1 }
    let y = (0..<rows).map { row -> Double in
      let draw = abs(normal())
      return family == ROW_LOGIT ? min(trials[row], draw.rounded()) : (2 * draw).rounded()
    }
    columns = [[1], cluster, first, second, offset, trials, y]
    let memory = columns.map { column in
      let pointer = UnsafeMutablePointer<Double>.allocate(capacity: column.count)
      pointer.initialize(from: column, count: column.count)
      return pointer
    }
    self.memory = memory
    source = GeneralisedSource(
      nesting: nesting, columnLevels: [0, 1, 2, 2, 2, 2, 2],
      isFixed: [Bool](repeating: false, count: 7), interceptColumn: 0,
      columns: memory.map { UnsafePointer($0) })
    model = GeneralisedModel(
      fixed: [0, 1, 2, 3], response: 6, trials: family == ROW_LOGIT ? 5 : nil, offsets: [4],
      terms: [.init(level: 1, columns: [0])],
      family: family == ROW_LOGIT ? Family(.binomial, link: .logit) : Family(.poisson, link: .log))
  }

  /// Rows of one cluster each, with an intercept alone.
  init(counts: [Double], trials: [Double], offset: [Double]) {
    let rows = counts.count
    nesting = Nesting(rowStarts: [[0, rows], Array(0...rows)])
    columns = [[1], offset, trials, counts]
    let memory = columns.map { column in
      let pointer = UnsafeMutablePointer<Double>.allocate(capacity: column.count)
      pointer.initialize(from: column, count: column.count)
      return pointer
    }
    self.memory = memory
    source = GeneralisedSource(
      nesting: nesting, columnLevels: [0, 2, 2, 2], isFixed: [false, false, false, false],
      interceptColumn: 0, columns: memory.map { UnsafePointer($0) })
    model = GeneralisedModel(
      fixed: [0], response: 3, offsets: [1], terms: [.init(level: 1, columns: [0])],
      family: Family(.poisson, link: .log))
  }

  deinit { for pointer in memory { pointer.deallocate() } }

  /// The data set, ready to be evaluated.
  func laplace(_ family: row_family) -> ScalarLaplace {
    let rows = ClusterRows(model, source, level: 1)
    rows.fill()
    let laplace = ScalarLaplace(rows, family: family)
    laplace.resetModes()
    return laplace
  }

  /// Half the deviance, cluster by cluster, with modes by bisection.
  func plainValue(_ family: row_family, beta: [Double], sigma: Double) -> Double {
    func mean(_ eta: Double) -> Double {
      family == ROW_LOGIT ? 1 / (1 + exp(-eta)) : exp(eta)
    }
    func cumulant(_ eta: Double) -> Double {
      family == ROW_LOGIT ? log1p(exp(eta)) : exp(eta)
    }
    var total = 0.0
    for cluster in 0..<nesting.unitCount(1) {
      let rows = nesting.starts(of: 1)[cluster]..<nesting.starts(of: 1)[cluster + 1]
      func trials(_ row: Int) -> Double { family == ROW_LOGIT ? columns[5][row] : 1 }
      func eta(_ row: Int, _ u: Double) -> Double {
        beta[0] + beta[1] * columns[1][cluster] + beta[2] * columns[2][row]
          + beta[3] * columns[3][row] + columns[4][row] + sigma * u
      }
      func slope(_ u: Double) -> Double {
        rows.reduce(u) { $0 + sigma * (trials($1) * mean(eta($1, u)) - columns[6][$1]) }
      }
      var (low, high) = (-50.0, 50.0)
      for _ in 0..<200 {
        let middle = 0.5 * (low + high)
        if slope(middle) > 0 { high = middle } else { low = middle }
      }
      let u = 0.5 * (low + high)
      total += u * u / 2
      var d = 1.0
      for row in rows {
        let value = eta(row, u)
        total += trials(row) * cumulant(value) - columns[6][row] * value
        let m = mean(value)
        d += sigma * sigma * trials(row) * (family == ROW_LOGIT ? m * (1 - m) : m)
      }
      total += 0.5 * log(d)
    }
    return total
  }
}
