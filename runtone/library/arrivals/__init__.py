"""Runs that arrive by themselves: watched folders, addresses to send to, and services that hand files on."""
