# The R side and the report of montecarlo.sh. Modes: train PROGRAM FOLDER SEED THREADS REPEAT; run PROGRAM FOLDER SEED THREADS DRAWS REPEAT; report FOLDER.
args <- commandArgs(trailingOnly = TRUE)
mode <- args[1]; program <- args[2]
if (mode == "train") {
  folder <- args[3]; seed <- as.integer(args[4]); threads <- as.integer(args[5])
  table <- read.csv(file.path(folder, "table.csv")); x <- table[, names(table) != "beta"]
  suppressMessages(library(program, character.only = TRUE))
  began <- proc.time()[["elapsed"]]
  if (program == "ranger") {
    fit <- ranger::ranger(x = x, y = table$beta, num.trees = 500, mtry = 3, min.node.size = 5, seed = seed, num.threads = threads)
  } else {
    set.seed(seed)
    fit <- randomForest::randomForest(x = x, y = table$beta, ntree = 500, mtry = 3, nodesize = 5)
  }
  cat(sprintf("%s,%s,%.4f\n", program, args[6], proc.time()[["elapsed"]] - began))
  saveRDS(fit, file.path(folder, paste0(program, "-", seed, ".rds")), compress = FALSE)
} else if (mode == "run") {
  folder <- args[3]; seed <- args[4]; threads <- as.integer(args[5]); draws <- as.integer(args[6])
  fit <- readRDS(file.path(folder, paste0(program, "-", seed, ".rds")))
  cells <- as.matrix(read.csv(file.path(folder, "peers.csv")))
  features <- ncol(cells) - 1
  z <- matrix(readBin(file.path(folder, "z.bin"), "numeric", features * draws, size = 4, endian = "little"), nrow = draws)   # [draw, feature]
  suppressMessages(library(program, character.only = TRUE))
  at.once <- 32                                                  # cells a call: 32,000 rows, beyond which neither gets faster
  out <- matrix(0, nrow(cells), 6)
  seconds <- system.time({
    for (first in seq(1, nrow(cells), at.once)) {
      some <- first:min(nrow(cells), first + at.once - 1)
      # Draw by draw the same factor 1 + 0.1 z for every cell: x' = x + 0.1 |x| z, and no covariate here is negative.
      x <- do.call(rbind, lapply(some, function(cell) sweep(1 + 0.1 * z, 2, cells[cell, 1:features], `*`)))
      colnames(x) <- colnames(cells)[1:features]
      beta <- if (program == "ranger") predict(fit, x, num.threads = threads)$predictions else predict(fit, x)
      beta <- matrix(beta, nrow = draws)                         # [draw, cell]
      q <- beta^20
      carbon <- sweep(q + q^2 + q^3 + q^4, 2, cells[some, "X20"], `*`)
      out[some, ] <- cbind(colMeans(beta), t(apply(beta, 2, quantile, c(0.025, 0.975))), colMeans(carbon), t(apply(carbon, 2, quantile, c(0.025, 0.975))))
    }
  })[["elapsed"]]
  write.csv(as.data.frame(out), file.path(folder, paste0("out-", program, "-", seed, ".csv")), row.names = FALSE)
  cat(sprintf("%s,%s,%.0f,%.4f\n", program, args[7], nrow(cells) * draws * 500, seconds))
} else {
  folder <- program
  d <- read.csv(file.path(folder, "results.csv")); d$rate <- d$evaluations / d$seconds / 1e6
  peers <- setdiff(unique(d$program), c("soilbeta", "soilbeta-peers-cells"))
  ours <- median(d$rate[d$program == "soilbeta"])
  label <- function(p) switch(p, "soilbeta-peers-cells" = "soilbeta, peers' cells", p)
  cat(sprintf("%-24s %5s %12s %10s %10s %10s %10s %10s\n", "", "runs", "evaluations", "median s", "M/s", "lowest", "highest", "ours is"))
  for (p in unique(d$program)) {
    r <- d[d$program == p, ]
    cat(sprintf("%-24s %5d %12.3g %10.2f %10.1f %10.1f %10.1f %9.0fx\n", label(p), nrow(r), median(r$evaluations), median(r$seconds), median(r$rate), min(r$rate), max(r$rate), ours / median(r$rate)))
  }
  t <- read.csv(file.path(folder, "training.csv"))
  cat(sprintf("\nTraining, 6,000 x 9, 500 trees\n%-24s %5s %12s %10s %10s %10s %10s %10s\n", "", "runs", "", "median s", "", "least", "most", "ours is"))
  for (p in unique(t$program)) {
    r <- t$seconds[t$program == p]
    cat(sprintf("%-24s %5d %12s %10.2f %10s %10.2f %10.2f %8.1fx\n", p, length(r), "", median(r), "", min(r), max(r), median(r) / median(t$seconds[t$program == "soilbeta"])))
  }
  # Do all do the same work? Per cell: mean, 2.5 and 97.5 % quantile of beta and of the carbon of 20-100 cm. Two forests (seeds 1, 2) of each program.
  # Distance: root mean square over the cells, in units of the mean width of our intervals.
  read <- function(p, s) as.matrix(read.csv(file.path(folder, paste0("out-", p, "-", s, ".csv"))))
  out <- lapply(c("soilbeta", peers), function(p) list(read(p, 1), read(p, 2))); names(out) <- c("soilbeta", peers)
  width <- c(rep(mean(out$soilbeta[[1]][, 3] - out$soilbeta[[1]][, 2]), 3), rep(mean(out$soilbeta[[1]][, 6] - out$soilbeta[[1]][, 5]), 3))
  rms <- function(a, b) sqrt(colMeans((a - b)^2)) / width * 100
  name <- c("mean", "q2.5", "q97.5", "carbon", "q2.5", "q97.5")
  cat(sprintf("\nDistances in %% of the interval's mean width, %d cells\n%-40s %s\n", nrow(out$soilbeta[[1]]), "", paste(sprintf("%7s", name), collapse = " ")))
  row <- function(text, v) cat(sprintf("%-40s %s\n", text, paste(sprintf("%7.2f", v), collapse = " ")))
  worst <- 0; own <- rms(out$soilbeta[[1]], out$soilbeta[[2]])
  row("soilbeta, seed to seed", own)
  for (p in peers) {
    within <- rms(out[[p]][[1]], out[[p]][[2]])
    between <- sqrt(Reduce(`+`, lapply(1:2, function(i) Reduce(`+`, lapply(1:2, function(j) rms(out[[p]][[i]], out$soilbeta[[j]])^2)))) / 4)
    row(paste0(p, ", seed to seed"), within)
    row(paste0(p, " to soilbeta"), between)
    worst <- max(worst, between / pmax(within, own))
  }
  limit <- 2
  cat(sprintf("largest distance to ours over the larger of the two seed-to-seed distances: %.2f (at most %g): %s\n", worst, limit, if (worst <= limit) "all do the same work" else "DIFFERS"))
  if (worst > limit) quit(status = 1)
}
