# One fit, or the report, of oob.sh: a line "program,repeat,r2,seconds"; seconds of training alone, as the programs' users see them.
args <- commandArgs(trailingOnly = TRUE)
line <- function(program, r2, seconds) cat(sprintf("%s,%s,%.6f,%.4f\n", program, args[3], r2, seconds))
if (args[1] == "json") {
  text <- paste(readLines(args[2], warn = FALSE), collapse = " ")
  number <- function(key) as.numeric(sub(paste0('.*"', key, '": *([-0-9.eE+]+).*'), "\\1", text))
  line("soilbeta", number("rSquared"), number("seconds"))
} else if (args[1] == "ranger") {
  table <- read.csv(args[2])
  x <- table[, names(table) != "beta"]
  seconds <- system.time(fit <- ranger::ranger(x = x, y = table$beta, num.trees = 500, mtry = 3, min.node.size = 5, seed = as.integer(args[3]), num.threads = as.integer(args[4])))[["elapsed"]]
  line("ranger", 1 - sum((table$beta - fit$predictions)^2) / sum((table$beta - mean(table$beta))^2), seconds)
} else if (args[1] == "randomForest") {
  table <- read.csv(args[2])
  x <- table[, names(table) != "beta"]
  set.seed(as.integer(args[3]))
  seconds <- system.time(fit <- randomForest::randomForest(x = x, y = table$beta, ntree = 500, mtry = 3, nodesize = 5))[["elapsed"]]
  line("randomForest", 1 - sum((table$beta - fit$predicted)^2) / sum((table$beta - mean(table$beta))^2), seconds)
} else {
  d <- read.csv(args[2])
  ours <- d[d$program == "soilbeta", ]
  cat(sprintf("%-14s %4s %9s %11s %9s %9s %9s %7s\n", "", "runs", "oob R2", "less ours", "median s", "min s", "max s", "ratio"))
  worst <- 0
  for (program in unique(d$program)) {
    p <- d[d$program == program, ]
    difference <- mean(p$r2) - mean(ours$r2)
    worst <- max(worst, abs(difference))
    cat(sprintf("%-14s %4d %9.4f %+11.4f %9.3f %9.3f %9.3f %7.2f\n", program, nrow(p), mean(p$r2), difference, median(p$seconds), min(p$seconds), max(p$seconds), median(p$seconds) / median(ours$seconds)))
  }
  cat(sprintf("largest difference of out-of-bag R2: %.4f (must be at most 0.004): %s\n", worst, if (worst <= 0.004) "agrees" else "DIFFERS"))
  if (worst > 0.004) quit(status = 1)
}
