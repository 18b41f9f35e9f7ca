internal import MixedModels
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

  /// Statistics and p values; where a statistic is missing that a fit should have, the fit was
  /// degenerate.
  private func judge(
    _ test: StudyTest, _ replicates: ClosedRange<Int>, _ columns: inout TestColumns,
    measures used: [Int]
  ) {
    if case .precision = test.hypothesis { return }
    let reference = ReferenceDistribution(test, analysis: study.analyses[test.analysis])
    let hasStatistic = !measures.isOutcomeOfAnalysis(index: used)
    let numerator = used.first { if case .exactF = measures.all[$0] { true } else { false } }
    for (row, replicate) in replicates.enumerated() where columns.outcomes[row].hasEstimates {
      let degrees = columns.degreesOfFreedom[row]
      let denominator = degrees.isNaN ? Double.infinity : degrees
      if hasStatistic {
        let statistic = columns.statistics[row]
        if statistic.isNaN {
          columns.outcomes[row] = .degenerate
          continue
        }
        columns.pValues[row] = reference.upperTail(
          statistic,
          numerator: numerator.map { figures($0, replicate: replicate)[stride] } ?? .nan,
          denominator: denominator)
      } else {
        let (estimate, error) = (columns.estimates[row], columns.standardErrors[row])
        columns.statistics[row] = test.statistic(estimate: estimate, standardError: error)
        columns.pValues[row] = test.pValue(
          estimate: estimate, standardError: error, degreesOfFreedom: denominator)
      }
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
