/// The parts of a lesson below its opening, in their order.
enum LessonPart: String, CaseIterable {
  case trying = "Try"
  case seen = "You should have seen"
  case quiz = "Quiz"
  case exercises = "Exercises"
  case readOn = "Read on"
}

/// The body of a lesson, cut at its headings.
struct LessonParts {
  private(set) var opening: TextLines
  /// The lines below the heading of each part.
  private(set) var parts: [LessonPart: TextLines] = [:]

  /// Cuts the body of a sheet and takes down what is missing, unknown or in the wrong place.
  init(_ sheet: inout LessonSheet) {
    let body = sheet.body
    let headings = MarkdownTree(body).blocks.filter { block in
      if case .heading(let level) = block.kind { level <= 2 } else { false }
    }
    let last = body.first + body.lines.count - 1
    func lines(from start: Int, before next: Int) -> TextLines {
      start <= next - 1
        ? body[start...(next - 1)] : TextLines(lines: [], first: start)
    }
    opening = lines(from: body.first, before: headings.first?.lines.first ?? last + 1)
    var reached = -1
    for (index, block) in headings.enumerated() {
      let line = block.lines.first
      guard block.kind == .heading(2) else {
        sheet.report(LessonWording.heading, line: line)
        continue
      }
      guard let part = LessonPart(rawValue: block.heading) else {
        sheet.report(LessonWording.unknownPart(block.heading), line: line)
        continue
      }
      guard parts[part] == nil else {
        sheet.report(LessonWording.partTwice(part.rawValue), line: line)
        continue
      }
      let place = LessonPart.allCases.firstIndex(of: part)!
      if place < reached { sheet.report(LessonWording.partOrder(part.rawValue), line: line) }
      reached = max(reached, place)
      let next = index + 1 < headings.count ? headings[index + 1].lines.first : last + 1
      parts[part] = lines(from: line + 1, before: next)
    }
    reportMissing(&sheet, line: max(last, 1))
  }

  private func reportMissing(_ sheet: inout LessonSheet, line: Int) {
    if opening.isEmpty { sheet.report(LessonWording.emptyOpening, line: opening.first) }
    for part in LessonPart.allCases {
      guard let lines = parts[part] else {
        sheet.report(LessonWording.missingPart(part.rawValue), line: line)
        continue
      }
      if lines.isEmpty {
        sheet.report(LessonWording.emptyPart(part.rawValue), line: lines.first - 1)
      }
    }
  }
}
