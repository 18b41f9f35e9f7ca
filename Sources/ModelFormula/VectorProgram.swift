internal import Glibc

// The loops of a compiled expression. Each instruction works on a whole block, so that the choice
// of the operation is made once a block and not once a row.

/// Runs a postfix program for the rows `start ..< start + length`; the result is the first block
/// of `stack`.
func run(
  _ program: [CompiledExpression.Instruction], start: Int, length: Int,
  inputs: UnsafePointer<UnsafePointer<Double>>, stack: UnsafeMutablePointer<Double>
) {
  let size = CompiledExpression.blockSize
  /// The first free block.
  var top = stack
  for instruction in program {
    switch instruction {
    case .constant(let value): top.update(repeating: value, count: length)
    case .input(let slot): top.update(from: inputs[slot] + start, count: length)
    case .unary(let sign): map(top - size, length, sign)
    case .function(let function): map(top - size, length, function)
    case .binary(let symbol): combine(top - 2 * size, top - size, length, symbol)
    case .smaller: combine(top - 2 * size, top - size, length) { smaller($0, $1) }
    case .larger: combine(top - 2 * size, top - size, length) { larger($0, $1) }
    case .choice: choose(top - 3 * size, top - 2 * size, top - size, length)
    }
    top += instruction.growth * size
  }
}

private typealias Block = UnsafeMutablePointer<Double>

@inline(__always)
private func map(_ block: Block, _ length: Int, _ function: (Double) -> Double) {
  for row in 0..<length { block[row] = function(block[row]) }
}

@inline(__always)
private func combine(
  _ left: Block, _ right: Block, _ length: Int, _ operation: (Double, Double) -> Double
) {
  for row in 0..<length { left[row] = operation(left[row], right[row]) }
}

private func choose(_ condition: Block, _ yes: Block, _ no: Block, _ length: Int) {
  for row in 0..<length { condition[row] = chosen(condition[row], yes[row], no[row]) }
}

// One loop for each operation: a choice inside the loop would keep it from becoming vectors.

private func map(_ block: Block, _ length: Int, _ sign: Expression.UnaryOperator) {
  switch sign {
  case .plus: break
  case .minus: map(block, length) { -$0 }
  case .not: map(block, length) { knownWhere($0, truth($0 == 0)) }
  }
}

private func map(_ block: Block, _ length: Int, _ function: ScalarFunction) {
  switch function {
  case .exp: map(block, length) { exp($0) }
  case .log: map(block, length) { log($0) }
  case .sqrt: map(block, length) { $0.squareRoot() }
  case .abs: map(block, length) { $0.magnitude }
  default: map(block, length) { function.apply($0) }
  }
}

private func combine(
  _ left: Block, _ right: Block, _ length: Int, _ symbol: Expression.BinaryOperator
) {
  switch symbol {
  case .add: combine(left, right, length) { $0 + $1 }
  case .subtract: combine(left, right, length) { $0 - $1 }
  case .multiply: combine(left, right, length) { $0 * $1 }
  case .divide: combine(left, right, length) { $0 / $1 }
  case .power: combine(left, right, length) { raised($0, $1) }
  case .modulo: combine(left, right, length) { remainder($0, $1) }
  case .equal: combine(left, right, length) { comparison($0, $1, ==) }
  case .notEqual: combine(left, right, length) { comparison($0, $1, !=) }
  case .less: combine(left, right, length) { comparison($0, $1, <) }
  case .lessOrEqual: combine(left, right, length) { comparison($0, $1, <=) }
  case .greater: combine(left, right, length) { comparison($0, $1, >) }
  case .greaterOrEqual: combine(left, right, length) { comparison($0, $1, >=) }
  case .and: combine(left, right, length) { conjunction($0, $1) }
  case .or: combine(left, right, length) { disjunction($0, $1) }
  }
}
