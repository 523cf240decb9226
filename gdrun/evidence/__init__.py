"""What records tell: summaries, ranking, comparing. Analysis, without rendering."""
