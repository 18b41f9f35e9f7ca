import ModelFormula
import StudyDesign
import Testing

@Suite struct PredictorSourcesTests {
  private let levels = Level.chain([
    Level(name: "school", units: .counted(perParent: 4)),
    Level(name: "class", units: .counted(perParent: 2)),
    Level(name: "pupil", units: .counted(perParent: 5)),
  ])

  private func normal(_ name: String, _ level: Int = 2) -> Predictor {
    Predictor(
      name: name, level: level, kind: .numeric, source: .distribution(.normal(mean: 2, sd: 3)))
  }

  private func facts(_ predictors: Predictor...) -> [StudyFact] {
    PredictorRules.problems(predictors, levels: levels).map(\.fact)
  }

  private func facts(_ correlations: PredictorCorrelation..., of predictors: [Predictor])
    -> [StudyFact]
  {
    CorrelationRules.problems(correlations, predictors, levels: levels, redraws: true).map(\.fact)
  }

  @Test func `mean, SD and errors follow from the source`() throws {
    var parts = Predictor(
      name: "x", level: 2, kind: .numeric,
      source: .parts(mean: 5, [.init(level: 0, sd: 3), .init(level: 2, sd: 4)]))
    #expect(parts.drawnMean == 5)
    #expect(parts.drawnSD == 5)
    #expect(parts.errorSD == 0)
    #expect(parts.scoreLevels == [0, 2])
    parts.reliability = 0.8
    #expect((parts.errorSD - 2.5).magnitude < 1e-12)
    let dealt = Predictor(
      name: "t", level: 0, kind: .numeric,
      source: .assign(values: [0, 4], shares: [1, 3], balance: .study))
    #expect(dealt.drawnMean == 3)
    #expect(dealt.drawnSD == 3.0.squareRoot())
    #expect(dealt.scoreLevels == [])
  }

  @Test func `what is done to values has its rules`() {
    func changed(_ change: (inout Predictor) -> Void) -> Predictor {
      var predictor = normal("x")
      change(&predictor)
      return predictor
    }
    #expect(facts(changed { $0.centre = .within(level: 0) }) == [])
    #expect(
      facts(changed { $0.centre = .within(level: 2) })
        == [.centreNotAbove(centre: "pupil", level: "pupil")])
    #expect(facts(changed { $0.reliability = 0 }) == [.reliabilityOutside(0)])
    #expect(facts(changed { $0.reliability = 1.1 }) == [.reliabilityOutside(1.1)])
    #expect(
      facts(
        changed {
          $0.reliability = 0.5
          $0.source = .distribution(.normal(mean: 0, sd: 0))
        }) == [.reliabilityWithoutSpread(predictor: "x")])
    #expect(
      facts(
        changed {
          $0.kind = .factor(categories: ["a", "b"])
          $0.source = .distribution(.anyOf([0, 1]))
          $0.isStandardised = true
        }) == [.changeOfCategories(key: "standardise", predictor: "x")])
    let mean = Predictor(
      name: "m", level: 0, kind: .numeric, source: .meanOf("x"), reliability: 0.5, redraws: false)
    #expect(
      facts(normal("x"), mean)
        == [.reliabilityOfComputed(predictor: "m"), .redrawOfComputed(predictor: "m")])
    #expect(
      facts(
        normal("x", 0), Predictor(name: "m", level: 1, kind: .numeric, source: .meanOf("x")))
        == [.meanNotAbove(level: "class", input: "x", inputLevel: "school")])
    #expect(
      facts(
        Predictor(
          name: "p", level: 0, kind: .numeric,
          source: .parts(mean: 0, [.init(level: 0, sd: 1), .init(level: 1, sd: -1)])))
        == [.sdBelowZero(-1), .partElsewhere(part: "class", level: "school")])
  }

  @Test func `correlations have their rules`() {
    let both = [normal("a"), normal("b")]
    #expect(facts(.init("a", "b", level: 2, value: 0.5), of: both) == [])
    #expect(facts(.init("a", "b", level: 2, value: 1.5), of: both) == [.correlationOutside(1.5)])
    #expect(
      facts(.init("a", "a", level: 2, value: 1), of: both)
        == [.correlationWithItself(predictor: "a")])
    #expect(
      facts(.init("a", "b", level: 0, value: 0.5), of: both)
        == [.notAtLevel(predictor: "a", level: "school")])
    #expect(
      facts(
        .init("a", "b", level: 2, value: 0.5), .init("b", "a", level: 2, value: 0.5), of: both)
        == [.correlationTwice(first: "b", second: "a", level: "pupil")])
    let listed = Predictor(name: "v", level: 2, kind: .numeric, source: .values([1, 2, 3, 4, 5]))
    #expect(
      facts(.init("a", "v", level: 2, value: 0.5), of: both + [listed])
        == [.correlationOfOther(predictor: "v")])
    let mixed = Predictor(
      name: "m", level: 2, kind: .numeric,
      source: .distribution(.mixture([.init(weight: 1, .poisson(mean: 2))])))
    #expect(
      facts(.init("a", "m", level: 2, value: 0.5), of: both + [mixed])
        == [.correlationOfDiscreteMixture(predictor: "m")])
    var once = normal("b")
    once.redraws = false
    #expect(
      facts(.init("a", "b", level: 2, value: 0.5), of: [normal("a"), once])
        == [.redrawsDiffer(first: "a", second: "b")])
    #expect(
      facts(
        .init("a", "b", level: 2, value: 0.9), .init("b", "c", level: 2, value: 0.9),
        .init("a", "c", level: 2, value: -0.9), of: both + [normal("c")])
        == [.correlationsCannotBe(level: "pupil")])
  }

  @Test func `those that correlate through others are drawn together`() {
    let predictors = ["a", "b", "c", "d", "e"].map { normal($0) }
    let pairs = [
      PredictorCorrelation("c", "a", level: 2, value: 0.1),
      .init("c", "e", level: 2, value: 0.2), .init("b", "d", level: 2, value: 0.3),
    ]
    let found = pairs.component(of: "e", atLevel: 2, among: predictors)
    #expect(found.names == ["a", "c", "e"])
    #expect(found.values == [[1, 0.1, 0], [0.1, 1, 0.2], [0, 0.2, 1]])
    #expect(pairs.component(of: "e", atLevel: 1, among: predictors).names == [])
  }

  @Test func `what decides sizes is drawn plainly, what is drawn with units anew`() {
    let sizes = DrawnSizes(
      by: "k", rules: [SizeRule(.poisson(mean: 3)), SizeRule(.poisson(mean: 5))])
    let levels = Level.chain([
      Level(name: "school", units: .counted(perParent: 4)),
      Level(name: "pupil", units: .unequal(.drawn(sizes))),
    ])
    func facts(_ k: Predictor, _ others: Predictor..., pairs: [PredictorCorrelation] = [])
      -> [StudyFact]
    {
      DrawOrderRules.problems([k] + others, pairs, levels: levels, redraws: true).map(\.fact)
    }
    let k = Predictor(
      name: "k", level: 0, kind: .numeric, source: .distribution(.binary(probability: 0.5)))
    #expect(facts(k) == [])
    #expect(
      facts(k, normal("b", 0), pairs: [.init("k", "b", level: 0, value: 0.5)])
        == [.decidesUnits(predictor: "k")])
    var once = normal("x", 1)
    once.redraws = false
    #expect(facts(k, once) == [.redrawOfDrawnUnits(predictor: "x", level: "pupil")])
  }
}
