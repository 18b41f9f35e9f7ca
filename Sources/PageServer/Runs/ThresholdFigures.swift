internal import DesignFiles
internal import JSONText
internal import PowerReport
internal import PowerStudy

/// The figures of a threshold of publication so far, as the page gets them: no power, but a picture and the
/// table.
struct ThresholdFigures {
  let result: ThresholdResult
  /// Data sets of a scenario so far, and in the end.
  let replicates: Int
  let all: Int
  let format: PictureFormat

  /// The message.
  var event: RunEvent {
    let picture = thresholdPicture(of: result, version: programVersion, format: format)
    var members: [(key: String, value: JSONValue)] = [
      ("replicates", .count(replicates)), ("of", .count(all)), ("scenarios", .list([])),
      ("pictures", .object([("threshold", .text(picture.svg))])),
    ]
    if replicates == all {
      members.append(("text", .text(thresholdText(result: result, version: programVersion))))
    }
    return RunEvent(name: "figures", data: .object(members))
  }
}
