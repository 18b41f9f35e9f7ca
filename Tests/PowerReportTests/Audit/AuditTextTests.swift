import Testing

@testable import PowerReport

/// What `check` prints, to the letter.
@Suite struct AuditTextTests {
  @Test func twoLevelTrialInAGrid() throws {
    #expect(
      auditText(plan: try SamplePlans.tutoring()) == """
        Tutoring trial, pupils within schools
        =====================================

        Half of the schools get tutors. How many schools, and how many pupils in each,
        show an effect of a quarter of a standard deviation?

        A second paragraph.

        Model  score ~ treatment + prior + (1 | school)
          score_ij = β0_j + β1 treatment_j + β2 prior_ij + e_ij
          β0_j = β0 + u0_j
          school (j)  u0_j ~ N(0, 0.15)
          pupil (i)   e_ij ~ N(0, 0.6)
          where N(0, v) is the normal distribution with variance v

        Coefficients
          β0  (Intercept)  0
          β1  treatment    0.25
          β2  prior        0.5

        Predictors (drawn anew for each replicate)
          treatment  varies at school  0, 1 in equal shares, at random over the study
          prior      varies at pupil   normal, mean 0, SD 1

        Levels
          school  20, 40 or 60
          pupil   10 or 25 per school

        Variance around the fixed part
          level   variance  share (VPC)   ICC
          school      0.15         .200  .200
          pupil        0.6         .800
          total       0.75
          ICC: correlation of two rows that share a unit of this level but none below.

        Units in all, by scenario
          school   rows  design effect  effective n
              20    200           2.80           71
              20    500           5.80           86
              40    400           2.80          143
              40  1,000           5.80          172
              60    600           2.80          214
              60  1,500           5.80          259
          Design effect: 1 + the sum over levels of VPC × (rows per unit - 1), for a
          mean or the effect of a predictor of the top level. Effective n: rows / design
          effect.

        Analysis
          model  score ~ treatment + prior + (1 | school), REML
        Tests
          treatment  two-sided z test against 0 at alpha 0.05

        Grid
          school  20, 40, 60
          pupil   10, 25
        Simulation: 6 scenarios × 1,000 replicates × 1 analysis = 6,000 fits, seed 1

        """)
  }

  @Test func growthCurveWithRandomSlopes() throws {
    #expect(
      auditText(plan: try SamplePlans.growth()) == """
        Growth
        ======

        Model  y ~ time * arm + (1 + time | child)
          y_ij = β0_j + β1_j time_ij + β2 armnew_j + β3 armother_j +
                 β4 time_ij·armnew_j + β5 time_ij·armother_j + e_ij
          β0_j = β0 + u0_j
          β1_j = β1 + u1_j
          child (j)     u0_j ~ N(0, 4), u1_j ~ N(0, 0.25), cor(u0_j, u1_j) = -0.2
          occasion (i)  e_ij ~ N(0, 1.5)
          where N(0, v) is the normal distribution with variance v

        Coefficients
          β0  (Intercept)    10
          β1  time           1
          β2  armnew         0
          β3  armother       0
          β4  time:armnew    0.3
          β5  time:armother  0.2

        Predictors (drawn once, the same in all replicates)
          arm   varies at child     control with probability 0.5, new with probability
                                    0.25, other with probability 0.25
          time  varies at occasion  = occasion - 1

        Levels
          child     30 or 60
          occasion  5 per child

        Variance around the fixed part at time = 0
          level     variance  share (VPC)   ICC
          child            4         .727  .727
          occasion       1.5         .273
          total          5.5
        Variance around the fixed part at time = 4
          level     variance  share (VPC)   ICC
          child          6.4         .810  .810
          occasion       1.5         .190
          total          7.9
          ICC: correlation of two rows at these values that share a unit of this level
          but none below.

        Units in all, by scenario
          child  rows  design effect  effective n
             30   150           3.91           38
             60   300           3.91           77
          Design effect: 1 + the sum over levels of VPC × (rows per unit - 1), for a
          mean or the effect of a predictor of the top level, at time = 0. Effective n:
          rows / design effect.

        Analysis
          model  y ~ time * arm + (1 + time | child), REML
        Tests
          time:armnew  two-sided z test against 0 at alpha 0.05
          late         one-sided (greater) z test of time:armother against -0.2 at alpha
                       0.025

        Grid
          child  30, 60
        Simulation: 2 scenarios × 1,000 replicates × 1 analysis = 2,000 fits, seed 1

        """)
  }

  @Test func threeLevelsWithInteractions() throws {
    #expect(
      auditText(plan: try SamplePlans.classes()) == """
        Classes randomised within schools
        =================================

        Model  score ~ arm * prior + (1 + arm + prior | school) + (1 | class)
          score_ijk = β0_jk + β1_k armnew_jk + β2_k prior_ijk + β3 armnew_jk·prior_ijk +
                      e_ijk
          β0_jk = β0 + v0_k + u0_jk
          β1_k = β1 + v1_k
          β2_k = β2 + v2_k
          school (k)  v0_k ~ N(0, 0.1), v1_k ~ N(0, 0.04), v2_k ~ N(0, 0.01),
                      cor(v0_k, v1_k) = -0.1581, cor(v0_k, v2_k) = 0,
                      cor(v1_k, v2_k) = 0
          class (j)   u0_jk ~ N(0, 0.08)
          pupil (i)   e_ijk ~ N(0, 0.82)
          where N(0, v) is the normal distribution with variance v

        Coefficients
          β0  (Intercept)   0
          β1  armnew        0.2
          β2  prior         0.1
          β3  armnew:prior  0.3

        Predictors (drawn anew for each replicate)
          arm    varies at class   old, new in equal shares, at random within each
                                   school
          prior  varies at pupil   normal, mean 10, SD 2

        Levels
          school  20
          class   3 per school
          pupil   22 per class

        Variance around the fixed part at arm = old, prior = 8
          level   variance  share (VPC)   ICC
          school      0.74         .451  .451
          class       0.08         .049  .500
          pupil       0.82         .500
          total       1.64
        Variance around the fixed part at arm = old, prior = 10
          level   variance  share (VPC)   ICC
          school       1.1         .550  .550
          class       0.08         .040  .590
          pupil       0.82         .410
          total          2
        Variance around the fixed part at arm = new, prior = 12
          level   variance  share (VPC)   ICC
          school      1.56         .634  .634
          class       0.08         .033  .667
          pupil       0.82         .333
          total       2.46
          ICC: correlation of two rows at these values that share a unit of this level
          but none below.

        Units in all
          school  class   rows  design effect  effective n
              20     60  1,320          37.59           35
          Design effect: 1 + the sum over levels of VPC × (rows per unit - 1), for a
          mean or the effect of a predictor of the top level, at arm = old, prior = 10.
          Effective n: rows / design effect.

        Analysis
          model  score ~ arm * prior + (1 + arm + prior | school) + (1 | class), REML
        Tests
          armnew  two-sided z test against 0 at alpha 0.05

        Simulation: 1 scenario × 1,000 replicates × 1 analysis = 1,000 fits, seed 1

        """)
  }

  @Test func realDataWithUnequalGroups() throws {
    #expect(
      auditText(plan: try SamplePlans.data()) == """
        Data
        ====

        Note: 1 of 11 rows has an empty cell and is left out.

        Model  y ~ x + (1 | school) + (0 + x | school)
          y_ij = β0_j + β1_j x_ij + e_ij
          β0_j = β0 + u0_j
          β1_j = β1 + u1_j
          school (j)  u0_j ~ N(0, 0.2), u1_j ~ N(0, 0.01)
          row (i)     e_ij ~ N(0, 0.8)
          where N(0, v) is the normal distribution with variance v

        Coefficients
          β0  (Intercept)  0
          β1  x            1

        Predictors
          x  varies at row     from the data

        Levels
          school  3 in the data
          row     10 in the data

        Variance around the fixed part at x = 2.472
          level   variance  share (VPC)   ICC
          school    0.2611         .246  .246
          row          0.8         .754
          total      1.061
        Variance around the fixed part at x = 5.5
          level   variance  share (VPC)   ICC
          school    0.5025         .386  .386
          row          0.8         .614
          total      1.303
        Variance around the fixed part at x = 8.528
          level   variance  share (VPC)   ICC
          school    0.9272         .537  .537
          row          0.8         .463
          total      1.727
          ICC: correlation of two rows at these values that share a unit of this level
          but none below.

        Units in all
          school  rows  design effect  effective n
               3    10           1.93            5
          Design effect: 1 + the sum over levels of VPC × (rows per unit - 1), for a
          mean or the effect of a predictor of the top level, at x = 5.5. Units of n
          rows count as Σn²/Σn rows per unit. Effective n: rows / design effect.

        Analysis
          model  y ~ x + (1 | school) + (0 + x | school), REML
        Tests
          x  two-sided z test against 0 at alpha 0.05

        Simulation: 1 scenario × 1,000 replicates × 1 analysis = 1,000 fits, seed 1

        """)
  }

  @Test func singleLevelWithoutPredictors() throws {
    #expect(
      auditText(plan: try SamplePlans.applicants()) == """
        Applicants
        ==========

        Model  iq ~ 1
          iq_i = β0 + e_i
          applicant (i)  e_i ~ N(0, 225)
          where N(0, v) is the normal distribution with variance v

        Coefficients
          β0  (Intercept)  105

        Levels
          applicant  20, 40 or 60

        Variance around the fixed part: 225

        Units in all, by scenario
          rows
            20
            40
            60

        Analysis
          model  iq ~ 1, least squares
        Tests
          intercept  two-sided t test against 100 at alpha 0.05

        Grid
          applicant  20, 40, 60
        Simulation: 3 scenarios × 1,000 replicates × 1 analysis = 3,000 fits, seed 1

        """)
  }

  @Test func twoAnalysesAndSweptEffect() throws {
    #expect(
      auditText(plan: try SamplePlans.ignoredClusters()) == """
        Clusters ignored
        ================

        Model  score ~ treatment + prior + (1 | school)
          score_ij = β0_j + β1 treatment_j + β2 prior_ij + e_ij
          β0_j = β0 + u0_j
          school (j)  u0_j ~ N(0, 0.15)
          pupil (i)   e_ij ~ N(0, 0.6)
          where N(0, v) is the normal distribution with variance v

        Coefficients
          β0  (Intercept)  0
          β1  treatment    0 or 0.25
          β2  prior        0.5

        Predictors (drawn anew for each replicate)
          treatment  varies at school  0, 1 in equal shares, at random over the study
          prior      varies at pupil   normal, mean 0, SD 1

        Levels
          school  20, 40 or 60
          pupil   10 per school

        Variance around the fixed part
          level   variance  share (VPC)   ICC
          school      0.15         .200  .200
          pupil        0.6         .800
          total       0.75
          ICC: correlation of two rows that share a unit of this level but none below.

        Units in all, by scenario
          school  rows  design effect  effective n
              20   200           2.80           71
              40   400           2.80          143
              60   600           2.80          214
          Design effect: 1 + the sum over levels of VPC × (rows per unit - 1), for a
          mean or the effect of a predictor of the top level. Effective n: rows / design
          effect.

        Analyses
          multilevel        score ~ treatment + prior + (1 | school), REML
          clusters ignored  score ~ treatment + prior, least squares
        Tests
          treatment  two-sided z test (multilevel) or t test (clusters ignored) against
                     0 at alpha 0.05

        Grid
          school             20, 40, 60
          effects.treatment  0, 0.25
        Simulation: 6 scenarios × 1,000 replicates × 2 analyses = 12,000 fits, seed 1

        """)
  }
}
