internal import Numerics
internal import StudyDesign

/// Works out the figures of one estimator about the published groups of one data set.
struct GroupFigures {
  let result: ReplicateFigures
  /// Effects of groups by the fitted model in hand.
  let posteriors = PosteriorTable()
  private let threshold: PublicationThreshold
  private let sizes: SizeClasses
  private let isShare: Bool
  private let reliability: GroupReliability
  /// σ within groups, the size of one person's change.
  private let personSD: Double
  private let intervals: GroupIntervals
  private let below: BelowDraw
  private let sums: ClassSums
  private let pairs: PairSampling
  private let quarters: QuarterOverlap
  private let quantiles: WidthQuantiles
  private let ranks: RankOrder
  private let estimates: GroupEstimates
  /// Of the published groups in their order: true values, half-widths, and places in some order.
  private let truths: UnsafeMutablePointer<Double>
  private let widths: UnsafeMutablePointer<Double>
  private let order: UnsafeMutablePointer<Int>
  /// Benchmark, true and estimated, and the totals over all groups.
  private let comparison: UnsafeMutablePointer<GroupComparison>
  private let totals: UnsafeMutablePointer<Double>
  private let arena: Arena

  init(
    study: Study, threshold: PublicationThreshold, sizes: SizeClasses, capacity: Int, isFinite: Bool
  ) {
    self.threshold = threshold
    self.sizes = sizes
    isShare = study.model.family.name == .binomial
    reliability = GroupReliability(study: study, coefficients: study.model.coefficients)
    personSD = isShare ? 1 : study.model.residualVariance.squareRoot()
    intervals = GroupIntervals(isFinite: isFinite, isShare: isShare)
    below = BelowDraw(
      isFinite: isFinite, isShare: isShare, residualVariance: study.model.residualVariance)
    result = ReplicateFigures(setCount: sizes.setCount)
    sums = ClassSums(sizes)
    pairs = PairSampling(capacity: capacity)
    quarters = QuarterOverlap(sizes)
    quantiles = WidthQuantiles(sizes)
    ranks = RankOrder(capacity: capacity)
    estimates = GroupEstimates(capacity: capacity)
    arena = Arena(doubles: 3 * capacity + 8, pieces: 5)
    truths = arena.take(capacity)
    widths = arena.take(capacity)
    order = arena.takeIndices(capacity)
    comparison = UnsafeMutableRawPointer(arena.take(3))
      .bindMemory(to: GroupComparison.self, capacity: 1)
    comparison.initialize(to: GroupComparison(truth: 0, estimate: 0, margin: 0))
    totals = arena.take(2)
  }

  /// Takes in what all estimators share: true values, the benchmark, and partners for pairs.
  func prepare(
    _ published: PublishedGroups, _ groups: GroupBuffers, count: Int, _ stream: inout RandomStream
  ) {
    var (members, answers, truth, answer) = (0.0, 0.0, 0.0, 0.0)
    for group in 0..<count {
      members += groups.members[group]
      answers += groups.answers[group]
      truth += groups.members[group] * groups.truth[group]
      answer += groups.answers[group] * groups.mean[group]
    }
    totals[0] = Double(count)
    totals[1] = members
    let value = threshold.benchmark?.value
    comparison[0] = GroupComparison(
      truth: value ?? truth / max(members, 1), estimate: value ?? answer / max(answers, 1),
      margin: threshold.benchmark?.margin ?? 0)
    for place in 0..<published.total { truths[place] = groups.truth[published.groups[place]] }
    pairs.draw(published, classCount: sizes.count, &stream)
    ranks.sort(truths, count: published.total, to: order)
    quarters.takeTruths(published, truths, order: order)
  }

  /// Computes the figures of one estimator into `result`.
  ///
  /// - Parameter model: the fitted model; not needed for raw figures.
  func compute(
    _ estimator: PublicationThreshold.Estimator, _ model: GroupModel?,
    _ published: PublishedGroups, _ groups: GroupBuffers, count: Int,
    _ stream: inout RandomStream
  ) {
    result.clear()
    let shrinking = estimator == .shrunken ? model : nil
    for place in 0..<published.total {
      estimate(place, published.groups[place], groups, shrinking)
    }
    addUp(published, groups, shrinking, &stream)
    sums.accumulate()
    for set in 0..<sizes.setCount { write(set, shrinks: shrinking != nil) }
    pairs.write(
      published, classCount: sizes.count, figures: estimates.value, truths: truths, to: result)
    ranks.sort(estimates.value, count: published.total, to: order)
    quarters.write(
      published, figures: estimates.value, truths: truths, order: order, to: result)
    ranks.sort(widths, count: published.total, to: order)
    quantiles.write(published, widths: widths, order: order, to: result)
  }

  /// Figure, interval and sensitivity of one group.
  @inline(__always)
  private func estimate(
    _ place: Int, _ group: Int, _ groups: GroupBuffers, _ model: GroupModel?
  ) {
    let n = groups.answers[group]
    let members = groups.members[group]
    let figure: IntervalFigure
    if let model {
      let eta = model.intercept + groups.effect[group]
      figure = intervals.shrunken(
        groups.mean[group], eta: eta, spread: groups.spread[group],
        residualVariance: model.residualVariance, answers: n, members: members)
      let fraction = intervals.fraction(n, of: members)
      let slope = isShare ? expit(eta) * (1 - expit(eta)) : 1 / model.residualVariance
      estimates.change[place] =
        personSD * (fraction / n + (1 - fraction) * slope * groups.spread[group])
    } else {
      figure = intervals.raw(
        groups.mean[group], deviation: groups.deviation[group], answers: n, members: members)
      estimates.change[place] = personSD / n
    }
    estimates.value[place] = figure.value
    estimates.low[place] = figure.low
    estimates.high[place] = figure.high
    widths[place] = 0.5 * (figure.high - figure.low)
  }

  /// Adds the groups to the sums of their classes.
  private func addUp(
    _ published: PublishedGroups, _ groups: GroupBuffers, _ model: GroupModel?,
    _ stream: inout RandomStream
  ) {
    sums.clear()
    let comparison = comparison[0]
    let distance = threshold.within ?? .infinity
    let compares = threshold.benchmark != nil
    let missing = threshold.below.map { comparison.truth - $0 }
    for place in 0..<published.total {
      let group = published.groups[place]
      let row = sums.row(ofClass: published.classes[place])
      @inline(__always)
      func add(_ sum: ClassSums.Sum, _ value: Double) { row[sum.rawValue] += value }
      let (value, truth) = (estimates.value[place], truths[place])
      let (low, high) = (estimates.low[place], estimates.high[place])
      let error = value - truth
      let reciprocal = 1 / groups.answers[group]
      add(.groups, 1)
      add(.members, groups.members[group])
      add(.covered, low <= truth && truth <= high ? 1 : 0)
      add(.error, error)
      add(.squaredError, error * error)
      add(.close, abs(error) <= distance * (1 + 1e-12) ? 1 : 0)
      add(.reciprocal, reciprocal)
      add(.reliability, reliability.of(reciprocal: reciprocal))
      add(.alike, groups.alike[group])
      add(.change, estimates.change[place])
      // Moments around the benchmark lose no digits to a large mean.
      let (p, t) = (value - comparison.truth, truth - comparison.truth)
      add(.figure, p)
      add(.truth, t)
      add(.figureSquared, p * p)
      add(.truthSquared, t * t)
      add(.product, p * t)
      guard compares else { continue }
      let side = comparison.side(ofTruth: truth)
      if side != 0 {
        add(.differing, 1)
        add(.wrongSide, 0.5 * (1 - side * comparison.side(ofFigure: value)))
      }
      let flag = comparison.flag(low: low, high: high)
      if flag != 0 {
        add(.flagged, 1)
        if flag != side { add(.flaggedWrongly, 1) }
      }
      guard let missing else { continue }
      add(.foundBelow, find(missing, group, groups, model, comparison, &stream) ? 1 : 0)
    }
  }

  /// Whether the group would be flagged if its truth were this.
  private func find(
    _ truth: Double, _ group: Int, _ groups: GroupBuffers, _ model: GroupModel?,
    _ comparison: GroupComparison, _ stream: inout RandomStream
  ) -> Bool {
    guard !isShare || (0...1).contains(truth) else { return false }
    let (n, members) = (groups.answers[group], groups.members[group])
    let (mean, deviation) = below.draw(truth: truth, answers: n, members: members, &stream)
    guard let model else {
      let figure = intervals.raw(mean, deviation: deviation, answers: n, members: members)
      return comparison.flag(low: figure.low, high: figure.high) < 0
    }
    // The unit above stays as its other groups have it.
    let above = groups.effectAbove[group]
    let own =
      above == 0
      ? posteriors.of(n, mean)
      : GroupPosterior(model: model, isShare: isShare)
        .of(n, mean, offset: model.intercept + above)
    let share = model.groupVariance > 0 ? own.variance / model.groupVariance : 1
    let figure = intervals.shrunken(
      mean, eta: model.intercept + above + own.effect,
      spread: own.variance + share * share * groups.spreadAbove[group],
      residualVariance: model.residualVariance, answers: n, members: members)
    return comparison.flag(low: figure.low, high: figure.high) < 0
  }

  /// Writes the figures of a set that follow from sums.
  private func write(_ set: Int, shrinks: Bool) {
    func sum(_ sum: ClassSums.Sum) -> Double { sums.value(sum, ofSet: set) }
    let count = sum(.groups)
    result.set(.groups, ofSet: set, count, 1)
    result.set(.groupShare, ofSet: set, count, totals[0])
    result.set(.members, ofSet: set, sum(.members), 1)
    result.set(.memberShare, ofSet: set, sum(.members), totals[1])
    guard count > 0 else { return }
    result.set(.coverage, ofSet: set, sum(.covered), count)
    result.set(.meanError, ofSet: set, sum(.error), count)
    result.set(.rmse, ofSet: set, sum(.squaredError), count)
    if threshold.within != nil { result.set(.within, ofSet: set, sum(.close), count) }
    let model =
      shrinks ? sum(.reliability) : count * reliability.of(reciprocal: sum(.reciprocal) / count)
    result.set(.reliability, ofSet: set, model, count)
    result.set(.allAlike, ofSet: set, sum(.alike), count)
    result.set(.oneAnswer, ofSet: set, sum(.change), count)
    writeProducts(set)
    guard threshold.benchmark != nil else { return }
    result.set(.wrongSide, ofSet: set, sum(.wrongSide), sum(.differing))
    result.set(.flagged, ofSet: set, sum(.flagged), count)
    result.set(.flaggedWrongly, ofSet: set, sum(.flaggedWrongly), sum(.flagged))
    if threshold.below != nil { result.set(.powerBelow, ofSet: set, sum(.foundBelow), count) }
  }

  private func writeProducts(_ set: Int) {
    func sum(_ sum: ClassSums.Sum) -> Double { sums.value(sum, ofSet: set) }
    let count = sum(.groups)
    let products = result.products + set * ReplicateFigures.productCount
    products[0] = sum(.product) - sum(.figure) * sum(.truth) / count
    products[1] = max(sum(.figureSquared) - sum(.figure) * sum(.figure) / count, 0)
    products[2] = max(sum(.truthSquared) - sum(.truth) * sum(.truth) / count, 0)
  }
}
