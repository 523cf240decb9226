"""Compiling once, and keeping the machine code where it is found again.

``compiling`` does the one, ``cache_folder`` names the place and ``code_cache`` reads and writes it;
``interrupts`` lets Ctrl-C end both compiling and what was compiled; ``signals`` says who else may.
"""
