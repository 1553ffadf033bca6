#!/bin/sh
# lxml 6.1.3: a pull parser that is fed large slices makes Python look for garbage again and again.
# feed() makes the events of its slice at once, a tuple and an element to each; while they are read they are alive
# together, and so many young objects start Python's collector, up to full collections of the whole process.
# A good engineer guesses that larger slices are faster, or make no difference: fewer calls, the same events.
# Seen in 2026-11: 9 MB in slices of 64 KiB run over 100 collections, in slices of 4 KiB next to none;
# in a large process the large slices took three times as long.
set -eu

python=${PYTHON:-python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
"$python" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install -qq --disable-pip-version-check lxml==6.1.3

"$work/venv/bin/python" - <<'PY'
import gc

from lxml import etree

TEXT = b"<list>" + b"<row><a>1</a><b>2</b><c>3</c></row>" * 250_000 + b"</list>"


def collections(slice_):
    """How many collections run while the text is read and every row is thrown away."""
    ran = []
    gc.collect()
    gc.callbacks.append(count := lambda phase, info: ran.append(info["generation"]) if phase == "start" else None)
    parser = etree.XMLPullParser(("start", "end"))
    for at in range(0, len(TEXT), slice_):
        parser.feed(TEXT[at : at + slice_])
        for event, element in parser.read_events():
            if event == "end" and element.tag == "row":
                element.getparent().remove(element)
    parser.close()
    gc.callbacks.remove(count)
    return len(ran)


found = {slice_: collections(slice_) for slice_ in (4096, 65536)}
print(f"collections with slices of 4 KiB: {found[4096]}, of 64 KiB: {found[65536]}")
assert found[65536] > 100 > 10 * found[4096], f"changed: {found}"
PY
