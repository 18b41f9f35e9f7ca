import PowerStudy

/// The estimates of one test as a histogram, the significant ones marked, with the truth and what the
/// significant ones are on average.
struct ExaggerationPanel {
  /// Which test.
  var title: String
  /// What the estimate is measured in.
  var unit: String
  var judged: JudgedEstimates
  let histogram: EstimateHistogram

  /// Nil where there is nothing to exaggerate: no effect, or no estimates.
  init?(_ judged: JudgedEstimates, title: String, unit: String) {
    guard judged.effect != 0, let histogram = EstimateHistogram(judged) else { return nil }
    self.judged = judged
    self.title = title
    self.unit = unit
    self.histogram = histogram
  }

  /// The significant estimates on average, in size, to the side of the truth.
  var meanSignificant: Double? {
    judged.exaggeration.map { judged.against + $0 * judged.effect }
  }

  /// What the picture says, in a sentence or two.
  var words: String {
    let all = judged.estimates.count
    let count = judged.significant.count
    let truth = NumberText.value(judged.truth)
    guard let exaggeration = judged.exaggeration, let meanSignificant else {
      return "None of \(NumberText.count(all)) studies is significant; the truth is \(truth)."
    }
    let share = NumberText.percent(Double(count) / Double(all))
    var sentence =
      "\(NumberText.count(count)) of \(NumberText.count(all)) studies (\(share)) are significant. On "
      + "average their estimates are \(NumberText.significant(meanSignificant, digits: 3)) in size"
    let times = NumberText.significant(exaggeration, digits: 3)
    sentence += ", \(times) times the true \(judged.against == 0 ? truth : "effect") (type M)"
    let wrong = judged.wrongSigns
    sentence +=
      wrong == 0
      ? "; none has the wrong sign (type S)."
      : "; \(NumberText.count(wrong)) \(wrong == 1 ? "has" : "have") the wrong sign (type S, "
        + "\(NumberText.percent(Double(wrong) / Double(count))))."
    if histogram.beyond > 0 {
      let lie = histogram.beyond == 1 ? "estimate lies" : "estimates lie"
      sentence += " \(NumberText.count(histogram.beyond)) \(lie) too far out to be drawn."
    }
    return sentence
  }

  /// The panel with its title, frame and labels.
  func part(width: Double, plotHeight: Double) -> Part {
    let lines = Lettering.heading.wrapped(title, width: width - 40)
    let top = Double(lines.count) * Lettering.heading.lineHeight + 8
    let area = PlotArea(left: 48, right: width - 12, top: top, bottom: top + plotHeight)
    let marks = [judged.truth, judged.against, meanSignificant].compactMap { $0 }
    let range = min(histogram.start, marks.min()!)...max(histogram.end, marks.max()!)
    let x = LinearScale(domain: range, start: area.left + 6, end: area.right - 6)
    let peak = Double(histogram.peak)
    let y = LinearScale(domain: 0...peak * 1.06, start: area.bottom, end: area.top)
    var elements = SVGElement.lines(
      lines, at: Point(area.left, Lettering.heading.size), .heading)
    elements += area.levels(Ticks(within: 0...peak, most: 5), y)
    let none = histogram.others.map { _ in 0 }
    elements += blocks(histogram.significant, on: none, ExaggerationInk.significant, x, y)
    elements += blocks(histogram.others, on: histogram.significant, ExaggerationInk.others, x, y)
    elements += [(judged.against, EstimateInk.nullValue), (judged.truth, EstimateInk.truth)].map {
      .line(Point(x($0), area.top), Point(x($0), area.bottom), $1)
    }
    if let mean = meanSignificant {
      elements.append(
        .line(Point(x(mean), area.top), Point(x(mean), area.bottom), ExaggerationInk.mean))
    }
    elements += area.values(HorizontalTicks(within: range, scale: x, most: 8).ticks) + area.axes
    let label = Lettering.label.wrapped("estimate (\(unit))", width: area.width)
    let middle = (area.left + area.right) / 2
    elements += SVGElement.lines(label, at: Point(middle, area.bottom + 32), .label, .middle)
    elements.append(.upward("studies", at: Point(12, (area.top + area.bottom) / 2), .label))
    let plot = Part(
      elements: elements,
      height: area.bottom + 24 + Double(label.count) * Lettering.label.lineHeight)
    return .stack([plot, .text(words, .label, width: width)], gap: 4)
  }

  private func blocks(
    _ counts: [Int], on below: [Int], _ colour: String, _ x: LinearScale, _ y: LinearScale
  ) -> [SVGElement] {
    histogram.blocks(counts, on: below).map { bins in
      let tops = bins.flatMap { bin in
        [bin.edge, bin.edge + histogram.width].map {
          Point(x($0), y(Double(bin.below + bin.count)))
        }
      }
      let feet = bins.reversed().flatMap { bin in
        [bin.edge + histogram.width, bin.edge].map { Point(x($0), y(Double(bin.below))) }
      }
      return .area(tops + feet, fill: colour)
    }
  }
}

/// Colours of estimates by what the test says of them.
enum ExaggerationInk {
  static let significant = SeriesStyle.colours[2]
  static let others = "#c8c8c8"
  static let mean = Stroke(colour: SeriesStyle.colours[5], width: 1.8, dashes: "6 3")
}
