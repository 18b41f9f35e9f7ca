internal import MixedModels
internal import Numerics
internal import StudyDesign

extension ReplicateStore {
  /// The figures of some replicates that are done.
  func block(study index: Int, replicates: ClosedRange<Int>) -> ReplicateBlock {
    let shown = study.testsWithFigures
    let plan = FurtherFigures(study: study, measures: measures)
    var block = ReplicateBlock(
      study: index, replicates: replicates, tests: shown.count, furtherBytes: plan.bytes)
    for (place, test) in shown.enumerated() {
      gather(test, replicates, into: &block.tests[place])
    }
    if plan.bytes > 0 { gatherFurther(plan, replicates, into: &block.further) }
    return block
  }

  private func gather(
    _ index: Int, _ replicates: ClosedRange<Int>, into columns: inout TestColumns
  ) {
    let test = study.tests[index]
    let models = measures.models(ofTest: index, in: study)
    for (row, replicate) in replicates.enumerated() {
      let outcomes = models.lazy.map { self.outcome(model: $0, replicate: replicate) }
      columns.outcomes[row] = outcomes.first { !$0.hasEstimates } ?? outcomes[0]
    }
    for measure in measures.ofTest[index] {
      copyFigures(of: measure, replicates, into: &columns)
    }
    judge(test, replicates, &columns, measures: measures.ofTest[index])
  }

  /// Copies the figures of a measure that people read.
  private func copyFigures(
    of measure: Int, _ replicates: ClosedRange<Int>, into columns: inout TestColumns
  ) {
    for number in 0..<measures.all[measure].width {
      guard let column = measures.all[measure].column(ofNumber: number) else { continue }
      let first = figures(measure, replicate: replicates.lowerBound) + number * stride
      columns[keyPath: column] = Array(
        UnsafeBufferPointer(start: first, count: replicates.count))
    }
  }

  /// Statistics and p values.
  private func judge(
    _ test: StudyTest, _ replicates: ClosedRange<Int>, _ columns: inout TestColumns,
    measures used: [Int]
  ) {
    if case .precision = test.hypothesis { return }
    if measures.isOutcomeOfAnalysis(index: used) {
      columns.judge(by: test)
    } else {
      judgeStatistics(test, replicates, &columns, measures: used)
    }
  }

  /// p values of statistics; where one is missing that a fit should have, the fit was degenerate.
  private func judgeStatistics(
    _ test: StudyTest, _ replicates: ClosedRange<Int>, _ columns: inout TestColumns,
    measures used: [Int]
  ) {
    let reference = ReferenceDistribution(test, analysis: study.analyses[test.analysis])
    let numerator = used.first { if case .exactF = measures.all[$0] { true } else { false } }
    for (row, replicate) in replicates.enumerated() where columns.outcomes[row].hasEstimates {
      let degrees = columns.degreesOfFreedom[row]
      let statistic = columns.statistics[row]
      if statistic.isNaN {
        columns.outcomes[row] = .degenerate
        continue
      }
      columns.pValues[row] = reference.upperTail(
        statistic,
        numerator: numerator.map { figures($0, replicate: replicate)[stride] } ?? .nan,
        denominator: degrees.isNaN ? .infinity : degrees)
    }
  }

  private func gatherFurther(
    _ plan: FurtherFigures, _ replicates: ClosedRange<Int>, into bytes: inout [UInt8]
  ) {
    bytes.withUnsafeMutableBytes { buffer in
      var next = 0
      func put<T>(_ value: T) {
        buffer.storeBytes(of: value, toByteOffset: next, as: T.self)
        next += MemoryLayout<T>.size
      }
      for replicate in replicates {
        for model in 0..<plan.models { put(outcome(model: model, replicate: replicate).rawValue) }
        if plan.hasRows { put(rows![replicate - 1].littleEndian) }
        for draw in 0..<plan.draws {
          put(draws![draw * self.replicates + replicate - 1].bitPattern.littleEndian)
        }
        for (measure, numbers) in plan.figures {
          for number in numbers {
            put(figures(measure, replicate: replicate)[number * stride].bitPattern.littleEndian)
          }
        }
      }
    }
  }
}

extension TestColumns {
  /// Statistics and p values of estimates with standard errors.
  fileprivate mutating func judge(by test: StudyTest) {
    for row in statistics.indices where outcomes[row].hasEstimates {
      statistics[row] = test.statistic(
        estimate: estimates[row], standardError: standardErrors[row])
    }
    let (sign, factor) = test.tail
    var tails = statistics
    for row in tails.indices { tails[row] = sign.map { $0 * tails[row] } ?? abs(tails[row]) }
    degreesOfFreedom.withUnsafeBufferPointer { degrees in
      tails.withUnsafeBufferPointer { tails in
        pValues.withUnsafeMutableBufferPointer {
          StudentTails.upperTails(of: tails, degreesOfFreedom: degrees, into: $0)
        }
      }
    }
    if factor != 1 { for row in pValues.indices { pValues[row] *= factor } }
  }
}

extension StudyTest {
  /// By what a statistic is multiplied before its upper tail is taken, nil: its absolute value is taken; and
  /// how many times that tail the p value is.
  fileprivate var tail: (sign: Double?, factor: Double) {
    if case .equivalence = hypothesis { return (1, 1) }
    return switch side {
    case .two, .upper, .equivalence, .none: (nil, 2)
    case .greater: (1, 1)
    case .less: (-1, 1)
    }
  }
}

extension ReplicateStore {
  /// Takes replicates that were kept.
  func restore(_ block: ReplicateBlock) {
    let replicates = block.replicates
    precondition(replicates.lowerBound >= 1 && replicates.upperBound <= self.replicates)
    let shown = study.testsWithFigures
    for (place, test) in shown.enumerated() {
      let columns = block.tests[place]
      if measures.isOutcomeOfAnalysis(test: test) {
        for (row, replicate) in replicates.enumerated() {
          record(columns.outcomes[row], model: study.tests[test].analysis, replicate: replicate)
        }
      }
      for measure in measures.ofTest[test] { restore(measure, replicates, columns) }
    }
    restoreFurther(FurtherFigures(study: study, measures: measures), replicates, block.further)
  }

  private func restore(
    _ measure: Int, _ replicates: ClosedRange<Int>, _ columns: TestColumns
  ) {
    for number in 0..<measures.all[measure].width {
      guard let column = measures.all[measure].column(ofNumber: number) else { continue }
      let first = figures(measure, replicate: replicates.lowerBound) + number * stride
      columns[keyPath: column].withUnsafeBufferPointer { values in
        first.update(from: values.baseAddress!, count: values.count)
      }
    }
  }

  private func restoreFurther(
    _ plan: FurtherFigures, _ replicates: ClosedRange<Int>, _ bytes: [UInt8]
  ) {
    bytes.withUnsafeBytes { buffer in
      var next = 0
      func take<T>(_ type: T.Type) -> T {
        defer { next += MemoryLayout<T>.size }
        return buffer.loadUnaligned(fromByteOffset: next, as: type)
      }
      func takeNumber() -> Double { Double(bitPattern: UInt64(littleEndian: take(UInt64.self))) }
      for replicate in replicates {
        for model in 0..<plan.models {
          let outcome = FitOutcome(rawValue: take(UInt8.self)) ?? .notConverged
          record(outcome, model: model, replicate: replicate)
        }
        if plan.hasRows {
          record(rows: Int(Int32(littleEndian: take(Int32.self))), replicate: replicate)
        }
        for draw in 0..<plan.draws {
          draws![draw * self.replicates + replicate - 1] = takeNumber()
        }
        for (measure, numbers) in plan.figures {
          for number in numbers {
            figures(measure, replicate: replicate)[number * stride] = takeNumber()
          }
        }
      }
    }
  }
}

extension Measure {
  /// The column that shows one of its numbers; nil for a further one and for infinite degrees of freedom.
  fileprivate func column(ofNumber number: Int) -> WritableKeyPath<TestColumns, [Double]>? {
    switch (self, number) {
    case (.contrast, 0), (.variance, 0): \.estimates
    case (.contrast, 1): \.standardErrors
    case (.contrast(_, _, let method), 2): method.hasDegreesOfFreedom ? \.degreesOfFreedom : nil
    case (.joint, 0), (.ratio, 0), (.exactF, 0): \.statistics
    case (.joint(_, _, let method), 1): method.hasDegreesOfFreedom ? \.degreesOfFreedom : nil
    case (.exactF, 2): \.degreesOfFreedom
    default: nil
    }
  }
}
