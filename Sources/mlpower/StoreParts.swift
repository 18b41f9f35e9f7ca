import PowerStudy
import RunStore
import StudyDesign

/// The stores of the parts of a run, checked against each other.
struct StoreParts {
  /// The design of the first of them, which is that of all.
  let design: StoredDesign
  let layout: RunLayout
  let stores: [RunStore]
  private let shards: [String?]

  init(paths: [String]) throws(CommandFailure) {
    let design = try StoredDesign(path: paths[0])
    self.design = design
    layout = RunLayout(plan: design.file.plan)
    var stores: [RunStore] = []
    var shards: [String?] = []
    for path in paths {
      let other = try StoredDesign(path: path)
      var record = other.record
      shards.append(record.shard)
      record.shard = design.record.shard
      let differences = record.differences(from: design.record)
      guard differences.isEmpty else {
        throw .otherParts(design.path, path, differences)
      }
      let own = other.file.plan.simulation
      guard own == design.file.plan.simulation else {
        throw .otherParts(
          design.path, path,
          [
            DesignRecord.Difference(
              what: "replicates", old: String(design.file.plan.simulation.mostReplicates),
              new: String(own.mostReplicates))
          ])
      }
      stores.append(try other.open())
    }
    self.stores = stores
    self.shards = shards
  }

  /// Sees that every replicate is in one of the stores, and in no other one.
  func checkComplete() throws(CommandFailure) {
    let held = stores.map { $0.heldReplicates() }
    let all = 1...design.file.plan.simulation.mostReplicates
    for study in layout.studies.indices {
      var union = ReplicateSet()
      for (index, sets) in held.enumerated() {
        for range in sets[study].ranges {
          for other in 0..<index {
            if let twice = held[other][study].held(in: range).first {
              throw .replicatesTwice(twice, stores[other].path, stores[index].path)
            }
          }
          union.insert(range)
        }
      }
      if let gap = union.missing(in: all).first {
        throw .replicatesLack(gap, of: all.upperBound, parts: missingParts)
      }
    }
  }

  /// The parts of which there is no store, as far as those that are there tell.
  private var missingParts: [String] {
    let parts = shards.compactMap { $0?.split(separator: "/").compactMap { Int($0) } }
    guard let count = parts.first?.last, parts.allSatisfy({ $0.count == 2 && $0[1] == count })
    else { return [] }
    let there = Set(parts.map { $0[0] })
    return (1...count).filter { !there.contains($0) }.map { "\($0)/\(count)" }
  }
}
