# Makes the reference values of tests/golden/{games_howell,mixed_data,mixed_fits}.csv.
# Needs R with lme4 (apt: r-cran-lme4). Usage: Rscript bench/peers/statistics.R FOLDER-OF-ANOVA_DATA OUTPUT-FOLDER
suppressMessages(library(lme4))
args <- commandArgs(trailingOnly = TRUE)
origin <- sprintf("# R %s, lme4 %s: bench/peers/statistics.R", getRversion(), packageVersion("lme4"))
save <- function(table, name, what) {
  path <- file.path(args[2], name)
  writeLines(paste0(origin, "; ", what), path)
  for (column in names(table)) if (is.numeric(table[[column]])) table[[column]] <- sprintf("%.15g", table[[column]])
  suppressWarnings(write.table(table, path, append = TRUE, sep = ",", quote = FALSE, row.names = FALSE))
}

data <- read.csv(file.path(args[1], "anova_data.csv"), comment.char = "#")
rows <- list()
for (case in unique(data$case)) {
  part <- split(data$beta[data$case == case], data$group[data$case == case])
  for (pair in combn(names(part), 2, simplify = FALSE)) {
    a <- part[[pair[1]]]; b <- part[[pair[2]]]
    va <- var(a) / length(a); vb <- var(b) / length(b)
    df <- (va + vb)^2 / (va^2 / (length(a) - 1) + vb^2 / (length(b) - 1))
    q <- abs(mean(a) - mean(b)) / sqrt((va + vb) / 2)
    rows[[length(rows) + 1]] <- data.frame(case, a = pair[1], b = pair[2], df, q, p = ptukey(q, length(part), df, lower.tail = FALSE))
  }
}
save(do.call(rbind, rows), "games_howell.csv", "Welch degrees of freedom, ptukey")

set.seed(11)
make <- function(case, groups, site_sd, n) {
  group <- sample(sprintf("g%02d", 1:groups), n, replace = TRUE, prob = (1:groups)^1.5)
  u <- setNames(rnorm(groups, 0, site_sd), sprintf("g%02d", 1:groups))
  mat <- rnorm(n, 18, 5); map <- 900 + 40 * mat + rnorm(n, 0, 300); clay <- runif(n, 5, 60)
  data.frame(case, group, mat = round(mat, 3), map = round(map, 1), clay = round(clay, 2),
             beta = round(0.97 + 4e-4 * (mat - 18) - 3e-6 * (map - 1600) + 5e-5 * clay + u[group] + rnorm(n, 0, 0.006), 8))
}
data <- rbind(make("sites", 40, 0.004, 400), make("ecosystems", 3, 0.003, 150), make("weak", 25, 0.0004, 120))
rownames(data) <- NULL
save(data, "mixed_data.csv", "seeded, columns as a study's")
control <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhobeg = 0.2, rhoend = 1e-12, maxfun = 1e5), calc.derivs = FALSE, check.conv.singular = "ignore")
fits <- list()
for (case in unique(data$case)) for (reml in c(TRUE, FALSE)) {
  part <- data[data$case == case, ]
  fit <- lmer(beta ~ mat + map + clay + (1 | group), part, REML = reml, control = control)
  values <- c(setNames(fixef(fit), paste0("effect:", names(fixef(fit)))), setNames(sqrt(diag(as.matrix(vcov(fit)))), paste0("error:", names(fixef(fit)))),
              group_variance = as.numeric(VarCorr(fit)$group), residual_variance = sigma(fit)^2, log_likelihood = as.numeric(logLik(fit)),
              setNames(ranef(fit)$group[, 1], paste0("blup:", rownames(ranef(fit)$group))))
  fits[[length(fits) + 1]] <- data.frame(case, reml, what = names(values), value = unname(values))
}
fits <- do.call(rbind, fits)
save(fits, "mixed_fits.csv", "lmer(beta ~ mat + map + clay + (1 | group)), bobyqa to 1e-12")
