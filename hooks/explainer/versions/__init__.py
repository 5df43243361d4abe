"""Two versions of the content compared."""
