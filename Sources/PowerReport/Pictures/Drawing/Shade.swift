import Glibc

/// Colours of shares, from white to dark blue, ever darker so that they serve in grey too.
enum Shade {
  /// The colour of a share from 0 to 1.
  static func colour(_ share: Double) -> String {
    "#" + channels(share).map { hexadecimal(Int($0.rounded())) }.joined()
  }

  /// Black or white, whichever contrasts more with the colour of a share (by the relative luminance of
  /// WCAG 2: above .179 black does).
  static func ink(_ share: Double) -> String {
    let linear = channels(share).map { value in
      let level = value / 255
      return level <= 0.04045 ? level / 12.92 : pow((level + 0.055) / 1.055, 2.4)
    }
    let luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return luminance > 0.179 ? Ink.black : Ink.white
  }

  private static func channels(_ share: Double) -> [Double] {
    let place = min(max(share, 0), 1) * Double(stops.count - 1)
    let index = min(Int(place), stops.count - 2)
    let rest = place - Double(index)
    return zip(stops[index], stops[index + 1]).map { $0 + rest * ($1 - $0) }
  }

  private static let stops: [[Double]] = [[255, 255, 255], [102, 175, 220], [0, 45, 90]]

  private static func hexadecimal(_ value: Int) -> String {
    let text = String(value, radix: 16)
    return text.count == 1 ? "0" + text : text
  }
}
