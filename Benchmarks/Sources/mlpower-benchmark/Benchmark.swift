import Foundation

/// `mlpower-benchmark FOLDER [speed|methods|structures|residuals|find|threshold|large|allocations|memory|store|threads]...`: all parts unless some are named.
/// FOLDER holds the rivals' scripts.
@main
enum Benchmark {
  static func main() async throws {
    var arguments = CommandLine.arguments.dropFirst()
    guard let first = arguments.popFirst() else { return print("usage: Benchmarks/run [PART...]") }
    if first == "memory-probe", let count = arguments.first.flatMap({ Int($0) }) {
      return try await MemoryReport.probe(replicates: count)
    }
    let wants = { (part: String) in arguments.isEmpty || arguments.contains(part) }
    if wants("speed") { try await SpeedTable(folder: first, rounds: 5).measure() }
    if wants("large") { try LargeFitReport.measure(folder: first, rounds: 5) }
    if wants("methods") { try await MethodReport.measure(rounds: 9) }
    if wants("structures") { try await StructureReport.measure(rounds: 9) }
    if wants("residuals") { try await ResidualReport.measure(rounds: 5) }
    if wants("threshold") { try await ThresholdReport.measure(rounds: 5) }
    if wants("find") { try await FindReport.measure(rounds: 21) }
    if wants("allocations") { try await AllocationReport.measure() }
    if wants("memory") { try MemoryReport.measure() }
    if wants("store") { try await StoreReport.measure(rounds: 5) }
    if wants("threads") { try await ThreadReport.measure(rounds: 5) }
  }
}

/// Prints a line at once, also into a pipe.
func show(_ line: String) {
  print(line)
  fflush(nil)
}
