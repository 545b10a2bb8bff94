"""The training log: its filters, its list, and two runs side by side."""
