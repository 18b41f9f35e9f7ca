/// Where finished replicates are kept beyond the process that makes them.
public protocol RunArchive: Sendable {
  /// For each study of the run's layout which replicates are there.
  func heldReplicates() throws -> [ReplicateSet]

  /// Hands over the replicates of a study that lie in a range, in blocks of any size and order; all of a
  /// block's replicates lie in the range.
  func read(
    study: Int, replicates: ClosedRange<Int>, _ body: (ReplicateBlock) throws -> Void) throws

  /// Takes finished replicates, to write them soon, and returns at once. May be called on any thread.
  ///
  /// - Throws: what went wrong with replicates that were taken before.
  func keep(_ finished: FinishedReplicates) throws

  /// Waits until all that was taken is written.
  func flush() async throws
}
