"""The customer's profile that stories and the demo are played with, as its TOML."""

from __future__ import annotations

from importlib.resources import as_file, files

from connector import Profile, read_profile

PROFILE_FILE = files("scenarios").joinpath("profile.toml")


def _read() -> Profile:
    with as_file(PROFILE_FILE) as file:
        return read_profile(file)


STORY = _read()
