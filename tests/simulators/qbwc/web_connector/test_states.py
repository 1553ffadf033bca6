"""A service that says anything it may at any point, by a state machine: the protocol holds whatever it says."""

from __future__ import annotations

from itertools import pairwise

import httpx
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from scenarios.clock import SimClock
from simulators.qbwc import FAULTS, bare_company, fault, vendor
from tests.simulators.qbwc.requests import bill, message
from tests.simulators.qbwc.web_connector.conftest import APPLICATION, Operator
from tests.simulators.qbwc.web_connector.service import QUERY, Raw, Service

BROKEN = Raw("<html/>", 500, "text/html")
SPOILT = st.sampled_from([BROKEN, Raw(""), Raw("<soap"), Raw("x", 404, "text/plain")])
ARRAYS = st.lists(st.sampled_from(["", "t", "none", "NVU", "busy", "7", r"C:\other.QBW"]), max_size=5)
REQUESTS = st.sampled_from(["", "NoOp", "rubbish", QUERY, message(bill())])
PERCENTS = st.sampled_from(["0", "50", "99", "100", "-1"])
ERRORS = st.sampled_from(["", "Why", "NoOp", "Interactive mode"])


class WebConnector(RuleBasedStateMachine):
    """Updates, each with a service of drawn answers; faults, time, and a Web Connector that is started again."""

    def __init__(self) -> None:
        super().__init__()
        clock = SimClock()
        file = bare_company(clock.now())
        vendor(file, "Acme", clock.now())
        self.desk = Operator(file, clock)
        self.calls: list[str] = []
        self.was_killed = False

    @rule(
        versions=st.sampled_from(["", "W:old", "E:too old", "O:2", "?"]) | SPOILT,
        array=ARRAYS | SPOILT,
        requests=st.lists(REQUESTS | SPOILT, min_size=1, max_size=4),
        percents=st.lists(PERCENTS | SPOILT, min_size=1, max_size=4),
        errors=st.lists(ERRORS | SPOILT, min_size=1, max_size=3),
    )
    def update(
        self, versions: object, array: object, requests: list[object], percents: list[object], errors: list[object]
    ) -> None:
        service = Service(
            clientVersion=[versions],
            authenticate=[array],
            sendRequestXML=[*requests, BROKEN],
            receiveResponseXML=[*percents, "100"],
            getLastError=[*errors, "Why"],
            connectionError=["", "done"],
            getInteractiveURL=["x"],
            interactiveDone=["not yet", "Done"],
            interactiveRejected=["well"],
        )
        self.desk.lines.clear()
        result = self.desk.update(service)
        self.calls, self.was_killed = service.calls, result.code == "killed"

    @rule(name=st.sampled_from(sorted(FAULTS)))
    def break_something(self, name: str) -> None:
        self.desk.pc.faults.append(fault(name))

    @rule()
    def mend(self) -> None:
        self.desk.pc.faults.clear()
        self.calls, self.was_killed = [], False  # what was heard while broken is judged by the faults of then

    @rule(quarters=st.integers(1, 8))
    def wait(self, quarters: int) -> None:
        self.desk.clock.sleep(quarters * 900)

    @rule()
    def run_what_is_due(self) -> None:
        self.desk.pc.transport = httpx.WSGITransport(Service(authenticate=[["", "none"]]).app)
        self.desk.pc.schedule(APPLICATION.name, APPLICATION.every)
        self.calls, self.was_killed = [], False
        self.desk.pc.run_due()

    @invariant()
    def send_and_receive_take_turns(self) -> None:
        turns = [call for call in self.calls if call in ("sendRequestXML", "receiveResponseXML")]
        for before, after in pairwise(turns):
            assert (before, after) != ("receiveResponseXML", "receiveResponseXML")

    @invariant()
    def the_order_of_calls_holds(self) -> None:
        calls = [call for call in self.calls if not call.startswith("interactive")]
        if "authenticate" in calls:
            assert calls[:3] == ["serverVersion", "clientVersion", "authenticate"]
        if "connectionError" in calls:
            last = len(calls) - calls[::-1].index("connectionError")
            assert "sendRequestXML" not in calls[:last], "a session that began does not lose its connection"
        for place, call in enumerate(calls):
            if call == "getLastError":
                assert calls[place - 1] in ("sendRequestXML", "receiveResponseXML")
        if "two_web_connectors" not in {one.name for one in self.desk.pc.faults}:
            assert calls.count("closeConnection") <= 1
            assert "closeConnection" not in calls[:-1], "nothing comes after it"

    @invariant()
    def nothing_is_left_locked(self) -> None:
        assert not self.desk.pc.registry.update_lock
        held = {one["DataExtName"]: one["DataExtValue"] for one in self.desk.file.extensions}
        if not self.was_killed and "sendRequestXML" in self.calls and not self._is_restored():
            assert held["AppLock"].startswith("UNLOCKED:")

    def _is_restored(self) -> bool:
        return any(one.name == "backup_restored" for one in self.desk.pc.faults)


WebConnector.TestCase.settings = settings(max_examples=40, stateful_step_count=15, deadline=None)
TestWebConnector = WebConnector.TestCase
