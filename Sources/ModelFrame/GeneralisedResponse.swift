internal import DataTable
public import MixedModels
internal import ModelFormula

/// The response of a generalised model as numbers.
public struct GeneralisedResponse: Sendable {
  /// The distribution.
  public let family: Family
  /// Successes, counts, categories from 0, or amounts.
  public let values: [Double]
  /// The trials of a binomial response; nil: one a row.
  public let trials: [Double]?
  /// The categories in order, where there are any; of a binomial response the second is success.
  public let categories: [String]
}

extension FrameVariables {
  /// Reads the response of a generalised model and checks that its distribution can have it.
  mutating func response(
    _ expression: Expression, _ request: ResponseRequest
  ) throws(FrameError) -> GeneralisedResponse {
    switch request.kind {
    case .binomial: return try binomial(expression, request)
    case .ordinal, .nominal: return try categorical(expression, request)
    case .poisson: return try amounts(expression, Family(.poisson, link: .log), .counts)
    case .negativeBinomial:
      return try amounts(expression, Family(.negativeBinomial(size: nil), link: .log), .counts)
    case .gamma: return try amounts(expression, Family(.gamma, link: .log), .positive)
    case .beta: return try amounts(expression, Family(.beta, link: .logit), .shares)
    }
  }

  private mutating func amounts(
    _ expression: Expression, _ family: Family, _ range: FrameError.ResponseRange
  ) throws(FrameError) -> GeneralisedResponse {
    try refuseText(expression)
    let values = try numbers(expression)
    if let row = values.firstIndex(where: { !range.contains($0) }) {
      throw .responseOutOfRange(
        expression.description, value: values[row], row: tableRow(row), range)
    }
    return GeneralisedResponse(family: family, values: values, trials: nil, categories: [])
  }

  // MARK: Successes

  private mutating func binomial(
    _ expression: Expression, _ request: ResponseRequest
  ) throws(FrameError) -> GeneralisedResponse {
    let family = Family(.binomial, link: request.link)
    if case .call("cbind", let columns) = expression {
      guard columns.count == 2, request.trials == nil else { throw .cbindColumns }
      let successes = try counts(columns[0])
      let failures = try counts(columns[1])
      return GeneralisedResponse(
        family: family, values: successes, trials: zip(successes, failures).map { $0 + $1 },
        categories: [])
    }
    if case .factor(let categories) = kind(expression) {
      guard request.trials == nil, categories.count == 2 else {
        throw .notTwoCategories(expression.description, categories: categories)
      }
      return GeneralisedResponse(
        family: family, values: codes(expression), trials: nil, categories: categories)
    }
    guard let trials = request.trials else {
      return try amounts(expression, family, .zeroOrOne)
    }
    let counts = try counts(expression)
    let ofRow = try self.counts(.name(trials))
    if let row = counts.indices.first(where: { counts[$0] > ofRow[$0] }) {
      throw .moreSuccessesThanTrials(expression.description, trials: trials, row: tableRow(row))
    }
    return GeneralisedResponse(family: family, values: counts, trials: ofRow, categories: [])
  }

  private mutating func counts(_ expression: Expression) throws(FrameError) -> [Double] {
    try amounts(expression, Family(.poisson, link: .log), .counts).values
  }

  // MARK: Categories

  private mutating func categorical(
    _ expression: Expression, _ request: ResponseRequest
  ) throws(FrameError) -> GeneralisedResponse {
    let categories: [String]
    let values: [Double]
    if case .factor(let names) = kind(expression) {
      categories = names
      values = codes(expression)
    } else {
      let numbers = try numbers(expression)
      let sorted = Set(numbers).sorted()
      guard sorted.count <= GeneralisedResponse.mostCategories else {
        throw .tooManyCategories(expression.description, count: sorted.count)
      }
      categories = sorted.map { $0 == $0.rounded() ? "\(Int($0))" : "\($0)" }
      values = numbers.map { number in Double(sorted.firstIndex(of: number)!) }
    }
    guard categories.count > 1 else { throw .oneResponseCategory(expression.description) }
    guard categories.count <= GeneralisedResponse.mostCategories else {
      throw .tooManyCategories(expression.description, count: categories.count)
    }
    let distribution: Family.Distribution =
      request.kind == .ordinal
      ? .ordinal(categories: categories.count) : .nominal(categories: categories.count)
    return GeneralisedResponse(
      family: Family(distribution, link: request.link), values: values, trials: nil,
      categories: categories)
  }

  private func refuseText(_ expression: Expression) throws(FrameError) {
    guard case .factor(let categories) = kind(expression) else { return }
    let example = categories.first { Double($0) == nil } ?? categories.first ?? ""
    throw .responseNotNumeric(expression.description, example: example)
  }
}

extension GeneralisedResponse {
  /// Categories that a response may have.
  static let mostCategories = 50
}

extension FrameError {
  /// Where the responses of a distribution lie.
  public enum ResponseRange: Sendable, Hashable {
    case zeroOrOne
    case counts
    case positive
    case shares

    func contains(_ value: Double) -> Bool {
      switch self {
      case .zeroOrOne: value == 0 || value == 1
      case .counts: value >= 0 && value == value.rounded() && value < 1e15
      case .positive: value > 0
      case .shares: value > 0 && value < 1
      }
    }

    /// In words.
    var text: String {
      switch self {
      case .zeroOrOne: "0 or 1, or a text with two categories; for more trials name --trials"
      case .counts: "whole numbers from 0"
      case .positive: "above 0"
      case .shares: "between 0 and 1, without these"
      }
    }
  }
}
