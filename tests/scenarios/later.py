"""
The connector's own command on a computer whose clock says what it is told: ``python later.py INSTANT serve …``.

A process that was killed left leases and a session behind, which lapse in minutes; a test has no minutes to wait.
"""

from __future__ import annotations

import sys
import time
from datetime import datetime, timedelta

from connector.adapters.clock import SystemClock
from connector.cli import main

if __name__ == "__main__":
    instant, started = datetime.fromisoformat(sys.argv.pop(1)), time.monotonic()
    setattr(SystemClock, "now", lambda _self: instant + timedelta(seconds=time.monotonic() - started))  # noqa: B010 # a method cannot be assigned to
    main()
