"""Files that nobody but their owner reads: a customer's books are in them."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

OTHERS = 0o077
OWN = 0o600


def make_private(path: Path) -> None:
    """
    Create it empty, or take it from group and others, whatever the umask says.

    What cannot be done is told by whoever opens it next.
    """
    with contextlib.suppress(OSError):
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWN))
        except FileExistsError:
            mode = path.stat().st_mode
            if stat.S_ISREG(mode) and mode & OTHERS:  # not /dev/stdout
                path.chmod(OWN)
