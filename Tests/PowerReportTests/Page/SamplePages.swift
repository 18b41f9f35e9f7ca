import PowerStudy
import StudyDesign

@testable import PowerReport

/// Pages of hand-set results.
enum SamplePages {
  static func tutoring() throws -> RunSummary {
    SampleResults.summary(
      try SamplePlans.tutoring(), rejected: [[217], [258], [372], [446], [571], [812]])
  }

  static func ignoredClusters() throws -> RunSummary {
    SampleResults.summary(
      try SamplePlans.ignoredClusters(),
      rejected: [[60, 210], [240, 420], [55, 230], [410, 600], [50, 250], [560, 830]]
    ) { figures, _ in
      guard figures.isTrueNull else { return }
      figures.nullRejection = figures.power
    }
  }

  static func page(
    _ summary: RunSummary, pictures: [Picture] = [], changes: [StatedValue] = []
  ) -> String {
    reportPage(
      summary: summary, pictures: pictures,
      design: DesignSource(name: "study.yaml", text: "title: A study\n", changes: changes),
      version: "mlpower 9.9.9")
  }
}
