internal import StudyDesign

/// Values of sequences: those of the sequence of a unit, at the position of another unit.
struct SequenceColumn {
  /// The sequences one after another.
  private let rows: UnsafePointer<Double>
  private let length: Int
  /// For each unit that has a sequence the number of it, from 0.
  private let chosen: UnsafePointer<Double>
  /// Where the result's units lie among the units with sequences, and among those along which
  /// sequences are read.
  private let units: UnitLink
  private let over: UnitLink
  private let positions: UnitPositions

  init(
    rows: [[Double]], chosen: UnsafePointer<Double>, units: UnitLink, over: UnitLink,
    positions: UnitPositions, buffers: Buffers
  ) {
    self.rows = UnsafePointer(buffers.make(Array(rows.joined())))
    length = rows[0].count
    self.chosen = chosen
    self.units = units
    self.over = over
    self.positions = positions
  }

  /// Overwrites `target`, one entry a unit of the level at which the sequences vary.
  func fill(_ target: UnsafeMutablePointer<Double>) {
    positions.update()
    for unit in 0..<units.count {
      let row = Int(chosen[Int(units.units[unit])])
      let position = Int(positions.values[Int(over.units[unit])]) % length
      target[unit] = rows[row * length + position]
    }
  }
}

/// For each unit of a level its place among those of its parent, from 0, whatever their order.
struct UnitPositions {
  let values: UnsafeMutablePointer<Int32>
  private let link: UnitLink
  private let met: UnsafeMutablePointer<Int32>
  private let parentCapacity: Int
  private let isFixed: Bool

  init(link: UnitLink, parentCapacity: Int, isFixed: Bool, buffers: Buffers) {
    self.link = link
    self.parentCapacity = parentCapacity
    self.isFixed = isFixed
    values = buffers.makeIndices(link.capacity)
    met = buffers.makeIndices(parentCapacity)
    count()
  }

  /// To be called once the units of a data set are known.
  func update() { if !isFixed { count() } }

  private func count() {
    for parent in 0..<parentCapacity { met[parent] = 0 }
    for unit in 0..<link.count {
      let parent = Int(link.units[unit])
      values[unit] = met[parent]
      met[parent] += 1
    }
  }
}

extension DealtSequences {
  /// The name of the variable that holds which sequence each unit has; no predictor has a name with
  /// spaces.
  static func choice(of predictor: String) -> String { "sequence of \(predictor)" }
}
