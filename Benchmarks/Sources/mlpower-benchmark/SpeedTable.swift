import Foundation

/// Times per replicate on one thread, ours and the rivals' in turn.
struct SpeedTable {
  /// How often each is timed; the middle one counts.
  let rounds: Int
  /// Those that are installed.
  let rivals:
    [(rival: Rival, replicates: KeyPath<BenchmarkCase, Int>, promise: (BenchmarkCase) -> Double?)]

  init(folder: String, rounds: Int) {
    self.rounds = rounds
    var rivals: [(Rival, KeyPath<BenchmarkCase, Int>, (BenchmarkCase) -> Double?)] = []
    if let mcpower = Rival.mcpower(in: folder) {
      rivals.append((mcpower, \.replicates.mcpower, \.promise))
    }
    if let lme4 = Rival.lme4(in: folder) {
      rivals.append((lme4, \.replicates.lme4, \.promiseOverLme4))
    }
    self.rivals = rivals
  }

  /// Measures and prints.
  func measure() async throws {
    show("Draw, fit and test, microseconds per replicate on one thread, median of \(rounds) rounds")
    if rivals.isEmpty {
      show("(neither Python with mcpower 1.4.1 nor R with lme4 is installed: our times only)")
    }
    printRow("design", "program", "ours", "its time", "ratio", "promised")
    for benchmark in BenchmarkCase.all { try await measure(benchmark) }
  }

  private func measure(_ benchmark: BenchmarkCase) async throws {
    let plan = try benchmark.plan(replicates: benchmark.replicates.ours)
    var ours: [Double] = []
    var theirs = [[Double]](repeating: [], count: rivals.count)
    for _ in 0..<rounds {
      let seconds = try await secondsToRun(plan, threads: 1)
      ours.append(seconds / Double(benchmark.replicates.ours) * 1e6)
      for (index, entry) in rivals.enumerated() {
        let replicates = benchmark[keyPath: entry.replicates]
        guard let seconds = entry.rival.secondsToRun(benchmark, replicates: replicates) else {
          continue
        }
        theirs[index].append(seconds / Double(replicates) * 1e6)
      }
    }
    if rivals.isEmpty { printRow(benchmark.name, "", number(median(ours)), "", "", "") }
    for (index, entry) in rivals.enumerated() where theirs[index].count == rounds {
      let ratios = zip(theirs[index], ours).map { $0 / $1 }
      printRow(
        benchmark.name, entry.rival.name, number(median(ours)), number(median(theirs[index])),
        number(median(ratios)), entry.promise(benchmark).map(number) ?? "")
    }
  }

  private func printRow(_ cells: String...) {
    let widths = [22, 15, 9, 11, 9, 9]
    let padded = zip(cells, widths).enumerated().map { column, cell in
      let space = String(repeating: " ", count: max(0, cell.1 - cell.0.count))
      return column < 2 ? cell.0 + space : space + cell.0
    }
    show(padded.joined())
  }

  private func number(_ value: Double) -> String {
    String(format: value < 100 ? "%.1f" : "%.0f", value)
  }
}
