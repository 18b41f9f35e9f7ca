import PowerStudy
import StudyDesign

/// The points of a panel.
struct DataSetPoints {
  let view: DataSetView

  /// Points by group; equal values lie beside one another by a fixed rule.
  func points(ofPanel panel: Int) -> [[Point]] {
    let rows = view.panels[panel].rows
    let chosen = evenlyChosen(of: rows.count, most: view.mostPoints).map { rows[$0] }
    var groups = [[Point]](repeating: [], count: max(1, view.group?.values.count ?? 1))
    for row in chosen {
      let place = Point(
        x(of: row) + width * scatter(2 * row + 1),
        y(of: row) + height * scatter(2 * row + 2))
      groups[group(of: row)].append(place)
    }
    return groups
  }

  /// A number from -0.5 to 0.5 that looks like chance and is always the same (the finaliser of SplitMix64;
  /// Steele, Lea & Flood 2014).
  private func scatter(_ number: Int) -> Double {
    var z = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) / Double(1 << 53) - 0.5
  }

  private func group(of row: Int) -> Int {
    guard let group = view.group, let values = view.data.variables[group.name] else { return 0 }
    return group.values.firstIndex { $0.value == values[row] } ?? 0
  }

  private func x(of row: Int) -> Double {
    guard let axis = view.axis, let values = view.data.variables[axis.name] else { return 0 }
    return values[row]
  }

  private func y(of row: Int) -> Double {
    let family = view.data.analysis.family
    if case .binomial = family.distribution {
      return view.data.response[row] / max(view.data.trials[row], 1)
    }
    return view.data.response[row] + (family.isOrdinal ? 1 : 0)
  }

  /// How far points are spread along the axis: not at all where it has many values.
  private var width: Double {
    guard let axis = view.axis else { return 1 }
    guard axis.values.count == 2 || !axis.isNumeric, axis.values.count > 1 else { return 0 }
    return 0.45 * (axis.values[1].value - axis.values[0].value)
  }

  /// How far points are spread upwards: where responses are few whole numbers.
  private var height: Double {
    switch view.data.analysis.family.distribution {
    case .binomial: view.data.trials.allSatisfy { $0 == 1 } ? 0.14 : 0
    case .ordinal: 0.4
    case .poisson, .negativeBinomial: 0.3
    case .normal, .nominal, .gamma, .beta: 0
    }
  }
}
