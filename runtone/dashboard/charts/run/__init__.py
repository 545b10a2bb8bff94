"""The drawings of one run: its line, its curves, its climbs and repeats, and what it worked."""
