@testable import PageServer
import Testing

/// Which hosts and origins may ask.
@Suite struct HostRuleTests {
  private let rule = HostRule(names: ["Lab-Laptop.local"])

  @Test(arguments: [
    "localhost:8765", "LOCALHOST:8765", "127.0.0.1:8765", "192.168.0.17:8765", "[::1]:8765",
    "lab-laptop.local:8765",
  ])
  func allows(_ host: String) { #expect(rule.allows(host: host, port: 8765)) }

  @Test(arguments: [
    "", ":8765", "localhost", "localhost:", "localhost:80", "localhost:8765x", "localhost:+8765",
    "evil.example:8765", "localhost.evil.example:8765", "127.0.0.1.evil.example:8765",
    "127.0.0.1", "127.1:8765", "2130706433:8765", "[::1]", "::1:8765", "[::1:8765",
    "a@localhost:8765",
    "localhost:8765:8765", "localhost :8765",
  ])
  func turnsAway(_ host: String) { #expect(!rule.allows(host: host, port: 8765)) }

  @Test func portEightyNeedNotBeSaid() {
    #expect(rule.allows(host: "localhost", port: 80))
    #expect(rule.allows(host: "[::1]", port: 80))
  }

  @Test func originsAreThePageItself() {
    #expect(rule.allows(origin: "http://localhost:8765", host: "localhost:8765"))
    for origin in [
      "null", "https://localhost:8765", "http://localhost:8766", "http://localhost",
      "http://127.0.0.1:8765", "http://evil.example", "http://localhost:8765.evil.example",
    ] {
      #expect(!rule.allows(origin: origin, host: "localhost:8765"))
    }
  }
}
