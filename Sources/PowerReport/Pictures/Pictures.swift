public import PowerStudy

/// The pictures of a run, those that apply: power, the distributions of tested estimates, and type I errors.
/// The same figures give the same pictures to the byte.
///
/// `version` names the program, as in `mlpower 1.0.0`.
public func pictures(of summary: RunSummary, version: String) -> [Picture] {
  [
    powerPicture(of: summary, version: version),
    estimatesPicture(of: summary, version: version),
    CalibrationPicture(summary: summary, version: version).picture,
  ].compactMap { $0 }
}

/// The picture of power alone; nil where it does not apply.
public func powerPicture(
  of summary: RunSummary, version: String, format: PictureFormat = .page
) -> Picture? {
  PowerPicture(summary: summary, version: version, format: format).picture
}

/// The picture of the distributions of tested estimates alone; nil where it does not apply.
public func estimatesPicture(
  of summary: RunSummary, version: String, format: PictureFormat = .page
) -> Picture? {
  EstimatesPicture(summary: summary, version: version, format: format).picture
}
