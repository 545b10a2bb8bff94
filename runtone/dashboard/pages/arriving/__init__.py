"""Cards of the Import and Sharing pages: runs that arrive by themselves, and the calendar that they go out to."""
