@testable import CourseLessons
import DesignLanguage
import Testing

@Suite struct AnsweringDesignTests {
  private let design = AnsweringDesign(
    fileName: "alike.yaml", text: lessonDesign, environment: noFiles, threads: 1)

  private func find(_ figure: String, _ numbers: [String: String]) async throws -> WorkedFigure {
    try await design.find(
      try #require(FigureName(figure)),
      numbers.sorted { $0.key < $1.key }.map { PathOverride(path: $0.key, value: $0.value) })
  }

  @Test func `design effects are worked out without simulating`() async throws {
    let effect = try await find("design_effect", ["school": "20", "pupil": "11"])
    // 1 + (11 - 1) × 0.1, and 220 rows over that.
    #expect(effect.text == "2")
    #expect(effect.certainty == "")
    #expect(try await find("effective_rows", ["school": "20", "pupil": "11"]).text == "110")
  }

  @Test func `a power has its interval and the data sets it rests on`() async throws {
    let power = try await find("power; analysis=naive", ["school": "20"])
    let interval = try #require(power.interval)
    #expect(interval.contains(power.value))
    #expect(power.replicates == 40)
    #expect(power.certainty.hasSuffix("of 40 data sets"))
    // Wilson's interval of 40 data sets is wider than that of an estimate's error.
    #expect(interval.upperBound - interval.lowerBound > 0.1)
  }

  @Test func `conditions are values of the design or pick the row`() async throws {
    let stated = try await find("power; school=20; analysis=naive", [:])
    #expect(stated == (try await find("power; analysis=naive", ["school": "20"])))
    #expect(stated != (try await find("power; analysis=multilevel", ["school": "20"])))
  }

  @Test func `an answer that is not one number is told`() async throws {
    await #expect(throws: NoSuchFigure.self) { try await find("power", ["school": "20"]) }
    await #expect(throws: NoSuchFigure.self) { try await find("power; analysis=naive", [:]) }
    await #expect(throws: NoSuchFigure.self) {
      try await find("assurance; analysis=naive", ["school": "20"])
    }
  }

  @Test func `commands are as one types them`() throws {
    let name = try #require(FigureName("power; school=20; analysis=naive"))
    let numbers = [PathOverride(path: "pupil", value: "7")]
    #expect(
      design.command(name, numbers) == "mlpower run alike.yaml --set pupil=7 --set school=20")
    let spaced = AnsweringDesign(
      fileName: "my course/it's.yaml", text: "", environment: noFiles, threads: 1)
    #expect(spaced.command("run", []) == "mlpower run 'my course/it'\\''s.yaml'")
  }
}
