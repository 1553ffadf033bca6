"""One module to a step."""
