"""Mistakes in words: what is wrong, and what would be right."""
