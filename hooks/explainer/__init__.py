"""From claim files and a bibliography to pages. Only `mkdocs_events` depends on the site generator."""

__version__ = "0.1.0"
