import Foundation

/// A folder of a test's own, with a space in its name, removed with the value that stands for it.
final class Folder {
  let url: URL

  /// Makes a folder that holds these files, texts by path.
  init(_ files: [String: String] = [:]) throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("mlpower test \(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    for (path, text) in files { try write(text, to: path) }
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func write(_ text: String, to path: String) throws {
    let file = url.appendingPathComponent(path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  func read(_ path: String) throws -> String {
    try String(contentsOf: url.appendingPathComponent(path), encoding: .utf8)
  }

  /// Paths of all files below the folder, hidden ones too, sorted.
  var files: [String] {
    let all = FileManager.default.subpaths(atPath: url.path) ?? []
    return all.filter { path in
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: "\(url.path)/\(path)", isDirectory: &isFolder)
      return !isFolder.boolValue
    }.sorted()
  }
}

/// A small study with one scenario.
let smallDesign = """
  levels: {school: 12, pupil: 5 per school}
  predictors: {treatment: {level: school, assign: [0, 1]}}
  model: score ~ treatment + (1 | school)
  effects: {intercept: 0, treatment: 0.6}
  random: {school: {variance: 0.2}}
  residual: {variance: 0.8}
  simulation: {replicates: 40, seed: 3}

  """

/// The same study over a grid of four scenarios.
let gridDesign = smallDesign + "grid: {school: [12, 20], pupil: [5, 10]}\n"
