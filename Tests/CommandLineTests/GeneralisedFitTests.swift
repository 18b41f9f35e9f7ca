import Foundation
import Testing

/// `mlpower fit` with responses that are not normal.
@Suite struct GeneralisedFitTests {
  /// Twelve clinics of five rows with a score, its three grades, trials and successes, and a share.
  private static let clinics: String = {
    var text = "clinic,x,count,hours,grade,answer,good,all,share\n"
    for row in 0..<60 {
      let clinic = row / 5
      let x = (row * 7) % 11
      let score = (x + 3 * (clinic % 4) + (row * 5) % 6) % 9
      let grade = score < 3 ? "low" : score < 6 ? "mid" : "top"
      text +=
        "c\(clinic),\(x),\(score),\(1 + row % 3),\(grade),\(score > 4 ? "yes" : "no"),"
        + "\(min(score, 6)),6,0.\(score + 1)\n"
    }
    return text
  }()

  private func fit(_ formula: String, _ options: String...) throws -> Program.Ending {
    let folder = try Folder(["d.csv": Self.clinics])
    let words = (["fit", "d.csv", formula] + options).map { "'\($0)'" }.joined(separator: " ")
    return try Program.shell("mlpower " + words, in: folder)
  }

  private func figures(_ formula: String, _ options: String...) throws -> [String: Any] {
    let folder = try Folder(["d.csv": Self.clinics])
    let words = (["fit", "d.csv", formula, "--format", "json"] + options).map { "'\($0)'" }
    let ending = try Program.shell("mlpower " + words.joined(separator: " "), in: folder)
    #expect(ending.status == 0, "\(ending.messages)")
    let object = try JSONSerialization.jsonObject(with: Data(ending.output.utf8))
    return try #require(object as? [String: Any])
  }

  private func deviance(_ figures: [String: Any]) throws -> Double {
    try #require(figures["deviance"] as? Double)
  }

  @Test func `text with two categories is read as yes and no, and says so`() throws {
    let ending = try fit("answer ~ x + (1 | clinic)", "--family", "binomial")
    #expect(ending.status == 0)
    #expect(
      ending.output.hasPrefix(
        "Generalised linear mixed model, maximum likelihood by Laplace's approximation\n"
          + "Family: binomial, link logit\nSuccess: yes, against no\n"))
    #expect(ending.output.contains("z value"))
    #expect(!ending.output.contains("Residual"))
  }

  @Test func `successes with failures and successes with trials are one model`() throws {
    let joined = try figures("cbind(good, all - good) ~ x + (1 | clinic)", "--family", "binomial")
    let named = try figures("good ~ x + (1 | clinic)", "--family", "binomial", "--trials", "all")
    #expect(try deviance(joined) == deviance(named))
    #expect(joined["residual_sd"] is NSNull)
    #expect(joined["estimator"] as? String == "Laplace")
  }

  @Test func `--agq chooses quadrature, Laplace and conditional modes`() throws {
    let formula = "cbind(good, all - good) ~ x + (1 | clinic)"
    let plain = try figures(formula, "--family", "binomial")
    let one = try figures(formula, "--family", "binomial", "--agq", "1")
    let nine = try figures(formula, "--family", "binomial", "--agq", "9")
    let none = try figures(formula, "--family", "binomial", "--agq", "0")
    #expect(try deviance(plain) == deviance(one))
    #expect(try abs(deviance(plain) - deviance(nine)) > 1e-4)
    #expect(try deviance(none) > deviance(plain))
    #expect(nine["estimator"] as? String == "AGQ")
    #expect(none["estimator"] as? String == "nAGQ0")
  }

  @Test func `quasi-likelihoods have estimates and no likelihood`() throws {
    for estimator in ["mql1", "mql2", "pql1", "pql2"] {
      let found = try figures(
        "cbind(good, all - good) ~ x + (1 | clinic)", "--family", "binomial", "--estimator",
        estimator)
      #expect(found["estimator"] as? String == estimator.uppercased())
      #expect(found["converged"] as? Bool == true)
      #expect(found["deviance"] is NSNull && found["aic"] is NSNull)
    }
  }

  @Test func `an offset in the formula is added with coefficient 1`() throws {
    let rate = try figures("count ~ x + offset(log(hours))", "--family", "poisson")
    let plain = try figures("count ~ x", "--family", "poisson")
    #expect(try abs(deviance(rate) - deviance(plain)) > 1)
    #expect(rate["estimator"] as? String == "ML")
  }

  @Test func `ordered categories have thresholds, in the order of --factor`() throws {
    let alphabetical = try figures("grade ~ x + (1 | clinic)", "--family", "ordinal")
    let turned = try figures(
      "grade ~ x + (1 | clinic)", "--family", "ordinal", "--factor", "grade=top,mid,low")
    let cuts = try #require(alphabetical["thresholds"] as? [[String: Any]])
    #expect(cuts.map { $0["term"] as? String } == ["low|mid", "mid|top"])
    #expect(cuts.allSatisfy { $0["se"] is Double })
    #expect(try abs(deviance(alphabetical) - deviance(turned)) < 1e-7)
    let slopes = try [alphabetical, turned].map {
      let fixed = try #require($0["fixed"] as? [[String: Any]])
      #expect(fixed.count == 1)
      return try #require(fixed[0]["estimate"] as? Double)
    }
    #expect(abs(slopes[0] + slopes[1]) < 1e-5)
  }

  @Test func `categories without order have coefficients of their own`() throws {
    let found = try figures("grade ~ x", "--family", "nominal", "--test", "x")
    let fixed = try #require(found["fixed"] as? [[String: Any]])
    #expect(
      fixed.map { $0["term"] as? String } == [
        "mid:(Intercept)", "mid:x", "top:(Intercept)", "top:x",
      ])
    let tests = try #require(found["tests"] as? [[String: Any]])
    #expect(tests[0]["numerator_df"] as? Int == 2)
    #expect(tests[0]["df"] is NSNull)
  }

  @Test(arguments: [
    ("count ~ x", "negative_binomial"), ("hours ~ x", "gamma"), ("share ~ x", "beta"),
  ])
  func `distributions with a dispersion give it`(formula: String, family: String) throws {
    let found = try figures(formula + " + (1 | clinic)", "--family", family)
    #expect(try #require(found["dispersion"] as? Double) > 0)
    #expect(found["family"] as? String == family)
  }

  @Test func `t tests by counts of units`() throws {
    let found = try figures(
      "answer ~ x + (1 | clinic)", "--family", "binomial", "--df", "between-within")
    let fixed = try #require(found["fixed"] as? [[String: Any]])
    #expect(fixed.map { $0["df"] as? Double } == [11, 47])
  }

  @Test func `responses that a family cannot have are refused with their row`() throws {
    let cases = [
      ("x ~ hours", "binomial", "'x' is 7.0 in row 2 of the data, but must be 0 or 1"),
      ("grade ~ x", "binomial", "has the categories low, mid, top"),
      ("share ~ x", "poisson", "'share' is 0.1 in row 1 of the data, but must be whole numbers"),
      ("x ~ hours", "gamma", "'x' is 0.0 in row 1 of the data, but must be above 0"),
      ("count ~ x", "beta", "must be between 0 and 1"),
      ("cbind(good, all, x) ~ x", "binomial", "cbind takes two columns"),
      ("grade ~ 0 + x", "ordinal", "thresholds in place of an intercept"),
      ("answer ~ x", "poisson", "must be numeric, but holds text"),
    ]
    for (formula, family, message) in cases {
      let ending = try fit(formula, "--family", family)
      #expect(ending.status == 65)
      #expect(ending.messages.contains(message), "\(ending.messages)")
    }
    let trials = try fit("all ~ x", "--family", "binomial", "--trials", "good")
    #expect(trials.messages.contains("more successes in 'all' than trials in 'good'"))
    let points = try fit("answer ~ x", "--family", "binomial", "--agq", "5")
    #expect(points.messages.contains("use --agq 1"))
  }

  @Test func `options that do not go together are refused`() throws {
    let cases: [([String], String)] = [
      (["--link", "logit"], "goes with a --family"),
      (["--agq", "3"], "goes with a --family"),
      (["--trials", "all"], "goes with --family binomial"),
      (["--family", "poisson", "--link", "probit"], "has no --link probit: use log"),
      (["--family", "poisson", "--df", "satterthwaite"], "has z tests"),
      (["--family", "poisson", "--estimator", "reml"], "goes with normal responses"),
      (["--family", "poisson", "--agq", "-1"], "agq"),
      (["--family", "gamma", "--estimator", "pql2"], "is for binomial and poisson responses"),
      (
        ["--family", "poisson", "--estimator", "mql1", "--agq", "3"],
        "goes with --estimator laplace"
      ),
      (["--family", "poisson", "--residual", "cs", "--within", "clinic"], "normal responses"),
    ]
    for (options, message) in cases {
      let folder = try Folder(["d.csv": Self.clinics])
      let words = (["fit", "d.csv", "count ~ x + (1 | clinic)"] + options).map { "'\($0)'" }
      let ending = try Program.shell("mlpower " + words.joined(separator: " "), in: folder)
      #expect(ending.status == 64, "\(options)")
      #expect(ending.messages.contains(message), "\(ending.messages)")
    }
  }

  @Test func `separation is named in place of figures`() throws {
    let ending = try fit("answer ~ count + (1 | clinic)", "--family", "binomial")
    #expect(ending.status == 0)
    #expect(ending.output.contains("Predictors tell the responses apart (separation)"))
    let found = try figures("answer ~ count", "--family", "binomial")
    #expect(found["converged"] as? Bool == false)
    #expect(found["outcome"] as? String == "separated")
  }
}
