import StudyDesign

/// Plans that several tests share.
enum SamplePlans {
  static let schools = GridAxis(path: "school", labels: ["20", "40", "60"])
  static let pupils = GridAxis(path: "pupil", labels: ["10", "25"])
  static let effects = GridAxis(path: "effects.treatment", labels: ["0", "0.25"])

  /// Schools by pupils.
  static func tutoring() throws -> StudyPlan {
    try SampleStudies.plan(
      title: "Tutoring trial, pupils within schools",
      description: """
        Half of the schools get tutors. How many schools, and how many pupils in each, show an \
        effect of a quarter of a standard deviation?

        A second paragraph.
        """,
      axes: [schools, pupils], target: 0.8
    ) { try SampleStudies.tutoring(schools: Int($0[0])!, pupils: Int($0[1])!) }
  }

  /// Schools by effect, with clusters ignored beside the multilevel analysis.
  static func ignoredClusters() throws -> StudyPlan {
    try SampleStudies.plan(
      title: "Clusters ignored", axes: [schools, effects], target: 0.8
    ) { labels in
      let study = try SampleStudies.tutoring(
        schools: Int(labels[0])!, pupils: 10, effect: Double(labels[1])!)
      return try SampleStudies.addingIgnoredClusters(to: study)
    }
  }

  /// No grid, two analyses.
  static func single() throws -> StudyPlan {
    try SampleStudies.plan(title: "One design", target: 0.8) { _ in
      let study = try SampleStudies.tutoring(schools: 20, pupils: 10)
      return try SampleStudies.addingIgnoredClusters(to: study)
    }
  }

  /// One level, one axis.
  static func applicants() throws -> StudyPlan {
    let axis = GridAxis(path: "applicant", labels: ["20", "40", "60"])
    return try SampleStudies.plan(title: "Applicants", axes: [axis]) {
      try SampleStudies.applicants(Int($0[0])!)
    }
  }

  static func growth() throws -> StudyPlan {
    let axis = GridAxis(path: "child", labels: ["30", "60"])
    return try SampleStudies.plan(title: "Growth", axes: [axis]) {
      try SampleStudies.growth(children: Int($0[0])!)
    }
  }

  static func classes() throws -> StudyPlan {
    try SampleStudies.plan(title: "Classes randomised within schools") { _ in
      try SampleStudies.classes()
    }
  }

  static func data() throws -> StudyPlan {
    var plan = try SampleStudies.plan(title: "Data") { _ in try SampleStudies.data() }
    plan.remarks = ["1 of 11 rows has an empty cell and is left out."]
    return plan
  }
}
