internal import DesignFiles
internal import DesignLanguage
internal import HTTPTypes
internal import JSONText
internal import PowerReport
internal import StudyDesign

/// A look at one simulated data set.
struct DataRequest: Decodable, Sendable {
  /// The design.
  var text: String
  /// Which data set, counted from 1.
  var replicate: Int
  /// Index of the scenario; nil: the first one.
  var scenario: Int?

  /// How wide the picture is, in pixels; nil: as wide as those of files.
  var width: Int?

  /// Numbers beyond this one are no data set that a run makes.
  private static let mostReplicates = 1_000_000_000

  /// The picture with its words.
  ///
  /// - Throws: `PageRefusal`.
  func answer(_ rules: DesignRules) throws -> JSONValue {
    let plan: StudyPlan
    do throws(DesignErrors) {
      plan = try rules.read(text).plan
    } catch {
      throw PageRefusal(error)
    }
    let scenario = scenario ?? 0
    guard (1...Self.mostReplicates).contains(replicate),
      plan.scenarios.indices.contains(scenario)
    else {
      throw PageRefusal(.unprocessableContent, "The design has no such data set.")
    }
    let picture = dataSetPicture(
      of: plan, scenario: scenario, replicate: replicate, version: programVersion,
      format: width.map(PictureFormat.init) ?? .page)
    guard let picture else {
      throw PageRefusal(
        .unprocessableContent,
        "Responses in categories without an order are not drawn; 'mlpower simulate' gives the data."
      )
    }
    return .object([("picture", .text(picture.svg)), ("words", .text(picture.caption))])
  }
}
