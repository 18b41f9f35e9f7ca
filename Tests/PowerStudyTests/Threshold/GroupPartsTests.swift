import Foundation
import Numerics
import StudyDesign
import Testing

@testable import PowerStudy

/// Parts of the computation against plain ways to the same.
@Suite struct GroupPartsTests {
  private func stream(_ replicate: Int = 1) -> RandomStream {
    RandomStream(seed: 7, pathHash: 1, replicate: replicate)
  }

  @Test(arguments: [0, 1, 2, 500])
  func ranksAreThoseOfASort(count: Int) {
    var stream = stream()
    var values = (0..<count).map { index in
      index % 5 == 0 ? 0.25 : index % 7 == 0 ? -0.0 : stream.normal() * pow(10, stream.normal())
    }
    for index in values.indices where index % 11 == 3 {
      values[index] = 1 + 1e-12 * stream.normal()
    }
    if count > 100 { values[50] = .infinity }
    var order = [Int](repeating: -1, count: count + 1)
    RankOrder(capacity: count).sort(values, count: count, to: &order)
    let found = order.prefix(count).map { values[$0] }
    #expect(found == values.sorted())
    #expect(order.prefix(count).sorted() == Array(0..<count))
  }

  /// Groups with these answers, all members of groups of 100.
  private func published(_ answers: [Double], _ candidates: [Int]) -> (SizeClasses, PublishedGroups)
  {
    let sizes = SizeClasses(PublicationThreshold(level: 0, candidates: candidates))
    var groups = PublishedGroups(sizes, capacity: answers.count)
    let buffers = GroupBuffers(capacity: answers.count)
    for (index, count) in answers.enumerated() {
      buffers.answers[index] = count
      buffers.members[index] = 100
    }
    groups.update(buffers, count: answers.count)
    return (sizes, groups)
  }

  @Test func setsOfGroupsAreRanges() {
    let answers: [Double] = [3, 50, 10, 4, 20, 9, 10, 21]
    let (_, published) = published(answers, [4, 10, 20])
    func members(_ set: Int) -> [Double] {
      published.range(ofSet: set).map { answers[published.groups[$0]] }.sorted()
    }
    #expect(members(0) == [4, 9, 10, 10, 20, 21, 50])
    #expect(members(1) == [10, 10, 20, 21, 50])
    #expect(members(2) == [20, 21, 50])
    #expect(members(3) == [4, 9])
    #expect(members(4) == [10, 10])
    #expect(members(5) == [20, 21, 50])
  }

  /// 60 groups in three classes with figures that tie now and then.
  private func sample() -> (SizeClasses, PublishedGroups, values: [Double], truths: [Double]) {
    var stream = stream()
    let answers = (0..<60).map { _ in Double(4 + stream.below(30)) }
    let (sizes, published) = published(answers, [5, 12, 20])
    let truths = (0..<published.total).map { _ in (4 * stream.normal()).rounded() }
    let values = truths.map { ($0 + 3 * stream.normal()).rounded() }
    return (sizes, published, values, truths)
  }

  @Test func sampledPairsAreAllPairsOnAverage() {
    let (sizes, published, values, truths) = sample()
    let pairs = PairSampling(capacity: published.total)
    let result = ReplicateFigures(setCount: sizes.setCount)
    var wrong = [Double](repeating: 0, count: sizes.setCount)
    var all = wrong
    for replicate in 1...4000 {
      var stream = stream(replicate)
      pairs.draw(published, classCount: sizes.count, &stream)
      pairs.write(
        published, classCount: sizes.count, figures: values, truths: truths, to: result)
      for set in 0..<sizes.setCount {
        let place = set * ReplicateFigures.figures + ThresholdFigure.wrongOrder.rawValue
        wrong[set] += result.numerators[place]
        all[set] += result.denominators[place]
      }
    }
    for set in 0..<sizes.setCount {
      var (exactWrong, exactAll) = (0.0, 0.0)
      let range = published.range(ofSet: set)
      for i in range {
        for j in range where j < i && truths[i] != truths[j] {
          exactAll += 1
          let product = (values[i] - values[j]) * (truths[i] - truths[j])
          exactWrong += product == 0 ? 0.5 : product < 0 ? 1 : 0
        }
      }
      // 4,000 × at least 15 pairs: 4 standard errors are at most 4 × 0.5/√60,000 = .008; weights of pairs
      // double that at most.
      #expect(abs(wrong[set] / all[set] - exactWrong / exactAll) < 0.016)
    }
  }

  @Test func quartersAreThoseOfAList() {
    let (sizes, published, values, truths) = sample()
    let quarters = QuarterOverlap(sizes)
    let ranks = RankOrder(capacity: published.total)
    let result = ReplicateFigures(setCount: sizes.setCount)
    var order = [Int](repeating: 0, count: published.total)
    ranks.sort(truths, count: published.total, to: &order)
    quarters.takeTruths(published, truths, order: order)
    ranks.sort(values, count: published.total, to: &order)
    quarters.write(published, figures: values, truths: truths, order: order, to: result)
    for set in 0..<sizes.setCount {
      let range = published.range(ofSet: set)
      for (figure, sign) in [(ThresholdFigure.topQuarter, 1.0), (.bottomQuarter, -1)] {
        let size = range.count / 4
        let edge = range.map { sign * values[$0] }.sorted(by: >)[size - 1]
        let trueEdge = range.map { sign * truths[$0] }.sorted(by: >)[size - 1]
        let inside = range.filter { sign * values[$0] > edge }
        let tied = range.filter { sign * values[$0] == edge }
        func belonging(_ places: [Int]) -> Double {
          Double(places.count { sign * truths[$0] >= trueEdge })
        }
        let expected =
          belonging(inside) + Double(size - inside.count) * belonging(tied) / Double(tied.count)
        let place = set * ReplicateFigures.figures + figure.rawValue
        #expect(abs(result.numerators[place] - expected) < 1e-12)
        #expect(result.denominators[place] == Double(size))
      }
    }
  }

  // MARK: Effects of groups

  /// -log posterior of (w, u_1, u_2, u_3) of three courses of a provider.
  private func loss(
    _ x: [Double], _ model: GroupModel, isShare: Bool, _ answers: [Double], _ means: [Double]
  ) -> Double {
    var loss = x[0] * x[0] / (2 * model.varianceAbove)
    for course in 0..<3 {
      let eta = model.intercept + x[0] + x[course + 1]
      loss += x[course + 1] * x[course + 1] / (2 * model.groupVariance)
      let n = answers[course]
      if isShare {
        loss -= n * (means[course] * eta - log1p(exp(eta)))
      } else {
        loss += n * (means[course] - eta) * (means[course] - eta) / (2 * model.residualVariance)
      }
    }
    return loss
  }

  @Test(arguments: [true, false])
  func effectsAreModesAndTheirVariancesCurvatures(isShare: Bool) {
    let model = GroupModel(
      intercept: 0.4, groupVariance: 0.3, varianceAbove: 0.2, residualVariance: 1.7)
    let answers = [12.0, 5, 0]
    let means = [0.75, 0.2, 0]
    let buffers = GroupBuffers(capacity: 3)
    for course in 0..<3 {
      buffers.answers[course] = answers[course]
      buffers.mean[course] = means[course]
    }
    GroupPosterior(model: model, isShare: isShare)
      .write(buffers, starts: [0, 3], unitsAbove: 1)
    let w = buffers.effectAbove[0]
    let mode = [w] + (0..<3).map { buffers.effect[$0] - w }
    func loss(_ x: [Double]) -> Double {
      self.loss(x, model, isShare: isShare, answers, means)
    }
    // Second differences with a step of 1e-3 are exact to some 1e-6.
    let step = 1e-3
    func moved(_ i: Int, _ a: Double, _ j: Int, _ b: Double) -> Double {
      var x = mode
      x[i] += a * step
      x[j] += b * step
      return loss(x)
    }
    var hessian = [[Double]](repeating: [Double](repeating: 0, count: 4), count: 4)
    for i in 0..<4 {
      #expect(abs(moved(i, 1, i, 0) - moved(i, -1, i, 0)) / (2 * step) < 1e-5)
      for j in 0..<4 {
        hessian[i][j] =
          (moved(i, 1, j, 1) - moved(i, 1, j, -1) - moved(i, -1, j, 1) + moved(i, -1, j, -1))
          / (4 * step * step)
      }
    }
    for course in 0..<3 {
      // l'H⁻¹l with l picking w + u.
      var weights = [1.0, 0, 0, 0]
      weights[course + 1] = 1
      let solved = solve(hessian, weights)
      let variance = zip(solved, weights).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(buffers.spread[course] - variance) < 1e-5)
    }
    #expect(abs(buffers.spreadAbove[0] - solve(hessian, [1, 0, 0, 0])[0]) < 1e-5)
  }

  /// Gaussian elimination.
  private func solve(_ a: [[Double]], _ b: [Double]) -> [Double] {
    var rows = zip(a, b).map { $0 + [$1] }
    for i in rows.indices {
      for j in rows.indices where j != i {
        let factor = rows[j][i] / rows[i][i]
        for k in i..<rows[i].count { rows[j][k] -= factor * rows[i][k] }
      }
    }
    return rows.indices.map { rows[$0][rows.count] / rows[$0][$0] }
  }

  @Test func groupsAloneAreThoseOfAUnitAboveWithoutEffect() {
    let single = GroupModel(
      intercept: -1, groupVariance: 0.5, varianceAbove: 0, residualVariance: 1)
    var nested = single
    nested.varianceAbove = 1e-12
    let (one, other) = (GroupBuffers(capacity: 2), GroupBuffers(capacity: 2))
    for buffers in [one, other] {
      (buffers.answers[0], buffers.mean[0]) = (9, 1)
      (buffers.answers[1], buffers.mean[1]) = (30, 0.1)
    }
    let table = PosteriorTable()
    table.take(GroupPosterior(model: single, isShare: true))
    GroupPosterior.write(one, count: 2, table)
    GroupPosterior(model: nested, isShare: true).write(other, starts: [0, 2], unitsAbove: 1)
    for group in 0..<2 {
      #expect(abs(one.effect[group] - other.effect[group]) < 1e-9)
      #expect(abs(one.spread[group] - other.spread[group]) < 1e-9)
    }
  }

  @Test func wilsonsIntervalCountsThoseWhoDidNotAnswer() {
    // 15 of 20 in a group of 36: as 20 × 35/16 = 43.75 answers of an unlimited group.
    let intervals = GroupIntervals(isFinite: true, isShare: true)
    let found = intervals.raw(0.75, deviation: 0, answers: 20, members: 36)
    let (n, z) = (43.75, StandardNormal.upperQuantile(0.025))
    for bound in [found.low, found.high] {
      #expect(abs((0.75 - bound) * (0.75 - bound) - z * z * bound * (1 - bound) / n) < 1e-14)
    }
  }

  @Test func quantilesOfManyDegreesOfFreedomAreAccurate() {
    let intervals = GroupIntervals(isFinite: false, isShare: false)
    for n in [401.0, 402, 1000, 1e6] {
      let half = intervals.raw(0, deviation: n.squareRoot(), answers: n, members: n).high
      let exact = StudentT(degreesOfFreedom: n - 1).upperQuantile(0.025)
      #expect(abs(half - exact) < 1e-10 * exact)
    }
  }

  @Test(arguments: [3, 17])
  func drawsWithoutReplacementHaveTheirMoments(n: Int) {
    let draw = BelowDraw(isFinite: true, isShare: true, residualVariance: 1)
    var stream = stream()
    var (sum, squares) = (0.0, 0.0)
    let count = 20_000
    for _ in 0..<count {
      let mean = draw.draw(truth: 0.3, answers: Double(n), members: 20, &stream).mean
      sum += mean
      squares += (mean - 0.3) * (mean - 0.3)
    }
    let variance = 0.3 * 0.7 / Double(n) * Double(20 - n) / 19
    // 4 standard errors; that of a variance is at most √2 of it over √count with these counts.
    #expect(abs(sum / Double(count) - 0.3) < 4 * (variance / Double(count)).squareRoot())
    #expect(abs(squares / Double(count) - variance) < 6 * variance / Double(count).squareRoot())
  }

  // MARK: Sums over data sets

  @Test func ratiosHaveTheirErrors() {
    var sums = FigureSums(estimators: 1, sets: 1)
    let figures = ReplicateFigures(setCount: 1)
    let data: [(Double, Double)] = [(1, 4), (3, 5), (2, 6), (0, 0)]
    for (x, y) in data {
      figures.clear()
      figures.set(.within, ofSet: 0, x, y)
      sums.count(isSingular: false, isFailed: false)
      sums.add(figures, estimator: 0)
    }
    let value = 6.0 / 15
    let squares = data.reduce(0) { $0 + ($1.0 - value * $1.1) * ($1.0 - value * $1.1) }
    let figure = sums.ratio(.within, estimator: 0, set: 0)
    #expect(figure?.value == value)
    #expect(abs(figure!.mcse! - (squares * 4 / 3).squareRoot() / 15) < 1e-14)
    #expect(sums.ratio(.rmse, estimator: 0, set: 0) == nil)
  }
}
