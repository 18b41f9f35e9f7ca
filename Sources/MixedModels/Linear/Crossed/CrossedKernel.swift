internal import CDenseBlocks
internal import Numerics

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Any number of grouping factors, crossed or nested, with any number of random effects each;
/// memberships may have weights.
///
/// V = I + Σ ZDZ' over the factors. First the factor with the most effects is eliminated unit by unit:
/// with M = Λ'Z'ZΛ + I = LL' and W = L⁻¹Λ'Z'C of each unit, B = C'C - Σ W'W is C'V₁⁻¹C for the
/// columns C = [Z_rest X y], where V₁ holds that factor alone. Then all other effects at once: with
/// Λ'B_rrΛ + I = U'U and G = U⁻ᵀΛ'B_r, B - G'G is C'V⁻¹C.
///
/// The derivatives need Z'V⁻¹Z of the eliminated effects only in products. With R = Z'V₁⁻¹Z_rest of the
/// eliminated effects and J = RΛU⁻¹ it is Z'V₁⁻¹Z - JJ', the first part block by block. The gradient
/// is exact; steps are taken by the average information, without double traces. They are filled in at
/// the depth `inference`.
struct CrossedKernel: LinearKernel {
  let layout: CovarianceLayout
  var evaluation: Evaluation
  let derivatives: DerivativeSums
  let p: Int
  let shape: CrossedShape
  var products: CrossedProducts
  let buffers: CrossedBuffers
  private let arena: Arena
  /// Λ of each factor, row-major.
  let factors: [UnsafeMutablePointer<Double>]
  /// The factor and its two effects of each parameter.
  let parameters: [Parameter]
  /// Effects of an eliminated unit.
  let eliminatedOrder: Int

  struct Parameter {
    /// The factor's place among the rest; -1 for the one eliminated first.
    let place: Int
    let k: Int
    let l: Int
  }

  /// - Parameters:
  ///   - columns: columns of X and the response in the cross-products.
  ///   - terms: for each random term its grouping and its columns in the cross-products.
  ///   - rowFactors: what groupings refer to.
  ///   - ones: the cross-products' column of ones.
  init(
    plan: CrossProductPlan, columns: [Int], terms: [LinearModel.RandomTerm],
    rowFactors: [RowFactor], ones: Int, estimator: Estimator, keepsProducts: Bool
  ) {
    let p = columns.count - 1
    let workspace = Workspace()
    let sources = CrossedSources(
      plan: plan, columns: columns, terms: terms, rowFactors: rowFactors, workspace: workspace)
    layout = sources.layout
    let shape = CrossedShape(
      sources.factors, p: p, itemCount: sources.itemCount, workspace: workspace)
    let n = layout.parameterCount
    let size = Evaluation.size(p: p, parameterCount: n)
    let arena = Arena(
      doubles: size.doubles
        + DerivativeSums.doubles(p: p, parameterCount: n, keepsProducts: keepsProducts),
      pieces: size.pieces + DerivativeSums.pieces)
    evaluation = Evaluation(
      p: p, parameterCount: n, rows: plan.nesting.rowCount, estimator: estimator, arena: arena)
    derivatives = DerivativeSums(
      p: p, parameterCount: n, keepsProducts: keepsProducts, arena: arena)
    products = CrossedProducts(
      shape: shape, plan: plan, columns: sources.columns, p: p, ones: ones,
      readsRows: sources.readsRows, workspace: workspace)
    buffers = CrossedBuffers(
      shape: shape, p: p, parameterCount: n, workspace: workspace)
    self.arena = arena
    factors = sources.factors.map { workspace.doubles($0.order * $0.order) }
    parameters = layout.blocks.flatMap { block in
      (0..<block.order).flatMap { i in
        (0...i).map {
          Parameter(
            place: shape.rest.firstIndex(of: block.level) ?? -1, k: block.firstColumn + i,
            l: block.firstColumn + $0)
        }
      }
    }
    eliminatedOrder = shape.eliminated.map { shape.orders[$0] } ?? 0
    self.p = p
    self.shape = shape
  }

  mutating func prepare(_ products: borrowing CrossProducts) {
    evaluation.setRows(products.plan.nesting.rowCount)
    self.products.update(products)
  }

  mutating func evaluate(_ psi: UnsafePointer<Double>, _ depth: EvaluationDepth) {
    for index in factors.indices { layout.writeFactor(level: index, from: psi, to: factors[index]) }
    evaluation.root.update(repeating: 0, count: packedCount(p + 1))
    var logDeterminant = 0.0
    for index in shape.components.indices {
      logDeterminant += eliminate(shape.components[index], depth)
    }
    evaluation.solveRoot(logDeterminant: logDeterminant)
    guard depth >= .derivatives && evaluation.isValid else { return }
    derivatives.values.update(repeating: 0, count: derivatives.layout.total)
    for index in shape.components.indices { differentiate(shape.components[index], depth) }
    subtractTraces(depth)
    evaluation.hasObserved = depth == .inference
    derivatives.finish(evaluation)
    if depth < .inference { derivatives.scaleInformation(evaluation, layout) }
  }

  // MARK: Elimination

  /// Eliminates all effects of a component; adds to the root and returns log |V| of its rows.
  private func eliminate(_ component: CrossedShape.Component, _ depth: EvaluationDepth) -> Double {
    var logDeterminant = 0.0
    let stride = component.stride
    let b = buffers.rest + component.restRows
    b.update(from: products.restRows + component.restRows, count: stride * stride)
    if let eliminated = shape.eliminated {
      logDeterminant += factoriseUnits(component, eliminated)
      let w = buffers.unitRows + component.unitRows
      dense_subtract_product(b, w, w, eliminatedOrder * component.unitCount, stride)
    }
    let r = component.restCount
    let root = evaluation.root
    for i in 0...p {
      for j in 0...i { root[packedIndex(i, j)] += b[(r + j) * stride + r + i] }
    }
    if r == 0 { return logDeterminant }
    logDeterminant += factoriseRest(component, from: depth >= .derivatives ? 0 : r & ~3)
    let g = buffers.solved + component.restRows + r
    for row in 0..<r {
      let g = g + row * stride
      for i in 0...p {
        for j in 0...i { root[packedIndex(i, j)] -= g[i] * g[j] }
      }
    }
    return logDeterminant
  }

  /// L and W of each unit of a component; returns the sum of log |M|.
  private func factoriseUnits(_ component: CrossedShape.Component, _ eliminated: Int) -> Double {
    let q = eliminatedOrder
    let lambda = UnsafePointer(factors[eliminated])
    let determinant =
      switch q {
      case 1: factoriseUnits(component, order: 1, lambda)
      case 2: factoriseUnits(component, order: 2, lambda)
      default: factoriseUnits(component, order: q, lambda)
      }
    dense_mix(
      buffers.unitRows + component.unitRows, products.unitRows + component.unitRows,
      buffers.unitWeights + component.firstUnit * q * q, q, component.unitCount,
      component.unitCount * component.stride, component.stride)
    return determinant
  }

  /// L and L⁻¹Λ' of each unit; called with a constant order where it is small, so that loops are
  /// unrolled.
  @inline(__always)
  private func factoriseUnits(
    _ component: CrossedShape.Component, order q: Int, _ lambda: UnsafePointer<Double>
  ) -> Double {
    let total = shape.unitPositions.count
    var determinant = LogProduct()
    for position in component.firstUnit..<component.firstUnit + component.unitCount {
      let l = buffers.unitFactors + position * q * q
      determinant.multiply(factorise(position, q, total, lambda, l))
      // L⁻¹Λ', column by column.
      let weights = buffers.unitWeights + position * q * q
      for column in 0..<q {
        for k in 0..<q {
          var sum = lambda[column * q + k]
          for i in 0..<k { sum -= l[k * q + i] * weights[i * q + column] }
          weights[k * q + column] = sum / l[k * q + k]
        }
      }
    }
    return determinant.logarithm
  }

  /// L of a unit, row-major; returns |M|.
  @inline(__always)
  private func factorise(
    _ position: Int, _ q: Int, _ total: Int, _ lambda: UnsafePointer<Double>,
    _ l: UnsafeMutablePointer<Double>
  ) -> Double {
    let squares = products.unitSquares + position
    var determinant = 1.0
    for k in 0..<q {
      for j in 0...k {
        var sum = k == j ? 1.0 : 0
        for i in k..<q {
          for h in j..<q {
            sum += lambda[i * q + k] * squares[packedIndex(i, h) * total] * lambda[h * q + j]
          }
        }
        for i in 0..<j { sum -= l[k * q + i] * l[j * q + i] }
        if j == k {
          determinant *= sum
          l[k * q + k] = sum.squareRoot()
        } else {
          l[k * q + j] = sum / l[j * q + j]
        }
      }
    }
    return determinant
  }

  /// U and G of a component; returns log |Λ'BΛ + I|.
  ///
  /// - Parameter from: the first column of G that is needed, a multiple of four.
  private func factoriseRest(_ component: CrossedShape.Component, from: Int) -> Double {
    let r = component.restCount
    let stride = component.stride
    let b = buffers.rest + component.restRows
    let g = buffers.solved + component.restRows
    let u = buffers.factor + component.restRows
    for row in 0..<r {
      for column in 0..<row { b[row * stride + column] = b[column * stride + row] }
    }
    scaleRows(component, from: b, to: g)
    scaleColumns(component, from: g, to: u)
    dense_factorise(u, r, stride)
    dense_solve_rows(u, g, r, from, stride)
    var determinant = LogProduct()
    for row in 0..<r { determinant.multiply(u[row * stride + row]) }
    return 2 * determinant.logarithm
  }

  /// Λ'B for the rest's rows of B.
  private func scaleRows(
    _ component: CrossedShape.Component, from b: UnsafePointer<Double>,
    to g: UnsafeMutablePointer<Double>
  ) {
    let stride = component.stride
    for (place, index) in shape.rest.enumerated() {
      let q = shape.orders[index]
      let lambda = factors[index]
      let count = component.restUnits[place]
      for k in 0..<q {
        let first = component.restColumns[place] + k * count
        for unit in 0..<count {
          let target = g + (first + unit) * stride
          var column = 0
          while column < stride {
            var lanes = Four.zero
            for i in k..<q {
              let row = first + (i - k) * count + unit
              lanes += lambda[i * q + k] * load(b + row * stride + column)
            }
            store(lanes, target + column)
            column += 4
          }
        }
      }
    }
  }

  /// YΛ + I of the rest's columns of Y = Λ'B, upper triangle.
  private func scaleColumns(
    _ component: CrossedShape.Component, from y: UnsafePointer<Double>,
    to u: UnsafeMutablePointer<Double>
  ) {
    let stride = component.stride
    for row in 0..<component.restCount {
      let y = y + row * stride
      let u = u + row * stride
      for (place, index) in shape.rest.enumerated() {
        let q = shape.orders[index]
        let lambda = factors[index]
        let count = component.restUnits[place]
        let end = component.restColumns[place] + q * count
        guard end > row else { continue }
        if q == 1 {
          var column = component.restColumns[place]
          while column < end {
            store(lambda[0] * load(y + column), u + column)
            column += 4
          }
          continue
        }
        for k in 0..<q {
          let first = component.restColumns[place] + k * count
          for unit in max(0, row - first)..<max(count, row - first) {
            var sum = 0.0
            for i in k..<q { sum += lambda[i * q + k] * y[first + (i - k) * count + unit] }
            u[first + unit] = sum
          }
        }
      }
      u[row] += 1
    }
  }
}

/// The logarithm of a product of many positive numbers, by few logarithms.
struct LogProduct {
  private var product = 1.0
  private var sum = 0.0

  @inline(__always)
  mutating func multiply(_ value: Double) {
    product *= value
    if !(product < 1e150) {
      sum += log(product)
      product = 1
    }
  }

  var logarithm: Double { sum + log(product) }
}
