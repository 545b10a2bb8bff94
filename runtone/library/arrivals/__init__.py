"""Runs that arrive by themselves: watched folders and addresses to send to; and out again, to a calendar."""
