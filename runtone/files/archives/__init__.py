"""Zips in zips, gzip, folders and whole exports, member by member and within limits."""
