internal import CGSL

/// The last resort: Nelder and Mead's simplex (GSL's nmsimplex2) over the entries of the Cholesky
/// factors, which need no constraints.
struct SimplexSearch {
  let layout: CovarianceLayout

  /// - Parameters:
  ///   - start: relative covariance parameters ψ.
  ///   - scale: multiplies the start.
  ///   - criterion: the function of ψ to minimise.
  /// - Returns: ψ at the best point found.
  func minimise(
    from start: [Double], scale: Double, _ criterion: (UnsafePointer<Double>) -> Double
  ) -> [Double] {
    let n = layout.parameterCount
    var objective = Objective(
      layout: layout,
      psi: start.indices.map { $0 < layout.residualStart ? start[$0] * scale : start[$0] })
    let point = gsl_vector_alloc(n)!
    let sizes = gsl_vector_alloc(n)!
    let minimiser = gsl_multimin_fminimizer_alloc(simplex_minimizer_type(), n)!
    defer {
      gsl_multimin_fminimizer_free(minimiser)
      gsl_vector_free(sizes)
      gsl_vector_free(point)
    }
    let factor = objective.startFactor()
    for index in 0..<n {
      gsl_vector_set(point, index, factor[index])
      gsl_vector_set(sizes, index, max(0.3 * factor[index].magnitude, 0.1))
    }
    return withoutActuallyEscaping(criterion) { criterion in
      objective.criterion = criterion
      return withUnsafeMutablePointer(to: &objective) { context in
        var function = gsl_multimin_function(
          f: { vector, context in
            context!.assumingMemoryBound(to: Objective.self).pointee.value(at: vector!)
          }, n: n, params: context)
        gsl_multimin_fminimizer_set(minimiser, &function, point, sizes)
        for _ in 0..<2000 {
          guard gsl_multimin_fminimizer_iterate(minimiser) == 0 else { break }
          if gsl_multimin_test_size(gsl_multimin_fminimizer_size(minimiser), 1e-6) == 0 { break }
        }
        _ = context.pointee.value(at: gsl_multimin_fminimizer_x(minimiser))
        let psi = context.pointee.psi
        context.pointee.criterion = nil
        return psi
      }
    }
  }

  /// The criterion as a function of the factors.
  private struct Objective {
    let layout: CovarianceLayout
    var psi: [Double]
    var factor: [Double]
    var criterion: ((UnsafePointer<Double>) -> Double)?

    init(layout: CovarianceLayout, psi: [Double]) {
      self.layout = layout
      self.psi = psi
      factor = psi
    }

    mutating func startFactor() -> [Double] {
      for block in layout.blocks {
        let first = block.firstParameter
        psi.withUnsafeBufferPointer { psi in
          factor.withUnsafeMutableBufferPointer { factor in
            packedFactor(psi.baseAddress! + first, block.order, factor.baseAddress! + first)
          }
        }
      }
      return factor
    }

    mutating func value(at point: UnsafePointer<gsl_vector>) -> Double {
      for index in factor.indices { factor[index] = gsl_vector_get(point, index) }
      for block in layout.blocks {
        let first = block.firstParameter
        factor.withUnsafeBufferPointer { factor in
          psi.withUnsafeMutableBufferPointer { psi in
            multiplyPackedFactor(factor.baseAddress! + first, block.order, psi.baseAddress! + first)
          }
        }
      }
      for index in layout.residualParameters { psi[index] = factor[index] }
      let value = psi.withUnsafeBufferPointer { criterion!($0.baseAddress!) }
      return value.isFinite ? value : 1e300
    }
  }
}
