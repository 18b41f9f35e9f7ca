extension Level {
  /// Units of this level in each unit of the level above; `observed` levels have no such number.
  public var unitsPerParent: Int? {
    switch units {
    case .counted(let count): count
    case .listed(let names): names.count
    case .observed: nil
    }
  }
}

extension Study {
  /// Units of the level with this index, over the whole study.
  public func unitCount(at level: Int) -> Int { Int(LevelRules.unitCount(at: level, of: levels)) }

  /// Rows of the data: units of the last level.
  public var rowCount: Int { unitCount(at: levels.count - 1) }
}

/// Rules of validity of sizes.
public enum LevelRules {
  /// More rows than this in a scenario are taken for a slip of the pen.
  public static let rowLimit = 1e8

  /// Units of a level over the whole study, as a number that cannot overflow.
  public static func unitCount(at level: Int, of levels: [Level]) -> Double {
    levels[...level].reduce(1) { total, next in
      switch next.units {
      case .counted(let count): total * Double(count)
      case .listed(let names): total * Double(names.count)
      case .observed(let count): Double(count)
      }
    }
  }

  /// Levels of size 0 or less, and more rows than anybody can mean.
  public static func problems(_ levels: [Level]) -> [StudyProblem] {
    var problems: [StudyProblem] = []
    for level in levels {
      if case .counted(let count) = level.units, count < 1 {
        let fact = StudyFact.sizeBelowOne(level: level.name, size: Double(count))
        problems.append(StudyProblem(["levels", level.name], fact))
      }
    }
    guard problems.isEmpty, !levels.isEmpty else { return problems }
    let rows = unitCount(at: levels.count - 1, of: levels)
    if rows > rowLimit {
      problems.append(StudyProblem(["levels"], .tooManyRows(rows: rows, limit: rowLimit)))
    }
    return problems
  }
}
