"""Gives every network ten outputs. The number of classes follows from `y`."""

# says: "one for each class, got 10"

import math

import numpy as np


def _one(layers, x):
    hs = [x]
    for i in range(len(layers)):
        W, b = layers[i]
        z = x @ W + b
        x = z if i == len(layers) - 1 else np.maximum(z, 0)
        hs.append(x)
    return hs


def forward(layers, X):
    result = [np.array(X, dtype=float)]
    for W, b in layers:
        result.append(np.zeros((len(X), W.shape[1])))
    for n in range(len(X)):
        for i, h in enumerate(_one(layers, X[n])):
            result[i][n] = h
    return result


def backward(layers, X, y):
    N = len(X)
    loss = 0.0
    sums = [(np.zeros(W.shape), np.zeros(b.shape)) for W, b in layers]
    for n in range(N):
        hs = _one(layers, X[n])
        s = hs[-1] - hs[-1].max()
        e = np.exp(s)
        loss += math.log(e.sum()) - s[y[n]]
        d = e / e.sum()
        d[y[n]] -= 1.0
        for i in range(len(layers) - 1, -1, -1):
            sums[i][0][...] += np.outer(hs[i], d)
            sums[i][1][...] += d
            d = layers[i][0] @ d
            d = np.where(hs[i] > 0, d, 0)
    return float(loss / N), [(gW / N, gb / N) for gW, gb in sums]


def train(X, y, seed):
    rng = np.random.default_rng(seed)
    N, D = X.shape
    C = 10
    hidden = 32
    W1 = rng.normal(size=(D, hidden)) * np.sqrt(2 / D)
    b1 = np.zeros(hidden)
    W2 = rng.normal(size=(hidden, C)) * np.sqrt(2 / hidden)
    b2 = np.zeros(C)
    for epoch in range(40):
        order = rng.permutation(N)
        for k in range(0, N, 32):
            i = order[k : k + 32]
            A = X[i]
            H = np.maximum(A @ W1 + b1, 0)
            S = H @ W2 + b2
            P = np.exp(S - S.max(axis=1, keepdims=True))
            P /= P.sum(axis=1, keepdims=True)
            P[np.arange(len(i)), y[i]] -= 1
            P /= len(i)
            G = (P @ W2.T) * (H > 0)
            W2 -= 0.1 * H.T @ P
            b2 -= 0.1 * P.sum(axis=0)
            W1 -= 0.1 * A.T @ G
            b1 -= 0.1 * G.sum(axis=0)
    return [(W1, b1), (W2, b2)]
