import PowerStudy
import StudyDesign
import Testing

@testable import PowerReport

/// The reports of hand-set results, to the letter.
@Suite struct PowerTextTests {
  /// The report without the audit that it begins with.
  static func ending(_ summary: RunSummary) -> String {
    let text = powerText(summary: summary, version: "mlpower 0.1.0")
    let audit = auditText(plan: summary.plan)
    precondition(text.hasPrefix(audit + "\n"))
    return String(text.dropFirst(audit.count + 1))
  }

  static func gridSummary() throws -> RunSummary {
    let rejected = [412, 523, 600, 730, 780, 880].map { [$0] }
    return SampleResults.summary(try SamplePlans.tutoring(), rejected: rejected) { test, scenario in
      if scenario == 0 {
        test.fits = SampleResults.fits(1000, singular: 31, failed: 24)
        test.coverage = Share(count: 869, total: 976)
        test.bias = Figure(-0.02, mcse: 0.0032)
      }
      if scenario == 1 {
        test.fits = SampleResults.fits(1000, singular: 2)
        test.standardErrorPower = .withheld(.dominated(share: 0.123))
        test.coverage = Share(count: 905, total: 1000)
        test.relativeErrorSE = Figure(-9.5, mcse: 2.1)
      }
    }
  }

  static func ignoredSummary() throws -> RunSummary {
    let rejected = [[66, 210], [312, 520], [55, 223], [540, 700], [49, 231], [810, 850]]
    return SampleResults.summary(try SamplePlans.ignoredClusters(), rejected: rejected)
  }

  static func singleSummary() throws -> RunSummary {
    SampleResults.summary(try SamplePlans.single(), rejected: [[823, 901]]) { test, _ in
      if test.analysis == "multilevel" { test.fits = SampleResults.fits(1000, singular: 12) }
    }
  }

  static func seriesSummary() throws -> RunSummary {
    SampleResults.summary(try SamplePlans.applicants(), rejected: [[300], [500], [691]])
  }

  @Test func gridOfTwoSampleSizes() throws {
    #expect(
      Self.ending(try Self.gridSummary()) == """
        treatment: two-sided z test against 0 at alpha 0.05, true value 0.25
        --------------------------------------------------------------------

        Power
          school  pupil:                   10          25
          20      power                  .412        .523
                  95% interval      .382–.443   .492–.554
                  SE method              .417           –
                  failed fits            2.4%          0%
                  if they rejected       .436           –
                  singular fits          3.1%        0.2%
          40      power                  .600        .730
                  95% interval      .569–.630   .702–.757
                  SE method              .605        .735
          60      power                  .780        .880*
                  95% interval      .753–.805   .858–.899
                  SE method              .785        .885

          Coverage off its nominal value in 2 of 6 scenarios, most at school = 20, pupil
          = 10: .890 (nominal .950).
          Model standard errors off the spread of estimates in 1 of 6 scenarios, at
          school = 20, pupil = 25: 9.5% too small.
          Biased estimates in 1 of 6 scenarios, at school = 20, pupil = 10: -0.02 (Monte
          Carlo SE 0.0032).
          SE method withheld where one replicate makes over 5% of its sum in 1 of 6
          scenarios, at school = 20, pupil = 25: 12% of the sum of squared standard
          errors.

        * power reaches the target of 0.8
        Power is the share of replicates whose test rejects, with Wilson's 95% interval;
        Monte Carlo SE at most .016. SE method: power from the mean squared standard
        error and the true value (Browne, Golalizadeh Lahi & Parker 2009).
        Singular fits, with a variance estimated as 0 or a correlation as 1 or -1, count
        like any other.
        A failed fit counts as a non-rejection. Of the failed fits 24 did not converge.
        Where more than 1% failed, the power is given too that they would make by
        rejecting.
        With random terms a z test rejects too often when clusters are few: at a nominal
        5%, in a balanced trial of two arms, a true null value in some 10% of studies
        with 6 clusters, 8% with 10 and 6.5% with 20; power is overstated likewise.
        Method satterthwaite, the default with REML, has small-sample degrees of
        freedom.
        1,000 replicates per scenario, seed 1, mlpower 0.1.0.

        """)
  }

  @Test func typeIErrorAndPowerStandInTablesOfTheirOwnAnalysesSideBySide() throws {
    #expect(
      Self.ending(try Self.ignoredSummary()) == """
        treatment: two-sided z test (multilevel) or t test (clusters ignored) against 0
        at alpha 0.05, true value 0 or 0.25
        -------------------------------------------------------------------------------

        Type I error where effects.treatment = 0
          school                multilevel  clusters ignored
          20      type I error       .066              .210
                  95% interval  .052–.083         .186–.236
          40      type I error       .055              .223
                  95% interval  .042–.071         .198–.250
          60      type I error       .049              .231
                  95% interval  .037–.064         .206–.258

        Power where effects.treatment = 0.25
          school                multilevel  clusters ignored
          20      power              .312              .520
                  95% interval  .284–.341         .489–.551
                  SE method          .317              .525
          40      power              .540              .700
                  95% interval  .509–.571         .671–.728
                  SE method          .545              .705
          60      power              .810*             .850*
                  95% interval  .785–.833         .827–.871
                  SE method          .815              .855

        * power reaches the target of 0.8
        Power, or type I error, is the share of replicates whose test rejects, with
        Wilson's 95% interval; Monte Carlo SE at most .016. SE method: power from the
        mean squared standard error and the true value (Browne, Golalizadeh Lahi &
        Parker 2009).
        With random terms a z test rejects too often when clusters are few: at a nominal
        5%, in a balanced trial of two arms, a true null value in some 10% of studies
        with 6 clusters, 8% with 10 and 6.5% with 20; power is overstated likewise.
        Method satterthwaite, the default with REML, has small-sample degrees of
        freedom.
        1,000 replicates per scenario, seed 1, mlpower 0.1.0.

        """)
  }

  @Test func singleScenarioIsListed() throws {
    #expect(
      Self.ending(try Self.singleSummary()) == """
        treatment: two-sided z test (multilevel) or t test (clusters ignored) against 0
        at alpha 0.05, true value 0.25
        -------------------------------------------------------------------------------

        Power (in parentheses: Monte Carlo standard errors)
                                                multilevel    clusters ignored
          power                                .823 (.012)*        .901 (.009)*
          95% interval                           .798–.845           .881–.918
          power, SE method                            .828                .906
          95% interval                           .823–.833           .901–.911
          true value                                  0.25                0.25
          mean estimate                              0.251               0.251
          bias                             0.0010 (0.0032)     0.0010 (0.0032)
          empirical SE                     0.1000 (0.0023)     0.1000 (0.0023)
          model SE                       0.09900 (0.00040)   0.09900 (0.00040)
          relative error of model SE, %         -1.0 (2.2)          -1.0 (2.2)
          root mean square error           0.1001 (0.0023)     0.1001 (0.0023)
          coverage                             .950 (.007)         .950 (.007)
          type S error                         .000 (.000)         .000 (.000)
          type M error (exaggeration)        1.080 (0.010)       1.080 (0.010)
          singular fits                               1.2%                  0%

        * power reaches the target of 0.8
        Power is the share of replicates whose test rejects, with Wilson's 95% interval;
        Monte Carlo SE at most .012. SE method: power from the mean squared standard
        error and the true value (Browne, Golalizadeh Lahi & Parker 2009).
        Singular fits, with a variance estimated as 0 or a correlation as 1 or -1, count
        like any other.
        With random terms a z test rejects too often when clusters are few: at a nominal
        5%, in a balanced trial of two arms, a true null value in some 10% of studies
        with 6 clusters, 8% with 10 and 6.5% with 20; power is overstated likewise.
        Method satterthwaite, the default with REML, has small-sample degrees of
        freedom.
        1,000 replicates per scenario, seed 1, mlpower 0.1.0.

        """)
  }

  @Test func oneAxisHasALineForEachValue() throws {
    #expect(
      Self.ending(try Self.seriesSummary()) == """
        intercept: two-sided t test against 100 at alpha 0.05, true value 105
        ---------------------------------------------------------------------

        Power
          applicant  power   95% interval   SE method   coverage
          20          .300      .272–.329        .305       .950
          40          .500      .469–.531        .505       .950
          60          .691      .662–.719        .696       .950

        Power is the share of replicates whose test rejects, with Wilson's 95% interval;
        Monte Carlo SE at most .016. SE method: power from the mean squared standard
        error and the true value (Browne, Golalizadeh Lahi & Parker 2009).
        1,000 replicates per scenario, seed 1, mlpower 0.1.0.

        """)
  }
}
