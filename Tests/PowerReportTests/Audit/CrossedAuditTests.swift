import ModelFormula
import PowerReport
import StudyDesign
import Testing

/// What `check` prints of crossed levels and memberships.
@Suite struct CrossedAuditTests {
  private func plan(_ study: Study) -> StudyPlan {
    StudyPlan(
      title: "A study", description: nil, axes: [],
      scenarios: [Scenario(coordinates: [], statedSizes: [], study: study)],
      simulation: SimulationSettings(), target: nil)
  }

  /// Subjects in schools, crossed with items; effects of subjects, items and their pairs.
  private func crossed() throws -> Study {
    var study = try SampleStudies.study(
      levels: [],
      predictors: [
        Predictor(
          name: "x", level: 2, kind: .numeric, source: .distribution(.normal(mean: 0, sd: 1))),
        Predictor(
          name: "z", level: 3, kind: .numeric, source: .distribution(.normal(mean: 0, sd: 1))),
      ],
      formula: "y ~ x + z + (1 + x | subject) + (1 | item) + (1 | subject:item)",
      coefficients: [1, 2, 3],
      random: [
        RandomTerm(level: 1, covariance: [[4, 1], [1, 1]]), RandomTerm(level: 2, covariance: [[3]]),
        RandomTerm(level: 3, covariance: [[2]]),
      ], residual: 1)
    study.levels = [
      Level(name: "school", units: .counted(perParent: 10)),
      Level(name: "subject", units: .counted(perParent: 5), parents: [0]),
      Level(name: "item", units: .counted(perParent: 8)),
      Level(name: "subject:item", units: .counted(perParent: 1), parents: [1, 2], isImplied: true),
      Level(name: "trial", units: .counted(perParent: 3), parents: [1, 2]),
    ]
    return study
  }

  @Test func unitsAreCountedOverCrossings() throws {
    let audit = ScenarioAudit(study: try crossed())
    #expect(audit.units == [10, 50, 8, 400, 1200])
    #expect(!audit.isNested)
  }

  /// Rows that share a subject share its school; rows that share a pair share both.
  @Test func rowsAreCorrelatedByAllThatTheyShare() throws {
    var study = try crossed()
    study.model.randomTerms[0].covariance = [[4, 0], [0, 0]]
    let partition = ScenarioAudit(study: study).partitions[0]
    #expect(partition.total == 10)
    let expected = [0, 0.4, 0.3, 0.9]
    for (correlation, expected) in zip(partition.correlations.dropLast(), expected) {
      #expect(abs(try #require(correlation) - expected) < 1e-15)
    }
  }

  @Test func variancesThatCannotBeToldApart() throws {
    var study = try SampleStudies.classes()
    #expect(!auditText(plan: plan(study)).contains("told apart"))
    study.levels[1].units = .counted(perParent: 1)
    study.predictors[0].level = 0
    study.predictors[0].source = .assign(values: [0, 1], shares: [0.5, 0.5], balance: .study)
    let text = auditText(plan: plan(study))
    #expect(
      text.contains(
        """
        Note: the variances of (1 + arm + prior | school) and (1 | class) cannot be told
              apart: different sets of them give the response the same distribution, so
              that the estimates are arbitrary.
        """), "\(text)")
  }

  @Test func crossedLevels() throws {
    let text = auditText(plan: plan(try crossed()))
    for part in [
      """
        y_ijkl = β0_jkl + β1_kl x_j + β2 z_jkl + e_ijkl
        β0_jkl = β0 + f0_kl + v0_j + u0_jkl
        β1_kl = β1 + f1_kl
        subject (k)     f0_kl ~ N(0, 4), f1_kl ~ N(0, 1), cor(f0_kl, f1_kl) = 0.5
        item (j)        v0_j ~ N(0, 3)
        subject x item  u0_jkl ~ N(0, 2)
        trial (i)       e_ijkl ~ N(0, 1)
      """,
      """
        x  varies at item            normal, mean 0, SD 1
        z  varies at subject x item  normal, mean 0, SD 1
      """,
      """
      Levels
        school   10
        subject  5 per school
        item     8
        trial    3 per subject x item, 1,200 in all
      """,
      """
      Units in all
        school  subject  item   rows
            10       50     8  1,200
      """,
    ] { #expect(text.contains(part), "\(text)") }
    #expect(!text.contains("esign effect"))
  }

  private func members(_ rule: Membership.Rule) throws -> Study {
    var study = try SampleStudies.study(
      levels: [],
      predictors: [
        Predictor(
          name: "x", level: 0, kind: .numeric,
          source: .assign(values: [0, 1], shares: [1, 1], balance: .study))
      ],
      formula: "y ~ x + (1 | nurse)", coefficients: [1, 2],
      random: [RandomTerm(level: 0, covariance: [[3]])], residual: 1)
    study.levels = [
      Level(name: "nurse", units: .counted(perParent: 10)),
      Level(
        name: "patient", units: .counted(perParent: 80),
        memberships: [Membership(level: 0, rule: rule)]),
    ]
    return study
  }

  @Test func severalUnitsAtOnce() throws {
    let text = auditText(plan: plan(try members(.members(least: 1, most: 2))))
    for part in [
      """
        y_i = β0_i + β1 x_i + e_i
        β0_i = β0 + Σ_j w_ij u0_j
        nurse (j)    u0_j ~ N(0, 3)
      """,
      """
        x  varies at nurse    0, 1 in equal shares, at random over the study; a
                              patient has the weighted mean over its units
      """,
      """
        patient  80 in all; each with 1 to 2 different units of nurse at equal weights
      """,
      // 3 times the mean of 1 and 1/2.
      """
        nurse        2.25         .692
        patient         1         .308
      """,
      "Variance of nurse: that of the weighted mean, on\n  average.",
    ] { #expect(text.contains(part), "\(text)") }
  }

  @Test(arguments: [
    (Membership.Rule.random, "each in one nurse drawn at random"),
    (.distinct, "each in one nurse drawn at random, no two of one parent in the same"),
    (
      .weighted(
        ChanceTable(given: [], entries: [ChanceTable.Entry(given: [], unit: 0, weight: 1)])),
      "each in one nurse drawn in proportion to weights"
    ),
    (.members(least: 2, most: 2), "each with 2 different units of nurse at equal weights"),
  ])
  func drawsInWords(rule: Membership.Rule, words: String) throws {
    let text = auditText(plan: plan(try members(rule)))
    #expect(
      text.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(
        "80 in all; \(words)"))
  }
}
