// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "mlpower-benchmarks",
  dependencies: [.package(name: "mlpower", path: "..")],
  targets: [
    .target(name: "CAllocationCounter"),
    .executableTarget(
      name: "mlpower-benchmark",
      dependencies: ["CAllocationCounter", .product(name: "MLPowerKit", package: "mlpower")],
      resources: [.copy("Designs")],
      swiftSettings: [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
      ]),
  ]
)
