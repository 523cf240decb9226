"""Random numbers in compiled code, with NumPy's words."""
