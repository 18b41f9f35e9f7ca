import DesignLanguage
import ModelFormula
import StudyDesign
import Testing

/// Parameters that are stated in other terms than the model's: shares of variances, and means of cells.
@Suite struct ParameterisationTests {
  private func model(_ text: String) throws -> GeneratingModel {
    try plan(text).scenarios[0].study.model
  }

  private func isNear(_ found: [Double], _ expected: [Double], _ tolerance: Double = 1e-12) -> Bool
  {
    found.count == expected.count
      && zip(found, expected).allSatisfy { abs($0 - $1) <= tolerance * max(1, abs($1)) }
  }

  // Shares of variances

  @Test func aCovariateTakesItsShareOffTheResidualAndDComesBefore() throws {
    let study = try plan(
      """
      levels: {arm: {values: [a, b]}, patient: 60 per arm}
      predictors: {x: {level: patient, normal: {mean: 3}}}
      model: y ~ arm + x
      effects: {intercept: 0, arm: {d: 0.4}, x: {r2: 0.36}}
      residual: {sd: 10}
      grid: {effects.x.r2: [0, 0.36, 0.5]}
      """
    ).scenarios.map(\.study)
    #expect(isNear(study.map(\.model.residualVariance), [100, 64, 50]))
    #expect(study.allSatisfy { isNear([$0.model.coefficients[1]], [4]) })
    #expect(isNear(study.map { $0.model.coefficients[2] }, [0, 6, 50.0.squareRoot()]))
    #expect(study[0].predictors.last?.source == .distribution(.normal(mean: 3, sd: 1)))
  }

  private func schools(_ effects: String, random: String = "{icc: 0.2}", slopes: String = "")
    -> String
  {
    func spread(_ name: String) -> String { effects.contains("\(name): {r2") ? "" : "sd: 1" }
    return """
      levels: {school: 20, pupil: 10 per school}
      predictors:
        a: {level: school, normal: {\(spread("a"))}}
        b: {level: pupil, normal: {\(spread("b"))}}
        c: {level: pupil, normal: {\(spread("c"))}}
        z: {level: pupil, normal: {sd: 1}}
      model: y ~ a + b + c + z + (1\(slopes) | school)
      effects: {intercept: 0, z: 0, \(effects)}
      random: {school: \(random)}
      residual: {total_variance: 4}
      """
  }

  @Test func aShareIsOfTheVarianceAtThePredictorsLevel() throws {
    // Of 4 in all, 0.8 between schools and 3.2 within.
    let found = try model(schools("a: {r2: 0.5}, b: {r2: 0.1}, c: {r2: {pupil: 0.3}}"))
    #expect(
      isNear(found.coefficients, [0, 0.4.squareRoot(), 0.32.squareRoot(), 0.96.squareRoot(), 0]))
    #expect(isNear(found.randomTerms[0].covariance[0], [0.4]))
    #expect(isNear([found.residualVariance], [0.6 * 3.2]))
  }

  @Test func aShareOfSeveralVariancesDividesThePredictor() throws {
    let study = try plan(
      schools("a: 0, b: {r2: {school: 0.5, pupil: 0.3}}, c: {r2: {pupil: 0.1}}")
    ).scenarios[0].study
    // Of 0.8 and 3.2: 0.4 and 0.96 explained by b, 0.32 by c.
    let found = study.model
    let squared = found.coefficients[2] * found.coefficients[2]
    #expect(isNear([squared], [1.36]))
    guard case .parts(0, let parts)? = study.predictors.first(where: { $0.name == "b" })?.source
    else {
      Issue.record("b has no parts")
      return
    }
    #expect(parts.map(\.level) == [0, 1])
    #expect(isNear(parts.map { $0.sd * $0.sd }, [0.4 / 1.36, 0.96 / 1.36]))
    #expect(isNear(found.randomTerms[0].covariance[0], [0.4]))
    #expect(isNear([found.residualVariance], [0.6 * 3.2]))
    let idle = try plan(schools("a: 0, b: {r2: {school: 0, pupil: 0}}, c: 0")).scenarios[0].study
    #expect(idle.model.coefficients[2] == 0 && isNear([idle.model.residualVariance], [3.2]))
  }

  @Test func correlationsWithSlopesStay() throws {
    let found = try model(
      schools(
        "a: {r2: 0.75}, b: 0, c: 0",
        random: "{variance: {intercept: 1, z: 0.25}, correlation: 0.4}", slopes: " + z"))
    #expect(isNear(found.randomTerms[0].covariance[0], [0.25, 0.4 * 0.5 * 0.5]))
    #expect(isNear(found.randomTerms[0].covariance[1], [0.4 * 0.5 * 0.5, 0.25]))
    let rootOfThreeQuarters = 3.0.squareRoot() / 2
    #expect(isNear([found.coefficients[1], found.residualVariance], [rootOfThreeQuarters, 3]))
  }

  @Test(arguments: [
    ("a: {r2: 1}, b: 0, c: 0", "8:39: an r2 is a share from 0 to below 1, but this one is 1"),
    ("a: {r2: -0.1}, b: 0, c: 0", "8:39: an r2 is a share from 0 to below 1, but this one is -0.1"),
    (
      "a: 0, b: {r2: 0.6}, c: {r2: 0.4}",
      "8:59: the r2 of predictors at 'pupil' sum to 1, which leaves nothing unexplained"
    ),
    (
      "a: 0, b: {r2: 0.6, d: 1}, c: 0",
      "8:50: the effect has both 'r2' and 'd'; keep one"
    ),
    (
      "a: {r2: {pupil: 0.3}}, b: 0, c: 0",
      "8:40: 'a' varies at 'school' and cannot explain variance at 'pupil', in which no 'school' lies"
    ),
    (
      "a: {r2: {scool: 0.3}}, b: 0, c: 0",
      "8:40: there is no level 'scool'; did you mean 'school'?"
    ),
  ])
  func wrongSharesAreReported(effects: String, message: String) {
    #expect(mistakes(schools(effects)) == [message])
  }

  @Test func aShareWantsAStandardNormalPredictorAndAVariance() {
    #expect(
      mistakes(schools("a: 1, b: 0, c: 0").replacing("z: 0,", with: "z: {r2: 0.1},")).last
        == "8:33: 'r2' is for the coefficient of a predictor that is 'normal' without 'sd' (its SD is "
        + "then 1); 'z' is none")
    #expect(
      mistakes(
        """
        levels: {school: 20, pupil: 10 per school}
        predictors: {a: {level: school, normal: {}}}
        model: y ~ a
        effects: {intercept: 0, a: {r2: 0.2}}
        residual: {sd: 1}
        """) == [
          "4:33: 'a' varies at 'school', but the model has no random intercept there of whose variance "
            + "it could explain a share; add '(1 | school)' to it"
        ])
  }

  // Means of cells

  private func cells(_ model: String, _ effects: String, more: String = "") -> String {
    """
    levels: {A: {values: [a1, a2]}, B: {values: [b1, b2, b3]}, n: {values: [-0.5, 0.5]}, i: 4 per A x B x n}
    predictors:
      x: {level: i, normal: {sd: 1}}
      dose: {level: i, values: [0, 10]}
    model: y ~ \(model)
    effects: {\(effects)}
    residual: {sd: 1}
    \(more)
    """
  }

  @Test func meansOfOneFactorAreDifferencesFromTheReference() throws {
    let found = try model(cells("B", "means: {B: {b1: 1, b2: 2.2, b3: 0.7}}"))
    #expect(found.coefficients == [1, 2.2 - 1, 0.7 - 1])
    let without = try model(cells("0 + B", "means: {B: {b1: 1, b2: 2.2, b3: 0.7}}"))
    #expect(without.coefficients == [1, 2.2, 0.7])
  }

  @Test func meansOfCellsGiveMainEffectsAndInteractions() throws {
    let found = try model(
      cells(
        "A * B + x",
        "means: {A x B: {a1: {b1: 10, b2: 12, b3: 9}, a2: {b1: 11, b2: 16, b3: 9}}}, x: 0.5"))
    // (Intercept), Aa2, Bb2, Bb3, x, Aa2:Bb2, Aa2:Bb3.
    #expect(isNear(found.coefficients, [10, 1, 2, -1, 0.5, 3, -1]))
  }

  @Test func theOrderOfNamesAndOfCategoriesMakesNoDifference() throws {
    let found = try model(
      cells(
        "A * B",
        "means: {B x A: {b3: {a2: 9, a1: 9}, b2: {a1: 12, a2: 16}, b1: {a1: 10, a2: 11}}}"))
    #expect(isNear(found.coefficients, [10, 1, 2, -1, 3, -1]))
  }

  @Test func numbersAreCodesAsTheyStand() throws {
    let found = try model(
      cells("A * n", "means: {A x n: {a1: {-0.5: 1, 0.5: 3}, a2: {-0.5: 5, 0.5: 6}}}"))
    // Intercept and Aa2 at n = 0.
    #expect(isNear(found.coefficients, [2, 3.5, 2, -1]))
    let doses = try model(cells("factor(dose)", "means: {dose: {0: 1, 10: 4}}"))
    #expect(isNear(doses.coefficients, [1, 3]))
    let line = try model(cells("dose", "means: {dose: {0: 1, 10: 4}}"))
    #expect(isNear(line.coefficients, [1, 0.3]))
  }

  @Test func severalListsShareTheReference() throws {
    let found = try model(
      cells("A + B", "means: {A: {a1: 1, a2: 3}, B: {b1: 1, b2: 2, b3: 0}}"))
    #expect(isNear(found.coefficients, [1, 2, 1, -1]))
    let additive = try model(
      cells(
        "A + B", "means: {A x B: {a1: {b1: 1, b2: 2, b3: 0}, a2: {b1: 3, b2: 4, b3: 2}}}"))
    #expect(isNear(additive.coefficients, [1, 2, 1, -1]))
  }

  @Test func meansAreSweptLikeAnyNumber() throws {
    let found = try plan(
      cells(
        "B", "means: {B: {b1: 1, b2: k, b3: 3}}",
        more: "let: {k: 2}\ngrid: {effects.means.B.b3: [3, 5], k: [2, 4]}"))
    let coefficients = found.scenarios.map(\.study.model.coefficients)
    #expect(coefficients == [[1, 1, 2], [1, 3, 2], [1, 1, 4], [1, 3, 4]])
  }

  @Test func anyCoefficientsComeBackFromTheirMeans() throws {
    // y = Xb in each cell of 2 x 3 x 2 cells, for coefficients without a pattern.
    let b = (0..<12).map {
      3 * (1.7 * Double($0 * $0) + 0.3).truncatingRemainder(dividingBy: 1) - 1
    }
    var text = ""
    for a in 0..<2 {
      text += "a\(a + 1): {"
      for level in 0..<3 {
        text += "b\(level + 1): {"
        for n in [-0.5, 0.5] {
          let (bb2, bb3) = (level == 1 ? 1.0 : 0, level == 2 ? 1.0 : 0)
          let main = [1, Double(a), bb2, bb3, n]
          let two = [Double(a) * bb2, Double(a) * bb3, Double(a) * n, bb2 * n, bb3 * n]
          let row = main + two + [Double(a) * bb2 * n, Double(a) * bb3 * n]
          text += "\(n): \(zip(row, b).reduce(0) { $0 + $1.0 * $1.1 }), "
        }
        text = String(text.dropLast(2)) + "}, "
      }
      text = String(text.dropLast(2)) + "}, "
    }
    let found = try plan(
      cells("A * B * n", "means: {A x B x n: {\(text.dropLast(2))}}")
    ).scenarios[0].study.model
    #expect(found.columns.fixed.map(\.name).prefix(5) == ["(Intercept)", "Aa2", "Bb2", "Bb3", "n"])
    #expect(isNear(found.coefficients, b, 1e-11), "\(found.coefficients)")
  }

  @Test(arguments: [
    ("B", "means: {B: {b1: 1, b2: 2}}", "6:19: 'b3' of 'B' has no mean"),
    (
      "A * B", "means: {A x B: {a1: {b1: 1, b2: 1, b3: 1}, a2: {b1: 1}}}",
      "6:54: 'b2' and 'b3' of 'B' have no mean where the others are a2"
    ),
    (
      "B", "means: {B: {b1: 1, b2: 2, b4: 2}}",
      "6:37: 'B' has no category 'b4'; did you mean 'b1'?"
    ),
    (
      "A", "means: {B: {b1: 1, b2: 2, b3: 2}}",
      "6:19: the model has no term of 'B'; means are of the model's own factors"
    ),
    ("x", "means: {x: {0: 1}}", "6:19: means by 'x' need a predictor with a short list of values"),
    (
      "B", "means: {B: 3}",
      "6:22: a mean for each of 'B' (b1, b2 and b3) is expected here, not '3'"
    ),
    (
      "B", "means: [1, 2]",
      "6:18: 'means' has a mean for each category, such as '{dose: {none: 0, low: 1}}' or '{A x B: "
        + "{a1: {b1: 0, b2: 1}, a2: {b1: 2, b2: 5}}}', not a list"
    ),
    (
      "A + n", "means: {A x n: {a1: {-0.5: 1, 0.5: 3}, a2: {-0.5: 5, 0.5: 6}}}",
      "6:18: no values of intercept, Aa2 and n give these means: 'a1, -0.5' is 1, but the "
        + "closest they come is 1.25; add an interaction to the model or change the means"
    ),
    (
      "n + I(n^2)", "means: {n: {-0.5: 1, 0.5: 3}}",
      "6:18: these means do not determine the coefficient 'I(n^2)' among intercept, n and I(n^2); "
        + "give means of all factors together ('A x B')"
    ),
    (
      "B", "means: {B and A: {b1: 1, b2: 2, b3: 3}}",
      "6:19: means are by one factor, or by several joined by 'x' ('A x B'), not by 'B and A'"
    ),
    (
      "B", "Bb2: 1, means: {B: {b1: 1, b2: 2, b3: 3}}",
      "6:19: the coefficient 'Bb2' has two values; keep one"
    ),
    (
      "B", "means: {B: {b1: 1, b2: two, b3: 3}}",
      "6:34: 'two' is not a number or a name under 'let'; numbers and 'let' names can stand here"
    ),
  ])
  func wrongMeansAreReported(model: String, effects: String, message: String) {
    #expect(mistakes(cells(model, effects)) == [message])
  }
}
