"""Out-of-bag R2 of each layer: scikit-learn's forest of five outputs on the table of bench/peers/outputs.sh, next to ours. Exit code 1 when one differs by more than 0.01."""
import sys
import time

import numpy as np
import sklearn
from sklearn.ensemble import RandomForestRegressor

MOST = 0.01  # difference of R2; the spread between seeds is a tenth of it
folder = sys.argv[1]
header = open(f"{folder}/table.csv").readline().strip().split(",")
table = np.loadtxt(f"{folder}/table.csv", delimiter=",", skiprows=1)
ours = np.atleast_2d(np.loadtxt(f"{folder}/ours.csv", delimiter=",", skiprows=1))
x, y = table[:, :9].astype(np.float32), table[:, 9:]
y = y / y.std(axis=0)
theirs = []
for seed in ours[:, 0].astype(int):
    clock = time.perf_counter()
    # scikit-learn counts distinct rows: min_samples_split=4 is R's nodesize=5.
    forest = RandomForestRegressor(500, max_features=3, min_samples_split=4, bootstrap=True, oob_score=True, random_state=seed, n_jobs=-1).fit(x, y)
    seconds = time.perf_counter() - clock
    error = ((y - forest.oob_prediction_) ** 2).sum(axis=0) / ((y - y.mean(axis=0)) ** 2).sum(axis=0)
    theirs.append([seed, seconds, *(1 - error)])
theirs = np.array(theirs)
print(f"{len(x):,} rows x 9 features, five outputs, 500 trees, mtry 3, node size 5; scikit-learn {sklearn.__version__}; means of {len(ours)} seeds")
print(f"{'output':10}{'SoilBeta':>10}{'sklearn':>10}{'difference':>12}{'spread':>9}")
for i, name in enumerate(header[9:]):
    a, b = ours[:, 2 + i], theirs[:, 2 + i]
    print(f"{name:10}{a.mean():10.4f}{b.mean():10.4f}{a.mean() - b.mean():12.4f}{max(np.ptp(a), np.ptp(b)):9.4f}")
print(f"seconds   {np.median(ours[:, 1]):10.2f}{np.median(theirs[:, 1]):10.2f}")
sys.exit(int(np.abs(ours[:, 2:].mean(axis=0) - theirs[:, 2:].mean(axis=0)).max() > MOST))
