"""An earlier revision beside the one that is here, so that both are measured in one run."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]


@contextmanager
def checked_out(revision: str) -> Iterator[Path]:
    """A folder with the files of ``revision``, for as long as it is used."""
    with tempfile.TemporaryDirectory() as folder:
        other = Path(folder) / "other"
        git = ["git", "-C", str(HERE), "worktree"]
        subprocess.run([*git, "add", "-q", "--detach", str(other), revision], check=True)  # ours
        try:
            yield other
        finally:
            subprocess.run([*git, "remove", "--force", str(other)], check=True)  # ours
