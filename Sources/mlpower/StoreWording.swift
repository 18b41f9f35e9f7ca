import RunStore

extension StoreError {
  /// The exit status that goes with it.
  var status: ExitStatus {
    switch self {
    case .missing: .noSuchInput
    case .foreign, .otherFormat, .damaged, .inUse, .inTheWay, .differs, .cannotWrite, .diskFull:
      .cannotCreate
    case .cannotOpen: .noSuchInput
    }
  }

  /// What the user reads.
  func message(path: String) -> String {
    switch self {
    case .missing:
      return "there is no store \(path); 'mlpower run' makes one."
    case .foreign:
      return """
        \(path) is not a store of mlpower, so it is neither read nor overwritten. \
        Move it away, or choose another folder with --out.
        """
    case .otherFormat(let version):
      return """
        \(path) is a store of another version of mlpower (its tables are of version \(version)). \
        Start anew with --restart, or choose another folder with --out.
        """
    case .damaged(let reason):
      return """
        \(path) is damaged (\(reason)), so it is neither used nor overwritten. \
        Move it away, or choose another folder with --out.
        """
    case .inUse:
      return """
        \(path) is in use by another process. \
        Wait for its end, or choose another folder with --out.
        """
    case .inTheWay:
      return """
        \(path) is there already. \
        Replace it with --restart, or choose another folder with --out.
        """
    case .differs(let differences):
      return """
        \(path) holds replicates of another run, which are not mixed with these:
        \(Self.listed(differences))
        Start anew with --restart, which gives them up, or choose another folder with --out.
        """
    case .cannotOpen(let reason):
      return "cannot read \(path): \(reason)"
    case .cannotWrite(let reason):
      return "cannot write \(path): \(reason)"
    case .diskFull:
      return """
        cannot write \(path): the disk is full. What is done is kept; make room and run the same \
        command again, or run it with --no-store.
        """
    }
  }

  static func listed(_ differences: [DesignRecord.Difference]) -> String {
    let shown = differences.prefix(8).map { difference in
      switch (difference.old, difference.new) {
      case (let old?, let new?): "  \(difference.what): there \(brief(old)), here \(brief(new))"
      case (let old?, nil): "  \(difference.what): there \(brief(old)), not stated here"
      case (nil, let new?): "  \(difference.what): not stated there, here \(brief(new))"
      case (nil, nil): "  \(difference.what)"
      }
    }
    let more = differences.count - shown.count
    return (shown + (more > 0 ? ["  and \(more) more"] : [])).joined(separator: "\n")
  }

  private static func brief(_ value: String) -> String {
    let line = value.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.count <= 60 ? line : line.prefix(57) + "..."
  }
}
