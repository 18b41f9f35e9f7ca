import DesignLanguage
import Testing

/// A right design, of which each test changes one line.
private func design(_ change: (line: String, to: String)) -> String {
  let lines = """
    levels: {school: 20, class: 3 per school, pupil: 10 per class}
    predictors:
      a: {level: pupil, normal: {sd: 1}}
      arm: {level: school, assign: [old, new]}
    model: y ~ a + arm + (1 | school)
    effects: {intercept: 0, a: 1, arm: 2}
    random: {school: {sd: 1}}
    residual: {sd: 1}
    tests: [a]
    """
  return lines.split(separator: "\n").map { line in
    line.hasPrefix(change.line) ? Substring(change.to) : line
  }.joined(separator: "\n")
}

@Suite struct SingleMistakeTests {
  @Test func theDesignItselfIsRight() {
    #expect(mistakes(design(("none", ""))) == [])
  }

  @Test(arguments: [
    // Formulas and random terms
    (
      "model", "model: y ~ a + arm + (1 + arm || school)",
      "5:8: 'arm' has categories, so (arm || school) is not defined: write (arm | school), or make "
        + "numeric columns of its categories"
    ),
    (
      "model", "model: log(y) ~ a + arm + (1 | school)",
      "5:8: the response of the generating model is a name, not 'log(y)'; name what is simulated, "
        + "such as 'log_y'"
    ),
    (
      "model", "model: y ~ a + arm + (1 | arm)",
      "5:27: 'arm' is a predictor, not a level; random effects vary between units of a level"
    ),
    (
      "model", "model: y ~ a + arm + y + (1 | school)",
      "5:8: the response 'y' is also on the right of '~'"
    ),
    (
      "model", "model: y ~ factor(a) + arm + (1 | school)",
      "5:12: 'factor(a)' needs a predictor with a short list of values, such as 'values' or "
        + "'assign'"
    ),
    (
      "model", "model: y ~ log(arm) + a + (1 | school)",
      "5:8: log(arm): 'arm' has categories: compare it with one, like arm == 'category'"
    ),
    (
      "model", "model: [y, a]",
      "5:8: a formula is expected here, such as 'y ~ x + (1 | school)', "
        + "not a list"
    ),
    // Levels
    (
      "levels", "levels: [school, class, pupil]",
      "1:9: 'levels' names the levels from the top, such as '{school: 20, pupil: 25 per school}', "
        + "not a list"
    ),
    (
      "levels", "levels: {school: 20, class: {per: school, values: 3}, pupil: 10 per class}",
      "1:51: 'values' is a list, such as '[a, b]', not '3'"
    ),
    (
      "levels", "levels: {school: 20.5, class: 3 per school, pupil: 10 per class}",
      "1:18: a whole number from 1 on is expected here, not 20.5"
    ),
    (
      "levels", "levels: {school: 20, class: 3 per school, pupil: 10 per school}",
      "1:22: no row lies in a 'class': the rows are 'pupil', the last level; write 'per class' "
        + "(or 'per A x class') at a level below it, or remove it"
    ),
    (
      "levels", "levels: {class: 3 per school, school: 20, pupil: 10 per school}",
      "1:10: 'class' stands above 'school', in which it lies; levels are listed from the top"
    ),
    // Coefficients
    (
      "effects", "effects: {intercept: 0, a: 1}",
      "6:1: the coefficient 'armnew' has no value; add to 'effects': armnew: 0"
    ),
    (
      "effects", "effects: {intercept: 0, a: 1, arm: 2, sex: 1}",
      "6:39: the model has no coefficient 'sex'; the coefficients are intercept, a, armnew"
    ),
    (
      "effects", "effects: {intercept: 0, a: 1, arm: {nwe: 1}}",
      "6:37: no coefficient is that of 'nwe'; did you mean 'new'?"
    ),
    (
      "effects", "effects: {intercept: 0, a: 1, arm: {d: 1, off: total}}",
      "6:43: an effect has no key 'off'; did you mean 'of'?"
    ),
    (
      "effects", "effects: 5",
      "6:10: 'effects' gives each name a number, such as '{a: 1, b: 2}', not '5'"
    ),
    // Variances
    (
      "random", "random: {school: {variance: -1}}",
      "7:29: a variance cannot be below 0, but is -1"
    ),
    (
      "random", "random: {school: {sd: 1, variance: 1}}",
      "7:36: 'intercept' of 'school' has two spreads; keep one"
    ),
    (
      "random", "random: {school: {sd: 1, correlation: 0}}",
      "7:26: 'school' has no random term with two effects, so there is no correlation to state"
    ),
    (
      "random", "random: {schol: {sd: 1}}",
      "7:10: 'schol' is not a level with a random term; did you mean 'school'?"
    ),
    (
      "random", "random: {school: {icc: 1}}",
      "7:24: an icc is a share from 0 to below 1, but this one is 1"
    ),
    (
      "random", "random: {school: {sd: 1, distribution: {t: {df: 2}}}}",
      "7:45: a t distribution has a standard deviation from more than 2 degrees of freedom on, but "
        + "this one has 2"
    ),
    (
      "random", "random: {school: {sd: 1, distribution: {gamma: {cv: 0}}}}",
      "7:40: this distribution does not vary, so that it cannot be scaled to a variance"
    ),
    (
      "random", "random: {school: {sd: 1, distribution: t}}",
      "7:40: a distribution is a mapping with keys such as normal, not 't'"
    ),
    (
      "random", "random: {school: {sd: 1, distribution: {}}}",
      "7:40: a distribution is expected here, such as '{gamma: {mean: 2, cv: 0.5}}', not a mapping "
        + "of keys to values"
    ),
    (
      "random", "random: {school: {sd: 1, distribution: {any_of: [a, b]}}}",
      "7:41: numbers are needed here, but 'any_of' gives names of categories"
    ),
    (
      "residual", "residual: {sd: 1, distribution: {t: {df: 4}, gamma: {cv: 1}}}",
      "8:46: both 't' and 'gamma' stand here; keep one distribution"
    ),
    (
      "residual", "residual: {distribution: {t: {df: 4}}}",
      "8:1: 'residual' needs one of sd, variance, total_variance or total_sd"
    ),
    (
      "residual", "residual: {sd: 0}", "8:16: the residual needs a variance above 0, but has 0"
    ),
    (
      "residual", "residual: {total_variance: 1}",
      "8:1: the total variance 1 leaves nothing for the residual: the random intercepts have "
        + "variance 1"
    ),
    (
      "residual", "residual: {sd: 1, variance: 2}",
      "8:19: the residual has both 'sd' and 'variance'; keep one"
    ),
    (
      "residual", "residual: {}",
      "8:1: 'residual' needs one of sd, variance, total_variance or total_sd"
    ),
    (
      "residual", "residual: {sd: {a: 1}}",
      "8:16: a residual variance that depends on columns needs an 'intercept' above 0 among them"
    ),
    // How residuals vary and correlate
    (
      "residual", "residual: {sd: 1, within: school, ar1: 1}",
      "8:40: the correlation of residuals lies between -1 and 1, both excluded, but is 1"
    ),
    (
      "residual", "residual: {sd: 1, within: school, correlation: -0.05}",
      "8:48: the correlation of residuals lies between -0.0344827586206897 and 1, both excluded, "
        + "but is -0.05"
    ),
    (
      "residual", "residual: {sd: 1, within: scool, ar1: 0.5}",
      "8:27: there is no level 'scool'; did you mean 'school'?"
    ),
    (
      "residual", "residual: {sd: 1, within: pupil, ar1: 0.5}",
      "8:27: 'pupil' is the level of the rows, of which each has one residual; residuals correlate "
        + "within units above it"
    ),
    (
      "residual", "residual: {sd: 1, within: class}",
      "8:19: residuals 'within' units need a correlation: 'ar1: 0.5', or 'correlation: 0.5' for all "
        + "pairs"
    ),
    (
      "residual", "residual: {sd: 1, ar1: 0.5}",
      "8:24: 'ar1' is the correlation of residuals within units; name their level, such as 'within: "
        + "person'"
    ),
    (
      "residual", "residual: {sd: 1, within: class, ar1: 0.5, correlation: 0.2}",
      "8:44: the residual has both 'ar1' and 'correlation'; keep one"
    ),
    (
      "residual",
      "residual: {sd: 1, within: class, correlation: {1: {2: 0.9, 3: 0.9}, 2: {3: -0.9}}}",
      "8:47: no residuals can have these correlations: the matrix is not positive definite; bring the "
        + "correlations closer to 0 or to each other"
    ),
    (
      "residual", "residual: {sd: 1, within: class, correlation: {1: {11: 0.1}}}",
      "8:52: no row of a 'class' is called '11'; did you mean '1'?"
    ),
    (
      "residual", "residual: {sd: 1, within: school, correlation: 0.2}",
      "5:1: the random term of 'school' and the correlation of the residuals within it say the same; "
        + "leave one of them out, or write 'residual: independent' in the analysis"
    ),
    (
      "residual", "residual: {sd: {old: 1}, by: arm}",
      "8:16: 'new' of 'arm' has no 'sd'; add one"
    ),
    (
      "residual", "residual: {sd: {old: 1, nwe: 2, new: 1}, by: arm}",
      "8:25: 'arm' has no category 'nwe'; did you mean 'new'?"
    ),
    (
      "residual", "residual: {sd: {old: 1, new: 0}, by: arm}",
      "8:30: the residual needs a variance above 0, but has 0"
    ),
    (
      "residual", "residual: {sd: 1, by: arm}",
      "8:16: with 'by', 'sd' has a number for each category: {old: NUMBER, new: NUMBER}"
    ),
    (
      "residual", "residual: {sd: {x: 1}, by: a}",
      "8:28: residuals differ 'by' a predictor with a short list of values; 'a' has none; write 'sd: "
        + "{intercept: NUMBER, a: NUMBER}' for a variance that changes with it"
    ),
    (
      "residual", "residual: {total_sd: {old: 1, new: 2}, by: arm}",
      "8:22: 'total_sd' is one number; residuals that differ have an 'sd' or a 'variance' each"
    ),
    (
      "residual", "residual: {sd: {intercept: 1, a: 0.5}}",
      "8:11: 'intercept' and 'a' of the residual need a correlation; add 'correlation: 0' (or another "
        + "number)"
    ),
    (
      "residual", "residual: {sd: {intercept: 1, armnew: 0.5}, correlation: 0}",
      "8:31: 'armnew' has two values, so that its square says nothing new; write 'by' with a variance "
        + "for each value"
    ),
    (
      "tests", "tests: [{term: a, method: kenward-roger}]\nanalysis: [{residual: no}]",
      "10:23: there is no residual 'no'; the residuals are same, independent"
    ),
    // Predictors
    (
      "  arm:", "  arm: {level: school, assign: [old, new], balanse: study}",
      "4:44: a predictor has no key 'balanse'; did you mean 'balance'?"
    ),
    (
      "  arm:", "  arm: {level: school x class, assign: [old, new]}",
      "4:16: 'class' lies in 'school', so that they cannot be crossed; leave 'school' out"
    ),
    (
      "  arm:", "  arm: {level: pupil, assign: [old, new], balance: a}",
      "4:43: strata need a predictor with a short list of values; group 'a' by an expression, such "
        + "as 'value: a > 0'"
    ),
    (
      "  arm:", "  arm: {level: school, value: a > 0}",
      "4:9: the predictor is said to vary at 'school', but its input 'a' varies at 'pupil', which "
        + "lies below; write 'level: pupil' or leave it out"
    ),
    (
      "  arm:", "  arm: {level: school, assign: [old, new], reliability: 0.8}",
      "4:44: 'reliability' is for numbers, and 'arm' has categories"
    ),
    // Tests
    (
      "tests", "tests: [arm, class]",
      "9:14: the analysis model has no coefficient 'class' to test; the coefficients are "
        + "intercept, a, armnew"
    ),
    ("tests", "tests: [a, arm, a]", "9:17: the test 'a' stands twice; keep one of them"),
    (
      "tests", "tests: [a, {term: arm, name: a}]",
      "9:30: two tests are called 'a'; give each a name of its own"
    ),
    (
      "tests", "analysis: {name: x}",
      "9:11: 'analysis' is a list, such as '[{name: naive, model: y ~ x}]', not a mapping of keys "
        + "to values"
    ),
    (
      "tests", "analysis: []",
      "9:11: 'analysis' is a list, such as '[{name: naive, model: y ~ x}]', not an empty list"
    ),
    ("tests", "tests: []", "9:8: 'tests' is a list, such as '[a, b]', not an empty list"),
    ("tests", "tests: a", "9:8: 'tests' is a list, such as '[a, b]', not 'a'"),
    (
      "tests", "tests: [{joint: [a, armnew, arm]}]",
      "9:29: the coefficient 'armnew' stands twice in one test; keep one of them"
    ),
  ])
  func isReportedOnceAndExactly(line: String, wrong: String, message: String) {
    #expect(mistakes(design((line, wrong))) == [message])
  }

  @Test func aSpreadForTheWrongLevelIsOneTooManyAndOneTooFew() {
    #expect(
      mistakes(design(("random", "random: {class: {sd: 1}}"))) == [
        "7:1: the random effects of 'school' have no spread; add to 'random': school: {sd: 1}",
        "7:10: the model has no random term at 'class'; add '(1 | class)' to it or remove this "
          + "entry",
      ])
  }

  @Test func aRandomTermOfTheAnalysisWantsAGroupingLevel() {
    #expect(
      mistakes(design(("tests", "analysis: [{name: x, model: y ~ a + (1 | clas)}]"))) == [
        "9:42: there is no level 'clas' for a random effect; did you mean 'class'?"
      ])
  }

  @Test func aMisspeltMethodIsAMistake() {
    #expect(
      mistakes(design(("tests", "tests: [{term: a, method: zz}]"))) == [
        "9:27: there is no method 'zz'; did you mean 'z'?"
      ])
  }

  @Test func filesWithCarriageReturnsAndAByteOrderMarkAreRead() {
    let text = design(("none", "")).split(separator: "\n").joined(separator: "\r\n")
    #expect(mistakes("\u{FEFF}" + text) == [])
    #expect(
      mistakes(text + "\r\ntitle: a\r\ntitle: b\r\n") == [
        "11:1: 'title' stands twice in this mapping (first on line 10); keep one of them"
      ])
  }

  @Test func anEmptyOverrideIsAMistake() {
    #expect(
      mistakes(design(("none", "")), set: [PathOverride(path: "title", value: "")])
        == ["--set title=: 1:1: nothing is written after the '='"])
  }
}
