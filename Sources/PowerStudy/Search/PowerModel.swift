#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

internal import Numerics
internal import StudyDesign

/// The power by the standard error method of any candidate along one path: from figures at known
/// variances, where these are to be had without fits, corrected by the replicates of some candidates, or
/// from those replicates alone.
struct PowerModel {
  /// The power of the test with the least of it, and its error.
  struct Reading {
    var power: Double
    var error: Double
    var test: Int
  }

  /// What is known of a test of a candidate without replicates, up to a difference that these tell.
  private struct Base {
    let logSquare: Double
    let critical: Double
    /// The error of the first, where it is a mean over drawn predictors.
    let error: Double
  }

  private let axis: SearchAxis
  /// Which of a candidate's values lies on the path.
  private let place: Int
  private var squares: [Correction] = []
  private var criticals: [Correction] = []
  private let span: Double
  /// Which figures without fits there are, decided by the first candidate.
  let usesTruth: Bool
  /// What squared standard errors look like over all sizes, where there are no figures without fits.
  private let surface: ErrorSurface?

  /// - Parameters:
  ///   - first: any candidate, all of whose tests the method serves.
  ///   - candidates: those with replicates, in the order of their values.
  ///   - surface: what errors look like over several sizes; nil where only one differs.
  init(
    axis: SearchAxis, place: Int, first: Candidate, candidates: [Candidate],
    surface: ErrorSurface? = nil
  ) {
    self.axis = axis
    self.place = place
    self.surface = surface
    usesTruth = first.atTruth != nil
    span = max(axis.values.last! - axis.values.first!, 1e-300)
    for (index, curve) in first.curves!.enumerated() {
      squares.append(
        Correction(
          usesTruth || surface != nil
            ? .init(slope: 0, slopeError: 0.05, curvature: 0.05)
            : .init(slope: 0, slopeError: axis.isSize ? 1 : 20, curvature: axis.isSize ? 0.3 : 20)))
      // Critical values fall towards that of infinitely many units.
      let excess =
        candidates.compactMap { $0.inReplicates?[index].critical }.first.map {
          $0 - curve.smallestCriticalValue
        } ?? 0
      let slope = axis.isSize && !usesTruth ? -excess : 0
      criticals.append(
        Correction(.init(slope: slope, slopeError: 0.2 * excess + 0.002, curvature: excess + 0.002))
      )
    }
    for candidate in candidates {
      guard let figures = candidate.inReplicates, let base = base(of: candidate) else { continue }
      let x = coordinate(candidate)
      for (index, figure) in figures.enumerated() where figure.square > 0 {
        squares[index].add(
          x: x, difference: log(figure.square) - base[index].logSquare, error: figure.relativeError)
        criticals[index].add(
          x: x, difference: figure.critical - base[index].critical, error: figure.criticalError)
      }
    }
  }

  /// Sizes by their logarithm, other values by their share of the range.
  private func coordinate(_ candidate: Candidate) -> Double {
    let value = candidate.values[place]
    return axis.isSize ? log(value) : value / span
  }

  private func base(of candidate: Candidate) -> [Base]? {
    if usesTruth {
      return candidate.atTruth.map { figures in
        figures.map {
          Base(logSquare: log($0.square), critical: $0.critical, error: $0.relativeError)
        }
      }
    }
    if let surface {
      return candidate.curves.map { curves in
        curves.indices.map {
          Base(
            logSquare: surface.logSquare(of: $0, at: candidate.values),
            critical: curves[$0].smallestCriticalValue, error: 0)
        }
      }
    }
    let shape = axis.isSize ? -log(candidate.values[place]) : 0
    return candidate.curves.map { curves in
      curves.map { Base(logSquare: shape, critical: $0.smallestCriticalValue, error: 0) }
    }
  }

  /// Whether anything is known of candidates without replicates of their own.
  var isEmpty: Bool { squares.allSatisfy { !$0.at(0).error.isFinite } && !usesTruth }

  /// The squared standard error and critical value of one test of a candidate.
  func square(of test: Int, _ candidate: Candidate) -> (value: Double, critical: Double)? {
    guard let curves = candidate.curves, let base = base(of: candidate) else { return nil }
    let (square, critical) = figures(candidate, test, curves[test], base[test])
    return (square.value, critical.value)
  }

  /// The power of a candidate, without its error; nil where nothing is known of it.
  func power(_ candidate: Candidate) -> Double? {
    guard let curves = candidate.curves, let base = base(of: candidate) else { return nil }
    return curves.indices.map { index in
      let (square, critical) = figures(candidate, index, curves[index], base[index])
      return curves[index].power(square: square.value, critical: critical.value)
    }.min()
  }

  /// The power of a candidate; nil where nothing is known of it.
  func reading(_ candidate: Candidate) -> Reading? {
    readings(candidate)?.min { $0.power < $1.power }
  }

  /// The same of each test.
  func readings(_ candidate: Candidate) -> [Reading]? {
    guard let curves = candidate.curves, let base = base(of: candidate) else { return nil }
    return curves.indices.map { index in
      let (square, critical) = figures(candidate, index, curves[index], base[index])
      let power = curves[index].power(square: square.value, critical: critical.value)
      guard square.error.isFinite else {
        return Reading(power: power, error: .infinity, test: index)
      }
      let slopes = curves[index].slopes(square: square.value, critical: critical.value)
      let error = abs(slopes.logSquare) * square.error + abs(slopes.critical) * critical.error
      return Reading(power: power, error: error, test: index)
    }
  }

  /// The squared standard error with the error of its logarithm, and the critical value with its error.
  private func figures(
    _ candidate: Candidate, _ index: Int, _ curve: TestCurve,
    _ base: Base
  ) -> (square: (value: Double, error: Double), critical: (value: Double, error: Double)) {
    let x = coordinate(candidate)
    let square = squares[index].at(x)
    let critical = criticals[index].at(x)
    let lowest = curve.smallestCriticalValue * (1 - 1e-9)
    return (
      (exp(base.logSquare + square.value), hypot(square.error, base.error)),
      (max(base.critical + critical.value, lowest), critical.error)
    )
  }
}
