import Foundation

/// Times per replicate on one thread, ours and the rivals' in turn.
struct SpeedTable {
  /// How often each is timed; the middle one counts.
  let rounds: Int
  /// Those that are installed.
  private let rivals: [Entry]

  /// One way in which a rival fits.
  private struct Entry {
    let rival: Rival
    let replicates: KeyPath<BenchmarkCase, Int>
    /// What is appended to the names of its cases.
    var suffix = ""
    let promise: (BenchmarkCase) -> Double?
    /// Whether it fits cases without a promise too.
    var isGeneral = true
  }

  init(folder: String, rounds: Int) {
    self.rounds = rounds
    var rivals: [Entry] = []
    if let mcpower = Rival.mcpower(in: folder) {
      rivals.append(Entry(rival: mcpower, replicates: \.replicates.mcpower, promise: \.promise))
      rivals.append(
        Entry(
          rival: mcpower, replicates: \.replicates.mcpower, suffix: "-hessian",
          promise: \.promiseOverHessian, isGeneral: false))
    }
    if let lme4 = Rival.lme4(in: folder) {
      rivals.append(
        Entry(rival: lme4, replicates: \.replicates.lme4, promise: \.promiseOverLme4))
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
    let rivals = rivals.filter { $0.isGeneral || $0.promise(benchmark) != nil }
    var ours: [Double] = []
    var theirs = [[Double]](repeating: [], count: rivals.count)
    for _ in 0..<rounds {
      let seconds = try await secondsToRun(plan, threads: 1)
      ours.append(seconds / Double(benchmark.replicates.ours) * 1e6)
      for (index, entry) in rivals.enumerated() {
        let replicates = benchmark[keyPath: entry.replicates]
        guard
          let seconds = entry.rival.secondsToRun(
            benchmark.name + entry.suffix, replicates: replicates)
        else {
          continue
        }
        theirs[index].append(seconds / Double(replicates) * 1e6)
      }
    }
    if rivals.isEmpty { printRow(benchmark.name, "", number(median(ours)), "", "", "") }
    for (index, entry) in rivals.enumerated() where theirs[index].count == rounds {
      let ratios = zip(theirs[index], ours).map { $0 / $1 }
      printRow(
        benchmark.name, entry.rival.name + entry.suffix, number(median(ours)),
        number(median(theirs[index])),
        number(median(ratios)), entry.promise(benchmark).map(number) ?? "")
    }
  }

  private func printRow(_ cells: String...) {
    let widths = [22, 23, 9, 11, 9, 9]
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
