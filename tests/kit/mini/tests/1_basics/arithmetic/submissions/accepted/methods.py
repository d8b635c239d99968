"""Methods."""


def add(a, b):
    return a.__add__(b)


def mean(a):
    return a.mean()


def save(path, text):
    print(text, end="", file=open(path, "w", encoding="utf-8"), flush=True)
