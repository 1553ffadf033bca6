"""
Makes spyne 2.14 importable on Python 3.11 to 3.13, before anything else imports it.

spyne ships a six of 2015, whose importer of ``six.moves`` knows only the protocol that Python 3.12 dropped,
and it imports ``cgi``, gone from 3.13 (the package ``legacy-cgi`` brings it back). So its six is loaded
first, by file, and its importer is taught today's protocol.
"""

from __future__ import annotations

import importlib.util
import math
import sys
import warnings
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

NAME = "spyne.util.six"


def load() -> None:
    """Idempotent; call it before the first import of spyne."""
    if NAME in sys.modules:
        return
    package = importlib.util.find_spec("spyne")
    if package is None or not package.submodule_search_locations:
        raise ImportError("spyne is not installed")
    path = Path(package.submodule_search_locations[0]) / "util" / "six.py"
    spec = importlib.util.spec_from_file_location(NAME, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be loaded")
    six = importlib.util.module_from_spec(spec)
    sys.modules[NAME] = six
    spec.loader.exec_module(six)
    _modernise(type(six._importer))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # deprecations inside spyne, which we cannot mend
        import spyne.const
        import spyne.protocol.soap
        import spyne.server.wsgi

        spyne.const.MIN_GC_INTERVAL = math.inf  # it would run a full collection once a second


def _modernise(importer: Any) -> None:
    def find_spec(self: Any, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        return importlib.util.spec_from_loader(name, self) if name in self.known_modules else None

    def create_module(self: Any, spec: ModuleSpec) -> ModuleType:
        module: ModuleType = self.load_module(spec.name)
        return module

    def exec_module(self: Any, module: ModuleType) -> None:
        """The module is whole when it is created."""

    importer.find_spec, importer.create_module, importer.exec_module = find_spec, create_module, exec_module
