import CGSL
import DataSimulation
import DataTable
import DesignLanguage
import Numerics
import StudyDesign
import Testing

/// Pearson's χ² of whole numbers against their probabilities. Numbers expected fewer than 25 times are
/// pooled with the next smaller ones, so that χ² has its distribution; the limit is its quantile, which
/// is exceeded with probability 1e-6.
struct GoodnessOfFit {
  /// χ² over its limit: below 1 all is well.
  let excess: Double

  /// - Parameters:
  ///   - numbers: independent draws.
  ///   - cdf: P(N ≤ n); 1 from the largest number on.
  init(_ numbers: [Int], cdf: (Int) -> Double) {
    let count = Double(numbers.count)
    var seen: [Int: Int] = [:]
    for number in numbers { seen[number, default: 0] += 1 }
    let last = numbers.max() ?? 0
    var bins: [(found: Double, expected: Double)] = [(0, 0)]
    var below = 0.0
    for number in min(numbers.min() ?? 0, 0)...last {
      let probability = number == last ? 1 - below : cdf(number) - below
      below += probability
      bins[bins.count - 1].found += Double(seen[number] ?? 0)
      bins[bins.count - 1].expected += count * probability
      if bins[bins.count - 1].expected >= 25 { bins.append((0, 0)) }
    }
    let rest = bins.removeLast()
    if !bins.isEmpty {
      bins[bins.count - 1].found += rest.found
      bins[bins.count - 1].expected += rest.expected
    }
    let statistic = bins.reduce(0) {
      $0 + ($1.found - $1.expected) * ($1.found - $1.expected) / $1.expected
    }
    excess =
      bins.count < 2
      ? (statistic == 0 ? 0 : .infinity)
      : statistic / gsl_cdf_chisq_Qinv(1e-6, Double(bins.count - 1))
  }
}

/// Data sets of a design's first scenario, as the simulator has them: without tables of text.
func simulate(
  _ text: String, count: Int, file: DataTable? = nil, _ body: (StudySimulator) -> Void
) throws {
  let plan = try DesignReader.read(
    text: text, fileName: "design.yaml",
    environment: DesignEnvironment(
      loadTable: { _ in
        guard let file else { preconditionFailure("no such file") }
        return file
      }, fitParameters: { _, _, _ in preconditionFailure() }))
  var simulator = StudySimulator(study: plan.scenarios[0].study, carriesAllEffects: true)
  for replicate in 1...count {
    var stream = RandomStream(seed: 5, pathHash: 9, replicate: replicate)
    simulator.draw(&stream)
    #expect(!simulator.isOverfull)
    body(simulator)
  }
}
