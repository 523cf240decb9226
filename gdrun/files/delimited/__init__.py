"""CSV and TSV files: their layout, their columns, and the table they hold."""
