"""Techniques that fill a runner's gaps: what they are, which were done, which are advised."""
