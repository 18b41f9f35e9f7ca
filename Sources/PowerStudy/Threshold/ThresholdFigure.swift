/// A figure about the groups that are published.
public enum ThresholdFigure: Int, Sendable, CaseIterable {
  /// Groups published, and their share of all; their members, and the share of these.
  case groups, groupShare, members, memberShare
  /// Median and 90th percentile of the half-widths of the 95% intervals, and the share of these that
  /// hold the truth.
  case halfWidthMedian, halfWidth90, coverage
  /// Mean of figure less truth, and root mean square.
  case meanError, rmse
  /// Share of figures within the stated distance of the truth.
  case within
  /// Squared correlation of figures with what they stand for: as the generating variances make it, and
  /// as it came out with the truth.
  case reliability, realisedReliability
  /// Share on the other side of the benchmark than the truth, among groups that differ from it.
  case wrongSide
  /// Share whose interval lies beyond the benchmark, and the share of these that truly do not.
  case flagged, flaggedWrongly
  /// Share that would be flagged if the group lay the stated distance below the benchmark.
  case powerBelow
  /// Share of pairs of groups that truly differ in the wrong order; half of those whose figures tie.
  case wrongOrder
  /// Share of the observed top and bottom quarter that truly belong there.
  case topQuarter, bottomQuarter
  /// Share whose answers are all the same.
  case allAlike
  /// Mean change of the figure if one person answers otherwise.
  case oneAnswer

  /// How tables for machines name it.
  public var name: String {
    switch self {
    case .groups: "groups"
    case .groupShare: "group_share"
    case .members: "members"
    case .memberShare: "member_share"
    case .halfWidthMedian: "half_width_median"
    case .halfWidth90: "half_width_p90"
    case .coverage: "coverage"
    case .meanError: "mean_error"
    case .rmse: "rmse"
    case .within: "within"
    case .reliability: "reliability"
    case .realisedReliability: "reliability_realised"
    case .wrongSide: "wrong_side"
    case .flagged: "flagged"
    case .flaggedWrongly: "flagged_wrongly"
    case .powerBelow: "power_below"
    case .wrongOrder: "wrong_order"
    case .topQuarter: "top_quarter"
    case .bottomQuarter: "bottom_quarter"
    case .allAlike: "all_alike"
    case .oneAnswer: "one_answer"
    }
  }
}
