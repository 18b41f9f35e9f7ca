import DataTable
import DesignLanguage

extension DesignEnvironment {
  /// What the design file at `path` may read: data files beside it.
  init(besides path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    self.init(
      loadTable: { name in
        try DataTable(csv: readTextFile(name.hasPrefix("/") ? name : folder + name))
      },
      fitParameters: { _, _, _ in FittedParameters() })
  }
}
