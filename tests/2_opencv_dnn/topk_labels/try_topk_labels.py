"""Names what is in a photograph: the five most probable of ImageNet's 1,000 classes, by EfficientNet-Lite0."""

from deepkata.trying import Panel, Shown


def prepare(submission, fixture, scratch):
    labels = submission.load_synsets(fixture("imagenet_classes.txt").read_text(encoding="utf-8"))
    net = scratch.file("imagenet_classifier.onnx", fixture("imagenet_classifier.onnx"))

    def attempt(photo):
        [best] = submission.classify(net, [photo], labels, 5)
        lines = [f"{probability:6.1%}  {name}" for name, probability in best]
        return Shown(Panel(f"{best[0][0]}, {best[0][1]:.0%}", photo), lines=lines)

    return attempt
