import ModelFormula
import StudyDesign
import Testing

@testable import PowerReport

/// Equations in MathML, to the letter; the same values as text are in the tests of the audit.
@Suite struct MathMLTests {
  private func markup(_ equation: Equation) -> String {
    equation.pieces.map(\.text).joined(separator: "\n")
  }

  @Test func `a random slope's coefficient, its column and the terms around them`() throws {
    let equations = Equations(try SampleStudies.growth(children: 30))
    let response = try #require(equations.responses.first)
    let pieces = response.pieces.map(\.text)
    #expect(
      pieces[0] == "<math><msub><mi>y</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub></math>")
    #expect(
      pieces[1] == """
        <math><mrow><mo form="infix">=</mo><msub><mi>β</mi><mrow><mn>0</mn><mi>j</mi></mrow></msub>\
        </mrow></math>
        """)
    #expect(
      pieces[2] == """
        <math><mrow><mo form="infix">+</mo><mrow><msub><mi>β</mi><mrow><mn>1</mn><mi>j</mi></mrow>\
        </msub><mspace width="0.22em"/><msub><mi>time</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub>\
        </mrow></mrow></math>
        """)
    // An interaction is a product of two columns, and its coefficient does not vary.
    #expect(
      pieces[5] == """
        <math><mrow><mo form="infix">+</mo><mrow><msub><mi>β</mi><mn>4</mn></msub>\
        <mspace width="0.22em"/><mrow><msub><mi>time</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub>\
        <mo form="infix">·</mo><msub><mi>armnew</mi><mi>j</mi></msub></mrow></mrow></mrow></math>
        """)
    #expect(
      markup(equations.coefficients[1]) == """
        <math><msub><mi>β</mi><mrow><mn>1</mn><mi>j</mi></mrow></msub></math>
        <math><mrow><mo form="infix">=</mo><msub><mi>β</mi><mn>1</mn></msub></mrow></math>
        <math><mrow><mo form="infix">+</mo><msub><mi>u</mi><mrow><mn>1</mn><mi>j</mi></mrow></msub>\
        </mrow></math>
        """)
  }

  @Test func `variances and a negative correlation`() throws {
    let sheet = AuditSheet(plan: try SamplePlans.growth())
    let levels = Equations(sheet.study).distributions(
      variance: sheet.variance, correlation: sheet.correlation)
    #expect(levels.map(\.level) == ["child (j)", "occasion (i)"])
    let parts = levels[0].parts.map(\.mathML.text)
    #expect(
      parts[0] == """
        <math><mrow><msub><mi>u</mi><mrow><mn>0</mn><mi>j</mi></mrow></msub><mo form="infix">∼</mo>\
        <mrow><mi>N</mi><mrow><mo>(</mo><mn>0</mn><mo separator="true">,</mo><mn>4</mn><mo>)</mo>\
        </mrow></mrow></mrow></math>
        """)
    #expect(parts[2].hasSuffix("<mrow><mo form=\"prefix\">−</mo><mn>0.2</mn></mrow></mrow></math>"))
  }

  @Test func `units of crossed levels share no letter, and members are summed with weights`() {
    let sum = Maths.sum(
      "j", .row([.indexed(.name("w"), "ij"), .times, .indexed(.symbol("u", 0), "j")]))
    #expect(
      sum.mathML.text == """
        <math><mrow><msub><mo>∑</mo><mi>j</mi></msub><mrow><msub><mi>w</mi><mrow><mi>i</mi>\
        <mi>j</mi></mrow></msub><mspace width="0.22em"/><msub><mi>u</mi><mrow><mn>0</mn><mi>j</mi>\
        </mrow></msub></mrow></mrow></math>
        """)
    #expect(sum.text == "Σ_j w_ij u0_j")
  }

  @Test func `yes and no, ratings and counts beyond Poisson`() {
    let y = Maths.indexed(.name("y"), "ij")
    let binomial = ResponseFamily(.binomial(trials: .number(1)), link: .logit)
    #expect(
      binomial.predictor(units: "ij").mathML.text == """
        <math><mrow><mi>logit</mi><mrow><mo>(</mo><msub><mi>p</mi><mrow><mi>i</mi><mi>j</mi></mrow>\
        </msub><mo>)</mo></mrow></mrow></math>
        """)
    func statement(_ family: ResponseFamily, _ dispersion: String) -> Maths {
      family.equations(
        response: y, units: "ij", trials: .number(""), dispersion: .value(dispersion))[0]
    }
    let ratings = statement(ResponseFamily(.ordinal(cuts: [-1, 1]), link: .logit), "")
    #expect(ratings.text == "logit P(y_ij ≤ c) = cut c - η_ij for c = 1 to 2")
    #expect(ratings.mathML.text.contains("<mo form=\"infix\">≤</mo><mi>c</mi>"))
    #expect(
      ratings.mathML.text.contains(
        "<mtext>cut\u{A0}</mtext><mi>c</mi><mo form=\"infix\">−</mo><msub><mi>η</mi>"))
    let counts = statement(ResponseFamily(.negativeBinomial(size: 2), link: .log), "2")
    #expect(
      counts.mathML.text.hasSuffix(
        """
        <mo form="infix">+</mo><mfrac><msup><msub><mi>μ</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub>\
        <mn>2</mn></msup><mn>2</mn></mfrac></mrow></math>
        """))
    // What is below a line needs no parentheses.
    let shares = statement(ResponseFamily(.beta(precision: 8), link: .logit), "8")
    #expect(shares.text.hasSuffix("variance μ_ij(1 - μ_ij)/(1 + 8)"))
    #expect(
      shares.mathML.text.hasSuffix(
        "<mrow><mn>1</mn><mo form=\"infix\">+</mo><mn>8</mn></mrow></mfrac></mrow></math>"))
  }

  @Test func `lines may break at words between mathematics`() {
    let statement = Maths.row([
      .words("cor of two "), .indexed(.name("e"), "ij"), .words(" of one child, "), .name("d"),
      .words(" rows apart"), .equals, .power(.number("0.5"), .name("d")),
    ])
    #expect(
      statement.running.text == """
        cor of two <math><msub><mi>e</mi><mrow><mi>i</mi><mi>j</mi></mrow></msub></math> of one \
        child, <math><mi>d</mi></math> rows apart<math><mrow><mo form="infix">=</mo><msup>\
        <mn>0.5</mn><mi>d</mi></msup></mrow></math>
        """)
    #expect(statement.text == "cor of two e_ij of one child, d rows apart = 0.5^d")
  }

  @Test func `names cannot bring markup along`() {
    let name = Maths.name("I(a < b & \"c\")")
    #expect(name.mathML.text == "<math><mi>I(a &lt; b &amp; &quot;c&quot;)</mi></math>")
  }
}
