"""Makes the sample season: terrain, a runner, a watch, and the files the watch would write."""
