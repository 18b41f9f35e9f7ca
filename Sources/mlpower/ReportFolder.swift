import Glibc

/// The folder of one design's reports. Its files are written whole or not at all, and only over files
/// that this program wrote.
struct ReportFolder {
  /// `OUT/NAME`.
  let path: String

  /// A folder that is given by its path.
  init(path: String) { self.path = path }

  /// The reports of the design called `name` below the folder `parent`.
  init(parent: String, name: String) {
    path = parent.isEmpty ? name : parent.hasSuffix("/") ? parent + name : parent + "/" + name
  }

  /// Finds out before a long run whether the files could be written, without writing anything.
  func check(canHold files: [ReportFile]) throws(CommandFailure) {
    let nearest = nearestExistingFolder()
    guard isFolder(nearest) else { throw .cannotCreate(path: path, reason: systemReason(ENOTDIR)) }
    guard access(nearest, W_OK | X_OK) == 0 else {
      throw .cannotCreate(path: path, reason: systemReason())
    }
    for file in files { try refuseForeign(file) }
  }

  /// Writes the files, all of them under temporary names first.
  func write(_ files: [(file: ReportFile, text: String)]) throws(CommandFailure) {
    try make()
    defer { TemporaryFiles.ofThisProcess.removeAll() }
    var renamings: [(from: String, to: String)] = []
    for (file, text) in files {
      try refuseForeign(file)
      renamings.append((try writeTemporary(file, text), full(file)))
    }
    if let (path, reason) = TemporaryFiles.ofThisProcess.rename(renamings) {
      throw .cannotCreate(path: path, reason: reason)
    }
  }

  /// Removes a file that this program wrote, if it is there.
  func remove(_ file: ReportFile) throws(CommandFailure) {
    try refuseForeign(file)
    guard unlink(full(file)) == 0 || errno == ENOENT else {
      throw .cannotCreate(path: full(file), reason: systemReason())
    }
  }

  private func full(_ file: ReportFile) -> String { path + "/" + file.rawValue }

  /// A link to nothing is not ours either.
  private func refuseForeign(_ file: ReportFile) throws(CommandFailure) {
    var facts = stat()
    guard lstat(full(file), &facts) == 0 else { return }
    guard let text = try? readTextFile(full(file)), file.isOwn(text) else {
      throw .foreignFile(path: full(file))
    }
  }

  private func writeTemporary(_ file: ReportFile, _ text: String) throws(CommandFailure) -> String {
    let temporary = "\(path)/.\(file.rawValue).\(getpid())"
    TemporaryFiles.ofThisProcess.add(temporary)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .cannotCreate(path: full(file), reason: systemReason()) }
    let complete = writeAll(text, to: descriptor)
    let reason = systemReason()
    guard close(descriptor) == 0, complete else {
      throw .cannotCreate(path: full(file), reason: complete ? systemReason() : reason)
    }
    return temporary
  }

  /// Makes the folder unless it is there.
  func make() throws(CommandFailure) {
    var made = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      made += (made.isEmpty || made == "/" ? "" : "/") + part
      if mkdir(made, 0o777) != 0 && !isFolder(made) {
        let reason = systemReason(errno == EEXIST ? ENOTDIR : errno)
        throw .cannotCreate(path: path, reason: reason)
      }
    }
  }

  /// The longest part of the path that exists, as a folder or as something else.
  private func nearestExistingFolder() -> String {
    var parts = path.split(separator: "/").map(String.init)
    let root = path.hasPrefix("/") ? "/" : ""
    while !parts.isEmpty {
      let candidate = root + parts.joined(separator: "/")
      if access(candidate, F_OK) == 0 || errno == ENOTDIR { return candidate }
      parts.removeLast()
    }
    return root.isEmpty ? "." : root
  }
}

private func isFolder(_ path: String) -> Bool {
  var facts = stat()
  return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
}
