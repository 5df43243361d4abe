"""Content to the text of pages, with their templates."""
