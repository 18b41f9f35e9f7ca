import StudyDesign

/// What templates fill in; their tags are the names of these fields.
struct PageContent {
  /// What kind of report it is.
  var kind = "Power of a multilevel design, by simulation"
  var title: String
  var version: String
  var style: Markup
  var script: Markup
  var description: [String]
  var notes: [String]
  var byline: String
  var links: [Link]
  /// What the heading of the tables calls their figures.
  var quantity: String
  var results: [String]
  var leadingPictures: [PlacedPicture]
  var tests: [TestPart]
  var furtherPictures: [PlacedPicture]
  var legend: [String]
  var parts: [Part]
  var methods: [String]
  var figureNotes: String
  var figures: Markup
  var references: [String]
  var changed: Bool
  var changes: [StatedValue]
  var designName: String
  var designText: String
  var seed: String

  /// An entry of the contents.
  struct Link {
    var target: String
    var name: String
  }

  /// A picture with its number.
  struct PlacedPicture {
    var number: Int
    var caption: String
    var svg: Markup
  }

  /// One test: its tables and what there is to say.
  struct TestPart {
    var name: String
    var wording: String
    var tables: [Markup]
    var warnings: [String]
    var remarks: [String]
  }

  /// A section of the design.
  struct Part {
    var passages: [SetPassage]
  }
}
