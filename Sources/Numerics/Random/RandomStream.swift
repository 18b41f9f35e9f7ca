/// A stream of random numbers that is a function of (seed, path, replicate) alone.
///
/// The generator is xoshiro256++ (Blackman & Vigna 2021, ACM TOMS 47(4)); its 256 bits of state are
/// filled by SplitMix64 from a hash of the three. Streams of different replicates can therefore be
/// drawn on any number of threads, in any order, and replayed alone.
public struct RandomStream: Sendable {
  /// Changes whenever the numbers drawn for a given (seed, path, replicate) change.
  public static let version = 1

  @usableFromInline var state: State

  /// The four words of xoshiro256++.
  @usableFromInline
  struct State: Sendable {
    @usableFromInline var a: UInt64
    @usableFromInline var b: UInt64
    @usableFromInline var c: UInt64
    @usableFromInline var d: UInt64

    @inlinable @inline(__always)
    mutating func next() -> UInt64 {
      let sum = a &+ d
      let result = ((sum << 23) | (sum >> 41)) &+ a
      let shifted = b << 17
      c ^= a
      d ^= b
      b ^= c
      a ^= d
      c ^= shifted
      d = (d << 45) | (d >> 19)
      return result
    }

    @inlinable init(a: UInt64, b: UInt64, c: UInt64, d: UInt64) {
      self.a = a
      self.b = b
      self.c = c
      self.d = d
    }
  }

  /// The stream of one replicate of one scenario.
  ///
  /// - Parameters:
  ///   - seed: the seed of the run.
  ///   - pathHash: `RandomStream.hash(path:)` of the scenario's canonical path.
  ///   - replicate: counted from 1.
  public init(seed: UInt64, pathHash: UInt64, replicate: Int) {
    var mixer = SplitMix64(state: seed)
    mixer.state = mixer.next() ^ pathHash
    mixer.state = mixer.next() ^ UInt64(bitPattern: Int64(replicate))
    state = State(a: mixer.next(), b: mixer.next(), c: mixer.next(), d: mixer.next())
  }

  /// A 64-bit hash of a scenario's canonical path (FNV-1a over its UTF-8 bytes).
  public static func hash(path: String) -> UInt64 {
    path.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  /// 64 random bits.
  @inlinable
  public mutating func next() -> UInt64 { state.next() }

  /// A number uniform on [0, 1), a multiple of 2⁻⁵³.
  @inlinable
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A whole number uniform on 0..<bound, without bias (Lemire 2019, ACM TOMACS 29(1)).
  @inlinable
  public mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0)
    let range = UInt64(bound)
    var product = next().multipliedFullWidth(by: range)
    if product.low < range {
      let threshold = (0 &- range) % range
      while product.low < threshold { product = next().multipliedFullWidth(by: range) }
    }
    return Int(product.high)
  }

  /// Puts the entries of `values` into random order (Fisher & Yates).
  @inlinable
  public mutating func shuffle(_ values: UnsafeMutableBufferPointer<Double>) {
    var last = values.count - 1
    while last > 0 {
      let other = below(last + 1)
      values.swapAt(last, other)
      last -= 1
    }
  }

  /// Overwrites `values` with independent uniforms on [low, high).
  public mutating func fillUniform(
    _ values: UnsafeMutableBufferPointer<Double>, low: Double, high: Double
  ) {
    let width = high - low
    for index in values.indices { values[index] = low + width * uniform() }
  }

  /// Overwrites `values` with independent 0/1 draws, 1 with this probability.
  public mutating func fillBinary(
    _ values: UnsafeMutableBufferPointer<Double>, probability: Double
  ) {
    for index in values.indices { values[index] = uniform() < probability ? 1 : 0 }
  }

  /// Overwrites `values` with category indices.
  ///
  /// - Parameter cumulative: cumulative probabilities; the last one counts as 1.
  public mutating func fillCategories(
    _ values: UnsafeMutableBufferPointer<Double>, cumulative: [Double]
  ) {
    for index in values.indices {
      let draw = uniform()
      var category = 0
      while category < cumulative.count - 1 && draw >= cumulative[category] { category += 1 }
      values[index] = Double(category)
    }
  }
}

/// Steele, Lea & Flood 2014: spreads a 64-bit seed over many words.
struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }
}
