import DesignFiles
import DesignLanguage
import PowerStudy
import RunStore
import StudyDesign

/// The store of a run among the files of its reports.
struct StorePlace {
  let path: String

  /// The store of a run, or of one of its parts, in a folder.
  init(folder: ReportFolder, shard: Shard? = nil) {
    let name = shard.map { "shard-\($0.number)-of-\($0.count)" } ?? "run"
    path = "\(folder.path)/\(name).sqlite"
  }

  /// A store that is given by its path.
  init(path: String) { self.path = path }

  /// Continues the store of a design, or makes it.
  func open(
    _ file: DesignFile, shard: Shard? = nil, restart: Bool
  ) throws(CommandFailure) -> RunStore {
    let record = file.record(shard: shard)
    let layout = RunLayout(plan: file.plan)
    do throws(StoreError) {
      return try RunStore.open(path, record: record, layout: layout, restart: restart)
    } catch {
      throw .store(path: path, error)
    }
  }
}

extension RunStore {
  /// Ends the use of the file.
  func end() throws(CommandFailure) {
    do throws(StoreError) { try close() } catch { throw .store(path: path, error) }
  }
}

extension DesignFile {
  /// What a store remembers of the design.
  func record(shard: Shard?) -> DesignRecord {
    DesignRecord(
      program: programVersion, path: path, text: text,
      settings: overrides.map { StatedValue(path: $0.path, value: $0.value) },
      statements: plan.statements, seed: plan.simulation.seed,
      shard: shard.map { "\($0.number)/\($0.count)" })
  }
}
