"""What pictures show, as tables: for those who cannot see them, or want the numbers."""
