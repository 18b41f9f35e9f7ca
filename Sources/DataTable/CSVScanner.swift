extension UInt8 {
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let comma = UInt8(ascii: ",")
  static let quote = UInt8(ascii: "\"")

  var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
}

extension UnsafeBufferPointer<UInt8> {
  var startsWithByteOrderMark: Bool {
    count >= 3 && self[0] == 0xEF && self[1] == 0xBB && self[2] == 0xBF
  }

  /// Whether the file is UTF-16, by its byte order mark.
  var isUTF16: Bool { count >= 2 && (self[0], self[1]) == (0xFF, 0xFE) || isBigEndianUTF16 }

  private var isBigEndianUTF16: Bool { count >= 2 && (self[0], self[1]) == (0xFE, 0xFF) }

  /// The byte at this place, or nil at the end.
  @inline(__always)
  func byte(_ index: Int) -> UInt8? { index < count ? self[index] : nil }
}

/// Where the content of one cell lies in the file, without the quotes around it.
struct CSVCell {
  var start: Int
  var length: UInt32
  /// Whether doubled quotes stand for single ones.
  var hasDoubledQuotes = false

  var end: Int { start + Int(length) }
}

/// Cuts the bytes of a file into cells by the rules of RFC 4180; a line may end in LF, CR or CRLF.
struct CSVScanner {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position: Int

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    position = bytes.startsWithByteOrderMark ? 3 : 0
  }

  var isAtEnd: Bool { position == bytes.count }

  var offset: Int { position }

  /// Reads the cells of one line, or of several where quotes hold line ends.
  mutating func record(into cells: inout [CSVCell]) throws(CSVError) {
    while true {
      cells.append(bytes.byte(position) == .quote ? try quotedCell() : try plainCell())
      guard let next = bytes.byte(position) else { return }
      position += 1
      if next == .comma { continue }
      if next == .carriageReturn, bytes.byte(position) == .lineFeed { position += 1 }
      return
    }
  }

  /// Stops at the comma or line end after the cell.
  private mutating func plainCell() throws(CSVError) -> CSVCell {
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == .comma || byte == .lineFeed || byte == .carriageReturn { break }
      if byte == .quote { throw CSVError(.quoteInsideCell, at: position, in: bytes) }
      position += 1
    }
    return CSVCell(start: start, length: UInt32(position - start))
  }

  private mutating func quotedCell() throws(CSVError) -> CSVCell {
    let opening = position
    var hasDoubledQuotes = false
    position += 1
    while true {
      guard let byte = bytes.byte(position) else {
        throw CSVError(.unclosedQuote, at: opening, in: bytes)
      }
      position += 1
      guard byte == .quote else { continue }
      if bytes.byte(position) != .quote { break }
      hasDoubledQuotes = true
      position += 1
    }
    if let next = bytes.byte(position), next != .comma, next != .lineFeed, next != .carriageReturn {
      throw CSVError(.textAfterQuote, at: position, in: bytes)
    }
    return CSVCell(
      start: opening + 1, length: UInt32(position - opening - 2),
      hasDoubledQuotes: hasDoubledQuotes)
  }
}
