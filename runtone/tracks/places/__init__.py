"""Where a run was: metres between positions, the route in a few points, and the zone of its clock."""
