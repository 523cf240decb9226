"""Compiled code. It imports nothing of gdrun but itself."""
