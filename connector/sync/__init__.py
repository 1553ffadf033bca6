"""The decisions: domain values in, domain values out. Pure."""
