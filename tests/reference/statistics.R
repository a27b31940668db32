# Reference values of tests/unit/test_statistics.py, from other software than ours.
#
#   apt-get install -y --no-install-recommends r-base-core r-cran-survival r-cran-survey r-cran-metafor r-cran-psych \
#     r-cran-vegan
#   Rscript tests/reference/statistics.R > tests/reference/statistics.json
#
# Data are written beside the values, so that the tests need neither R nor its data sets. NA becomes null; numbers have
# 17 significant digits. The definitions' z is 1.959964, hence LEVEL instead of 0.95 wherever a normal quantile is used;
# t and F quantiles are at 0.975.

suppressPackageStartupMessages({
  library(survival)
  library(survey)
  library(metafor)
})

Z <- 1.959964
LEVEL <- 2 * pnorm(Z) - 1
missing_value <- NA_real_
plain <- function(x) as.numeric(unname(x))

# ---- shares ----------------------------------------------------------------------------------------------------------

wilson_cases <- lapply(
  list(c(0, 2), c(1, 2), c(2, 2), c(0, 10), c(1, 10), c(5, 10), c(10, 10), c(7, 29), c(81, 263), c(1, 148),
       c(43, 44), c(1, 1e6), c(999999, 1e6), c(123456, 1e7)),
  function(case) {
    limits <- suppressWarnings(prop.test(case[1], case[2], conf.level = LEVEL, correct = FALSE))$conf.int
    list(successes = case[1], n = case[2], low = limits[1], high = limits[2])
  }
)

# v is survey's; the limits are the roots of the score equation by polyroot, not by Wilson's closed form.
score_roots <- function(p, n, q) {
  roots <- sort(Re(polyroot(c(p^2, -(2 * p + q^2 / n), 1 + q^2 / n))))
  pmin(1, pmax(0, roots))
}

clustered_wilson_case <- function(y, x) {
  clusters <- length(y)
  if (clusters == 1) return(list(y = I(y), x = I(x), deff = missing_value, low = missing_value, high = missing_value))
  p <- sum(y) / sum(x)
  if (p == 0 || p == 1) {
    limits <- suppressWarnings(prop.test(p * clusters, clusters, conf.level = LEVEL, correct = FALSE))$conf.int
    return(list(y = y, x = x, deff = missing_value, low = limits[1], high = limits[2]))
  }
  # One row a unit, so that survey sees what the definition speaks of: units in clusters.
  units <- do.call(rbind, lapply(seq_len(clusters), function(g) {
    data.frame(cluster = g, hit = rep(c(1, 0), c(y[g], x[g] - y[g])))
  }))
  design <- svydesign(ids = ~cluster, weights = ~1, data = units)
  v <- plain(vcov(svymean(~hit, design)))
  deff <- max(1, v / (p * (1 - p) / sum(x)))
  q <- if (deff > 1 + 1e-9) qt(0.975, clusters - 1) else Z
  limits <- score_roots(p, sum(x) / deff, q)
  list(y = y, x = x, deff = deff, low = limits[1], high = limits[2])
}

data(api, package = "survey")
schools <- aggregate(cbind(y = as.integer(sch.wide == "Yes"), x = 1) ~ dnum, data = apiclus1, FUN = sum)
cars <- aggregate(cbind(y = as.integer(am), x = 1) ~ carb, data = mtcars, FUN = sum)
heavy <- aggregate(cbind(y = as.integer(weight > 100), x = 1) ~ as.integer(as.character(Chick)), data = ChickWeight, FUN = sum)
looms <- aggregate(cbind(y = as.integer(breaks > 28), x = 1) ~ wool + tension, data = warpbreaks, FUN = sum)
clustered_wilson_cases <- list(
  chickens_over_100_grams = clustered_wilson_case(heavy$y, heavy$x),
  warpbreaks = clustered_wilson_case(looms$y, looms$x),
  api_schools_in_districts = clustered_wilson_case(schools$y, schools$x),
  mtcars_by_carburettors = clustered_wilson_case(cars$y, cars$x),
  two_clusters_apart = clustered_wilson_case(c(9, 1), c(10, 10)),
  two_clusters_alike = clustered_wilson_case(c(3, 3), c(10, 10)),
  three_clusters_of_one_share = clustered_wilson_case(c(1, 2, 3), c(3, 6, 9)),
  whole_clusters = clustered_wilson_case(c(5, 0, 5, 0, 0, 5), c(5, 5, 5, 5, 5, 5)),
  singletons = clustered_wilson_case(c(1, 0, 0, 1, 1, 0, 1), rep(1, 7)),
  deff_of_exactly_one = clustered_wilson_case(c(0, 2, 2), c(1, 2, 3)),
  one_giant = clustered_wilson_case(c(400, 1, 0, 1, 2), c(1000, 2, 1, 1, 3)),
  none = clustered_wilson_case(c(0, 0, 0), c(4, 2, 9)),
  all = clustered_wilson_case(c(4, 2, 9), c(4, 2, 9)),
  one_cluster = clustered_wilson_case(5, 9)
)

nps_case <- function(promoters, passives, detractors) {
  n <- promoters + passives + detractors
  # The variance of −1, 0, 1 as a multinomial's: contrast c' (diag(p) − pp') c, evaluated as a matrix.
  share <- c(promoters + 1, passives + 1, detractors + 1) / (n + 3)
  contrast <- c(1, 0, -1)
  covariance <- diag(share) - tcrossprod(share)
  se <- sqrt(drop(t(contrast) %*% covariance %*% contrast) / (n + 3))
  centre <- sum(contrast * share)
  limits <- if (n < 2) c(NA, NA) else 100 * pmin(1, pmax(-1, centre + c(-1, 1) * qnorm((1 + LEVEL) / 2) * se))
  list(promoters = promoters, detractors = detractors, n = n,
       value = if (n == 0) missing_value else 100 * mean(rep(c(1, 0, -1), c(promoters, passives, detractors))),
       low = limits[1], high = limits[2])
}
nps_cases <- list(
  nps_case(60, 30, 10), nps_case(6, 3, 1), nps_case(0, 5, 0), nps_case(2, 0, 0), nps_case(0, 0, 2), nps_case(0, 0, 60),
  nps_case(40, 0, 0), nps_case(1, 0, 0), nps_case(0, 1, 0), nps_case(1, 0, 1), nps_case(123456, 7890, 54321)
)

# ---- means and ratios ------------------------------------------------------------------------------------------------

ratio_case <- function(y, x) {
  n <- length(y)
  if (n == 1) return(list(y = I(y), x = I(x), low = missing_value, high = missing_value))
  ratio <- svyratio(~y, ~x, svydesign(ids = ~1, weights = ~1, data = data.frame(y, x)))
  limits <- plain(confint(ratio, df = n - 1))
  list(y = y, x = x, low = limits[1], high = limits[2])
}
ratio_cases <- list(
  mtcars_miles_per_weight = ratio_case(mtcars$mpg, mtcars$wt),
  api_enrolment_per_score = ratio_case(apisrs$enroll, apisrs$api00),
  counts = ratio_case(c(0, 3, 5, 2, 8, 0, 1), c(2, 4, 4, 2, 6, 1, 3)),
  two = ratio_case(c(3, 5), c(4, 4)),
  no_spread = ratio_case(c(1, 2, 3, 7), c(3, 6, 9, 21)),
  little_spread = ratio_case(c(10001, 20000, 30001, 39999), c(10000, 20000, 30000, 40000)),
  all_zero = ratio_case(c(0, 0, 0), c(1, 2, 3)),
  some_without_a_base = ratio_case(c(0, 1, 4, 0), c(0, 0, 5, 2)),
  weights_of_a_million = ratio_case(c(3e6, 1, 2e6), c(1e6, 3, 2e6)),
  one = ratio_case(3, 4)
)

clustered_mean_case <- function(y, cluster) {
  clusters <- length(unique(cluster))
  if (clusters == 1) return(list(y = I(y), cluster = I(cluster), low = missing_value, high = missing_value))
  design <- svydesign(ids = ~cluster, weights = ~1, data = data.frame(y, cluster))
  limits <- plain(confint(svymean(~y, design), df = clusters - 1))
  list(y = y, cluster = cluster, low = limits[1], high = limits[2])
}
clustered_mean_cases <- list(
  api_scores_in_districts = clustered_mean_case(apiclus1$api00, apiclus1$dnum),
  sleep_by_person = clustered_mean_case(sleep$extra, as.integer(sleep$ID)),
  chickens = clustered_mean_case(ChickWeight$weight, as.integer(as.character(ChickWeight$Chick))),
  own_clusters = clustered_mean_case(c(1.5, -0.25, 0, 2), 1:4),
  no_spread = clustered_mean_case(rep(1 / 3, 7), c(1, 1, 1, 2, 2, 3, 3)),
  two_clusters = clustered_mean_case(c(0.5, 1, -1), c(1, 1, 2)),
  two_units = clustered_mean_case(c(0.5, -1), c(1, 2)),
  one_unit = clustered_mean_case(0.5, 1),
  clusters_alike = clustered_mean_case(c(1, 2, 2, 1, 1, 2), c(1, 1, 2, 2, 3, 3)),
  tied_gaps = clustered_mean_case(c(0, 0, 0.5, 0.5, 0.5, -1, 0, 0.5), c(1, 1, 1, 1, 2, 3, 3, 4)),
  one_cluster = clustered_mean_case(c(1, 2, 3), c(1, 1, 1))
)

# t.test refuses values that are all alike; a regression on nothing but an intercept does not.
mean_case <- function(x) {
  limits <- if (length(x) < 2) rep(missing_value, 2)
            else if (sd(x) == 0) plain(suppressWarnings(confint(lm(x ~ 1))))
            else t.test(x)$conf.int
  list(x = I(x), low = limits[1], high = limits[2])
}
mean_cases <- list(
  sleep = mean_case(sleep$extra), mtcars = mean_case(mtcars$mpg), two = mean_case(c(1, 4)), one = mean_case(3),
  chickens = mean_case(ChickWeight$weight),
  speed_of_light = mean_case(morley$Speed),
  answers_at_the_top = mean_case(c(5, 5, 5, 4.75, 5, 5, 3.5, 5)),
  alike = mean_case(c(4, 4, 4)),
  two_alike = mean_case(c(0.1, 0.1))
)

welch_case <- function(x, y) {
  limits <- if (length(x) < 2 || length(y) < 2 || (sd(x) == 0 && sd(y) == 0)) rep(missing_value, 2) else t.test(x, y)$conf.int
  list(x = I(x), y = I(y), difference = mean(x) - mean(y), low = limits[1], high = limits[2])
}
welch_cases <- list(
  sleep = with(sleep, welch_case(extra[group == 1], extra[group == 2])),
  mtcars = with(mtcars, welch_case(mpg[am == 0], mpg[am == 1])),
  one_group_alike = welch_case(c(1, 1, 1), c(2, 3, 5, 9)),
  two_and_two = welch_case(c(0.5, 1.25), c(0, 3)),
  two_against_many = welch_case(c(0.4, 1.9), ChickWeight$weight / 100),
  ties = welch_case(c(0, 0, 1, 1, 1), c(1, 1, 0, 0, 0, 0, 1)),
  one_alone = welch_case(3, c(1, 2)),
  both_alike = welch_case(c(2, 2, 2), c(1, 1))
)

# ---- effect sizes ----------------------------------------------------------------------------------------------------

# Who misses one of the two times is in neither: NA is written as null, and the tests leave the person out themselves.
smcr_case <- function(all_first, all_second) {
  both <- !is.na(all_first) & !is.na(all_second)
  first <- all_first[both]
  second <- all_second[both]
  n <- length(first)
  r <- suppressWarnings(cor(first, second))
  if (n < 2 || is.na(r)) r <- missing_value
  # metafor's sign is m1i − m2i: the second time is its m1i. Without r it gives yi and no vi.
  fit <- suppressWarnings(escalc(measure = "SMCR", m1i = mean(second), m2i = mean(first), sd1i = sd(first), ni = n, ri = r))
  g <- plain(fit$yi)
  half <- suppressWarnings(qt(0.975, n - 1)) * sqrt(plain(fit$vi))
  if (!is.finite(g)) g <- half <- missing_value
  list(first = I(all_first), second = I(all_second), g = g, low = g - half, high = g + half)
}
pre <- with(sleep, extra[group == 1])
post <- with(sleep, extra[group == 2])
smcr_cases <- list(
  sleep = smcr_case(pre, post),
  weights = smcr_case(c(80.5, 84.9, 81.5, 82.6, 79.9, 88.7, 94.9, 76.3, 81, 80.5, 85, 89.2, 81.3, 76.5, 70, 80.4),
                            c(82.2, 85.6, 81.4, 81.9, 76.4, 103.6, 98.4, 93.4, 73.4, 82.1, 96.7, 95.3, 82.4, 72.5, 90.9, 71.3)),
  likert = smcr_case(c(1, 2, 3, 3, 4, 2, 5), c(2, 2, 4, 3, 5, 3, 5)),
  some_missed_a_time = smcr_case(c(1, 2, NA, 3, 4, 2, NA, 5), c(2, 2, 4, NA, 5, 3, NA, 5)),
  tied_at_the_top = smcr_case(c(5, 5, 4.75, 5, 4.5, 5, 5, 4.25), c(5, 5, 5, 5, 5, 5, 4.75, 5)),
  anorexia_family_therapy = smcr_case(MASS::anorexia$Prewt[MASS::anorexia$Treat == "FT"],
                                      MASS::anorexia$Postwt[MASS::anorexia$Treat == "FT"]),
  worse = smcr_case(c(4, 5, 3.5), c(3, 4.5, 1)),
  no_change = smcr_case(c(1, 2, 3, 4), c(1, 2, 3, 4)),
  shifted = smcr_case(c(1, 2, 3, 4), c(2, 3, 4, 5)),
  three = smcr_case(c(1, 2, 4), c(3, 2, 4)),
  two = smcr_case(c(1, 2), c(3, 2)),
  no_spread_at_first = smcr_case(c(2, 2, 2, 2), c(1, 2, 3, 4)),
  no_spread_at_second = smcr_case(c(1, 2, 3, 4), c(5, 5, 5, 5)),
  one = smcr_case(1, 2)
)

# Published studies, which give moments alone: five of training, trained and not (Morris 2008, table 5), nine of stroke care.
training <- escalc(measure = "SMCR", m1i = m_post, m2i = m_pre, sd1i = sd_pre, ni = ni, ri = ri, data = data.frame(
  m_pre = c(30.6, 23.5, 0.5, 53.4, 35.6, 23.1, 24.9, 0.6, 55.7, 34.8),
  m_post = c(38.5, 26.8, 0.7, 75.9, 36.0, 19.7, 25.3, 0.6, 60.7, 33.4),
  sd_pre = c(15.0, 3.1, 0.1, 14.5, 4.7, 13.8, 4.1, 0.2, 17.3, 3.1),
  ni = c(20, 50, 9, 10, 14, 20, 42, 9, 11, 14), ri = rep(c(0.47, 0.64, 0.77, 0.89, 0.44), 2)
))
published_changes <- with(training, list(
  mean_1 = m_pre, mean_2 = m_post, sd_1 = sd_pre, r = ri, n = ni, g = plain(yi),
  low = plain(yi) - qt(0.975, ni - 1) * sqrt(vi), high = plain(yi) + qt(0.975, ni - 1) * sqrt(vi)
))
stroke <- escalc(measure = "SMD", m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = dat.normand1999)
published_differences <- with(stroke, list(
  mean_1 = m1i, sd_1 = sd1i, n_1 = n1i, mean_2 = m2i, sd_2 = sd2i, n_2 = n2i, g = plain(yi),
  low = summary(stroke, level = 100 * LEVEL)$ci.lb, high = summary(stroke, level = 100 * LEVEL)$ci.ub
))

smd_case <- function(x, y) {
  g <- low <- high <- missing_value
  if (length(x) > 1 && length(y) > 1 && sd(c(x - mean(x), y - mean(y))) > 0) {
    fit <- escalc(measure = "SMD", m1i = mean(x), sd1i = sd(x), n1i = length(x), m2i = mean(y), sd2i = sd(y), n2i = length(y))
    limits <- summary(fit, level = 100 * LEVEL)
    g <- plain(fit$yi)
    low <- plain(limits$ci.lb)
    high <- plain(limits$ci.ub)
  }
  list(x = I(x), y = I(y), g = g, low = low, high = high)
}
smd_cases <- list(
  mtcars = with(mtcars, smd_case(mpg[am == 0], mpg[am == 1])),
  sleep = smd_case(pre, post),
  one_group_alike = smd_case(c(1, 1, 1), c(2, 3, 5, 9)),
  two_and_two = smd_case(c(0.5, 1.25), c(0, 3)),
  chickens = with(ChickWeight, smd_case(weight[Diet == 1], weight[Diet == 3])),
  one_alone = smd_case(3, c(1, 2)),
  both_alike = smd_case(c(2, 2, 2), c(1, 1))
)

degrees <- c(2, 3, 4, 5, 9, 10, 29, 100, 340, 1000, 10000)
correction <- list(m = degrees, j = metafor:::.cmicalc(degrees))

# ---- reliability -----------------------------------------------------------------------------------------------------

# Listwise: NA is written as null, and the tests leave incomplete rows out themselves. psych cannot do with an item that
# does not vary; the definition keeps it, so its alpha is then taken from the covariances.
alpha_case <- function(all_items) {
  all_items <- as.matrix(all_items)
  items <- all_items[complete.cases(all_items), , drop = FALSE]
  k <- ncol(items)
  covariances <- cov(items)
  alpha <- if (any(diag(covariances) == 0)) k / (k - 1) * (1 - sum(diag(covariances)) / sum(covariances))
           else plain(suppressWarnings(suppressMessages(psych::alpha(items, check.keys = FALSE, warnings = FALSE)))$total$raw_alpha)
  # alpha.ci of the same psych; alpha() itself rounds nothing, and its own Feldt limits are the same call.
  limits <- psych::alpha.ci(alpha, n.obs = nrow(items), n.var = ncol(items))
  list(items = unname(all_items), alpha = alpha, low = plain(limits$lower.ci), high = plain(limits$upper.ci))
}
alpha_cases <- list(
  attitude = alpha_case(attitude),
  iris = alpha_case(iris[seq(1, 150, 5), 1:4]),
  two_items = alpha_case(attitude[, c("rating", "complaints")]),
  likert = alpha_case(rbind(c(1, 2, 2), c(3, 3, 4), c(5, 4, 5), c(2, 2, 1), c(4, 4, 5), c(1, 1, 2))),
  some_items_missing = alpha_case(rbind(c(1, 2, 2), c(NA, 3, 4), c(5, 4, 5), c(2, 2, NA), c(4, 4, 5), c(1, 1, 2), c(NA, NA, NA))),
  personality_with_missing_items = alpha_case(psych::bfi[1:60, c("N1", "N2", "N3", "N4", "N5")]),
  three_rows = alpha_case(rbind(c(1, 2), c(2, 2), c(4, 5))),
  an_item_that_does_not_vary = alpha_case(cbind(c(5, 5, 5, 5, 5), c(3, 4, 4, 5, 2), c(4, 4, 5, 5, 1))),
  tied_at_the_top = alpha_case(rbind(c(5, 5, 5), c(5, 5, 5), c(5, 4, 5), c(5, 5, 5), c(4, 4, 5), c(5, 5, 3))),
  negative = alpha_case(rbind(c(1, 5, 3), c(4, 1, 3), c(2, 4, 1), c(5, 2, 2), c(3, 3, 4))),
  identical_items = alpha_case(cbind(1:6, 1:6, 1:6))
)

# ---- reliable change and goal attainment scaling ----------------------------------------------------------------------

# The variance of a difference of two measurements with independent errors, as a contrast of their covariance.
cut_case <- function(sd, reliability) {
  errors <- diag(sd^2 * (1 - reliability), 2)
  list(sd = sd, reliability = reliability, cut = Z * sqrt(drop(t(c(1, -1)) %*% errors %*% c(1, -1))))
}
cut_cases <- list(
  jacobson_and_truax = cut_case(7.5, 0.80),
  attitude = cut_case(sd(rowMeans(attitude)), plain(psych::alpha(attitude)$total$raw_alpha)),
  no_spread = cut_case(0, 0.7), perfect = cut_case(1.25, 1), none = cut_case(1.25, 0), negative = cut_case(1.25, -0.2)
)

# T as a standardised composite: Σwx over the root of w'Rw, R the correlations of the levels: 1 on the diagonal, ρ beside.
gas_case <- function(levels, weights, rho = 0.3) {
  correlations <- matrix(rho, length(weights), length(weights))
  diag(correlations) <- 1
  sd <- sqrt(drop(t(weights) %*% correlations %*% weights))
  list(levels = I(levels), weights = I(weights), rho = rho,
       t = if (sd == 0) missing_value else 50 + 10 * drop(crossprod(weights, levels)) / sd)
}
gas_cases <- list(
  one_goal = gas_case(1, 1), one_heavy_goal = gas_case(-2, 9), two = gas_case(c(1, 0), c(1, 1)),
  all_as_expected = gas_case(c(0, 0, 0), c(1, 2, 3)), importance = gas_case(c(1, -1, 2), c(3, 1, 2)),
  importance_times_difficulty = gas_case(c(-1, 2, 0, 1, -2), c(6, 1, 9, 2, 4)),
  parts_of_weights = gas_case(c(2, -1), c(0.5, 1.25)), one_weighs_nothing = gas_case(c(2, 1), c(0, 3)),
  none_weighs = gas_case(c(2, 1), c(0, 0)), ten_at_the_top = gas_case(rep(2, 10), rep(1, 10)),
  uncorrelated = gas_case(c(1, 1, -2), c(1, 2, 1), rho = 0), one_and_the_same = gas_case(c(1, 1), c(2, 2), rho = 1)
)

# ---- diversity -------------------------------------------------------------------------------------------------------

evenness_case <- function(counts, possible) {
  list(counts = I(counts), possible = possible,
       evenness = if (sum(counts) == 0) missing_value else plain(vegan::diversity(counts)) / log(possible))
}
data(BCI, package = "vegan")
evenness_cases <- list(
  trees_of_one_hectare = evenness_case(plain(unlist(BCI[1, ])), ncol(BCI)),
  trees_of_another = evenness_case(plain(unlist(BCI[35, ])), ncol(BCI)),
  hair = evenness_case(plain(margin.table(HairEyeColor, 1)), 4),
  two_of_five = evenness_case(c(3, 1, 0, 0, 0), 5), alike = evenness_case(c(7, 7, 7), 3), two_alike = evenness_case(c(1, 1), 2),
  one_of_each = evenness_case(rep(1, 6), 6), one_alone = evenness_case(1, 4), all_in_one = evenness_case(c(43, 0), 2),
  ten_million = evenness_case(c(9999999, 1), 2), none = evenness_case(c(0, 0), 2)
)

# ---- survival --------------------------------------------------------------------------------------------------------

survival_case <- function(time, event, horizons) {
  fit <- survfit(Surv(time, event) ~ 1, conf.type = "log-log", conf.int = LEVEL)
  survfit_table <- summary(fit)$table
  by_quantile <- quantile(fit, 0.5)
  at <- lapply(horizons, function(h) {
    row <- summary(fit, times = h, extend = TRUE)
    known <- h <= max(time) || min(fit$surv) == 0
    # Without an event yet R gives limits of 1 and 1 before the first time and NA from there; the definitions give none.
    limited <- known && row$surv < 1
    list(horizon = h,
         survival = if (known) plain(row$surv) else missing_value,
         low = if (limited) plain(row$lower) else missing_value,
         high = if (limited) plain(row$upper) else missing_value,
         at_risk = plain(row$n.risk))
  })
  hazard <- fit$std.err^2
  list(
    time = I(time), event = I(as.integer(event)),
    curve = list(time = I(fit$time), at_risk = I(fit$n.risk), events = I(fit$n.event), survival = I(fit$surv),
                 variance = I(ifelse(is.finite(hazard), hazard, NA))),
    at = at,
    median = plain(survfit_table["median"]), median_low = plain(survfit_table[[length(survfit_table) - 1]]),
    median_high = plain(survfit_table[[length(survfit_table)]]),
    quantile = plain(by_quantile$quantile), quantile_low = plain(by_quantile$lower), quantile_high = plain(by_quantile$upper)
  )
}
kaplan_meier_cases <- list(
  aml_maintained = with(subset(aml, x == "Maintained"), survival_case(time, status, c(5, 9, 13, 30, 161, 200))),
  aml_nonmaintained = with(subset(aml, x == "Nonmaintained"), survival_case(time, status, c(1, 8, 16, 45, 46))),
  lung = survival_case(lung$time, lung$status == 2, c(1, 30, 90, 180, 365, 1022, 1023)),
  veteran = survival_case(veteran$time, veteran$status, c(30, 90, 180, 999)),
  ovarian = survival_case(ovarian$futime, ovarian$fustat, c(59, 365, 1227)),
  ties = survival_case(c(1, 1, 1, 2, 2, 2, 3, 3, 4, 4), c(1, 1, 0, 1, 0, 0, 1, 0, 1, 0), c(0, 1, 2, 2.5, 4, 5)),
  event_on_day_zero = survival_case(c(0, 0, 1, 2, 2, 2, 3), c(1, 0, 1, 1, 1, 0, 0), c(0, 1, 2)),
  all_censored = survival_case(c(3, 5, 5, 8), c(0, 0, 0, 0), c(2, 5, 8, 9)),
  all_events = survival_case(c(2, 4, 4, 7, 9), c(1, 1, 1, 1, 1), c(1, 4, 9, 10)),
  all_at_once = survival_case(c(6, 6, 6), c(1, 1, 1), c(5, 6, 7)),
  half_censored_at_once = survival_case(c(6, 6, 6, 6), c(1, 1, 0, 0), c(5, 6, 7)),
  one_event = survival_case(5, 1, c(4, 5, 6)),
  one_censored = survival_case(5, 0, c(4, 5, 6)),
  two_events = survival_case(c(3, 4), c(1, 1), c(2, 3, 4)),
  two_one_censored = survival_case(c(3, 4), c(1, 0), c(3, 4, 5)),
  two_first_censored = survival_case(c(3, 4), c(0, 1), c(3, 4, 5)),
  flat_at_half_then_falls = survival_case(c(1, 2, 3, 4), c(1, 1, 0, 1), c(2, 3, 4)),
  flat_at_half_by_rounding = survival_case(1:20, rep(1, 20), c(9, 10, 11, 20)),
  flat_at_half_to_the_end = survival_case(c(1, 2, 3, 4), c(1, 1, 0, 0), c(2, 3, 4)),
  just_above_half = survival_case(c(1, 2, 3, 4, 5), c(1, 1, 0, 0, 0), c(2, 5)),
  # After heavy censoring the upper limit falls under one half, then rises over it again.
  upper_limit_rises_again = survival_case(c(1:60, 61:97, 120, 130, 140), c(rep(1, 60), rep(0, 37), 1, 0, 0), c(60, 100, 120)),
  two_at_once_one_censored = survival_case(c(3, 3), c(1, 0), c(2, 3, 4)),
  two_censored = survival_case(c(3, 4), c(0, 0), c(2, 4, 5)),
  censored_before_and_after = survival_case(c(1, 1, 2, 5, 5, 9, 9), c(0, 0, 1, 1, 0, 0, 0), c(1, 2, 5, 9)),
  infections = survival_case(cgd$tstop, cgd$status, c(30, 180, 365, 439)),
  parts_of_days = survival_case(c(0.5, 1.25, 1.25, 3.75, 10.5), c(1, 1, 0, 0, 1), c(0.25, 1.25, 4))
)

# ---- out -------------------------------------------------------------------------------------------------------------

# Not jsonlite: it stops at 15 digits.
json <- function(x, depth = 0) {
  scalars <- function(v) {
    if (is.character(v)) return(encodeString(v, quote = '"'))
    if (is.logical(v)) return(ifelse(is.na(v), "null", tolower(as.character(v))))
    ifelse(is.na(v), "null", sprintf("%.17g", v))
  }
  if (is.matrix(x)) return(paste0("[", paste(apply(x, 1, function(row) json(I(row))), collapse = ", "), "]"))
  if (is.list(x)) {
    inside <- vapply(x, json, "", depth = depth + 1)
    if (!is.null(names(x))) inside <- paste0(encodeString(names(x), quote = '"'), ": ", inside)
    gap <- if (depth < 2) ",\n" else ", "
    ends <- if (is.null(names(x))) c("[", "]") else c("{", "}")
    line <- if (depth < 2) "\n" else ""
    return(paste0(ends[1], line, paste(inside, collapse = gap), line, ends[2]))
  }
  if (length(x) == 1 && !inherits(x, "AsIs")) return(scalars(x))
  paste0("[", paste(scalars(unclass(x)), collapse = ", "), "]")
}

version_of <- function(package) as.character(packageVersion(package))
about <- list(
  command = "Rscript tests/reference/statistics.R > tests/reference/statistics.json",
  R = paste(R.version$major, R.version$minor, sep = "."),
  survival = version_of("survival"), survey = version_of("survey"), metafor = version_of("metafor"),
  psych = version_of("psych"), vegan = version_of("vegan"), z = Z
)
cat(json(list(
  about = about,
  wilson = wilson_cases, clustered_wilson = clustered_wilson_cases, net_promoter = nps_cases,
  ratio_of_sums = ratio_cases, clustered_mean = clustered_mean_cases, mean_interval = mean_cases, welch_t = welch_cases,
  standardised_mean_change = smcr_cases, hedges_g = smd_cases, bias_correction = correction,
  published_changes = published_changes, published_differences = published_differences,
  cronbach_alpha = alpha_cases, reliable_change_cut = cut_cases, weighted_t_score = gas_cases, evenness = evenness_cases,
  kaplan_meier = kaplan_meier_cases
)), "\n", sep = "")
