/// An expression ready to be evaluated over whole columns, without allocation per call.
///
/// The tree is flattened into a postfix program once. `evaluate` runs that program over blocks of
/// `blockSize` rows, so that the stack of intermediate results stays in the cache whatever the
/// number of rows. A comparison of a factor with a category (`arm == 'new'`) becomes a comparison
/// of category indices when the program is made.
///
/// ```swift
/// let compiled = try CompiledExpression(expression) { name in kinds[name] }
/// // once: scratch of compiled.scratchCount doubles; inputs[i] points to column compiled.inputs[i]
/// compiled.evaluate(count: rows, inputs: inputs, scratch: scratch, result: result)
/// ```
public struct CompiledExpression: Sendable {
  /// The columns that `evaluate` reads, in the order of its `inputs`: each name of the expression
  /// once. A factor's column holds the indices of its categories, NaN where one is missing.
  public let inputs: [String]
  /// How many doubles of scratch space `evaluate` needs.
  public var scratchCount: Int { stackDepth * CompiledExpression.blockSize }

  /// Rows that are worked on at a time.
  static let blockSize = 256

  private var program: [Instruction] = []
  private var stackDepth = 0

  enum Instruction: Sendable {
    case constant(Double)
    case input(Int)
    case unary(Expression.UnaryOperator)
    case binary(Expression.BinaryOperator)
    case function(ScalarFunction)
    case smaller
    case larger
    case choice

    /// By how much the stack grows.
    var growth: Int {
      switch self {
      case .constant, .input: 1
      case .unary, .function: 0
      case .binary, .smaller, .larger: -1
      case .choice: -2
      }
    }
  }

  /// Makes the program.
  ///
  /// - Parameter kind: What the column of this name is, or nil if there is none.
  /// - Throws: What `Expression.evaluate` throws, and misuse of factors and categories.
  public init(
    _ expression: Expression, kind: (String) -> VariableKind?
  ) throws(EvaluationError) {
    inputs = expression.names
    try compile(expression, kind)
    var depth = 0
    for instruction in program {
      depth += instruction.growth
      stackDepth = max(stackDepth, depth)
    }
  }

  /// Evaluates the expression for `count` rows.
  ///
  /// - Parameters:
  ///   - count: The number of rows.
  ///   - inputs: One column of `count` doubles for each of `self.inputs`.
  ///   - scratch: Room for `scratchCount` doubles, overwritten; no other thread may use it.
  ///   - result: Room for `count` doubles; may be one of the input columns.
  public func evaluate(
    count: Int, inputs: UnsafePointer<UnsafePointer<Double>>,
    scratch: UnsafeMutablePointer<Double>, result: UnsafeMutablePointer<Double>
  ) {
    var start = 0
    while start < count {
      let length = min(CompiledExpression.blockSize, count - start)
      run(program, start: start, length: length, inputs: inputs, stack: scratch)
      (result + start).update(from: scratch, count: length)
      start += length
    }
  }

  /// Evaluates the expression over arrays, one for each of `inputs`, all of `count` rows.
  ///
  /// Allocates; for use outside hot loops.
  public func evaluate(count: Int, columns: [[Double]]) -> [Double] {
    precondition(columns.count == inputs.count && columns.allSatisfy { $0.count == count })
    // One value more, so that there is an address even without rows.
    let joined = Array(columns.joined()) + [0]
    var scratch = [Double](repeating: 0, count: scratchCount)
    var result = [Double](repeating: 0, count: count)
    joined.withUnsafeBufferPointer { values in
      let pointers = inputs.indices.map { values.baseAddress! + $0 * count }
      evaluate(count: count, inputs: pointers, scratch: &scratch, result: &result)
    }
    return result
  }

  private mutating func compile(
    _ expression: Expression, _ kind: (String) -> VariableKind?
  ) throws(EvaluationError) {
    switch expression {
    case .number(let value): program.append(.constant(value))
    case .text(let text): throw .textAsNumber(text)
    case .name(let name):
      guard let kind = kind(name) else { throw .unknownName(name) }
      guard kind == .numeric else { throw .factorAsNumber(name) }
      program.append(.input(slot(name)))
    case .parenthesised(let inner): try compile(inner, kind)
    case .unary(let sign, let operand):
      try compile(operand, kind)
      program.append(.unary(sign))
    case .binary(let symbol, let left, let right):
      if try compileCategory(symbol, left, right, kind) { return }
      try compile(left, kind)
      try compile(right, kind)
      program.append(.binary(symbol))
    case .call(let name, let arguments): try compileCall(name, arguments, kind)
    }
  }

  private mutating func compileCall(
    _ name: String, _ arguments: [Expression], _ kind: (String) -> VariableKind?
  ) throws(EvaluationError) {
    let function = try Expression.function(name, argumentCount: arguments.count)
    for (index, argument) in arguments.enumerated() {
      try compile(argument, kind)
      if index > 0, function == .min { program.append(.smaller) }
      if index > 0, function == .max { program.append(.larger) }
    }
    switch function {
    case .ifelse: program.append(.choice)
    case .I, .min, .max: break
    default: program.append(.function(function))
    }
  }

  /// Compiles `factor == 'category'`, either way round; false if this is something else.
  private mutating func compileCategory(
    _ symbol: Expression.BinaryOperator, _ left: Expression, _ right: Expression,
    _ kind: (String) -> VariableKind?
  ) throws(EvaluationError) -> Bool {
    guard symbol == .equal || symbol == .notEqual else { return false }
    let name: String
    let text: String
    switch (left, right) {
    case (.name(let factor), .text(let category)): (name, text) = (factor, category)
    case (.text(let category), .name(let factor)): (name, text) = (factor, category)
    default: return false
    }
    guard let kind = kind(name) else { throw .unknownName(name) }
    guard case .factor(let categories) = kind else {
      throw .numberComparedWithText(name: name, text: text)
    }
    guard let code = categories.firstIndex(of: text) else {
      throw .unknownCategory(factor: name, text: text, categories: categories)
    }
    program += [.input(slot(name)), .constant(Double(code)), .binary(symbol)]
    return true
  }

  private func slot(_ name: String) -> Int { inputs.firstIndex(of: name)! }
}
