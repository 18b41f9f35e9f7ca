import Foundation
import Testing

@Suite struct RunTests {
  @Test("A run prints the table that it writes, and says on standard error where")
  func report() throws {
    let folder = try Folder(["study.yaml": gridDesign])
    let ending = try Program.run("run", "study.yaml", in: folder)
    #expect(ending.status == 0)
    #expect(
      folder.files == [
        "Reports/study/estimates.svg", "Reports/study/power.csv", "Reports/study/power.svg",
        "Reports/study/power.txt",
        "Reports/study/report.html",
        "Reports/study/run.sqlite", "study.yaml",
      ])
    #expect(ending.output == (try folder.read("Reports/study/power.txt")))
    #expect(ending.messages.hasPrefix("160 fits in "))
    #expect(
      ending.messages.hasSuffix(
        "s; power.txt, power.csv, report.html, power.svg and estimates.svg are in Reports/study\n"))
    let rows = try folder.read("Reports/study/power.csv").split(whereSeparator: \.isNewline)
    #expect(rows.count == 5)
    #expect(rows[0].hasPrefix("school,pupil,analysis,test,method,side,alpha,truth,"))
  }

  @Test("With --quiet nothing is said on standard error")
  func quiet() throws {
    let folder = try Folder(["study.yaml": smallDesign])
    let ending = try Program.run("run", "study.yaml", "--quiet", in: folder)
    #expect(ending.status == 0)
    #expect(ending.messages.isEmpty)
    #expect(ending.output.isEmpty == false)
  }

  @Test("With --calibrate the type I error stands beside the power")
  func calibrate() throws {
    let folder = try Folder(["study.yaml": smallDesign])
    let ending = try Program.run("run", "study.yaml", "--calibrate", in: folder)
    #expect(ending.status == 0)
    #expect(ending.output.contains("type I error, null value true"))
    #expect(try folder.read("Reports/study/calibration.svg").contains("type I error (probability)"))
    #expect(ending.messages.contains("power.svg, estimates.svg and calibration.svg are in"))
    let rows = try folder.read("Reports/study/power.csv").split(whereSeparator: \.isNewline)
    let header = rows[0].split(separator: ",", omittingEmptySubsequences: false)
    let place = try #require(header.firstIndex(of: "null_rejection"))
    let fields = rows[1].split(separator: ",", omittingEmptySubsequences: false)
    #expect(Double(fields[place]) != nil)
  }

  @Test("Any number of threads gives the same bytes")
  func threads() throws {
    let folder = try Folder(["study.yaml": gridDesign])
    for threads in ["1", "2", "5"] {
      let ending = try Program.run(
        "run", "study.yaml", "--threads", threads, "--out", threads, in: folder)
      #expect(ending.status == 0)
    }
    for file in ["power.csv", "power.txt", "power.svg", "estimates.svg", "report.html"] {
      let first = try folder.read("1/study/\(file)")
      #expect(first == (try folder.read("2/study/\(file)")))
      #expect(first == (try folder.read("5/study/\(file)")))
    }
  }

  @Test("Options take the place of the design's values, and another seed gives other figures")
  func overrides() throws {
    let folder = try Folder(["study.yaml": smallDesign])
    let options = "--replicates 30 --set school=20 --set effects.treatment=0.1 --out"
    let same = try Program.shell(
      """
      mlpower run study.yaml \(options) a && mlpower run study.yaml \(options) b && \
      mlpower run study.yaml --seed 9 \(options) c
      """, in: folder)
    #expect(same.status == 0)
    let table = try folder.read("a/study/power.csv")
    #expect(table.contains("20,5,model,treatment,satterthwaite,two,0.05,0.1,100,30,"))
    #expect(table == (try folder.read("b/study/power.csv")))
    #expect(table != (try folder.read("c/study/power.csv")))
  }

  @Test("A page has the design as it was read, what options changed, and no folder of this machine")
  func page() throws {
    let folder = try Folder(["study.yaml": smallDesign])
    let options = "--seed 9 --set school=20 --calibrate --replicates 30 --quiet --out"
    let ending = try Program.shell(
      """
      mlpower run study.yaml \(options) a && mlpower run "$PWD/study.yaml" \(options) b && \
      mlpower run study.yaml --quiet --out c
      """, in: folder)
    #expect(ending.status == 0, "\(ending.messages)")
    let page = try folder.read("a/study/report.html")
    #expect(page == (try folder.read("b/study/report.html")))
    #expect(page.contains(smallDesign))
    let list = try #require(page.firstRange(of: "<ul class=\"changes\">"))
    #expect(
      page[list.upperBound...].hasPrefix(
        """

        <li><code>school</code> is <code>20</code></li>
        <li><code>simulation.replicates</code> is <code>30</code></li>
        <li><code>simulation.seed</code> is <code>9</code></li>
        <li><code>simulation.calibrate</code> is <code>true</code></li>
        </ul>
        """))
    let plain = try folder.read("c/study/report.html")
    #expect(plain.contains("The run took the file <code>study.yaml</code> as it stands here."))
  }

  @Test("Several designs make several reports, printed one after the other")
  func several() throws {
    let folder = try Folder(["a.yaml": smallDesign, "b.yaml": gridDesign])
    let ending = try Program.run("run", "a.yaml", "b.yaml", in: folder)
    #expect(ending.status == 0)
    let texts = try ["a", "b"].map { try folder.read("Reports/\($0)/power.txt") }
    #expect(ending.output == texts.joined(separator: "\n"))
  }

  @Test("A check shows the design in 80 columns and writes nothing")
  func check() throws {
    let folder = try Folder(["study.yaml": gridDesign])
    let ending = try Program.run("check", "study.yaml", in: folder)
    #expect(ending.status == 0)
    #expect(ending.messages.isEmpty)
    #expect(ending.output.contains("= 160 fits"))
    #expect(ending.output.contains("\nTime: about "))
    #expect(ending.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(folder.files == ["study.yaml"])
  }
}
