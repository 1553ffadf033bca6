"""Everything that touches the outside world, and nothing else."""
