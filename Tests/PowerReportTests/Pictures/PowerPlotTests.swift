import PowerStudy
import StudyDesign
import Testing

@testable import PowerReport

@Suite struct PowerPlotTests {
  private let ascii = TerminalFace(width: 50, isUnicode: false)

  private func tutoring(_ rejected: [[Int]]) throws -> RunSummary {
    SampleResults.summary(try SamplePlans.tutoring(), rejected: rejected)
  }

  @Test("Curves in ASCII, letters at the simulated points")
  func curves() throws {
    let summary = try tutoring([[200], [400], [500], [800], [700], [1000]])
    #expect(
      powerPlot(of: summary, on: ascii) == """
        Power (probability)
         1.0 +                                     ..b
             |                               ......
             |                         ......
         0.8 +- - - - - - - - - - -.b.. - - - - - - - - -
             |                  ...
             |               ...                   ..a
         0.6 +            ...                ......
             |         ...             ......
             |      ...           ..a..
         0.4 +    b.          ....
             |           .....
             |       ....
         0.2 +    a..
             |
             |
         0.0 +
             +--------------------------------------------
                 20                40               60
                            school (number)
        pupil (number per school): a 10   b 25
        - - target 0.8

        """)
  }

  @Test("With braille characters two dots wide and four high")
  func braille() throws {
    let axis = GridAxis(path: "school", labels: ["20", "40"])
    let plan = try SampleStudies.plan(title: "Two", axes: [axis]) {
      try SampleStudies.tutoring(schools: Int($0[0])!, pupils: 10)
    }
    let summary = SampleResults.summary(plan, rejected: [[0], [1000]])
    let text = powerPlot(of: summary, on: TerminalFace(width: 30, isUnicode: true))
    #expect(text.hasPrefix("Power (probability)\n 1.0 ┤"))
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines[1] == " 1.0 ┤                     a")
    #expect(lines[2] == "     │                    ⡔⠁")
    #expect(lines[15] == "     │   ⡰⠁")
    #expect(lines[16] == " 0.0 ┤  a")
  }

  @Test("No line is wider than the terminal", arguments: [30, 46, 80])
  func width(_ columns: Int) throws {
    let summary = try tutoring([[200], [400], [500], [800], [700], [1000]])
    for isUnicode in [false, true] {
      let text = powerPlot(of: summary, on: TerminalFace(width: columns, isUnicode: isUnicode))
      for line in text.split(separator: "\n") {
        #expect(line.count <= columns)
        if !isUnicode { #expect(!line.contains { !$0.isASCII }) }
      }
    }
    #expect(TerminalFace(width: 200, isUnicode: true).width == 80)
  }

  @Test("Without a grid there is a row for each test and analysis")
  func rows() throws {
    let summary = SampleResults.summary(try SamplePlans.single(), rejected: [[500, 1000]])
    #expect(
      powerPlot(of: summary, on: ascii) == """
        Power (probability)
        treatment a               -o-       |       .500
                  b                         |     o 1.000
                   0.0            0.5            1.0
        analysis: a multilevel   b clusters ignored
        | target 0.8

        """)
  }

  @Test("None and all rejected stay in the frame")
  func extremes() throws {
    for count in [0, 1000] {
      let text = powerPlot(of: try tutoring(Array(repeating: [count], count: 6)), on: ascii)
      let row = text.split(separator: "\n").first { $0.contains("*") }
      #expect(text.contains("* several"))
      #expect(row?.hasPrefix(count == 0 ? " 0.0 +    *" : " 1.0 +    *") == true)
    }
  }
}
