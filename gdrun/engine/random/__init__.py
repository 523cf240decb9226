"""Random numbers in compiled code, the same as NumPy's.

``seeding`` makes what ``generator`` starts from; the generator shuffles.
"""
