internal import Numerics

/// An exercise with the numbers that were drawn for it.
public struct DrawnExercise: Sendable, Equatable {
  /// The exercise.
  public var exercise: Exercise
  /// Values of the design by their paths.
  public var numbers: [String: String]

  /// The question with its numbers.
  public var question: SafeHTML { exercise.question(numbers) }

  /// Draws numbers for exercises: those without numbers of their own go on with those before them.
  ///
  /// - Parameters:
  ///   - lesson: Name of the lesson, whose draws do not depend on those of others.
  ///   - set: From 1; exercises may be drawn several times over.
  public static func draw(
    _ exercises: [Exercise], lesson: String, seed: UInt64, set: Int = 1
  ) -> [DrawnExercise] {
    var stream = RandomStream(
      seed: seed, pathHash: RandomStream.hash(path: lesson), replicate: set)
    var numbers: [String: String] = [:]
    return exercises.map { exercise in
      if !exercise.paths.isEmpty { numbers = exercise.draw(&stream) }
      return DrawnExercise(exercise: exercise, numbers: numbers)
    }
  }
}
