"""From claim files and a bibliography to pages: everything that does not depend on the site generator."""

__version__ = "0.1.0"
