internal import Glibc
internal import MixedModels

extension FittedModel {
  /// How the residuals of a fitted model vary and correlate.
  public struct Residual: Sendable, Equatable {
    /// The correlation of rows of one unit.
    public var pattern: ResidualRequest.Pattern
    /// The units; nil for independent residuals.
    public var within: String?
    /// The correlation of the rows at each two positions of a unit; nil for independent residuals.
    /// Of AR(1) and compound symmetry the first 20 positions.
    public var correlation: [[Double]]?
    /// The column whose categories have variances of their own.
    public var by: String?
    /// Categories and their standard deviations, in units of the response.
    public var standardDeviations: [Spread]

    /// A category's standard deviation.
    public struct Spread: Sendable, Equatable {
      /// The category.
      public var category: String
      /// In units of the response.
      public var value: Double

      /// Makes a spread.
      public init(category: String, value: Double) {
        self.category = category
        self.value = value
      }
    }

    /// Makes a structure from its parts.
    public init(
      pattern: ResidualRequest.Pattern, within: String? = nil, correlation: [[Double]]? = nil,
      by: String? = nil, standardDeviations: [Spread] = []
    ) {
      self.pattern = pattern
      self.within = within
      self.correlation = correlation
      self.by = by
      self.standardDeviations = standardDeviations
    }
  }
}

extension FittedModel.Residual {
  /// The most positions that are written out where one number says all.
  private static let shownPositions = 20

  init(_ frame: ResidualFrame, _ fit: LinearFit) {
    let request = frame.request
    let count = frame.rows.correlation.parameterCount
    let parameters = fit.residualParameters
    let ratios = [0] + parameters.dropFirst(count)
    self.init(
      pattern: request.pattern, within: request.within,
      correlation: request.within == nil
        ? nil
        : Self.matrix(request.pattern, frame.positionCount, Array(parameters.prefix(count))),
      by: request.by,
      standardDeviations: zip(frame.categories, ratios).map {
        Spread(category: $0.0, value: (fit.residualVariance * exp($0.1)).squareRoot())
      })
  }

  private static func matrix(
    _ pattern: ResidualRequest.Pattern, _ positions: Int, _ parameters: [Double]
  ) -> [[Double]] {
    let order = pattern == .unstructured ? positions : min(positions, shownPositions)
    return (0..<order).map { i in
      (0..<order).map { j in
        if i == j { return 1 }
        switch pattern {
        case .independent: return 0
        case .compoundSymmetry: return parameters[0]
        case .autoregressive: return pow(parameters[0], Double(max(i, j) - min(i, j)))
        case .unstructured: return parameters[max(i, j) * (max(i, j) - 1) / 2 + min(i, j)]
        }
      }
    }
  }
}
