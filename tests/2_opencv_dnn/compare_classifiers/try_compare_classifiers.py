"""Shows the five best classes of a photograph by EfficientNet-Lite0, 1 and 2, side by side."""

from deepkata.trying import Panel, Shown

NETWORKS = {"Lite0": ("imagenet_classifier.onnx", 224), "Lite1": ("imagenet_classifier_1.onnx", 240), "Lite2": ("imagenet_classifier_2.onnx", 260)}
WIDTH = 24


def prepare(submission, fixture, scratch):
    lines = fixture("imagenet_classes.txt").read_text(encoding="utf-8").splitlines()
    labels = [line.partition(" ")[2].split(",")[0] for line in lines]
    models = [
        {"net": submission.probe.network(scratch.file(file, fixture(file))), "side": side, "mean": 127.0, "scale": 1 / 128}
        for file, side in NETWORKS.values()
    ]

    def attempt(photo):
        tops = submission.compare(models, [photo], 5)[:, 0]
        table = [list(NETWORKS), *([labels[number][: WIDTH - 2] for number in place] for place in tops.T)]
        shown = ["".join(f"{word:<{WIDTH}}" for word in row).rstrip() for row in table]
        title = ", ".join(f"{name}: {labels[place[0]]}" for name, place in zip(NETWORKS, tops, strict=True))
        return Shown(Panel(title, photo), lines=shown)

    return attempt
