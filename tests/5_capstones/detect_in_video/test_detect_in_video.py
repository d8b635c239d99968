"""Judges exercises/5_capstones/detect_in_video.py.

Most detections are made up, so that what happens to each object is known. Those of the real clip come from NanoDet
(fixtures/recipes/dog_passing.py). The tracks are worked out here once more, frame by frame, by the rules of the stub.
"""

import functools
import json

import cv2
import numpy as np

from deepkata.suite import check, remembered, task

COLOURS = ((178, 114, 0), (0, 159, 230), (115, 158, 0), (0, 94, 213), (233, 180, 86), (140, 40, 110), (167, 121, 204), (40, 40, 40))
THRESHOLD, PATIENCE = 0.3, 2
#: The frames on which objects are shown.
HEIGHT, WIDTH = 120, 160

# --- Task 1: read_frames ------------------------------------------------------------------------------------------------

#: JPEG may be decoded by several programs, which differ by less than this; neighbouring frames differ by more.
DECODED = 12


@functools.cache
def clip(path):
    """The frames of the real clip."""
    capture, frames = cv2.VideoCapture(str(path)), []
    while True:
        read, frame = capture.read()
        if not read:
            return frames
        frames.append(frame)


def places(count, every, mistake=""):
    """Which frames are asked for."""
    return {
        "first": list(range(count))[:every],
        "from the second one": list(range(every, count, every)),
        "one less": list(range(every - 1, count, every)),
        "one more": list(range(0, count, every + 1)),
        "all": list(range(count)),
        "gap": list(range(0, count - 1, every)),
        "full": list(range(0, count - every + 1, every)),
    }.get(mistake, list(range(0, count, every)))


READ_WORDS = {
    "first": "These are the first {every} frames. Take every {every}th one.",
    "from the second one": "Frame 0 is missing. Take the frames 0, {every}, {twice} and so on.",
    "one less": "Frame {less} was taken first. The first one is frame 0.",
    "one more": "The frames are {more} apart. They should be {every} apart.",
    "all": "These are all frames. Take every {every}th one.",
    "gap": "The last frame of the file is missing.",
    "full": "The last frame is missing. It is taken even if fewer than {every} frames follow it.",
}


def check_read(submission, scratch, path, every, name):
    file = scratch.file("dog_passing.avi", path)
    answer = submission.read_frames(file) if every is None else submission.read_frames(file, every)
    frames, every = clip(path), every or 1
    wanted = places(len(frames), every)
    got = check.sequence(answer, name)
    for n, frame in enumerate(got):
        check.is_array(frame, f"{name}, frame {n} of the answer", dtype="uint8", why="Return frames as read() gives them.")
    if len(got) == len(wanted) and all(close_to(frame, frames[n]) for n, frame in zip(wanted, got, strict=True)):
        return
    numbers = []
    if {frame.shape for frame in got} == {frames[0].shape}:  # which frame of the file is each, in whichever order of the channels?
        small = np.array([frame[::3, ::3].astype(np.int16).sum(axis=2) for frame in frames])
        numbers = [int(np.abs(small - frame[::3, ::3].astype(np.int16).sum(axis=2)).sum(axis=(1, 2)).argmin()) for frame in got]
    words = {key: text.format(every=every, twice=2 * every, less=every - 1, more=every + 1) for key, text in READ_WORDS.items()}
    hint = only(words, lambda key: numbers == places(len(frames), every, key) != wanted)
    if len(numbers) > 1 and not hint and len(set(numbers)) == 1:
        hint = "All frames are the same. Each read() into one array overwrites what was there."
    if numbers != wanted and (len(got) != len(wanted) or hint):
        said = f"expected the frames {listed(wanted)}" if numbers else f"expected {len(wanted)} frames"
        raise check.Mismatch("\n".join(filter(None, [f"{name}: {said}, got {listed(numbers) if numbers else len(got)}.", hint])))
    for n, frame in zip(wanted, got, strict=True):
        grey = {"The frame is grey. Keep its three channels.": cv2.cvtColor(frames[n], cv2.COLOR_BGR2GRAY)}
        title = f"{name}, frame {n}"
        check.image(frame, frames[n], title, rtol=0, atol=DECODED, dtype="uint8", mistakes=grey)


def close_to(got, wanted):
    return got.shape == wanted.shape and bool(cv2.absdiff(got, wanted).max() <= DECODED)


def listed(numbers):
    return ", ".join(map(str, numbers[:8])) + (", ..." if len(numbers) > 8 else "") or "none"


@task(1)
def test_all_frames(submission, scratch, fixture):
    """All frames, in their order, blue first."""
    check_read(submission, scratch, fixture("dog_passing.avi"), None, "read_frames of the clip")


@task(1)
def test_every_nth_frame(submission, scratch, fixture):
    """Every n-th frame, from frame 0 on."""
    for every in (3, 7, 19, 50):
        check_read(submission, scratch, fixture("dog_passing.avi"), every, f"read_frames of the clip, every={every}")


@task(1)
def test_what_is_no_video(submission, scratch):
    """A file that does not exist, or is no video, is an OSError."""
    why = "cv2.VideoCapture does not raise. Ask isOpened()."
    for path, name in (
        (scratch.path("missing.avi"), "read_frames of a file that does not exist"),
        (scratch.file("notes.avi", b"Buy milk and bread.\n" * 40), "read_frames of a text that is called notes.avi"),
    ):
        explained(lambda path=path, name=name: check.raises(submission, "read_frames", OSError, path, name=name), why)


def only(words, explains):
    """The sentence of the one mistake that explains an answer; nothing if several do."""
    found = {text for key, text in words.items() if explains(key)}
    return found.pop() if len(found) == 1 else ""


def explained(check_it, why):
    """A check of an error; the sentence says why there may have been none."""
    try:
        check_it()
    except check.Mismatch as mismatch:
        silent = "but the call returned" in str(mismatch)
        raise check.Mismatch(f"{mismatch}\n{why if silent else 'Callers expect an OSError, and handle no other error.'}") from None


# --- Task 2: match ------------------------------------------------------------------------------------------------------


def overlap(a, b, mistake=""):
    """IoU of two boxes, as x, y, width, height."""
    if mistake == "corners":
        a, b = ((x, y, w - x, h - y) for x, y, w, h in (a, b))
        if min(a[2], a[3], b[2], b[3]) <= 0:
            return 0.0
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    shared = max(width, 0) * max(height, 0)
    if mistake == "smaller":
        return shared / min(a[2] * a[3], b[2] * b[3])
    both = a[2] * a[3] + b[2] * b[3]
    return shared / (both if mistake == "sum" else both - shared)


def a_track(number, name, box, score=0.5, missed=0):
    return {"id": number, "name": name, "score": score, "box": tuple(box), "missed": missed}


def possible(tracks, found, threshold, mistake=""):
    """(IoU, place of the track, place of the detection) of each pair that is allowed."""
    pairs = []
    for i, one in enumerate(tracks):
        for j, (name, _, box) in enumerate(found):
            iou = overlap(one["box"], box, mistake)
            enough = iou > threshold if mistake == "strict" else iou >= threshold
            if mistake == "any overlap":
                enough = iou > 0
            if (name == one["name"] or mistake == "names") and enough:
                pairs.append((iou, i, j))
    return pairs


def paired(tracks, found, threshold, mistake=""):
    """The pairs, by the rules of the stub or with a mistake; sorted by track."""
    if mistake == "default":
        threshold = THRESHOLD
    pairs = possible(tracks, found, threshold, mistake)
    if mistake == "by place":
        return [(n, n) for n, (one, new) in enumerate(zip(tracks, found, strict=False)) if one["name"] == new[0]]
    if mistake == "all":
        return sorted((i, j) for _, i, j in pairs)
    if mistake == "best of each track":
        best = [max((pair for pair in pairs if pair[1] == i), default=None) for i in range(len(tracks))]
        return [pair[1:] for pair in best if pair]
    if mistake == "best of each detection":
        best = [max((pair for pair in pairs if pair[2] == j), default=None) for j in range(len(found))]
        return sorted(pair[1:] for pair in best if pair)
    if mistake == "best sum":
        return best_sum(pairs)
    orders = {
        "tracks in turn": lambda pair: (pair[1], -pair[0]),
        "detections in turn": lambda pair: (pair[2], -pair[0]),
        "order of the lists": lambda pair: pair[1:],
        "lowest first": lambda pair: pair[0],
        "nearest": lambda pair: distance(tracks[pair[1]]["box"], found[pair[2]][2]),
    }
    taken = []
    for _, i, j in sorted(pairs, key=orders.get(mistake, lambda pair: -pair[0])):
        if all(i != other for other, _ in taken) and all(j != other for _, other in taken):
            taken.append((i, j))
    return sorted((j, i) if mistake == "exchanged" else (i, j) for i, j in taken)


def best_sum(pairs):
    """The pairs whose IoUs have the highest sum, by trying all ways."""
    if not pairs:
        return []
    (iou, i, j), *rest = pairs
    without = best_sum(rest)
    chosen = best_sum([pair for pair in rest if pair[1] != i and pair[2] != j])
    value = {(a, b): v for v, a, b in pairs}
    return sorted([(i, j), *chosen]) if iou + sum(value[pair] for pair in chosen) > sum(value[pair] for pair in without) else without


def distance(a, b):
    return (a[0] + a[2] / 2 - b[0] - b[2] / 2) ** 2 + (a[1] + a[3] / 2 - b[1] - b[3] / 2) ** 2


MATCH_WORDS = {
    "exchanged": "The two places are exchanged. The place of the track comes first.",
    "strict": "A pair whose IoU equals the threshold was left out. It may be matched.",
    "names": "Objects of different classes were matched. Compare their names.",
    "by place": "Tracks and detections were matched by their places in the lists. Compare their boxes.",
    "default": f"These are the pairs for a threshold of {THRESHOLD:g}. Use the one that was passed in.",
    "any overlap": "The threshold was not used: any overlap was enough.",
    "all": "Every pair above the threshold was returned. Each track and each detection is in one pair at most.",
    "best of each track": "Each track took its best detection, and one detection went to two tracks.",
    "best of each detection": "Each detection took its best track, and one track got two detections.",
    "tracks in turn": "The tracks were served in their order, so an early one took the detection of a later one. Begin with the highest IoU of all.",
    "detections in turn": "The detections were served in their order, so an early one took the track of a later one. Begin with the highest IoU of all.",
    "order of the lists": "The first pair above the threshold was taken. Begin with the highest IoU.",
    "lowest first": "The pair with the lowest IoU was taken first. sorted() is in ascending order.",
    "best sum": "These pairs have the highest sum of IoUs. The task takes the best pair first, whatever is left for the others.",
    "nearest": "The pair with the nearest centres was taken first. Begin with the highest IoU.",
    "corners": "The boxes were read as two corners. They are x, y, width, height.",
    "sum": "The intersection was divided by the sum of both areas. The union is the sum minus the intersection.",
    "smaller": "The intersection was divided by the smaller area. Divide it by the union.",
}


def check_pairs(submission, tracks, found, threshold, name, why=""):
    answer = submission.match(tracks, found) if threshold is None else submission.match(tracks, found, threshold)
    check.unchanged(submission)
    threshold = THRESHOLD if threshold is None else threshold
    items = check.sequence(answer, name)
    got = [tuple(check.is_array(pair, f"{name}, pair {n}", shape=(2,), dtype="integer").tolist()) for n, pair in enumerate(items)]
    wanted = paired(tracks, found, threshold)
    if sorted(got) == wanted:
        return
    hint = only(MATCH_WORDS, lambda key: sorted(got) == sorted(paired(tracks, found, threshold, key)))
    told = f"{name}: expected the pairs {wanted}, got {sorted(got)[:12]}."
    ious = "; ".join(f"track {i} and detection {j}: {iou:.3f}" for iou, i, j in sorted(possible(tracks, found, 1e-9), reverse=True)[:6])
    facts = f"IoU of the same class: {ious}." if ious else ""
    raise_shown(told, hint, facts, why, tracks, found, wanted, got)


def raise_shown(told, hint, facts, why, tracks, found, wanted, got):
    """A failure of `match`, with a picture of which boxes were joined."""

    def panel(pairs):
        """The tracks above, the detections below, and a line for each pair."""
        scale, middle = 1.5, round(1.5 * HEIGHT)
        image = np.full((2 * middle, round(scale * WIDTH), 3), 245, np.uint8)
        cv2.line(image, (0, middle), (image.shape[1], middle), (160, 160, 160), 1)
        centres = []
        for boxes, down, colour, kind in (
            ([one["box"] for one in tracks], 0, COLOURS[7], "track"),
            ([box for *_, box in found], middle, COLOURS[3], "detection"),
        ):
            places = []
            for n, (x, y, w, h) in enumerate(boxes):
                start, end = (round(scale * x), round(scale * y) + down), (round(scale * (x + w)), round(scale * (y + h)) + down)
                cv2.rectangle(image, start, end, colour, 1)
                cv2.putText(image, str(n), (start[0] + 3, start[1] + 12), cv2.FONT_HERSHEY_SIMPLEX, 0.4, colour, 1, cv2.LINE_AA)
                places.append(((start[0] + end[0]) // 2, (start[1] + end[1]) // 2))
            cv2.putText(image, f"{kind}s", (4, down + middle - 6), cv2.FONT_HERSHEY_SIMPLEX, 0.4, colour, 1, cv2.LINE_AA)
            centres.append(places)
        for i, j in pairs:
            if 0 <= i < len(tracks) and 0 <= j < len(found):
                cv2.line(image, centres[0][i], centres[1][j], COLOURS[0], 2, cv2.LINE_AA)
        return image

    def fail():
        raise check.Mismatch("\n".join(filter(None, [told, hint, facts, why])))

    check.drawn(fail, lambda: check.beside(panel(got), panel(wanted), told.partition(":")[0]))


@task(2)
def test_two_objects(submission):
    """Each track gets the detection that overlaps it, wherever it is in the list."""
    tracks = [a_track(1, "cup", (10, 10, 30, 40)), a_track(2, "cup", (90, 20, 30, 40)), a_track(3, "cup", (50, 70, 30, 40))]
    found = [("cup", 0.9, (94.0, 22.0, 30.0, 40.0)), ("cup", 0.8, (48.0, 72.0, 30.0, 40.0)), ("cup", 0.7, (13.0, 9.0, 30.0, 40.0))]
    check_pairs(submission, tracks, found, None, "match of three cups")
    check_pairs(
        submission,
        tracks,
        [*found[1:], ("cup", 0.6, (125.0, 5.0, 20.0, 20.0))],
        None,
        "match of three cups, of which one is gone, and a new one",
    )


@task(2)
def test_the_best_pair_first(submission):
    """The highest IoU of all is served first, and each track and each detection is used once."""
    tracks = [
        a_track(n + 1, "person", box) for n, box in enumerate(((40, 10, 44, 58), (78, 12, 38, 52), (52, 20, 26, 44), (78, 22, 50, 44)))
    ]
    boxes = (76.0, 16.0, 42.0, 56.0), (66.0, 10.0, 38.0, 56.0), (80.0, 12.0, 26.0, 52.0), (46.0, 12.0, 32.0, 44.0)
    found = [("person", 0.9 - n / 10, box) for n, box in enumerate(boxes)]
    check_pairs(submission, tracks, found, None, "match of four persons who stand close together")


@task(2)
def test_the_threshold(submission):
    """An IoU at the threshold is enough; one below it is not."""
    boxes = (16, 16, 32, 32), (80, 16, 32, 32), (16, 72, 32, 32), (80, 72, 32, 32), (120, 4, 20, 30)
    tracks = [a_track(n + 1, "cup", box) for n, box in enumerate(boxes)]
    found = [
        ("cup", 0.9, (97.0, 16.0, 32.0, 32.0)),
        ("cup", 0.8, (20.0, 76.0, 12.0, 12.0)),
        ("cup", 0.7, (80.0, 72.0, 32.0, 24.0)),
        ("cup", 0.6, (120.0, 4.0, 20.0, 30.0)),
        ("cup", 0.5, (16.0, 16.0, 32.0, 16.0)),
    ]
    for threshold, why in (
        (0.5, "Track 0 and detection 4 have an IoU of exactly 512 / 1024 = 0.5."),
        (0.75, "Track 3 and detection 2 have an IoU of exactly 768 / 1024 = 0.75."),
        (0.125, ""),
        (None, "The threshold is 0.3."),
    ):
        told = "no threshold given" if threshold is None else f"threshold {threshold:g}"
        check_pairs(submission, tracks, found, threshold, f"match of five cups, {told}", why)
    for track, box in (((20, 20, 4, 40), (60.0, 20.0, 4.0, 40.0)), ((20, 20, 40, 4), (20.0, 60.0, 40.0, 4.0))):
        apart = [a_track(1, "cup", track)], [("cup", 0.9, box)]
        check_pairs(submission, *apart, 0.05, "match of two narrow boxes, one beside the other, threshold 0.05", "They share no pixel.")


@task(2)
def test_classes_apart(submission):
    """Only objects of the same class are matched, even at one place."""
    tracks = [a_track(1, "horse", (40, 30, 60, 50)), a_track(2, "sheep", (42, 30, 60, 50))]
    found = [("sheep", 0.5, (40.0, 30.0, 60.0, 50.0)), ("horse", 0.4, (44.0, 30.0, 60.0, 50.0))]
    check_pairs(submission, tracks, found, None, "match of a horse and a sheep at one place")
    check_pairs(submission, tracks[:1], found[:1], None, "match of a horse and a sheep", "They have different names.")


@task(2)
def test_nothing_to_match(submission):
    """Without tracks, or without detections, there is no pair."""
    tracks, found = [a_track(1, "cup", (10, 10, 30, 40))], [("cup", 0.9, (10.0, 10.0, 30.0, 40.0))]
    check_pairs(submission, [], found, None, "match without tracks")
    check_pairs(submission, tracks, [], None, "match without detections")
    check_pairs(submission, [], [], None, "match of nothing")


def any_box(rng, near=None):
    """A box somewhere on the frame, or near another one."""
    if near is None:
        return tuple(np.round([*rng.uniform(5, 90, 2), *rng.uniform(20, 50, 2)], 2).tolist())
    x, y, w, h = near
    moved = [x + rng.normal(0, w / 6), y + rng.normal(0, h / 6), w * rng.uniform(0.8, 1.2), h * rng.uniform(0.8, 1.2)]
    return tuple(np.round(moved, 2).tolist())


@task(2)
def test_any_tracks_and_detections(submission, rng):
    """Any number of tracks and detections."""
    for count, threshold in ((5, 0.3), (7, 0.15), (6, 0.45)):
        tracks = [a_track(n + 1, str(rng.choice(["cat", "dog"])), any_box(rng)) for n in range(count)]
        tracks += [a_track(count + n + 1, one["name"], any_box(rng, one["box"])) for n, one in enumerate(tracks[:2])]
        found = [(one["name"], round(float(rng.uniform(0.3, 1)), 3), any_box(rng, one["box"])) for one in tracks[1:]]
        found = [found[n] for n in rng.permutation(len(found))]
        check_pairs(
            submission, tracks, found, threshold, f"match of {len(tracks)} tracks and {len(found)} detections, threshold {threshold:g}"
        )


# --- Tasks 3 and 4: step ------------------------------------------------------------------------------------------------


def stepped(tracks, found, next_id, threshold, patience, mistake=""):
    """The tracks after one more frame and the next id, by the rules of the stub or with a mistake."""
    if mistake == "own patience":
        patience = PATIENCE
    if mistake == "own threshold":
        threshold = THRESHOLD
    pairs = paired(tracks, found, threshold, mistake)
    partner = dict(pairs)
    after = []
    for i, one in enumerate(tracks):
        if i in partner:
            name, score, box = found[partner[i]]
            new = {**one, "score": score, "box": tuple(box), "missed": 0}
            if mistake == "old box":
                new["box"] = one["box"]
            if mistake == "old score":
                new["score"] = one["score"]
            if mistake == "counted on":
                new["missed"] = one["missed"]
            if mistake == "counted back":
                new["missed"] = max(one["missed"] - 1, 0)
            if mistake == "new id for all":
                new["id"], next_id = next_id, next_id + 1
            after.append(new)
            continue
        missed = one["missed"] + (mistake != "not counted")
        limit = {"at once": -1, "for ever": missed, "one less": patience - 1, "one more": patience + 1}.get(mistake, patience)
        if missed <= limit:
            after.append({**one, "missed": missed})
    used = {j for _, j in pairs}
    for j, (name, score, box) in enumerate(found):
        if j in used or mistake == "no new tracks":
            continue
        number = next_id
        if mistake == "one more than those left":
            number = 1 + max([one["id"] for one in after], default=0)
        if mistake == "smallest free":
            number = next(n for n in range(1, 1000) if all(one["id"] != n for one in after))
        if mistake == "place":
            number = j + 1
        if mistake == "number of tracks":
            number = len(after) + 1
        if mistake == "from the next id by place":
            number = next_id + j
        after.append(a_track(number, name, box, score, int(mistake == "new ones missed")))
        if mistake not in ("not raised", "from the next id by place"):
            next_id += 1
    if mistake == "from the next id by place":
        next_id += len(found)
    if mistake == "one id for all":
        for one in after:
            one["id"] = min(one["id"], next_id)
    return sorted(after, key=lambda one: one["id"]), next_id


STEP_WORDS = {
    "old box": "The box of a matched track stayed the old one. Objects move on: take over the box of the detection.",
    "old score": "The score of a matched track stayed the old one. Take over the score of the detection.",
    "at once": "A track that was missed for the first time was left out. It may be missed in {patience} frames in a row.",
    "for ever": "Tracks never end. One that is missed in more than {patience} frames in a row is left out.",
    "one less": "A track ended one frame too early. It may be missed in {patience} frames in a row, and ends in the next one.",
    "one more": "A track ended one frame too late. It may be missed in {patience} frames in a row, and ends in the next one.",
    "not counted": "A track without a detection did not count this frame as missed.",
    "counted on": "A matched track is not missed any more, so its count goes back to 0: only misses in a row count.",
    "counted back": "A matched track is not missed any more, so its count goes back to 0, not down by 1.",
    "own patience": f"These are the tracks for a patience of {PATIENCE}. Use the one that was passed in.",
    "own threshold": f"These are the tracks for a threshold of {THRESHOLD:g}. Use the one that was passed in.",
    "no new tracks": "A detection without a track did not start a new one.",
    "new ones missed": "A new track begins with 0 missed frames.",
    "not raised": "Several new tracks got the same id, or next_id was returned as it came. It goes up by 1 for each new track.",
    "from the next id by place": "The ids have gaps: the place of a detection in the list was added to next_id. Count only the new tracks.",
    "one more than those left": "A new track got 1 more than the largest id in the list. Tracks that ended may have had it: begin with next_id.",
    "smallest free": "A new track got the smallest id that no track has. It may have been that of an object that is gone: begin with next_id.",
    "place": "The ids are the places in the list of detections. Begin with next_id.",
    "number of tracks": "The ids are numbers of tracks. Begin with next_id.",
    "new id for all": "A matched track got a new id. It keeps its own.",
    "names": MATCH_WORDS["names"],
    "by place": MATCH_WORDS["by place"],
}
KEYS = ("id", "name", "score", "box", "missed")


def read_tracks(value, name):
    """Tracks as plain data, sorted by id."""
    tracks = []
    for n, item in enumerate(check.sequence(value, name)):
        one = check.mapping(item, f"{name}, track {n}", KEYS)
        number = check.is_array(one["id"], f"{name}, id of track {n}", shape=(), dtype="integer")
        missed = check.is_array(one["missed"], f"{name}, missed of track {n}", shape=(), dtype="integer")
        check.that(isinstance(one["name"], str), f"{name}, name of track {n}: expected a string, got {check.describe(one['name'])}.")
        score = check.is_array(one["score"], f"{name}, score of track {n}", shape=(), dtype="number")
        box = check.is_array(one["box"], f"{name}, box of track {n}", shape=(4,), dtype="number")
        tracks.append(a_track(int(number), str(one["name"]), box.astype(float).tolist(), float(score), int(missed)))
    return sorted(tracks, key=lambda one: one["id"])


def alike(got, wanted):
    """Whether two lists of tracks say the same."""
    return len(got) == len(wanted) and all(
        all(one[key] == two[key] for key in ("id", "name", "missed"))
        and np.allclose([*one["box"], one["score"]], [*two["box"], two["score"]], atol=1e-4)
        for one, two in zip(got, wanted, strict=True)
    )


def told_track(one):
    box = ", ".join(f"{side:g}" for side in one["box"])
    return f"id {one['id']}, {one['name']}, score {one['score']:g}, box ({box}), missed {one['missed']}"


def check_step(submission, tracks, found, next_id, threshold, patience, name, why=""):
    """One call, which is right as a whole; what it expects is returned."""
    more = {key: value for key, value in (("threshold", threshold), ("patience", patience)) if value is not None}
    answer = submission.step(tracks, found, next_id, **more)
    check.unchanged(submission)
    threshold, patience = threshold or THRESHOLD, PATIENCE if patience is None else patience
    wanted, free = stepped(tracks, found, next_id, threshold, patience)
    first, second = check.sequence(answer, name, 2)
    got = read_tracks(first, f"{name}, tracks")
    got_free = int(check.is_array(second, f"{name}, next id", shape=(), dtype="integer"))
    if alike(got, wanted) and got_free == free:
        return wanted, free
    known = {key: stepped(tracks, found, next_id, threshold, patience, key) for key in STEP_WORDS}
    words = {key: text.format(patience=patience) for key, text in STEP_WORDS.items()}
    hint = only(words, lambda key: alike(got, known[key][0]) and got_free == known[key][1])
    hint = hint or only(words, lambda key: alike(got, known[key][0]) and not alike(wanted, known[key][0]))
    if alike(got, wanted):
        told = f"{name}, next id: expected {free}, got {got_free}."
        hint = hint or "It is next_id, plus 1 for each new track."
    else:
        both = [[told_track(one) for one in some] for some in (wanted, got)]
        sides = ["; ".join([text for text in some if text not in other][:3]) or "no other track" for some, other in (both, both[::-1])]
        told = f"{name}: expected {sides[0]}.\nGot {sides[1]}."

    def fail():
        raise check.Mismatch("\n".join(filter(None, [told, hint, why])))

    scene = np.full((HEIGHT, WIDTH, 3), 245, np.uint8)

    def label(one):
        return f"{one['name']}, missed {one['missed']}" if one["missed"] else one["name"]

    panels = [panel_of(scene, [(one["id"], label(one), 0, one["box"]) for one in some]) for some in (got, wanted)]
    return check.drawn(fail, lambda: check.beside(*panels, name))


@task(3)
def test_new_tracks(submission):
    """Detections without a track get the next ids, in their order."""
    found = [("cat", 0.9, (10.0, 10.0, 30.0, 30.0)), ("dog", 0.8, (60.0, 20.0, 40.0, 40.0)), ("cat", 0.7, (110.0, 60.0, 30.0, 30.0))]
    check_step(submission, [], found, 1, None, None, "step of three objects, no tracks yet")


@task(3)
def test_ids_are_kept(submission):
    """A matched track keeps its id, and takes over score and box."""
    tracks = [a_track(3, "cat", (10, 10, 30, 30), 0.9), a_track(5, "dog", (60, 20, 40, 40), 0.8)]
    found = [("dog", 0.62, (66.0, 22.0, 40.0, 42.0)), ("cat", 0.55, (13.0, 12.0, 29.0, 30.0))]
    check_step(
        submission,
        tracks,
        found,
        6,
        None,
        None,
        "step of a cat and a dog that moved",
        "The cat is 3 and the dog 5, in whichever order they are found.",
    )
    tracks = [a_track(1, "cup", (110, 80, 20, 20), 0.7), *tracks]
    found = [found[0], ("cup", 0.6, (110.0, 80.0, 20.0, 20.0)), found[1]]
    why = "The IoUs of cat and dog are below 0.9, so these are new objects, and tracks 3 and 5 are missed."
    check_step(submission, tracks, found, 6, 0.9, None, "step of a cup, and of a cat and a dog that moved, threshold 0.9", why)


@task(3)
def test_old_and_new(submission):
    """Matched and new objects in one frame: only the new ones use up ids."""
    tracks = [a_track(2, "cup", (20, 20, 30, 30), 0.9), a_track(4, "cup", (90, 60, 30, 30), 0.8)]
    found = [
        ("cup", 0.9, (60.0, 20.0, 20.0, 20.0)),
        ("cup", 0.8, (91.0, 61.0, 30.0, 30.0)),
        ("bowl", 0.7, (20.0, 20.0, 30.0, 30.0)),
        ("cup", 0.6, (22.0, 19.0, 30.0, 30.0)),
        ("cup", 0.5, (120.0, 10.0, 20.0, 20.0)),
    ]
    check_step(submission, tracks, found, 9, None, None, "step of two cups and three new objects")


@task(3)
def test_an_id_is_never_used_again(submission):
    """The id of an object that is gone is not given to another one."""
    tracks = [a_track(2, "cat", (10, 10, 30, 30)), a_track(4, "cat", (100, 60, 30, 30))]
    found = [
        ("cat", 0.9, (60.0, 80.0, 20.0, 20.0)),
        ("cat", 0.8, (11.0, 10.0, 30.0, 30.0)),
        ("cat", 0.7, (60.0, 20.0, 20.0, 20.0)),
        ("cat", 0.6, (99.0, 60.0, 30.0, 30.0)),
    ]
    check_step(
        submission,
        tracks,
        found,
        7,
        None,
        None,
        "step with tracks 2 and 4, next_id=7",
        "Tracks 1, 3, 5 and 6 have ended. New objects are not among them.",
    )


@task(4)
def test_missed_once(submission):
    """A track without a detection stays as it is, and counts the frame."""
    tracks = [
        a_track(1, "dog", (10, 10, 40, 30), 0.9),
        a_track(2, "cat", (80, 50, 30, 30), 0.8),
        a_track(3, "bird", (120, 10, 20, 20), 0.7, missed=1),
    ]
    cat = ("cat", 0.7, (82.0, 50.0, 30.0, 30.0))
    check_step(submission, tracks, [cat], 4, None, None, "step in which the dog and the bird are missed")
    check_step(submission, tracks, [cat, ("dog", 0.6, (10.0, 80.0, 40.0, 30.0))], 4, None, None, "step in which a dog is found in another place")
    check_step(submission, tracks, [], 4, None, None, "step in which nothing is found")
    check_step(submission, [], [], 4, None, None, "step without tracks in which nothing is found")


@task(4)
def test_the_end_of_a_track(submission):
    """A track ends when it is missed in more than `patience` frames in a row."""
    lives = {}
    for patience in (1, 4, 0, None):
        tracks, lives[patience] = [a_track(1, "cup", (10, 20, 20, 40))], 0
        more = {} if patience is None else {"patience": patience}
        while tracks and lives[patience] < MOST_FRAMES:
            name = f"step in which a cup is missed, {told_patience(patience)}"
            after, _ = check.sequence(submission.step(tracks, [], 2, **more), name, 2)
            tracks = read_tracks(after, f"{name}, tracks")
            lives[patience] += bool(tracks)
    wanted = {patience: PATIENCE if patience is None else patience for patience in lives}
    if lives == wanted:
        return
    variants = {
        "one less": {key: max(value - 1, 0) for key, value in wanted.items()},
        "one more": {key: value + 1 for key, value in wanted.items()},
        "at once": dict.fromkeys(wanted, 0),
        "for ever": dict.fromkeys(wanted, MOST_FRAMES),
        "own patience": dict.fromkeys(wanted, PATIENCE),
    }
    hint = only({key: LIFE_WORDS[key] for key in variants}, lambda key: lives == variants[key])
    patience = next(key for key in wanted if lives[key] != wanted[key])
    got = f"{MOST_FRAMES} and more" if lives[patience] == MOST_FRAMES else str(lives[patience])
    told = f"A track that is missed in every frame, {told_patience(patience)}: the number of frames for which it stays should be "
    told += f"{wanted[patience]}, and is {got}."
    raise check.Mismatch("\n".join(filter(None, [told, hint])))


#: A track that is still there after so many frames is taken to stay for good.
MOST_FRAMES = 8
LIFE_WORDS = {
    "one less": "Tracks end one frame too early. A track may be missed in `patience` frames in a row, and ends in the next one.",
    "one more": "Tracks end one frame too late. Compare the new count with `patience`, not the old one.",
    "at once": "Tracks end when they are missed for the first time.",
    "for ever": "Tracks never end.",
    "own patience": f"The patience is always {PATIENCE}. Use the one that was passed in.",
}


def told_patience(patience):
    return "no patience given" if patience is None else f"patience={patience}"


@task(4)
def test_found_again(submission):
    """A track that is found again keeps its id, and is not missed any more."""
    tracks = [a_track(1, "dog", (10, 10, 40, 30), 0.9, missed=2), a_track(2, "cat", (80, 50, 30, 30), 0.8, missed=1)]
    found = [("cat", 0.7, (84.0, 50.0, 30.0, 30.0)), ("dog", 0.6, (16.0, 10.0, 40.0, 30.0))]
    check_step(submission, tracks, found, 3, None, None, "step in which a dog and a cat are found again")


@task(4)
def test_frame_after_frame(submission, rng):
    """Many frames, each with the tracks of the one before."""
    for threshold, patience in ((0.3, 2), (0.45, 0), (0.2, 3)):
        tracks, next_id = [], 1
        for n, found in enumerate(any_clip(rng, 9)):
            name = f"step {n} of 9, threshold={threshold:g}, patience={patience}"
            tracks, next_id = check_step(submission, tracks, found, next_id, threshold, patience, name)


# --- Task 5: track_clip -------------------------------------------------------------------------------------------------


def seen(lists, threshold, patience, mistake=""):
    """What is seen in each frame, by the rules of the stub or with a mistake."""
    if mistake == "own settings":
        threshold, patience = THRESHOLD, PATIENCE
    if mistake == "one frame late":
        lists = [[], *lists[:-1]] if lists else []
    tracks, next_id, frames = [], 7 if mistake == "went on" else 1, []
    for found in lists:
        if mistake == "places":
            frames.append([(n + 1, *one) for n, one in enumerate(found)])
            continue
        if mistake == "every frame alone":
            tracks = []
        tracks, next_id = stepped(tracks, found, next_id, threshold, patience, mistake)
        shown = [one for one in tracks if mistake == "missed shown" or one["missed"] == 0]
        frames.append(sorted((one["id"], one["name"], one["score"], one["box"]) for one in shown))
    if mistake == "from 0":
        frames = [[(number - 1, *rest) for number, *rest in objects] for objects in frames]
    return frames


CLIP_WORDS = {
    "missed shown": "Tracks that are missed in a frame are listed there too. List only what was detected in the frame.",
    "one frame late": "Each frame shows the detections of the frame before it.",
    "places": "The ids are the places in the list of detections of each frame. An id stays with its object.",
    "every frame alone": "Each frame began without tracks, so all ids are new. Hand the tracks of one frame to the next.",
    "from 0": "Ids began with 0. They begin with 1.",
    "own settings": "Threshold and patience were not passed on to step.",
    "old box": "Each track kept its first box, so a moving object leaves it. Compare with the newest box.",
    "at once": STEP_WORDS["at once"],
    "for ever": "A track never ended. It ends when it is missed in more than {patience} frames in a row.",
    "one less": STEP_WORDS["one less"],
    "one more": STEP_WORDS["one more"],
    "counted on": STEP_WORDS["counted on"],
    "smallest free": "An id was given to a second object after the first one was gone.",
    "one more than those left": "The highest id was given to a second object after the first one was gone.",
    "by place": "Detections were given to tracks by their places in the list. Compare their boxes.",
    "names": MATCH_WORDS["names"],
}


def scene(lists):
    """Frames of a grey evening on which each object is a coloured area."""
    frames = []
    for n, found in enumerate(lists):
        frame = np.repeat(np.linspace(60, 180, HEIGHT).astype(np.uint8)[:, None, None], WIDTH, axis=1).repeat(3, axis=2)
        for name, _, (x, y, w, h) in found:
            cv2.rectangle(frame, (round(x), round(y)), (round(x + w), round(y + h)), COLOURS[sum(map(ord, name)) % 7], cv2.FILLED)
        frame[0, : len(lists)] = 0
        frame[0, n] = 255  # no two frames are the same
        frames.append(frame)
    return frames


def panel_of(frame, objects):
    """A frame, enlarged, with boxes and ids."""
    factor = max(1, 320 // frame.shape[1])  # more pixels would be thinned out in the picture
    image = cv2.resize(frame, None, fx=factor, fy=factor)
    for number, name, _, (x, y, w, h) in objects:
        corners = [(round(factor * a), round(factor * b)) for a, b in ((x, y), (x + w, y + h))]
        colour = COLOURS[int(number) % len(COLOURS)]
        cv2.rectangle(image, *corners, colour, 2)
        text, place = f"{number} {name}", (corners[0][0] + 3, corners[0][1] + 13)
        for ink, thick in (((255, 255, 255), 3), (colour, 1)):
            cv2.putText(image, text, place, cv2.FONT_HERSHEY_SIMPLEX, 0.4, ink, thick, cv2.LINE_AA)
    return image


def read_objects(value, name):
    """The objects of a frame, sorted by id."""
    objects = []
    for n, item in enumerate(check.sequence(value, name)):
        number, word, score, box = check.sequence(item, f"{name}, object {n}", 4)
        number = check.is_array(number, f"{name}, id of object {n}", shape=(), dtype="integer")
        check.that(isinstance(word, str), f"{name}, name of object {n}: expected a string, got {check.describe(word)}.")
        score = check.is_array(score, f"{name}, score of object {n}", shape=(), dtype="number")
        box = check.is_array(box, f"{name}, box of object {n}", shape=(4,), dtype="number")
        objects.append((int(number), str(word), float(score), tuple(box.astype(float).tolist())))
    return sorted(objects)


def same_objects(got, wanted):
    return len(got) == len(wanted) and all(
        one[:2] == two[:2] and np.allclose([one[2], *one[3]], [two[2], *two[3]], atol=1e-4) for one, two in zip(got, wanted, strict=True)
    )


def check_clip(submission, frames, lists, threshold, patience, name, why="", mistakes=()):
    """One clip, frame by frame."""
    detector = submission.probe.detector(frames, lists)
    more = {key: value for key, value in (("threshold", threshold), ("patience", patience)) if value is not None}
    answer = submission.track_clip(frames, detector, **more)
    threshold, patience = threshold or THRESHOLD, PATIENCE if patience is None else patience
    items = check.sequence(answer, name)
    check.that(len(items) == len(frames), f"{name}: expected a list for each of the {len(frames)} frames, got {len(items)}.")
    got = [read_objects(item, f"{name}, frame {n}") for n, item in enumerate(items)]
    wanted = seen(lists, threshold, patience)
    wrong = [n for n, (one, two) in enumerate(zip(got, wanted, strict=True)) if not same_objects(one, two)]
    if wrong:
        n = wrong[0]
        words = {key: text.format(patience=patience) for key, text in {**CLIP_WORDS, **dict(mistakes)}.items()}
        hint = only(words, lambda key: all(map(same_objects, got, seen(lists, threshold, patience, key))))
        sides = ["; ".join(told_object(one) for one in some[n][:6]) or "nothing" for some in (wanted, got)]
        told = f"{name}, frame {n}: expected {sides[0]}.\nGot {sides[1]}."

        def fail():
            raise check.Mismatch("\n".join(filter(None, [told, hint, why])))

        check.drawn(fail, lambda: check.beside(panel_of(frames[n], got[n]), panel_of(frames[n], wanted[n]), f"{name}, frame {n}"))
    log = submission.probe.log_of(detector)
    check.that(
        sorted(log) == list(range(len(frames))),
        f"{name}: detect was called {len(log)} times for {len(frames)} frames. Call it once for each frame.",
    )


def told_object(one):
    number, name, score, box = one
    return f"{number} {name} {score:g} ({', '.join(f'{side:g}' for side in box)})"


@task(5)
def test_two_persons_cross(submission):
    """Two persons walk past each other, and each keeps the id, in whichever order they are found."""
    lists = []
    for n in range(10):
        one, two = ("person", 0.9, (20.0 + 8 * n, 20.0, 24.0, 60.0)), ("person", 0.8, (108.0 - 8 * n, 44.0, 24.0, 60.0))
        cup = ("cup", 0.7, (66.0, 4.0, 20.0, 14.0))
        lists.append([[two, one, cup], [one, two, cup], [cup, one, two]][n % 3])
    why = "Person 1 walks to the left, person 2 to the right, and 3 is the cup."
    check_clip(submission, scene(lists), lists, None, None, "two persons who cross, and a cup", why)


@task(5)
def test_hidden_for_some_frames(submission):
    """A dog that is hidden for one or two frames is the same dog; after three frames it is a new one."""
    dog = [("dog", 0.7, (10.0 + 3 * n, 50.0, 50.0, 30.0)) for n in range(20)]
    cup, bird = ("cup", 0.9, (130.0, 90.0, 20.0, 20.0)), ("bird", 0.5, (120.0, 10.0, 24.0, 20.0))
    lists = [[] if n in (3, 6, 7) else [one] for n, one in enumerate(dog[:10])]
    why = "The dog is hidden in frame 3, and again in frames 6 and 7. The patience is 2."
    check_clip(submission, scene(lists), lists, None, None, "a dog that is hidden for 1 and for 2 frames", why)
    lists = [[one, cup] if n not in (3, 4, 5, 8, 9, 10, 11) else [cup] for n, one in enumerate(dog[:14])]
    lists[11] = [cup, bird]
    why = "The dog is hidden in frames 3 to 5, and again in frames 8 to 11. The patience is 2."
    check_clip(submission, scene(lists), lists, None, None, "a dog that is hidden for 3 and for 4 frames", why)


@task(5)
def test_threshold_and_patience(submission):
    """Threshold and patience of the call hold."""
    cup = ("cup", 0.9, (120.0, 80.0, 20.0, 20.0))
    lists = [[cup, ("cat", 0.8, (10.0 + 12 * n, 40.0, 40.0, 30.0))][:: 1 - 2 * (n % 2)] for n in range(5)]
    check_clip(
        submission,
        scene(lists),
        lists,
        0.6,
        None,
        "a cup and a cat, threshold=0.6",
        "The cat moves, and its IoU is 28 / 52 = 0.54 from frame to frame.",
    )
    cat = [("cat", 0.8, (10.0 + 2 * n, 40.0, 40.0, 30.0)) for n in range(7)]
    lists = [[cup, one] if n in (0, 1, 5, 6) else [cup] for n, one in enumerate(cat)]
    check_clip(submission, scene(lists), lists, None, 3, "a cat that is hidden for 3 frames, patience=3")
    lists = [[cup, one] if n not in (2, 4) else [cup] for n, one in enumerate(cat)]
    check_clip(submission, scene(lists), lists, None, 0, "a cat that is hidden for 1 frame, patience=0")


@task(5)
def test_objects_come_and_go(submission):
    """A bird enters, a bird leaves, and a horse and a sheep are at one place."""
    horse, sheep = ("horse", 0.6, (90.0, 60.0, 50.0, 40.0)), ("sheep", 0.5, (91.0, 60.0, 50.0, 40.0))
    birds = [("bird", 0.7, (10.0 + 6 * n, 10.0, 24.0, 20.0)) for n in range(8)]
    other = [("bird", 0.4, (120.0, 8.0 + 2 * n, 24.0, 20.0)) for n in range(8)]
    lists = [
        [horse],
        [sheep, horse],
        [birds[2], horse, sheep],
        [birds[3], sheep],
        [],
        [birds[5], sheep, other[5]],
        [other[6], horse],
        [horse, other[7], ("bird", 0.3, (40.0, 80.0, 24.0, 20.0))],
    ]
    check_clip(submission, scene(lists), lists, None, None, "birds, a horse and a sheep")


@task(5)
def test_empty_clips_and_frames(submission):
    """A clip may have no frame, and a frame no object."""
    check_clip(submission, [], [], None, None, "a clip without frames")
    lists = [[], [], [("cup", 0.5, (30.0, 30.0, 40.0, 40.0))], []]
    check_clip(submission, scene(lists), lists, None, None, "a clip with one object in one frame")


@task(5)
def test_clip_after_clip(submission):
    """Each clip begins anew with id 1."""
    lists = [[("cat", 0.8, (10.0 + 4 * n, 40.0, 40.0, 30.0)), ("dog", 0.7, (90.0, 40.0 + n, 40.0, 30.0))] for n in range(3)]
    for number in ("first", "second"):
        why = "In the second clip of a program run, ids begin with 1 again." if number == "second" else ""
        check_clip(submission, scene(lists), lists, None, None, f"the {number} of two clips", why, {"went on": ""})


def any_clip(rng, count):
    """Objects that move, are missed and come back; in no order."""
    objects = [(str(rng.choice(["cat", "dog"])), np.array(any_box(rng)), rng.uniform(-4, 4, 2)) for _ in range(5)]
    lists = []
    for n in range(count):
        found = []
        for name, box, speed in objects:
            if rng.random() < 0.75:
                x, y = box[:2] + n * speed + rng.normal(0, 1, 2)
                found.append((name, round(float(rng.uniform(0.3, 1)), 3), tuple(np.round([x, y, *box[2:]], 2).tolist())))
        lists.append([found[k] for k in rng.permutation(len(found))])
    return lists


@task(5)
def test_any_clip(submission, rng):
    """Any objects, threshold and patience."""
    for count, threshold, patience in ((12, 0.3, 2), (8, 0.5, 1)):
        lists = any_clip(rng, count)
        check_clip(
            submission, scene(lists), lists, threshold, patience, f"a clip of {count} frames, threshold={threshold:g}, patience={patience}"
        )


@remembered
def found_by_nanodet(path, least):
    return [[(name, score, tuple(box)) for name, score, box in found if score >= least] for found in json.loads(path.read_text())]


@task(5)
def test_the_dog_that_passes(submission, fixture):
    """The real clip, with what NanoDet finds: a person, a horse, and a dog that is missed in two frames."""
    frames, lists = clip(fixture("dog_passing.avi")), found_by_nanodet(fixture("dog_passing.json"), 0.35)
    check_clip(submission, frames, lists, None, None, "the clip of the dog", "In frames 15 and 17, NanoDet does not find the dog.")


# --- Task 6: draw -------------------------------------------------------------------------------------------------------

LABEL, NEAR = 24, 3


def drawn(image, objects, mistake=""):
    """The frame with objects, drawn once more."""
    image = image.copy()
    for n, (number, name, _, (x, y, w, h)) in enumerate(objects):
        colour = COLOURS[{"place": n, "first colour": 0, "from 1": number - 1}.get(mistake, number) % 8]
        if mistake == "red first":
            colour = colour[::-1]
        end = (round(w), round(h)) if mistake == "corners" else (round(x + w), round(y + h))
        cv2.rectangle(image, (round(x), round(y)), end, colour, 2)
        cv2.putText(image, f"{number} {name}", (round(x) + 4, round(y) + 14), cv2.FONT_HERSHEY_SIMPLEX, 0.4, colour, 1, cv2.LINE_AA)
    return image


DRAW_WORDS = {
    "place": "The colours follow the places in the list. The colour of an id is COLOURS[id % 8], so that it stays the same in each frame.",
    "first colour": "All objects have the same colour. The colour of an id is COLOURS[id % 8].",
    "from 1": "The colours are those of id - 1. The colour of an id is COLOURS[id % 8].",
    "red first": "Red and blue are exchanged. The colours are blue, green, red, as OpenCV wants them.",
    "corners": "Width and height were read as the second corner.",
}


def framed(answer, image, objects, mistake=""):
    """Whether left, right and bottom of each frame are there, in the colour of its id. Other frames may hide a part of them."""
    if np.array_equal(answer, image):
        return False
    for n, (number, _, _, (x, y, w, h)) in enumerate(objects):
        colour = COLOURS[{"place": n, "first colour": 0, "from 1": number - 1}.get(mistake, number) % 8]
        colour = colour[::-1] if mistake == "red first" else colour
        ends = (round(w), round(h)) if mistake == "corners" else (round(x + w), round(y + h))
        (left, right), (top, bottom) = sorted((round(x), ends[0])), sorted((round(y), ends[1]))
        sides = [(slice(top + LABEL, bottom - LABEL * (mistake == "corners") - NEAR), at) for at in (left, right)]
        sides.append((top if mistake == "corners" else bottom, slice(left + NEAR, right - NEAR)))
        lines = [coloured(answer, rows, columns, colour) for rows, columns in sides]
        if any(line.size and line.mean() < 0.85 for line in lines):
            return False
    return True


def coloured(answer, rows, columns, colour):
    """Of each pixel of a line: whether one at most two pixels away, across the line, has about this colour."""
    lines = []
    for shift in range(-2, 3):
        place = (rows, columns + shift) if isinstance(rows, slice) else (rows + shift, columns)
        lines.append(np.abs(answer[place].astype(int) - colour).max(axis=-1))
    return np.min(lines, axis=0) <= 40


def left_alone(answer, image, objects):
    """Whether nothing far from frames and labels was changed."""
    free = np.ones(image.shape[:2], bool)
    for _, _, _, (x, y, w, h) in objects:
        left, top, right, bottom = round(x), round(y), round(x + w), round(y + h)
        free[max(top - LABEL, 0) : top + LABEL + 1, max(left - NEAR, 0) :] = False
        for rows, columns in (((top, bottom), (left, left)), ((top, bottom), (right, right)), ((bottom, bottom), (left, right))):
            free[max(rows[0] - NEAR, 0) : rows[1] + NEAR + 1, max(columns[0] - NEAR, 0) : columns[1] + NEAR + 1] = False
    return np.array_equal(answer[free], image[free])


def check_drawn(submission, image, objects, name):
    answer = submission.draw(image, objects)
    check.unchanged(submission)
    expected, why = drawn(image, objects), ""
    fitting = isinstance(answer, np.ndarray) and answer.shape == expected.shape and answer.dtype == expected.dtype
    if objects and fitting:
        if framed(answer, image, objects) and left_alone(answer, image, objects):
            return answer
        why = "Each frame has the colour of its id, and nothing far from frames and labels may change."
        hint = only(DRAW_WORDS, lambda key: framed(answer, image, objects, key))

        def fail():
            raise check.Mismatch(f"{name}: the frames are not the expected ones.\n{hint}")

        if hint:
            check.drawn(fail, lambda: check.beside(answer, expected, name, input=image))
    check.image(answer, expected, name, input=image, rtol=0, atol=0, dtype="uint8", why=why)
    return answer


@task(6)
def test_frames_in_the_colours_of_ids(submission, fixture):
    """Frames in the colours of the ids, and labels that say id and name."""
    image = cv2.resize(clip(fixture("dog_passing.avi"))[12], None, fx=1.5, fy=1.5)
    objects = [
        (3, "dog", 0.5, (68.4, 147.3, 77.2, 63.8)),
        (1, "person", 0.4, (106.2, 56.1, 50.0, 151.7)),
        (28, "horse", 0.6, (225.2, 78.6, 113.4, 114.3)),
    ]
    answer = check_drawn(submission, image, objects, "a dog, a person and a horse, drawn")
    for what, other in (("id", (11, *objects[0][1:])), ("name", (3, "cow", *objects[0][2:]))):
        changed = submission.draw(image, [other, *objects[1:]])
        same = isinstance(changed, np.ndarray) and np.array_equal(changed, answer)
        check.that(not same, f"The drawing stays the same if the {what} of an object changes. The label says id and name.")


def extent(image, start, end):
    """Of the left, right and bottom of a frame: which columns or rows have another colour than the white image."""
    (left, top), (right, bottom) = start, end
    middle = slice(top + LABEL + NEAR, bottom - 2 * NEAR), slice(left + 2 * NEAR, right - 2 * NEAR)
    found = {}
    for side, at, line in (("left", left, lambda n: image[middle[0], n]), ("right", right, lambda n: image[middle[0], n]), ("bottom", bottom, lambda n: image[n, middle[1]])):
        found[side] = [n for n in range(at - 2 * NEAR, at + 2 * NEAR + 1) if (line(n).min(axis=-1) < 180).mean() > 0.85]
    return found


def outlined(shape, box, way):
    """A frame on white, made with this mistake or with none."""
    x, y, w, h = box
    start, end = (round(x), round(y)), (round(x + w), round(y + h))
    if way == "cut":
        start, end = (int(x), int(y)), (int(x + w), int(y + h))
    if way == "sizes":
        end = (round(x) + round(w), round(y) + round(h))
    return cv2.rectangle(np.full(shape, 255, np.uint8), start, end, (0, 0, 0), {"1 thick": 1, "3 thick": 3}.get(way, 2))


OUTLINE_WORDS = {
    "cut": "The corners were cut to whole pixels. int(30.7) is 30; round(30.7) is 31.",
    "sizes": "Width and height were rounded on their own. Add first, then round: the second corner is x + width, y + height.",
    "1 thick": "The lines are 1 thick.",
    "3 thick": "The lines are 3 thick.",
}


@task(6)
def test_rounded_corners(submission):
    """Corners are rounded to whole pixels, and lines are 2 thick."""
    white, objects = np.full((150, 210, 3), 255, np.uint8), [(2, "cat", 0.5, (30.7, 40.6, 60.6, 70.7)), (5, "dog", 0.6, (120.2, 50.3, 40.4, 60.4))]
    answer = check_drawn(submission, white, objects, "a cat and a dog on white, drawn")

    def sides(image_of):
        return [extent(image_of(box), (round(box[0]), round(box[1])), (round(box[0] + box[2]), round(box[1] + box[3]))) for *_, box in objects]

    got, expected = sides(lambda _: answer), sides(lambda box: outlined(white.shape, box, ""))
    hint = only(OUTLINE_WORDS, lambda way: got == sides(lambda box: outlined(white.shape, box, way)))
    for (_, name, _, box), ours, theirs in zip(objects, expected, got, strict=True):
        for side, lines in ours.items():
            what = "rows" if side == "bottom" else "columns"
            check.that(
                theirs[side] == lines,
                f"the {name} on white, box {box}: the {side} side should cover the {what} {lines}, and covers {theirs[side]}.\n{hint}".rstrip(),
            )


@task(6)
def test_nothing_drawn(submission, fixture):
    """Without objects, the answer is a copy of the frame."""
    check_drawn(submission, clip(fixture("dog_passing.avi"))[0], [], "a frame without objects, drawn")


# --- Task 7: write_video ------------------------------------------------------------------------------------------------

#: Codecs change smooth frames by less than this.
CODED = 40


def smooth_frames(rng, count, height, width):
    """Frames without fine detail, which a codec changes little; no two are alike."""
    shape = (height, width)
    return [cv2.resize(rng.integers(0, 256, (2, 3, 3), dtype=np.uint8), shape[::-1], interpolation=cv2.INTER_LINEAR) for _ in range(count)]


def check_written(submission, scratch, cases):
    """All files are written, and then read in another process, which has the probes alone."""
    for n, (frames, fps, _) in enumerate(cases):
        submission.write_video(scratch.path(f"written{n}.avi"), frames, fps)
        check.unchanged(submission)
    saved = [submission.fetch(f"written{n}.avi") for n in range(len(cases))]
    clean = submission.fresh(code=False).probe
    for file, case in zip(saved, cases, strict=True):
        check_video(clean.video(file), *case)


def check_video(video, frames, fps, name):
    """The file that was written has these frames."""
    check.that(video["opened"], f"{name}: the file cannot be opened as a video. Does the codec go with .avi, and is the writer released?")
    got = video["frames"]
    height, width = frames[0].shape[:2]
    why = ""
    if not got:
        why = (
            "The frames are grey. A writer for colour leaves them out: convert them, or tell it isColor=False."
            if frames[0].ndim == 2
            else "A frame of another size than announced is left out. The size is (width, height)."
        )
    check.that(len(got) == len(frames), f"{name}: expected {len(frames)} frames, read {len(got)} from the file.\n{why}".rstrip())
    size = got[0].shape[1::-1]
    check.that(size == (width, height), f"{name}: expected frames of {width} by {height} pixels, read frames of {size[0]} by {size[1]}.")
    for n, (one, frame) in enumerate(zip(got, frames, strict=True)):
        expected = frame if frame.ndim == 3 else np.repeat(frame[..., None], 3, axis=2)
        first = {"All frames of the file are the same.": frames[0]} if n and frame.ndim == 3 else None
        check.image(one, expected, f"{name}, frame {n}", rtol=0, atol=CODED, mistakes=first)
    check.close(
        video["rate"],
        fps,
        f"{name}, frames per second",
        rtol=0,
        atol=0.02,
        mistakes={
            "The rate was cut to a whole number.": float(int(fps)),
            "The rate was rounded to a whole number.": float(round(fps)),
            "The rate is always 25. Use the one that was passed in.": 25.0,
            "The rate is always 30. Use the one that was passed in.": 30.0,
        },
    )


@task(7)
def test_colour_frames(submission, scratch, rng):
    """A file with the same frames, size and rate."""
    check_written(submission, scratch, [(smooth_frames(rng, 7, 96, 160), 25, "a video of 7 frames, 160 by 96")])


@task(7)
def test_rates_and_sizes(submission, scratch, rng):
    """Rates that are no whole numbers, and frames that are higher than wide."""
    cases = []
    for count, height, width, fps in ((5, 160, 96, 12.6), (1, 64, 64, 29.97), (4, 48, 90, 7.6)):
        name = f"a video of {count} frame{'s' * (count > 1)}, {width} by {height}, fps={fps:g}"
        cases.append((smooth_frames(rng, count, height, width), fps, name))
    check_written(submission, scratch, cases)


@task(7)
def test_grey_frames(submission, scratch, rng):
    """Grey frames are in the file too."""
    frames = [np.ascontiguousarray(frame[..., 0]) for frame in smooth_frames(rng, 4, 64, 96)]
    check_written(submission, scratch, [(frames, 10, "a video of 4 grey frames")])


@task(7)
def test_a_file_that_cannot_be_opened(submission, rng):
    """A file that cannot be opened is an OSError."""
    path = "no such folder/written.avi"
    frames = smooth_frames(rng, 2, 48, 64)
    why = "cv2.VideoWriter does not raise. Ask isOpened()."
    explained(
        lambda: check.raises(submission, "write_video", OSError, path, frames, 25, name="write_video into a folder that does not exist"),
        why,
    )
