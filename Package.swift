// swift-tools-version: 6.1
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// A library target of this package with the strict settings.
func library(
  _ name: String, _ dependencies: [Target.Dependency] = [], linkerSettings: [LinkerSetting] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, swiftSettings: strict, linkerSettings: linkerSettings)
}

/// The test target of the target `name`; its files mirror the files of that target.
func tests(
  _ name: String, _ more: [Target.Dependency] = [], resources: [Resource] = []
) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.init(stringLiteral: name)] + more, resources: resources,
    swiftSettings: strict)
}

let package = Package(
  name: "mlpower",
  products: [
    .executable(name: "mlpower", targets: ["mlpower"]),
    .executable(name: "mlpower-serve", targets: ["mlpower-serve"]),
    .library(
      name: "MLPowerKit",
      targets: [
        "DesignLanguage", "StudyDesign", "DataTable", "ModelFormula", "PowerStudy", "MixedModels",
        "ModelFrame", "RunStore",
      ]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    // The system's SQLite: needs libsqlite3-dev.
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    // What Hummingbird stands on, where the server speaks to it.
    .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.35.0"),
    .package(url: "https://github.com/apple/swift-numerics.git", from: "1.1.1"),
  ],
  targets: [
    .systemLibrary(name: "CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"])]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),

    library("ModelFormula", linkerSettings: [.linkedLibrary("m")]),
    library("DataTable"),
    library("Numerics", ["CGSL"], linkerSettings: [.linkedLibrary("m")]),
    library("StudyDesign", ["ModelFormula", "DataTable", "Numerics"]),
    library(
      "DesignLanguage",
      ["StudyDesign", "ModelFormula", "DataTable", .product(name: "Yams", package: "Yams")]),
    .systemLibrary(name: "CCholmod", providers: [.apt(["libsuitesparse-dev"])]),
    .target(name: "CDenseBlocks", linkerSettings: [.linkedLibrary("m")]),
    .target(name: "CRowFamilies", linkerSettings: [.linkedLibrary("m")]),
    library(
      "MixedModels",
      ["Numerics", "CDenseBlocks", "CRowFamilies", "CCholmod", "COpenBLAS", "CGSL"]),
    library("ModelFrame", ["ModelFormula", "DataTable", "MixedModels", "Numerics"]),
    library("JSONText"),
    library("FitReport", ["ModelFrame", "JSONText"]),
    library("DataSimulation", ["StudyDesign", "ModelFormula", "DataTable", "Numerics"]),
    library(
      "PowerStudy",
      ["StudyDesign", "ModelFormula", "DataTable", "DataSimulation", "MixedModels", "Numerics"]),
    library(
      "PowerReport",
      [
        "StudyDesign", "PowerStudy", "ModelFormula", "DataTable", "MixedModels", "JSONText",
        .product(name: "Mustache", package: "swift-mustache"),
        "Numerics",
      ]),
    library(
      "DesignFiles",
      [
        "DesignLanguage", "StudyDesign", "ModelFormula", "DataTable", "ModelFrame", "MixedModels",
        "PowerStudy", "PowerReport",
      ]),
    .systemLibrary(name: "CCommonMark", pkgConfig: "libcmark", providers: [.apt(["libcmark-dev"])]),
    library(
      "CourseLessons",
      [
        "DesignFiles", "DesignForm", "DesignLanguage", "StudyDesign", "ModelFormula", "PowerStudy",
        "PowerReport",
        "Numerics", "JSONText", "CCommonMark", .product(name: "Yams", package: "Yams"),
        .product(name: "Mustache", package: "swift-mustache"),
      ]),
    library(
      "DesignForm",
      ["DesignLanguage", "StudyDesign", "ModelFormula", "PowerReport", "JSONText"]),
    library(
      "RunStore",
      [
        "PowerStudy", "StudyDesign", "MixedModels", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]),
    .executableTarget(
      name: "mlpower",
      dependencies: [
        "DesignFiles", "DesignLanguage", "StudyDesign", "ModelFormula", "DataTable", "MixedModels",
        "CourseLessons", "ModelFrame", "FitReport", "DataSimulation", "PowerStudy", "PowerReport",
        "RunStore",
        "Numerics",
        "CGSL",
        "COpenBLAS",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .target(
      name: "PageServer",
      dependencies: [
        "CourseLessons", "DesignFiles", "DesignForm", "DesignLanguage", "StudyDesign", "PowerStudy",
        "PowerReport", "JSONText",
        .product(name: "Yams", package: "Yams"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        // Nothing of it is used: it comes with Hummingbird and would clash with the target of that name.
        .product(
          name: "Numerics", package: "swift-numerics", moduleAliases: ["Numerics": "RealNumerics"]),
      ],
      resources: [.embedInCode("Assets")],
      swiftSettings: strict),
    .executableTarget(
      name: "mlpower-serve",
      dependencies: [
        "PageServer", "CourseLessons", "CGSL", "COpenBLAS",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    tests("JSONText"),
    tests("ModelFormula"),
    tests("DataTable"),
    tests("Numerics", ["CGSL"]),
    tests("StudyDesign", ["ModelFormula", "DataTable"]),
    tests(
      "DesignLanguage", ["StudyDesign", "ModelFormula", "DataTable"],
      resources: [.copy("Broken")]),
    tests("MixedModels", ["Numerics", "CRowFamilies"], resources: [.copy("Fixtures")]),
    tests("ModelFrame", ["DataTable", "ModelFormula", "MixedModels"]),
    tests("FitReport", ["ModelFrame", "MixedModels"]),
    tests(
      "DataSimulation",
      ["PowerStudy", "DesignLanguage", "StudyDesign", "DataTable", "Numerics", "CGSL"]),
    tests(
      "PowerStudy",
      [
        "DesignLanguage", "StudyDesign", "DataTable", "ModelFormula", "ModelFrame", "MixedModels",
        "Numerics",
      ]),
    tests(
      "PowerReport", ["PowerStudy", "StudyDesign", "ModelFormula", "DataTable", "MixedModels"]),
    tests(
      "CourseLessons",
      [
        "DesignFiles", "DesignLanguage", "StudyDesign", "PowerStudy", "PowerReport", "Numerics",
        "JSONText",
      ]),
    tests(
      "DesignForm",
      ["DesignFiles", "DesignLanguage", "StudyDesign", "JSONText"]),
    tests(
      "RunStore",
      [
        "PowerStudy", "StudyDesign", "MixedModels", "DesignLanguage",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    // Long simulations against published figures; they run where MLPOWER_SLOW is 1.
    .testTarget(
      name: "ValidationTests",
      dependencies: ["PowerStudy", "DesignLanguage", "StudyDesign", "DataTable", "Numerics"],
      swiftSettings: strict),
    tests("PageServer", ["DesignFiles", "DesignLanguage", "mlpower", "mlpower-serve"]),
    .testTarget(
      name: "CommandLineTests",
      dependencies: ["mlpower", "CourseLessons", "DesignFiles", "DesignLanguage"],
      swiftSettings: strict),
  ]
)
