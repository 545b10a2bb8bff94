"""How files become stored runs: analysed in workers, joined with what is there, read again when history changes."""
