"""Links for others: their records, their snapshots, and the one way in for a visitor."""
