"""Local days and weeks, and what many runs say week by week."""
