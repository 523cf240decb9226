"""Compiling once, and keeping the machine code where it is found again."""
