import DesignFiles
import DesignLanguage
import PowerStudy
import RunStore
import StudyDesign

/// The design of a store, read anew from the text in it.
struct StoredDesign {
  /// The store's path.
  let path: String
  let record: DesignRecord
  /// The plan by which the replicates were made.
  let file: DesignFile

  /// Reads what a store says. Data files of the design must be where they were, and unchanged.
  ///
  /// - Parameter replicates: how many replicates are meant; nil: as many as the last run had.
  init(path: String, replicates: Int? = nil) throws(CommandFailure) {
    do throws(StoreError) {
      record = try RunStore.contents(path).record
    } catch {
      throw .store(path: path, error)
    }
    self.path = path
    guard record.program == programVersion else {
      throw .store(path: path, .differs(Self.program(record)))
    }
    var overrides = record.settings.map { PathOverride(path: $0.path, value: $0.value) }
    if let replicates {
      overrides.append(PathOverride(path: "simulation.replicates", value: String(replicates)))
    }
    file = try DesignFile(
      path: record.path, text: record.text, overrides: overrides, maxFits: .max)
    var own = file.record(shard: nil)
    own.shard = record.shard
    let differences = own.differences(from: record)
    guard differences.isEmpty else { throw .store(path: path, .differs(differences)) }
  }

  private static func program(_ record: DesignRecord) -> [DesignRecord.Difference] {
    var own = record
    own.program = programVersion
    return own.differences(from: record)
  }

  /// Opens the store.
  func open() throws(CommandFailure) -> RunStore {
    do throws(StoreError) {
      return try RunStore.existing(path, layout: RunLayout(plan: file.plan))
    } catch {
      throw .store(path: path, error)
    }
  }

  /// Reads all replicates of an opened store.
  func run(_ store: RunStore) throws -> StoredRun {
    do {
      return try StoredRun(plan: file.plan, archive: store)
    } catch let error as StoreError {
      throw CommandFailure.store(path: path, error)
    } catch let error as IncompleteRun {
      throw CommandFailure.incompleteStore(
        path: path, done: error.replicatesDone, total: error.replicatesTotal)
    }
  }
}
