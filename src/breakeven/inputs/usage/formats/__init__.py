"""One small file for each format of a log."""
