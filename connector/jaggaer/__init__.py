"""JAGGAER's language: JSON in, domain values out. Pure: no connection, no clock."""
