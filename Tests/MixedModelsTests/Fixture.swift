import Foundation

/// A data set and lme4's answers to it.
struct Fixture: Decodable {
  let fits: [Fit]

  struct Fit: Decodable {
    let formula: String
    let engine: String
    let method: String
    let fixef: [String: Double]
    let se: [String: Double]?
    let varcorr: [Component]?
    let sigma: Double?
    let criterion: Double?
    let singular: Bool?
    let satterthwaite: SmallSample?
    let kenwardRoger: SmallSample?

    enum CodingKeys: String, CodingKey {
      case formula, engine, method, fixef, se, varcorr, sigma, singular, satterthwaite
      case kenwardRoger = "kenward_roger"
      case criterion = "minus2logLik_or_REMLcrit"
    }
  }

  /// Small-sample tests by lmerTest and pbkrtest.
  struct SmallSample: Decodable {
    let coef: [Coefficient]
    let joint: [Joint]

    struct Coefficient: Decodable {
      let term: String
      let df: Double
      let t: Double
      let p: Double
      let adjustedError: Double?

      enum CodingKeys: String, CodingKey {
        case term, df, t, p
        case adjustedError = "se_adj"
      }
    }

    struct Joint: Decodable {
      let term: String
      let f: Double
      let numerator: Double
      let denominator: Double

      enum CodingKeys: String, CodingKey {
        case term
        case f = "F"
        case numerator = "ndf"
        case denominator = "ddf"
      }
    }
  }

  struct Component: Decodable {
    let group: String
    let names: [String]
    let sd: [Double]
    let corr: [[Double?]]
  }

  static func url(_ name: String) -> URL {
    Bundle.module.resourceURL!.appendingPathComponent("Fixtures/\(name)")
  }

  static func load(_ name: String) throws -> Fixture {
    try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: url("\(name).json")))
  }

  /// The columns of the fixture's CSV (which has no quotes) as text.
  static func columns(_ name: String) throws -> [String: [String]] {
    let text = try String(contentsOf: url("\(name).csv"), encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",").map(String.init)
    }
    var columns: [String: [String]] = [:]
    for (index, header) in lines[0].enumerated() {
      columns[header] = lines.dropFirst().map { $0[index] }
    }
    return columns
  }
}
