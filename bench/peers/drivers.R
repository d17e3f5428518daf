# The R side of drivers.sh: importance and partial dependence of randomForest over seeds, and e1071's tuning of mtry, compared with ours.
suppressMessages(library(randomForest))
args <- commandArgs(trailingOnly = TRUE)   # table, folder with ours-1 … ours-S, seeds, trees, tuning table
table <- read.csv(args[1]); folder <- args[2]; seeds <- as.integer(args[3]); trees <- as.integer(args[4])
x <- table[, names(table) != "beta"]; features <- names(x); worst <- 0

ours <- lapply(1:seeds, function(s) read.csv(file.path(folder, paste0("ours-", s), "importance.csv")))
curves <- lapply(1:seeds, function(s) { d <- read.csv(file.path(folder, paste0("ours-", s), "dependence.csv")); d[d$method == "partial", ] })
points <- sum(curves[[1]]$covariate == features[1])
theirs <- list(); partial <- list()
for (s in 1:seeds) {
  set.seed(s)
  fit <- randomForest(x, table$beta, ntree = trees, mtry = 3, nodesize = 5, importance = TRUE)
  theirs[[s]] <- data.frame(raw = importance(fit, type = 1, scale = FALSE)[, 1], scaled = importance(fit, type = 1)[, 1], purity = importance(fit, type = 2)[, 1])
  partial[[s]] <- sapply(features, function(f) do.call(partialPlot, list(fit, x, f, n.pt = points, plot = FALSE))$y)
}

cat(sprintf("%d rows x %d features, %d trees, mtry 3, node size 5, %d seeds each; %s, randomForest %s\n", nrow(x), ncol(x), trees, seeds, R.version.string, packageVersion("randomForest")))
column <- c(raw = "permutation", scaled = "permutation_scaled", purity = "purity")
for (what in names(column)) {
  r <- sapply(theirs, function(t) t[[what]]); o <- sapply(ours, function(t) t[[column[[what]]]])
  # Two neighbours whose means lie within a seed's spread may change places; a pair farther apart than three of them may not.
  spread <- pmax(apply(r, 1, sd), apply(o, 1, sd)); mr <- rowMeans(r); mo <- rowMeans(o); swaps <- 0
  for (i in seq_along(features)) for (j in seq_along(features)) if (mr[i] > mr[j] + 3 * max(spread[i], spread[j]) && mo[i] <= mo[j]) swaps <- swaps + 1
  cat(sprintf("importance %-7s ranks randomForest %s | ours %s | pairs out of order beyond the spread: %d; largest relative difference %.1f %%\n", what,
              paste(rank(-mr), collapse = " "), paste(rank(-mo), collapse = " "), swaps, 100 * max(abs(mo - mr) / max(abs(mr)))))
  worst <- max(worst, swaps)
}
for (f in features) {
  r <- sapply(partial, function(p) p[, f]); o <- sapply(curves, function(cu) cu$effect[cu$covariate == f])
  spread <- sqrt(mean(c(apply(r, 1, var), apply(o, 1, var)))); difference <- max(abs(rowMeans(r) - rowMeans(o)))
  cat(sprintf("dependence %-5s largest difference of mean curves %.2e, spread from seed to seed %.2e: %.2f of it\n", f, difference, spread, difference / spread))
  worst <- max(worst, if (difference > 3 * spread) 1 else 0)
}

if (length(args) > 4) {
  suppressMessages(library(e1071))
  part <- read.csv(args[5]); set.seed(1)
  tuned <- tune(randomForest, beta ~ ., data = part, ranges = list(mtry = 1:ncol(x)), ntree = trees, nodesize = 5, tunecontrol = tune.control(sampling = "bootstrap", nboot = 10))
  surface <- read.csv(file.path(folder, "tuned", "tuning.csv"))
  surface$e1071_mse <- tuned$performances$error[match(surface$mtry, tuned$performances$mtry)]
  cat(sprintf("tuning on %d rows, 10 bootstrap samples; e1071 %s\n", nrow(part), packageVersion("e1071")))
  print(surface, row.names = FALSE)
  choice <- tuned$best.parameters$mtry; least <- min(surface$bootstrap_mse); there <- surface$bootstrap_mse[surface$mtry == choice]
  cat(sprintf("e1071 chooses mtry %d; our error there is %.2f %% above our least (mtry %d); at most 2 %%\n", choice, 100 * (there / least - 1), surface$mtry[which.min(surface$bootstrap_mse)]))
  worst <- max(worst, if (there > 1.02 * least) 1 else 0)
}
cat(if (worst == 0) "agrees\n" else "DIFFERS\n")
if (worst > 0) quit(status = 1)
