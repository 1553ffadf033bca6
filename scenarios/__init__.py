"""Stories played on one clock and one seed, checked for what must always hold; and the demo on real processes."""
