"""From raw samples of any format to one activity's records: clock, limits, steps, laps."""
