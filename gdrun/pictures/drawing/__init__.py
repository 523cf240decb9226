"""Drawing with Matplotlib, which is imported by nothing else."""
