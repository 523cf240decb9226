"""Pictures of some twelve lines for a terminal, in braille letters."""
