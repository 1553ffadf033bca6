"""Tests are sentences in a tree that mirrors the packages."""
