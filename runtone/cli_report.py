"""The text that `runtone analyze` prints for one run."""
