import Foundation
import JSONText
import Testing

@Suite struct JSONValueTests {
  private static let sample = JSONValue.object([
    ("title", .text("a \"b\" \\ \u{1}\n\u{E9}")), ("none", .null), ("yes", .boolean(true)),
    ("list", .list([.count(3), .number(0.1), .number(.nan)])),
    ("nested", .object([("x", .list([])), ("y", .object([]))])),
  ])

  @Test(arguments: 0...4) func `Foundation reads every layout as the same object`(
    depth: Int
  ) throws {
    let text = Self.sample.lines(depth: depth)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(object["title"] as? String == "a \"b\" \\ \u{1}\n\u{E9}")
    #expect(object["none"] is NSNull)
    #expect(object["yes"] as? Bool == true)
    let list = try #require(object["list"] as? [Any])
    #expect(list[0] as? Int == 3 && list[1] as? Double == 0.1 && list[2] is NSNull)
    #expect((object["nested"] as? [String: Any])?.count == 2)
  }

  @Test func `lines break down to the depth asked for`() {
    let value = JSONValue.object([
      ("a", .list([.count(1), .object([("b", .count(2))])])), ("c", .null),
    ])
    #expect(value.lines(depth: 0) == "{\"a\": [1, {\"b\": 2}], \"c\": null}\n")
    #expect(value.lines() == "{\"a\": [1, {\"b\": 2}],\n \"c\": null}\n")
    #expect(value.lines(depth: 2) == "{\"a\": [1,\n  {\"b\": 2}],\n \"c\": null}\n")
  }

  @Test func `numbers keep all digits`() {
    for number in [0.1, 1e-300, 123_456_789.123, -2.0, 1e22, Double.leastNonzeroMagnitude] {
      #expect(Double(JSONValue.number(number).text) == number)
    }
    #expect(JSONValue.count(1_000_000).text == "1000000")
    #expect(JSONValue.number(1e300).text == "1e+300")
  }
}
