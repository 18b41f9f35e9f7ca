import DesignFiles
import DesignLanguage
import StudyDesign

/// A design file that has been read and checked.
struct DesignFile {
  /// The path as given.
  let path: String
  /// The file's name without its extension, which names the folder of its reports.
  let name: String
  /// What it says.
  let design: PlannedDesign

  /// Its text.
  var text: String { design.text }
  /// Values that options put in the place of the design's.
  var overrides: [PathOverride] { design.overrides }
  /// What it plans.
  var plan: StudyPlan { design.plan }

  /// Reads and checks all files; the failure tells the mistakes of all of them.
  ///
  /// - Parameter more: overrides besides those of the options.
  static func read(
    _ paths: [String], options: DesignOptions, more: [PathOverride] = []
  ) throws(CommandFailure) -> [DesignFile] {
    try refuseSharedNames(paths)
    var designs: [DesignFile] = []
    var failures: [CommandFailure] = []
    for path in paths {
      do throws(CommandFailure) {
        designs.append(try DesignFile(path: path, options: options, more: more))
      } catch {
        failures.append(error)
      }
    }
    if failures.count == 1 { throw failures[0] }
    if !failures.isEmpty { throw .several(failures) }
    return designs
  }

  /// Reads and checks one file: its text, then the columns of its models.
  init(
    path: String, options: DesignOptions, more: [PathOverride] = []
  ) throws(CommandFailure) {
    try self.init(
      path: path, text: readTextFile(path), overrides: options.overrides + more,
      maxFits: options.maxFits)
  }

  /// Checks a text that was read before.
  init(
    path: String, text: String, overrides: [PathOverride], maxFits: Int
  ) throws(CommandFailure) {
    do throws(DesignErrors) {
      design = try PlannedDesign(
        text: text, fileName: path, overrides: overrides, maxFits: Double(maxFits),
        environment: DesignEnvironment(besides: path))
    } catch {
      throw .mistakes(error.diagnostics.map(\.description))
    }
    self.path = path
    name = baseName(path)
  }

  /// Refuses designs whose power there is no test for.
  func requireTests() throws(CommandFailure) {
    guard design.testsNothing else { return }
    throw .mistakes([
      "\(path): the design has a 'threshold' and no 'tests', so that there is no power to simulate; "
        + "'mlpower threshold \(path)' works out its figures"
    ])
  }

  /// Refuses designs that ask for no threshold of publication.
  func requireThreshold() throws(CommandFailure) {
    guard plan.scenarios.contains(where: { $0.study.threshold == nil }) else { return }
    throw .mistakes([
      "\(path): the design has no 'threshold'; add one, such as "
        + "'threshold: {candidates: [5, 10, 20]}'"
    ])
  }

  private static func refuseSharedNames(_ paths: [String]) throws(CommandFailure) {
    let groups = Dictionary(grouping: paths, by: baseName)
    if let (name, shared) = groups.filter({ $0.value.count > 1 }).min(by: { $0.key < $1.key }) {
      throw .sameName(name, paths: shared)
    }
  }
}

/// The last part of a path without its extension.
private func baseName(_ path: String) -> String {
  let file = path.split(separator: "/").last.map(String.init) ?? path
  guard let dot = file.lastIndex(of: "."), dot != file.startIndex else { return file }
  return String(file[..<dot])
}

extension DesignEnvironment {
  /// What the design file at `path` may ask for: data files beside it, and fits of them.
  init(besides path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    self.init { name in
      do throws(CommandFailure) {
        return try readBytes(name.hasPrefix("/") ? name : folder + name)
      } catch {
        if case .unreadable(_, let reason) = error { throw DataRefusal(reason) }
        throw error
      }
    }
  }
}
