"""Random stories: drawn from one tape, played like any other, and judged by the oracle."""
