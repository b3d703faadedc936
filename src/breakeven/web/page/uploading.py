"""Logs that are dropped onto the page."""
