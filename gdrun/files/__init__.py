"""Files: opening, unpacking and reading them; a table comes out."""
