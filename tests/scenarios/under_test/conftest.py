"""The project in this folder is somebody else's: its tests are run by a test, in a folder of their own."""

collect_ignore = ["project"]
