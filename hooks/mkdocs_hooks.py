"""What mkdocs.yml names as its hook. The events are those of the package, which is updated with pip."""

from explainer.mkdocs_events import *  # noqa: F403 -- every `on_...` that MkDocs asks for
