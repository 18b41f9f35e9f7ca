import ModelFormula
import PowerStudy
import StudyDesign

/// What of a data set is drawn: some clusters, and along which predictor.
struct DataSetView {
  let data: FittedDataSet
  /// The level whose units have a panel each; nil: all rows lie in one.
  let level: Int?
  /// The units that are drawn, with their rows.
  let panels: [(unit: Int, rows: [Int])]
  /// Units with rows in all.
  let unitCount: Int
  /// The horizontal axis; nil where no predictor varies within clusters.
  let axis: Variable?
  /// What tells points of one panel apart besides.
  let group: Variable?
  /// What differs between clusters.
  let between: Variable?

  /// A predictor of the fixed part.
  struct Variable: Equatable {
    var name: String
    /// Its values if they are few, or of a factor.
    var values: [(value: Double, label: String)]
    /// Whether lines run between its values.
    var isNumeric: Bool

    static func == (left: Self, right: Self) -> Bool { left.name == right.name }

    func label(of value: Double) -> String {
      values.first { $0.value == value }?.label ?? NumberText.significant(value, digits: 3)
    }
  }

  static let mostPanels = 12
  /// Points of one panel; there is more room where there is one.
  var mostPoints: Int { panels.count == 1 ? 300 : 60 }

  init(_ data: FittedDataSet) {
    self.data = data
    let level = Self.level(of: data)
    self.level = level
    let all = Self.clusters(of: data, level)
    unitCount = all.count
    let panels = evenlyChosen(of: all.count, most: Self.mostPanels).map { all[$0] }
    self.panels = panels
    let variables = Self.variables(of: data)
    func varies(_ variable: Variable) -> Bool {
      let values = data.variables[variable.name] ?? []
      return panels.contains { Set($0.rows.map { values[$0] }).count > 1 }
    }
    let within = variables.filter(varies)
    let slopes = Self.slopes(of: data, level)
    let candidates = within.filter { slopes.contains($0.name) } + within
    let axis =
      candidates.first { $0.isNumeric && $0.values.count != 2 }
      ?? candidates.first(where: \.isNumeric) ?? candidates.first
    self.axis = axis
    group = within.first { $0 != axis && (2...3).contains($0.values.count) }
    between = level == nil ? nil : variables.first { !varies($0) }
  }

  /// The grouping level of the analysis that lies highest, else the highest level that holds rows together.
  private static func level(of data: FittedDataSet) -> Int? {
    let levels = data.study.levels
    func holds(_ level: Int) -> Bool {
      guard let units = data.units[level] else { return false }
      return Set(units).count < units.count && Set(units).count > 1
    }
    if let own = data.analysis.groupingLevels.sorted().first(where: holds) { return own }
    return levels.indices.dropLast().first { level in
      if case .listed = levels[level].units { return false }
      return !levels[level].isImplied && holds(level)
    }
  }

  /// Units with their rows, in their order; all rows where there are none.
  private static func clusters(
    of data: FittedDataSet, _ level: Int?
  ) -> [(unit: Int, rows: [Int])] {
    guard let level, let units = data.units[level] else {
      return data.response.isEmpty ? [] : [(0, Array(data.response.indices))]
    }
    var rows: [Int: [Int]] = [:]
    for (row, unit) in units.enumerated() { rows[unit, default: []].append(row) }
    return rows.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Predictors with a coefficient of their own, in the order of the model.
  private static func variables(of data: FittedDataSet) -> [Variable] {
    var names: [String] = []
    for recipe in data.analysis.columns.fixed {
      for part in recipe.parts {
        let name: String? =
          switch part {
          case .numeric(let expression): expression.names.first
          case .indicator(let factor, _): factor.names.first
          }
        if let name, !names.contains(name) { names.append(name) }
      }
    }
    return names.compactMap { name in
      guard let predictor = data.study.predictors.first(where: { $0.name == name }),
        let values = data.variables[name]
      else { return nil }
      if case .factor(let categories) = predictor.kind {
        let labels = categories.enumerated().map { (value: Double($0), label: $1) }
        return Variable(name: name, values: labels, isNumeric: false)
      }
      let distinct = Set(values).sorted()
      let few = distinct.count <= 6 ? distinct : []
      return Variable(
        name: name, values: few.map { ($0, NumberText.significant($0, digits: 3)) },
        isNumeric: true)
    }
  }

  /// Predictors whose effects vary between the units of a level.
  private static func slopes(of data: FittedDataSet, _ level: Int?) -> [String] {
    zip(data.analysis.columns.bars, data.analysis.groupingLevels).filter { $0.1 == level }
      .flatMap { bar, _ in
        bar.columns.flatMap(\.parts).flatMap { part -> [String] in
          if case .numeric(let expression) = part { expression.names } else { [] }
        }
      }
  }
}
