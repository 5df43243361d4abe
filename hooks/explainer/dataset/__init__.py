"""The published data: its records and the names of its files."""
