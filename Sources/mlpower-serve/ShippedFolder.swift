import Foundation

/// A folder that comes with the program: here, or above the program in the folder that it was built in.
func shippedFolder(_ name: String) -> String? {
  if isFolder(name) { return name }
  var folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
  for _ in 0..<4 {
    folder.deleteLastPathComponent()
    let path = folder.appendingPathComponent(name).path
    if isFolder(path) { return path }
  }
  return nil
}

/// Whether there is a folder.
func isFolder(_ path: String) -> Bool {
  var isFolder: ObjCBool = false
  return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
}
