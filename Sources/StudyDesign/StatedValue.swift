/// A value that a design states, by its path in the file.
public struct StatedValue: Sendable, Equatable {
  /// The keys that lead to it, as in `effects.treatment`.
  public var path: String
  /// The value as text.
  public var value: String

  /// Makes one.
  public init(path: String, value: String) {
    self.path = path
    self.value = value
  }
}

/// Sixteen hexadecimal digits that tell texts apart: FNV-1a (Fowler, Noll & Vo) of the UTF-8 bytes, 64
/// bits. Against mistakes, not against forgery.
public func fingerprint(_ text: String) -> String {
  let hash = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
    ($0 ^ UInt64($1)) &* 0x100_0000_01b3
  }
  let digits = String(hash, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
