public import DataTable
public import ModelFormula

/// What a design may ask for beyond its own text. Paths are passed as written in the design.
public struct DesignEnvironment: Sendable {
  /// Reads a data file.
  public var loadTable: @Sendable (String) throws -> DataTable
  /// Fits the model to the response in the table, by REML where there are random terms.
  public var fitParameters: @Sendable (DataTable, Formula, ModelColumns) throws -> FittedParameters

  /// Makes an environment.
  public init(
    loadTable: @escaping @Sendable (String) throws -> DataTable,
    fitParameters:
      @escaping @Sendable (DataTable, Formula, ModelColumns) throws -> FittedParameters
  ) {
    self.loadTable = loadTable
    self.fitParameters = fitParameters
  }
}

/// Estimates of a model fitted to a data file.
public struct FittedParameters: Sendable, Equatable {
  /// Coefficients by R's names.
  public var coefficients: [String: Double]
  /// One covariance matrix for each bar of the formula, in squared units of the response.
  public var covariances: [[[Double]]]
  /// The residual variance, in squared units of the response.
  public var residualVariance: Double

  /// Makes estimates.
  public init(
    coefficients: [String: Double], covariances: [[[Double]]], residualVariance: Double
  ) {
    self.coefficients = coefficients
    self.covariances = covariances
    self.residualVariance = residualVariance
  }
}

/// One `--set PATH=VALUE`: replaces what stands at a path of the design.
public struct PathOverride: Sendable, Hashable {
  /// Keys joined by dots, a level or a `let` name.
  public var path: String
  /// The new value, as it would be typed in a design.
  public var value: String

  /// Makes an override.
  public init(path: String, value: String) {
    self.path = path
    self.value = value
  }
}
