"""What people and programs see: tables, charts and files. Nothing is computed here but layout."""
