internal import Numerics

/// Residuals that correlate within units or have unequal variances, with any random terms whose
/// groupings are nested: V = R(φ) + ZDZ', dense block by block.
///
/// A block is a unit of the highest grouping. Blocks that have one V (equal times, and everything
/// else that it depends on) are taken together, and the cost of an evaluation then depends on the
/// number of different V only; where rows or columns of Z change from one data set to the next, each
/// block stands alone.
struct ResidualKernel: LinearKernel {
  let layout: CovarianceLayout
  var evaluation: Evaluation
  let derivatives: DerivativeSums
  let p: Int
  let entries: ResidualEntries
  let terms: [Term]
  private(set) var rows: BlockRows
  private(set) var buffers: BlockBuffers
  let sums: Sums
  private let nesting: Nesting
  /// The level whose units are the blocks.
  private let blockLevel: Int
  private let columns: [Int]
  /// Which columns of X and y a new data set changes.
  private let isChangingColumn: [Bool]
  private let everyColumn: [Bool]
  private let isShared: Bool
  /// Where the columns stand row by row.
  private var pointers: [UnsafePointer<Double>] = []
  /// Blocks taken together; empty where each stands alone.
  private var patterns: [BlockProducts] = []
  private var patternMemory = Workspace()
  private let arena: Arena

  /// A random term: its place among groupings and columns of the rows.
  struct Term {
    let grouping: Int
    let firstColumn: Int
  }

  /// Running sums of an evaluation besides those of `DerivativeSums`.
  struct Sums {
    /// A'KA of A = [X y], packed p + 1.
    let products: UnsafeMutablePointer<Double>
    /// tr(PVᵢⱼ) and y'PVᵢⱼPy, packed each.
    let secondTrace: UnsafeMutablePointer<Double>
    let secondQuadratic: UnsafeMutablePointer<Double>
    /// (-β̂, 1)(-β̂, 1)', packed p + 1.
    let outer: UnsafeMutablePointer<Double>
  }

  /// - Parameters:
  ///   - columns: columns of X and the response in the data set.
  ///   - terms: random terms whose groupings are levels.
  init(
    plan: CrossProductPlan, columns: [Int], terms: [LinearModel.RandomTerm],
    residual: ResidualStructure, estimator: Estimator
  ) {
    let p = columns.count - 1
    let nesting = plan.nesting
    let groupings = Set(terms.map { $0.level! } + [residual.within].compactMap(\.self)).sorted()
    layout = CovarianceLayout(
      terms: terms.map { (groupings.firstIndex(of: $0.level!)!, $0.columns.count) },
      levelCount: groupings.count, residualCount: residual.parameterCount)
    let n = layout.parameterCount
    var first = 0
    self.terms = terms.map { term in
      defer { first += term.columns.count }
      return Term(grouping: groupings.firstIndex(of: term.level!)!, firstColumn: first)
    }
    entries = ResidualEntries(
      residual, grouping: residual.within.flatMap(groupings.firstIndex), firstColumn: first)
    let decisive = terms.flatMap(\.columns) + residual.columns
    isShared = nesting.isFixed && decisive.allSatisfy { plan.isFixed[$0] }
    isChangingColumn = columns.map { !plan.isFixed[$0] || !nesting.isFixed }
    everyColumn = columns.map { _ in true }
    let size = Evaluation.size(p: p, parameterCount: n)
    arena = Arena(
      doubles: size.doubles + DerivativeSums.doubles(p: p, parameterCount: n)
        + 2 * packedCount(p + 1) + 2 * packedCount(n),
      pieces: size.pieces + DerivativeSums.pieces + 4)
    evaluation = Evaluation(
      p: p, parameterCount: n, rows: nesting.rowCount, estimator: estimator, arena: arena)
    derivatives = DerivativeSums(p: p, parameterCount: n, arena: arena)
    sums = Sums(
      products: arena.take(packedCount(p + 1)), secondTrace: arena.take(packedCount(n)),
      secondQuadratic: arena.take(packedCount(n)), outer: arena.take(packedCount(p + 1)))
    rows = BlockRows(
      nesting: nesting, groupings: groupings, columns: terms.flatMap(\.columns),
      residual: residual, capacity: 1)
    buffers = BlockBuffers(capacity: 1, parameterCount: n)
    blockLevel = groupings.first ?? nesting.rowLevel
    self.nesting = nesting
    self.columns = columns
    self.p = p
  }

  mutating func prepare(_ products: borrowing CrossProducts) {
    evaluation.setRows(nesting.rowCount)
    let isFirst = pointers.isEmpty
    if isFirst {
      for column in columns { pointers.append(products.rows(column)) }
      rows.attach(to: products)
    }
    makeRoom()
    if isFirst && isShared { findPatterns() }
    for pattern in patterns {
      pattern.update(pointers, isChanged: isFirst ? everyColumn : isChangingColumn)
    }
  }

  /// Room for the largest block; only a block larger than all before it takes new memory.
  private mutating func makeRoom() {
    let starts = nesting.starts(of: blockLevel)
    var largest = 1
    for block in 0..<nesting.unitCount(blockLevel) {
      largest = max(largest, starts[block + 1] - starts[block])
    }
    guard largest > buffers.capacity else { return }
    let room = nesting.isFixed ? largest : largest + largest / 2
    rows.grow(to: room)
    buffers = BlockBuffers(capacity: room, parameterCount: layout.parameterCount)
  }

  /// Blocks with equal covariance matrices, in the order of their first ones; unless most would be
  /// alone.
  private mutating func findPatterns() {
    let starts = nesting.rowStarts(blockLevel)
    var places: [[Double]: Int] = [:]
    var groups: [(order: Int, firstRows: [Int])] = []
    for (first, next) in zip(starts, starts.dropFirst()) where next > first {
      rows.load(first: first, count: next - first)
      let signature = rows.signature
      if let place = places[signature] {
        groups[place].firstRows.append(first)
      } else {
        places[signature] = groups.count
        groups.append((next - first, [first]))
      }
    }
    guard 2 * groups.count <= starts.count - 1 else { return }
    patterns = groups.map { group in
      let size = BlockProducts.doubles(order: group.order, columnCount: p + 1)
      return BlockProducts(
        firstRows: group.firstRows, order: group.order, columnCount: p + 1,
        sums: patternMemory.doubles(size))
    }
  }

  mutating func evaluate(_ psi: UnsafePointer<Double>, _ depth: EvaluationDepth) {
    let hasDeterminant = addRoots(psi)
    evaluation.solveRoot(logDeterminant: hasDeterminant ?? .nan)
    guard depth >= .derivatives && evaluation.isValid else { return }
    let values = derivatives.values
    values.update(repeating: 0, count: derivatives.layout.count)
    let n = layout.parameterCount
    sums.secondTrace.update(repeating: 0, count: packedCount(n))
    sums.secondQuadratic.update(repeating: 0, count: packedCount(n))
    fillOuter()
    forEachBlock { kernel, block in
      kernel.addDerivatives(of: block, psi)
      return true
    }
    finish()
  }

  /// Blocks with one V.
  enum Block {
    case pattern(BlockProducts)
    case single(SingleBlock)

    /// How many there are.
    var count: Double {
      switch self {
      case .pattern(let pattern): Double(pattern.blockCount)
      case .single: 1
      }
    }

    /// Adds Σ A'KA.
    func add(
      _ k: UnsafePointer<Double>, to target: UnsafeMutablePointer<Double>,
      work: UnsafeMutablePointer<Double>
    ) {
      switch self {
      case .pattern(let pattern): pattern.add(k, to: target)
      case .single(let block): block.add(k, to: target, work: work)
      }
    }

    /// Writes Σ_ab c_ab Σ ab'.
    func writeSum(
      _ c: UnsafePointer<Double>, columns: Int, to target: UnsafeMutablePointer<Double>,
      work: UnsafeMutablePointer<Double>
    ) {
      switch self {
      case .pattern(let pattern): pattern.writeSum(c, columns: columns, to: target)
      case .single(let block): block.writeSum(c, columns: columns, to: target, work: work)
      }
    }
  }

  /// Visits all blocks, the rows of each loaded, until one says false.
  private mutating func forEachBlock(_ visit: (inout ResidualKernel, Block) -> Bool) {
    for index in patterns.indices {
      let pattern = patterns[index]
      rows.load(first: pattern.firstRow, count: pattern.order)
      guard visit(&self, .pattern(pattern)) else { return }
    }
    guard patterns.isEmpty else { return }
    let starts = nesting.starts(of: blockLevel)
    for index in 0..<nesting.unitCount(blockLevel) where starts[index + 1] > starts[index] {
      let block = SingleBlock(
        columns: pointers, first: starts[index], order: starts[index + 1] - starts[index])
      rows.load(first: block.first, count: block.order)
      guard visit(&self, .single(block)) else { return }
    }
  }

  /// Fills `evaluation.root`.
  ///
  /// - Returns: log |V|, nil if V is not positive definite.
  private mutating func addRoots(_ psi: UnsafePointer<Double>) -> Double? {
    evaluation.root.update(repeating: 0, count: packedCount(p + 1))
    guard entries.areInside(psi + layout.residualStart) else { return nil }
    var logDeterminant: Double? = 0
    forEachBlock { kernel, block in
      guard let own = kernel.invertCovariance(psi) else {
        logDeterminant = nil
        return false
      }
      logDeterminant! += block.count * own
      block.add(kernel.buffers.w, to: kernel.evaluation.root, work: kernel.buffers.work)
      return true
    }
    return logDeterminant
  }

  private func fillOuter() {
    for a in 0...p {
      let left = a == p ? 1 : -evaluation.beta[a]
      for b in 0...a {
        sums.outer[packedIndex(a, b)] = left * (b == p ? 1 : -evaluation.beta[b])
      }
    }
  }
}
