"""What must always hold of how often something leaves for QuickBooks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from scenarios.qbxml import written
from scenarios.world import NAME, World

OF_DOCUMENT = re.compile(r"\[JAGGAER [^\]]*?/([^\]/]+)\]")
MOST_TIMES = 5


def nothing_is_repeated_without_bound(world: World) -> Iterator[str]:
    """No document is sent, and no message set is asked about, more than a few times, but once more after each hold."""
    held = Counter(str(event.document) for event in world.connector.history(NAME) if event.kind == "held")
    sent, asked, most = Counter[str](), Counter[str](), dict[str, int]()
    for message in world.connector.messages(NAME):
        for guid, memo in written(message.request):
            sent[guid] += message.delivery.value != "refused"  # QuickBooks was in a dialog, or another file was open
            most[guid] = MOST_TIMES + sum(held[document] for document in OF_DOCUMENT.findall(memo))
        if message.about and "newMessageSetID" in message.request and "Rq>" not in message.request:
            asked[message.about] += 1
    for what, count in [*sent.items(), *asked.items()]:
        if count > most.get(what, MOST_TIMES):
            yield f"{what} left {count} times"
