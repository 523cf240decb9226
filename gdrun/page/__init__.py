"""A report to hand in: one page that needs nothing else."""
