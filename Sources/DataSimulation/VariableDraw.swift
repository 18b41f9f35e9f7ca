internal import Numerics
internal import StudyDesign

/// Draws the variables and the units of a study in their order: a variable that decides how many units a
/// level has, or where these lie, before them.
struct VariableDraw {
  private let variables: [Variable]
  /// For each level, the study included, the indices of the variables that are drawn before its units.
  private let earlyVariables: [[Int]]
  /// The indices of all others.
  private let otherVariables: [Int]
  private var allocations: [Allocation]
  private let units: StudyUnits
  private let redrawsPredictors: Bool
  /// Whether the last draw of units stopped because there was not enough room for them.
  private(set) var isOverfull = false

  init(study: Study, variables: [Variable], allocations: [Allocation], units: StudyUnits) {
    self.variables = variables
    self.allocations = allocations
    self.units = units
    redrawsPredictors = study.redrawsPredictors
    earlyVariables = Self.schedule(
      units.takeSources(from: variables, study: study), variables, units)
    let early = Set(earlyVariables.joined())
    otherVariables = variables.indices.filter { !early.contains($0) }
  }

  /// Draws what is drawn once only, or what is drawn for each replicate.
  mutating func draw(_ stream: inout RandomStream, once: Bool) {
    let drawsUnits = redrawsPredictors != once
    if drawsUnits { isOverfull = false }
    for level in earlyVariables.indices {
      for index in earlyVariables[level] where variables[index].isDue(once: once) {
        draw(variables[index], &stream)
      }
      guard !drawsUnits || units.draw(level, &stream) else {
        isOverfull = true
        return
      }
    }
    if drawsUnits { units.finishDraw() }
    for index in otherVariables where variables[index].isDue(once: once) {
      draw(variables[index], &stream)
    }
  }

  private mutating func draw(_ variable: Variable, _ stream: inout RandomStream) {
    switch variable.source {
    case .once: break
    case .distribution(let sampler): sampler.fill(variable.buffer, &stream)
    case .allocation(let index): allocations[index].deal(&stream, to: variable.values)
    case .strata(let allocation): allocation.deal(&stream, to: variable.values)
    case .sequence(let column): column.fill(variable.values)
    case .expression(let column): column.evaluate(to: variable.values)
    case .byPosition(let list): list.write(to: variable.values)
    case .copied(let values, let sources):
      for unit in 0..<variable.count { variable.values[unit] = values[Int(sources[unit])] }
    case .derived(let derived): derived.fill(variable.buffer, &stream)
    }
  }

  /// For each level the variables to be drawn before its units: first those of all levels that vary at
  /// levels of fixed size, in their order.
  private static func schedule(
    _ needed: [[Int]], _ variables: [Variable], _ units: StudyUnits
  ) -> [[Int]] {
    var known: Set<Int> = []
    var schedule = needed.map { _ in [Int]() }
    schedule[0] = Set(needed.joined()).filter { units.hasFixedCount(variables[$0].level) }.sorted()
    known.formUnion(schedule[0])
    for level in needed.indices.dropFirst() {
      schedule[level] = Set(needed[level]).subtracting(known).sorted()
      known.formUnion(schedule[level])
    }
    return schedule
  }
}
