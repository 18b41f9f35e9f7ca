internal import DataTable
internal import ModelFormula
internal import Numerics
internal import StudyDesign

/// Makes the variables of a study: counted levels as unit numbers, then the predictors in order.
struct VariableBuilder {
  let study: Study
  let units: StudyUnits
  let buffers: Buffers
  private let rowOrder: [Int]
  /// For each level of a data set the unit of every row.
  private let dataUnits: [[Int32]]
  /// In the order in which they are drawn; those of the study's own names are what it generates.
  private(set) var variables: [Variable] = []
  /// What analyses see in the place of variables that are measured with error.
  private(set) var seenInstead: [String: Variable] = [:]
  private(set) var allocations: [Allocation] = []

  init(study: Study, units: StudyUnits, buffers: Buffers) {
    self.study = study
    self.units = units
    self.buffers = buffers
    rowOrder = study.dataRowOrder
    dataUnits = study.data == nil ? [] : study.orderedUnits
    for index in study.levels.indices { addUnitNumbers(index) }
    for predictor in study.predictors { add(predictor) }
  }

  /// The unit's number within its parents, from 1.
  private mutating func addUnitNumbers(_ index: Int) {
    let level = index + 1
    if case .unequal = study.levels[index].units { return addUnequalNumbers(level) }
    guard case .counted(let perParent) = study.levels[index].units,
      !study.levels[index].isImplied
    else { return }
    guard units.hasFixedCount(level) else { return addUnequalNumbers(level) }
    let values = buffers.make(units.unitCount(level))
    for unit in 0..<units.unitCount(level) { values[unit] = Double(unit % perParent + 1) }
    let numbers = (1...max(perParent, 1)).map(Double.init)
    append(study.levels[index].name, level, .numeric, true, values, numbers, .once)
  }

  /// Where numbers of units differ.
  private mutating func addUnequalNumbers(_ level: Int) {
    guard study.usesUnitNumbers(of: study.levels[level - 1].name) else { return }
    let values = buffers.make(units.capacity(level))
    let numbers = PositionColumn(
      nil, link: units.link(of: level, at: units.parent(of: level)), buffers: buffers)
    let isFixed = units.hasFixedCount(level)
    if isFixed { numbers.write(to: values) }
    append(
      study.levels[level - 1].name, level, .numeric, isFixed, values, [],
      isFixed ? .once : .byPosition(numbers))
  }

  private mutating func add(_ predictor: Predictor) {
    let level = predictor.level + 1
    let values = buffers.make(units.capacity(level))
    let first = variables.count
    let once = study.isDrawnOnce(predictor) && units.hasFixedCount(level)
    func append(_ source: Variable.Source, isFixed: Bool) {
      let possible = possibleValues(predictor)
      self.append(predictor.name, level, predictor.kind, isFixed, values, possible, source)
    }
    switch predictor.source {
    case .distribution(let distribution):
      if let scores = scores(of: predictor, at: level) {
        append(
          .derived(.quantiles(ScoreTransform(distribution), of: scores)), isFixed: once)
      } else {
        append(.distribution(DistributionSampler(distribution)), isFixed: once)
      }
    case .parts(let mean, let parts):
      append(.derived(.sum(sum(mean, parts, of: predictor))), isFixed: once)
    case .meanOf(let input):
      let means = means(of: drawn(input), at: level)
      append(.derived(.groupMeans(means.rule)), isFixed: means.isFixed)
    case .values(let list), .listed(let list):
      if units.hasFixedCount(level) {
        fillByPosition(list, level: level, values)
        append(.once, isFixed: true)
      } else {
        let link = units.link(of: level, at: units.parent(of: level))
        append(.byPosition(PositionColumn(list, link: link, buffers: buffers)), isFixed: false)
      }
    case .assign(let list, let shares, let balance):
      append(allocation(list, shares, balance, level: level), isFixed: once)
    case .sequence(let dealt):
      append(.sequence(sequence(dealt, at: level, of: predictor.name)), isFixed: once)
    case .expression(let expression):
      let column = ExpressionColumn(
        expression, level: level, variables: variables, units: units, buffers: buffers)
      append(.expression(column), isFixed: column.isFixed)
    case .column:
      guard let sources = units.sources(of: level) else {
        fillFromData(predictor, level: level, values)
        append(.once, isFixed: true)
        break
      }
      let original = buffers.make(Int(dataUnits[level - 1].max() ?? -1) + 1)
      fillFromData(predictor, level: level, original)
      append(.copied(from: UnsafePointer(original), sources: sources), isFixed: false)
    }
    rescale(predictor)
    addMeasurement(of: predictor)
    noteWhenDrawn(predictor, from: first)
  }

  /// Says of the variables of a predictor, the last ones, when they are drawn.
  private mutating func noteWhenDrawn(_ predictor: Predictor, from first: Int) {
    let inputs = variables.filter { predictor.inputNames.contains($0.name) }
    for index in first..<variables.count {
      variables[index].isDrawnOnce =
        predictor.inputNames.isEmpty
        ? study.isDrawnOnce(predictor)
        : variables[index].isFixed
          || !study.redrawsPredictors && inputs.allSatisfy(\.isDrawnOnce)
    }
  }

  /// Gives a variable's name to one that is computed from it.
  mutating func rename(_ index: Int, _ name: String) { variables[index].name = name }

  /// Says what analyses see of a predictor.
  mutating func show(_ variable: Variable, as name: String) {
    var seen = variable
    seen.name = name
    seenInstead[name] = seen
  }

  mutating func append(
    _ name: String, _ level: Int, _ kind: VariableKind, _ isFixed: Bool,
    _ values: UnsafeMutablePointer<Double>, _ possibleValues: [Double], _ source: Variable.Source
  ) {
    variables.append(
      Variable(
        name: name, level: level, kind: kind, isFixed: isFixed && units.hasFixedCount(level),
        values: values,
        countPointer: units.countPointer(level), possibleValues: possibleValues, source: source))
    variables[variables.count - 1].isDrawnOnce = !study.redrawsPredictors
  }

  /// The distinct values in order, where there are finitely many.
  private func possibleValues(_ predictor: Predictor) -> [Double] {
    guard predictor.kind == .numeric else { return [] }
    switch predictor.source {
    case .column:
      guard case .numbers(let numbers)? = study.data?[predictor.name]?.values else { return [] }
      return Set(numbers).sorted()
    default: return predictor.distinctValues ?? []
    }
  }

  /// The list along the units of each parent, repeated as often as needed.
  private func fillByPosition(
    _ list: [Double], level: Int, _ values: UnsafeMutablePointer<Double>
  ) {
    let count = units.unitCount(level)
    if let perParent = units.unitsPerParent(level) {
      for unit in 0..<count { values[unit] = list[unit % perParent % list.count] }
      return
    }
    let parent = units.parent(of: level)
    var met = [Int](repeating: 0, count: units.unitCount(parent))
    for (unit, holder) in units.fixedHolders(of: level, at: parent).enumerated() {
      values[unit] = list[met[Int(holder)] % list.count]
      met[Int(holder)] += 1
    }
  }

  private mutating func allocation(
    _ values: [Double], _ shares: [Double], _ balance: Predictor.Balance, level: Int
  ) -> Variable.Source {
    let holderLevel: Int
    switch balance {
    case .none:
      return .coinFlips(values, shares)
    case .study: holderLevel = 0
    case .within(let index): holderLevel = index + 1
    case .strata(let name, let within):
      let strata = variables.first { $0.name == name }!
      return .strata(
        StratifiedAllocation(
          values: values, shares: shares,
          holders: within.map {
            StratifiedAllocation.Holders(
              link: units.link(of: level, at: $0 + 1), count: units.countPointer($0 + 1),
              capacity: units.capacity($0 + 1))
          }, strata: strata, places: units.link(of: level, at: strata.level), buffers: buffers))
    }
    allocations.append(
      Allocation(
        values: values, shares: shares, holders: units.link(of: level, at: holderLevel),
        holderCount: units.countPointer(holderLevel), holderCapacity: units.capacity(holderLevel),
        isFixed: units.hasFixedCount(level), buffers: buffers))
    return .allocation(allocations.count - 1)
  }

  /// The sequence of each unit, as a variable of its own, and what reads it.
  private mutating func sequence(
    _ dealt: DealtSequences, at level: Int, of name: String
  ) -> SequenceColumn {
    let holder = dealt.level + 1
    let over = dealt.over + 1
    let chosen = buffers.make(units.capacity(holder))
    let numbers = dealt.rows.indices.map(Double.init)
    let source = allocation(numbers, numbers.map { _ in 1 }, dealt.balance, level: holder)
    append(
      DealtSequences.choice(of: name), holder, .numeric,
      !study.redrawsPredictors && units.hasFixedCount(holder), chosen, numbers, source)
    return SequenceColumn(
      rows: dealt.rows, chosen: chosen, units: units.link(of: level, at: holder),
      over: units.link(of: level, at: over),
      positions: UnitPositions(
        link: units.link(of: over, at: units.parent(of: over)),
        parentCapacity: units.capacity(units.parent(of: over)),
        isFixed: units.hasFixedCount(over), buffers: buffers),
      buffers: buffers)
  }

  private func fillFromData(
    _ predictor: Predictor, level: Int, _ values: UnsafeMutablePointer<Double>
  ) {
    let holders = dataUnits[level - 1]
    let column = study.data![predictor.name]!
    switch column.values {
    case .numbers(let numbers):
      for (row, unit) in holders.enumerated() { values[Int(unit)] = numbers[rowOrder[row]] }
    case .categories(let categories, let codes):
      guard case .factor(let wanted) = predictor.kind else { preconditionFailure() }
      let code = categories.map { category in Double(wanted.firstIndex(of: category) ?? 0) }
      for (row, unit) in holders.enumerated() {
        values[Int(unit)] = code[Int(codes[rowOrder[row]])]
      }
    }
  }
}

extension Variable.Source {
  /// Independent draws of `values` with probabilities proportional to `shares`.
  fileprivate static func coinFlips(_ values: [Double], _ shares: [Double]) -> Self {
    let total = shares.reduce(0, +)
    return .distribution(
      DistributionSampler(.discrete(values: values, probabilities: shares.map { $0 / total })))
  }
}
