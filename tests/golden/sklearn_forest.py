# Writes sklearn_forest.json: a small scikit-learn forest as its tree_ arrays, with points and what scikit-learn predicts there. Run: python3 sklearn_forest.py > sklearn_forest.json
import json

import numpy as np
import sklearn
from sklearn.ensemble import RandomForestRegressor

rng = np.random.default_rng(7)
x = rng.uniform(-3, 30, (80, 3)).astype(np.float32)
y = 0.96 + 0.001 * x[:, 0] - 0.0004 * np.maximum(x[:, 1], 10) + 0.002 * rng.standard_normal(80)
forest = RandomForestRegressor(n_estimators=6, max_features=2, min_samples_split=6, random_state=3).fit(x, y)
points = rng.uniform(-3, 30, (40, 3)).astype(np.float32)
out = {
    "origin": f"scikit-learn {sklearn.__version__}, RandomForestRegressor; made by sklearn_forest.py beside this file",
    "points": points.astype(float).tolist(),
    "predictions": forest.predict(points).tolist(),
    "trees": [
        {
            "feature": t.tree_.feature.tolist(),
            "threshold": t.tree_.threshold.tolist(),
            "left": t.tree_.children_left.tolist(),
            "right": t.tree_.children_right.tolist(),
            "value": t.tree_.value.tolist(),
            "n_node_samples": t.tree_.n_node_samples.tolist(),
        }
        for t in forest.estimators_
    ],
    "features": ["MAT", "Clay", "pH"],
}
print(json.dumps(out).replace('"points"', '\n"points"').replace('{"feature"', '\n{"feature"'))
