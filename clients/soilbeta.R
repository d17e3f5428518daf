# SoilBeta.Gpu from R: run a study, read its maps, totals and profiles. Copy this file and source() it.
#
#   source("soilbeta.R")
#   results <- soilbeta_run("study.yml", "results", device = "cpu", draws = 100)
#   soilbeta_totals(results)                               # data.frame
#   carbon <- soilbeta_map(results, "ALL", "20-100_SOCD")  # terra::SpatRaster, one layer a band
#   terra::plot(carbon[["mean"]])
#
# Needs terra for maps. The program is found as `soilbeta` on the PATH, or by the environment variable SOILBETA:
# its path, or that of run.sh in a checkout.

# Runs a verb and returns the lines that it writes to standard output. An option keep_tiles = "1GB" becomes
# --keep-tiles 1GB; TRUE gives an option without a value.
soilbeta_command <- function(verb, ..., options = list()) {
  words <- c(verb, as.character(c(...)))
  for (name in names(options)) {
    value <- options[[name]]
    if (is.null(value) || identical(value, FALSE)) next
    words <- c(words, paste0("--", gsub("_", "-", name, fixed = TRUE)))
    if (!identical(value, TRUE)) words <- c(words, paste(format(value, scientific = FALSE, trim = TRUE, digits = 15), collapse = ","))
  }
  program <- Sys.getenv("SOILBETA", "soilbeta")
  said <- tempfile()
  on.exit(unlink(said))
  lines <- suppressWarnings(system2(program, shQuote(words), stdout = TRUE, stderr = said))
  code <- attr(lines, "status")
  if (!is.null(code) && code != 0) stop(paste(readLines(said, warn = FALSE), collapse = "\n"), call. = FALSE)
  lines
}

# Runs every step of a study into the folder `output`, skipping what is current. Options as of `soilbeta run`.
soilbeta_run <- function(study, output, ...) {
  soilbeta_command("run", study, options = c(list(output = output, quiet = TRUE), list(...)))
  invisible(output)
}

# Layers with intervals at the places of a table with the columns lon and lat: a data.frame.
# `folder` names the study's results; other options as of `soilbeta predict`.
soilbeta_predict <- function(study, places, ...) {
  lines <- soilbeta_command("predict", options = c(list(study = study, at = places), list(...)))
  utils::read.csv(text = lines, check.names = FALSE)
}

# Areas (Mha), stocks (Pg C) and their intervals by ecosystem, layer and zone: a data.frame.
soilbeta_totals <- function(results) .soilbeta_table(results, "totals.csv")

# The profiles that were used, with beta and layers: a data.frame.
soilbeta_profiles <- function(results) .soilbeta_table(results, "profiles.csv")

# Names of the maps: ALL_20-100_SOCD, CL_beta ...
soilbeta_maps <- function(results) sort(sub("\\.tif$", "", list.files(file.path(results, "maps"), pattern = "\\.tif$")))

# A map as a terra::SpatRaster; its layers are named by band: mean, q2.5, q97.5, U ...
soilbeta_map <- function(results, ecosystem, product) {
  name <- paste0(ecosystem, "_", product)
  path <- file.path(results, "maps", paste0(name, ".tif"))
  if (!file.exists(path)) stop("there is no map ", name, "; there are: ", paste(soilbeta_maps(results), collapse = ", "), call. = FALSE)
  terra::rast(path)
}

# An ecosystem may be called NA.
.soilbeta_table <- function(results, name) utils::read.csv(file.path(results, name), na.strings = "", check.names = FALSE)
