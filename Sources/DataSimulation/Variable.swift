internal import DataTable
internal import ModelFormula
internal import Numerics
internal import StudyDesign

/// A variable of the study with its values: one a unit of its level.
struct Variable {
  var name: String
  /// Level of the study's units (0 is the study as a whole).
  let level: Int
  let kind: VariableKind
  /// Whether the values are the same in every replicate.
  let isFixed: Bool
  /// Whether they are drawn, or computed, before the first replicate.
  var isDrawnOnce = false
  let values: UnsafeMutablePointer<Double>
  /// The number of units of its level, as it stands at any time.
  let countPointer: UnsafePointer<Int>
  /// The distinct values in order, of a numeric variable that has finitely many; else empty.
  let possibleValues: [Double]
  /// How the values are drawn; nil if they only need to be written once.
  let source: Source

  /// How values come about in each replicate.
  enum Source {
    case once
    /// Independent draws.
    case distribution(DistributionSampler)
    /// Index of an allocation of the simulator.
    case allocation(Int)
    case strata(StratifiedAllocation)
    case sequence(SequenceColumn)
    case expression(ExpressionColumn)
    /// By the units' places in their parents.
    case byPosition(PositionColumn)
    /// Those of the units of the data that the units are copies of.
    case copied(from: UnsafePointer<Double>, sources: UnsafePointer<Int32>)
    case derived(DerivedValues)
  }

  /// Whether it is time to draw it: before the first replicate, or in each one.
  func isDue(once: Bool) -> Bool { once ? isDrawnOnce : !isDrawnOnce && !isFixed }

  /// Units of its level in the data set in hand.
  var count: Int { countPointer.pointee }

  var buffer: UnsafeMutableBufferPointer<Double> {
    UnsafeMutableBufferPointer(start: values, count: count)
  }
}

/// An expression over variables, evaluated at one level.
struct ExpressionColumn {
  private let compiled: CompiledExpression
  /// One pointer for each input, at the level of the result.
  private let inputs: UnsafeMutablePointer<UnsafePointer<Double>>
  private let spreads: [Spread]
  private let scratch: UnsafeMutablePointer<Double>
  let level: Int
  let isFixed: Bool
  private let count: UnsafePointer<Int>
  private let owner: InputList

  /// Keeps the list of inputs alive.
  private final class InputList {
    let pointers: UnsafeMutablePointer<UnsafePointer<Double>>
    init(_ values: [UnsafePointer<Double>]) {
      pointers = .allocate(capacity: max(values.count, 1))
      pointers.initialize(from: values, count: values.count)
    }
    deinit { pointers.deallocate() }
  }

  /// - Parameters:
  ///   - level: where the expression is evaluated; nil for the lowest level of its inputs.
  init(
    _ expression: Expression, level: Int?, variables: [Variable], units: StudyUnits,
    buffers: Buffers
  ) {
    func variable(_ name: String) -> Variable { variables.first { $0.name == name }! }
    // The design has been read, so that the expression is known to be sound.
    compiled = try! CompiledExpression(expression) { name in variable(name).kind }
    let used = compiled.inputs.map(variable)
    let level = level ?? units.lowest(of: used.map(\.level))
    var spreads: [Spread] = []
    let pointers = used.map { input -> UnsafePointer<Double> in
      if input.level == level { return UnsafePointer(input.values) }
      let spread = Spread(input, to: level, units: units, buffers: buffers)
      spreads.append(spread)
      return UnsafePointer(spread.target)
    }
    self.spreads = spreads
    self.level = level
    owner = InputList(pointers)
    inputs = owner.pointers
    scratch = buffers.make(compiled.scratchCount)
    isFixed =
      used.allSatisfy(\.isFixed) && spreads.allSatisfy(\.link.isFixed)
      && units.hasFixedCount(level)
    count = units.countPointer(level)
  }

  func evaluate(to target: UnsafeMutablePointer<Double>) {
    for spread in spreads { spread.update() }
    compiled.evaluate(
      count: count.pointee, inputs: UnsafePointer(inputs), scratch: scratch, result: target)
  }
}

/// Values of a level for the units of another that lie in its units: those of the unit in which each
/// lies, or weighted means.
struct Spread {
  let target: UnsafeMutablePointer<Double>
  let link: UnitLink
  private let source: UnsafePointer<Double>

  init(_ variable: Variable, to level: Int, units: StudyUnits, buffers: Buffers) {
    source = UnsafePointer(variable.values)
    link = units.link(of: level, at: variable.level)
    target = buffers.make(link.capacity)
  }

  func update() {
    for unit in 0..<link.count { target[unit] = link.value(of: unit, from: source) }
  }
}
