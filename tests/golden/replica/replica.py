"""Maps and totals of four small studies by NumPy, from the equations alone: python3 replica.py > replica.csv (NumPy 1.24, SciPy 1.10).

Inputs and trees are the formulas below; tests/SoilBeta.Tests/Studies/Maps/ReplicaTests.cs has the same ones and compares the program's maps and totals
with replica.csv. Everything here is in double; draws alone are rounded to float32, as the program's are. Cells are 10 km on an equal-area grid
(EPSG:3035): 10,000 hectares. Philox4x32-10 is that of Salmon et al. 2011, Sobol's numbers are those of Joe and Kuo 2008, quantiles are of type 7.
"""
import numpy as np
from scipy.stats import norm

ROWS, COLUMNS, SEED, HA = 4, 6, 11, 10_000.0
CELLS = [(r, c) for r in range(ROWS) for c in range(COLUMNS)]
F = np.array([[5 + 7 * ((3 * r + 5 * c) % 13), 10 + 6 * ((2 * r + 7 * c) % 14), 2 + 4 * ((r + c * c) % 11)] for r, c in CELLS], float)
TOP = np.array([30 + 3 * ((5 * r + c) % 9) for r, c in CELLS], float)
ROCK = np.array([15 + 8 * ((6 * r + c) % 14) for r, c in CELLS])
AREA = np.array([0.25 + 0.05 * ((r + 2 * c) % 10) for r, c in CELLS]) * HA
ZONES = {"all": np.full(len(CELLS), True), "side:west": np.array([c < 3 for _, c in CELLS]), "side:east": np.array([c >= 3 for _, c in CELLS])}
TREES = 4


def philox(counter, seed):
    c, k = list(counter), [seed & 0xFFFFFFFF, seed >> 32]
    for _ in range(10):
        a, b = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(b >> 32) ^ c[1] ^ k[0], b & 0xFFFFFFFF, (a >> 32) ^ c[3] ^ k[1], a & 0xFFFFFFFF]
        k = [(k[0] + 0x9E3779B9) & 0xFFFFFFFF, (k[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return c


def monte_carlo(variables, draws):
    u = np.empty((variables, draws))
    for v in range(variables):
        for d in range(draws):
            w = philox([v, 0xFFFFFFFF, d, 0], SEED)
            u[v, d] = ((((w[0] << 32) | w[1]) >> 12) + 0.5) / 2.0**52
    return norm.ppf(u).astype(np.float32).astype(float)


def sobol_directions(dimension):
    if dimension == 0:
        return [1 << (31 - i) for i in range(32)]
    polynomial, m = [(3, [1]), (7, [1, 3]), (11, [1, 3, 1])][dimension - 1]
    s, v = len(m), []
    for i in range(32):
        if i < s:
            v.append(m[i] << (31 - i))
            continue
        x = v[i - s] ^ (v[i - s] >> s)
        for k in range(1, s):
            if (polynomial >> (s - k)) & 1:
                x ^= v[i - k]
        v.append(x)
    return v


def sobol(variables, points, replicates):
    """Owen's scrambling of the first log2(points) bits by the tree of their prefixes; the bits below are random."""
    k = points.bit_length() - 1
    u = np.empty((variables, points * replicates))
    for v in range(variables):
        directions = sobol_directions(v)
        for replicate in range(replicates):
            word = lambda node: philox([node, 0xFFFFFFFF, v, 1 + replicate], SEED)
            for index in range(points):
                x = 0
                for bit in range(k):
                    if (index >> bit) & 1:
                        x ^= directions[bit]
                prefix, scrambled = 1, 0
                for bit in range(31, 31 - k, -1):
                    b = (x >> bit) & 1
                    scrambled = 2 * scrambled + (b ^ (word(prefix)[0] & 1))
                    prefix = 2 * prefix + b
                w = word(prefix)
                below = ((w[0] << 32) | w[1]) >> (12 + k)
                u[v, replicate * points + index] = ((scrambled << (52 - k)) + below + 0.5) / 2.0**52
    return norm.ppf(u).astype(np.float32).astype(float)


def beta(x, refit):
    """Mean of the trees at points [point][feature]: nodes 1 ... 7 of each are splits, 8 ... 15 leaves; node i has the children 2 i and 2 i + 1."""
    total = np.zeros(len(x))
    for t in range(TREES):
        node = np.ones(len(x), int)
        for _ in range(3):
            feature = (node + t + refit) % 3
            step = (3 * node + 5 * t + 7 * refit) % 8
            threshold = np.choose(feature, [8 + 11 * step, 12 + 10 * step, 3 + 5 * step]) + 0.35
            node = 2 * node + (x[np.arange(len(x)), feature] > threshold)
        total += 0.955 + 0.005 * ((5 * node + 3 * t + 2 * refit) % 12)
    return total / TREES


def study(name, z, refits, crossed=False, depth=20, topsoil_sd=0.0, rock=None):
    draws = z.shape[1]
    pairs = [(d, b) for d in range(draws) for b in range(refits)] if crossed else [(d, d % refits) for d in range(draws)]
    betas, parts = np.empty((len(CELLS), len(pairs))), np.empty((len(CELLS), len(pairs), 6))
    for cell, f in enumerate(F):
        x = np.stack([np.clip(f[0] + 0.1 * f[0] * z[0], 0, 100), f[1] + 3 * z[1], f[2] + 0.2 * f[2] * z[2]], axis=1)
        of_refit = [beta(x, b) for b in range(refits)]
        betas[cell] = [of_refit[b][d] for d, b in pairs]
        top = np.full(draws, TOP[cell]) if topsoil_sd == 0 else np.clip(TOP[cell] * (1 + topsoil_sd * z[3]), 0, 2000)
        top = np.array([top[d] for d, _ in pairs])
        p = betas[cell] ** 10
        slices = np.array([p**i for i in range(10)])
        slices = top * slices / slices[: depth // 10].sum(axis=0)  # Equation 3 in steps of 10 cm
        for layer in range(5):
            left = 1.0 if rock is None else np.clip(rock[cell] - 20 * layer, 0, 20) / 20
            parts[cell, :, layer] = (slices[2 * layer] + slices[2 * layer + 1]) * left
        # 20-30 cm; with rock no more than is left of 20-40 cm, and all of it where rock lies at 30 cm or higher.
        parts[cell, :, 5] = slices[2] if rock is None or rock[cell] >= 40 else parts[cell, :, 1] if rock[cell] <= 30 else np.minimum(slices[2], parts[cell, :, 1])
    intervals = {f"{20 * k}-{20 * k + 20}": parts[:, :, k] for k in range(5)}
    intervals["20-100"] = parts[:, :, 1:5].sum(axis=2)
    intervals["0-100"] = parts[:, :, :5].sum(axis=2)
    intervals["0-30"] = parts[:, :, 0] + parts[:, :, 5]
    intervals["30-100"] = intervals["0-100"] - intervals["0-30"]

    def row(what, where, values, low=None, high=None):
        low, high = (np.quantile(values, [0.025, 0.975]) if low is None else (low, high))
        print(f"{name},{what},{where},{values.mean():.9g},{low:.9g},{high:.9g}")

    for what, values in [("beta", betas), ("20-40_SOCD", intervals["20-40"]), ("20-100_SOCD", intervals["20-100"]), ("0-100_SOCD", intervals["0-100"])]:
        for cell in range(len(CELLS)):
            row(what, cell, values[cell])
    for what, values in intervals.items():
        for zone, inside in ZONES.items():
            pg = 1e-9 * AREA[inside, None]
            row(f"common {what}", zone, (values[inside] * pg).sum(axis=0))
            low, high = (np.quantile(values[inside], [0.025, 0.975], axis=1) * pg[:, 0]).sum(axis=1)
            row(f"comonotone {what}", zone, (values[inside] * pg).sum(axis=0), low, high)


print("# tests/golden/replica/replica.py: maps by cell (row by row) and totals in Pg C, of four small studies by NumPy")
print("case,what,where,mean,q025,q975")
study("crossed", monte_carlo(3, 16), 3, crossed=True)
study("cycled", monte_carlo(3, 21), 3)
study("sobol", sobol(3, 32, 2), 1)
study("rock", monte_carlo(4, 40), 1, depth=30, topsoil_sd=0.15, rock=ROCK)
