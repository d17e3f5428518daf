"""The scikit-learn side of montecarlo.sh: train FOLDER SEED THREADS REPEAT, or run FOLDER SEED THREADS DRAWS REPEAT."""
import pickle
import sys
import time

import numpy
from sklearn.ensemble import RandomForestRegressor

mode, folder, seed, threads = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
model = f"{folder}/scikit-learn-{seed}.pickle"
if mode == "train":
    table = numpy.loadtxt(f"{folder}/table.csv", delimiter=",", skiprows=1)
    # scikit-learn counts distinct rows of a node, R counts copies too: splitting nodes of 4 is R's node size of 5 here.
    forest = RandomForestRegressor(500, max_features=3, min_samples_split=4, n_jobs=threads, random_state=int(seed))
    began = time.perf_counter()
    forest.fit(table[:, :-1], table[:, -1])
    print(f"scikit-learn,{sys.argv[5]},{time.perf_counter() - began:.4f}")
    with open(model, "wb") as file:
        pickle.dump(forest, file)
else:
    draws, repeat = int(sys.argv[5]), sys.argv[6]
    with open(model, "rb") as file:
        forest = pickle.load(file)
    forest.n_jobs = threads
    cells = numpy.loadtxt(f"{folder}/peers.csv", delimiter=",", skiprows=1)
    covariates, topsoil = cells[:, :-1].astype(numpy.float32), cells[:, -1]
    features = covariates.shape[1]
    z = numpy.fromfile(f"{folder}/z.bin", dtype="<f4").reshape(features, draws).T  # [draw, feature]
    out = numpy.empty((len(cells), 6))
    began = time.perf_counter()
    at_once = 64
    factor = 1 + numpy.float32(0.1) * z  # x' = x + 0.1 |x| z, and no covariate here is negative
    for first in range(0, len(cells), at_once):
        some = slice(first, min(len(cells), first + at_once))
        x = (covariates[some, None, :] * factor[None, :, :]).reshape(-1, features)
        beta = forest.predict(x).reshape(-1, draws)
        q = beta**20
        carbon = topsoil[some, None] * (q + q**2 + q**3 + q**4)
        for column, values in ((0, beta), (3, carbon)):
            out[some, column] = values.mean(axis=1)
            out[some, column + 1 : column + 3] = numpy.quantile(values, [0.025, 0.975], axis=1).T
    seconds = time.perf_counter() - began
    numpy.savetxt(f"{folder}/out-scikit-learn-{seed}.csv", out, delimiter=",", header="mean,lower,upper,c_mean,c_lower,c_upper", comments="")
    print(f"scikit-learn,{repeat},{len(cells) * draws * 500},{seconds:.4f}")
