# The jobs of R's surveillance: `Rscript surveillance.R DATA` prints their CSV rows, without a head.
#
# DATA is crates/statistics/tests/data, which benches/benches/statistics.rs reads too. A row says the job, the tool, its
# version, how often it ran, the seconds of processor time of its fastest run, and a figure of the result.

suppressPackageStartupMessages(library(surveillance))

data <- commandArgs(trailingOnly = TRUE)[1]
version <- as.character(packageVersion("surveillance"))

# The fastest of two runs; `jobs` is how many of them one run of `work` does.
time <- function(job, jobs, work) {
  run <- function(index) {
    taken <- system.time(result <- work())
    c(sum(taken[c("user.self", "sys.self")]), result)
  }
  runs <- sapply(1:2, run)
  cat(sprintf('"%s",surveillance,%s,2,%.6e,%.12g\n', job, version, min(runs[1, ]) / jobs, runs[2, 1]))
}

scenarios <- read.csv(file.path(data, "noufaily_series.csv"), colClasses = "character")
series <- lapply(strsplit(scenarios$counts, " "), as.numeric)
weekly <- lapply(series, function(counts) sts(observed = counts, start = c(2000, 1), frequency = 52))

# The settings of Noufaily et al. (2013), without a least number of cases.
improved <- function(range) {
  list(
    range = range, b = 5, w = 3, noPeriods = 10, reweight = TRUE, weightsThreshold = 2.58,
    pastWeeksNotIncluded = 26, trend = TRUE, pThresholdTrend = 1, thresholdMethod = "nbPlugin",
    alpha = 0.01, limit54 = c(0, 4), powertrans = "2/3", populationOffset = FALSE,
    fitFun = "algo.farrington.fitGLM.flexible"
  )
}
farrington <- function(counts, range) sum(upperbound(farringtonFlexible(counts, improved(range))))

# One week of each series, as a routine that runs every week asks: fifteen weeks, each by itself.
time("farrington, one week", 15 * length(weekly), function() {
  sum(sapply(weekly, function(counts) sum(sapply(610:624, function(week) farrington(counts, week)))))
})
# A year of every second series.
some <- weekly[seq(1, length(weekly), by = 2)]
time("farrington, a year of weeks", 52 * length(some), function() {
  sum(sapply(some, function(counts) farrington(counts, 573:624)))
})
time("EARS C1", sum(sapply(series, length)), function() {
  control <- list(method = "C1", baseline = 7, minSigma = 0, alpha = 0.001)
  sum(sapply(weekly, function(counts) sum(alarms(earsC(counts, control)))))
})

counts <- series[[10]][1:437]
watched <- create.disProg(week = seq_along(counts), observed = counts, state = rep(0, 437), start = c(2000, 1), freq = 52)
time("GLR, negative binomial", 1, function() {
  control <- list(
    range = seq_along(counts), mu0 = rep(mean(counts), 437), alpha = 0.1, c.ARL = 5, Mtilde = 1, M = -1,
    change = "intercept", theta = NULL, dir = "inc", ret = "value"
  )
  sum(algo.glrnb(watched, control)$upperbound)
})
