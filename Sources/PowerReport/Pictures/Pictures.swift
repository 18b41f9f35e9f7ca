public import PowerStudy

/// The pictures of a run, those that apply: power, the distributions of tested estimates, and type I errors.
/// The same figures give the same pictures to the byte.
///
/// `version` names the program, as in `mlpower 1.0.0`.
public func pictures(of summary: RunSummary, version: String) -> [Picture] {
  [
    PowerPicture(summary: summary, version: version).picture,
    EstimatesPicture(summary: summary, version: version).picture,
    CalibrationPicture(summary: summary, version: version).picture,
  ].compactMap { $0 }
}
