"""
Strict replay: the recorded answers are fed to the connector, up to the first meaningful difference in what it sends.

Identities are drawn anew in every installation: message set ids, ExternalGUIDs, requestIDs, marks. The first time one
is met, the recorded one and ours are taken for the same, in both directions, and from then on they have to agree;
answers are translated before they are fed. Everything else has to be the same, element by element.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lxml import etree
from structlog.testing import capture_logs

from connector import Connector, ConnectorError, NewCompany, Profile
from scenarios.captures.model import BadCapture, Capture, Round, Update
from scenarios.captures.timeline import Timeline, add_documents_until, set_up
from scenarios.machines import FIRST_PC
from scenarios.profiles import STORY
from scenarios.snapshot import Snapshot, restore
from scenarios.tape import ReplayedTape
from scenarios.world import NAME, TOKEN_URL, World
from simulators.jaggaer import Tenant
from simulators.qbwc import CallFailed, Proxy

IDENTITIES = frozenset(
    {"newMessageSetID", "oldMessageSetID", "messageSetID", "requestID", "ExternalGUID", "DataExtValue"}
)
JAGGAER = "https://jaggaer.story"
URL = "http://localhost/qbwc"
NOTHING = "nothing"
A_SECOND = timedelta(seconds=1)  # the log's resolution: what it calls now may be almost a second later


@dataclass(frozen=True, slots=True)
class Difference:
    """Where ours first differs: update and round are counted from 1, ``where`` is a path in the qbXML."""

    update: int
    round: int
    where: str
    recorded: str
    ours: str

    def __str__(self) -> str:
        return (
            f"update {self.update}, request {self.round}: {self.where} was “{self.recorded}” and is “{self.ours}” now"
        )


@dataclass(frozen=True, slots=True)
class Replayed:
    """
    ``rounds`` were the same; ``difference`` is the first one that was not. ``left_out`` are updates that the capture
    does not show whole, and why: a difference behind one may come of what it would have shown.
    """

    rounds: int
    difference: Difference | None
    left_out: tuple[str, ...] = ()


class _Differs(Exception):
    def __init__(self, where: str, recorded: str, ours: str) -> None:
        super().__init__(where)
        self.where, self.recorded, self.ours = where, recorded, ours


@dataclass(slots=True)
class Dictionary:
    """Recorded identities and ours, one to one."""

    ours: dict[str, str] = field(default_factory=dict)
    recorded: dict[str, str] = field(default_factory=dict)

    def meet(self, where: str, recorded: str, ours: str) -> None:
        if self.ours.setdefault(recorded, ours) != ours or self.recorded.setdefault(ours, recorded) != recorded:
            raise _Differs(where, recorded, ours)

    def translate(self, response: str) -> str:
        """A recorded answer with our identities in it."""
        if not response.strip():
            return response
        try:
            root = _parsed(response)
        except etree.XMLSyntaxError:
            return response
        for element in root.iter("*"):
            for name in IDENTITIES:
                if (recorded := element.get(name)) is not None:
                    element.set(name, self.ours.get(recorded, recorded))
            if element.tag in IDENTITIES:
                element.text = self.ours.get(element.text or "", element.text or "")
        return '<?xml version="1.0" ?>\n' + etree.tostring(root, encoding="unicode") + "\n"


def replay(capture: Capture, tenant: Tenant | Timeline, profile: Profile = STORY) -> Replayed:
    """
    The capture against a connector of its own. With a timeline it polls as the recorded one did; without, it reads the
    tenant once before each update: what had been changed by then, each document as it was in the end.

    Updates whose XML was cut, or whose beginning is missing, are skipped.
    """
    whole = [update for update in capture.updates if update.is_whole]
    identity = next((found for update in whole if (found := update.identity())), None)
    if identity is None:
        raise BadCapture(
            "The capture does not show a whole update from its first request on. Ask for a log at level VERBOSE, and "
            "for QWCLogOld.txt where it begins in the middle of one. “--live” needs no whole update."
        )
    world = World(seed=1, tape=ReplayedTape([], strict=False), at=whole[0].began_at - A_SECOND)
    timeline = tenant if isinstance(tenant, Timeline) else Timeline(tenant)
    set_up(timeline.tenant, world.tenant)
    with capture_logs():
        playing = _Playing(world, timeline, _company(world.connector, identity, whole, profile))
        differences = (playing.play(number, update) for number, update in enumerate(whole, 1))
        first = next((one for one in differences if one), None)
    return Replayed(playing.rounds, first, tuple(_left_out(capture)))


def _left_out(capture: Capture) -> Iterator[str]:
    for update in capture.updates:
        why = [*update.missing, *(f"request {one.number}: {text}" for one in update.rounds for text in one.damage)]
        if why:
            more = f", and {len(why) - 1} more" if len(why) > 1 else ""
            yield f"update {update.number} (line {update.line}): {why[0]}{more}"


def _company(connector: Connector, identity: tuple[str, str], whole: list[Update], profile: Profile) -> tuple[str, str]:
    version = next((one.version for update in whole for one in update.rounds if one.version[0]), (16, 0))
    country = next((one.country for update in whole for one in update.rounds if one.country), "US")
    added = connector.add_company(
        NewCompany(
            name=NAME,
            jaggaer_url=JAGGAER,
            token_url=TOKEN_URL,
            client_id="connector",
            client_secret="connector-secret",  # noqa: S106 # it opens nothing but the fake
            region=country,
            qbxml=f"{version[0]}.{version[1]}",
            profile=profile,
            owner_id=identity[0],
            file_id=identity[1],
        )
    )
    return added.company.user, added.password


class _Playing:
    def __init__(self, world: World, timeline: Timeline, login: tuple[str, str]) -> None:
        self.rounds = 0
        self._world = world
        self._tenant = timeline.tenant
        self._polls = deque(timeline.polls)
        self._has_polls = bool(timeline.polls)
        self._login = login
        self._dictionary = Dictionary()
        self._proxy = Proxy(URL, world.transport_of(FIRST_PC))

    def play(self, number: int, update: Update) -> Difference | None:
        self._go_to(update.began_at - A_SECOND)
        self._poll_until(lambda polled: polled.updates < update.number)
        if not self._has_polls:
            add_documents_until(update.began_at, self._tenant, self._world.tenant)
            self._world.poll()
        before = self.rounds
        try:
            self._update(update)
        except _Differs as error:
            return Difference(number, self.rounds - before + 1, error.where, error.recorded, error.ours)
        except CallFailed as error:
            return Difference(number, self.rounds - before + 1, "the call", "an answer", str(error))
        return None

    def _go_to(self, instant: datetime) -> None:
        self._world.clock.jump(max(instant - self._world.clock.now(), timedelta()))

    def _poll_until(self, is_due: Callable[[Snapshot], bool]) -> None:
        """JAGGAER is polled as it was by then."""
        while self._polls and is_due(self._polls[0]):
            polled = self._polls.popleft()
            self._go_to(polled.at)
            if not polled.is_failed:
                restore(polled, self._world.tenant)
                with suppress(ConnectorError):
                    self._world.poll()

    def _authenticate(self, update: Update) -> str:
        """The ticket; a connector that has no work yet may have some within the second that the log does not show."""
        password = "another password" if update.word == "nvu" else self._login[1]  # a wrong one
        self._go_to(update.began_at - A_SECOND if update.word else update.began_at)
        for _ in range(2):
            given = [*self._proxy.authenticate(self._login[0], password), "", ""]
            word = given[1].lower() if given[1].lower() in ("none", "nvu", "busy") else ""
            if word == update.word:
                return str(given[0])
            self._go_to(update.began_at + A_SECOND)
        raise _Differs("authenticate's answer", update.word or "a ticket", word or "a ticket")

    def _update(self, update: Update) -> None:
        self._proxy.server_version()
        ticket = self._authenticate(update)
        for asked, one in enumerate(update.rounds):
            self._round(ticket, one, update.number, asked)
            self.rounds += 1
            if one.answered_at is None:
                return
        if update.connection_error is not None:
            self._proxy.connection_error(ticket, *update.connection_error)
        if update.last_error is not None:
            _same("getLastError's answer", update.last_error, self._proxy.get_last_error(ticket))
        if update.closed is not None:
            _same("closeConnection's answer", update.closed, self._proxy.close_connection(ticket))

    def _round(self, ticket: str, one: Round, update: int, asked: int) -> None:
        self._go_to(one.asked_at)
        self._poll_until(lambda polled: (polled.updates, polled.requests) <= (update, asked))
        hcp = self._dictionary.translate(one.hcp)
        ours = self._proxy.send_request(ticket, hcp, one.company_file, one.country, one.version)
        if one.request is None:
            return  # it was asked for, and not heard
        compare(one.request, ours, self._dictionary)
        if one.answered_at is None:
            return
        self._go_to(one.answered_at)
        response = self._dictionary.translate(one.response)
        percent = self._proxy.receive_response(ticket, response, one.hresult, one.message)
        if one.percent is not None and _kind(percent) != _kind(one.percent):
            raise _Differs("receiveResponseXML's answer", str(one.percent), str(percent))


def _same(where: str, recorded: str, ours: str) -> None:
    if recorded.strip() != ours.strip():
        raise _Differs(where, recorded.strip() or NOTHING, ours.strip() or NOTHING)


def _kind(percent: int) -> str:
    return "goes on" if 0 <= percent < 100 else str(max(percent, -1))


def compare(recorded: str, ours: str, dictionary: Dictionary) -> None:
    """Element by element; raises at the first difference, and keeps the identities that were met."""
    if recorded.strip() == ours.strip():
        return
    try:
        pairs = _walk(_parsed(recorded), _parsed(ours), "")
        for where, (one, other) in pairs:
            if where.endswith("/MaxReturned") and one.isdigit() and other.isdigit():
                continue  # how much is asked for at once depends on fractions of seconds, which the log does not show
            if where.endswith("/FromModifiedDate") and _is_near(one, other):
                continue  # so does since when
            is_identity = where.rpartition("/")[2].lstrip("@") in IDENTITIES
            if is_identity and NOTHING not in (one, other):
                dictionary.meet(where, one, other)
            elif one != other:
                raise _Differs(where, one, other)
    except etree.XMLSyntaxError as error:
        raise _Differs("the text", recorded[:60] or "nothing", ours[:60] or "nothing") from error


def _is_near(one: str, other: str) -> bool:
    try:
        return abs(datetime.fromisoformat(one) - datetime.fromisoformat(other)) <= 2 * A_SECOND
    except (ValueError, TypeError):
        return False


def _walk(recorded: etree._Element, ours: etree._Element, above: str) -> Iterator[tuple[str, tuple[str, str]]]:
    where = f"{above}/{recorded.tag}"
    yield where + "/name", (str(recorded.tag), str(ours.tag))
    if not above:
        yield "the qbXML version", (_version(recorded), _version(ours))
    for name in sorted({str(one) for one in (*recorded.attrib, *ours.attrib)}):
        yield f"{where}/@{name}", (recorded.get(name) or NOTHING, ours.get(name) or NOTHING)
    one, other = list(recorded.iterchildren("*")), list(ours.iterchildren("*"))
    if not one and not other:
        yield where, (recorded.text or NOTHING, ours.text or NOTHING)
    for child, counterpart in zip(one, other, strict=False):
        yield from _walk(child, counterpart, where)
    if len(one) != len(other):
        rest = (one if len(one) > len(other) else other)[min(len(one), len(other))]
        shown = f"{rest.tag}"
        yield f"{where}/{shown}", (shown, "nothing") if len(one) > len(other) else ("nothing", shown)


def _version(root: etree._Element) -> str:
    """What the processing instruction before the message set asks for."""
    before = root.getprevious()
    while before is not None:
        if isinstance(before, etree._ProcessingInstruction) and before.target == "qbxml":
            return " ".join((before.text or "").split())
        before = before.getprevious()
    return NOTHING


def _parsed(text: str) -> etree._Element:
    return etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
