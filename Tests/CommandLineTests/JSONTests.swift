import Foundation
import Testing

@Suite struct JSONTests {
  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("--format json prints one object with the figures of the table, which is written as ever")
  func run() throws {
    let folder = try Folder(["study.yaml": gridDesign])
    let plain = try Program.run("run", "study.yaml", "--out", "plain", in: folder)
    let ending = try Program.run("run", "study.yaml", "--format", "json", in: folder)
    #expect(ending.status == 0)
    for file in ["power.csv", "power.txt"] {
      #expect(
        try folder.read("Reports/study/\(file)") == (try folder.read("plain/study/\(file)")))
    }
    #expect(plain.output == (try folder.read("Reports/study/power.txt")))
    let json = try object(ending.output)
    let scenarios = try #require(json["scenarios"] as? [[String: Any]])
    let rows = try folder.read("Reports/study/power.csv").split(whereSeparator: \.isNewline)
    let place = try #require(rows[0].split(separator: ",").firstIndex(of: "power_se_method"))
    let column = rows.dropFirst().map { row in
      Double(row.split(separator: ",", omittingEmptySubsequences: false)[place])
    }
    let figures = scenarios.map {
      ($0["tests"] as? [[String: Any]])?.first?["power_se_method"] as? Double
    }
    // Foundation reads numbers to a few units of the last place.
    #expect(figures.count == column.count)
    for (figure, field) in zip(figures, column) {
      #expect((try #require(figure) - (try #require(field))).magnitude < 1e-14)
    }
    let report = try Program.run("report", "study", "--format", "json", in: folder)
    #expect(report.output == ending.output)
  }

  @Test("A check prints an object and writes nothing")
  func check() throws {
    let folder = try Folder(["study.yaml": gridDesign])
    let ending = try Program.run("check", "study.yaml", "--format", "json", in: folder)
    #expect(ending.status == 0)
    let json = try object(ending.output)
    #expect(json["fits"] as? Int == 160)
    #expect((try #require(json["seconds"] as? Double)) > 0)
    #expect(folder.files == ["study.yaml"])
  }

  @Test("A part of a run has no figures to print")
  func shard() throws {
    let folder = try Folder(["study.yaml": gridDesign])
    let ending = try Program.run(
      "run", "study.yaml", "--shard", "1/2", "--format", "json", in: folder)
    #expect(ending.status == 64)
    #expect(ending.messages.contains("give --format to 'mlpower merge'"))
    #expect(folder.files == ["study.yaml"])
  }
}
