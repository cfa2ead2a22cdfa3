"""Trains the tagger on the files that matrix.ts writes: model.py lexicon|forest|gate CACHE

lexicon  logistic regression over hashed words. Scores of all lines are out of fold.
forest   boosted trees over the features, which hold those scores: one model a fold and one of all pages.
gate     logistic regression over a few features of a whole text: whether it is the dump of a page.
Deterministic: fixed seeds, one thread a model.
"""
import json, os, struct, sys
from multiprocessing import get_context

import numpy as np

DUMPS = ["bs4", "inscriptis", "html2text"]
MAIN = ["trafilatura", "readability", "newspaper", "goose3", "justext"]
SETS = DUMPS + MAIN + ["clean"]
# Renderings that the lexicon learns from: the others have the same words.
LEXICON_SETS = ["bs4", "inscriptis", "trafilatura", "clean"]
FOLDS = 5
# One of each fold's absence, and one of all pages.
MODELS = [-1, 0, 1, 2, 3, 4]
BITS = 18
NODES = 64
LEAF_STEPS = 2048
TREES = 120
CACHE = sys.argv[2]


def path(name):
    return os.path.join(CACHE, name)


class Set:
    def __init__(self, name):
        docs = json.load(open(path(name + ".docs.json")))
        self.name = name
        self.ids = [doc["id"] for doc in docs]
        self.n = np.array([doc["lines"] for doc in docs])
        self.at = np.concatenate([[0], np.cumsum(self.n)])
        self.doc = np.repeat(np.arange(len(docs)), self.n)
        # The fixture is for the model of all pages.
        self.fold = np.array([-1 if name == "fixture" else doc["fold"] for doc in docs])[self.doc]
        self.size = int(self.at[-1])
        y = np.fromfile(path(name + ".labels"), np.uint8).astype(np.float32)
        self.y = np.where(y == 2, 0.5, y)
        self.words = np.fromfile(path(name + ".sizes"), np.uint16).astype(np.float32)

    def per_document(self, weights, power):
        """Weights of which long documents have less."""
        return (weights / np.bincount(self.doc, weights, minlength=len(self.n))[self.doc] ** power).astype(np.float32)


# --- lexicon


def hashed(part):
    import scipy.sparse as sparse

    hashes = np.fromfile(path(part.name + ".hashes"), np.uint32)
    lengths = np.fromfile(path(part.name + ".lengths"), np.uint16)
    ends = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
    values = np.repeat(1 / np.sqrt(lengths.astype(np.float32)), lengths)
    return sparse.csr_matrix((values, (hashes >> (32 - BITS)).astype(np.int32), ends), shape=(part.size, 1 << BITS))


def regress(x, y, weights, iterations):
    from scipy.optimize import minimize

    across = x.T.tocsr()

    def loss(theta):
        z = x @ theta[:-1] + theta[-1]
        rest = (weights * (1 / (1 + np.exp(-z)) - y)).astype(np.float32)
        value = (weights * (np.logaddexp(0, z) - y * z)).sum() + 0.5 * (theta[:-1] @ theta[:-1])
        return float(value), np.append(across @ rest + theta[:-1], rest.sum()).astype(np.float64)

    start = np.zeros(x.shape[1] + 1)
    return minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": iterations, "maxcor": 6}).x


def quantised(theta):
    weights = theta[:-1]
    unit = np.quantile(np.abs(weights[weights != 0]), 0.9999) / 127
    table = np.clip(np.round(weights / unit), -127, 127).astype(np.int8)
    return table, np.float32(unit), np.float32(theta[-1])


def fit_lexicon(fold):
    x, y, weights, folds = _lexicon
    keep = np.where(folds != fold)[0]
    return quantised(regress(x[keep], y[keep], weights[keep], 60))


def lexicon():
    import scipy.sparse as sparse

    global _lexicon
    parts = [Set(name) for name in LEXICON_SETS]
    weights = [
        part.per_document(np.sqrt(np.minimum(part.words, 100) + 0.5), 0.5) * (0.9 if part.name == "clean" else 3)
        for part in parts
    ]
    _lexicon = (
        sparse.vstack([hashed(part) for part in parts], format="csr"),
        np.concatenate([part.y for part in parts]),
        np.concatenate(weights),
        np.concatenate([part.fold for part in parts]),
    )
    with get_context("fork").Pool(2) as pool:
        for fold, (table, unit, bias) in zip(MODELS, pool.map(fit_lexicon, MODELS, chunksize=1)):
            np.savez(path(f"lexicon{fold}.npz"), table=table, unit=unit, bias=bias)
    save_scores()


def save_scores():
    """As the runtime has them: sums of integers, the rest in double precision."""
    models = {fold: np.load(path(f"lexicon{fold}.npz")) for fold in MODELS}
    for name in SETS + ["fixture"]:
        part = Set(name)
        hashes = np.fromfile(path(name + ".hashes"), np.uint32) >> (32 - BITS)
        lengths = np.fromfile(path(name + ".lengths"), np.uint16).astype(np.int64)
        starts = np.concatenate([[0], np.cumsum(lengths)])
        scores = np.zeros(part.size, np.float32)
        for fold, model in models.items():
            sums = np.concatenate([[0], np.cumsum(model["table"].astype(np.int64)[hashes])])
            sums = (sums[starts[1:]] - sums[starts[:-1]]) * float(model["unit"]) / np.sqrt(lengths)
            scores[part.fold == fold] = (float(model["bias"]) + sums)[part.fold == fold]
        scores.tofile(path(name + ".words"))


# --- forest


def rows_of(part):
    return np.fromfile(path(part.name + ".rows"), np.uint8).reshape(part.size, -1)


def pick(parts, seed, dumps=2, main=1):
    """For each page some renderings; of long texts a sample of lines, which then weigh more."""
    rng = np.random.RandomState(seed)
    pages = len(parts["bs4"].n)
    chosen = {}
    for group, count in ((DUMPS, dumps), (MAIN, main)):
        order = np.argsort(rng.rand(pages, len(group)), 1)[:, :count]
        for place, name in enumerate(group):
            chosen[name] = (order == place).any(1)[parts[name].doc]
    result = {}
    for name, part in parts.items():
        share = np.minimum(1, (500 / np.maximum(1, part.n)) ** 0.6)[part.doc]
        keep = chosen.get(name, np.ones(part.size, bool)) & (rng.rand(part.size) < share)
        weights = part.per_document(np.sqrt(np.minimum(part.words, 100) + 0.5), 0.75) / share
        result[name] = keep, weights * (0.3 if name == "clean" else 0.5 if name in MAIN else 1)
    return result


PARAMS = dict(
    objective="cross_entropy", num_leaves=31, max_depth=6, learning_rate=0.12, min_data_in_leaf=150, feature_fraction=0.4,
    extra_trees=True, bagging_fraction=0.8, bagging_freq=1, lambda_l2=5, max_bin=63, num_threads=1,
    deterministic=True, force_row_wise=True, seed=1, verbose=-1,
)


def fit_forest(fold):
    import lightgbm

    parts, rows, chosen = _forest
    x, y, weights = [], [], []
    for name, part in parts.items():
        keep, w = chosen[name]
        keep = keep & (part.fold != fold)
        x.append(rows[name][keep])
        y.append(part.y[keep])
        weights.append(w[keep])
    x, y, weights = map(np.concatenate, (x, y, weights))
    data = lightgbm.Dataset(x, y, weight=weights / weights.mean(), params={"max_bin": PARAMS["max_bin"]})
    return lightgbm.train(PARAMS, data, TREES).model_to_string()


def packed(text):
    """Trees as the runtime reads them: depth, inner nodes, values of the leaves, which are numbered behind the nodes."""
    import lightgbm

    trees = []
    for info in lightgbm.Booster(model_str=text).dump_model()["tree_info"]:
        inner, nodes, leaves = info["num_leaves"] - 1, [], []

        def number(node):
            if "leaf_value" in node:
                leaves.append(int(np.clip(round(node["leaf_value"] * LEAF_STEPS), -32767, 32767)))
                return inner + len(leaves) - 1, 0
            place = len(nodes)
            nodes.append(None)
            (left, a), (right, b) = number(node["left_child"]), number(node["right_child"])
            nodes[place] = (node["split_feature"] << 24) | (int(node["threshold"]) << 16) | (right << 8) | left
            return place, max(a, b) + 1

        depth = number(info["tree_structure"])[1]
        trees.append((depth, nodes, leaves))
    return trees


def judged(trees, rows):
    """What the runtime says, step by step the same."""
    total = np.zeros(len(rows), np.int64)
    every = np.arange(len(rows))
    for depth, nodes, leaves in trees:
        inner = len(nodes)
        words = np.array(nodes + [(255 << 16) | (leaf << 8) | leaf for leaf in range(inner, 2 * inner + 1)], np.int64)
        at = np.zeros(len(rows), np.int64)
        for _ in range(depth):
            word = words[at]
            at = np.where(rows[every, word >> 24] > ((word >> 16) & 255), (word >> 8) & 255, word & 255)
        total += np.array(leaves, np.int64)[at - inner]
    return total


def write_model(name, lexicon_model, trees, gate=()):
    head = struct.pack("<I", 0x31676174)
    head += struct.pack("<ff", lexicon_model["unit"], lexicon_model["bias"])
    head += struct.pack("<II", len(trees), len(gate)) + np.asarray(gate, "<f4").tobytes()
    body = b"".join(
        struct.pack("<BB", len(nodes), depth) + np.array(nodes, "<u4").tobytes() + np.array(leaves, "<i2").tobytes()
        for depth, nodes, leaves in trees
    )
    open(path(name), "wb").write(head + lexicon_model["table"].tobytes() + body)


def forest():
    global _forest
    parts = {name: Set(name) for name in SETS}
    rows = {name: rows_of(part) for name, part in parts.items()}
    _forest = parts, rows, pick(parts, 0)
    with get_context("fork").Pool(2) as pool:
        texts = pool.map(fit_forest, MODELS, chunksize=1)
    forests = {fold: packed(text) for fold, text in zip(MODELS, texts)}
    for name, part in parts.items():
        odds = np.zeros(part.size, np.float32)
        for fold in range(FOLDS):
            lines = part.fold == fold
            odds[lines] = judged(forests[fold], rows[name][lines]) / LEAF_STEPS
        odds.tofile(path(name + ".odds"))
    import lightgbm

    part = Set("fixture")
    said = lightgbm.Booster(model_str=texts[0]).predict(rows_of(part))
    said = [[round(float(p), 5) for p in said[a:b]] for a, b in zip(part.at, part.at[1:])]
    json.dump(said, open(path("fixture.json"), "w"))
    json.dump(forests, open(path("forests.json"), "w"))
    for fold in MODELS:
        write_model(f"model{fold}.bin", np.load(path(f"lexicon{fold}.npz")), forests[fold])


# --- gate


def gate():
    """Fits on gate.json (features and 0 or 1, by fold) and writes the models again with what it found."""
    from scipy.optimize import minimize

    table = json.load(open(path("gate.json")))
    fold = np.array([row["fold"] for row in table])
    y = np.array([row["dump"] for row in table], float)
    x = np.array([row["features"] + [1] for row in table])
    weights = np.where(y == 1, 0.5 / y.sum(), 0.5 / (1 - y).sum()) * len(y)
    forests = {int(k): v for k, v in json.load(open(path("forests.json"))).items()}
    right = 0
    for left_out in MODELS:
        keep = fold != left_out

        def loss(theta):
            z = x[keep] @ theta
            value = (weights[keep] * (np.logaddexp(0, z) - y[keep] * z)).sum() + 0.5 * (theta[:-1] @ theta[:-1])
            slope = x[keep].T @ (weights[keep] * (1 / (1 + np.exp(-z)) - y[keep]))
            return value, slope + np.append(theta[:-1], 0)

        theta = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B").x
        right += (((x[~keep] @ theta) > 0) == y[~keep]).sum()
        write_model(f"model{left_out}.bin", np.load(path(f"lexicon{left_out}.npz")), forests[left_out], gate=theta)
    print(f"dumps told from cleaned texts, out of fold: {100 * right / len(y):.1f} %")


if __name__ == "__main__":
    {"lexicon": lexicon, "forest": forest, "gate": gate}[sys.argv[1]]()
