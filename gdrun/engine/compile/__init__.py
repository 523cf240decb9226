"""Compiling once, and keeping the machine code where it is found again.

``compiling`` does the one, ``cache_folder`` names the place, ``code_cache`` says what is kept and
``sealed_files`` reads and writes it, if the folder is one of those in ``trusted_folders``;
``interrupts`` lets Ctrl-C end both compiling and what was compiled; ``signals`` says who else may.
"""
