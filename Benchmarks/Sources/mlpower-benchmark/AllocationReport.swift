import CAllocationCounter
import Foundation

/// Heap allocations per replicate in steady state: what more replicates add to the count of a run.
enum AllocationReport {
  static func measure() async throws {
    show("\nHeap allocations per replicate, from runs of 2,000 and 12,000 replicates")
    show("(the counter sees \(countOfDeliberateAllocations()) of 1,000 deliberate allocations)")
    for benchmark in BenchmarkCase.all + ResidualReport.cases {
      _ = try await allocations(of: benchmark, replicates: 12_000)
      let few = try await allocations(of: benchmark, replicates: 2_000)
      let many = try await allocations(of: benchmark, replicates: 12_000)
      let perReplicate = Double(many - few) / 10_000
      show(
        "  \(benchmark.name): \(few) and \(many) in all, "
          + String(format: "%.4f per replicate", perReplicate))
    }
  }

  private static func allocations(of benchmark: BenchmarkCase, replicates: Int) async throws -> Int
  {
    let plan = try benchmark.plan(replicates: replicates)
    let before = allocation_count()
    _ = try await secondsToRun(plan, threads: 1)
    return Int(allocation_count()) - Int(before)
  }

  /// Shows that the counter counts.
  private static func countOfDeliberateAllocations() -> Int {
    let before = allocation_count()
    for size in 1...1_000 {
      let block = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 8)
      block.storeBytes(of: 0, as: UInt8.self)
      block.deallocate()
    }
    return Int(allocation_count()) - Int(before)
  }
}
