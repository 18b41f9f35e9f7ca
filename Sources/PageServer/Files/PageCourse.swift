internal import JSONText

/// The lessons as the page gets them.
struct PageCourse: Sendable {
  /// How the page lists them.
  var entries: [JSONValue] = []
  /// The quiz that suggests where to begin; null if there is none.
  var readiness = JSONValue.null
  /// A lesson by its name; nil if there is none of that name.
  var lesson: @Sendable (String) -> JSONValue? = { _ in nil }
}
