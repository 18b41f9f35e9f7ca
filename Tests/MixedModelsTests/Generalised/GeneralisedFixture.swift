import Foundation
import Numerics

@testable import MixedModels

/// A data set and the answers of lme4, glmmTMB, ordinal and independent programs to it.
struct GeneralisedFixture: Decodable {
  let fits: [Fit]

  struct Fit: Decodable {
    let name: String
    let engine: String
    let method: String?
    let link: String?
    let nAGQ: Int?
    let formula: String?
    let fixef: [String: Double]
    let se: [String: Double]
    let thresholds: [String: Double]?
    let varcorr: [Component]?
    let spread: Double?
    let spreads: [Double]?
    let dispersion: Dispersion?
    let deviance: Double?
    let fullDeviance: Double?
    let logLikelihood: Double

    enum CodingKeys: String, CodingKey {
      case name, engine, method, link, nAGQ, formula, fixef, se, thresholds, varcorr, dispersion
      case spread = "sd_judge"
      case spreads = "sd_scalar_terms"
      case deviance = "minus2logLik"
      case fullDeviance = "minus2logLik_full"
      case logLikelihood = "logLik"
    }
  }

  struct Component: Decodable {
    let group: String
    let sd: [Double]
    let corr: [[Double?]]
  }

  /// A number, or an empty object where there is none.
  struct Dispersion: Decodable {
    let value: Double?

    init(from decoder: any Decoder) throws {
      value = try? decoder.singleValueContainer().decode(Double.self)
    }
  }

  static func load(_ name: String) throws -> GeneralisedFixture {
    try JSONDecoder().decode(
      GeneralisedFixture.self, from: Data(contentsOf: Fixture.url("\(name).json")))
  }
}

/// Columns of a model by name, put together from a fixture's table.
struct FixtureColumns {
  let table: [String: [String]]
  private(set) var names: [String] = []
  private(set) var columns: [[Double]] = []

  init(_ name: String) throws { table = try Fixture.columns(name) }

  func numbers(_ column: String) -> [Double] { table[column]!.map { Double($0)! } }

  mutating func intercept() {
    names.append("(Intercept)")
    columns.append(table.values.first!.map { _ in 1 })
  }

  mutating func number(_ name: String, _ values: [Double]) {
    names.append(name)
    columns.append(values)
  }

  /// Indicators of all categories but the first.
  mutating func factor(_ column: String, _ categories: [String]) {
    for category in categories.dropFirst() {
      names.append(column + category)
      columns.append(table[column]!.map { $0 == category ? 1 : 0 })
    }
  }

  func term(_ grouping: String, _ columns: [[Double]]? = nil) -> GroupedTerm {
    var units: [String: Int32] = [:]
    let groups = table[grouping]!.map { name -> Int32 in
      if units[name] == nil { units[name] = Int32(units.count) }
      return units[name]!
    }
    return GroupedTerm(groups: groups, columns: columns ?? [groups.map { _ in 1 }])
  }
}
