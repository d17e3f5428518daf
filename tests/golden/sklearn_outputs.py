# Writes sklearn_outputs.json: a small scikit-learn forest of five outputs as its tree_ arrays, with points and what scikit-learn predicts there. Run: python3 sklearn_outputs.py > sklearn_outputs.json
import json

import numpy as np
import sklearn
from sklearn.ensemble import RandomForestRegressor

rng = np.random.default_rng(11)
x = rng.uniform(-3, 30, (70, 3)).astype(np.float32)
top = 40 - 0.8 * x[:, 0] + 6 * (x[:, 1] > 12)
y = np.stack([top * 0.7**k + (3 - 0.4 * k) * rng.standard_normal(70) for k in range(5)], axis=1)
forest = RandomForestRegressor(n_estimators=5, max_features=2, min_samples_split=8, random_state=4).fit(x, y / y.std(axis=0))
points = rng.uniform(-3, 30, (25, 3)).astype(np.float32)
out = {
    "origin": f"scikit-learn {sklearn.__version__}, RandomForestRegressor on outputs divided by their standard deviation; made by sklearn_outputs.py beside this file",
    "points": points.astype(float).tolist(),
    "predictions": forest.predict(points).tolist(),
    "trees": [
        {
            "feature": t.tree_.feature.tolist(),
            "threshold": t.tree_.threshold.tolist(),
            "children_left": t.tree_.children_left.tolist(),
            "children_right": t.tree_.children_right.tolist(),
            "value": t.tree_.value.tolist(),
        }
        for t in forest.estimators_
    ],
    "features": ["MAT", "Clay", "pH"],
}
print(json.dumps(out).replace('"points"', '\n"points"').replace('{"feature"', '\n{"feature"'))
