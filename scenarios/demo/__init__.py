"""The main job on real processes: JAGGAER, connector and PC, talking over loopback HTTP."""

from scenarios.demo.processes import CommandFailed
from scenarios.demo.run import run

__all__ = ["CommandFailed", "run"]
