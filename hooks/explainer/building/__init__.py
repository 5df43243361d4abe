"""A build or a server: everything that `mkdocs_events` calls and that does not need MkDocs itself."""
