"""One build or one server, seen from outside MkDocs."""
