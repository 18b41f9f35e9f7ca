/// One section of the language: its name, and who reads it.
struct DesignSection: Sendable {
  let name: String
  let role: Role

  enum Role: Sendable {
    /// Read once for the whole design.
    case plan
    /// Read anew for each scenario, in the order of the table.
    case scenario(@Sendable (inout DesignReading) -> Void)
  }

  /// Every section of the language. Sections of scenarios stand in the order in which they can be
  /// read: what a section needs to know stands above it.
  static let all: [DesignSection] =
    [
      DesignSection(name: "title", role: .plan),
      DesignSection(name: "description", role: .plan),
      DesignSection(name: "let", role: .scenario { $0.readLet() }),
      DesignSection(name: "family", role: .scenario { $0.readFamily() }),
      DesignSection(name: "data", role: .scenario { $0.readData() }),
      DesignSection(name: "levels", role: .scenario { $0.readLevels() }),
      DesignSection(
        name: "predictors",
        role: .scenario {
          $0.readPredictors()
          $0.finishSizes()
        }),
      DesignSection(name: "correlations", role: .scenario { $0.readCorrelations() }),
      DesignSection(name: "model", role: .scenario { $0.readModel() }),
      DesignSection(name: "missing", role: .scenario { $0.readMissing() }),
      DesignSection(name: "nonresponse", role: .scenario { $0.readNonresponse() }),
      DesignSection(name: "dropout", role: .scenario { $0.readDropout() }),
      DesignSection(name: "response_rate", role: .scenario { $0.readResponseRate() }),
      DesignSection(name: "parameters", role: .scenario { $0.readParameters() }),
      DesignSection(name: "residual", role: .scenario { _ in }),
      DesignSection(name: "random", role: .scenario { $0.readVariances() }),
      DesignSection(name: "effects", role: .scenario { $0.readEffects() }),
      DesignSection(name: "analysis", role: .scenario { $0.readAnalyses() }),
      DesignSection(name: "tests", role: .scenario { $0.readTests() }),
      DesignSection(name: "threshold", role: .scenario { $0.readThreshold() }),
      DesignSection(name: "grid", role: .plan),
      DesignSection(name: "simulation", role: .plan),
      DesignSection(name: "target", role: .plan),
      DesignSection(name: "cost", role: .plan),
      DesignSection(name: "budget", role: .plan),
      DesignSection(name: "search", role: .plan),
      DesignSection(name: "find", role: .plan),
    ]

  /// The sections as keys of a design.
  static let keys = KeyTable("a design", served: all.map(\.name))
}
