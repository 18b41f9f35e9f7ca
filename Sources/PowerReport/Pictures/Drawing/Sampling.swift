/// Of `count` things in order at most `most`, evenly spread, the first and the last among them.
func evenlyChosen(of count: Int, most: Int) -> [Int] {
  guard count > most else { return Array(0..<max(count, 0)) }
  guard most > 1 else { return Array(0..<most) }
  return (0..<most).map { ($0 * (count - 1) + (most - 1) / 2) / (most - 1) }
}
