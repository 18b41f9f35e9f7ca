/// A duration in seconds.
func secondsIn(_ duration: Duration) -> Double { duration / .seconds(1) }

/// Hours, minutes and seconds as on a clock: `0:07`, `12:40`, `3:05:00`.
func clockTime(_ seconds: Double) -> String {
  let whole = Int(min(seconds, 1e9).rounded(.up))
  let twoDigits = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
  let minutes = whole / 60 % 60
  let tail = twoDigits(whole % 60)
  return whole >= 3600
    ? "\(whole / 3600):\(twoDigits(minutes)):\(tail)" : "\(minutes):\(tail)"
}

/// A duration in seconds, in words: `12 ms`, `3.4 s`, `25 s`, `12:40`.
func brief(_ seconds: Double) -> String {
  if seconds < 1 { return "\(Int((seconds * 1000).rounded(.up))) ms" }
  if seconds < 10 { return "\((seconds * 10).rounded() / 10) s" }
  if seconds < 60 { return "\(Int(seconds)) s" }
  return clockTime(seconds)
}

/// A count with commas between thousands.
func grouped(_ number: Int) -> String {
  var text = ""
  for (position, digit) in String(number.magnitude).reversed().enumerated() {
    if position > 0 && position % 3 == 0 { text.append(",") }
    text.append(digit)
  }
  return (number < 0 ? "-" : "") + String(text.reversed())
}
