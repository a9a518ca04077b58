# The jobs of R's surveillance: `Rscript surveillance.R DATA` prints their CSV rows, without a head.
#
# DATA is crates/statistics/tests/data, which benches/benches/statistics.rs reads too. A row says the job, the tool, its
# version, how often it ran, the seconds of processor time of its fastest run, and a figure of the result.

suppressPackageStartupMessages(library(surveillance))

data <- commandArgs(trailingOnly = TRUE)[1]
version <- as.character(packageVersion("surveillance"))

# The fastest of three runs; `jobs` is how many of them one run of `work` does.
time <- function(job, jobs, work) {
  result <- work()
  seconds <- min(sapply(1:3, function(run) sum(system.time(work())[c("user.self", "sys.self")])))
  cat(sprintf('"%s",surveillance,%s,3,%.6e,%.12g\n', job, version, seconds / jobs, result))
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
time("farrington, a year of weeks", 52 * length(weekly), function() {
  sum(sapply(weekly, function(counts) farrington(counts, 573:624)))
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
