"""Harm done on purpose, and what is left: scripts for many cases, and a few of these as tests."""
