/// A mean plus parts, each a standard normal score at a level times an SD.
struct SumOfParts {
  /// One part.
  struct Part {
    let scores: UnsafePointer<Double>
    let sd: Double
    /// Where the units of the sum lie in those of the part; nil at the same level.
    let link: UnitLink?
  }

  let mean: Double
  let parts: [Part]

  func fill(_ values: UnsafeMutableBufferPointer<Double>) {
    values.update(repeating: mean)
    for part in parts {
      guard let link = part.link else {
        for unit in values.indices { values[unit] += part.sd * part.scores[unit] }
        continue
      }
      for unit in values.indices {
        values[unit] += part.sd * link.value(of: unit, from: part.scores)
      }
    }
  }
}
