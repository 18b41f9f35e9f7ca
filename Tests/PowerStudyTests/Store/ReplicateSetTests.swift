import PowerStudy
import Testing

@Suite struct ReplicateSetTests {
  @Test("Ranges that touch or overlap become one")
  func insertion() {
    var set = ReplicateSet([5...8, 20...30])
    set.insert(9...10)
    #expect(set.ranges == [5...10, 20...30])
    set.insert(12...12)
    #expect(set.ranges == [5...10, 12...12, 20...30])
    set.insert(11...19)
    #expect(set.ranges == [5...30])
    set.insert(1...2)
    set.insert(7...9)
    #expect(set.ranges == [1...2, 5...30])
    #expect(set.count == 28)
  }

  @Test("What is there and what lacks make up a range")
  func gaps() {
    let set = ReplicateSet([3...4, 8...9])
    #expect(set.missing(in: 1...10) == [1...2, 5...7, 10...10])
    #expect(set.held(in: 4...8) == [4...4, 8...8])
    #expect(set.missing(in: 3...4).isEmpty)
    #expect(set.contains(8...9))
    #expect(!set.contains(8...10))
    #expect(ReplicateSet().missing(in: 1...5) == [1...5])
  }

  @Test("Shards share out all replicates, none twice, evenly")
  func shards() throws {
    for (replicates, count) in [(1000, 16), (17, 17), (18, 5), (1, 1), (999_999_999_999, 4096)] {
      var next = 1
      for number in 1...count {
        let range = try #require(Shard(number: number, of: count)?.range(of: replicates))
        #expect(range.lowerBound == next)
        #expect(abs(range.count - replicates / count) <= 1)
        next = range.upperBound + 1
      }
      #expect(next == replicates + 1)
    }
    #expect(Shard(number: 1, of: 3)?.range(of: 2) == nil)
    #expect(Shard(number: 0, of: 3) == nil)
    #expect(Shard(number: 4, of: 3) == nil)
  }
}
