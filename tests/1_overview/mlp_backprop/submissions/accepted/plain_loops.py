"""Image by image: each gradient is summed from outer products."""

import numpy as np


def forward(layers, X):
    results = [X]
    for W, b in layers[:-1]:
        rows = []
        for h in results[-1]:
            z = h @ W + b
            rows.append([max(0.0, value) for value in z])
        results.append(np.array(rows))
    W, b = layers[-1]
    results.append(np.array([h @ W + b for h in results[-1]]))
    return results


def backward(layers, X, y):
    results = forward(layers, X)
    gradients = [(np.zeros_like(W), np.zeros_like(b)) for W, b in layers]
    loss = 0.0
    for i in range(len(X)):
        scores = results[-1][i]
        powers = np.exp(scores - max(scores))
        loss += np.log(sum(powers)) + max(scores) - scores[y[i]]
        wish = powers / sum(powers)
        wish[y[i]] -= 1
        for k in range(len(layers) - 1, -1, -1):
            h = results[k][i]
            dW, db = gradients[k]
            dW += np.outer(h, wish) / len(X)
            db += wish / len(X)
            wish = layers[k][0] @ wish
            for unit in range(len(h)):
                if h[unit] <= 0:
                    wish[unit] = 0
    return loss / len(X), gradients


def train(X, y, seed):
    rng = np.random.default_rng(seed)
    classes = int(max(y)) + 1
    W1, b1 = rng.normal(size=(X.shape[1], 24)) * (2 / X.shape[1]) ** 0.5, np.zeros(24)
    W2, b2 = rng.normal(size=(24, classes)) * (2 / 24) ** 0.5, np.zeros(classes)
    for _ in range(25):
        order = rng.permutation(len(X))
        for start in range(0, len(X), 20):
            chosen = order[start : start + 20]
            h = np.maximum(X[chosen] @ W1 + b1, 0)
            s = h @ W2 + b2
            p = np.exp(s - s.max(axis=1)[:, None])
            p /= p.sum(axis=1)[:, None]
            p[np.arange(len(chosen)), y[chosen]] -= 1
            p /= len(chosen)
            dh = (p @ W2.T) * (h > 0)
            W2, b2 = W2 - 0.2 * h.T @ p, b2 - 0.2 * p.sum(axis=0)
            W1, b1 = W1 - 0.2 * X[chosen].T @ dh, b1 - 0.2 * dh.sum(axis=0)
    return [(W1, b1), (W2, b2)]
