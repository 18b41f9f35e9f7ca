internal import Yams

extension HeadReading {
  /// The sliders of the head; those that cannot be read are taken down as mistakes.
  func sliders(_ sheet: inout LessonSheet) -> [Slider] {
    guard let entry = self["sliders"] else { return [] }
    guard case .mapping(let pairs) = entry.node else {
      sheet.report(LessonWording.sliders, line: entry.line)
      return []
    }
    var sliders: [Slider] = []
    for (key, value) in pairs {
      let line = sheet.head.first + (key.mark?.line ?? 1) - 1
      guard let path = key.scalar?.string, let text = value.scalar?.string else {
        sheet.report(LessonWording.sliders, line: line)
        continue
      }
      guard let range = SliderText(text) else {
        sheet.report(LessonWording.slider(text), line: line)
        continue
      }
      guard let slider = range.slider(path) else {
        sheet.report(LessonWording.sliderOrder(range.range), line: line)
        continue
      }
      sliders.append(slider)
    }
    return sliders
  }

  /// The line of a slider in the file.
  func line(ofSlider path: String, _ sheet: LessonSheet) -> Int? {
    guard case .mapping(let pairs) = self["sliders"]?.node else { return nil }
    let key = pairs.first { $0.key.scalar?.string == path }?.key
    return (key?.mark?.line).map { sheet.head.first + $0 - 1 }
  }
}

/// The parts of `0..0.4 by 0.02 (ICC)`.
private struct SliderText {
  let range: String
  private let label: String?
  private let least: Double
  private let most: Double
  private let step: Double
  private let decimals: Int

  init?(_ text: String) {
    var rest = trimmed(text)
    if rest.hasSuffix(")"), let open = rest.firstIndex(of: "(") {
      label = trimmed(rest[rest.index(after: open)...].dropLast())
      rest = trimmed(rest[..<open])
    } else {
      label = nil
    }
    range = rest
    guard let dots = rest.firstRange(of: "..") else { return nil }
    let ends = rest[dots.upperBound...].split(separator: " ")
    let numbers = [String(rest[..<dots.lowerBound])] + ends.filter { $0 != "by" }.map(String.init)
    let values = numbers.compactMap(Double.init).filter(\.isFinite)
    guard ends.count == 3, ends[1] == "by", values.count == 3 else { return nil }
    (least, most, step) = (values[0], values[1], values[2])
    decimals = numbers.map { $0.split(separator: ".").dropFirst().first?.count ?? 0 }.max() ?? 0
  }

  /// The slider; nil where the range has no values or its steps miss the end.
  func slider(_ path: String) -> Slider? {
    guard step > 0, most > least else { return nil }
    let steps = (most - least) / step
    guard steps < 1000.5, (steps - steps.rounded()).magnitude < 1e-6 else { return nil }
    let values = (0...Int(steps.rounded())).map { text(least + Double($0) * step) }
    return Slider(
      path: path, label: label.flatMap { $0.isEmpty ? nil : $0 } ?? path, least: least, most: most,
      step: step, values: values)
  }

  /// With as many decimals as the range is written with, zeros at the end taken off.
  private func text(_ value: Double) -> String {
    let scale = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
    let rounded = (value * scale).rounded() / scale
    let text = "\(rounded == 0 ? 0 : rounded)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
