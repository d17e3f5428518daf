# Compares quantile forests on one table: our quantiles (a file for each seed) and ranger's (quantreg), at the same places. Used by quantiles.sh.
args <- commandArgs(trailingOnly = TRUE)
train <- read.csv(file.path(args[1], "train.csv")); test <- read.csv(file.path(args[1], "test.csv")); seeds <- as.integer(args[2])
x <- names(train) != "beta"
ours <- lapply(1:seeds, function(s) as.matrix(read.csv(file.path(args[1], paste0("ours-", s, ".csv")))))
ranger <- lapply(1:seeds, function(s) {
  fit <- ranger::ranger(x = train[, x], y = train$beta, num.trees = 500, mtry = 3, min.node.size = 5, quantreg = TRUE, seed = s, num.threads = 2)
  predict(fit, test[, x], type = "quantiles", quantiles = c(0.05, 0.5, 0.95))$predictions
})
rms <- function(a, b, q) sqrt(mean((a[, q] - b[, q])^2))
pairs <- combn(seeds, 2)
cat(sprintf("%-8s %14s %14s %14s %14s\n", "level", "ours-ranger", "ranger-ranger", "ours-ours", "mean difference"))
ok <- TRUE
for (q in 1:3) {
  between <- mean(sapply(1:seeds, function(s) rms(ours[[s]], ranger[[s]], q)))
  distances <- apply(pairs, 2, function(p) rms(ranger[[p[1]]], ranger[[p[2]]], q)); within <- mean(distances)
  own <- mean(apply(pairs, 2, function(p) rms(ours[[p[1]]], ours[[p[2]]], q)))
  cat(sprintf("%-8s %14.6f %14.6f %14.6f %14.6f\n", c("0.05", "0.5", "0.95")[q], between, within, own, mean(Reduce(`+`, ours)[, q] - Reduce(`+`, ranger)[, q]) / seeds))
  ok <- ok && between <= max(distances)
}
cover <- function(m) mean(test$beta >= m[, 1] & test$beta <= m[, 3])
cat(sprintf("share of the %d places inside 0.05-0.95: ours %.3f, ranger %.3f\n", nrow(test), mean(sapply(ours, cover)), mean(sapply(ranger, cover))))
cat(if (ok) "agrees: ours and ranger are no farther apart than two seeds of ranger\n" else "DIFFERS by more than any two seeds of ranger\n")
if (!ok) quit(status = 1)
