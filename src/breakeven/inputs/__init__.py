"""Read: the only place that opens files or sockets to read."""
