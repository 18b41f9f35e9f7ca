import DataTable
import ModelFormula
import StudyDesign

/// Where the values of a predictor lie: both ends of a finite set of values; mean and one SD to each
/// side of a continuous distribution; the first and the last category of a factor.
struct PredictorRange {
  var low: Double
  /// The mean of a continuous distribution.
  var middle: Double?
  var high: Double

  /// The ranges of a study's predictors and of the unit numbers of its counted levels, by name.
  /// `factor(x)` has an entry of its own.
  static func ranges(of study: Study) -> [String: PredictorRange] {
    var ranges: [String: PredictorRange] = [:]
    for level in study.levels {
      if case .counted(let count) = level.units {
        ranges[level.name] = PredictorRange(low: 1, high: Double(count))
      }
    }
    for predictor in study.predictors {
      let drawn = PredictorRange(predictor, data: study.data, inputs: ranges)
      ranges[predictor.name] = drawn.changed(as: predictor)
    }
    for (variable, last) in study.lastIndicators where ranges[variable] == nil {
      ranges[variable] = PredictorRange(low: 0, high: Double(last))
    }
    return ranges
  }

  init(low: Double, middle: Double? = nil, high: Double) {
    self.low = low
    self.middle = middle
    self.high = high
  }

  private init(_ predictor: Predictor, data: DataTable?, inputs: [String: PredictorRange]) {
    if case .factor(let categories) = predictor.kind {
      self.init(low: 0, high: Double(max(0, categories.count - 1)))
      return
    }
    switch predictor.source {
    case .distribution(let distribution): self.init(distribution)
    case .parts(let mean, _):
      let sd = predictor.drawnSD ?? 0
      self.init(low: mean - sd, middle: mean, high: mean + sd)
    case .meanOf(let input): self = inputs[input] ?? PredictorRange(low: 0, high: 1)
    case .values(let values), .listed(let values), .assign(let values, _, _):
      self.init(low: values.min() ?? 0, high: values.max() ?? 1)
    case .sequence(let dealt):
      let values = dealt.rows.joined()
      self.init(low: values.min() ?? 0, high: values.max() ?? 1)
    case .expression(let expression):
      let ends = [
        try? expression.evaluate { inputs[$0]?.low }, try? expression.evaluate { inputs[$0]?.high },
      ]
      self.init(low: ends.compactMap { $0 }.min() ?? 0, high: ends.compactMap { $0 }.max() ?? 1)
    case .column: self.init(observed: data?[predictor.name])
    }
  }

  private init(_ distribution: Distribution) {
    let mean = distribution.mean
    if case .uniform(let low, let high) = distribution {
      self.init(low: low, middle: mean, high: high)
    } else if let values = distribution.possibleValues, values.count <= Self.longestSet {
      self.init(low: values[0], high: values[values.count - 1])
    } else {
      let sd = distribution.sd ?? 0
      self.init(
        low: max(mean - sd, distribution.lowest), middle: mean, high: mean + sd)
    }
  }

  /// Less the mean, or between -1 and 1, where a predictor is centred or standardised.
  private func changed(as predictor: Predictor) -> PredictorRange {
    if predictor.isStandardised { return PredictorRange(low: -1, middle: 0, high: 1) }
    guard predictor.centre != nil else { return self }
    let mean = middle ?? (low + high) / 2
    return PredictorRange(low: low - mean, middle: 0, high: high - mean)
  }

  /// More values than these are summed up by mean and SD.
  private static let longestSet = 12

  /// Two values are a finite set; more are summed up by mean and SD.
  private init(observed column: DataColumn?) {
    guard case .numbers(let all)? = column?.values else {
      self.init(low: 0, high: 1)
      return
    }
    let numbers = all.filter { !$0.isNaN }
    let low = numbers.min() ?? 0
    let high = numbers.max() ?? 1
    guard numbers.contains(where: { $0 != low && $0 != high }) else {
      self.init(low: low, high: high)
      return
    }
    let mean = numbers.reduce(0, +) / Double(numbers.count)
    let squares = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let sd = (squares / Double(numbers.count - 1)).squareRoot()
    self.init(low: mean - sd, middle: mean, high: mean + sd)
  }
}

extension Study {
  /// The last category that an indicator of a random slope stands for, by variable.
  fileprivate var lastIndicators: [String: Int] {
    let parts = model.columns.bars.flatMap(\.columns).flatMap(\.parts)
    return parts.reduce(into: [:]) { last, part in
      if case .indicator(let variable, let category) = part {
        last[variable.description] = max(last[variable.description] ?? 0, category)
      }
    }
  }
}
