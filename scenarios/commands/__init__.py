"""The larger commands of ``scenarios``, a group to a module."""
