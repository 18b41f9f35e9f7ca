/// The variables of a formula's fixed part or of one random term, in the order of appearance.
struct VariableList {
  private var variables: [Expression] = []

  /// The number of a variable, new or known.
  mutating func index(of variable: Expression) -> Int {
    if let known = variables.firstIndex(of: variable) { return known }
    variables.append(variable)
    return variables.count - 1
  }

  /// Terms in R's order: by the number of factors, then by appearance.
  func terms(_ products: [[Int]]) -> [Term] {
    let largest = products.map(\.count).max() ?? 0
    return (0...largest).flatMap { order in
      products.filter { $0.count == order }.map { Term($0.map { variables[$0] }) }
    }
  }
}

/// What a part of a formula stands for: a sum of products of variables.
struct TermSum {
  /// Each product once, in the order of appearance; the variables of a product by their number.
  var products: [[Int]] = []
  /// Whether the intercept was added or removed; nil where it was not mentioned.
  var hasIntercept: Bool?
  var offsets: [Expression] = []
  var bars: [Bar] = []

  /// Whether there are parts that only `+` can join.
  var isSpecial: Bool { !offsets.isEmpty || !bars.isEmpty }

  mutating func add(_ other: TermSum) {
    append(other.products)
    hasIntercept = other.hasIntercept ?? hasIntercept
    offsets += other.offsets
    bars += other.bars
  }

  mutating func subtract(_ other: TermSum) {
    products.removeAll(where: other.products.contains)
    if let removed = other.hasIntercept { hasIntercept = !removed }
  }

  /// `a:b`.
  func interacting(with other: TermSum) -> TermSum {
    var result = TermSum(hasIntercept: intercept(with: other))
    result.append(products.flatMap { left in other.products.map { merged(left, $0) } })
    return result
  }

  /// `a * b`, which is `a + b + a:b`.
  func crossed(with other: TermSum) -> TermSum {
    var result = self
    result.append(other.products)
    result.append(interacting(with: other).products)
    result.hasIntercept = intercept(with: other)
    return result
  }

  /// `a / b`, which is `a + a:b`; with several terms on the left `b` varies within all of them.
  func nesting(_ other: TermSum) -> TermSum {
    var result = self
    let all = products.reduce([], merged)
    result.append(other.products.map { merged(all, $0) })
    result.hasIntercept = intercept(with: other)
    return result
  }

  private mutating func append(_ more: [[Int]]) {
    var known = Set(products)
    for product in more where known.insert(product).inserted { products.append(product) }
  }

  private func intercept(with other: TermSum) -> Bool? { other.hasIntercept ?? hasIntercept }

  private func merged(_ left: [Int], _ right: [Int]) -> [Int] { Set(left).union(right).sorted() }
}
