"""The records and file names of the published data."""
