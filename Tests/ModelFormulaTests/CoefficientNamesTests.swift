import ModelFormula
import Testing

@Suite struct CoefficientNamesTests {
  @Test func `a coefficient is found under each of its spellings`() throws {
    let fixed = try columns("y ~ x * arm + I(z^2):dose").fixed
    let names = fixed.map(\.name)
    func found(_ written: String) -> String? {
      fixed.index(ofCoefficient: written).map { names[$0] }
    }
    #expect(found("intercept") == "(Intercept)")
    #expect(found("(Intercept)") == "(Intercept)")
    #expect(found("x:armnew") == "x:armnew")
    #expect(found("armnew:x") == "x:armnew")
    #expect(found(" armnew : x ") == "x:armnew")
    #expect(found("dosehigh:I(z ^ 2)") == "I(z^2):dosehigh")
    #expect(found("arm") == nil)
    #expect(found("x:arm") == nil)
    #expect(found("") == nil)
  }

  @Test func `a term's name stands for all its coefficients`() throws {
    let fixed = try columns("y ~ x * dose + arm").fixed
    func found(_ written: String) -> [String] {
      fixed.indices(ofTerm: written).map { fixed[$0].name }
    }
    #expect(found("dose") == ["doselow", "dosehigh"])
    #expect(found("dose:x") == ["x:doselow", "x:dosehigh"])
    #expect(found("doselow") == ["doselow"])
    #expect(found("dosehigh:x") == ["x:dosehigh"])
    #expect(found("x") == ["x"])
    #expect(found("intercept") == ["(Intercept)"])
    #expect(found("site").isEmpty)
  }

  @Test func `categories that are numbers keep their spelling`() throws {
    let formula = try Formula.parse("y ~ g")
    let fixed = try ModelColumns(expanding: formula) { _ in
      .factor(categories: ["0", "10", "010"])
    }.fixed
    #expect(fixed.index(ofCoefficient: "g010") == 2)
    #expect(fixed.index(ofCoefficient: "g10") == 1)
  }
}
