internal import StudyDesign

/// What is kept of a replicate besides the figures of its tests, one after another: a byte for the outcome
/// of each model's fit, unless those follow from the tests; four bytes for the number of rows, where that
/// varies; and eight bytes for each number a prior drew and each further number of a measure. Numbers are
/// little-endian.
struct FurtherFigures {
  /// Models whose outcomes are kept.
  let models: Int
  let hasRows: Bool
  let draws: Int
  /// Measures with further numbers, and which of their numbers these are.
  let figures: [(measure: Int, numbers: Range<Int>)]

  init(study: Study, measures: StudyMeasures) {
    let follow = study.analyses.indices.allSatisfy { analysis in
      study.testsWithFigures.contains {
        study.tests[$0].analysis == analysis && measures.isOutcomeOfAnalysis(test: $0)
      }
    }
    let isPlain = follow && measures.models.count == study.analyses.count
    models = isPlain ? 0 : measures.models.count
    hasRows = study.hasVaryingRows
    draws = study.model.prior?.draws.count ?? 0
    figures = measures.all.enumerated().compactMap { index, measure in
      switch measure {
      case .joint: (index, 2..<measure.width)
      case .exactF: (index, 1..<2)
      case .contrast, .ratio, .variance: nil
      }
    }
  }

  /// Bytes for a replicate.
  var bytes: Int {
    models + (hasRows ? 4 : 0) + 8 * (draws + figures.reduce(0) { $0 + $1.numbers.count })
  }
}

extension StudyMeasures {
  /// Whether a test ends as the fit of its analysis: it rests on no other fit and has no statistic that
  /// may be missing.
  func isOutcomeOfAnalysis(test: Int) -> Bool { isOutcomeOfAnalysis(index: ofTest[test]) }

  /// The same of a test that needs these measures.
  func isOutcomeOfAnalysis(index: [Int]) -> Bool {
    index.allSatisfy {
      switch all[$0] {
      case .contrast, .variance: true
      case .joint, .ratio, .exactF: false
      }
    }
  }
}
