#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The standard normal density cut into 1,024 layers of equal area (Marsaglia & Tsang 2000).
///
/// Layer i covers |x| < edge(i); a point drawn within `threshold/2⁵²` of that width lies under the
/// curve for certain, which happens in 99.7% of the draws.
struct ZigguratTables: @unchecked Sendable {
  /// What one draw from a layer needs, side by side in memory.
  struct Layer {
    var threshold: UInt64
    var scale: Double
  }

  /// Where the tail begins.
  static let tailStart = 4.0388498461095045
  /// The area of each layer, the tail with the base layer.
  static let area = 0.0012263246463530881
  static let layerCount = 1024

  static let shared = ZigguratTables()

  /// Written once, then only read.
  let layers: UnsafePointer<Layer>
  /// exp(-edge²/2) of the edges, one more than layers.
  let heights: UnsafePointer<Double>

  private init() {
    let count = Self.layerCount
    let tail = Self.tailStart
    let area = Self.area
    var edges = [Double](repeating: 0, count: count + 1)
    edges[0] = area / exp(-0.5 * tail * tail)
    edges[1] = tail
    for index in 2..<count {
      let previous = edges[index - 1]
      edges[index] = sqrt(-2 * log(exp(-0.5 * previous * previous) + area / previous))
    }
    let layers = UnsafeMutablePointer<Layer>.allocate(capacity: count)
    let heights = UnsafeMutablePointer<Double>.allocate(capacity: count + 1)
    for index in 0..<count {
      layers[index] = Layer(
        threshold: UInt64(edges[index + 1] / edges[index] * 0x1p52),
        scale: edges[index] * 0x1p-52)
      heights[index] = exp(-0.5 * edges[index] * edges[index])
    }
    heights[count] = 1
    self.layers = UnsafePointer(layers)
    self.heights = UnsafePointer(heights)
  }
}

extension RandomStream {
  /// Overwrites `values` with independent standard normal draws.
  public mutating func fillNormals(_ values: UnsafeMutableBufferPointer<Double>) {
    guard let base = values.baseAddress else { return }
    let tables = ZigguratTables.shared
    let layers = tables.layers
    // A local copy keeps the generator's words in registers; the slow path gets a copy of it.
    var words = state
    for index in 0..<values.count {
      let bits = words.next()
      let layer = layers[Int(truncatingIfNeeded: bits & 0x3ff)]
      // A signed fraction of the layer's width in units of 2⁻⁵²; shifting its range to start at 0
      // tests both sides with one comparison.
      let fraction = Int64(bitPattern: bits) >> 11
      if UInt64(bitPattern: fraction) &+ layer.threshold < 2 &* layer.threshold {
        base[index] = Double(fraction) * layer.scale
      } else {
        let (tail, after) = Self.slowNormal(bits: bits, words: words, tables: tables)
        words = after
        base[index] = tail
      }
    }
    state = words
  }

  /// A standard normal draw.
  public mutating func normal() -> Double {
    var value = 0.0
    withUnsafeMutablePointer(to: &value) {
      fillNormals(UnsafeMutableBufferPointer(start: $0, count: 1))
    }
    return value
  }

  /// The rest of a draw that fell outside the certain part of its layer.
  @inline(never)
  private static func slowNormal(
    bits: UInt64, words: State, tables: ZigguratTables
  ) -> (value: Double, words: State) {
    var stream = words
    var bits = bits
    while true {
      let index = Int(truncatingIfNeeded: bits & 0x3ff)
      let layer = tables.layers[index]
      let fraction = Int64(bitPattern: bits) >> 11
      let value = Double(fraction) * layer.scale
      if UInt64(bitPattern: fraction) &+ layer.threshold < 2 &* layer.threshold {
        return (value, stream)
      }
      if index == 0 {
        let tail = tailDraw(&stream)
        return (fraction < 0 ? -tail : tail, stream)
      }
      let height =
        tables.heights[index] + unit(&stream) * (tables.heights[index + 1] - tables.heights[index])
      if height < exp(-0.5 * value * value) { return (value, stream) }
      bits = stream.next()
    }
  }

  /// A draw from the normal tail beyond `tailStart` (Marsaglia 1964).
  private static func tailDraw(_ words: inout State) -> Double {
    let start = ZigguratTables.tailStart
    while true {
      let x = -log(1 - unit(&words)) / start
      let y = -log(1 - unit(&words))
      if y + y > x * x { return start + x }
    }
  }

  private static func unit(_ words: inout State) -> Double { Double(words.next() >> 11) * 0x1p-53 }
}
